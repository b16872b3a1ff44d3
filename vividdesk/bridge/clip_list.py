"""The library as a list: how long it is is known at once, and only what is looked at is read."""

import asyncio
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from vividdesk.bridge import clip_files
from vividdesk.bridge import clip_words as words
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.runs import runs
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.errors import VividError
from vividdesk.jobs.events import ClipAdded, ErrandChanged, Event
from vividdesk.model.clip import Clip
from vividdesk.model.errand import What
from vividdesk.store.clips import ClipChanges, ClipFilter

__all__ = ["ClipChanges", "ClipFilter", "ClipList"]

PAGE = 100
MOST_AT_ONCE = 1000  # read together; the journal's reader has others to serve
KEPT = 2000  # clips in memory; of all others only the number
MOST_ASKED = 8  # pages; one that was scrolled past long ago is not read

Index = QModelIndex | QPersistentModelIndex


class ClipList(QAbstractListModel):
    """The newest first. A row that was not read yet has no clip; asking for it has it read.

    `renewed` tells that another filter's list is there, `counted` how long the list is now.
    """

    CLIP = Qt.ItemDataRole.UserRole

    renewed = Signal()
    counted = Signal(int)
    told = Signal(object)  # an Errand: what a service shall be told has come nearer

    def __init__(self, core: Core, tasks: Tasks) -> None:
        super().__init__()
        self._core = core
        self._tasks = tasks
        self._is_open = False
        self._wanted = ClipFilter()  # by the person; the list follows
        self._shown = ClipFilter()
        self._turn = 0  # of the list: a page of an earlier one is of no use
        self._numbers = array("q")  # of all rows
        self._clips: dict[int, Clip] = {}
        self._asked: list[int] = []
        self._is_reading = False
        self._out: set[int] = set()
        self.closed: tuple[VividError, Callable[[], None]] | None = None
        self._renewal = asyncio.Event()

    def begin(self) -> None:
        """The journal is open; or what was taken out comes back."""
        self._is_open = True
        self.closed = None
        self._out.clear()
        self.filter(self._wanted)

    def stay_closed(self, fault: VividError, again: Callable[[], None]) -> None:
        """The journal cannot be opened: what is in it is not to be seen, which is not the same as nothing."""
        self.closed = fault, again
        self.counted.emit(0)

    def hear(self, event: Event) -> None:
        match event:
            case ClipAdded(clip) if self._is_open:
                self._tasks.start(self._add(clip))
            case ErrandChanged(errand):
                self.told.emit(errand)

    @property
    def wanted(self) -> ClipFilter:
        return self._wanted

    @property
    def is_ready(self) -> bool:
        """Whether it is known how long it is."""
        return self._turn > 0

    async def settled(self) -> None:
        """Until the list is the one that is wanted."""
        await self._renewal.wait()

    def filter(self, wanted: ClipFilter) -> None:
        """What is shown stays until the other list is there."""
        self._wanted = wanted
        self._renewal.clear()
        if self._is_open:
            self._tasks.start(self._renew(wanted))

    def clip(self, row: int) -> Clip | None:
        number = self._numbers[row] if 0 <= row < len(self._numbers) else None
        found = self._clips.get(number) if number is not None else None
        if found is None and number is not None:
            self._ask(row // PAGE)
        return found

    def known(self, rows: Sequence[int]) -> list[Clip] | None:
        """The clips of these rows; None where one was not read, and nothing is asked for."""
        found = []
        for row in rows:
            if (clip := self._clips.get(self._numbers[row])) is None:
                return None
            found.append(clip)
        return found

    async def chosen(self, rows: Sequence[int]) -> list[Clip]:
        """The clips of these rows, whether they were read or not."""
        numbers = [self._numbers[row] for row in rows if row < len(self._numbers)]
        found = {number: self._clips[number] for number in numbers if number in self._clips}
        unread = [number for number in numbers if number not in found]
        for first in range(0, len(unread), MOST_AT_ONCE):
            clips = await self._core.store.clips.many(unread[first : first + MOST_AT_ONCE])
            found |= {clip.id: clip for clip in clips}
        return [found[number] for number in numbers if number in found]

    def row_of(self, number: int) -> int | None:
        """Where a clip stands, if it does."""
        row = self._place(number)
        return row if row < len(self._numbers) and self._numbers[row] == number else None

    async def change_here_and_there(self, clips: Collection[Clip], changes: ClipChanges) -> None:
        """What a person says of clips is told their service, too, where that takes it."""
        await self.change(clips, changes)
        for what, value in changes.items():
            await self._core.courier.tell(clips, What(what), str(value))

    async def show_to(self, clips: Collection[Clip], visibility: str) -> None:
        """Who may see them on the service's own page, in its words."""
        await self._core.courier.tell(clips, What.VISIBILITY, visibility)

    async def change(self, clips: Iterable[Clip], changes: ClipChanges) -> None:
        """A clip that then does not fit the filter any more stays in sight until that is set anew."""
        numbers = [clip.id for clip in clips]
        await self._core.store.clips.change_many(numbers, changes)
        read = [number for number in numbers if number in self._clips]
        for number in read:
            self._clips[number] = replace(self._clips[number], **changes)
        if rows := [row for row in map(self.row_of, read) if row is not None]:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    def take_out(self, numbers: Collection[int]) -> None:
        """Out of sight, not out of the library; `begin` brings them back."""
        gone = set(numbers)
        self._out |= gone
        rows = sorted(row for row in map(self.row_of, gone) if row is not None)
        for first, last in reversed(runs(rows)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._numbers[first : last + 1]
            self.endRemoveRows()
        self.counted.emit(len(self._numbers))

    async def steps_left(self, clips: Iterable[Clip]) -> list[Clip]:
        """Those that lead to nothing, once these are taken out, too."""
        return await self._core.store.clips.steps_left([clip.id for clip in clips], self._out)

    async def forget(self, numbers: Collection[int]) -> None:
        """Their files stay; posters, which are ours, go."""
        files = await self._core.store.clips.forget(numbers)
        for number in numbers:
            self._clips.pop(number, None)
        await asyncio.to_thread(clip_files.drop_posters, files, self._core.paths.posters)

    def look_again(self) -> None:
        """Whether the files of what was read are still there."""
        if self._clips:
            self._tasks.start(self._look_for(list(self._clips.values())))

    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._numbers)

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        clip = self.clip(index.row())
        if role == self.CLIP or clip is None:
            return clip
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words.name(clip)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{words.name(clip)}\n{words.line(clip)}\n{clip.file}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return words.aloud(clip)
        return None

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren

    @guarded(list)
    def mimeTypes(self) -> list[str]:  # noqa: N802
        return ["text/uri-list"]

    @guarded()
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData | None:  # type: ignore[override]  # noqa: N802
        """Files as any program takes them; nothing where one of them was not read yet."""
        clips = [self.clip(index.row()) for index in sorted(indexes, key=lambda index: index.row())]
        return clip_files.carried(clip for clip in clips if clip) if clips and None not in clips else None

    @guarded(Qt.DropAction.CopyAction)
    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.CopyAction

    async def _renew(self, wanted: ClipFilter) -> None:
        try:
            numbers = await self._core.store.clips.numbers(wanted)
            clips = await self._core.store.clips.many(numbers[:PAGE])
            if wanted is self._wanted:
                self._show(wanted, numbers, clips)
        finally:
            if wanted is self._wanted:
                self._renewal.set()
        await self._look_for(clips)

    def _show(self, wanted: ClipFilter, numbers: "array[int]", clips: Sequence[Clip]) -> None:
        self.beginResetModel()
        self._turn += 1
        self._shown = wanted
        self._numbers = array("q", (each for each in numbers if each not in self._out)) if self._out else numbers
        self._clips = {}
        self._keep(clips)
        self._asked.clear()
        self.endResetModel()
        self.renewed.emit()
        self.counted.emit(len(self._numbers))

    async def _add(self, clip: Clip) -> None:
        """In front, if the filter takes it: the store says so, whose rules for words are its own."""
        await self._renewal.wait()  # what is being read may have been asked for before the clip was there
        turn = self._turn
        is_wanted = await self._core.store.clips.has(clip.id, self._shown)
        if turn != self._turn or not is_wanted or clip.id in self._out or self.row_of(clip.id) is not None:
            return
        row = self._place(clip.id)
        self.beginInsertRows(QModelIndex(), row, row)
        self._numbers.insert(row, clip.id)
        self._keep([clip])
        self.endInsertRows()
        self.counted.emit(len(self._numbers))

    def _place(self, number: int) -> int:
        """Where it stands, or would."""
        return bisect_left(self._numbers, -number, key=lambda each: -each)

    def _ask(self, page: int) -> None:
        """The newest question is answered first."""
        if page in self._asked:
            self._asked.remove(page)
        self._asked.append(page)
        del self._asked[:-MOST_ASKED]
        if self._is_open and not self._is_reading:
            self._is_reading = True
            self._tasks.start(self._answer())

    async def _answer(self) -> None:
        try:
            while self._asked:
                await self._read(self._asked.pop())
        finally:
            self._is_reading = False

    async def _read(self, page: int) -> None:
        turn, numbers = self._turn, self._numbers[page * PAGE : (page + 1) * PAGE]
        clips = await self._core.store.clips.many(numbers)
        if turn != self._turn:
            return
        self._keep(clips)
        if gone := set(numbers) - {clip.id for clip in clips}:
            self.take_out(gone)
        if clips:
            first, last = self._place(clips[0].id), self._place(clips[-1].id)
            self.dataChanged.emit(self.index(first), self.index(last))
        await self._look_for(clips)

    async def _look_for(self, clips: Sequence[Clip]) -> None:
        moved = await asyncio.to_thread(clip_files.moved, clips)
        for missing in (True, False):
            if those := [clip for clip, now in moved if now is missing]:
                await self.change(those, ClipChanges(missing=missing))

    def _keep(self, clips: Iterable[Clip]) -> None:
        for clip in clips:
            self._clips.pop(clip.id, None)
            self._clips[clip.id] = clip
        for number in list(self._clips)[: max(0, len(self._clips) - KEPT)]:
            del self._clips[number]
