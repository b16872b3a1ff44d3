"""For what another process, a thread or a paint brings. The time is a limit, never a measure."""

import asyncio
import sys
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20.0  # seconds


def until(look: Callable[[], T], patience: float = PATIENCE, pause: float = 0.02) -> T:
    """What `look` sees as soon as it is true. Where a look is dear, a longer pause is cheaper."""
    deadline = time.monotonic() + patience
    while not (seen := look()):
        assert time.monotonic() < deadline, f"not within {patience} s: {look}"
        time.sleep(pause)
    return seen


async def until_on_loop(look: Callable[[], object]) -> None:
    """The same while the loop goes on. What Qt was asked to delete goes, as it does between two events of its own."""
    async with asyncio.timeout(PATIENCE):
        while not look():
            await asyncio.sleep(0.01)
            delete_later()


def delete_later() -> None:
    if core := sys.modules.get("PySide6.QtCore"):
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
