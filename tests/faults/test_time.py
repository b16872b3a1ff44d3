"""Fault 21: the computer sleeps, its clock is set, or it is without network for an hour. One look per job follows."""

import asyncio
from collections import defaultdict
from itertools import pairwise

import pytest

from tests.faults.conftest import DAY, HOUR, World, hurried
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Life
from vividdesk.core import Core
from vividdesk.model import job as jobs
from vividdesk.model.job import Job, JobState

SERVICES = ("vividflow", "vimmerse", "vistoure")
EACH = 3  # jobs of a service, so that Vivid Flow's history is asked
AT_ONCE = 1.0  # seconds in which what was missed is made up for; no rhythm is as fast
SOON = 60.0
ALLOWED = 500  # requests that Vivid Flow takes in an hour
LASTS = 3 * HOUR


async def waiting(world: World, core: Core) -> list[Job]:
    """Jobs of all services, taken and far from done."""
    world.service.works.life = Life(seconds=LASTS)
    requests = [world.order(service) for service in SERVICES for _job in range(EACH)]
    made = await core.runner.enqueue(requests)
    for job in made:
        await world.until(core, job, JobState.WAITING)
    await asyncio.sleep(SOON / 3)
    return made


def looks(world: World, start: float) -> dict[str, list[float]]:
    """When each was looked at, from a moment of the clock on."""
    began = world.clock.wall() - world.clock.now
    seen = defaultdict(list)
    for each in world.service.asked:
        if each.ask in (Ask.LOOK, Ask.HISTORY) and start <= each.at - began < start + SOON:
            seen[each.path].append(each.at - began)
    return seen


def check_one_look_each(world: World, start: float) -> None:
    seen = looks(world, start)
    assert seen["/vividflow/history"]
    assert len([path for path in seen if path.startswith(("/vimmerse/", "/vistoure/"))]) == 2 * EACH
    for path, times in seen.items():
        pauses = [later - sooner for sooner, later in pairwise(times)]
        assert min(pauses, default=AT_ONCE) >= AT_ONCE, f"a burst at {path}: {times}"
        # Never more than in the usual rhythm, in which VistoureAI's jobs are looked at most often.
        assert len(times) <= SOON / 3


def check_within_the_allowance(world: World) -> None:
    asked = [each.at for each in world.service.asked if each.service == "vividflow"]
    most = max(sum(1 for at in asked if start <= at < start + HOUR) for start in asked)
    assert most <= ALLOWED


async def see_through(world: World, core: Core, made: list[Job]) -> None:
    world.service.works.life = Life()
    for job in made:
        assert (await world.until(core, job, JobState.DONE, within=HOUR)).trouble is None
    assert world.sent == len(made)
    check_within_the_allowance(world)


@hurried
async def test_fault_21_an_hour_without_network(world: World) -> None:
    async with world.core() as core:
        made = await waiting(world, core)
        before = await core.store.jobs.many([job.id for job in made])
        await world.service.close()
        await asyncio.sleep(HOUR)
        assert world.troubles(core) == dict.fromkeys(SERVICES, "Unreachable")
        assert [job.state for job in await core.store.jobs.many([job.id for job in made])] == [
            job.state for job in before
        ]
        await world.service.open()
        start = world.clock.now
        await asyncio.sleep(SOON + AT_ONCE)
        assert world.troubles(core) == {}
        back = min(each.at for each in world.service.asked if each.at >= world.clock.wall() - world.clock.now + start)
        check_one_look_each(world, back - world.clock.wall() + world.clock.now)
        await see_through(world, core, made)


@pytest.mark.parametrize("counts_sleep", [True, False])
@hurried
async def test_fault_21_a_laptop_asleep_for_an_hour(world: World, counts_sleep: bool) -> None:
    """The clock that a loop goes by stands still meanwhile, or on some systems goes on."""
    async with world.core() as core:
        made = await waiting(world, core)
        if counts_sleep:
            world.clock.now += HOUR
        else:
            world.ahead += HOUR
        start = world.clock.now
        await asyncio.sleep(SOON + AT_ONCE)
        check_one_look_each(world, start)
        assert world.troubles(core) == {}
        await see_through(world, core, made)


@pytest.mark.parametrize("days", [-1, 1])
@hurried
async def test_fault_21_the_clock_is_set(world: World, days: int) -> None:
    async with world.core() as core:
        made = await waiting(world, core)
        world.ahead += days * DAY
        start = world.clock.now
        await asyncio.sleep(SOON + AT_ONCE)
        check_one_look_each(world, start)
        assert [job.ask for job in await core.store.jobs.many([job.id for job in made])] == [None] * len(made)
    # Also where it was set while nothing ran: what was sent then is old, or not yet sent at all.
    world.ahead -= 2 * days * DAY
    async with world.core() as core:
        start = world.clock.now
        await asyncio.sleep(SOON + AT_ONCE)
        check_one_look_each(world, start)
        await see_through(world, core, made)


@pytest.mark.parametrize("days", [-1, 0, 1])
@hurried
async def test_fault_21_a_wrong_clock_changes_no_wait(world: World, days: int) -> None:
    """A date that the service tells counts by its own clock."""
    world.ahead = days * DAY
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.SAY, status=429, headers={"Retry-After": "in 50 s"}))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vimmerse")])
        await world.until(core, job, JobState.DONE)
    first, again = world.asked(Ask.SUBMIT)
    assert 49 <= again - first <= 52


@pytest.mark.parametrize("days", [-1, 0, 1])
@hurried
async def test_fault_21_a_wrong_clock_hides_no_job_that_was_taken(world: World, days: int) -> None:
    world.ahead = days * DAY
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vividflow")])
        job = await world.until(core, job, JobState.DONE)
        assert JobState.UNSURE in await world.past(core, job)
    assert world.sent == 1


@pytest.mark.parametrize("days", [-1, 1])
@hurried
async def test_fault_21_the_clock_is_set_while_it_is_sent(world: World, days: int) -> None:
    """It is found, or the person is asked; it is not sent again."""
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.STALL, At.ACCEPTED))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vividflow")])
        await world.until(core, job, JobState.SUBMITTING)
        world.ahead += days * DAY
        job = await world.seen(core, job, lambda job: job.ask or job.state.is_end)
        assert job.state is JobState.DONE or job.ask is jobs.Ask.TAKEN
        await asyncio.sleep(DAY)
    assert len(world.asked(Ask.SUBMIT)) == world.sent == 1
