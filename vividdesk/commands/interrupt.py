"""Ctrl-C: the first time it asks to stop, the second time it leaves at once."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable


class Interrupt:
    """Within a running loop."""

    def __init__(self) -> None:
        self.before_leaving: Callable[[], None] | None = None
        self._event = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def __enter__(self) -> "Interrupt":
        self._before = signal.signal(signal.SIGINT, lambda *_signal: self._loop.call_soon_threadsafe(self._struck))
        return self

    def __exit__(self, *_fault: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def is_set(self) -> bool:
        return self._event.is_set()

    async def wait(self) -> None:
        await self._event.wait()

    def _struck(self) -> None:
        if not self._event.is_set():
            self._event.set()
            return
        if self.before_leaving is not None:
            self.before_leaving()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(130)  # the journal is whole at every moment
