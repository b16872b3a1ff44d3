"""The head of the queue: which jobs are shown, how many there are, and whether all of them are paused."""

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy

from vividdesk.bridge.job_list import Counts
from vividdesk.bridge.overrides import guarded
from vividdesk.model.job import ACTIVE, JobState
from vividdesk.texts import _, count
from vividdesk.widgets.basics import icon_button, label, with_even_digits
from vividdesk.widgets.choices import Segments
from vividdesk.widgets.icons import icon
from vividdesk.widgets.panel import PanelHead
from vividdesk.widgets.search_field import SearchField
from vividdesk.widgets.theme import SIZES

TYPING = 200  # milliseconds after the last letter that the list is searched
COUNTS_FROM, TEXT_FROM = 760, 470  # widths from which there is room for these
FAILED = (JobState.FAILED, JobState.CANCELLED)


class QueueHead(PanelHead):
    """`chosen` gets the states, none for all of them, and the text; `fill` the menu before it opens."""

    def __init__(
        self,
        chosen: Callable[[tuple[JobState, ...], str], None],
        pause: Callable[[], None],
        fill: Callable[[QMenu], None],
    ) -> None:
        super().__init__()
        self._chosen = chosen
        self._states: tuple[JobState, ...] = ()
        choices = ((), _("All")), (ACTIVE, _("Open")), ((JobState.DONE,), _("Done")), (FAILED, _("Failed"))
        self.states = Segments(choices, _("Which jobs are shown"))
        self.states.choose(())
        self.states.chosen.connect(self._show_states)
        self.text = SearchField(_("Find a job"))
        self.text.setPlaceholderText(_("Find a job"))
        self.text.setMaximumWidth(260)
        self._typed = QTimer(self, singleShot=True, interval=TYPING)
        self._typed.timeout.connect(self._tell)
        self.text.textChanged.connect(lambda: self._typed.start())
        self.counts = label("", SIZES.small, "quiet")
        self.counts.setFont(with_even_digits(self.counts.font()))
        self.counts.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.pause = icon_button("lanes-pause", "", pause)
        self.more = icon_button("job-more", _("More about the queue"), lambda: None)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(lambda: fill(self._menu))
        self.more.setMenu(self._menu)
        self.show_paused(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.gap + 4, 0, 4, 0)
        row.setSpacing(SIZES.gap)
        row.addWidget(self.states)
        row.addWidget(self.text, 1)
        row.addStretch(1)
        for widget in (self.counts, self.pause, self.more):
            row.addWidget(widget)

    def show_counts(self, counts: Counts) -> None:
        parts = (
            count("{n} asks you", "{n} ask you", counts.asking) if counts.asking else "",
            count("{n} running", "{n} running", counts.running) if counts.running else "",
            count("{n} waiting", "{n} waiting", counts.waiting) if counts.waiting else "",
            count("{n} done today", "{n} done today", counts.done_today) if counts.done_today else "",
        )
        self.counts.setText(" · ".join(part for part in parts if part))

    def show_paused(self, is_paused: bool) -> None:
        says = _("Resume all") if is_paused else _("Pause all: nothing new is sent")
        self.pause.setIcon(icon("lanes-resume" if is_paused else "lanes-pause"))
        self.pause.setToolTip(says)
        self.pause.setAccessibleName(says)

    def reset(self) -> None:
        self.states.choose(())
        self._states = ()
        self.text.clear()
        self._tell()

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """What has no room is left out."""
        left = sum(part.sizeHint().width() for part in (self.states, self.pause, self.more))
        return QSize(left + 6 * SIZES.gap, super().minimumSizeHint().height())

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.counts.setVisible(self.width() >= COUNTS_FROM)
        self.text.setVisible(self.width() >= TEXT_FROM)

    def _show_states(self, states: tuple[JobState, ...]) -> None:
        self._states = states
        self._tell()

    def _tell(self) -> None:
        self._typed.stop()
        self._chosen(self._states, self.text.text().strip())
