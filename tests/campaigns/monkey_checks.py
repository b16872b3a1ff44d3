"""What must hold while a monkey plays and after it, seen from outside: in the log, the journal, the system's tables."""

import os
import re
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median

from tests.campaigns.monkey_hands import command_of
from tests.e2e.screen import Program
from vividdesk import handover
from vividdesk.model.job import JobState
from vividdesk.model.request import Request

ANSWERS_WITHIN = 10.0  # seconds
LOUD = re.compile(r"^[\d-]+ [\d:,]+ (?:WARNING|ERROR|CRITICAL) .*")
RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:")

# What may stand in the log all the same, and why that is honest.
EXPECTED = {
    r"WARNING qt: \w+\(.*\) : No drag target set\.": (
        "Qt got a drop where no widget takes one, and ignores it. Most likely it was let go of in the moment in which "
        "the place below stopped being welcome, before the other program heard of it; that is not proven yet."
    ),
}

WARM_UP = 0.4  # of a life: each part of the desk is used for the first time once, and then holds what it needs
WORTH_TELLING = 240.0  # seconds after that
WORTH_JUDGING = 900.0
GROWTH = {"memory, MB": 20.0, "threads": 2.0, "files open": 4.0}  # for an hour


class Log:
    """Reads what came since the last time, also when the file was turned over meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self._file = 0
        self.tail: list[str] = []

    def skip(self) -> None:
        """What is there already is an earlier life's."""
        self._news()
        self.tail = []

    def wrongs(self) -> list[str]:
        """Each record that should not be there, with its traceback."""
        found: list[str] = []
        loud = False
        for line in self._news().splitlines():
            if RECORD.match(line):
                loud = bool(LOUD.match(line)) and not any(re.search(pattern, line) for pattern in EXPECTED)
                if loud:
                    found.append(line)
            elif loud:
                found[-1] += f"\n{line}"
        return found

    def _news(self) -> str:
        try:
            news = self._path.stat()
        except FileNotFoundError:
            return ""
        parts = []
        if self._file and news.st_ino != self._file:
            parts.append(self._from(self._path.with_name(f"{self._path.name}.1")))
            self._read = 0
        self._file = news.st_ino
        parts.append(self._from(self._path))
        told = b"".join(parts).decode(errors="replace")
        self.tail = [*self.tail, *told.splitlines()][-60:]
        return told

    def _from(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                file.seek(self._read)
                content = file.read()
        except FileNotFoundError:  # somebody removed it in a file dialog
            return ""
        self._read += len(content)
        return content


def reacts(home: Path) -> bool:
    """Whether it answers a wish; it may have ended meanwhile, which is another matter."""
    try:
        handover.ask(handover.owner_of(home), {"do": "hello"}, ANSWERS_WITHIN)
    except TimeoutError:
        return False
    except (OSError, ValueError):
        return True
    return True


def stack(pid: int) -> str:
    """Where it stands, if there is anything that can tell."""
    spy = os.environ.get("PY_SPY", "py-spy")
    try:
        told = subprocess.run([spy, "dump", "--pid", str(pid)], capture_output=True, text=True, timeout=30.0)
    except (OSError, subprocess.TimeoutExpired) as fault:
        return str(fault)
    return told.stdout + told.stderr


def wrong_in_journal(home: Path) -> Iterator[str]:
    journal = home / "journal.db"
    if not journal.exists():
        return
    with closing(sqlite3.connect(journal)) as db:
        if (said := db.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            yield f"journal: {said}"
            return
        for row in db.execute("PRAGMA foreign_key_check").fetchall():
            yield f"journal: {row} refers to nothing"
        for number, state, request in db.execute("SELECT id, state, request FROM jobs").fetchall():
            if state not in set(JobState):
                yield f"journal: job {number} is {state}"
            Request.from_json(request)
        none = "SELECT id FROM jobs WHERE state = 'done' AND id NOT IN (SELECT job FROM results)"
        for (number,) in db.execute(none).fetchall():
            yield f"journal: job {number} is done and has no result"


@dataclass(frozen=True)
class Sample:
    """Of the window's process at rest. Its readers come and go with what they are asked, so theirs is only told."""

    seconds: float
    memory: float
    readers: float  # without the local service and what draws for it
    threads: int
    files: int
    jobs: int

    def value(self, name: str) -> float:
        return dict(zip(GROWTH, (self.memory, self.threads, self.files), strict=True))[name]

    def __str__(self) -> str:
        numbers = f"{self.memory:8.1f} MB ({self.readers:.1f} of its readers) {self.threads:4} threads"
        return f"{self.seconds:7.0f} s {numbers} {self.files:4} files {self.jobs:5} jobs"


def sample(program: Program, began: float) -> Sample | None:
    """None once it has ended."""
    pid = program.process.pid
    try:
        readers = [one for one in program.family() if one != pid and not _is_of_service(one, pid)]
        return Sample(
            time.monotonic() - began,
            _memory(pid),
            sum(map(_memory, readers)),
            len(list(Path(f"/proc/{pid}/task").iterdir())),
            len(list(Path(f"/proc/{pid}/fd").iterdir())),
            _jobs(program.home),
        )
    except OSError:
        return None


def growth(samples: Sequence[Sample], name: str) -> float:
    """For an hour: the median of the slopes between any two looks. A large picture that was just shown is no growth."""
    looks = [(each.seconds, each.value(name)) for each in samples]
    return 3600 * median((b - a) / (later - at) for (at, a), (later, b) in combinations(looks, 2))


def warm(samples: Sequence[Sample]) -> list[Sample]:
    return [each for each in samples if each.seconds > WARM_UP * samples[-1].seconds]


def lasted(samples: Sequence[Sample]) -> float:
    return samples[-1].seconds - samples[0].seconds if samples else 0.0


def _memory(pid: int) -> float:
    """MB that it holds itself. Of libraries its part gets larger whenever another process that has them, too, ends."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, re.findall(r"^Pss_(?:Anon|Shmem): +(\d+)", told, re.MULTILINE))) / 1000


def _is_of_service(pid: int, top: int) -> bool:
    while pid not in (0, 1, top):
        if "vividdesk.localservice" in command_of(pid):
            return True
        pid = _parent(pid)
    return False


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _jobs(home: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{home}/journal.db?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM jobs").fetchone()[0])
    except sqlite3.Error:
        return 0
