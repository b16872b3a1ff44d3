"""The step that costs money: a job is sent once, and what nobody knows of it is written down as such."""

import asyncio
import contextlib
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from vividdesk.errors import JournalError, NotAllowed, PhotoRefused, Rejected, ServiceError, Unsure, VividError
from vividdesk.jobs.events import JobChanged, Progress, Told
from vividdesk.jobs.kit import Kit, surely, trouble_of
from vividdesk.jobs.steps import OF_THE_LANE, Became, who_is_refused
from vividdesk.jobs.transfer import StillRunning, Teller
from vividdesk.jobs.wires import Wire
from vividdesk.model.job import Ask, Job, JobState, Outcome
from vividdesk.model.report import Accepted
from vividdesk.providers.base import KeepsHistory
from vividdesk.store.jobs import JobChanges, Stale
from vividdesk.texts import _

logger = logging.getLogger(__name__)

SEEN = 20  # of the newest ids in a history, kept with an attempt


@dataclass(frozen=True)
class Gate:
    """Asked last before a submit is written down and sent. One passes at a time, so that the next one counts it."""

    turn: asyncio.Lock
    check: Callable[[float | None], Awaitable[VividError | None]]  # given what it is thought to cost
    is_closed: Callable[[], bool]


async def submit(kit: Kit, job: Job, gate: Gate) -> Became:
    """A fault before it is written down leaves the job queued."""
    try:
        wire = await kit.wires.of(job.lane)
        seen, ahead = await _newest(kit, wire)
    except VividError as fault:
        return Became(job, fault)
    body = hashlib.sha256(job.request.to_json().encode()).hexdigest()
    estimate = await _estimate(kit, job)
    async with gate.turn:
        if (trouble := await gate.check(estimate)) is not None:
            return Became(job, trouble)
        if gate.is_closed():
            return Became(job)
        job = await _begun(kit, job, kit.store.jobs.begin(job, wire.account, body, seen, ahead, estimate))
    kit.tell(JobChanged(job))
    return await _send(kit, wire, job)


async def _newest(kit: Kit, wire: Wire) -> tuple[tuple[str, ...] | None, float]:
    """Where the service keeps a history: the ids in it, and how far its clock is ahead of ours.

    Trouble that would meet the submit, too, is raised; a history that cannot or must not be read is none.
    """
    if not isinstance(wire.client, KeepsHistory):
        return None, 0.0
    try:
        history = await wire.client.history(SEEN)
    except OF_THE_LANE:
        raise
    except NotAllowed as fault:
        if lane := (await who_is_refused(wire)).lane:
            raise lane from fault
        return None, 0.0
    except ServiceError:
        return None, 0.0
    ahead = history.at.timestamp() - kit.now() if history.at else 0.0
    return tuple(report.id for report in history.reports[:SEEN]), ahead


async def _estimate(kit: Kit, job: Job) -> float | None:
    """What it did cost so far goes before what the person thinks it costs."""
    if job.lane.local:
        return None
    request = job.request
    seen = await kit.store.ledger.price(request.service, request.template)
    return kit.price(request.service, request.template) if seen is None else seen


async def _begun(kit: Kit, job: Job, begin: Coroutine[Any, Any, Job]) -> Job:
    """Where this is broken off, nothing has left; what may have been written of it is taken back."""
    writing = asyncio.ensure_future(begin)
    try:
        return await asyncio.shield(writing)
    except BaseException:
        await asyncio.shield(_taken_back(kit, job, writing))
        raise


async def _taken_back(kit: Kit, job: Job, writing: "asyncio.Future[Job]") -> None:
    await asyncio.wait({writing})
    with contextlib.suppress(JournalError, Stale):
        found = await kit.store.jobs.get(job.id)
        if found is not None and found.state is JobState.SUBMITTING:
            move = kit.store.jobs.move
            await move(found, JobState.QUEUED, "stopped before anything left", outcome=Outcome.NOT_TAKEN)


async def _send(kit: Kit, wire: Wire, job: Job) -> Became:
    left = False

    def told(sent: int, size: int) -> None:
        nonlocal left
        left = True
        teller(sent, size)

    teller = Teller(lambda sent, whole: kit.tell(JobChanged(job, Progress.of_bytes(sent, whole))))
    try:
        accepted = await wire.submit(job.request, told)
    except asyncio.CancelledError as stop:
        await asyncio.shield(_interrupted(kit, job, left or isinstance(stop, StillRunning)))
        raise
    except Unsure as fault:
        return Became(await _unsure(kit, job, fault, fault.answer))
    except OF_THE_LANE as fault:
        return Became(await _not_taken(kit, job, JobState.QUEUED, fault), lane=fault)
    except NotAllowed as fault:
        refused = await who_is_refused(wire)
        state = JobState.FAILED if refused.job else JobState.QUEUED
        return Became(await _not_taken(kit, job, state, fault), refused.lane, failed=not refused.job)
    except (Rejected, ServiceError, PhotoRefused) as fault:
        return Became(await _not_taken(kit, job, JobState.FAILED, fault))
    except Exception as fault:  # noqa: BLE001 - a mistake of ours must not make us believe that nothing was sent
        kit.tell(Told(fault))
        if left:
            return Became(await _unsure(kit, job, fault))
        return Became(await _not_taken(kit, job, JobState.FAILED, fault))
    return Became(await _accepted(kit, wire, job, accepted))


async def _accepted(kit: Kit, wire: Wire, job: Job, accepted: Accepted) -> Job:
    changes = JobChanges(
        remote=accepted.id,
        words=accepted.report.words,
        account=wire.account,
        trouble=None,
        ask=None,
        misses=0,
        empties=0,
    )
    answer = json.dumps(dict(accepted.report.raw), ensure_ascii=False)
    try:
        return await surely(
            kit,
            job,
            JobState.WAITING,
            lambda: kit.store.jobs.move(
                job, JobState.WAITING, "the service took it", changes, outcome=Outcome.ACCEPTED, answer=answer
            ),
        )
    except BaseException:
        logger.warning("Job %s was taken as %s, and the journal could not be told", job.id, accepted.id)
        raise


async def _unsure(kit: Kit, job: Job, fault: Exception, answer: str = "") -> Job:
    changes = JobChanges(trouble=trouble_of(fault), ask=Ask.TAKEN)
    return await surely(
        kit,
        job,
        JobState.UNSURE,
        lambda: kit.store.jobs.move(
            job, JobState.UNSURE, "nobody knows whether it was taken", changes, outcome=Outcome.UNSURE, answer=answer
        ),
    )


async def _not_taken(kit: Kit, job: Job, state: JobState, fault: Exception) -> Job:
    changes = JobChanges(trouble=trouble_of(fault))
    answer = fault.answer if isinstance(fault, ServiceError) else ""
    return await surely(
        kit,
        job,
        state,
        lambda: kit.store.jobs.move(
            job, state, "it was surely not taken", changes, outcome=Outcome.NOT_TAKEN, answer=answer
        ),
    )


async def _interrupted(kit: Kit, job: Job, left: bool) -> None:
    """The program closes, or the person cancels: what has not begun to leave stays in the queue."""
    if left:
        fault: VividError = Unsure(
            _("Nobody knows whether the service took this: it was stopped while it was sent."),
            _("Look on the service's page whether it is there, before you send it again."),
        )
        await _unsure(kit, job, fault)
    else:
        await kit.store.jobs.move(
            job, JobState.QUEUED, "stopped before anything left", JobChanges(trouble=None), outcome=Outcome.NOT_TAKEN
        )
