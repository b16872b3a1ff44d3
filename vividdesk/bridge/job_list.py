"""The journal's jobs as a list. The open ones are known at all times, those that have ended come in pages."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal

from vividdesk.bridge.alike import Find, nowhere
from vividdesk.bridge.job_rows import Index, JobRows, in_order
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.jobs.events import Event, JobChanged, JobGone, Progress
from vividdesk.jobs.money import midnight
from vividdesk.model.job import ACTIVE, ENDS, Job, JobState

if TYPE_CHECKING:
    from vividdesk.store.jobs import JobFilter

PAGE = 100
STRIDE = 250  # read together of what is read as a whole: the loop goes on in between
FEW = 50  # rows that go one by one, so that the others stay chosen
MOST_OPEN = 5_000  # that are looked through for a text


class Counts(NamedTuple):
    """`waiting` are those that wait to be sent, `asking` those that wait for the person."""

    running: int
    waiting: int
    asking: int
    done_today: int

    @property
    def open(self) -> int:
        return self.running + self.waiting + self.asking


def kind_of(job: Job) -> str:
    if job.ask is not None:
        return "asking"
    return "waiting" if job.state in (JobState.QUEUED, JobState.UNSURE) else "running"


class JobList(JobRows):
    """`hear` may be called from the start; what the journal knows comes with `begin`."""

    counts_changed = Signal()

    def __init__(self, core: Core, tasks: Tasks, find: Find = nowhere) -> None:
        super().__init__(find)
        self._core = core
        self._tasks = tasks
        self._open: dict[int, Job] = {}
        self._tally: Counter[str] = Counter()
        self._done: dict[int, float] = {}  # when each of today's was done
        self._midnight = 0.0  # with which today began
        self._states: tuple[JobState, ...] = ()
        self._text = ""
        self._begun = False
        self._is_stale = False  # the journal is asked again when the rows are held no more
        self._reading = 0  # the number of the newest reading
        self._heard: dict[int, Job | None] = {}  # since it began; None: gone
        self._after: Job | None = None  # the last that a page brought
        self._has_more = False
        self._fetches = False
        self.put_wanted.connect(lambda numbers, before: self._tasks.start(self._put(numbers, before)))

    def begin(self) -> None:
        """The journal is open now."""
        self._begun = True
        self._tasks.start(self._read_first())

    def hear(self, event: Event) -> None:
        match event:
            case JobChanged(job, progress):
                self._changed(job, progress)
            case JobGone(number):
                self._heard[number] = None
                self.progress.pop(number, None)
                self.show_ending([number], False)
                self.drop(number)

    def let_go(self) -> None:
        super().let_go()
        if self._is_stale:
            self._tasks.start(self._read())

    def settle(self, job: Job) -> None:
        self.show_job(job) if self._is_wanted(job) else self.drop(job.id)

    def filter(self, states: Sequence[JobState], text: str) -> None:
        """No states: all of them."""
        if (tuple(states), text) != (self._states, self._text):
            self._states, self._text = tuple(states), text
            if self._begun:
                self._tasks.start(self._read())

    @property
    def is_filtered(self) -> bool:
        return bool(self._states or self._text)

    def counts(self) -> Counts:
        today = midnight(time.time())
        if today != self._midnight:
            self._midnight = today
            self._done = {number: at for number, at in self._done.items() if at >= today}
        return Counts(self._tally["running"], self._tally["waiting"], self._tally["asking"], len(self._done))

    async def ended(self) -> list[int]:
        """All that have ended and are not hidden, whatever the filter shows of them."""
        from vividdesk.store.jobs import JobFilter

        return [job.id async for job in self._all(JobFilter(states=tuple(ENDS)))]

    async def hide(self, numbers: Collection[int], hidden: bool) -> None:
        """Out of the list, or back into it: the journal keeps them, and the files stay."""
        await self._core.store.jobs.hide(numbers, hidden)
        if not hidden:
            await self._read()
        elif len(numbers) <= FEW:
            for number in numbers:
                self.drop(number)
        else:
            self.keep_but(set(numbers))

    @guarded(False)
    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        return self._has_more and not self._fetches and not parent.isValid()

    @guarded()
    def fetchMore(self, parent: Index) -> None:  # noqa: N802
        if self.canFetchMore(parent):
            self._fetches = True
            self._tasks.start(self._fetch())

    def _changed(self, job: Job, progress: Progress | None) -> None:
        before = self._open.get(job.id) or self.known(job.id)
        if before is not None and before.rev > job.rev:
            return  # a step tells how far it is, and knows the job as it was when it began
        if progress is not None:
            self.progress[job.id] = progress
        elif before is None or before.state is not job.state:
            self.progress.pop(job.id, None)
        self._heard[job.id] = job
        if job.state.is_end and self.is_ending(job.id):
            self.show_ending([job.id], False)
        known = self._open.get(job.id)
        if known is None or job.state.is_end or kind_of(known) != kind_of(job):
            self._count(job)
        else:
            self._open[job.id] = job
        self._expect(job)
        if not self._is_wanted(job) and not (self.is_held and self.known(job.id)):
            self.drop(job.id)
        elif self._text and self.known(job.id) is None:
            if before is None or before.state is not job.state:
                self._find_again()  # only the journal can tell whether the text is in it
        else:
            self.show_job(job)

    def _find_again(self) -> None:
        self._is_stale = self.is_held
        if not self.is_held:
            self._tasks.start(self._read())

    def _is_wanted(self, job: Job) -> bool:
        """Whatever its text."""
        return (not self._states or job.state in self._states) and not (job.hidden and job.state.is_end)

    def _count(self, job: Job) -> None:
        counted = self.counts()
        self._enter(job)
        if self.counts() != counted:
            self.counts_changed.emit()

    def _enter(self, job: Job) -> None:
        if known := self._open.pop(job.id, None):
            self._tally[kind_of(known)] -= 1
        if not job.state.is_end:
            self._open[job.id] = job
            self._tally[kind_of(job)] += 1
        elif job.state is JobState.DONE and job.ended_at >= self._midnight:
            self._done[job.id] = job.ended_at

    def _expect(self, job: Job) -> None:
        """What past runs took is asked once for each template, and again when one more has come to its result."""
        kind = job.lane, job.request.template
        if job.state is JobState.FETCHING:
            self.past.pop(kind, None)
        elif job.state is JobState.WAITING and kind not in self.past and self._begun:
            self.past[kind] = None
            self._tasks.start(self._ask_past(job))

    async def _ask_past(self, job: Job) -> None:
        self.past[job.lane, job.request.template] = past = await self._core.runner.expected(job)
        under_way = sum(each.state is not JobState.QUEUED for each in self._open.values())
        if past is not None and (last := min(under_way, self.rowCount()) - 1) >= 0:
            self.repaint(0, last)

    async def _put(self, numbers: Sequence[int], before: int | None) -> None:
        for number in numbers:
            await self._core.runner.reorder(number, before)

    async def _read_first(self) -> None:
        await self._read_counts()
        await self._read()

    async def _read_counts(self) -> None:
        """Of all that is open, and of what was done today: these are among the newest."""
        from vividdesk.store.jobs import JobFilter

        async for job in self._all(JobFilter(states=ACTIVE, hidden=None)):
            if job.id not in self._heard:
                self._enter(job)
                self._expect(job)
        self._done |= await self._core.store.clips.jobs_done(midnight(time.time()))
        self.counts_changed.emit()

    async def _all(self, wanted: "JobFilter", most: int | None = None) -> AsyncIterator[Job]:
        last: Job | None = None
        number = 0
        while page := await self._core.store.jobs.page(wanted, last, STRIDE):
            for last in page:
                yield last
            number += len(page)
            if len(page) < STRIDE or (most is not None and number >= most):
                return

    async def _read(self) -> None:
        """The whole list anew; of several readings the last one counts."""
        from vividdesk.store.jobs import JobFilter

        self._is_stale = False
        self._reading += 1
        reading = self._reading
        self._heard.clear()
        states, text = self._states or tuple(JobState), self._text
        active, found = tuple(state for state in states if not state.is_end), list[Job]()
        if active and text:
            found = [job async for job in self._all(JobFilter(states=active, text=text), MOST_OPEN)]
        ended = await self._page(None)
        if reading != self._reading:
            return
        known = {job.id: job for job in (*(found if text else self._open.values()), *ended)}
        rows = await asyncio.to_thread(in_order, [job for job in known.values() if self._is_wanted(job)])
        if reading != self._reading:
            return
        self._after, self._has_more = (ended[-1] if ended else None), len(ended) == PAGE
        self.reset(rows)
        for number, heard in self._heard.items():
            self._correct(number, heard, is_new=not text)

    def _correct(self, number: int, heard: Job | None, is_new: bool) -> None:
        """What was heard while the list was read stands over it."""
        if heard is None or not self._is_wanted(heard):
            self.drop(number)
        elif is_new or self.known(number) is not None:
            self.show_job(heard)

    async def _fetch(self) -> None:
        reading = self._reading
        try:
            page = await self._page(self._after)
        finally:
            self._fetches = False
        if reading == self._reading:
            self._after, self._has_more = (page[-1] if page else None), len(page) == PAGE
            now = [self._heard.get(job.id, job) for job in page]
            self.extend([job for job in now if job is not None and self._is_wanted(job)])

    async def _page(self, after: Job | None) -> list[Job]:
        from vividdesk.store.jobs import JobFilter

        ends = tuple(state for state in self._states or tuple(JobState) if state.is_end)
        if not ends:
            return []
        return await self._core.store.jobs.page(JobFilter(states=ends, text=self._text), after, PAGE)
