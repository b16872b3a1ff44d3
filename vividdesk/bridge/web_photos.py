"""Photos of which only the web address came: each is fetched and taken in by itself, because one host may be slow."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from vividdesk.bridge.tasks import Tasks
from vividdesk.bridge.tray_photo import not_read
from vividdesk.errors import VividError
from vividdesk.media.intake import Taken

Fetched = Callable[[str, str], AbstractAsyncContextManager[Path]]  # an address, and what the picture is called


@dataclass(frozen=True)
class Web:
    """A picture that has only an address."""

    url: str
    name: str
    host: str


@dataclass(eq=False)
class _Turn:
    task: asyncio.Task[None] | None = None  # that may be cancelled


class WebPhotos:
    """`came` is told the key of each, and a Taken or what kept it from being one."""

    def __init__(
        self,
        fetched: Fetched,
        take: Callable[[Path], Awaitable[Taken]],
        came: Callable[[int, Taken | VividError], None],
        tasks: Tasks,
    ) -> None:
        self._fetched = fetched
        self._take = take
        self._came = came
        self._tasks = tasks
        self._turns: dict[int, _Turn] = {}

    def read(self, key: int, web: Web) -> None:
        turn = self._turns[key] = _Turn()
        self._tasks.start(self._read(key, web, turn))

    def skip(self, key: int) -> None:
        turn = self._turns.pop(key, None)
        if turn is not None and turn.task is not None:
            turn.task.cancel()

    def stop(self) -> None:
        for key in list(self._turns):
            self.skip(key)

    async def _read(self, key: int, web: Web, turn: _Turn) -> None:
        if self._turns.get(key) is not turn:
            return  # it was skipped before it began
        turn.task = asyncio.current_task()
        try:
            self._came(key, await self._taken(web, turn))
        except VividError as fault:
            self._came(key, fault)
        except Exception:
            self._came(key, not_read(web.name))
            raise
        finally:
            if self._turns.get(key) is turn:
                del self._turns[key]

    async def _taken(self, web: Web, turn: _Turn) -> Taken:
        async with self._fetched(web.url, web.name) as file:
            turn.task = None  # the process that reads it would end with a question that is cancelled
            came = await self._take(file)
        return called(came, web.name)


def called(came: Taken, name: str) -> Taken:
    """What was no file of the person's has no name of its own."""
    return replace(came, photo=replace(came.photo, name=name))


def web(url: str, name: str = "") -> Web:
    """Called by the last part of its path, or else by its host."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or "?"
        return Web(url, name or PurePosixPath(unquote(parts.path)).name or host, host)
    except ValueError:
        return Web(url, name or url, "?")
