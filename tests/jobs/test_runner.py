"""The lanes at work before a service with a ledger."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.faults.orders import order, shelved
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import PRICE, Life
from tests.faults.service import Service
from tests.jobs.conftest import Desk, unhurried
from tests.waiting import until_on_loop
from vividdesk.errors import PhotoRefused, VividError
from vividdesk.jobs import press
from vividdesk.jobs.runner import AskedTwice
from vividdesk.model.job import JobState, LaneId, ResultState

Charges = Callable[[], Sequence[str]]


def stalled(ask: Ask = Ask.SUBMIT, at: At = At.TAKEN, times: int = 100) -> Mishap:
    return Mishap(ask, Act.STALL, at, times=times)


async def test_a_job_of_each_service_becomes_a_file_of_the_persons(desk: Desk, charges: Charges) -> None:
    sent = [
        job for service in ("vividflow", "vimmerse", "vistoure") for job in await desk.send("mark-a", service=service)
    ]
    for job in await desk.until(JobState.DONE, *sent):
        (result,) = await desk.core.store.jobs.results(job.id)
        (clip,) = await desk.core.store.clips.of_job(job.id)
        assert result.state is ResultState.KEPT
        assert Path(clip.file).parent == desk.core.paths.results
        assert (clip.job, clip.hash, clip.size) == (job.id, result.hash, Path(clip.file).stat().st_size)
        assert Path(clip.poster).is_file()
        states = [move.after for move in await desk.core.store.jobs.moves(job.id)]
        assert states == ["queued", "submitting", "waiting", "fetching", "done"]
    assert charges() == ["mark-a"] * 3
    assert sorted(path.suffix for path in desk.core.paths.results.iterdir()) == [".mp4"] * 3


async def test_pictures_of_the_steps_are_kept_apart(desk: Desk, service: Service) -> None:
    service.works.life = Life(steps=2)
    (job,) = await desk.until(JobState.DONE, *await desk.send("mark-a", service="vimmerse"))
    clips = await desk.core.store.clips.of_job(job.id)
    assert sorted(clip.step != "" for clip in clips) == [False, True, True]
    assert {Path(clip.file).parent for clip in clips if clip.step} == {desk.core.paths.steps}


async def test_a_title_ends_with_the_tag_by_which_a_person_finds_it(desk: Desk, service: Service) -> None:
    (job,) = await desk.send("mark-a", service="vimmerse")
    await desk.until(JobState.DONE, job)
    assert f"[{job.tag}]" in service.works.charges[0].text


async def test_two_are_sent_at_once_and_no_more(desk: Desk, service: Service) -> None:
    service.plan.now([stalled()])
    sent = await desk.send(*"abcde")
    await until_on_loop(lambda: service.counts["submit"] == 2)
    states = [(await desk.job(job.id)).state for job in sent]
    assert states == [JobState.SUBMITTING] * 2 + [JobState.QUEUED] * 3


async def test_they_go_in_the_order_that_the_person_gave_them(desk: Desk, charges: Charges) -> None:
    await desk.core.runner.pause(lane := desk.core.lane_of("vividflow"))
    first, second, third = await desk.send("mark-a", "mark-b", "mark-c")
    (urgent,) = await desk.send("mark-d", priority=1)
    await desk.core.runner.reorder(third.id, first.id)
    await desk.core.runner.resume(lane)
    await desk.until(JobState.DONE, first, second, third, urgent)
    assert set(charges()[:2]) == {"mark-d", "mark-c"}, "two at a time, so that their order within these is open"


async def test_many_that_were_not_sent_are_let_go_at_once(desk: Desk, service: Service) -> None:
    (sent,) = await desk.send("mark-a", service="vimmerse")
    await desk.until(JobState.DONE, sent)
    await desk.core.runner.pause()
    jobs = await desk.send("mark-b", "mark-c", service="vimmerse")
    gone = await desk.core.runner.let_go([sent.id, *(job.id for job in jobs), 77])
    assert gone == {job.id for job in jobs}
    await desk.core.runner.resume()
    await desk.until(JobState.CANCELLED, *jobs)
    assert (await desk.job(sent.id)).state is JobState.DONE
    assert await desk.core.runner.idle(sorted(gone))
    assert service.counts["submit"] == 1


async def test_all_are_paused_also_those_that_no_job_has_needed_yet(desk: Desk, service: Service) -> None:
    await desk.core.runner.pause()
    await desk.send("mark-a", service="vimmerse")
    await desk.reopen()
    jobs = await desk.send("mark-b", service="vistoure")
    assert await desk.core.runner.idle([job.id for job in jobs])
    assert service.counts["submit"] == 0
    await desk.core.runner.resume()
    await desk.until(JobState.DONE, *jobs)


async def test_a_paused_lane_sends_nothing_and_stays_paused(desk: Desk, service: Service) -> None:
    lane = desk.core.lane_of("vividflow")
    await desk.core.runner.pause(lane)
    (job,) = await desk.send("mark-a")
    await desk.until(JobState.DONE, *await desk.send("mark-b", service="vimmerse"))
    await desk.reopen()
    assert (await desk.job(job.id)).state is JobState.QUEUED
    assert await desk.core.runner.idle([job.id])
    assert [each.paused for each in desk.core.runner.lanes() if each.lane == lane] == [True]
    await desk.core.runner.resume()
    await desk.until(JobState.DONE, job)


async def test_the_same_again_is_asked_about(desk: Desk, service: Service) -> None:
    service.plan.now([stalled()])
    (job,) = await desk.send("mark-a")
    with pytest.raises(AskedTwice) as fault:
        await desk.send("mark-a")
    assert fault.value.job == await desk.job(job.id)
    assert len(await desk.core.runner.enqueue([desk.request("mark-a")], again=True)) == 1
    with pytest.raises(AskedTwice):
        await desk.send("mark-b", "mark-b")


async def test_a_photo_that_is_gone_is_noticed_before_anything_is_written_down(desk: Desk) -> None:
    request = desk.request()
    (desk.core.paths.photos / request.photos[0].file_name).unlink()
    with pytest.raises(PhotoRefused):
        await desk.core.runner.enqueue([request])
    assert desk.states == {}


async def test_one_history_tells_of_many(desk: Desk, service: Service) -> None:
    """Once three wait, no single look is asked for."""
    service.works.life = Life(looks=1, seconds=0.6)
    sent = await desk.send(*(f"mark-{number}" for number in range(6)))
    await desk.until(JobState.DONE, *sent)
    submits = service.counts["submit"]
    assert submits == 6
    assert service.counts["history"] > submits, "one before each submit, and then for all together"
    assert service.counts["look"] <= 12


async def test_past_runs_are_what_is_expected(desk: Desk) -> None:
    sent = await desk.send("mark-a", "mark-b", "mark-c")
    assert await desk.core.runner.expected(sent[0]) is None
    done = await desk.until(JobState.DONE, *sent)
    past = await desk.core.runner.expected(done[0])
    assert past is not None
    assert min(job.ready_at - job.sent_at for job in done) <= past.median <= past.p90


async def test_a_job_that_waits_goes_on_after_a_start(desk: Desk, charges: Charges, service: Service) -> None:
    desk.pace = unhurried()
    await desk.reopen()
    (job,) = await desk.until(JobState.WAITING, *await desk.send("mark-a"))
    await desk.reopen()
    (done,) = await desk.until(JobState.DONE, job)
    assert done.remote == job.remote
    assert charges() == ["mark-a"]


async def test_credits_are_counted_before_and_after(desk: Desk) -> None:
    await desk.until(JobState.DONE, *await desk.send("mark-a"))
    price = desk.core.store.ledger.price
    async with asyncio.timeout(20):
        while (known := await price("vividflow", "wan2.1")) is None:
            await asyncio.sleep(0.01)
    assert known == PRICE
    (row,) = await desk.core.store.ledger.rows(None, 0.0)
    assert (row.estimate, row.fact) == (None, PRICE)
    await desk.until(JobState.DONE, *await desk.send("mark-b"))
    assert [
        row.estimate for row in await desk.core.store.ledger.rows(None, 0.0) if row.fact is None or row.estimate
    ] == [PRICE]


@pytest.mark.parametrize("limit", [{"vividflow_jobs_a_day": 2}, {"vividflow_credits_a_day": 2 * PRICE}])
async def test_a_days_limit_counts_what_was_sent(
    desk: Desk, charges: Charges, limit: dict[str, float], service: Service
) -> None:
    """Also what nobody knows of; and it stops its own lane alone."""
    prospect = partial(desk.core.runner.prospect, "vividflow", "wan2.1")
    assert (await prospect()).jobs_left is None
    desk.core.settings.change(vividflow_credits_a_day=2 * PRICE)
    known = await prospect()
    assert (known.jobs_left, known.wants_price) == (1, True), "whose price is not known, to see it"
    desk.core.settings.change(vividflow_credits_a_day=0)
    desk.core.settings.change(**limit, prices={"vividflow": {"wan2.1": PRICE}})
    known = await prospect()
    assert (known.jobs_left, known.wants_price) == (2, False)
    service.plan.now([Mishap(Ask.SUBMIT, Act.RESET, At.TAKEN, service="vividflow")])
    sent = await desk.send(*(f"mark-{number}" for number in range(5)))
    await until_on_loop(lambda: desk.lanes() and desk.lanes()[-1].trouble is not None)
    trouble = desk.lanes()[-1].trouble
    assert trouble
    assert trouble.kind == "LimitReached"
    assert len(charges()) == 1
    assert len(await desk.core.store.jobs.attempts(sent[0].id)) == 1
    left = [job for job in [await desk.job(each.id) for each in sent] if job.state is JobState.QUEUED]
    assert len(left) == 3
    assert (await prospect()).jobs_left == 0
    assert await desk.core.runner.idle([job.id for job in left])
    await desk.until(JobState.DONE, *await desk.send("mark-z", service="vimmerse"))


async def test_two_who_order_at_once_get_one_lane(desk: Desk, charges: Charges) -> None:
    one, other = await asyncio.gather(desk.send("mark-a"), desk.send("mark-b"))
    assert len(desk.core.runner.lanes()) == 1
    await desk.until(JobState.DONE, *one, *other)
    assert sorted(charges()) == ["mark-a", "mark-b"]


async def test_jobs_stay_with_the_address_they_went_to(desk: Desk, service: Service) -> None:
    """Their key is sent nowhere else; and new jobs are not held up."""
    desk.pace = unhurried()
    await desk.reopen()
    (job,) = await desk.until(JobState.WAITING, *await desk.send("mark-a"))
    elsewhere = {"VIVIDDESK_VIVIDFLOW_URL": f"http://localhost:{service.port}/vividflow"}
    await desk.core.close()
    desk.core._environ = service.environ | elsewhere
    await desk.core.open(pace=desk.pace)
    await until_on_loop(lambda: desk.lanes() and desk.lanes()[-1].trouble)
    trouble = desk.lanes()[-1].trouble
    assert trouble
    assert trouble.kind == "NoWay"
    assert (await desk.job(job.id)).state is JobState.WAITING
    assert desk.core.lane_of("vividflow") != LaneId("vividflow", False, job.lane.address)


async def test_forgotten_jobs_leave_their_clips(desk: Desk) -> None:
    (done,) = await desk.until(JobState.DONE, *await desk.send("mark-a"))
    (clip,) = await desk.core.store.clips.of_job(done.id)
    photo = desk.core.paths.photos / done.request.photos[0].file_name
    await desk.core.runner.forget([done.id])
    assert await desk.core.store.jobs.get(done.id) is None
    assert Path(clip.file).is_file()
    assert photo.exists()


async def test_a_photo_that_nobody_needs_goes_with_a_later_start(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    needed, *_rest = await desk.until(JobState.DONE, *await desk.send("mark-a"))
    other = shelved(desk.core.paths.photos, size=30_000)
    (job,) = await desk.core.runner.enqueue([order("vimmerse", "mark-b", other)])
    await desk.until(JobState.DONE, job)
    await desk.core.runner.forget([job.id])
    await desk.reopen()
    lie = {path.name for path in desk.core.paths.photos.iterdir()}
    assert lie == {needed.request.photos[0].file_name, other.file_name}, "it may just have been taken in"
    monkeypatch.setattr(press, "KEPT_FOR", -1.0)
    await desk.reopen()
    assert {path.name for path in desk.core.paths.photos.iterdir()} == {needed.request.photos[0].file_name}


async def test_only_what_has_ended_can_be_forgotten(desk: Desk, service: Service) -> None:
    service.plan.now([stalled()])
    (job,) = await desk.send("mark-a")
    with pytest.raises(VividError, match="has not ended yet"):
        await desk.core.runner.forget([job.id])


async def test_longer_than_the_services_patience_the_person_is_asked_and_looks_go_on(
    desk: Desk, service: Service
) -> None:
    service.works.life = Life(looks=1, seconds=1.0)
    rhythms = {name: replace(each, patience=0.1) for name, each in desk.pace.rhythms.items()}
    desk.pace = replace(desk.pace, rhythms=rhythms)
    await desk.reopen()
    (job,) = await desk.send("mark-a")
    await until_on_loop(
        lambda: any(getattr(getattr(each, "job", None), "ask", None) == "overdue" for each in desk.events)
    )
    (done,) = await desk.until(JobState.DONE, job)
    assert done.ask is None
