"""The clips that are chosen in the library: what is shown of them, and what is done with them."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt
from shiboken6 import isValid

from vividdesk.bridge.clip_list import ClipChanges, ClipList
from vividdesk.bridge.clip_removal import Removals
from vividdesk.bridge.lineage import lineage
from vividdesk.bridge.tasks import Tasks
from vividdesk.catalog import Catalog
from vividdesk.core import Core
from vividdesk.desk.clip_details import ClipDetails
from vividdesk.desk.library_actions import LibraryActions
from vividdesk.desk.library_removal import RemovalDialog
from vividdesk.model.clip import Clip
from vividdesk.model.errand import Errand, place_of
from vividdesk.widgets.clip_grid import ClipGrid

MOST_KEPT = 100  # that are looked for in another list


class LibraryChosen(QObject):
    """Chosen in the grid, told by the details, done by the actions."""

    def __init__(
        self,
        core: Core,
        clips: ClipList,
        tasks: Tasks,
        removals: Removals,
        grid: ClipGrid,
        details: ClipDetails,
        actions: LibraryActions,
        known: Callable[[], Catalog],
    ) -> None:
        super().__init__(grid)
        self._core = core
        self._model = clips
        self._tasks = tasks
        self._removals = removals
        self._grid = grid
        self._details = details
        self._actions = actions
        self._known = known
        self._looks = 0  # at what belongs to the one that is chosen
        self.clips: list[Clip] = []
        self._connect()

    def _connect(self) -> None:
        self._grid.selectionModel().selectionChanged.connect(lambda *_both: self._choose())
        self._grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._grid.customContextMenuRequested.connect(self._show_menu)
        self._model.modelReset.connect(self._choose_again)
        self._model.dataChanged.connect(self._refresh)
        self._model.told.connect(self._hear_of)
        self._actions.titling.connect(self._details.edit_title)
        self._actions.rated.connect(self.rate)
        self._actions.shown_to.connect(self._show_to)
        self._actions.removing.connect(self.ask_removal)
        self._details.rated.connect(self.rate)
        self._details.titled.connect(self._title)

    def rate(self, rating: int) -> None:
        self._tasks.start(self._model.change_here_and_there(self.clips, ClipChanges(rating=rating)))

    def ask_removal(self) -> None:
        clips = list(self.clips)
        dialog = RemovalDialog(self._grid, clips)
        dialog.decided.connect(lambda removal: self._removals.remove(clips, removal))
        dialog.open()
        self._tasks.start(self._tell_of_steps(dialog, clips))

    def _title(self, title: str) -> None:
        self._tasks.start(self._model.change_here_and_there(self.clips, ClipChanges(title=title)))

    def _show_to(self, visibility: str) -> None:
        self._tasks.start(self._model.show_to(self.clips, visibility))

    def _show_menu(self, place: QPoint) -> None:
        if self.clips:
            self._actions.menu().popup(self._grid.viewport().mapToGlobal(place))

    async def _tell_of_steps(self, dialog: RemovalDialog, clips: list[Clip]) -> None:
        steps = await self._model.steps_left(clips)
        if steps and isValid(dialog):
            dialog.tell_of_steps(len(steps))

    def _choose(self) -> None:
        rows = self._grid.chosen_rows()
        clips = self._model.known(rows)
        if clips is None:
            self._tasks.start(self._choose_unread(rows))
        else:
            self._show(clips)

    def _choose_again(self) -> None:
        """What was chosen stays so, where the other list has it, too."""
        few = self.clips if len(self.clips) <= MOST_KEPT else []
        self._grid.choose_rows([row for clip in few if (row := self._model.row_of(clip.id)) is not None])
        self._choose()

    async def _choose_unread(self, rows: list[int]) -> None:
        clips = await self._model.chosen(rows)
        if rows == self._grid.chosen_rows():
            self._show(clips)

    def _show(self, clips: list[Clip]) -> None:
        before, self.clips = self.clips, clips
        self._actions.choose(clips)
        self._details.show_clips(clips)
        if len(clips) == 1 and [clip.id for clip in before] != [clips[0].id]:
            self._tasks.start(self._show_lineage(clips[0]))

    async def _show_lineage(self, clip: Clip) -> None:
        """The newest look is shown, also where an older one takes longer."""
        look = self._looks = self._looks + 1
        found = await lineage(self._core, clip)
        if look == self._looks and [each.id for each in self.clips] == [clip.id]:
            self._details.show_lineage(found, self._known().find(clip.service, clip.template))
            self._actions.show_visibility(found.visibility)

    def _hear_of(self, errand: Errand) -> None:
        """A service was told of the one that is looked at, or could not be."""
        if len(self.clips) == 1 and place_of(self.clips[0]) == (errand.lane, errand.remote):
            self._tasks.start(self._show_lineage(self.clips[0]))

    def _refresh(self, first: QModelIndex, last: QModelIndex) -> None:
        if any(first.row() <= row <= last.row() for row in self._grid.chosen_rows()):
            self._choose()
