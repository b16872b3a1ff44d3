"""The journal in this process: over the core, which is open."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from vividdesk.core import Core
from vividdesk.errors import VividError
from vividdesk.jobs.events import Event, JobChanged, Progress
from vividdesk.jobs.runner import AskedTwice
from vividdesk.model.job import Ask, Job, JobState, Trouble
from vividdesk.model.request import Request
from vividdesk.model.service import service_named
from vividdesk.store.jobs import JobFilter
from vividdesk.texts import _
from vividdesk.wishes.journal import MOST, ShownJob, ShownLane, ShownTrouble, Standing, Twice, Wanted

NEWS_WITHIN = 0.5  # seconds
GATHER = 0.2  # seconds in which news come together


class Own:
    """Over the core in this process, which is open."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._turn = asyncio.Lock()
        self._progress: dict[int, Progress] = {}
        self._changed = asyncio.Event()
        core.listen(self._heard)

    async def enqueue(self, requests: Sequence[Request], out: str, batch: str, again: bool) -> list[int]:
        async with self._turn:
            known = await self._core.store.jobs.page(JobFilter(batch=batch, hidden=None), size=MOST)
            if known:
                return sorted(job.id for job in known)
            try:
                jobs = await self._core.runner.enqueue(requests, out=out, batch=batch, again=again)
            except AskedTwice as fault:
                raise Twice(fault.title, fault.advice) from fault
            return [job.id for job in jobs]

    async def page(self, wanted: Wanted) -> Standing:
        chosen = JobFilter(states=tuple(map(JobState, wanted.states)), text=wanted.text)
        jobs = await self._core.store.jobs.page(chosen, size=wanted.most)
        return await self.stand([job.id for job in jobs])

    async def stand(self, numbers: Sequence[int]) -> Standing:
        """Asked in this order, so that of jobs that are said to be idle none is shown as it was before."""
        idle = await self._core.runner.idle(numbers)
        jobs = [await self._shown(job) for job in await self._core.store.jobs.many(numbers)]
        return Standing(jobs=jobs, lanes=self._lanes(), idle=idle)

    async def cancel(self, number: int) -> str:
        return await self._core.decisions.cancel(number)

    async def retry(self, number: int, anew: bool) -> str:
        return await (self._core.decisions.send_anew(number) if anew else self._core.decisions.retry(number))

    async def decide(self, number: int, found: str | None, resend: bool) -> str:
        if found is not None:
            return await self._core.decisions.found(number, found)
        return await (self._core.decisions.resend(number) if resend else self._core.decisions.drop(number))

    async def forget(self, numbers: Sequence[int], files: bool) -> list[str]:
        known = {job.id for job in await self._core.store.jobs.many(numbers)}
        for number in numbers:
            if number not in known:
                raise VividError(_("There is no job {id}.").format(id=number))
        clips = [clip for number in numbers if files for clip in await self._core.store.clips.of_job(number)]
        await self._core.runner.forget(numbers)
        gone = await self._core.store.clips.forget([clip.id for clip in clips])
        await asyncio.to_thread(_delete, gone)
        return [clip.file for clip in clips if clip.file in gone]

    async def news(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), NEWS_WITHIN)
        await asyncio.sleep(GATHER)
        self._changed.clear()

    def _lanes(self) -> list[ShownLane]:
        return [
            ShownLane(
                service=lane.lane.service,
                here=lane.lane.local,
                paused=lane.paused,
                trouble=_trouble(lane.trouble),
            )
            for lane in self._core.runner.lanes()
        ]

    async def _shown(self, job: Job) -> ShownJob:
        shown = ShownJob(
            id=job.id,
            state=job.state.value,
            service=job.request.service,
            template=job.request.template,
            label=job.label,
            here=job.lane.local,
            photo=job.photo_name,
            remote=job.remote,
            words=job.words,
            trouble=_trouble(job.trouble),
            ask=job.ask.value if job.ask else None,
            question=question(job, await self._core.runner.unsettled_until(job) if job.ask is Ask.TAKEN else 0.0),
            files=await self._files(job),
            created=_moment(job.created_at),
            changed=_moment(job.changed_at),
            sent=_moment(job.sent_at),
            ended=_moment(job.ended_at),
            cost=job.cost,
            batch=job.batch,
        )
        if not job.state.is_end:
            progress = self._progress.get(job.id)
            if progress is not None and progress.part is not None:
                shown["progress"] = progress.part
            if (past := await self._core.runner.expected(job)) is not None:
                shown["expected"] = asdict(past)
        return shown

    async def _files(self, job: Job) -> list[str]:
        clips = await self._core.store.clips.of_job(job.id) if job.files else []
        return [clip.file for clip in clips if not clip.step]

    def _heard(self, event: Event) -> None:
        match event:
            case JobChanged(job, None):
                self._progress.pop(job.id, None)
            case JobChanged(job, progress) if progress is not None:
                self._progress[job.id] = progress
        self._changed.set()


def question(job: Job, unsettled_until: float) -> str:
    """What the person is asked about it, and what can be answered; empty where nothing is.

    Before the moment that is given the service may still take it.
    """
    service = service_named(job.lane.service)
    name = service.name if service else job.lane.service
    if job.ask is Ask.OVERDUE:
        return _(
            "{service} takes longer with it than it says it would. It is looked at on and on; to let it go: "
            "vividdesk jobs cancel {id}"
        ).format(service=name, id=job.id)
    if job.state is not JobState.UNSURE:
        return ""
    at = _clock(job.sent_at, "%Y-%m-%d %H:%M:%S")
    mark = _(" Its title ends with [{tag}].").format(tag=job.tag) if job.tag in str(job.request.details) else ""
    asked = _(
        "Nobody knows whether {service} took it. Look on the service's page for one of {time}.{mark} If it is there: "
        "vividdesk jobs decide {id} --found ITS-ID; if it is not: --resend; to let it go: --drop."
    ).format(service=name, time=at, mark=mark, id=job.id)
    if not unsettled_until:
        return asked
    later = _(" It may still appear there until {time}; before that it cannot be sent again.")
    return asked + later.format(time=_clock(unsettled_until, "%H:%M:%S"))


def _clock(moment: float, form: str) -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime(form)


def _trouble(trouble: Trouble | None) -> ShownTrouble | None:
    return ShownTrouble(kind=trouble.kind, title=trouble.title, advice=trouble.advice) if trouble else None


def _moment(seconds: float) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else None


def _delete(files: Iterable[str]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            Path(file).unlink(missing_ok=True)
