"""The thread in which bytes travel."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from tests.waiting import until, until_on_loop
from vividdesk.jobs.transfer import StillRunning, Teller, Transfer


@pytest.fixture
async def transfer() -> AsyncIterator[Transfer]:
    made = Transfer()
    yield made
    await made.close()


async def thread_name() -> str:
    return threading.current_thread().name


def thread_is_daemon() -> bool:
    return threading.current_thread().daemon


async def test_work_runs_in_one_thread_of_its_own(transfer: Transfer) -> None:
    assert {await transfer.run(thread_name) for _turn in range(3)} == {"transfer"}
    assert await transfer.call(threading.get_ident) != threading.get_ident()


async def test_what_it_raises_comes_out(transfer: Transfer) -> None:
    async def fail() -> None:
        raise OSError("a dead disk")

    with pytest.raises(OSError, match="a dead disk"):
        await transfer.run(fail)


async def test_cancelled_the_work_has_taken_note_before_its_caller_goes_on(transfer: Transfer) -> None:
    begun, noted = threading.Event(), []

    async def work() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            noted.append("noted")

    running = asyncio.ensure_future(transfer.run(work))
    await asyncio.to_thread(begun.wait)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert noted == ["noted"]


async def test_an_answer_that_came_just_as_it_was_cancelled_is_not_lost(transfer: Transfer) -> None:
    begun = threading.Event()

    async def work() -> str:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return "the id"
        return ""

    for keeps_answer in (True, False):
        begun.clear()
        running = asyncio.ensure_future(transfer.run(work, keeps_answer=keeps_answer))
        await asyncio.to_thread(begun.wait)
        running.cancel()
        if keeps_answer:
            assert await running == "the id"
        else:
            with pytest.raises(asyncio.CancelledError):
                await running


async def test_work_that_takes_no_note_of_it_is_told_apart(transfer: Transfer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was sending must not believe that nothing left."""
    monkeypatch.setattr("vividdesk.jobs.transfer.END_WITHIN", 0.01)
    begun, go_on = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait()

    running = asyncio.ensure_future(transfer.call(work))
    await asyncio.to_thread(begun.wait)
    running.cancel()
    with pytest.raises(StillRunning):
        await running
    go_on.set()


async def endless(transfer: Transfer) -> "asyncio.Future[None]":
    """It has begun."""
    begun = threading.Event()

    async def work() -> None:
        begun.set()
        await asyncio.Event().wait()

    running = asyncio.ensure_future(transfer.run(work))
    await asyncio.to_thread(begun.wait)
    return running


async def test_closed_it_cancels_what_still_runs(transfer: Transfer) -> None:
    running = await endless(transfer)
    await transfer.close()
    with pytest.raises(asyncio.CancelledError):
        await running
    until(lambda: not any(thread.name == "transfer" for thread in threading.enumerate()))


async def test_closed_before_a_cancellation_was_heard_of(transfer: Transfer) -> None:
    """As when the window's thread is busy with closing."""
    running = await endless(transfer)
    running.cancel()
    assert transfer._loop is not None
    transfer._loop.call_soon_threadsafe(transfer._loop.stop)
    until(transfer._over.done)
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_what_blocks_there_leaves_no_thread_and_holds_nobody_up(transfer: Transfer) -> None:
    """As a name server that is dead would."""
    before, answer = set(threading.enumerate()), threading.Event()
    many = [asyncio.ensure_future(transfer.run(lambda: asyncio.to_thread(answer.wait))) for _one in range(20)]
    await until_on_loop(lambda: len(set(threading.enumerate()) - before) == 20 + 1)
    assert await transfer.run(lambda: asyncio.to_thread(thread_is_daemon))
    answer.set()
    await asyncio.gather(*many)
    await until_on_loop(lambda: {each.name for each in set(threading.enumerate()) - before} == {"transfer"})


async def test_closed_before_it_began() -> None:
    await Transfer().close()


async def test_progress_is_told_on_the_callers_loop_a_few_times_a_second_at_most(transfer: Transfer) -> None:
    told: list[tuple[int, int | None, str]] = []
    teller = Teller(lambda done, whole: told.append((done, whole, threading.current_thread().name)))

    async def work() -> None:
        for done in range(1001):
            teller(done, 1000)

    await transfer.run(work)
    await asyncio.sleep(0)
    assert 2 <= len(told) < 10
    assert told[-1] == (1000, 1000, "MainThread")
