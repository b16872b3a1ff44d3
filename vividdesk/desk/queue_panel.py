"""The queue: every job and what it is doing, lanes that do not go on, and what can be done about both."""

import time
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPoint, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vividdesk.bridge.job_list import JobList
from vividdesk.bridge.job_words import lane_name
from vividdesk.bridge.lane_list import LaneList, Line, Remedy
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.step_pictures import StepPictures
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.desk.job_actions import JobActions
from vividdesk.desk.job_view import JobView, Wish
from vividdesk.desk.queue_head import QueueHead
from vividdesk.desk.strips import Strip, Strips, lane_strip
from vividdesk.errors import VividError
from vividdesk.model.job import Job, JobState, LaneId
from vividdesk.model.photo import Photo
from vividdesk.model.service import service_named
from vividdesk.texts import _, count
from vividdesk.widgets.basics import button, icon_button, label
from vividdesk.widgets.empty_state import LowEmptyState
from vividdesk.widgets.job_columns import Act
from vividdesk.widgets.job_row import HEIGHT as ROW
from vividdesk.widgets.theme import SIZES, Colours

SECOND = 1000  # milliseconds


class QueuePanel(QWidget):
    """`play_wanted` and `again_wanted` carry a job, `key_wanted` a page of the settings: a service's id, or another."""

    play_wanted = Signal(object)
    again_wanted = Signal(object)
    key_wanted = Signal(str)

    def __init__(
        self,
        core: Core,
        jobs: JobList,
        lanes: LaneList,
        tasks: Tasks,
        notices: Notices,
        colours: Callable[[], Colours],
        thumbnail: Callable[[Photo], QPixmap | None],
        steps: StepPictures,
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._lanes = lanes
        self._colours = colours
        self._actions = JobActions(self, core, jobs, tasks, notices, steps)
        self._actions.play_wanted.connect(self.play_wanted)
        self._actions.again_wanted.connect(self.again_wanted)
        self._actions.cleared.connect(self._show_cleared)
        self._cleared: Strip | None = None
        self._of_lanes: dict[Line, Strip] = {}
        self.view = JobView(jobs, colours, thumbnail, steps.of)
        steps.came.connect(self.view.show_step)
        self.view.acted.connect(self._act)
        self.view.wanted.connect(self._grant)
        self.view.menu_wanted.connect(self._open_menu)
        self.head = QueueHead(self._filter, self._pause_or_resume, self._filled_menu)
        self._strips = Strips(colours)
        self._empty = LowEmptyState(
            "queue", _("The queue is empty"), _("Every job says here what it is doing, until it is done.")
        )
        self._closed: QWidget | None = None  # in place of that, while the journal cannot be opened
        self._nothing = _nothing_found(self.head.reset)
        self._stack = QStackedWidget()
        for page in (self._empty, self.view, self._nothing):
            self._stack.addWidget(page)
        self._second = QTimer(self, interval=SECOND)
        self._second.timeout.connect(self._tick)
        self._put_together()
        self._follow()

    def show_closed(self, fault: VividError, again: Callable[[], None]) -> None:
        """The journal cannot be opened: what is in it is not to be seen, which is not the same as nothing."""
        had_focus = self._closed is not None and self._closed.isAncestorOf(self.window().focusWidget() or self)
        if self._closed is not None:
            self._stack.removeWidget(self._closed)
            self._closed.deleteLater()
        step = button(_("Try again"), again)
        self._closed = LowEmptyState("queue", fault.title, fault.advice, step)
        self._stack.addWidget(self._closed)
        self._show_page()
        if had_focus:
            step.setFocus()

    def show_thumbnail(self, photo: str) -> None:
        """The picture of the photo with this hash is there now."""
        self.view.show_thumbnail(photo)

    @guarded()
    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._show_counts()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Two rows stay in sight."""
        super().resizeEvent(event)
        self._strips.fit(self.height() - self.head.sizeHint().height() - 2 * ROW)

    @guarded()
    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._second.stop()

    def _follow(self) -> None:
        self._jobs.counts_changed.connect(self._show_counts)
        for change in (self._jobs.modelReset, self._jobs.rowsInserted, self._jobs.rowsRemoved):
            change.connect(self._show_page)
        self._lanes.changed.connect(self._show_lanes)
        self._show_counts()
        self._show_page()
        self._show_lanes()

    def _put_together(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._strips)
        column.addWidget(self._stack, 1)

    def _show_counts(self) -> None:
        counts = self._jobs.counts()
        self.head.show_counts(counts)
        self._start_or_stop(counts.open > 0)

    def _start_or_stop(self, has_work: bool) -> None:
        """Seconds count while something runs or is waited for, and somebody can see it."""
        ticks = self.isVisible() and (has_work or self._strips.counts)
        if ticks != self._second.isActive():
            self._second.start() if ticks else self._second.stop()

    def _tick(self) -> None:
        self.view.tick()
        self._strips.tick(time.time())

    def _show_page(self) -> None:
        has_rows = self._jobs.rowCount() > 0
        is_empty = not has_rows and not self._jobs.is_filtered
        self.head.setVisible(not is_empty)
        empty = self._empty if self._closed is None or self._lanes.can_pause else self._closed
        self._stack.setCurrentWidget(self.view if has_rows else empty if is_empty else self._nothing)

    def _show_lanes(self) -> None:
        lines = sorted(self._lanes.lines(), key=goes_on)
        kept = self._of_lanes
        self._of_lanes = {line: kept.get(line) or lane_strip(line, self._colours, self._remedy) for line in lines}
        for line in lines:
            self._of_lanes[line].until = line.until
        strips = list(self._of_lanes.values())
        self.view.standing.remember()
        self._strips.show_all([self._cleared, *strips] if self._cleared else strips)
        self._strips.tick(time.time())
        self._show_counts()
        chain = [self.head.more, *self._strips.findChildren(QPushButton), self.view]
        for before, after in pairwise(chain):
            self.setTabOrder(before, after)
        self.head.show_paused(self._lanes.all_paused)

    def _show_cleared(self, numbers: list[int]) -> None:
        def back() -> None:
            self._actions.bring_back(numbers)
            forget()

        def forget() -> None:
            self._cleared = None
            self._show_lanes()

        said = count("{n} job was taken off the list.", "{n} jobs were taken off the list.", len(numbers))
        close = icon_button("close", _("Close this line"), forget, "small")
        undo = button(_("Undo"), back, "link")
        self._cleared = Strip(said, _("The files stay where they are."), "quiet", self._colours, undo, close)
        self._show_lanes()

    def _remedy(self, remedy: Remedy, line: Line) -> None:
        match remedy:
            case Remedy.SETTINGS:
                self.key_wanted.emit(line.service)
            case Remedy.FOLDERS:
                self.key_wanted.emit("folders")
            case Remedy.PAGE if service := service_named(line.service):
                QDesktopServices.openUrl(QUrl(service.keys_page))
            case _:
                self._lanes.try_again(line)

    def _filter(self, states: tuple[JobState, ...], text: str) -> None:
        self._jobs.filter(states, text)

    def _pause_or_resume(self) -> None:
        if self._lanes.can_pause:
            self._lanes.resume() if self._lanes.all_paused else self._lanes.pause()

    def _act(self, act: Act, job: Job) -> None:
        match act:
            case Act.PLAY | Act.DECIDE:
                self._actions.enter(job)
            case Act.CANCEL:
                self._actions.cancel([job])
            case Act.RETRY:
                self._actions.retry([job])
            case Act.MENU:
                self.view.choose(job)
                row = self._jobs.index_of(job.id).row()
                place = self.view.act_place(row, Act.MENU) or QPoint()
                self._open_menu(self.view.viewport().mapToGlobal(place))

    def _grant(self, wish: Wish) -> None:
        if not (jobs := self.view.selected()):
            return
        match wish:
            case Wish.CANCEL:
                self._actions.cancel(jobs)
            case Wish.COPY:
                self._actions.copy(jobs)
            case Wish.ENTER:
                self._actions.enter(jobs[0])
            case Wish.DETAILS:
                self._actions.details(jobs[0])

    def _open_menu(self, at: QPoint) -> None:
        if jobs := self.view.selected():
            menu = self._actions.menu(jobs)
            self.view.hold_for(menu)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

    def _filled_menu(self, menu: QMenu) -> None:
        menu.clear()
        menu.addAction(_("Clear what has ended")).triggered.connect(self._actions.clear_all)
        menu.addAction(_("Select all")).triggered.connect(self.view.selectAll)
        menu.addSeparator()
        for standing in self._lanes.known():
            self._add_lane(menu, standing.lane, standing.paused)

    def _add_lane(self, menu: QMenu, lane: LaneId, is_paused: bool) -> None:
        says = _("Resume {service}") if is_paused else _("Pause {service}")
        do = self._lanes.resume if is_paused else self._lanes.pause
        menu.addAction(says.format(service=lane_name(lane))).triggered.connect(lambda: do(lane))


def goes_on(line: Line) -> bool:
    """By itself. What waits for the person comes before it: where there is little room, the rest is out of sight."""
    return line.until > 0


def _nothing_found(reset: Callable[[], None]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    row = QHBoxLayout()
    row.setSpacing(SIZES.margin)
    row.addStretch()
    row.addWidget(label(_("No job matches this."), bold=True))
    row.addWidget(button(_("Show all"), reset))
    row.addStretch()
    column.addStretch()
    column.addLayout(row)
    column.addStretch()
    return made
