"""The step in which a service is asked how jobs stand. Trouble only moves the next look; a verdict ends a job."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vividdesk.errors import BrokenAnswer, NotAllowed, NotKnown, Rejected, ServiceError, VividError
from vividdesk.jobs.events import JobChanged, Progress
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.naming import file_name
from vividdesk.jobs.steps import OF_THE_LANE, Became, who_is_refused
from vividdesk.jobs.wires import Wire, kept_link
from vividdesk.model.job import Ask, Job, JobState, Trouble
from vividdesk.model.report import Link, RemoteState, Report
from vividdesk.providers.base import KeepsHistory
from vividdesk.providers.links import KINDS
from vividdesk.store.jobs import JobChanges, NewResult
from vividdesk.texts import _, quoted

MISSES = 3  # looks in a row without knowledge of the job, until it counts as gone
EMPTIES = 6  # looks in a row that tell of success and nothing else
SUFFIXES = {kind: suffix for suffix, kind in reversed(KINDS.items())}


async def look(kit: Kit, job: Job) -> Became:
    try:
        wire = await kit.wires.of(job.lane)
        report = await wire.client.look(job.remote)
    except NotKnown as fault:
        return await _missed(kit, job, fault, wire)
    except NotAllowed as fault:
        refused = await who_is_refused(wire)
        return await _missed(kit, job, fault, wire) if refused.job else Became(job, refused.lane, failed=True)
    except OF_THE_LANE as fault:
        return Became(job, lane=fault, failed=True)
    except ServiceError:
        return Became(job, failed=True)
    except VividError as fault:
        return Became(job, lane=fault, failed=True)
    return Became(await read(kit, job, report))


async def look_at_all(kit: Kit, jobs: Sequence[Job]) -> dict[int, Became]:
    """By one call, where the service has one that tells of many; those it does not tell of are left out."""
    try:
        wire = await kit.wires.of(jobs[0].lane)
        if not isinstance(wire.client, KeepsHistory):
            return {}
        told = {report.id: report for report in (await wire.client.history()).reports}
    except OF_THE_LANE as fault:
        return {job.id: Became(job, lane=fault, failed=True) for job in jobs}
    except (BrokenAnswer, NotAllowed, NotKnown, Rejected):
        return {}
    except VividError as fault:
        return {job.id: Became(job, lane=fault, failed=True) for job in jobs}
    known = [(job, told[job.remote]) for job in jobs if job.remote in told]
    whole = [(job, report) for job, report in known if report.state is not RemoteState.DONE or report.links]
    return {job.id: Became(await read(kit, job, replace(report, id=job.remote))) for job, report in whole}


async def read(kit: Kit, job: Job, report: Report) -> Job:
    match report.state:
        case RemoteState.DONE if report.links:
            return await _ready(kit, job, report)
        case RemoteState.DONE:
            return await _empty(kit, job, report)
        case RemoteState.FAILED:
            return await kit.store.jobs.move(
                job, JobState.FAILED, "the service failed", _changes(report, _verdict(report)), answer=_raw(report)
            )
        case RemoteState.CANCELLED:
            trouble = Trouble("Cancelled", _("The service cancelled this job."))
            return await kit.store.jobs.move(
                job, JobState.CANCELLED, "the service cancelled it", _changes(report, trouble), answer=_raw(report)
            )
    if report.words != job.words or job.misses or job.empties:
        changes = JobChanges(words=report.words, misses=0, empties=0)
        job = await kit.store.jobs.note(job, changes, answer=_raw(report) if report.words != job.words else "")
    part = None if report.percent is None else report.percent / 100
    kit.tell(JobChanged(job, Progress(part, report.steps)))
    return job


async def _ready(kit: Kit, job: Job, report: Report) -> Job:
    """Its links are on disk before any of them is followed, and with them the names that the files will have."""
    results = list(_wanted(kit, job, report))
    ends = [result.expires_at for result in results if result.expires_at]
    changes = _changes(report, None)
    changes["expires_at"] = min(ends, default=0.0)
    changes["ask"] = None
    if not job.ready_at:
        changes["ready_at"] = kit.now()
    return await kit.store.jobs.move(
        job, JobState.FETCHING, "the result is there", changes, results=results, answer=_raw(report)
    )


def _wanted(kit: Kit, job: Job, report: Report) -> Iterator[NewResult]:
    """The results, then the pictures of the steps that led there."""
    results = {link.url for link in report.links}
    steps = [
        (step.name, link)
        for step in report.steps
        for link in step.links
        if link.url not in results and link.kind.startswith("image/")
    ]
    for number, (step, link) in enumerate([*(("", link) for link in report.links), *steps], start=1):
        yield _new_result(kit, job, number, step, link)


def _new_result(kit: Kit, job: Job, number: int, step: str, link: Link) -> NewResult:
    suffix = SUFFIXES.get(link.kind, "")
    return NewResult(
        url=kept_link(link.url, job.lane),
        step=step,
        name=link.name,
        kind=link.kind,
        size=link.size,
        expires_at=link.expires.timestamp() if link.expires else 0.0,
        file=file_name(kit.now(), job.label, job.photo_name, job.id, number, step, suffix),
    )


async def _empty(kit: Kit, job: Job, report: Report) -> Job:
    if job.empties + 1 < EMPTIES:
        return await kit.store.jobs.note(job, JobChanges(words=report.words, misses=0, empties=job.empties + 1))
    trouble = Trouble(
        "Empty",
        _("The service says that it is done, but gives no result."),
        _("Look again later, or ask the service about {id}.").format(id=job.remote),
    )
    return await kit.store.jobs.move(
        job, JobState.FAILED, "done, and no result", JobChanges(trouble=trouble), answer=_raw(report)
    )


async def _missed(kit: Kit, job: Job, fault: ServiceError, wire: Wire) -> Became:
    """Three looks, then it is over; but an account that never had the job cannot tell that it is gone."""
    if job.account != wire.account and not job.lane.local:
        trouble = Trouble(
            "OtherAccount",
            _("This job was sent with another key, and the present one does not find it."),
            _("Store the key that it was sent with, or let the job go."),
        )
        changed = job if job.trouble == trouble else await kit.store.jobs.note(job, JobChanges(trouble=trouble))
        return Became(changed, failed=True)
    if job.misses + 1 < MISSES:
        return Became(await kit.store.jobs.note(job, JobChanges(misses=job.misses + 1)))
    trouble = Trouble(
        "Gone",
        _("The service no longer knows this job ({id}).").format(id=job.remote),
        _("It may have been deleted there. Look again, or send it again, which is paid again."),
    )
    changes = JobChanges(trouble=trouble)
    return Became(
        await kit.store.jobs.move(job, JobState.FAILED, "unknown to the service", changes, answer=fault.answer)
    )


async def overdue(kit: Kit, job: Job) -> Job:
    """Longer than the service's patience: the person is asked, and the looks go on."""
    return await kit.store.jobs.note(job, JobChanges(ask=Ask.OVERDUE))


def _changes(report: Report, trouble: Trouble | None) -> JobChanges:
    return JobChanges(words=report.words, misses=0, empties=0, trouble=trouble)


def _verdict(report: Report) -> Trouble:
    request = _(" (request {id})").format(id=report.request_id) if report.request_id else ""
    said = quoted(report.fault, request)
    if report.filtered:
        return Trouble(
            "Filtered",
            _("The service's safety filters refused this.{words}").format(words=said),
            _("The same photo and words would be refused again: change them first."),
        )
    return Trouble(
        "Failed",
        _("The service could not make this.{words}").format(words=said),
        _("Sending it again is a new job, which is paid again."),
    )


def _raw(report: Report) -> str:
    return json.dumps(dict(report.raw), ensure_ascii=False)
