"""Fault 31: what comes as the result is something else."""

from itertools import cycle

import pytest

from tests.faults import goods
from tests.faults.conftest import World, hurried
from tests.faults.plan import Act, Ask, Mishap
from vividdesk.model.job import JobState
from vividdesk.store.clips import ClipFilter

PICTURE = 1  # which of the service's templates


@pytest.mark.parametrize(("what", "number"), [*zip(goods.SPOILS, cycle([PICTURE, 0]), strict=False), ("cut", 0)])
@hurried
async def test_fault_31_it_is_fetched_again(world: World, what: str, number: int) -> None:
    world.goes_wrong(Mishap(Ask.FILE, Act.SPOIL, body=what, times=2))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure", number=number)])
        job = await world.until(core, job, JobState.DONE, JobState.FAILED)
        assert job.state is JobState.DONE
        (clip,) = await core.store.clips.page(ClipFilter())
        (file,) = core.paths.results.iterdir()
        assert str(file) == clip.file
        assert goods.is_of(file.read_bytes(), job.remote, clip.kind)
    assert world.service.plan.is_over


@pytest.mark.parametrize("what", goods.SPOILS)
@hurried
async def test_fault_31_it_never_reaches_the_player(world: World, what: str) -> None:
    world.goes_wrong(Mishap(Ask.FILE, Act.SPOIL, body=what, times=3))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vividflow")])
        job = await world.until(core, job, JobState.DONE, JobState.FAILED)
        assert job.state is JobState.FAILED
        assert job.trouble is not None
        assert job.trouble.kind == "NotAResult"
        assert job.trouble.advice
        assert await core.store.clips.page(ClipFilter()) == []
        assert not list(core.paths.results.rglob("*"))
        # Nothing is lost: looked at again, which costs nothing, it may be right.
        await core.decisions.retry(job.id)
        await world.until(core, job, JobState.DONE)
    assert world.sent == 1
