"""Every clip and picture that was made."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vividdesk.bridge.bring_in import BringIn
from vividdesk.bridge.clip_list import ClipFilter, ClipList
from vividdesk.bridge.clip_removal import Removals
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.posters import Posters
from vividdesk.bridge.tasks import Tasks
from vividdesk.catalog import Catalog
from vividdesk.core import Core
from vividdesk.desk.clip_details import ClipDetails
from vividdesk.desk.exports import Exports
from vividdesk.desk.library_actions import LibraryActions
from vividdesk.desk.library_bring_in import BringInBar, bring_in_button
from vividdesk.desk.library_chosen import LibraryChosen
from vividdesk.desk.library_days import DaysDialog
from vividdesk.desk.library_filters import LibraryFilters
from vividdesk.desk.library_foot import FootLine
from vividdesk.desk.library_removal import UndoBar
from vividdesk.desk.library_views import LibraryViews, View
from vividdesk.model.clip import Clip
from vividdesk.texts import _, count
from vividdesk.widgets.basics import Card, button, label
from vividdesk.widgets.clip_card import RADIUS, ClipCard
from vividdesk.widgets.clip_grid import ClipGrid
from vividdesk.widgets.theme import SIZES, Colours


class LibraryPage(QWidget):
    play_wanted = Signal(object)  # Clip
    compare_wanted = Signal(object)  # list[Clip], two to four
    first_wanted = Signal()  # a clip, where there is none yet
    again_wanted = Signal(object)  # Clip: its job's request goes back into the form

    def __init__(
        self,
        core: Core,
        clips: ClipList,
        tasks: Tasks,
        notices: Notices,
        exports: Exports,
        colours: Callable[[], Colours],
        known: Callable[[], Catalog],
    ) -> None:
        super().__init__()
        self._clips = clips
        self._tasks = tasks
        self._posters = Posters(tasks, RADIUS)
        self.filters = LibraryFilters(lambda: known().templates)
        self.grid = ClipGrid(_("Clips and pictures"))
        self._card = ClipCard(self._posters, colours)
        self.grid.setItemDelegate(self._card)
        self.grid.setModel(clips)
        actions = self.actions_of_chosen = LibraryActions(self.grid, notices, exports)
        posters = Posters(tasks, RADIUS, is_card=False)
        self.details = ClipDetails(actions.named, actions.visibilities, posters, colours)
        self._foot = FootLine()
        self._removals = Removals(core, clips, tasks, notices)
        self.chosen = LibraryChosen(core, clips, tasks, self._removals, self.grid, self.details, actions, known)
        self.undo_bar = UndoBar(self._removals)
        self.bring_in = BringIn(core, tasks, notices, lambda: known().templates)
        self._count = label("", tone="quiet", bold=True)
        self._steps = label(_("With steps"), tone="quiet")
        self._clear = button(_("Clear filters"), self.filters.clear, "link")
        self._lay_out()
        self._connect()
        self._show_count(clips.rowCount())

    def _lay_out(self) -> None:
        self._top, self._right = Card(), Card()
        left = Card()
        _filled(self._top, self.filters)
        head = QHBoxLayout()
        head.setContentsMargins(SIZES.margin, 8, 8, 0)
        head.setSpacing(12)
        head.addWidget(self._count)
        head.addStretch()
        for each in (self._clear, self._steps, self.filters.steps):
            head.addWidget(each)
        self._bring = [bring_in_button(self.bring_in) for _place in range(2)]
        head.addWidget(self._bring[0])
        head.addStrut(34)
        self._views = LibraryViews(self.grid, self.first_wanted.emit, self._bring[1], self.filters.clear)
        column = QVBoxLayout(left)
        column.setContentsMargins(4, 1, 4, 4)  # clear of the round corners
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._views, 1)
        column.addWidget(self._foot)
        column.addWidget(self.undo_bar)
        column.addWidget(BringInBar(self.bring_in))
        _filled(self._right, self.details)
        below = QHBoxLayout()
        below.setSpacing(SIZES.gap)
        below.addWidget(left, 1)
        below.addWidget(self._right)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SIZES.gap, 0, SIZES.gap, SIZES.gap)
        outer.setSpacing(SIZES.gap)
        outer.addWidget(self._top)
        outer.addLayout(below, 1)

    def _connect(self) -> None:
        self._clips.counted.connect(self._show_count)
        self._clips.renewed.connect(self.grid.scrollToTop)
        self._posters.came.connect(self._show_poster)
        self.grid.painting.connect(self._card.begin_frame)
        self._card.more.connect(self.grid.viewport().update)
        self.filters.changed.connect(self._clips.filter)
        self.filters.days_wanted.connect(self._ask_days)
        self.grid.opened.connect(self._open)
        self.grid.typed.connect(self._search)
        actions = self.actions_of_chosen
        actions.played.connect(self.play_wanted)
        actions.compared.connect(self.compare_wanted)
        actions.made_again.connect(self.again_wanted)
        actions.said.connect(self._foot.say)
        self.details.entered.connect(self.grid.setFocus)
        self.details.gone_to.connect(lambda clip: self._tasks.start(self._go_to(clip)))

    @guarded()
    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._removals.open()
        self._clips.look_again()

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The window goes when the program ends, whichever page is shown then."""
        if event.type() is QEvent.Type.Hide and watched is self.window() and self.window().isHidden():
            self._removals.close()
            self.bring_in.cancel()
        return super().eventFilter(watched, event)

    def _show_count(self, number: int) -> None:
        steps = self._clips.wanted.steps
        is_filtered = self._clips.wanted != ClipFilter(steps=steps)
        text = count("{n} clip or picture", "{n} clips and pictures", number)
        if steps:
            text = count("{n} clip or picture, with steps", "{n} clips and pictures, with steps", number)
        self._count.setText(count("{n} found", "{n} found", number) if is_filtered else text)
        self._count.setVisible(number > 0)
        view = View.CARDS
        if closed := self._clips.closed:
            view = View.CLOSED
            self._views.show_closed(*closed)
        elif not number and self._clips.is_ready:
            view = View.NOTHING if is_filtered else View.EMPTY
        self._views.show_view(view)
        self._clear.setVisible(is_filtered and view is View.CARDS)
        self._right.setVisible(view is View.CARDS)
        for each in (self._top, self._bring[0], self._steps, self.filters.steps):
            each.setVisible(view in (View.CARDS, View.NOTHING))

    def _show_poster(self, file: str) -> None:
        for row in self.grid.rows_in_sight():
            clip = self._clips.clip(row)
            if clip is not None and clip.poster == file:
                self.grid.update(self._clips.index(row))

    def _open(self, index: QModelIndex) -> None:
        clip = self._clips.clip(index.row())
        if clip is not None and not clip.missing:
            self.play_wanted.emit(clip)

    def _search(self, letters: str) -> None:
        """Who types over the cards looks for something."""
        self.filters.search.setFocus()
        self.filters.search.insert(letters)

    def _ask_days(self) -> None:
        dialog = DaysDialog(self)
        dialog.decided.connect(self.filters.show_days)
        dialog.rejected.connect(self.filters.restore_time)
        dialog.open()

    async def _go_to(self, clip: Clip) -> None:
        """Also to one that the filters hide: they give way."""
        row = self._clips.row_of(clip.id)
        if row is None:
            self.filters.steps.setChecked(self.filters.steps.isChecked() or bool(clip.step))
            self.filters.clear()
            await self._clips.settled()
            row = self._clips.row_of(clip.id)
        if row is not None:
            self.grid.choose_rows([row])
            self.grid.scrollTo(self._clips.index(row), ClipGrid.ScrollHint.PositionAtCenter)


def _filled(card: Card, content: QWidget) -> None:
    inside = QVBoxLayout(card)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.addWidget(content)
