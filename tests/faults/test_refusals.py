"""Faults 12 to 19: the services say no, or something that makes no sense."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from itertools import cycle
from typing import Any

import pytest

from tests.faults.conftest import DAY, HOUR, World, hurried
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Life
from tests.faults.service import KEY
from vividdesk.errors import NoKeyring
from vividdesk.model.job import JobState
from vividdesk.model.service import Service, service_named

ALWAYS = 1_000_000
SERVICES = ("vividflow", "vimmerse", "vistoure")
HARMLESS = {"vividflow": Ask.USAGE, "vistoure": Ask.WORKFLOWS}  # calls that tell whether an account is refused


def around(cases: Iterable[Any]) -> list[tuple[Any, str]]:
    """Each with one of the services, in turn."""
    return list(zip(cases, cycle(SERVICES), strict=False))


@pytest.mark.parametrize("service", SERVICES)
@hurried
async def test_fault_12_a_key_that_is_refused_stops_its_lane_alone(world: World, service: str) -> None:
    world.environ[f"VIVIDDESK_{service.upper()}_KEY"] = ""
    other = "vimmerse" if service != "vimmerse" else "vividflow"
    async with world.core() as core:
        with suppress(NoKeyring):
            await core.keys.put(service, "mistyped", lambda: None)
        refused, fine = await core.runner.enqueue([world.order(service), world.order(other)])
        await world.until(core, fine, JobState.DONE)
        await asyncio.sleep(DAY)
        asked = len(world.service.asked)
        assert world.troubles(core) == {service: "KeyRefused"}
        assert [news.trouble for news in world.lane_news if news.trouble and news.trouble.advice]
        assert await core.runner.idle([refused.id])
        (waiting,) = await core.store.jobs.many([refused.id])
        assert waiting.state is JobState.QUEUED
        await asyncio.sleep(DAY)
        assert len(world.service.asked) == asked
        with suppress(NoKeyring):
            await core.keys.put(service, KEY, lambda: None)
        await core.key_changed(known(service))
        await world.until(core, refused, JobState.DONE)
        assert world.troubles(core) == {}
    assert world.sent == 2


@hurried
async def test_fault_12_a_key_is_refused_while_a_job_is_made(world: World) -> None:
    world.service.works.life = Life(looks=4)
    world.goes_wrong(Mishap(Ask.LOOK, Act.SAY, status=401, body='{"detail": "Invalid API key"}', skip=1))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure")])
        await world.seen(core, job, lambda _job: world.troubles(core))
        await asyncio.sleep(HOUR)
        assert world.troubles(core) == {"vistoure": "KeyRefused"}
        assert (await world.until(core, job, JobState.WAITING)).misses == 0
        await core.runner.resume(job.lane)
        await world.until(core, job, JobState.DONE)
    assert world.sent == 1


@pytest.mark.parametrize("service", HARMLESS)
@pytest.mark.parametrize("account", [True, False])
@hurried
async def test_fault_12_403_is_asked_about(world: World, service: str, account: bool) -> None:
    """A harmless call tells whether the account is refused, which stops the lane, or just this job, which fails."""
    said = '{"error": "Not approved", "detail": "Not approved"}'
    mishaps = [Mishap(Ask.SUBMIT, Act.SAY, status=403, body=said)]
    if account:
        # Vivid Flow's credits are counted once before the first submit.
        skip = 1 if service == "vividflow" else 0
        mishaps.append(Mishap(HARMLESS[service], Act.SAY, status=403, body=said, skip=skip, times=ALWAYS))
    world.goes_wrong(*mishaps)
    async with world.core() as core:
        job, later = await core.runner.enqueue([world.order(service), world.order(service)])
        if account:
            await world.seen(core, job, lambda _job: world.troubles(core))
            await asyncio.sleep(HOUR)
            assert world.troubles(core) == {service: "KeyRefused"}
            assert (await world.until(core, job, JobState.QUEUED)).state is JobState.QUEUED
            world.goes_wrong()
            await core.key_changed(known(service))
            await world.until(core, job, JobState.DONE)
        else:
            job = await world.until(core, job, JobState.FAILED)
            assert job.trouble is not None
            assert "Not approved" in job.trouble.title
            assert world.troubles(core) == {}
        await world.until(core, later, JobState.DONE)
    assert world.sent == 1 + account


@hurried
async def test_fault_13_out_of_credits_there_is_no_loop(world: World) -> None:
    said = '{"error": "Insufficient credits"}'
    world.service.works.life = Life(looks=3)
    async with world.core() as core:
        (running,) = await core.runner.enqueue([world.order("vividflow")])
        await world.until(core, running, JobState.WAITING)
        world.goes_wrong(Mishap(Ask.SUBMIT, Act.SAY, status=402, body=said, times=ALWAYS))
        poor, also = await core.runner.enqueue([world.order("vividflow"), world.order("vividflow")])
        (other,) = await core.runner.enqueue([world.order("vimmerse")])
        world.goes_wrong(Mishap(Ask.SUBMIT, Act.SAY, status=402, body=said, times=ALWAYS, service="vividflow"))
        await world.until(core, running, JobState.DONE)
        await world.until(core, other, JobState.DONE)
        tries = len(world.asked(Ask.SUBMIT))
        await asyncio.sleep(DAY)
        assert len(world.asked(Ask.SUBMIT)) == tries <= 4
        assert world.troubles(core) == {"vividflow": "OutOfCredits"}
        (trouble,) = [each.trouble for each in core.runner.lanes() if each.trouble]
        assert "Insufficient credits" in trouble.title
        assert await core.runner.idle([poor.id, also.id])
        world.goes_wrong()
        await core.runner.resume(poor.lane)
        await world.until(core, poor, JobState.DONE)
        await world.until(core, also, JobState.DONE)
    assert world.sent == 4


NO = {
    "400": (400, '{"error": "The photo is too small"}', ["The photo is too small"]),
    "413": (413, '{"message": "Too large"}', ["Too large"]),
    "422 per field": (
        422,
        '{"detail": [{"loc": ["body", "options", "seed"], "msg": "must be positive", "type": "x"},'
        ' {"loc": ["body", "prompt"], "msg": "is too long", "type": "y"}]}',
        ["seed: must be positive", "prompt: is too long"],
    ),
    "a page": (400, "<html>nginx</html>", []),
}


@pytest.mark.parametrize(("what", "service"), around(NO))
@hurried
async def test_fault_14_a_request_that_is_not_taken_fails_in_the_services_words(
    world: World, what: str, service: str
) -> None:
    status, said, words = NO[what]
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.SAY, status=status, body=said))
    async with world.core() as core:
        job, later = await core.runner.enqueue([world.order(service), world.order(service)])
        await asyncio.sleep(HOUR)
        job, later = await core.store.jobs.many([job.id, later.id])
        failed, fine = (job, later) if job.state is JobState.FAILED else (later, job)
        assert (failed.state, fine.state) == (JobState.FAILED, JobState.DONE)
        assert failed.trouble is not None
        assert failed.trouble.kind == "Rejected"
        assert [each for each in words if each not in failed.trouble.title] == []
        assert [kind for _at, kind, _text in await core.store.jobs.answers(failed.id)] == ["refusal"]
        assert world.troubles(core) == {}
    assert world.sent == 1
    assert len(world.asked(Ask.SUBMIT)) == 2


# What is said, in the header or the body; seconds within which nothing is asked, and after which it is.
SLOW: dict[str, tuple[dict[str, str], str, float]] = {
    "seconds": ({"Retry-After": "40"}, "", 40),
    "a date": ({"Retry-After": "in 50 s"}, "", 50),
    "in the body": ({}, '{"error": "slow down", "retry_after": 33}', 33),
    "deeper in the body": ({}, '{"error": {"message": "slow down", "retry_after": 34}}', 34),
    "absurdly long": ({"Retry-After": "99999999"}, "", 900),
    "a date in a year": ({"Retry-After": "in 31536000 s"}, "", 900),
    "negative": ({"Retry-After": "-5"}, "", 1),
    "a date gone by": ({"Retry-After": "in -500 s"}, "", 1),
    "zero": ({"Retry-After": "0"}, "", 1),
    "no number": ({"Retry-After": "soon"}, "", 60),
    "missing": ({}, "", 60),
}


@pytest.mark.parametrize("what", SLOW)
@hurried
async def test_fault_15_slowing_down_on_a_submit(world: World, what: str) -> None:
    headers, body, seconds = SLOW[what]
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.SAY, status=429, headers=headers, body=body, service="vimmerse"))
    async with world.core() as core:
        job, other = await core.runner.enqueue([world.order("vimmerse"), world.order("vistoure")])
        await world.until(core, other, JobState.DONE)
        await world.until(core, job, JobState.DONE)
        assert world.lane_news[0].trouble
        assert not world.lane_news[-1].trouble
    first, again = world.asked(Ask.SUBMIT, "vimmerse")
    assert seconds - 0.01 <= again - first <= seconds + 1.5
    assert world.sent == 2


@pytest.mark.parametrize("what", ["seconds", "absurdly long", "negative", "missing"])
@hurried
async def test_fault_15_slowing_down_on_a_look_stops_all_that_asks(world: World, what: str) -> None:
    headers, body, seconds = SLOW[what]
    world.service.works.life = Life(looks=3)
    world.goes_wrong(Mishap(Ask.LOOK, Act.SAY, status=429, headers=headers, body=body, skip=1))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure")])
        await world.seen(core, job, lambda _job: len(world.asked(Ask.LOOK)) > 1)
        (later,) = await core.runner.enqueue([world.order("vistoure")])
        for each in (job, later):
            assert (await world.until(core, each, JobState.DONE)).trouble is None
    _first, refused, after = world.asked(Ask.LOOK)[:3]
    assert after - refused >= seconds - 0.01
    assert after - refused <= seconds + 5
    assert not [at for at in world.asked(Ask.SUBMIT) if refused < at < refused + seconds - 0.01]


@pytest.mark.parametrize("service", SERVICES)
@hurried
async def test_fault_16_three_looks_then_it_is_gone(world: World, service: str) -> None:
    world.goes_wrong(Mishap(Ask.LOOK, Act.FORGET, times=3))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order(service)])
        job = await world.until(core, job, JobState.FAILED)
        assert len(world.asked(Ask.LOOK)) == 3
        assert job.trouble is not None
        assert job.trouble.title.startswith("The service no longer knows this job")
        assert job.remote == world.service.works.charges[0].id
        assert job.remote in job.trouble.title
        await core.decisions.retry(job.id)
        await world.until(core, job, JobState.DONE)
    assert world.sent == 1


@hurried
async def test_fault_16_two_such_looks_are_nothing(world: World) -> None:
    world.service.works.life = Life(looks=2)
    world.goes_wrong(
        Mishap(Ask.LOOK, Act.FORGET, times=2),
        Mishap(Ask.LOOK, Act.FORGET, skip=3, times=2),
    )
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vimmerse")])
        assert (await world.until(core, job, JobState.DONE)).misses == 0
    assert world.sent == 1


@pytest.mark.parametrize(("word", "service"), around(["dreaming of sheep", "", "ДУМАЮ", "x" * 5000, "42"]))
@hurried
async def test_fault_17_a_state_nobody_knows_is_shown_and_waited_for(world: World, word: str, service: str) -> None:
    world.goes_wrong(Mishap(Ask.LOOK, Act.WORD, body=word, times=3))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order(service)])
        seen = await world.seen(core, job, lambda _job: len(world.asked(Ask.LOOK)) >= 2)
        assert seen.state is JobState.WAITING
        assert seen.words == (word if len(word) < 1000 else "…")
        assert (await world.until(core, job, JobState.DONE)).trouble is None
    assert world.sent == 1
    assert world.service.plan.is_over


@pytest.mark.parametrize("service", SERVICES)
@hurried
async def test_fault_18_done_without_a_result_is_looked_at_five_times_more(world: World, service: str) -> None:
    world.goes_wrong(Mishap(Ask.LOOK, Act.EMPTY, times=6))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order(service)])
        job = await world.until(core, job, JobState.FAILED)
        assert len(world.asked(Ask.LOOK)) == 6
        assert job.trouble is not None
        assert "gives no result" in job.trouble.title
        assert job.remote == world.service.works.charges[0].id
        assert job.remote in job.trouble.advice
        await core.decisions.retry(job.id)
        await world.until(core, job, JobState.DONE)
    assert world.sent == 1


@hurried
async def test_fault_18_a_result_that_comes_a_little_later(world: World) -> None:
    world.goes_wrong(Mishap(Ask.LOOK, Act.EMPTY, times=5))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure")])
        assert (await world.until(core, job, JobState.DONE)).empties == 0


@pytest.mark.parametrize(("status", "service"), around([403, 404, 410]))
@hurried
async def test_fault_19_a_fresh_link_is_asked_for(world: World, status: int, service: str) -> None:
    world.goes_wrong(Mishap(Ask.FILE, Act.EXPIRE, status=status, times=2))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order(service)])
        job = await world.until(core, job, JobState.DONE)
        assert (await world.past(core, job)).count(JobState.FETCHING) == 3
    assert world.sent == 1
    assert world.service.plan.is_over


@hurried
async def test_fault_19_no_fresh_link_leads_anywhere(world: World) -> None:
    world.goes_wrong(Mishap(Ask.FILE, Act.EXPIRE, status=410, times=3))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vividflow")])
        job = await world.until(core, job, JobState.FAILED)
        assert job.trouble is not None
        assert "expired" in job.trouble.title
        assert not [path for path in world.home.rglob("*") if path.suffix in (".part", ".mark")]
        await core.decisions.retry(job.id)
        await world.until(core, job, JobState.DONE)
    assert world.sent == 1


@hurried
async def test_fault_19_it_is_warned_before_a_result_expires(world: World) -> None:
    """Vivid Flow's links live for an hour. Where a result cannot be fetched meanwhile, the person hears of it."""
    world.goes_wrong(Mishap(Ask.FILE, Act.SAY, At.TAKEN, status=503, times=ALWAYS))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vividflow")])
        job = await world.until(core, job, JobState.FETCHING)
        assert job.expires_at == pytest.approx(world.now() + HOUR, abs=60)
        await asyncio.sleep(HOUR * 0.9)
        job = await world.until(core, job, JobState.FETCHING)
        said = [str(fault) for fault in world.faults] + ([job.trouble.title] if job.trouble else [])
        assert [each for each in said if "expire" in each], "nobody was warned that the result is about to expire"


def known(name: str) -> Service:
    found = service_named(name)
    assert found is not None
    return found
