"""The clock of the trials: it must not jump over work, and must jump over waiting."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import cast

import pytest

from tests.faults.hurry import Hurry
from tests.faults.service import running
from tests.waiting import PATIENCE

HOUR = 3600.0


def run(hurry: Hurry, work: object) -> object:
    with asyncio.Runner(loop_factory=hurry.loop) as runner:
        return runner.run(work)  # type: ignore[arg-type]


def test_an_hour_is_over_at_once() -> None:
    hurry, began = Hurry(), time.time()
    run(hurry, asyncio.sleep(HOUR))
    assert hurry.now == pytest.approx(HOUR)
    assert hurry.wall() == pytest.approx(began + HOUR, abs=60)


def test_time_stands_still_while_a_thread_works() -> None:
    hurry = Hurry()
    go_on = threading.Event()

    async def work() -> tuple[bool, float]:
        asyncio.get_running_loop().call_later(HOUR, go_on.set)
        threading.Timer(0.05, go_on.set).start()
        return await asyncio.to_thread(go_on.wait), hurry.now

    assert run(hurry, work()) == (True, 0.0)


def test_time_stands_still_while_another_loop_is_on_its_way() -> None:
    """What travels over a socket between this loop and one in a thread comes before any timer."""
    hurry = Hurry()

    async def ask(port: int, begun: threading.Event, told: Callable[[bytes], object]) -> None:
        begun.set()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answer = b""
        for _turn in range(30):
            writer.write(b"GET /_ledger HTTP/1.1\r\n\r\n")
            answer = await reader.readuntil(b"\r\n\r\n")
            await reader.readuntil(b"[]}")
        writer.close()
        told(answer)

    async def both() -> bytes:
        loop = asyncio.get_running_loop()
        async with running(now=hurry.wall) as service, asyncio.timeout(HOUR):
            answered: asyncio.Future[bytes] = loop.create_future()

            def told(answer: bytes) -> None:
                loop.call_soon_threadsafe(answered.set_result, answer)

            begun = threading.Event()
            threading.Thread(target=lambda: run(hurry, ask(service.port, begun, told))).start()
            assert begun.wait(PATIENCE), "before its loop is there, time would not wait for it"
            return await answered

    assert b"200 OK" in cast(bytes, run(hurry, both()))
    assert hurry.now == 0.0


def test_two_loops_wait_for_the_same_clock() -> None:
    hurry = Hurry()
    seen: list[float] = []

    begun = threading.Event()

    async def other() -> None:
        begun.set()
        await asyncio.sleep(30)
        seen.append(hurry.now)

    async def first() -> None:
        thread = threading.Thread(target=lambda: run(hurry, other()))
        thread.start()
        assert begun.wait(PATIENCE), "before its loop is there, time would not wait for it"
        await asyncio.sleep(20)
        seen.append(hurry.now)
        await asyncio.sleep(20)
        seen.append(hurry.now)
        thread.join()

    run(hurry, first())
    assert sorted(seen)[0] == pytest.approx(20)
    assert seen[-1] == pytest.approx(40)
