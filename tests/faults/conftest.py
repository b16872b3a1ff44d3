"""The whole program without its window, in front of the fake service, by a clock that jumps over all waiting."""

import asyncio
import functools
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from tests.disks import small_disk
from tests.faults import orders, plan
from tests.faults.hurry import Hurry, _Selector
from tests.faults.orders import SMALL, shelved
from tests.faults.plan import Mishap
from tests.faults.service import Service, running
from vividdesk.core import Core
from vividdesk.jobs.events import Event, LaneChanged, Told
from vividdesk.jobs.transfer import Transfer
from vividdesk.media import inspector
from vividdesk.media.child import Child
from vividdesk.model.job import Job, JobState
from vividdesk.model.request import Request
from vividdesk.paths import Paths
from vividdesk.store.worker import Worker

T = TypeVar("T")

HOUR, DAY = 3600.0, 86_400.0
LONG = 2 * DAY  # by the clock that jumps: whatever the program does by itself, it has done by then
SHORTLY = 0.5
ASLEEP = 600.0


class Clock(Hurry):
    """What a loop did before it began to wait may concern one that has looked already."""

    def wait(self, selector: _Selector, seconds: float) -> "list[Any]":
        self._count(0)
        return super().wait(selector, seconds)


class World:
    """A data folder, the three services as one fake, and the time of day on this computer, which a test may change."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self.home = home
        self.clock = clock
        self.ahead = 0.0  # seconds that this computer's clock is ahead of the services'
        self.service = Service(now=clock.wall)
        self.environ: dict[str, str] = {}  # beside the addresses and keys of the fake
        self.told: list[Event] = []
        self._marks = 0

    def now(self) -> float:
        return self.clock.wall() + self.ahead

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        async def lived() -> T:
            async with running(now=self.clock.wall) as self.service:
                result = await work
            left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            assert not left, f"left behind: {left}"
            return result

        with asyncio.Runner(loop_factory=self.clock.loop) as runner:
            return runner.run(lived())

    @asynccontextmanager
    async def core(self, lanes: bool = True) -> AsyncIterator[Core]:
        """A run of the program, from its start to an orderly end."""
        core = Core(Paths.of({"VIVIDDESK_HOME": str(self.home)}), self.service.environ | self.environ, keyring=False)
        core.listen(self.told.append)
        try:
            await core.open(lanes=lanes, now=self.now)
            yield core
        finally:
            await core.close()

    def order(self, service: str = "vividflow", size: int = SMALL, number: int = 0) -> Request:
        """Another one each time, so that the ledger tells them apart."""
        self._marks += 1
        return orders.order(service, f"mark-{self._marks}", shelved(self.home / "photos", size), number)

    def goes_wrong(self, *mishaps: Mishap) -> None:
        self.service.plan.now(mishaps)

    @property
    def sent(self) -> int:
        """Submits that were charged."""
        return len(self.service.works.charges)

    def asked(self, kind: plan.Ask, service: str = "") -> list[float]:
        """When requests of this kind came, by the clock that jumps."""
        began = self.clock.wall() - self.clock.now
        asked = self.service.asked
        return [each.at - began for each in asked if each.ask == kind and service in ("", each.service)]

    def troubles(self, core: Core) -> dict[str, str]:
        """What stops lanes at present, by their services."""
        return {each.lane.service: each.trouble.kind for each in core.runner.lanes() if each.trouble}

    @property
    def lane_news(self) -> list[LaneChanged]:
        return [event for event in self.told if isinstance(event, LaneChanged)]

    @property
    def faults(self) -> list[Exception]:
        return [event.fault for event in self.told if isinstance(event, Told)]

    async def until(self, core: Core, job: Job, *states: JobState, within: float = LONG) -> Job:
        """The job as soon as it is in one of the states; in none of them in time, as it is."""
        return await self.seen(core, job, lambda found: found.state in states, within)

    async def seen(self, core: Core, job: Job, look: Callable[[Job], object], within: float = LONG) -> Job:
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        pause = SHORTLY
        while True:
            found = await core.store.jobs.get(job.id)
            assert found is not None
            if look(found):
                return found
            assert loop.time() < end, f"not in time: {found}"
            await asyncio.sleep(pause)
            pause = min(pause * 1.1, ASLEEP)

    async def past(self, core: Core, job: Job) -> list[JobState]:
        """The states it has been in."""
        return [move.after for move in await core.store.jobs.moves(job.id)]


def hurried(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """For a test that takes `world`."""

    @functools.wraps(test)
    def run(**given: Any) -> None:
        given["world"].run(cast(Coroutine[Any, Any, None], test(**given)))

    return run


@pytest.fixture
def world(own_world: Path, in_memory: Path, inspecting: "Inspecting", monkeypatch: pytest.MonkeyPatch) -> World:
    clock = Clock()
    made = World(in_memory / own_world.name / "home", clock)
    monkeypatch.setattr(asyncio, "new_event_loop", clock.loop)
    monkeypatch.setattr(Worker, "do", clock.counting(Worker.do))
    monkeypatch.setattr(Child, "ask", clock.counting(inspecting.instead_of(Child.ask)))
    for owner in (Child, Transfer):  # they wait for a process or a thread to end
        monkeypatch.setattr(owner, "close", clock.counting(owner.close))
    return made


class Inspecting:
    """One inspector for all tests, since to start one costs more than all else in a test."""

    def __init__(self, posters: Path) -> None:
        self._turn = threading.Lock()
        command = [sys.executable, "-P", "-m", inspector.__name__, str(posters), str(3 * 2**30)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def instead_of(self, usual: Callable[..., Awaitable[dict[str, Any]]]) -> Callable[..., Awaitable[dict[str, Any]]]:
        async def ask(child: Child, question: dict[str, Any]) -> dict[str, Any]:
            if inspector.__name__ not in child._command:
                return await usual(child, question)
            return await asyncio.to_thread(self._asked, question)

        return ask

    def _asked(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        with self._turn:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.flush()
            self.process.stdout.readline()
            return dict(json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def inspecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspecting]:
    running = Inspecting(tmp_path_factory.mktemp("posters"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def in_memory() -> Iterator[Path]:
    """A disk that is none, where there is one: what survives a power cut is tried elsewhere."""
    place = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="vividdesk-faults-", dir=place) as folder:
        yield Path(folder)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator["Disk"]:
    """Of its own, and so small that it can be filled."""
    with small_disk(tmp_path / "disk", "72m") as place:
        yield Disk(place)


class Disk:
    def __init__(self, place: Path) -> None:
        self.place = place
        self._filler = place / "filler"

    def fill(self, left: int = 0) -> None:
        """But for so many bytes."""
        page = 4096
        free = os.statvfs(self.place).f_bavail - left // page
        with self._filler.open("ab") as file:
            file.write(bytes(free * page))

    def clear(self) -> None:
        self._filler.unlink()

    def remount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.place)], check=True)
