"""Fault 33: the program is closed while something is under way. What its window does then is tried with the window."""

import asyncio
import threading

import pytest

from tests.faults.conftest import World, hurried
from tests.faults.orders import LARGE
from tests.faults.plan import Act, Ask, At, Mishap
from tests.waiting import until
from vividdesk.core import GRACE
from vividdesk.model import job as jobs
from vividdesk.model.job import JobState

CLOSED_WITHIN = 5.0


@pytest.mark.parametrize("point", [At.HEAD, At.BODY, At.TAKEN])
@hurried
async def test_fault_33_an_upload_that_does_not_end_is_unsure(world: World, point: At) -> None:
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.STALL, point))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vimmerse", LARGE)])
        await world.until(core, job, JobState.SUBMITTING)
        await asyncio.sleep(1)
        rest = await core.runner.enqueue([world.order("vimmerse", LARGE) for _job in range(2)])
        before = world.clock.now
    assert GRACE - 1 <= world.clock.now - before <= CLOSED_WITHIN
    until(lambda: not [each for each in threading.enumerate() if each.name.startswith(("transfer", "journal"))])
    async with world.core() as core:
        job = await world.until(core, job, JobState.UNSURE)
        assert job.ask is jobs.Ask.TAKEN
        for each in rest:
            await world.until(core, each, JobState.DONE)
        assert (await world.until(core, job, JobState.UNSURE)).attempts == 1
    assert world.sent == 2


@hurried
async def test_fault_33_an_upload_that_ends_in_time_is_kept(world: World) -> None:
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.STALL, At.BODY, seconds=GRACE - 1))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure", LARGE)])
        await world.until(core, job, JobState.SUBMITTING)
        before = world.clock.now
    assert world.clock.now - before <= CLOSED_WITHIN
    async with world.core() as core:
        job = await world.until(core, job, JobState.DONE)
        assert JobState.UNSURE not in await world.past(core, job)
    assert world.sent == 1


@hurried
async def test_fault_33_nothing_new_is_sent_while_it_closes(world: World) -> None:
    """What waits its turn stays in the queue; a look and a fetch are simply broken off."""
    world.goes_wrong(
        Mishap(Ask.SUBMIT, Act.STALL, At.TAKEN, seconds=3, skip=1, times=2),
        Mishap(Ask.FILE, Act.STALL, At.ANSWER),
    )
    async with world.core() as core:
        first, *others = await core.runner.enqueue([world.order("vistoure") for _job in range(5)])
        await world.until(core, first, JobState.FETCHING)
        sent = len(world.asked(Ask.SUBMIT))
        before = world.clock.now
    assert world.clock.now - before <= CLOSED_WITHIN
    assert len(world.asked(Ask.SUBMIT)) == sent
    async with world.core() as core:
        for each in (first, *others):
            await world.until(core, each, JobState.DONE)
    assert world.sent == 5
