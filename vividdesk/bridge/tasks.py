"""Every coroutine that nobody awaits is started here: kept until it ends, and its failure told."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from vividdesk.bridge.notices import Notices
from vividdesk.errors import VividError


class Tasks:
    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Work that comes after `finish` has begun is not begun."""
        if self._closed:
            work.close()
            return
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._ended)

    async def finish(self, patience: float) -> None:
        """Takes no more work, waits for what runs, and cancels what then still runs."""
        self._closed = True
        if not self._running:
            return
        _done, late = await asyncio.wait(self._running, timeout=patience)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=patience / 10)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled() or (fault := task.exception()) is None:
            return
        if isinstance(fault, VividError):
            self._notices.fault(fault)
        else:
            self._notices.bug(task.get_coro().__qualname__, fault)  # type: ignore[union-attr]
