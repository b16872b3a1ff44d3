"""A lane: the jobs of one connection, each in the step that its state asks for, in their order.

Trouble of a lane stops the steps it concerns, and no other lane.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager

from vividdesk.errors import BrokenAnswer, JournalError, ServiceError, Unreachable, VividError
from vividdesk.jobs import looking, searching
from vividdesk.jobs.events import JobChanged, LaneChanged, Told
from vividdesk.jobs.hand import Going, Hand, age_of
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.labour import Labour, ended
from vividdesk.jobs.money import Limits, Prospect
from vividdesk.jobs.pacing import Past
from vividdesk.jobs.steps import Became
from vividdesk.jobs.troubles import Health, Step
from vividdesk.jobs.work import Work
from vividdesk.model.job import Ask, Job, JobState, LaneId
from vividdesk.providers.http import reach
from vividdesk.store.jobs import Stale

TOGETHER = 3  # jobs from which on a service's history is asked instead of each
LOOKED_AT = (JobState.WAITING, JobState.UNSURE)
IN_HAND = (*LOOKED_AT, JobState.FETCHING)
STEPS = {JobState.QUEUED: Step.SEND, JobState.WAITING: Step.LOOK, JobState.FETCHING: Step.FETCH}


class Lane:
    def __init__(self, id: LaneId, kit: Kit, limits: Limits, paused: bool = False) -> None:  # noqa: A002
        self.id = id
        self.paused = paused  # by the person
        self._kit = kit
        self._hand = Hand(id, kit.pace)
        self._health = Health(kit.pace, lambda: kit.tell(self.standing))
        self._wake = asyncio.Event()
        self._labour = Labour(self._broke, self._wake.set)
        self._work = Work(id, kit, limits, self._hand, lambda job: job in self._held or self._closing)
        self._held: Counter[int] = Counter()
        self._lost: set[int] = set()  # of these the journal could not be asked
        self._has_queued = True
        self._closing = False
        self._drive: asyncio.Task[None] | None = None

    @property
    def standing(self) -> LaneChanged:
        return LaneChanged(self.id, self.paused, self._health.trouble, self._health.again_at(self._now, self._kit.now))

    def waits_for_somebody(self, job: Job) -> bool:
        """Whether nothing happens to the job before a person does something."""
        if job.state is JobState.UNSURE:
            return job.ask is Ask.TAKEN and job.id not in self._hand
        if job.state is JobState.QUEUED and self.paused:
            return True
        return job.state in STEPS and self._health.waits_for_somebody(STEPS[job.state])

    @property
    def is_busy(self) -> bool:
        return bool(self._labour)

    async def start(self) -> None:
        for job in await self._kit.store.jobs.in_states(self.id, IN_HAND):
            await self._take(job)
        self._drive = asyncio.ensure_future(self._live())

    def wake(self) -> None:
        """There may be something new in the queue."""
        self._has_queued = True
        self._wake.set()

    async def pause(self, paused: bool) -> None:
        """Nothing new is sent meanwhile; what was sent goes on. Resuming also tries again what was in trouble."""
        await self._kit.store.connections.pause(self.id, paused)
        self.paused = paused
        self._kit.tell(self.standing)
        if not paused:
            self.go_on()

    def go_on(self, kind: type[VividError] | None = None) -> None:
        """The trouble is over, as far as is known; or that kind of it."""
        self._due_again(self._health.over(kind))
        self.wake()

    @asynccontextmanager
    async def held(self, job: int, patience: float) -> AsyncIterator[None]:
        """No step works on the job meanwhile. One that sends it has so many seconds to end, others end at once."""
        self._held[job] += 1
        try:
            await self._labour.end(job, patience)
            yield
        finally:
            try:
                await self._pick_up([job])  # before a step begins with what was known of it
            finally:
                self._held -= Counter([job])
                self.wake()

    def begin_nothing(self) -> None:
        self._closing = True

    async def close(self, grace: float) -> None:
        self._closing = True
        if self._drive is not None:
            await ended(self._drive)
        await self._labour.close(grace)

    async def prospect(self, template: str) -> Prospect:
        return await self._work.prospect(template)

    async def expected(self, template: str) -> Past | None:
        return await self._work.expected(template)

    async def _live(self) -> None:
        while True:
            self._wake.clear()
            try:
                moment = await self._begin()
            except Exception as fault:  # noqa: BLE001 - whatever it is, the other jobs go on
                await self._broke((), fault)
                moment = self._now() + self._kit.pace.disk
            try:
                async with asyncio.timeout(None if moment is None else max(0.0, moment - self._now())):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _begin(self) -> float | None:
        """Begins all that may begin now; the moment at which there may be more."""
        now = self._now()
        await self._pick_up(self._lost - self._labour.jobs)
        if self._health.must_probe(now):
            self._labour.errand("probe", self._probe)
        self._due_again(self._health.tried_again(now))
        await self._begin_sending(now)
        wait = self._hand.allowance.wait(now)
        if self._may(Step.LOOK) and not wait:
            self._begin_looks(now)
        if self._may(Step.FETCH):
            for going in self._hand.due((JobState.FETCHING,), now, self._busy())[: self._labour.free(Step.FETCH)]:
                self._labour.begin(Step.FETCH, [going.job.id], self._do(self._work.fetch, going))
        if not self._labour:
            self._health.well()
        return self._next_moment(now, wait)

    async def _begin_sending(self, now: float) -> None:
        while self._has_queued and self._may(Step.SEND) and not self.paused and self._labour.free(Step.SEND):
            resting = {going.job.id for going in self._hand if going.job.state is JobState.QUEUED and going.due > now}
            self._has_queued = False  # before it is asked: what is enqueued meanwhile says so
            job = await self._kit.store.jobs.next_queued(self.id, self._busy() | resting)
            if job is None:
                return
            self._has_queued = True
            going = self._hand.take(job, now, 0.0)
            self._labour.begin(Step.SEND, [going.job.id], self._send(going))

    def _begin_looks(self, now: float) -> None:
        due = self._hand.due(LOOKED_AT, now, self._busy())
        together = [going for going in self._hand if going.job.state is JobState.WAITING and not going.alone]
        if self.id.service in searching.KEEP_HISTORY and len(together) >= TOGETHER:
            free = [going for going in together if going.job.id not in self._busy()]
            if any(going in due for going in free) and self._labour.free(Step.LOOK):
                self._labour.begin(Step.LOOK, [going.job.id for going in free], self._look_at_all(free))
            due = [going for going in due if going not in together]
        for going in due[: self._labour.free(Step.LOOK)]:
            work = self._work.look if going.job.state is JobState.WAITING else self._work.search
            self._labour.begin(Step.LOOK, [going.job.id], self._do(work, going))

    def _next_moment(self, now: float, wait: float) -> float | None:
        busy = self._busy()
        moments = [moment for moment in (self._health.next_moment(now),) if moment is not None]
        if self._lost:
            moments.append(now + self._kit.pace.disk)
        states = ((Step.LOOK, LOOKED_AT), (Step.FETCH, (JobState.FETCHING,)), (Step.SEND, (JobState.QUEUED,)))
        for step, among in states:
            if self._may(step) and self._labour.free(step) and not (step is Step.SEND and self.paused):
                moment = self._hand.next_moment(among, busy)
                if moment is not None:
                    moments.append(max(moment, now + wait) if step is Step.LOOK else moment)
                    self._has_queued = self._has_queued or step is Step.SEND
        return min(moments, default=None)

    async def _do(self, work: Callable[[Going], Awaitable[Became]], going: Going) -> None:
        await self._left(going, await work(going))

    async def _send(self, going: Going) -> None:
        await self._do(self._work.send, going)
        self._labour.errand("credits", self._work.count_credits)

    async def _look_at_all(self, all_going: Sequence[Going]) -> None:
        found = await self._work.look_at_all(all_going)
        for going in all_going:
            if became := found.get(going.job.id):
                await self._left(going, became)
            else:
                going.alone, going.due = True, self._now()
        # From here on they are due together: one call tells of all.
        rest = [going for going in all_going if going.job.id in self._hand and not going.alone]
        moment = max((going.due for going in rest), default=0.0)
        for going in rest:
            going.due = moment

    async def _left(self, going: Going, became: Became) -> None:
        """A step is over: the job goes on from where it left it."""
        before, job = going.job, became.job
        if became.lane is not None:
            self._health.hit(became.lane, self._now())
        elif not became.failed:
            self._health.well()
        if before.state is JobState.FETCHING and job.state is JobState.WAITING:
            going.renewals += 1
        going.spoilt += became.spoilt
        if job.state is JobState.FETCHING and before.state is JobState.WAITING:
            self._work.expect_anew(job.request.template)
        if job != before:
            self._kit.tell(JobChanged(job, before=before.state))
        await self._take(job, became)

    async def _take(self, job: Job, became: Became | None = None) -> None:
        now = self._now()
        known = job.id in self._hand and self._hand[job.id].job.state is job.state
        going = self._hand.take(job, now, age_of(job, self._kit.now()))
        match job.state:
            case JobState.UNSURE if not searching.may_help(job):
                self._hand.drop(job.id)
            case _ if became is not None and became.failed:
                self._hand.try_later(going, now, became.wait)
                await self._ask_if_overdue(going, now)
            case JobState.WAITING if not known and became is None:
                going.due = now  # after a start or what the person decided
            case JobState.WAITING:
                await self._ask_if_overdue(going, now)
                self._hand.look_later(going, now, await self.expected(job.request.template))
            case JobState.UNSURE:
                if not self._hand.search_later(going, now, is_new=not known):
                    self._hand.drop(job.id)
            case JobState.FETCHING:
                going.due = now
            case _:
                self._hand.drop(job.id)
        if job.state is JobState.QUEUED:
            self._has_queued = True

    async def _broke(self, jobs: Collection[int], fault: Exception) -> None:
        """A step broke off: its jobs stand where the journal says, and are tried again later."""
        if isinstance(fault, VividError):
            self._health.hit(fault, self._now())
        elif not isinstance(fault, Stale):
            self._kit.tell(Told(fault))
        await self._pick_up(jobs, broken=True)

    async def _pick_up(self, jobs: Collection[int], broken: bool = False) -> None:
        """As the journal has them; where it cannot be asked, it is asked again later."""
        for number in jobs:
            try:
                job = await self._kit.store.jobs.get(number)
                if job is not None and job.state is JobState.SUBMITTING:
                    job = await searching.doubted(self._kit, job)
                if job is None or job.state.is_end:
                    self._hand.drop(number)
                else:
                    await self._take(job, Became(job, failed=True) if broken else None)
                self._lost.discard(number)
            except JournalError as fault:
                self._lost.add(number)
                self._health.hit(fault, self._now())

    async def _ask_if_overdue(self, going: Going, now: float) -> None:
        asked = going.job.state in (JobState.WAITING, JobState.FETCHING)
        if asked and going.job.ask is None and self._hand.is_overdue(going, now):
            going.job = await looking.overdue(self._kit, going.job)
            self._kit.tell(JobChanged(going.job))

    def _due_again(self, steps: Collection[Step]) -> None:
        self._hand.due_again([state for state, step in STEPS.items() if step in steps], self._now())

    async def _probe(self) -> None:
        """Whether anything answers there; if not, its trouble makes the pause longer."""
        wire = await self._kit.wires.of(self.id)
        try:
            await reach(wire.connection)
        except ServiceError as fault:
            if isinstance(fault, Unreachable | BrokenAnswer):
                raise Unreachable(fault.title, fault.advice) from fault
        self.go_on(Unreachable)

    def _may(self, step: Step) -> bool:
        return not self._closing and self._health.may(step)

    def _busy(self) -> set[int]:
        return self._labour.jobs | set(self._held)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
