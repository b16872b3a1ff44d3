"""All lanes together: takes jobs in, and carries out what a person decides about them."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

from vividdesk.errors import JournalError, JournalUnwritable, PhotoRefused, VividError
from vividdesk.jobs import searching
from vividdesk.jobs.events import JobChanged, JobGone, LaneChanged
from vividdesk.jobs.glimpses import glimpsed
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.lanes import Lane
from vividdesk.jobs.money import Limits, Prospect
from vividdesk.jobs.pacing import Past
from vividdesk.jobs.settling import flush
from vividdesk.model.job import Job, LaneId
from vividdesk.model.report import Link
from vividdesk.model.request import Request
from vividdesk.model.service import SERVICES, VIMMERSE
from vividdesk.paths import sync_folder
from vividdesk.store.jobs import NewJob
from vividdesk.texts import _

TWICE_WITHIN = 60.0  # seconds in which the same request again is asked about


class AskedTwice(VividError):
    """`job` is the one that asks for the same; None where two of those that are to be sent do."""

    def __init__(self, job: Job | None) -> None:
        super().__init__(
            _("Job {id} asks for exactly the same: {name}, since {time}.").format(
                id=job.id,
                name=" · ".join(filter(None, (job.label, job.photo_name))),
                time=time.strftime("%H:%M", time.localtime(job.created_at)),
            )
            if job
            else _("Two of these ask for exactly the same."),
            _("Send it again only if you want it twice.")
            if job and job.lane.local
            else _("Send it again only if you want it twice, and paid twice."),
        )
        self.job = job


class Runner:
    """Lives on the loop on which it is started. A lane is there from the first job for it."""

    def __init__(self, kit: Kit, lane_of: Callable[[str], LaneId], limits: Limits) -> None:
        self._kit = kit
        self._lane_of = lane_of
        self._limits = limits
        self._lanes: dict[LaneId, Lane] = {}
        self._making = asyncio.Lock()
        self._taking = asyncio.Lock()
        self._runs = False
        self._is_closed = False

    async def start(self) -> None:
        """What was left unfinished goes on."""
        self._runs = True
        for lane in await self._kit.store.connections.all():
            await self._lane(lane)

    async def close(self, grace: float) -> None:
        """No submit is begun from here on; those under way have so many seconds, all lanes at once."""
        self._is_closed = True
        for lane in self._lanes.values():
            lane.begin_nothing()
        self._kit.closing.set()
        async with self._making:
            lanes = tuple(self._lanes.values())
            self._lanes.clear()
        await asyncio.gather(*(lane.close(grace) for lane in lanes))

    @property
    def is_busy(self) -> bool:
        return any(lane.is_busy for lane in self._lanes.values())

    async def idle(self, jobs: Sequence[int]) -> bool:
        """Whether nothing more happens to these before somebody does something."""
        found = [job for job in await self._kit.store.jobs.many(jobs) if not job.state.is_end]
        return all([(await self._lane(job.lane)).waits_for_somebody(job) for job in found])

    def lanes(self) -> list[LaneChanged]:
        return [lane.standing for lane in self._lanes.values()]

    async def enqueue(
        self,
        requests: Sequence[Request],
        out: str = "",
        batch: str = "",
        origin: int | None = None,
        priority: int = 0,
        again: bool = False,
    ) -> list[Job]:
        """All or none. When this returns they are on the disk, photos and all. AskedTwice, unless `again` is wanted."""
        lanes = {service: self._lane_of(service) for service in {request.service for request in requests}}

        def prepared() -> list[NewJob]:
            """For hundreds this takes too long for a loop."""
            _keep_for_good(self._kit.folders().photos, requests)
            return [_new(each, lanes[each.service], out, batch, origin, priority) for each in requests]

        news = await self._kit.transfer.call(prepared)
        async with self._taking:  # of two clicks the second one finds the first one's job
            if not again:
                await self._ask_about_twins(requests)
            jobs = await self._added(news)
        for job in jobs:
            self._kit.tell(JobChanged(job))
        for lane in {job.lane for job in jobs}:
            (await self._lane(lane)).wake()
        return jobs

    async def expected(self, job: Job) -> Past | None:
        return await (await self._lane(job.lane)).expected(job.request.template)

    async def prospect(self, service: str, template: str) -> Prospect:
        """Of new jobs, where they would go."""
        return await (await self._lane(self._lane_of(service))).prospect(template)

    async def unsettled_until(self, job: Job) -> float:
        """Before this moment it cannot be sent again, since the service may still take it; 0: it can."""
        return await searching.unsettled_until(self._kit, job)

    def glimpse(self, job: Job, link: Link, folder: Path) -> AbstractAsyncContextManager[Path]:
        """A picture of one of its steps, as a file in the folder for as long as the context lasts."""
        return glimpsed(self._kit, job, link, folder)

    async def pause(self, lane: LaneId | None = None) -> None:
        """All of them, those too that no job has needed yet, or one."""
        for id_ in [self._lane_of(service.id) for service in SERVICES] if lane is None else []:
            await self._lane(id_)
        await self._each(lane, lambda each: each.pause(True))

    async def resume(self, lane: LaneId | None = None) -> None:
        await self._each(lane, lambda each: each.pause(False))

    async def key_changed(self, service: str) -> None:
        """Lanes that waited for a key go on."""
        for id_, lane in self._lanes.items():
            if id_.service == service:
                lane.go_on()

    async def reorder(self, job: int, before: int | None) -> None:
        await self._kit.store.jobs.reorder(job, before)
        await self._tell(job)

    async def prioritise(self, jobs: Collection[int], priority: int) -> None:
        await self._kit.store.jobs.prioritise(jobs, priority)
        for job in jobs:
            await self._tell(job)

    async def forget(self, jobs: Sequence[int], clips: bool = False) -> None:
        """Rows of jobs that have ended. Files stay, and photos until the next start: one may be taken in again now."""
        for job in await self._kit.store.jobs.many(jobs):
            if not job.state.is_end:
                raise VividError(_("Job {id} has not ended yet.").format(id=job.id), _("Cancel it first."))
        await self._kit.store.jobs.forget(jobs, clips)
        for number in jobs:
            self._kit.tell(JobGone(number))

    async def let_go(self, jobs: Collection[int]) -> set[int]:
        """All of these that were not sent yet, in one step: then none of them goes out any more."""
        gone = await self._kit.store.jobs.let_go(jobs, "cancelled by the person")
        for job in gone:
            self._kit.tell(JobChanged(job))
        return {job.id for job in gone}

    async def on(self, number: int, patience: float, work: Callable[[Job, Kit], Awaitable[str]]) -> str:
        """Does it while no step works on the job. Returns a sentence for the person."""
        job = await self._kit.store.jobs.get(number)
        if job is None:
            raise VividError(_("There is no job {id}.").format(id=number))
        lane = await self._lane(job.lane)
        async with lane.held(number, patience):
            job = await self._kit.store.jobs.get(number)
            assert job is not None
            said = await work(job, self._kit)
        await self._tell(number)
        return said

    async def _added(self, news: Sequence[NewJob]) -> list[Job]:
        """A disk that reports a failure may have written all the same: what is there is not denied."""
        try:
            return await self._kit.store.jobs.add(news)
        except JournalError:
            found = await self._kit.store.jobs.tagged([new.tag for new in news])
            if len(found) < len(news):
                raise
            return found

    async def _lane(self, id_: LaneId) -> Lane:
        async with self._making:
            if self._is_closed:
                raise VividError(_("vividdesk is closing."), _("Try again in a moment."))
            if id_ not in self._lanes:
                lane = Lane(id_, self._kit, self._limits, await self._kit.store.connections.paused(id_))
                if self._runs:
                    await lane.start()
                self._lanes[id_] = lane
            return self._lanes[id_]

    async def _each(self, lane: LaneId | None, call: Callable[[Lane], Awaitable[None]]) -> None:
        for each in [await self._lane(lane)] if lane else list(self._lanes.values()):
            await call(each)

    async def _tell(self, number: int) -> None:
        if (job := await self._kit.store.jobs.get(number)) is not None:
            self._kit.tell(JobChanged(job))

    async def _ask_about_twins(self, requests: Sequence[Request]) -> None:
        if await self._kit.transfer.call(_has_twins, requests):
            raise AskedTwice(None)
        twin = await self._kit.store.jobs.twin(requests, self._kit.now() - TWICE_WITHIN)
        if twin is not None:
            raise AskedTwice(twin)


def _new(request: Request, lane: LaneId, out: str, batch: str, origin: int | None, priority: int) -> NewJob:
    tag = f"vd-{secrets.token_hex(4)}"
    return NewJob(_tagged(request, tag), lane, tag, out, batch, origin, priority)


def _has_twins(requests: Sequence[Request]) -> bool:
    return len({request.to_json() for request in requests}) < len(requests)


def _tagged(request: Request, tag: str) -> Request:
    """Where a service shows titles, the tag in it lets a person find a job whose answer was lost."""
    if request.service != VIMMERSE.id:
        return request
    title = f"{request.details.get('title') or ''} [{tag}]".strip()
    return replace(request, details={**request.details, "title": title})


def _keep_for_good(folder: Path, requests: Sequence[Request]) -> None:
    """Their photos outlast a power cut from here on."""
    files = [folder / name for name in sorted({photo.file_name for each in requests for photo in each.photos})]
    try:
        for file in files:
            flush(file)
        if files:
            sync_folder(folder)
    except FileNotFoundError as fault:
        raise PhotoRefused(_("The kept copy of a photo is gone."), _("Add the photo again.")) from fault
    except OSError as fault:
        raise JournalUnwritable(
            _("The disk refuses to keep the photos for good ({reason}), so nothing was enqueued.").format(
                reason=fault.strerror
            ),
            _("Make room on it, or give yourself the right to write there, then try again."),
        ) from fault
