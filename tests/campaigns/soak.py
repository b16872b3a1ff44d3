"""Several jobs a second for as long as one likes: what the program holds must not grow with what it has done."""

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.checking import wrongs
from tests.campaigns.forks import Remote, remote
from tests.campaigns.life import SERVICES, Life, Wanted
from tests.campaigns.photos import resident
from tests.campaigns.trial import memory
from vividdesk.model.job import JobState
from vividdesk.store.jobs import JobFilter

AT_ONCE = 12  # jobs that are under way; the next ones wait for them
A_SECOND = 6.0  # jobs that are enqueued, at most
WARM_UP = 0.2  # of the time, in which caches fill
SAMPLES = 120
ACTIVE = (JobState.QUEUED, JobState.SUBMITTING, JobState.WAITING, JobState.FETCHING, JobState.UNSURE)

# What each may grow by, for 1,000 jobs.
BOUNDS = {"memory, MB": 1.0, "child's memory, MB": 1.0, "threads": 0.2, "files open": 0.5}
JOURNAL_EVEN = 0.15  # by how much a job's bytes in the journal may differ between two halves of the time


@dataclass(frozen=True)
class Sample:
    seconds: float
    jobs: int
    memory: float
    child: float
    threads: int
    files: int
    journal: int  # bytes in use

    def value(self, name: str) -> float:
        named = dict(zip(BOUNDS, (self.memory, self.child, self.threads, self.files), strict=True))
        return named[name]

    def __str__(self) -> str:
        return (
            f"{self.seconds:8.0f} {self.jobs:8} {self.memory:10.1f} {self.child:10.1f} "
            f"{self.threads:8} {self.files:8} {self.journal / 1000:12.0f}"
        )


@dataclass
class Figures:
    samples: list[Sample] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def warm(self) -> list[Sample]:
        return self.samples[int(len(self.samples) * WARM_UP) :]

    def growth(self, name: str) -> float:
        """For 1,000 jobs, by least squares."""
        return 1000 * slope([(sample.jobs, sample.value(name)) for sample in self.warm])

    def journal(self) -> tuple[float, float]:
        """Bytes for each job, in the first half after the warm-up and in the second."""
        half = len(self.warm) // 2
        first, second = self.warm[:half], self.warm[half:]
        return tuple(slope([(sample.jobs, sample.journal) for sample in part]) for part in (first, second))  # type: ignore[return-value]

    def judge(self) -> None:
        for name, bound in BOUNDS.items():
            if self.growth(name) > bound:
                self.wrong.append(f"{name} grow by {self.growth(name):.2f} for 1,000 jobs, more than {bound}")
        first, second = self.journal()
        if abs(second - first) > JOURNAL_EVEN * first:
            self.wrong.append(f"a job takes {first:.0f} bytes of the journal at first and {second:.0f} later")

    def __str__(self) -> str:
        names = ("seconds", "jobs", "memory MB", "child MB", "threads", "files", "journal kB")
        head = "{:>8} {:>8} {:>10} {:>10} {:>8} {:>8} {:>12}".format(*names)
        shown = self.samples[:: max(1, len(self.samples) // 30)]
        grown = [f"{self.growth(name):10.3f}  {name} for 1,000 jobs (at most {BOUNDS[name]})" for name in BOUNDS]
        first, second = self.journal()
        even = f"{first:10.0f}  bytes of the journal for each job in the first half, {second:.0f} in the second"
        wrong = [f"{len(self.wrong):10}  wrong", *(f"WRONG: {each}" for each in self.wrong)]
        return "\n".join([head, *map(str, shown), *grown, even, *wrong])


def slope(points: Sequence[tuple[float, float]]) -> float:
    middle_x = sum(x for x, _y in points) / len(points)
    middle_y = sum(y for _x, y in points) / len(points)
    across = sum((x - middle_x) ** 2 for x, _y in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / across if across else 0.0


class Soak:
    def __init__(self, home: Path, service: Remote, seconds: float) -> None:
        self.figures = Figures()
        self.marks: list[str] = []
        self._home = home
        self._seconds = seconds
        self._began = 0.0
        self._life = Life(home, service.environ, dict)

    async def run(self) -> None:
        async with self._life:
            self._began = time.monotonic()
            sampling = asyncio.ensure_future(self._sample())
            while self._passed < self._seconds:
                await self._order()
                await asyncio.sleep(1 / A_SECOND)
            while await self._under_way():
                await asyncio.sleep(0.02)
            await sampling
            self.figures.wrong += [f"mistake: {each}" for each in self._life.mistakes]

    @property
    def _passed(self) -> float:
        return time.monotonic() - self._began

    async def _order(self) -> None:
        """One more, and what a window asks for when the list changes."""
        core = self._life.core
        assert core is not None
        if await self._under_way() >= AT_ONCE:
            return
        number = len(self.marks)
        wanted = Wanted(SERVICES[number % 3], f"mark-soak-{number}", number // 3 % 2)
        await core.runner.enqueue([wanted.request(core.paths.photos)], again=True)
        self.marks.append(wanted.mark)
        if number % 5 == 0:
            await core.store.jobs.page(JobFilter(), size=50)
            await core.store.jobs.page(JobFilter(text=f"soak {number // 2}"), size=50)

    async def _under_way(self) -> int:
        assert self._life.core is not None
        return await self._life.core.store.jobs.count(JobFilter(states=ACTIVE))

    async def _sample(self) -> None:
        while self._passed < self._seconds:
            await asyncio.sleep(self._seconds / SAMPLES)
            self.figures.samples.append(self._now())

    def _now(self) -> Sample:
        return Sample(
            self._passed,
            len(self.marks),
            resident(),
            sum(map(_memory_of, _children())),
            len(list(Path("/proc/self/task").iterdir())),
            len(list(Path("/proc/self/fd").iterdir())),
            _in_use(self._home),
        )


def _children() -> list[int]:
    """The inspector; the service is a child of the trial, too, and left out by its name."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(pid) for pid in found if "inspector" in Path(f"/proc/{pid}/cmdline").read_text()]


def _memory_of(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def _in_use(home: Path) -> int:
    with closing(sqlite3.connect(f"file:{home}/journal.db?mode=ro", uri=True)) as db:
        names = ("page_count", "freelist_count", "page_size")
        pages, free, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    return int((pages - free) * size)


def run(seconds: float) -> Figures:
    with tempfile.TemporaryDirectory(prefix="vividdesk-soak-", dir=memory()) as folder:
        with remote(Path(folder)) as service:
            soak = Soak(Path(folder, "home"), service, seconds)
            asyncio.run(soak.run())
            charges = service.charges(0, soak.marks)
            leaks = service.state(1 << 30)["leaks"]
        soak.figures.wrong += [*wrongs(Path(folder, "home"), soak.marks, charges, deep=True)]
        soak.figures.wrong += [f"a key went to {leaks[0]}"] if leaks else []
    return soak.figures


def main(minutes: float, told: Callable[[str], None]) -> int:
    figures = run(minutes * 60)
    figures.judge()
    told(f"soak, {minutes:g} minutes\n{figures}")
    return int(bool(figures.wrong))
