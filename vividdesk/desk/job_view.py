"""The list of jobs with its mouse and keys; what they mean is decided by whoever listens."""

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QStyleOptionViewItem, QToolTip

from vividdesk.bridge.job_rows import Index, JobRows, RowRole
from vividdesk.bridge.overrides import guarded
from vividdesk.desk.standing import Standing
from vividdesk.model.job import Job, JobState
from vividdesk.model.photo import Photo
from vividdesk.model.report import Step
from vividdesk.texts import _
from vividdesk.widgets.job_columns import Act
from vividdesk.widgets.job_row import JobRow
from vividdesk.widgets.one_drag import OneDrag
from vividdesk.widgets.theme import Colours

BATCH = 500  # rows that are laid out in one go
NO_WAY_BACK = (Act.CANCEL, Act.RETRY)  # at the wrong job


class Wish(Enum):
    """Of the selected ones."""

    CANCEL = "cancel"
    ENTER = "enter"
    COPY = "copy"
    DETAILS = "details"


class JobView(OneDrag):
    """While the mouse is over it, or a menu is open, no row moves: what one aims at is what one hits.

    Those that moved while the mouse was still on its way are told of before anything is done to the wrong one.
    """

    acted = Signal(object, object)  # Act, Job
    wanted = Signal(Wish)
    menu_wanted = Signal(QPoint)  # on the screen

    def __init__(
        self,
        jobs: JobRows,
        colours: Callable[[], Colours],
        thumbnail: Callable[[Photo], QPixmap | None],
        step: Callable[[Job, Step], QPixmap | None],
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._row = JobRow(colours, thumbnail, step)
        self._pressed: tuple[int, Act | None] | None = None  # the number of a job
        self._done: tuple[int, Act] | None = None  # what was clicked, until the mouse leaves it
        self._misled = ""  # why the press may have been meant for something else that stood there a moment before
        self._is_over = False
        self._menus = 0
        self.standing = Standing(self, jobs)  # before Qt's own: it looks at rows as they are laid out now
        self.setAccessibleName(_("Jobs"))
        self.setModel(jobs)
        self.setItemDelegate(self._row)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(BATCH)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)

    def selected(self) -> list[Job]:
        """From top to bottom."""
        return [self._jobs.job(row) for row in sorted(index.row() for index in self.selectedIndexes())]

    def tick(self) -> None:
        """A second has passed: rows in sight that count time are painted again."""
        for row in self._in_sight():
            job = self._jobs.job(row)
            if job.sent_at and not job.state.is_end and job.state is not JobState.QUEUED:
                self.update(self._jobs.index(row))

    def show_thumbnail(self, photo: str) -> None:
        """The picture of a photo with this hash is there now."""
        for row in self._in_sight():
            if any(each.hash == photo for each in self._jobs.job(row).request.photos[:1]):
                self.update(self._jobs.index(row))

    def show_step(self, number: int) -> None:
        """A picture of a step of this job is there now."""
        if (index := self._jobs.index_of(number)).isValid():
            self.update(index)

    def act_place(self, row: int, act: Act) -> QPoint | None:
        """The middle of it in the viewport, where the row offers it."""
        index = self._jobs.index(row)
        places = self._row.places(self._option(index), index.data(RowRole))
        return next((place.center() for each, place in places if each is act), None)

    def hold_for(self, menu: QMenu) -> None:
        """Until it closes."""
        self._menus += 1
        menu.aboutToHide.connect(self._menu_closed)
        self._hold_or_let_go()

    @guarded()
    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:  # noqa: N802
        """QListView would lay out all rows anew, though every one is as high as the others."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    @guarded()
    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """By key, with nothing chosen: what the keys would go to is chosen, or a lone job never could be."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and not self.selectedIndexes() and self.currentIndex().isValid():
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.wanted.emit(Wish.COPY)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.wanted.emit(Wish.CANCEL)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit(Wish.DETAILS if alt else Wish.ENTER)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._shift(-1 if key == Qt.Key.Key_Up else 1)
        elif key != Qt.Key.Key_Space:
            super().keyPressEvent(event)

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        at = event.position().toPoint()
        if self.viewport().rect().contains(at):  # also where a menu was closed over it, which no enter event tells
            self._come()
        self._hover(at)
        if not self._misled and (self._pressed is None or self._pressed[1] is None):
            super().mouseMoveEvent(event)

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """On what can be done, a press chooses nothing: several rows stay chosen."""
        at, is_left = event.position().toPoint(), event.button() == Qt.MouseButton.LeftButton
        self._misled = ""
        self._pressed = self._job_under(at)
        number, act = self._pressed or (0, None)
        if act is None or not is_left:
            super().mousePressEvent(event)
        elif act in NO_WAY_BACK and self.standing.has_just_come(number, at):
            self._mislead(_("The rows have just moved. If this is the right job, click once more."))
        elif act is Act.RETRY and self.standing.has_just_ended(number):
            self._mislead(_("This job has just ended. To send it again, click once more."))

    def _mislead(self, why: str) -> None:
        self._pressed, self._misled = None, why

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        misled, self._misled = self._misled, ""
        pressed, self._pressed = self._pressed, None
        number, act = pressed or (0, None)
        if misled:  # said only now: a release would close what a press has opened
            QToolTip.showText(event.globalPosition().toPoint(), misled, self)
        elif act is None or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
        elif pressed == self._job_under(event.position().toPoint()) and (job := self._jobs.known(number)):
            self.setFocus()
            if self._done in (None, (number, act)):  # where × was, “Try again” may stand now: that was not meant
                self._done = number, act
                self.acted.emit(act, job)

    @guarded()
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """On what can be done, the second click is none: it would meet the row that has moved there meanwhile."""
        under = self._under(event.position().toPoint())
        if under and under[1] is None:
            self.wanted.emit(Wish.ENTER)

    @guarded()
    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        super().enterEvent(event)
        self._come()

    @guarded()
    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        super().leaveEvent(event)
        self._leave()

    @guarded()
    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._leave()

    @guarded()
    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Nothing: every row begins with its template, and of thousands each would be asked for its words."""

    @guarded()
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))
        elif self.indexAt(event.pos()).isValid():
            self.menu_wanted.emit(event.globalPos())

    def choose(self, job: Job) -> None:
        """It alone, unless it is among several that are chosen."""
        if job.id not in (each.id for each in self.selected()):
            self.setCurrentIndex(self._jobs.index_of(job.id))

    def _shift(self, by: int) -> None:
        """Those that wait to be sent, one place up or down the line."""
        chosen = [job for job in self.selected() if job.state is JobState.QUEUED]
        if not chosen:
            return
        edge = self._jobs.index_of(chosen[0 if by < 0 else -1].id).row()
        beside = edge + by
        if 0 <= beside < self._jobs.rowCount() and self._jobs.job(beside).state is JobState.QUEUED:
            self._jobs.put_before([job.id for job in chosen], beside + (by > 0))

    def _come(self) -> None:
        self._is_over = True
        self._hold_or_let_go()

    def _leave(self) -> None:
        self._hover(QPoint(-1, -1))
        self._is_over = False
        self._hold_or_let_go()

    def _menu_closed(self) -> None:
        self._menus -= 1
        self._hold_or_let_go()

    def _hold_or_let_go(self) -> None:
        holds = self._is_over or self._menus > 0
        if holds != self._jobs.is_held:
            self._jobs.hold() if holds else self._jobs.let_go()

    def _in_sight(self) -> range:
        viewport = self.viewport().rect()
        first, last = self.indexAt(viewport.topLeft()), self.indexAt(viewport.bottomLeft())
        if not first.isValid():
            return range(0)
        return range(first.row(), (last.row() if last.isValid() else self._jobs.rowCount() - 1) + 1)

    def _under(self, at: QPoint) -> tuple[int, Act | None] | None:
        index = self.indexAt(at)
        if not index.isValid():
            return None
        return index.row(), self._row.act_at(self._option(index), index.data(RowRole), at)

    def _job_under(self, at: QPoint) -> tuple[int, Act | None] | None:
        under = self._under(at)
        return (self._jobs.job(under[0]).id, under[1]) if under else None

    def _option(self, index: QModelIndex) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        option.rect = self.visualRect(index)
        option.direction = self.layoutDirection()
        return option

    def _hover(self, at: QPoint) -> None:
        before, now = self._row.hovered, self._under(at)
        self._jobs.pointed = self._jobs.job(now[0]).id if now else 0
        if self._done and not (now and now[1] and self._done[0] == self._jobs.pointed):
            self._done = None
        if now == before:
            return
        self._row.hovered = now
        on_act = now is not None and now[1] is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on_act else Qt.CursorShape.ArrowCursor)
        for row in {each[0] for each in (before, now) if each is not None}:
            self.update(self._jobs.index(row))
