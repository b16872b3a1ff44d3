"""Fault 20: the same thing asked for twice."""

import asyncio

import pytest

from tests.faults.conftest import World, hurried
from tests.faults.plan import Act, Ask, Mishap
from vividdesk.jobs.runner import TWICE_WITHIN, AskedTwice
from vividdesk.model.job import JobState
from vividdesk.store.jobs import JobFilter


@hurried
async def test_fault_20_a_double_click_makes_one_job(world: World) -> None:
    """The second click comes before the first has been written down."""
    request = world.order("vimmerse")
    async with world.core() as core:
        clicks = await asyncio.gather(*(core.runner.enqueue([request]) for _click in range(3)), return_exceptions=True)
        assert [type(click) for click in clicks] == [list, AskedTwice, AskedTwice]
        (job,) = await core.store.jobs.page(JobFilter())
        await world.until(core, job, JobState.DONE)
    assert world.sent == 1


@hurried
async def test_fault_20_the_same_again_is_asked_about(world: World) -> None:
    """While the first is active, however long that takes, and for a minute after it was asked for."""
    request, other = world.order("vistoure"), world.order("vistoure")
    world.goes_wrong(Mishap(Ask.LOOK, Act.WORD, body="running", times=50))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([request])
        await asyncio.sleep(2 * TWICE_WITHIN)
        with pytest.raises(AskedTwice) as asked:
            await core.runner.enqueue([other, request])
        assert asked.value.job.id == job.id
        assert asked.value.advice
        assert await core.store.jobs.count(JobFilter()) == 1
        world.goes_wrong()
        await world.until(core, job, JobState.DONE)
        (again,) = await core.runner.enqueue([request])
        await world.until(core, again, JobState.DONE)
        assert world.clock.now < TWICE_WITHIN + 2 * TWICE_WITHIN + 60
        with pytest.raises(AskedTwice):
            await core.runner.enqueue([request])
        (wanted,) = await core.runner.enqueue([request], again=True)
        await world.until(core, wanted, JobState.DONE)
    assert world.sent == 3


@hurried
async def test_fault_20_the_same_twice_in_one_go(world: World) -> None:
    request = world.order("vividflow")
    async with world.core() as core:
        with pytest.raises(AskedTwice):
            await core.runner.enqueue([request, request])
        assert await core.store.jobs.count(JobFilter()) == 0
