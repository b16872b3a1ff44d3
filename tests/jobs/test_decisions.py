"""What a person decides about a job, in each of its states, and what that costs."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Life
from tests.faults.service import Service
from tests.jobs.conftest import Desk, unhurried
from tests.waiting import until_on_loop
from vividdesk.errors import VividError
from vividdesk.jobs import decisions, looking
from vividdesk.jobs.events import JobChanged
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.steps import Became
from vividdesk.jobs.wires import Wire, Wires
from vividdesk.model.job import ENDS, Job, JobState, LaneId
from vividdesk.store.jobs import Jobs

Charges = Callable[[], Sequence[str]]


async def queued(desk: Desk, _service: Service) -> Job:
    await desk.core.runner.pause(desk.core.lane_of("vimmerse"))
    return (await desk.send("mark-a", service="vimmerse"))[0]


async def waiting(desk: Desk, service: Service, which: str = "vimmerse") -> Job:
    service.works.life = Life(seconds=60.0)
    return (await desk.until(JobState.WAITING, *await desk.send("mark-a", service=which)))[0]


async def fetching(desk: Desk, service: Service) -> Job:
    service.plan.now([Mishap(Ask.FILE, Act.STALL, At.ANSWER)])
    (job,) = await desk.send("mark-a", service="vimmerse")
    await until_on_loop(lambda: list(desk.core.paths.results.glob("*.part")))
    return await desk.job(job.id)


async def unsure(desk: Desk, service: Service) -> Job:
    service.plan.now([Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED)])
    (job,) = await desk.send("mark-a", service="vimmerse")
    return (await desk.until(JobState.UNSURE, job))[0]


async def failed(desk: Desk, service: Service) -> Job:
    service.plan.now([Mishap(Ask.LOOK, Act.FAIL, body="no face found")])
    return (await desk.until(JobState.FAILED, *await desk.send("mark-a", service="vimmerse")))[0]


async def done(desk: Desk, _service: Service) -> Job:
    return (await desk.until(JobState.DONE, *await desk.send("mark-a", service="vimmerse")))[0]


async def test_cancelled_in_the_queue_it_is_never_sent(desk: Desk, service: Service, charges: Charges) -> None:
    job = await queued(desk, service)
    assert "never sent" in await desk.core.decisions.cancel(job.id)
    await desk.core.runner.resume()
    await desk.until(JobState.DONE, *await desk.send("mark-b", service="vimmerse"))
    assert (await desk.job(job.id)).state is JobState.CANCELLED
    assert charges() == ["mark-b"]


async def test_cancelled_while_it_is_sent_it_is_cancelled_there(desk: Desk, service: Service) -> None:
    """The answer is waited for: without its id nothing could be deleted there."""
    service.plan.now([Mishap(Ask.SUBMIT, Act.STALL, At.TAKEN, seconds=0.3)])
    (job,) = await desk.send("mark-a", service="vimmerse")
    await until_on_loop(lambda: service.counts["submit"])
    assert "deleted it" in await desk.core.decisions.cancel(job.id)
    (cancelled,) = await desk.until(JobState.CANCELLED, job)
    assert service.works._by_id[cancelled.remote].deleted


@pytest.mark.parametrize(
    ("which", "words"),
    [("vimmerse", "deleted it"), ("vividflow", "cancelled it, too"), ("vistoure", "cannot cancel: it goes on there")],
)
async def test_cancelled_while_it_waits(desk: Desk, service: Service, which: str, words: str) -> None:
    desk.pace = unhurried()
    await desk.reopen()
    job = await waiting(desk, service, which)
    assert words in await desk.core.decisions.cancel(job.id)
    assert (await desk.job(job.id)).state is JobState.CANCELLED


@pytest.mark.parametrize(
    ("which", "words"), [("vimmerse", "has stopped making it"), ("vistoure", "may go on making it")]
)
async def test_what_is_made_on_this_computer_is_not_said_to_be_the_services(
    desk: Desk, service: Service, which: str, words: str
) -> None:
    job, kit = await waiting(desk, service, which), desk.core.runner._kit

    class Here(Wires):
        """They lead to the one that stands for the service on this computer."""

        def __init__(self) -> None:
            pass

        async def of(self, _lane: LaneId) -> Wire:
            return await kit.wires.of(job.lane)

    async def cancel(now: Job, kit: Kit) -> str:
        return await decisions._cancel(replace(now, lane=LaneId(which, local=True)), replace(kit, wires=Here()))

    await desk.core.runner.on(job.id, 1.0, cancel)
    said = (await desk.job(job.id)).trouble
    assert said is not None
    assert words in said.title
    assert "Vimmerse" not in said.title


async def test_one_that_has_begun_goes_on_there_and_can_be_taken_up_again(
    desk: Desk, service: Service, charges: Charges
) -> None:
    job = await waiting(desk, service, "vividflow")
    await until_on_loop(lambda: service.counts["look"])
    assert "goes on there and is paid" in await desk.core.decisions.cancel(job.id)
    service.works.life = Life()
    assert "costs nothing" in await desk.core.decisions.retry(job.id)
    await desk.until(JobState.DONE, job)
    assert charges() == ["mark-a"]


async def test_cancelled_while_its_file_comes(desk: Desk, service: Service) -> None:
    job = await fetching(desk, service)
    assert "is paid" in await desk.core.decisions.cancel(job.id)
    assert (await desk.job(job.id)).state is JobState.CANCELLED
    assert list(desk.core.paths.results.iterdir()) == []


async def test_an_unsure_one_is_found_by_the_person(desk: Desk, service: Service, charges: Charges) -> None:
    job = await unsure(desk, service)
    await until_on_loop(
        lambda: any(getattr(getattr(each, "job", None), "ask", None) == "taken" for each in desk.events)
    )
    with pytest.raises(VividError, match="no id"):
        await desk.core.decisions.found(job.id, " ")
    await desk.core.decisions.found(job.id, service.works.charges[0].id)
    await desk.until(JobState.DONE, job)
    assert charges() == ["mark-a"]


async def test_an_unsure_one_is_sent_again_by_the_person_alone(desk: Desk, service: Service, charges: Charges) -> None:
    job = await unsure(desk, service)
    await desk.core.decisions.resend(job.id)
    await desk.until(JobState.DONE, job)
    assert charges() == ["mark-a"] * 2
    assert len(await desk.core.store.jobs.attempts(job.id)) == 2


async def test_an_unsure_one_is_let_go(desk: Desk, service: Service) -> None:
    job = await unsure(desk, service)
    assert "may be paid" in await desk.core.decisions.drop(job.id)
    assert (await desk.job(job.id)).state is JobState.CANCELLED


async def test_what_the_service_failed_at_is_sent_again_and_paid_again(
    desk: Desk, service: Service, charges: Charges
) -> None:
    job = await failed(desk, service)
    assert job.trouble
    assert "no face found" in job.trouble.title
    assert "paid again" in await desk.core.decisions.retry(job.id)
    (again,) = await desk.until(JobState.DONE, job)
    assert again.remote != job.remote
    assert charges() == ["mark-a"] * 2


async def test_what_was_lost_from_sight_is_only_looked_at_again(desk: Desk, service: Service, charges: Charges) -> None:
    service.plan.now([Mishap(Ask.LOOK, Act.FORGET, times=3)])
    (job,) = await desk.until(JobState.FAILED, *await desk.send("mark-a", service="vimmerse"))
    assert "costs nothing" in await desk.core.decisions.retry(job.id)
    await desk.until(JobState.DONE, job)
    assert charges() == ["mark-a"]


async def test_what_was_lost_from_sight_can_be_sent_anew(desk: Desk, service: Service, charges: Charges) -> None:
    service.plan.now([Mishap(Ask.LOOK, Act.FORGET, times=3)])
    (job,) = await desk.until(JobState.FAILED, *await desk.send("mark-a", service="vimmerse"))
    assert "paid again" in await desk.core.decisions.send_anew(job.id)
    (again,) = await desk.until(JobState.DONE, job)
    assert again.remote != job.remote
    assert charges() == ["mark-a"] * 2


async def test_one_that_is_overdue_is_waited_for_as_long_again(desk: Desk, service: Service) -> None:
    service.works.life = Life(seconds=60.0)
    rhythms = {name: replace(each, patience=0.1) for name, each in desk.pace.rhythms.items()}
    desk.pace = replace(desk.pace, rhythms=rhythms)
    await desk.reopen()

    def asked() -> int:
        return sum(
            isinstance(each, JobChanged) and each.job.ask == "overdue" and not each.progress for each in desk.events
        )

    (job,) = await desk.send("mark-a", service="vimmerse")
    await until_on_loop(asked)
    began = asyncio.get_running_loop().time()
    await desk.core.decisions.wait_on(job.id)
    desk.events.clear()
    await until_on_loop(asked)
    assert asyncio.get_running_loop().time() - began > 0.1


async def test_no_look_begins_with_what_was_known_before_a_decision(
    desk: Desk, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would put back the question that was just answered."""
    job = await waiting(desk, service)
    lane = await desk.core.runner._lane(desk.core.lane_of("vimmerse"))
    looks: list[Job] = []
    looked: list[Job] = []

    async def look(kit: Kit, now: Job) -> Became:
        looks.append(now)
        return Became(now)

    read = Jobs.get

    async def slowly(jobs: Jobs, number: int) -> Job | None:
        lane._hand[number].due = 0.0
        lane.wake()
        for _turn in range(20):
            await asyncio.sleep(0)
        looked.extend(looks)
        return await read(jobs, number)

    monkeypatch.setattr(looking, "look", look)
    async with lane.held(job.id, 1.0):
        monkeypatch.setattr(Jobs, "get", slowly)
    monkeypatch.setattr(Jobs, "get", read)
    assert not looked
    await until_on_loop(lambda: looks)


@pytest.mark.parametrize("reach", [queued, waiting, fetching, unsure, failed, done], ids=lambda each: each.__name__)
async def test_what_cannot_be_done_in_a_state_is_refused_and_changes_nothing(
    desk: Desk, service: Service, reach: Callable[[Desk, Service], object]
) -> None:
    job: Job = await reach(desk, service)  # type: ignore[misc]
    decisions = desk.core.decisions
    possible = (
        {"cancel"} if job.state not in ENDS else {"retry", "send_anew"} if job.state is JobState.FAILED else set()
    )
    if job.state is JobState.UNSURE:
        possible |= {"found", "resend", "drop"}
    calls = {
        "cancel": decisions.cancel,
        "retry": decisions.retry,
        "resend": decisions.resend,
        "drop": decisions.drop,
        "wait_on": decisions.wait_on,
        "send_anew": decisions.send_anew,
        "found": lambda number: decisions.found(number, "w-1"),
    }
    before = await desk.core.store.jobs.moves(job.id)
    for name in sorted(calls.keys() - possible):
        with pytest.raises(VividError, match=f"cannot be done with job {job.id} "):
            await calls[name](job.id)
    assert (await desk.core.store.jobs.moves(job.id))[: len(before)] == before


async def test_a_job_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(VividError, match="no job 77"):
        await desk.core.decisions.cancel(77)


async def test_closed_while_it_is_sent_it_is_unsure_and_never_sent_again(
    desk: Desk, service: Service, charges: Charges, home: Path
) -> None:
    service.plan.now([Mishap(Ask.SUBMIT, Act.STALL, At.ACCEPTED)])
    (job,) = await desk.send("mark-a", service="vimmerse")
    await until_on_loop(lambda: service.counts["submit"] and charges())
    await desk.core.close(grace=0.05)
    await desk.open()
    assert (await desk.job(job.id)).state is JobState.UNSURE
    await asyncio.sleep(0)
    await desk.core.decisions.found(job.id, service.works.charges[0].id)
    await desk.until(JobState.DONE, job)
    assert charges() == ["mark-a"]
