"""The threads and the transactions: nothing half, nothing lost track of, nothing that holds up another."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.disks import small_disk
from tests.store.conftest import VIMMERSE, Clock, begun, new, queued
from vividdesk.errors import JournalUnwritable
from vividdesk.model.job import JobState
from vividdesk.store.jobs import JobFilter
from vividdesk.store.store import Store
from vividdesk.store.worker import Worker

# Moves a job for ever; stops for good where the test says so, in the middle of the commit or just before it.
MOVER = """
import asyncio, sys, threading
from pathlib import Path
from tests.store.conftest import begun, queued
from vividdesk.model.job import JobState, Outcome
from vividdesk.store.store import Store

async def main(folder, place, after):
    store = await Store.open(folder)
    commit, left = store._db._commit, int(after)
    def committing(connection):
        nonlocal left
        left -= 1
        if place == "after":
            commit(connection)
        if left == 0:
            print("now", flush=True)
            threading.Event().wait()
        if place == "before":
            commit(connection)
    store._db._commit = committing
    job = await queued(store)
    while True:
        job = await begun(store, job)
        job = await store.jobs.move(job, JobState.QUEUED, "again", outcome=Outcome.NOT_TAKEN)

asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))
"""


@pytest.mark.parametrize("place", ["before", "after"])
async def test_killed_at_a_commit(tmp_path: Path, place: str) -> None:
    """The journal is whole, and has a row for each move."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", MOVER, str(tmp_path), place, "4"), stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout and await child.stdout.readline() == b"now\n"
    child.kill()
    await child.communicate()
    store = await Store.open(tmp_path)
    assert store.told == []
    assert await store.check() is None
    (job,) = await store.jobs.page(JobFilter())
    moves = await store.jobs.moves(job.id)
    assert [move.rev for move in moves] == list(range(1, job.rev + 1))
    assert moves[-1].after is job.state
    # The fourth commit is the second submit's.
    assert (job.state, job.rev) == ((JobState.QUEUED, 3) if place == "before" else (JobState.SUBMITTING, 4))
    assert len(await store.jobs.attempts(job.id)) == job.attempts == (1 if place == "before" else 2)
    assert [each.state for each in await store.jobs.recover()] == ([] if place == "before" else [JobState.UNSURE])
    await store.close()


class TestDiskFull:
    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
    async def test_fault_6_on_a_real_disk(self, tmp_path: Path, small: Path, clock: Clock) -> None:
        """What is refused is not half there; when there is room it goes on, and a job can still be looked at."""
        store = await Store.open(small, clock)
        job = await queued(store)
        filler = small / "filler"
        filler.write_bytes(b"x" * (os.statvfs(small).f_bavail - 2) * 4096)
        with pytest.raises(JournalUnwritable, match="What was to be written is not"):
            await store.jobs.add([new() for _job in range(200)])
        assert await store.jobs.count(JobFilter()) == 1
        assert await store.jobs.get(job.id) == job
        with pytest.raises(JournalUnwritable):
            while True:
                job = await store.jobs.move(await begun(store, job), JobState.QUEUED, "again")
        before = await store.jobs.get(job.id)
        filler.unlink()
        assert before is not None
        assert len(await store.jobs.moves(job.id)) == before.rev
        await store.jobs.move(before, JobState.CANCELLED, "by the person")
        await store.jobs.add([new() for _job in range(200)])
        await store.close()
        store = await Store.open(small, clock)
        assert (store.told, await store.jobs.count(JobFilter())) == ([], 201)
        await store.close()

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
    async def test_fault_6_from_the_start(self, small: Path, clock: Clock) -> None:
        (small / "filler").write_bytes(b"x" * (os.statvfs(small).f_bavail - 2) * 4096)
        with pytest.raises(JournalUnwritable):
            await Store.open(small, clock)
        (small / "filler").unlink()
        store = await Store.open(small, clock)
        assert store.told == []
        await store.close()

    async def test_fault_6_with_no_page_more(self, store: Store) -> None:
        job = await queued(store)
        await store._db.write(lambda db: None)
        limit = store._db._connection.execute("PRAGMA max_page_count = 1").fetchone()[0]
        with pytest.raises(JournalUnwritable, match="full"):
            await store.jobs.add([new() for _job in range(100)])
        store._db._connection.execute(f"PRAGMA max_page_count = {limit + 1000}")
        await store.jobs.add([new() for _job in range(100)])
        assert await store.jobs.get(job.id) == job


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", "3m") as place:
        yield place


async def test_our_own_mistake_is_rolled_back_and_stays_what_it_is(store: Store) -> None:
    def wrong(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO facts VALUES ('half', '1')")
        db.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await store._db.write(wrong)
    assert await store._db.read(lambda db: db.execute("SELECT 1 FROM facts WHERE name = 'half'").fetchall()) == []
    await queued(store)


async def test_a_write_that_was_begun_is_done_though_nobody_waits(store: Store) -> None:
    begun_writing, go_on = threading.Event(), threading.Event()

    def slow(db: sqlite3.Connection) -> None:
        begun_writing.set()
        assert go_on.wait(20)
        db.execute("INSERT INTO facts VALUES ('slow', '1')")

    writing = asyncio.create_task(store._db.write(slow))
    while not begun_writing.is_set():
        await asyncio.sleep(0)
    waiting = asyncio.create_task(store._db.write(lambda db: db.execute("INSERT INTO facts VALUES ('later', '1')")))
    await asyncio.sleep(0)
    for task in (writing, waiting):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    go_on.set()
    await queued(store)
    found = await store._db.read(lambda db: db.execute("SELECT name FROM facts ORDER BY name").fetchall())
    assert found == [("clean",), ("slow",)]  # what had not begun is not done


async def test_a_long_search_does_not_hold_up_a_move(store: Store) -> None:
    job = await queued(store)
    searching, moved = threading.Event(), threading.Event()

    def search(_db: sqlite3.Connection) -> bool:
        searching.set()
        return moved.wait(20)

    reading = asyncio.create_task(store._db.read(search))
    while not searching.is_set():
        await asyncio.sleep(0)
    await store.jobs.move(job, JobState.CANCELLED, "by the person")
    moved.set()
    assert await reading


async def test_what_is_read_together_is_of_one_moment(store: Store) -> None:
    job = await queued(store)
    first, moved = threading.Event(), threading.Event()

    def read(db: sqlite3.Connection) -> list[tuple[int]]:
        query = "SELECT rev FROM jobs UNION ALL SELECT max(rev) FROM moves"
        seen = db.execute(query).fetchall()
        first.set()
        assert moved.wait(20)
        return seen + db.execute(query).fetchall()

    reading = asyncio.create_task(store._db.read(read))
    while not first.is_set():
        await asyncio.sleep(0)
    await store.jobs.move(job, JobState.CANCELLED, "by the person")
    moved.set()
    assert await reading == [(1,)] * 4


async def test_from_another_loop(store: Store) -> None:
    """As the transfer thread has one."""
    made = await asyncio.to_thread(lambda: asyncio.run(queued(store)))
    assert await store.jobs.next_queued(VIMMERSE) == made


async def test_closing_writes_first_what_was_begun(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    adding = [asyncio.create_task(queued(store)) for _job in range(20)]
    await asyncio.sleep(0)
    await store.close()
    assert len(await asyncio.gather(*adding)) == 20
    with pytest.raises(RuntimeError, match="closed"):
        await queued(store)
    store = await Store.open(tmp_path)
    assert await store.jobs.count(JobFilter()) == 20
    await store.close()


def test_a_disk_that_never_answers_does_not_keep_the_program_from_ending() -> None:
    script = (
        "import asyncio, threading\n"
        "from vividdesk.store.worker import Worker\n"
        "async def main():\n"
        "    hanging = asyncio.create_task(Worker('w').do(threading.Event().wait))\n"
        "    await asyncio.sleep(0)\n"
        "    hanging.cancel()\n"
        "asyncio.run(main())"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=20).returncode == 0


async def test_a_worker_goes_on_after_a_fault() -> None:
    worker = Worker("test")

    def work() -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        await worker.do(work)
    assert await worker.do(lambda: 7) == 7
    worker.stop()
