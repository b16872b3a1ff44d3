"""The network goes wrong in all ways it can, at submits, looks and files: what is charged is charged once, every job
ends as it must, and every lane gets on afterwards.

Program and services share a clock that jumps, so that the documented waits are kept and cost nothing.
"""

import asyncio
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.campaigns import life as lives
from tests.campaigns.checking import integrity, left_over, wrong_jobs
from tests.campaigns.life import SERVICES, Wanted
from tests.campaigns.scenes import Scene, drawn
from tests.campaigns.trial import memory
from tests.faults.hurry import Hurry
from tests.faults.remote import Life
from tests.faults.service import Service, running
from vividdesk.jobs.pacing import Pace
from vividdesk.media.child import Child
from vividdesk.store.worker import Worker

PER_HOME = 150  # scenes after which the program is closed and begins with another data folder
PATIENCE = 40_000.0  # seconds by the clock that jumps
STANDSTILL = 2_000.0  # more than any wait that a service may ask for
NUDGE = 120.0
REPORT_EVERY = 500


@dataclass
class Figures:
    """`wrong` must stay empty."""

    scenes: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)  # of the person
    befell: int = 0
    clean: int = 0  # jobs without trouble after each
    charges: int = 0
    leaks: int = 0
    seconds: float = 0.0
    passed: float = 0.0  # by the clock that jumps
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{self.scenes.total():8}  scenes with {self.befell} mishaps in {self.seconds:.0f} s, "
            f"{self.passed / 3600:.0f} hours by the clock that jumps",
            *(f"{number:12}  {name}" for name, number in sorted(self.scenes.items())),
            f"{self.ends.total():8}  jobs at their right end: {', '.join(f'{n} {e}' for e, n in self.ends.items())}",
            f"{self.clean:8}  jobs without trouble, one after each, all done",
            f"{self.charges:8}  charges at the services, {self.leaks} keys sent where none belongs",
            *(f"{number:8}  times: {act}" for act, number in sorted(self.acts.items())),
            f"{len(self.wrong):8}  wrong",
        ]
        return "\n".join([*lines, *(f"WRONG: {each}" for each in self.wrong)])


class Trial:
    def __init__(self, folder: Path, hurry: Hurry, seed: int, count: int, every: int) -> None:
        self.figures = Figures()
        self._folder = folder
        self._hurry = hurry
        self._seed = seed
        self._count = count
        self._every = every
        self._down: asyncio.Lock = asyncio.Lock()

    async def run(self) -> None:
        async with running(now=self._hurry.wall) as service:
            for first in range(0, self._count, PER_HOME):
                numbers = range(first, min(first + PER_HOME, self._count))
                service.works.life = Life(looks=1 + first // PER_HOME % 2, steps=first // PER_HOME % 3 // 2)
                await self._in_home(self._folder / f"home-{first}", service, numbers)
            self.figures.leaks = len(service.leaks)
            self.figures.charges = len(service.works.charges)
            if service.leaks:
                self.figures.wrong.append(f"a key went to a result's address: {service.leaks[:3]}")
            self.figures.passed = self._hurry.now

    async def _in_home(self, home: Path, service: Service, numbers: Sequence[int]) -> None:
        life = lives.Life(home, service.environ, lambda: charges_of(service), Pace(), self._hurry.wall, PATIENCE)
        life.standstill, life.nudge = STANDSTILL, NUDGE
        async with life:
            lanes = [numbers[first :: len(SERVICES)] for first in range(len(SERVICES))]
            await asyncio.gather(*(self._lane(life, service, *lane) for lane in zip(SERVICES, lanes, strict=True)))
        self.figures.acts += life.did
        self.figures.wrong += [f"mistake: {each}" for each in life.mistakes]
        self.figures.wrong += [f"{home.name}: {each}" for each in left_over(home)]
        if (said := integrity(home)) != "ok":
            self.figures.wrong.append(f"{home.name}: {said}")
        shutil.rmtree(home)

    async def _lane(self, life: lives.Life, service: Service, name: str, numbers: Sequence[int]) -> None:
        for number in numbers:
            scene = drawn(random.Random(f"{self._seed}-{number}-{name}"), name)
            await self._play(life, service, name, number, scene)
            done = self.figures.scenes.total()
            if done % self._every == 0:
                print(f"{done} scenes, {len(self.figures.wrong)} wrong", flush=True)

    async def _play(self, life: lives.Life, service: Service, name: str, number: int, scene: Scene) -> None:
        mark = f"mark-{self._seed}-{number}"
        service.plan.add(scene.mishaps)
        if scene.down:
            await self._go_down(service, scene.down, life, Wanted(name, mark, number % 2))
        else:
            await life.see_through(await life.order([Wanted(name, mark, number % 2)]))
        left = service.plan.drop(name)
        self.figures.befell += sum(each.times for each in scene.mishaps) - left
        self.figures.scenes[f"{scene.name} → {scene.end}"] += 1
        said = [*wrong_jobs(life.home, [mark], charges_of(service), scene.end)]
        if (charged := len(charges_of(service).get(mark, ()))) != scene.charged:
            said.append(f"charged {charged} times, not {scene.charged}")
        self.figures.ends[scene.end] += not said
        clean = f"{mark}-clean"
        await life.see_through(await life.order([Wanted(name, clean)]))
        after = [*wrong_jobs(life.home, [clean], charges_of(service))]
        self.figures.clean += not after
        where = f"{number} ({name}; {scene.name}; {'; '.join(map(str, scene.mishaps))})"
        self.figures.wrong += [f"{where}: {each}" for each in said + after]

    async def _go_down(self, service: Service, seconds: float, life: lives.Life, wanted: Wanted) -> None:
        """For all three: a job that is enqueued meanwhile waits."""
        async with self._down:
            await service.close()
            try:
                ids = await life.order([wanted])
                await asyncio.sleep(seconds)
            finally:
                await service.open()
        await life.see_through(ids)


def charges_of(service: Service) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for charge in service.works.charges:
        found.setdefault(charge.mark, []).append(charge.id)
    return found


@contextmanager
def hurried() -> Iterator[Hurry]:
    """All loops that are made meanwhile share a clock, which stands still while anything works."""
    hurry = Hurry()
    former: list[tuple[Any, str, Any]] = []

    def put(owner: Any, name: str, new: Any) -> None:
        former.append((owner, name, getattr(owner, name)))
        setattr(owner, name, new)

    put(asyncio, "new_event_loop", hurry.loop)
    for owner, names in ((Worker, ("do",)), (Child, ("ask", "close"))):
        for name in names:
            put(owner, name, hurry.counting(getattr(owner, name)))
    try:
        yield hurry
    finally:
        for owner, name, usual in reversed(former):
            setattr(owner, name, usual)


def run(count: int, seed: int, every: int = REPORT_EVERY) -> Figures:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vividdesk-faults-", dir=memory()) as folder, hurried() as hurry:
        trial = Trial(Path(folder), hurry, seed, count, every)
        with asyncio.Runner(loop_factory=hurry.loop) as runner:
            runner.run(trial.run())
    trial.figures.seconds = time.monotonic() - began
    return trial.figures


def main(count: int, seed: int, told: Callable[[str], None]) -> int:
    figures = run(count, seed)
    told(f"faults, seed {seed}\n{figures}")
    return int(bool(figures.wrong))
