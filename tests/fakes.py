"""Stand-ins for what tests must not depend on: time passing, and a person reading."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

from vividdesk.bridge.notices import Notice, Notices

T = TypeVar("T")


class FakeClock(asyncio.SelectorEventLoop):
    """A loop on which nobody waits: when nothing is ready, its clock jumps to the next timer.

    For code that only waits for time; what waits for another process needs the real clock.
    """

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self.now


class _Jumping(selectors.DefaultSelector):
    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("everything waits, and for nothing that time could bring")
        if not ready and timeout is not None:
            self._clock.now += timeout
        return ready


def run_clocked(work: Coroutine[Any, Any, T]) -> tuple[T, float]:
    """The result, and the seconds that would have passed."""
    clock = FakeClock()
    try:
        return clock.run_until_complete(work), clock.now
    finally:
        clock.close()


class RecordedNotices(Notices):
    """Keeps what it was asked to tell."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Notice] = []
        self.shown.connect(self.told.append)
