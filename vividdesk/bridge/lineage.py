"""Where a clip comes from, and what came of it."""

from dataclasses import dataclass

from vividdesk.core import Core
from vividdesk.model.clip import Clip
from vividdesk.model.job import Job
from vividdesk.store.clips import ClipFilter

MOST = 60  # clips of one photo that are looked through


@dataclass(frozen=True)
class Lineage:
    """`takes` are of the same photo; `source` is what it was made again from, `further` what was made from it."""

    job: Job | None = None
    source: tuple[Clip, ...] = ()
    takes: tuple[Clip, ...] = ()
    further: tuple[Clip, ...] = ()


async def lineage(core: Core, clip: Clip) -> Lineage:
    store = core.store
    job = await store.jobs.get(clip.job) if clip.job is not None else None
    if job is None:
        return Lineage()
    source = await store.clips.of_job(job.origin) if job.origin is not None else []
    others = {each.id: each for each in await store.clips.of_job(job.id)}
    if clip.photo:
        alike = await store.clips.page(ClipFilter(text=clip.photo), size=MOST)
        others |= {each.id: each for each in alike if each.photo == clip.photo}
    jobs = {each.id: each for each in await store.jobs.many([each.job for each in others.values() if each.job])}
    takes: list[Clip] = []
    further: list[Clip] = []
    for other in others.values():
        its = jobs.get(other.job) if other.job is not None else None
        if its is None or other.id == clip.id or other.job == job.origin:
            continue
        if its.origin == job.id:
            further.append(other)
        elif its.request.photos[:1] == job.request.photos[:1]:
            takes.append(other)
    return Lineage(job, tuple(source), tuple(takes), tuple(further))
