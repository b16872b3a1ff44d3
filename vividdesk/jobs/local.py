"""The local service as the program keeps it: started when first needed, watched, started again when it dies.

It is a process of its own and is spoken to over HTTP alone. Its port and key come through a pipe; it ends when the
pipe to it does, so also when this process is killed.
"""

import asyncio
import contextlib
import json
import logging
import os
import sys
import time
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vividdesk import log
from vividdesk.errors import LocalServiceFault, VividError
from vividdesk.model.connection import Connection
from vividdesk.model.service import Service
from vividdesk.texts import _, count

logger = logging.getLogger(__name__)

START_WITHIN = 30.0  # seconds, on a slow disk after an update
END_WITHIN = 1.0
FALLS, FALLS_WITHIN = 4, 60.0  # as often in as many seconds, and it is not started again by itself
LONGEST_WORD = 4096  # bytes of what it says about itself


@dataclass(frozen=True)
class Restarted:
    """It died and is there again. What it had accepted lies on its disk: so many jobs go on."""

    jobs: int

    def __str__(self) -> str:
        what = _("The local service stopped unexpectedly and was started again.")
        if not self.jobs:
            return what
        return f"{what} " + count("{n} job goes on where it was.", "{n} jobs go on where they were.", self.jobs)


@dataclass(frozen=True)
class _Instance:
    process: Process
    address: str
    key: str
    resumed: int


Told = Callable[[Restarted | VividError], None]


class LocalService:
    """`told` hears of a restart, or of why there could be none."""

    def __init__(
        self, folder: Path, told: Told = lambda _news: None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.told = told
        self._folder = folder
        self._clock = clock
        self._turn = asyncio.Lock()
        self._process: Process | None = None  # also one that does not answer yet
        self._instance: _Instance | None = None
        self._watch: asyncio.Task[None] | None = None
        self._falls: deque[float] = deque(maxlen=FALLS)
        self._closed = False

    async def connection(self, service: Service) -> Connection:
        """To the instance that runs now; a LocalServiceFault where there can be none."""
        instance = await self._living()
        return Connection(service, f"{instance.address}/{service.id}", instance.key)

    async def close(self) -> None:
        self._closed = True
        if self._process is not None:
            await _end(self._process)
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)

    async def _living(self) -> _Instance:
        """The one that runs; in place of one that died or of none, a new one."""
        async with self._turn:
            dead, news = self._instance, None
            if dead is not None and dead.process.returncode is None:
                return dead
            if dead is not None:
                logger.info("The local service ended with %s", dead.process.returncode)
                self._instance = None
                self._falls.append(self._clock())
            instance = self._instance = await self._start()
            self._watch = asyncio.ensure_future(self._watch_over(instance))
            if dead is not None:
                news = Restarted(instance.resumed)
        if news is not None:
            self._tell(news)
        return instance

    async def _watch_over(self, instance: _Instance) -> None:
        await instance.process.wait()
        if self._closed:
            return
        try:
            await self._living()
        except VividError as fault:
            self._tell(fault)

    def _tell(self, news: Restarted | VividError) -> None:
        """Whatever becomes of it there, the service is watched on."""
        try:
            self.told(news)
        except Exception:
            logger.exception("While telling of the local service: %s", news)

    async def _start(self) -> _Instance:
        if self._closed:
            raise LocalServiceFault(_("vividdesk is closing."))
        if len(self._falls) == FALLS and self._clock() - self._falls[0] < FALLS_WITHIN:
            raise LocalServiceFault(
                _("The local service stops again and again."), _("Try again in a minute; its log says more.")
            )
        try:
            process = self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "vividdesk.localservice", "--parent", str(self._folder.absolute())),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if not name.startswith("VIVIDDESK_")},
            )
        except OSError as fault:
            raise _no_start(str(fault)) from fault
        try:
            return await _greeted(process)
        except BaseException:
            self._falls.append(self._clock())
            await _end(process)
            raise


async def _greeted(process: Process) -> _Instance:
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_WITHIN)
        match json.loads(line[:LONGEST_WORD]):
            case {"port": int(port), "key": str(key), "resumed": int(resumed)}:
                log.hide(key)
                return _Instance(process, f"http://127.0.0.1:{port}", key, resumed)
            case {"title": str(title), "advice": str(advice)}:
                raise LocalServiceFault(title, advice)
    except ValueError as fault:  # it said nothing, or nothing of ours
        raise _no_start(_("it ended before it said where it is")) from fault
    except (TimeoutError, OSError) as fault:
        raise _no_start(str(fault) or type(fault).__name__) from fault
    raise _no_start(_("it says something else than expected"))


def _no_start(reason: str) -> LocalServiceFault:
    return LocalServiceFault(
        _("The local service did not start ({reason}).").format(reason=reason),
        _("Close vividdesk and start it again; if it stays so, look into its log."),
    )


async def _end(process: Process) -> None:
    assert process.stdin
    process.stdin.close()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), END_WITHIN)
        return
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
