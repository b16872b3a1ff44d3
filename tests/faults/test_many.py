"""Fault 40: ten thousand jobs. What the program does at its start and on its first pages is what it does with ten."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import World, hurried
from tests.faults.plan import Ask
from vividdesk.model.job import Job, JobState
from vividdesk.store import rows
from vividdesk.store.clips import ClipFilter
from vividdesk.store.jobs import JobFilter

FEW, MANY = 10, 10_000
PAGE = 100
STEPS = 100  # of SQLite's machine, that are counted as one
SLACK = 60  # of those, and of jobs: an index is a little deeper, and pauses are not all alike
A_MOMENT = 5.0


def multiply(journal: Path, times: int) -> None:
    """As many copies of the first job and clip; every other job is one that is still to be sent."""
    with closing(sqlite3.connect(journal)) as db, db:
        for table, different in (("jobs", ("tag", "same")), ("clips", ("file",))):
            columns = [name for _at, name, *_rest in db.execute(f"PRAGMA table_info({table})") if name != "id"]
            copied = [f"{name} || '-' || n" if name in different else name for name in columns]
            db.execute(
                f"WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {times})"
                f" INSERT INTO {table} ({', '.join(columns)})"
                f" SELECT {', '.join(copied)} FROM {table}, copies WHERE id = 1"
            )
        db.execute("UPDATE jobs SET state = 'queued' WHERE id % 2")


class Work:
    """What the threads of the journal do."""

    def __init__(self) -> None:
        self.steps = 0
        self.jobs = 0


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    work = Work()
    connect, job = sqlite3.connect, rows.job

    def count() -> int:
        work.steps += threading.current_thread().name in ("journal", "journal reader")
        return 0

    def connected(*words: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*words, **more)
        connection.set_progress_handler(count, STEPS)
        return connection

    def read(*words: Any) -> Job:
        work.jobs += 1
        return job(*words)

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connected)
        patch.setattr(rows, "job", read)
        yield work


@hurried
async def test_fault_40_it_opens_and_scrolls_as_with_ten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    done: dict[int, Work] = {}
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vimmerse")])
        await world.until(core, job, JobState.DONE)
    await world.service.close()
    for jobs in (FEW, MANY):
        multiply(world.home / "journal.db", jobs)
        with counted(monkeypatch) as work:
            async with world.core() as core:
                await asyncio.sleep(A_MOMENT)  # in which its lane tries to send some
                first = await core.store.jobs.page(JobFilter(), size=PAGE)
                assert len(first) == min(PAGE, jobs + 1)
                if jobs == MANY:
                    second = await core.store.jobs.page(JobFilter(), after=first[-1], size=PAGE)
                    assert second[0].id == first[-1].id - 1
                    work.jobs -= PAGE
                queued = await core.store.jobs.page(JobFilter(states=(JobState.QUEUED,)), size=FEW // 2)
                assert len(queued) == FEW // 2
                assert len(await core.store.clips.page(ClipFilter(), size=FEW)) == FEW
        done[jobs] = work
    assert done[MANY].jobs <= done[FEW].jobs + PAGE + SLACK
    assert done[MANY].steps <= done[FEW].steps * PAGE / FEW + SLACK
    assert len(world.asked(Ask.SUBMIT)) == 1
