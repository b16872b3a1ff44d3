"""Lives of the program in forked children: each begins with everything imported, and may end at a chosen point.

The parent has no threads and no loop, or a fork would copy locks that nobody holds any more.
"""

import asyncio
import gc
import http.client
import importlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import Image

from tests.campaigns.inspecting import forked_inspector
from tests.campaigns.life import Life, Wanted
from tests.faults import goods
from tests.faults.plan import Mishap
from tests.faults.points import Act, Point, Points, die, is_program
from tests.faults.service import KEY
from vividdesk.providers.registry import warm_up as warm_up_clients

Failing = tuple[Point, Act]

LONGEST_LIFE = 30.0  # seconds, after which it hangs
QUIET_WITHIN = 5.0
STANDSTILL = 0.4  # after which a person would do something


@dataclass(frozen=True)
class Death:
    """By signal 9: at a point of the process, at one of a request, or after so many seconds."""

    point: Point | None = None
    mishap: Mishap | None = None
    after: float | None = None

    def __str__(self) -> str:
        if self.point is not None:
            return str(self.point)
        if self.mishap is not None:
            return f"{self.mishap.ask} {self.mishap.at} {self.mishap.part:.2f} skip {self.mishap.skip}"
        return f"after {self.after or 0:.3f} s"

    @property
    def kind(self) -> str:
        if self.point is not None:
            return f"{self.point.side} a {self.point.kind}{' of the child' if self.point.in_child else ''}"
        return f"{self.mishap.ask}: {self.mishap.at}" if self.mishap is not None else "at any time"


@dataclass
class Fate:
    """What became of a life. `told` is what it said before it ended."""

    killed: bool
    told: dict[str, Any] = field(default_factory=dict)
    hung: bool = False


@dataclass(frozen=True)
class Remote:
    """The fake service in its own process, as the parent sees it."""

    port: int
    ledger: Path

    @property
    def environ(self) -> dict[str, str]:
        names = ("vimmerse", "vividflow", "vistoure")
        urls = {f"VIVIDDESK_{name.upper()}_URL": f"http://127.0.0.1:{self.port}/{name}" for name in names}
        return urls | {f"VIVIDDESK_{name.upper()}_KEY": KEY for name in names}

    def plan(self, mishaps: Sequence[Mishap], **life: Any) -> None:
        told: dict[str, Any] = {"mishaps": [mishap.to_json() for mishap in mishaps]}
        self._ask("POST", "/_plan", told | ({"life": life} if life else {}))

    def state(self, after: int = 0) -> dict[str, Any]:
        return self._ask("GET", f"/_ledger?{after}")

    def quiet(self) -> None:
        """When all that was sent has been taken or dropped: before that, nobody can know what was charged."""
        deadline = time.monotonic() + QUIET_WITHIN
        while self.state(1 << 30)["open"]:
            if time.monotonic() > deadline:
                raise RuntimeError("the service does not come to rest")
            time.sleep(0.001)

    def size(self) -> int:
        return self.ledger.stat().st_size

    def charges(self, since: int, marks: Sequence[str]) -> dict[str, list[str]]:
        """By the marks of jobs, from the ledger's file, which has more than was answered."""
        lines = self._lines(since)
        return {mark: [line["id"] for line in lines if line["mark"] == mark] for mark in marks}

    def photos(self, since: int, mark: str) -> list[list[str]]:
        """Hashes of what came with each charge."""
        return [line["photos"] for line in self._lines(since) if line["mark"] == mark]

    def _lines(self, since: int) -> list[dict[str, Any]]:
        with self.ledger.open("rb") as file:
            file.seek(since)
            whole, _newline, _begun = file.read().rpartition(b"\n")
        return [json.loads(line) for line in whole.splitlines()]

    def _ask(self, method: str, path: str, content: Any = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=QUIET_WITHIN)
        try:
            connection.request(method, path, json.dumps(content) if content is not None else None)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


@contextmanager
def remote(folder: Path) -> Iterator[Remote]:
    ledger = folder / "ledger"
    command = [sys.executable, "-m", "tests.faults.service", "--ledger", str(ledger)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Remote(int(process.stdout.readline()), ledger)
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


@dataclass(frozen=True)
class Stage:
    """Where lives take place: a data folder, a service, and the jobs that are wanted."""

    home: Path
    service: Remote
    wanted: Sequence[Wanted]
    since: int  # bytes of the ledger before the first of them
    persistent: bool = False  # the person tries again what has failed

    @property
    def marks(self) -> list[str]:
        return [each.mark for each in self.wanted]

    def charges(self) -> Mapping[str, Sequence[str]]:
        return self.service.charges(self.since, self.marks)


def warm_up(stage: Stage) -> None:
    """All that a life loads is there already for those that follow."""
    told = lived(stage).told
    if "modules" not in told:
        raise RuntimeError(f"not even a life without trouble succeeds: {told}")
    for name in told["modules"]:
        importlib.import_module(name)
    warm_up_clients()
    Image.init()
    goods.clip(""), goods.picture("")
    for each in stage.wanted:
        each.request(stage.home / "photos")
    gc.collect()
    gc.freeze()  # or each child would copy what it only counts
    if (threads := len(list(Path("/proc/self/task").iterdir()))) > 1:
        raise RuntimeError(f"{threads} threads: nothing may be forked")


def lived(stage: Stage, death: Death | None = None, failing: Failing | None = None) -> Fate:
    stage.service.plan(())
    go, tell = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go[1])
        os.close(tell[0])
        if death is not None and death.point is not None:
            failing = death.point, die
        _be(stage, failing, go[0], tell[1])
    os.close(go[0])
    os.close(tell[1])
    if death is not None and death.mishap is not None:
        stage.service.plan([replace(death.mishap, pid=child)])
    os.write(go[1], b"!")
    os.close(go[1])
    return _watched(child, tell[0], death.after if death is not None else None)


def _watched(child: int, tell: int, after: float | None) -> Fate:
    said, began, hung = b"", time.monotonic(), False
    end = began + (after if after is not None else LONGEST_LIFE)
    while True:
        ready, _, _ = select.select([tell], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            hung = after is None
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            end = time.monotonic() + LONGEST_LIFE
            continue
        piece = os.read(tell, 65_536)
        if not piece:
            break
        said += piece
    os.close(tell)
    _pid, status = os.waitpid(child, 0)
    told: dict[str, Any] = {}
    for line in said.split(b"\n")[:-1]:
        told |= json.loads(line)
    return Fate(os.WIFSIGNALED(status), told, hung)


def _be(stage: Stage, failing: Failing | None, go: int, tell: int) -> None:
    """The child's whole life."""

    def told(**news: Any) -> None:
        os.write(tell, (json.dumps(news) + "\n").encode())

    is_program()
    points, inner = Points(*(failing or ())), Points(*(failing or ()))
    try:
        logging.disable(logging.CRITICAL)
        forked_inspector(close=tell, begin=lambda: inner.install(in_child=True))
        os.read(go, 1)
        known = set(sys.modules)
        points.install()
        asyncio.run(_live(stage, told))
        told(modules=sorted(set(sys.modules) - known))
    except BaseException:  # noqa: BLE001 - whatever it is, the parent reads of it
        told(crashed=traceback.format_exc())
    points.remove()
    told(reached=points.reached or inner.reached, counts=points.counts, counts_of_child=inner.counts)
    os._exit(0)


async def _live(stage: Stage, told: Callable[..., None]) -> None:
    life = Life(stage.home, stage.service.environ, stage.charges)
    if stage.persistent:
        life.persistent, life.standstill = True, STANDSTILL
    async with life:
        told(found=[mark for mark in await life.known() if mark in stage.marks])
        ids = await life.order(stage.wanted)
        told(ordered=list(ids))
        jobs = await life.see_through(ids)
        told(states={job.tag: str(job.state) for job in jobs}, did=dict(life.did), mistakes=life.mistakes)
    told(closed=True)
