"""The real program with tasks that make its end hard: python busy.py KIND…"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable

from vividdesk import app
from vividdesk.bridge.loop import leave
from vividdesk.errors import BrokenAnswer
from vividdesk.paths import Paths


async def stubborn() -> None:
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            continue


async def faulty() -> None:
    raise BrokenAnswer("The connection broke.", "Try again.")


async def mistaken() -> None:
    raise ZeroDivisionError("a planted mistake")


async def mistaken_in_the_end() -> None:
    try:
        await asyncio.Event().wait()
    finally:
        raise ZeroDivisionError("a mistake in the end")


async def wedged() -> None:
    await asyncio.to_thread(time.sleep, 3600)


KINDS: dict[str, Callable[[], Awaitable[None]]] = {
    work.__name__: work for work in (stubborn, faulty, mistaken, mistaken_in_the_end, wedged)
}


async def scenario(running: app.App) -> None:
    leaving = asyncio.Event()
    running.desk.closing.connect(leaving.set)
    for kind in sys.argv[1:]:
        running.tasks.start(KINDS[kind]())
    print("busy", flush=True)
    await leaving.wait()


if __name__ == "__main__":
    leave(app.run(Paths.of(os.environ), os.environ, scenario))
