"""The one thread in which bytes travel: uploads, downloads, hashing and files, on a plain asyncio loop of its own.

With them on the window's own loop it would stall for hundreds of milliseconds; with a thread for each, for more.
"""

import asyncio
import concurrent.futures
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from vividdesk.threads import Threads

T = TypeVar("T")

END_WITHIN = 2.0  # seconds that work has to end when it is cancelled, or its loop closed
TELL_EVERY = 0.25


class StillRunning(asyncio.CancelledError):
    """Cancelled, and yet nobody knows what the work does: it did not take note in time."""


class Transfer:
    """Started by its first work. The thread never keeps the program from ending."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: concurrent.futures.Future[None] = concurrent.futures.Future()
        self.busy = 0

    async def run(self, work: Callable[[], Coroutine[Any, Any, T]], *, keeps_answer: bool = False) -> T:
        """Cancelled, it waits until the work has taken note.

        `keeps_answer`: an answer that came just then is returned all the same, and the cancellation is over.
        """
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        tasks: list[asyncio.Task[T]] = []
        loop = self._running()
        loop.call_soon_threadsafe(_begin, work, future, tasks)
        ended = asyncio.wrap_future(future)
        self.busy += 1
        try:
            return await asyncio.shield(ended)
        except asyncio.CancelledError:
            if ended.cancelled():
                raise
            with contextlib.suppress(RuntimeError):  # it has ended meanwhile, and what ran in it
                loop.call_soon_threadsafe(lambda: tasks[0].cancel())
            await asyncio.wait({ended}, timeout=END_WITHIN)
            if ended.done() and not ended.cancelled() and ended.exception() is None and keeps_answer:
                return ended.result()
            if not ended.done():
                raise StillRunning from None
            raise
        finally:
            self.busy -= 1

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """A short piece of work with files."""

        async def work() -> T:
            return function(*arguments)

        return await self.run(work)

    async def close(self) -> None:
        loop, self._loop = self._loop, None
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                loop.call_soon_threadsafe(loop.stop)
            await asyncio.wait({asyncio.wrap_future(self._over)}, timeout=END_WITHIN)

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop, self._over = asyncio.new_event_loop(), concurrent.futures.Future()
            self._loop.set_default_executor(Threads())
            threading.Thread(target=_live, args=(self._loop, self._over), name="transfer", daemon=True).start()
        return self._loop


def _live(loop: asyncio.AbstractEventLoop, over: "concurrent.futures.Future[None]") -> None:
    try:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:  # which in the end cancels what still runs
            asyncio.set_event_loop(runner.get_loop())
            loop.run_forever()
    finally:
        over.set_result(None)


def _begin(
    work: Callable[[], Coroutine[Any, Any, T]], future: "concurrent.futures.Future[T]", tasks: "list[asyncio.Task[T]]"
) -> None:
    task = asyncio.ensure_future(work())
    tasks.append(task)  # which also keeps it

    def ended(task: "asyncio.Task[T]") -> None:
        if future.cancelled():
            return
        if task.cancelled():
            future.cancel()
        elif (fault := task.exception()) is not None:
            future.set_exception(fault)
        else:
            future.set_result(task.result())

    task.add_done_callback(ended)


class Teller:
    """Brings progress from the transfer thread to the loop that it was made on, a few times a second at most."""

    def __init__(self, tell: Callable[[int, int | None], None]) -> None:
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._last = 0.0

    def __call__(self, done: int, whole: int | None) -> None:
        now = time.monotonic()
        if now - self._last >= TELL_EVERY or done == whole:
            self._last = now
            with contextlib.suppress(RuntimeError):  # the loop may have ended
                self._loop.call_soon_threadsafe(self._tell, done, whole)
