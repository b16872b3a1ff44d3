"""What a lane has begun: it ends, whatever becomes of it, and its place is free again."""

import asyncio
from collections.abc import Collection

import pytest

from vividdesk.jobs.labour import MOST, Labour
from vividdesk.jobs.troubles import Step


class Told:
    def __init__(self) -> None:
        self.broke: list[tuple[list[int], str]] = []
        self.over = 0

    async def heard(self, jobs: Collection[int], fault: Exception) -> None:
        self.broke.append((list(jobs), str(fault)))

    def ended(self) -> None:
        self.over += 1


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def labour(told: Told) -> Labour:
    return Labour(told.heard, told.ended)


async def wait() -> None:
    await asyncio.Event().wait()


async def fail() -> None:
    raise ValueError("a mistake")


async def test_one_that_is_ended_before_its_first_turn_frees_its_job(labour: Labour) -> None:
    labour.begin(Step.LOOK, [1], wait())
    await labour.end(1, 0.0)
    assert labour.jobs == set()
    assert labour.free(Step.LOOK) == MOST[Step.LOOK]


async def test_what_it_raises_is_told_with_its_jobs(labour: Labour, told: Told) -> None:
    labour.begin(Step.LOOK, [1, 2], fail())
    while labour:
        await asyncio.sleep(0)
    assert told.broke == [([1, 2], "a mistake")]
    assert told.over == 1


async def test_many_jobs_take_one_place_together(labour: Labour) -> None:
    labour.begin(Step.LOOK, range(50), wait())
    assert labour.free(Step.LOOK) == MOST[Step.LOOK] - 1
    await labour.close(0.0)


async def test_one_errand_of_a_name_at_a_time(labour: Labour) -> None:
    ran = []

    async def run() -> None:
        ran.append("ran")
        await asyncio.sleep(0)

    for _turn in range(3):
        labour.errand("probe", run)
    while labour:
        await asyncio.sleep(0)
    labour.errand("probe", run)
    while labour:
        await asyncio.sleep(0)
    assert ran == ["ran", "ran"]


async def test_closing_waits_for_what_is_sent_and_cancels_the_rest(labour: Labour) -> None:
    sent = []

    async def send() -> None:
        await asyncio.sleep(0.01)
        sent.append("sent")

    labour.begin(Step.SEND, [1], send())
    labour.begin(Step.FETCH, [2], wait())
    labour.errand("credits", wait)
    await labour.close(5.0)
    assert sent == ["sent"]
    assert not labour
