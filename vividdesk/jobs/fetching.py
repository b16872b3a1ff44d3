"""The step in which results become files. Whatever stops it, the next try goes on from what is on the disk."""

import contextlib
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from vividdesk.errors import FetchBroken, FolderGone, JournalError, LinkExpired, NotAResult, VividError
from vividdesk.jobs import marks
from vividdesk.jobs.events import ClipAdded, JobChanged, Progress, Told
from vividdesk.jobs.kit import Kit, surely, trouble_of
from vividdesk.jobs.settling import settle, usable
from vividdesk.jobs.steps import Became
from vividdesk.jobs.transfer import Teller
from vividdesk.jobs.ways import Reach, reach
from vividdesk.jobs.wires import whole_link
from vividdesk.media.results import Facts
from vividdesk.model.clip import Clip
from vividdesk.model.job import Job, JobState, Result, ResultState, Trouble
from vividdesk.model.request import thawed
from vividdesk.providers.links import KINDS
from vividdesk.store.jobs import JobChanges, Kept, ResultChanges
from vividdesk.texts import _

TRIES = 3  # of a file that is not what it should be
RENEWALS = 2  # times that a fresh link is asked for
WARNED_BEFORE = 20 * 60.0  # seconds before a link expires


async def fetch(kit: Kit, job: Job, failures: int, spoilt: int, renewals: int) -> Became:
    """How often this step failed before, how often a file came that was none, how often a fresh link was asked for."""
    results = await kit.store.jobs.results(job.id)
    for result in results:
        if result.state is not ResultState.WANTED:
            continue
        try:
            await _fetch_one(kit, job, result)
        except LinkExpired as fault:
            if result.step:
                await _give_up(kit, result, fault)
            else:
                return Became(await _expired(kit, job, fault, renewals))
        except NotAResult as fault:
            if spoilt + 1 < TRIES:
                return Became(job, failed=True, spoilt=True)
            await _give_up(kit, result, fault)
            if not result.step:
                return Became(await _failed(kit, job, trouble_of(fault)))
        except FetchBroken as fault:
            if result.step and failures + 1 >= TRIES:  # a picture on the way there is not worth waiting for
                await _give_up(kit, result, fault)
                continue
            return Became(await _warned(kit, job), failed=True, wait=fault.wait)
        except VividError as fault:
            return Became(await _warned(kit, job), lane=fault, failed=True)
    done = kit.store.jobs.move
    changes = JobChanges(trouble=None)
    return Became(
        await surely(kit, job, JobState.DONE, lambda: done(job, JobState.DONE, "all its files are kept", changes))
    )


async def clear(kit: Kit, job: Job) -> None:
    """What was begun of files that will not be finished."""
    for result in await kit.store.jobs.results(job.id):
        if result.file and result.state is not ResultState.KEPT:
            await kit.transfer.call(marks.forget, _part(Path(result.file), job))


async def _fetch_one(kit: Kit, job: Job, result: Result) -> None:
    place = await _place(kit, job, result)
    try:
        await _complete(kit, job, result, place)
    except FolderGone as fault:
        library = kit.folders().library
        if place.parent == library:
            raise
        if await kit.transfer.call(_is_usable, place.parent):
            raise FetchBroken(fault.title, fault.advice) from fault
        kit.tell(Told(_kept_here(fault, library)))
        with contextlib.suppress(OSError):
            await kit.transfer.call(marks.forget, _part(place, job))
        await kit.transfer.call(usable, library)
        place = await _recorded(kit, job, result, library / place.name)
        await _complete(kit, job, result, place)


async def _complete(kit: Kit, job: Job, result: Result, place: Path) -> None:
    """Each of its stages leaves a file that the next start finds: a part, a whole part, the result."""
    part = _part(place, job)
    if result.hash and not await kit.transfer.call(part.exists) and await kit.transfer.call(place.exists):
        # The end came between the rename and the commit, or somebody else's file has the name.
        facts, poster = await kit.results.facts(place)
        if facts.hash == result.hash:
            await kit.transfer.call(marks.forget, part)
            return await _keep(kit, job, result, _kept(place, facts, poster))
    await _download(kit, job, result, part)
    try:
        facts, poster = await kit.results.finish(part, result.kind, recipe(job, kit.now()))
    except NotAResult:
        await kit.transfer.call(marks.forget, part)
        raise
    place = await kit.transfer.call(_free, place.with_name(f"{_bare(place)}{facts.suffix}"))
    await _recorded(kit, job, result, place, facts.hash)
    await kit.transfer.call(settle, part, place)
    return await _keep(kit, job, result, _kept(place, facts, poster))


async def _download(kit: Kit, job: Job, result: Result, part: Path) -> None:
    url = await address_of(kit, job, result.url)
    teller = Teller(lambda came, whole: kit.tell(JobChanged(job, Progress.of_bytes(came, whole))))
    await kit.transfer.run(lambda: kit.downloads.fetch(url, part, teller, result.size))


async def address_of(kit: Kit, job: Job, link: str) -> str:
    """Where a link of the job leads now; a NotAResult where it must not lead."""
    wire = await kit.wires.of(job.lane) if job.lane.local else None
    url = whole_link(link, wire.connection) if wire else link
    if reach(url) is Reach.HERE and reach(job.lane.address) is not Reach.HERE and wire is None:
        raise NotAResult(_("The service names a result on this computer, where it cannot have put one."))
    return url


async def _keep(kit: Kit, job: Job, result: Result, kept: Kept) -> None:
    clips: list[Clip] = []

    async def write() -> Job:
        clips[:] = [await kit.store.jobs.keep(job, result.number, kept)]
        return job

    await surely(kit, job, JobState.FETCHING, write)
    for clip in clips:
        kit.tell(ClipAdded(clip))


async def _place(kit: Kit, job: Job, result: Result) -> Path:
    """Where the file will lie, decided once: a later start looks there."""
    place = Path(result.file)
    if place.is_absolute():
        return place
    folders = kit.folders()
    folder = folders.steps if result.step else Path(job.out) if job.out else folders.results
    try:
        await kit.transfer.call(usable, folder)
    except FolderGone as fault:
        kit.tell(Told(_kept_here(fault, folders.library)))
        folder = folders.library
        await kit.transfer.call(usable, folder)
    return await _recorded(kit, job, result, await kit.transfer.call(_free, folder / place))


async def _recorded(kit: Kit, job: Job, result: Result, place: Path, digest: str = "") -> Path:
    """With the hash of what is about to lie there: a later start believes no other file of that name."""
    await kit.store.jobs.result(job.id, result.number, ResultChanges(file=str(place), hash=digest))
    return place


async def _expired(kit: Kit, job: Job, fault: LinkExpired, renewals: int) -> Job:
    if renewals < RENEWALS:
        return await kit.store.jobs.move(job, JobState.WAITING, "the link has expired: asks for a fresh one")
    trouble = Trouble(
        "Expired",
        _("The result has expired at the service: its link leads to nothing any more."),
        _("Look again later. If it stays so, only a new job brings it back."),
    )
    return await _failed(kit, job, trouble)


async def _warned(kit: Kit, job: Job) -> Job:
    """Before it comes to that: while something can still be done about what stands in the way."""
    if job.trouble is not None or not 0 < job.expires_at - kit.now() < WARNED_BEFORE:
        return job
    at = datetime.fromtimestamp(job.expires_at).astimezone().strftime("%H:%M")
    trouble = Trouble(
        "Expiring",
        _("The result could not be fetched yet, and its link expires at {time}.").format(time=at),
        _("Check the network and the room on the disk. It is tried again by itself until then."),
    )
    with contextlib.suppress(JournalError):
        return await kit.store.jobs.note(job, JobChanges(trouble=trouble))
    return job


async def _give_up(kit: Kit, result: Result, fault: VividError) -> None:
    changes = ResultChanges(state=ResultState.FAILED, trouble=trouble_of(fault))
    await kit.store.jobs.result(result.job, result.number, changes)


def _kept_here(fault: FolderGone, library: Path) -> FolderGone:
    told = _("{fault} Results are put into {library} meanwhile.").format(fault=fault.title, library=library)
    return FolderGone(told, fault.advice)


async def _failed(kit: Kit, job: Job, trouble: Trouble) -> Job:
    await clear(kit, job)
    return await kit.store.jobs.move(job, JobState.FAILED, "no result could be kept", JobChanges(trouble=trouble))


def recipe(job: Job, now: float) -> dict[str, Any]:
    """What is written into the file itself: how it was made, and never a key or a link."""
    request = job.request
    return {
        "service": f"{request.service}, rendered on this computer" if job.lane.local else request.service,
        "template": request.template,
        "label": request.label,
        "options": thawed(request.options),
        "job": job.tag,
        "made": datetime.fromtimestamp(job.ready_at or now, UTC).isoformat(timespec="seconds"),
    }


def _kept(place: Path, facts: Facts, poster: Path) -> Kept:
    return Kept(
        file=str(place),
        kind=facts.kind,
        width=facts.width,
        height=facts.height,
        seconds=facts.seconds,
        bytes=facts.size,
        hash=facts.hash,
        poster=str(poster),
    )


def _part(place: Path, job: Job) -> Path:
    """Two data folders may have one folder for results, and jobs of one number."""
    return place.with_name(f"{_bare(place)}.{job.tag}.part")


def _bare(place: Path) -> str:
    """Its name without what a service claimed it to be: the file may turn out to be something else."""
    return place.name.removesuffix(place.suffix) if place.suffix in KINDS else place.name


def _is_usable(folder: Path) -> bool:
    try:
        usable(folder)
    except FolderGone:
        return False
    return True


def _free(place: Path) -> Path:
    """Another name where somebody else's file has this one."""
    bare = _bare(place)
    suffix = place.name.removeprefix(bare)
    names = (f"{bare} {number}{suffix}" for number in count(2))
    while place.exists():
        place = place.with_name(next(names))
    return place
