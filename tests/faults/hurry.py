"""Time for code that waits for clocks, sockets, threads and children at once: what takes hours takes a moment.

All loops of the process share one clock. It stands still while anything is under way; when nothing is, it jumps to
the next timer. "Nothing" is seen, not guessed: every loop has looked for news of its sockets since anything last
stirred in any of them, found none, and no piece of work that was counted is unfinished.
"""

import asyncio
import functools
import math
import selectors
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

GRACE = 0.001  # real seconds of silence
STUCK = 20.0  # real seconds after which waiting for nothing is a mistake


class Hurry:
    """The shared clock. `wall` is the time of day that goes with it."""

    def __init__(self) -> None:
        self.now = 0.0
        self._began = time.time()
        self._lock = threading.Lock()
        self._waiting: set[_Selector] = set()
        self._stirs = 0
        self._busy = 0

    def wall(self) -> float:
        return self._began + self.now

    def loop(self) -> "HurriedLoop":
        return HurriedLoop(self)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Time stands still."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def counting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """An async function during which time stands still."""

        @functools.wraps(function)
        async def counted(*arguments: Any, **named: Any) -> Any:
            with self.working():
                return await function(*arguments, **named)

        return counted

    def _count(self, more: int) -> None:
        with self._lock:
            self._busy += more
            self._stirs += 1

    def join(self, selector: "_Selector") -> None:
        with self._lock:
            self._waiting.add(selector)
            self._stirs += 1

    def leave(self, selector: "_Selector") -> None:
        with self._lock:
            self._waiting.discard(selector)
            self._stirs += 1

    def wait(self, selector: "_Selector", seconds: float) -> "list[tuple[selectors.SelectorKey, int]]":
        """For news of its sockets, or until so many seconds have passed by this clock."""
        selector.until = self.now + seconds
        self._count(0)  # what its loop did until now may concern one that has looked already
        patience = time.monotonic() + STUCK
        try:
            while True:
                stirs = self._stirs
                if ready := selector.really(GRACE):
                    return ready
                with self._lock:
                    selector.quiet = stirs
                    if self.now < selector.until:
                        self._perhaps_jump()
                    if self.now >= selector.until:
                        return []
                if time.monotonic() > patience and self._is_stuck():
                    raise RuntimeError("everything waits, and for nothing that time could bring")
        finally:
            with self._lock:
                selector.quiet = -1
                self._stirs += 1

    def _perhaps_jump(self) -> None:
        if self._busy or any(each.quiet != self._stirs for each in self._waiting):
            return
        soonest = min(each.until for each in self._waiting)
        if soonest < math.inf:
            self.now = soonest
            self._stirs += 1

    def _is_stuck(self) -> bool:
        with self._lock:
            return not self._busy and all(each.until == math.inf for each in self._waiting)


class _Selector(selectors.DefaultSelector):
    def __init__(self, hurry: Hurry) -> None:
        super().__init__()
        self.until = 0.0
        self.quiet = -1  # the stir since which it has seen nothing; -1: its loop does something
        self._hurry = hurry
        hurry.join(self)

    def really(self, seconds: float) -> "list[tuple[selectors.SelectorKey, int]]":
        return super().select(seconds)

    def select(self, timeout: float | None = None) -> "list[tuple[selectors.SelectorKey, int]]":
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        return self._hurry.wait(self, math.inf if timeout is None else timeout)

    def close(self) -> None:
        self._hurry.leave(self)
        super().close()


class HurriedLoop(asyncio.SelectorEventLoop):
    def __init__(self, hurry: Hurry) -> None:
        self._hurry = hurry
        super().__init__(_Selector(hurry))

    def time(self) -> float:
        return self._hurry.now

    def run_in_executor(self, executor: Any, function: Any, *arguments: Any) -> "asyncio.Future[Any]":
        self._hurry._count(1)
        future = super().run_in_executor(executor, function, *arguments)
        future.add_done_callback(lambda _future: self._hurry._count(-1))
        return future
