"""The library as a list: how long it is is known at once, and only what is looked at is read."""

import asyncio
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from vividdesk.bridge import clip_files
from vividdesk.bridge import clip_words as words
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.jobs.events import ClipAdded, Event
from vividdesk.model.clip import Clip
from vividdesk.store.clips import ClipChanges, ClipFilter

__all__ = ["ClipChanges", "ClipFilter", "ClipList"]

PAGE = 100
STRIDE = 1000  # on the way to a row far below
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

    def __init__(self, core: Core, tasks: Tasks) -> None:
        super().__init__()
        self._core = core
        self._tasks = tasks
        self._is_open = False
        self._wanted = ClipFilter()  # by the person; the list follows
        self._shown = ClipFilter()
        self._turn = 0  # of the list: a page of an earlier one is of no use
        self._length = 0
        self._numbers = array("q")  # of the first rows, as far as the list was gone through
        self._clips: dict[int, Clip] = {}
        self._asked: list[int] = []
        self._is_reading = False
        self._out: set[int] = set()
        self._renewal = asyncio.Event()

    def begin(self) -> None:
        """The journal is open; or what was taken out comes back."""
        self._is_open = True
        self._out.clear()
        self.filter(self._wanted)

    def hear(self, event: Event) -> None:
        if self._is_open and isinstance(event, ClipAdded):
            self._tasks.start(self._add(event.clip))

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
        if found is None and 0 <= row < self._length:
            self._ask(row // PAGE)
        return found

    async def chosen(self, rows: Sequence[int]) -> list[Clip]:
        """The clips of these rows, whether they were read or not."""
        await self._reach(max(rows, default=-1) + 1)
        numbers = [self._numbers[row] for row in rows if row < len(self._numbers)]
        found = {number: self._clips[number] for number in numbers if number in self._clips}
        size = PAGE if len(numbers) <= PAGE else STRIDE
        for number in numbers:
            if number not in found:
                page = await self._core.store.clips.page(self._shown, _before(number + 1), size)
                found |= {clip.id: clip for clip in page}
            if number not in found and (clip := await self._core.store.clips.get(number)):
                found[number] = clip
        return [found[number] for number in numbers if number in found]

    async def row_of(self, number: int) -> int | None:
        """Where a clip stands, if it does."""
        while (not self._numbers or self._numbers[-1] > number) and len(self._numbers) < self._length:
            await self._reach(len(self._numbers) + STRIDE)
        return self._row(number)

    async def change(self, clips: Iterable[Clip], changes: ClipChanges) -> None:
        """A clip that then does not fit the filter any more stays in sight until that is set anew."""
        for clip in list(clips):
            await self._core.store.clips.change(clip.id, changes)
            if clip.id in self._clips:
                self._clips[clip.id] = replace(self._clips[clip.id], **changes)
                if (row := self._row(clip.id)) is not None:
                    self.dataChanged.emit(self.index(row), self.index(row))

    def take_out(self, numbers: Collection[int]) -> None:
        """Out of sight, not out of the library; `begin` brings them back."""
        gone = set(numbers)
        self._out |= gone
        rows = [row for row, number in enumerate(self._numbers) if number in gone]
        while rows:
            last = first = rows.pop()
            while rows and rows[-1] == first - 1:
                first = rows.pop()
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._numbers[first : last + 1]
            self._length -= last + 1 - first
            self.endRemoveRows()
        self.counted.emit(self._length)

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
        return 0 if parent.isValid() else self._length

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
        clips = self._core.store.clips
        page = await clips.page(wanted, size=PAGE)
        length = len(page) if len(page) < PAGE else await clips.count(wanted)
        if wanted is not self._wanted:
            return
        self.beginResetModel()
        self._turn += 1
        self._numbers = array("q", [clip.id for clip in page if clip.id not in self._out])
        self._shown, self._length = wanted, max(length, len(page)) - len(page) + len(self._numbers)
        self._clips = {}
        self._keep(page)
        self._asked.clear()
        self.endResetModel()
        self._renewal.set()
        self.renewed.emit()
        self.counted.emit(self._length)
        await self._look_for(page)

    async def _add(self, clip: Clip) -> None:
        """In front, if the filter takes it: the store says so, whose rules for words are its own."""
        turn = self._turn
        found = await self._core.store.clips.page(self._shown, _before(clip.id + 1), 1)
        row = self._place(clip.id)
        is_listed = self._row(clip.id) is not None or len(self._numbers) == row < self._length
        if turn != self._turn or [each.id for each in found] != [clip.id] or is_listed:
            return
        self.beginInsertRows(QModelIndex(), row, row)
        self._numbers.insert(row, clip.id)
        self._length += 1
        self._keep([clip])
        self.endInsertRows()
        self.counted.emit(self._length)

    def _place(self, number: int) -> int:
        """Where it stands, or would."""
        return bisect_left(self._numbers, -number, key=lambda each: -each)

    def _row(self, number: int) -> int | None:
        row = self._place(number)
        return row if row < len(self._numbers) and self._numbers[row] == number else None

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

    async def _read(self, number: int) -> None:
        turn, first = self._turn, number * PAGE
        await self._reach(first + PAGE)
        clips = await self.chosen(range(first, min(first + PAGE, len(self._numbers))))
        if turn != self._turn:
            return
        self._keep(clips)
        gone = set(self._numbers[first : first + PAGE]) - {clip.id for clip in clips}
        if gone:
            self.take_out(gone)
        self.dataChanged.emit(self.index(first), self.index(min(first + PAGE, self._length) - 1))
        await self._look_for(clips)

    async def _reach(self, rows: int) -> None:
        """Goes through the list until the numbers of that many rows are known."""
        turn = self._turn
        while turn == self._turn and len(self._numbers) < min(rows, self._length):
            size = STRIDE if rows - len(self._numbers) > PAGE else PAGE
            after = _before(self._numbers[-1])
            page = await self._core.store.clips.page(self._shown, after, size)
            if turn != self._turn or after.id != self._numbers[-1]:
                continue
            self._numbers.extend(clip.id for clip in page if clip.id not in self._out)
            self._keep(page[-PAGE:])
            if len(page) < size:
                self._end_at(len(self._numbers))

    def _end_at(self, length: int) -> None:
        """The list is as long as it turned out to be."""
        if length < self._length:
            self.beginRemoveRows(QModelIndex(), length, self._length - 1)
            self._length = length
            self.endRemoveRows()
        elif length > self._length:
            self.beginInsertRows(QModelIndex(), self._length, length - 1)
            self._length = length
            self.endInsertRows()
        self.counted.emit(self._length)

    async def _look_for(self, clips: Sequence[Clip]) -> None:
        for clip, missing in await asyncio.to_thread(clip_files.moved, clips):
            await self.change([clip], ClipChanges(missing=missing))

    def _keep(self, clips: Iterable[Clip]) -> None:
        for clip in clips:
            self._clips.pop(clip.id, None)
            self._clips[clip.id] = clip
        for number in list(self._clips)[: max(0, len(self._clips) - KEPT)]:
            del self._clips[number]


def _before(number: int) -> Clip:
    """Where a page begins: of the clip that it comes after, the store reads the number alone."""
    return Clip(number, "", "", "", "", "", 0, 0, 0.0, 0, "", "", 0.0)
