"""One life of the program in a trial: it opens its data folder, takes up what it finds there and sees jobs through.

The person of the trial is asked what a person would be asked, looks into the ledger where a person would look on the
service's page, and answers truthfully.
"""

import asyncio
import contextlib
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.orders import SMALL, order, shelved
from vividdesk.core import Core
from vividdesk.errors import VividError
from vividdesk.jobs.events import Event, Told
from vividdesk.jobs.pacing import Pace, Rhythm
from vividdesk.model.job import Ask, Job, JobState
from vividdesk.model.request import Request
from vividdesk.paths import Paths
from vividdesk.store.jobs import JobFilter

SERVICES = ("vividflow", "vimmerse", "vistoure")
QUICK = Rhythm(0.03, (0.004, 0.012))
HASTE = Pace(
    rhythms=dict.fromkeys(SERVICES, QUICK),
    searches=(0.0, 0.03, 0.08, 0.2, 0.4),
    probes=(0.02, 0.05),
    retries=(0.01, 0.03, 0.1),
    settled=0.05,
    disk=0.02,
    credits=0.01,
    spread=0.002,
)

# Charges as the service has them: the id of each by the mark of its job.
Charges = Callable[[], Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Wanted:
    """A job that the trial wants to have done."""

    service: str
    mark: str
    number: int = 0  # which of the service's templates
    size: int = SMALL

    def request(self, shelf: Path) -> Request:
        return order(self.service, self.mark, shelved(shelf, self.size), self.number)


@dataclass
class Life:
    home: Path
    environ: Mapping[str, str]
    charges: Charges
    pace: Pace = HASTE
    now: Callable[[], float] = time.time
    patience: float = 8.0  # seconds of the loop's clock for all jobs to come to an end
    persistent: bool = False  # the person tries again what has failed
    standstill: float = 0.0  # seconds without any change after which the person lets the lanes go on; 0: never
    nudge: float = 0.05  # seconds after which the person looks even if nothing was told
    did: Counter[str] = field(default_factory=Counter)  # what the person had to do
    mistakes: list[str] = field(default_factory=list)  # of the program itself
    core: Core | None = None

    async def __aenter__(self) -> "Life":
        self.core = Core(Paths.of({"VIVIDDESK_HOME": str(self.home)}), self.environ, keyring=False)
        self._changed = asyncio.Event()
        self.core.listen(self._heard)
        await self.core.open(pace=self.pace, now=self.now)
        return self

    async def __aexit__(self, *_fault: object) -> None:
        assert self.core is not None
        await self.core.close()

    def _heard(self, event: Event) -> None:
        if isinstance(event, Told) and not isinstance(event.fault, VividError):
            self.mistakes = [*self.mistakes[-1:], "".join(traceback.format_exception(event.fault))[-2_000:]]
        self._changed.set()

    async def known(self) -> dict[str, Job]:
        """Jobs of the journal by their marks."""
        assert self.core is not None
        found = await self.core.store.jobs.page(JobFilter(hidden=None), size=1000)
        return {mark: job for job in found if (mark := mark_of(job.request))}

    async def order(self, wanted: Sequence[Wanted]) -> dict[str, int]:
        """Enqueues those that the journal has not; ids by marks. One who is persistent tries three times."""
        for _turn in range(2 if self.persistent else 0):
            with contextlib.suppress(VividError, RuntimeError):
                return await self._order(wanted)
            self.did["enqueued again"] += 1
        return await self._order(wanted)

    async def _order(self, wanted: Sequence[Wanted]) -> dict[str, int]:
        assert self.core is not None
        known = await self.known()
        missing = [each for each in wanted if each.mark not in known]
        shelf = self.core.paths.photos
        made = await self.core.runner.enqueue([each.request(shelf) for each in missing], again=True) if missing else []
        ids = {each.mark: known[each.mark].id for each in wanted if each.mark in known}
        return ids | {each.mark: job.id for each, job in zip(missing, made, strict=True)}

    async def see_through(self, ids: Mapping[str, int]) -> list[Job]:
        """The jobs as they are when all have ended, or when the patience is over."""
        assert self.core is not None
        loop = asyncio.get_running_loop()
        deadline, moved = loop.time() + self.patience, loop.time()
        before: list[Job] = []
        while True:
            self._changed.clear()
            jobs = await self.core.store.jobs.many(list(ids.values()))
            if all(self._is_over(job) for job in jobs) or loop.time() > deadline:
                return jobs
            for job in jobs:
                await self._answer(job)
            if jobs != before:
                before, moved = jobs, loop.time()
            elif self.standstill and loop.time() > moved + self.standstill:
                await self._decide("resumed", self.core.runner.resume())
                moved = loop.time()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), self.nudge)

    def _is_over(self, job: Job) -> bool:
        return job.state.is_end and not (self.persistent and self._is_to_try_again(job))

    def _is_to_try_again(self, job: Job) -> bool:
        """Not what the service has taken and the program knows nothing of: that would be paid twice."""
        taken = self.charges().get(mark_of(job.request), ())
        return job.state is JobState.FAILED and bool(job.remote or not taken)

    async def _answer(self, job: Job) -> None:
        """As a person does who is asked about the job."""
        assert self.core is not None
        if self.persistent and self._is_to_try_again(job):
            await self._decide("tried again", self.core.decisions.retry(job.id))
        if job.state is not JobState.UNSURE or job.ask is not Ask.TAKEN:
            return
        taken = self.charges().get(mark_of(job.request), ())
        if not taken and not await self.core.runner.unsettled_until(job):
            await self._decide("sent again", self.core.decisions.resend(job.id))
        elif taken and job.request.service != "vividflow":  # which keeps a history, so the program must find it there
            await self._decide("found", self.core.decisions.found(job.id, taken[0]))

    async def _decide(self, what: str, decision: Awaitable[object]) -> None:
        """What cannot be done now is decided again at the next look."""
        self.did[what] += 1
        if self.persistent:
            with contextlib.suppress(VividError, RuntimeError):
                await decision
        else:
            await decision


def mark_of(request: Request) -> str:
    from tests.faults.remote import MARK

    found = MARK.search(request.to_json())
    return found[0] if found else ""
