"""Rows of jobs in their order: what is under way, then what waits in the order of sending, then what has ended.

A job that changes repaints its row, or moves it; nothing else is touched. While the list is held, since somebody
points at a row, none moves: it shows how its job stands, and goes to its place afterwards.
"""

import time
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from vividdesk.bridge import job_words
from vividdesk.bridge.alike import Find, apart, nowhere
from vividdesk.bridge.dropped import DONE, carry
from vividdesk.bridge.overrides import guarded
from vividdesk.jobs.events import Progress
from vividdesk.jobs.pacing import Past
from vividdesk.model.job import Job, JobState, LaneId

DRAGGED = "application/x-vividdesk-job"

RowRole = int(Qt.ItemDataRole.UserRole)

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Row(NamedTuple):
    """What is known of a job: how far it is, how long those like it took, whether it is being cancelled.

    `apart` sets it off from one near it that would read the same.
    """

    job: Job
    progress: Progress | None
    past: Past | None
    ending: bool
    apart: str


Place = tuple[float, ...]


def place_of(job: Job) -> Place:
    """Of two jobs, the one with the lower place stands above the other. The next in line is sent where it stands."""
    if job.state.is_end:
        return (2, -job.id)
    if job.state is JobState.QUEUED:
        return (1, -job.priority, job.rank, job.id)
    return (0, job.sent_at, job.id)


def in_order(jobs: Iterable[Job]) -> list[Job]:
    """Of thousands, away from the loop: it takes longer than a frame."""
    return sorted(jobs, key=place_of)


class JobRows(QAbstractListModel):
    """`put_wanted`: the person wants these numbers sent before another, or last where that is None."""

    put_wanted = Signal(object, object)

    def __init__(self, find: Find = nowhere) -> None:
        super().__init__()
        self._find = find
        self._rows: list[Job] = []
        self._places: list[Place] = []  # of the rows; while they are held, not those of their jobs
        self._place: dict[int, Place] = {}
        self._known: dict[int, Job] = {}
        self._late: set[int] = set()  # that go elsewhere, or away, when they are held no more
        self._ending: set[int] = set()
        self.is_held = False
        self.pointed = 0  # the number of the job that somebody points at
        self.progress: dict[int, Progress] = {}
        self.past: dict[tuple[LaneId, str], Past | None] = {}

    def job(self, row: int) -> Job:
        return self._rows[row]

    def known(self, number: int) -> Job | None:
        return self._known.get(number)

    def index_of(self, number: int) -> QModelIndex:
        """Not valid where the job is not in the list."""
        return self.index(self._row(number)) if number in self._known else QModelIndex()

    def hold(self) -> None:
        """No row moves from here on, unless the person moves it. What is new comes in below the one pointed at."""
        self.is_held = True

    def let_go(self) -> None:
        """All go where they belong."""
        self.is_held = False
        for number in sorted(self._late & self._known.keys()):
            self.settle(self._known[number])
        self._late.clear()

    def settle(self, job: Job) -> None:
        """What becomes of one that was held."""
        self.show_job(job)

    def show_ending(self, numbers: Iterable[int], ending: bool) -> None:
        """Somebody has cancelled these, and the service is being told; or it is over."""
        for number in numbers:
            (self._ending.add if ending else self._ending.discard)(number)
            if number in self._known:
                self.repaint(row := self._row(number), row)

    def is_ending(self, number: int) -> bool:
        return number in self._ending

    def reset(self, jobs: Iterable[Job]) -> None:
        """They are in order."""
        self.beginResetModel()
        self._rows = list(jobs)
        self._known = {job.id: job for job in self._rows}
        self._places = [place_of(job) for job in self._rows]
        self._place = dict(zip(self._known, self._places, strict=True))
        self._late.clear()
        self.endResetModel()

    def extend(self, jobs: Sequence[Job]) -> None:
        """By those of a page that are not there yet."""
        new = in_order(job for job in jobs if job.id not in self._known)
        if new and self._rows and place_of(new[0]) < self._places[-1]:
            for job in new:
                self._put_in(job)
        elif new:
            self.beginInsertRows(NOWHERE, len(self._rows), len(self._rows) + len(new) - 1)
            self._rows += new
            self._known |= {job.id: job for job in new}
            self._places += map(place_of, new)
            self._place |= {job.id: place_of(job) for job in new}
            self.endInsertRows()

    def show_job(self, job: Job) -> None:
        """As it is now, where it belongs now."""
        known, place = self._known.get(job.id), place_of(job)
        if known is None:
            self._put_in(job)
            return
        row = self._row(job.id)
        by_person = known.state is job.state is JobState.QUEUED and place != place_of(known)
        if self.is_held and not by_person and place != self._places[row]:
            self._late.add(job.id)
            place = self._places[row]
        to = bisect_left(self._places, place)
        if to in (row, row + 1):
            self._rows[row] = self._known[job.id] = job
            self._places[row] = self._place[job.id] = place
            self.repaint(row, row)
        else:
            self._move(row, to, job, place)

    def drop(self, number: int) -> None:
        if number in self._known:
            row = self._row(number)
            self.beginRemoveRows(NOWHERE, row, row)
            del self._rows[row], self._places[row]
            del self._known[number], self._place[number]
            self.endRemoveRows()

    def keep_but(self, numbers: Collection[int]) -> None:
        """Drops many at once."""
        self.reset([job for job in self._rows if job.id not in numbers])

    def repaint(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))

    def put_before(self, numbers: Sequence[int], row: int) -> None:
        """Asks for these to be sent before the one in this row, or at the end of the line."""
        after = (job for job in self._rows[row:] if job.state is JobState.QUEUED and job.id not in numbers)
        before = next(after, None)
        self.put_wanted.emit(list(numbers), before.id if before else None)

    @guarded(0)
    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._rows)

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number = index.row()
        if not 0 <= number < len(self._rows):
            return None
        job = self._rows[number]
        past = self.past.get((job.lane, job.request.template))
        row = Row(job, self.progress.get(job.id), past, job.id in self._ending, apart(self._rows, number, self._find))
        if role == RowRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return job_words.row_told(*row, time.time())
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return job_words.more_told(job, row.ending)
        if role == Qt.ItemDataRole.ToolTipRole:
            return job_words.tooltip(*row)
        return None

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        flags = flag.ItemIsEnabled | flag.ItemIsSelectable
        can_be_dragged = self._rows[index.row()].state in (JobState.QUEUED, JobState.DONE)
        return flags | flag.ItemIsDragEnabled if can_be_dragged else flags

    @guarded(Qt.DropAction.IgnoreAction)
    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.MoveAction

    @guarded(list)
    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [DRAGGED, DONE]

    @guarded(QMimeData)
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """Those that wait go to another place in the line, results to where they are played."""
        jobs = [self._rows[row] for row in sorted(index.row() for index in indexes)]
        made = QMimeData()
        for kind, state in ((DRAGGED, JobState.QUEUED), (DONE, JobState.DONE)):
            if numbers := [job.id for job in jobs if job.state is state]:
                carry(made, kind, numbers)
        return made

    @guarded(False)
    def canDropMimeData(  # noqa: N802
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, _parent: Index
    ) -> bool:
        beside = self._rows[max(0, row - 1) : row + 1] if row >= 0 else []
        return data.hasFormat(DRAGGED) and any(job.state is JobState.QUEUED for job in beside)

    @guarded(False)
    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Always False: it is the journal that moves them, while Qt would remove rows that it takes for copied."""
        if self.canDropMimeData(data, action, row, column, parent):
            self.put_before([int(number) for number in bytes(data.data(DRAGGED).data()).split()], row)
        return False

    def _row(self, number: int) -> int:
        return bisect_left(self._places, self._place[number])

    def _put_in(self, job: Job) -> None:
        place, pointed = place_of(job), self._place.get(self.pointed)
        if self.is_held and pointed is not None and place < pointed:
            place = (*pointed, job.id)  # right below it
            self._late.add(job.id)
        row = bisect_left(self._places, place)
        self.beginInsertRows(NOWHERE, row, row)
        self._insert(row, job, place)
        self.endInsertRows()

    def _move(self, row: int, to: int, job: Job, place: Place) -> None:
        self.beginMoveRows(NOWHERE, row, row, NOWHERE, to)
        del self._rows[row], self._places[row]
        now = to - (to > row)
        self._insert(now, job, place)
        self.endMoveRows()
        self.repaint(now, now)

    def _insert(self, row: int, job: Job, place: Place) -> None:
        self._rows.insert(row, job)
        self._places.insert(row, place)
        self._known[job.id], self._place[job.id] = job, place
