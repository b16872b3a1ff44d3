"""Where a clip comes from, and what came of it."""

from dataclasses import dataclass

from vividdesk.core import Core
from vividdesk.model.clip import Clip
from vividdesk.model.errand import Errand, What, place_of
from vividdesk.model.job import Job
from vividdesk.store.clips import ClipFilter

MOST = 60  # clips of one photo that are looked through


@dataclass(frozen=True)
class Lineage:
    """`takes` are of the same photo; `source` is what it was made again from, `further` what was made from it.

    `steps` are the other pictures on the way to a result; of such a picture, `results` are what it led to. `errands`
    are what its service was or shall be told of it.
    """

    job: Job | None = None
    source: tuple[Clip, ...] = ()
    takes: tuple[Clip, ...] = ()
    further: tuple[Clip, ...] = ()
    steps: tuple[Clip, ...] = ()
    results: tuple[Clip, ...] = ()
    errands: tuple[Errand, ...] = ()

    @property
    def visibility(self) -> str:
        """Who may see it there, as it is or soon will be, in the service's words; empty where that is not known."""
        wanted = [errand.value for errand in self.errands if errand.what is What.VISIBILITY]
        details = self.job.request.details if self.job is not None else {}
        return wanted[0] if wanted else str(details.get("visibility_status", ""))


async def lineage(core: Core, clip: Clip) -> Lineage:
    store = core.store
    job = await store.jobs.get(clip.job) if clip.job is not None else None
    errands = tuple(await store.errands.of(place_of(clip))) if clip.remote else ()
    if job is None:
        return Lineage(errands=errands)
    origin = await store.clips.of_job(job.origin) if job.origin is not None else []
    same = [each for each in await store.clips.of_job(job.id) if each.id != clip.id]
    steps = tuple(each for each in same if each.step)
    results = tuple(each for each in same if clip.step and not each.step)
    others = {each.id: each for each in same if not each.step}
    if clip.photo:
        alike = await store.clips.page(ClipFilter(text=clip.photo), size=MOST)
        others |= {each.id: each for each in alike if each.photo == clip.photo}
    jobs = {each.id: each for each in await store.jobs.many([each.job for each in others.values() if each.job])}
    takes: list[Clip] = []
    further: list[Clip] = []
    for other in others.values():
        its = jobs.get(other.job) if other.job is not None else None
        if its is None or other.id == clip.id or other in results or other.job == job.origin:
            continue
        if its.origin == job.id:
            further.append(other)
        elif its.request.photos[:1] == job.request.photos[:1]:
            takes.append(other)
    source = tuple(each for each in origin if not each.step)
    return Lineage(job, source, tuple(takes), tuple(further), steps, results, errands)
