"""How the journal is opened, whatever has become of it: fault 29, and what is done so that it does not come to that."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.store.conftest import Clock, queued
from vividdesk.errors import JournalBusy, JournalError, JournalNewer, JournalUnwritable
from vividdesk.model.job import JobState
from vividdesk.store import opening
from vividdesk.store.jobs import JobFilter
from vividdesk.store.store import Store

PAGE = 4096
HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute(sys.argv[2])
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
held.close()
"""


async def left(folder: Path, clock: Clock, jobs: int = 1, backups: int = 1) -> Path:
    """A journal that was closed in order, with a copy from after each of the first jobs, a day apart."""
    store = await Store.open(folder, clock)
    for number in range(jobs):
        await queued(store)
        if number < backups:
            await store.back_up()
            clock.now += 86_400
    await store.close()
    return folder / opening.NAME


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def jobs_in(store: Store) -> int:
    return await store.jobs.count(JobFilter(hidden=None))


async def test_a_new_journal(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    assert (store.told, await jobs_in(store)) == ([], 0)
    assert await store.check() is None
    await store.close()
    assert list(files(tmp_path)) == [opening.NAME]


async def test_what_was_written_is_there_the_next_time(tmp_path: Path, clock: Clock) -> None:
    await left(tmp_path, clock, jobs=3, backups=0)
    store = await Store.open(tmp_path)
    assert (store.told, await jobs_in(store)) == ([], 3)
    await store.close()


async def test_how_it_is_set_up(store: Store) -> None:
    def read(db: sqlite3.Connection) -> list[object]:
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")]

    assert await store._db.write(read) == ["wal", 2, 1]
    with pytest.raises(JournalError, match="cannot be read"):
        await store._db.read(lambda db: db.execute("DELETE FROM jobs"))


class TestFromALaterVersion:
    @staticmethod
    def make_newer(journal: Path) -> None:
        with closing(sqlite3.connect(journal, isolation_level=None)) as db:
            db.execute("INSERT INTO migrations VALUES (99, 'much later', 0)")

    async def test_fault_29_it_is_refused_and_left_as_it_is(self, tmp_path: Path, clock: Clock) -> None:
        self.make_newer(await left(tmp_path, clock))
        before = files(tmp_path)
        with pytest.raises(JournalNewer, match="later version"):
            await Store.open(tmp_path, clock)
        assert files(tmp_path) == before

    async def test_fault_29_also_with_a_log_beside_it(self, tmp_path: Path, clock: Clock) -> None:
        """As after a kill: what makes it newer stands in the log alone."""
        journal = await left(tmp_path, clock)
        crash(journal, "INSERT INTO migrations VALUES (99, 'much later', 0)")
        before = files(tmp_path)
        assert before["journal.db-wal"]
        with pytest.raises(JournalNewer):
            await Store.open(tmp_path, clock)
        after = files(tmp_path)
        for name in ("journal.db", "journal.db-wal"):
            assert after[name] == before[name]

    async def test_fault_29_its_copy_is_not_put_in_the_place_of_ours(self, tmp_path: Path, clock: Clock) -> None:
        journal = await left(tmp_path, clock, jobs=2, backups=2)
        self.make_newer(sorted((tmp_path / "backups").iterdir())[-1])
        journal.write_bytes(b"")
        store = await Store.open(tmp_path, clock)
        assert await jobs_in(store) == 1
        await store.close()


def crash(journal: Path, statement: str) -> None:
    """Another process commits it and is gone without closing anything."""
    script = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute(sys.argv[2])\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, journal, statement], check=True)


def cut(journal: Path) -> None:
    os.truncate(journal, journal.stat().st_size * 2 // 3)


def cut_within_a_page(journal: Path) -> None:
    os.truncate(journal, 5000)


def fill_with_noise(journal: Path) -> None:
    journal.write_bytes(os.urandom(journal.stat().st_size))


def empty(journal: Path) -> None:
    journal.write_bytes(b"")


def spoil_header(journal: Path) -> None:
    spoil(journal, 0, 100)


def spoil_first_page(journal: Path) -> None:
    spoil(journal, 100, PAGE)


def make_another_database(journal: Path) -> None:
    journal.unlink()
    with closing(sqlite3.connect(journal)) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")


def make_text(journal: Path) -> None:
    journal.write_text("Dear diary,\n" * 1000)


def spoil(journal: Path, start: int, end: int) -> None:
    with journal.open("r+b") as file:
        file.seek(start)
        file.write(os.urandom(end - start))


SPOILERS = [
    cut, cut_within_a_page, fill_with_noise, empty, spoil_header, spoil_first_page, make_another_database, make_text,
]  # fmt: skip


class TestDamaged:
    @pytest.mark.parametrize("damage", SPOILERS)
    async def test_fault_29_it_is_set_aside_and_the_copy_restored(
        self, tmp_path: Path, clock: Clock, damage: Callable[[Path], None]
    ) -> None:
        journal = await left(tmp_path, clock, jobs=3, backups=2)
        damage(journal)
        spoilt = journal.read_bytes()
        store = await Store.open(tmp_path, clock)
        assert await jobs_in(store) == 2
        (told,) = store.told
        assert "2027-01-16" in told.title and "may be missing" in told.title
        assert "goes on at the services" in told.advice
        assert (await queued(store)).id == 3
        await store.close()
        (aside,) = tmp_path.glob("journal-damaged-*")
        assert aside.read_bytes() == spoilt
        assert str(aside) in told.advice
        assert "journal.db.part" not in files(tmp_path)
        store = await Store.open(tmp_path, clock)
        assert (store.told, await jobs_in(store)) == ([], 3)
        await store.close()

    async def test_fault_29_the_log_goes_with_it(self, tmp_path: Path, clock: Clock) -> None:
        """The restored one must not take it for its own."""
        journal = await left(tmp_path, clock)
        crash(journal, "UPDATE facts SET value = '0'")
        spoil_first_page(journal)
        cut_within_a_page(journal)
        with journal.with_name("journal.db-wal").open("r+b") as log:
            log.write(os.urandom(32))
        store = await Store.open(tmp_path, clock)
        assert await jobs_in(store) == 1
        await store.close()
        aside = sorted(path.name for path in tmp_path.glob("journal-damaged-*") if not path.name.endswith("-shm"))
        assert [name.removeprefix(aside[0]) for name in aside] == ["", "-wal"]

    async def test_fault_29_a_spoilt_copy_is_passed_over(self, tmp_path: Path, clock: Clock) -> None:
        journal = await left(tmp_path, clock, jobs=3, backups=3)
        oldest, middle, newest = sorted((tmp_path / "backups").iterdir())
        fill_with_noise(newest)
        spoil(middle, middle.stat().st_size // PAGE // 2 * PAGE, middle.stat().st_size)
        empty(journal)
        store = await Store.open(tmp_path, clock)
        assert await jobs_in(store) == 1
        assert oldest.name in store.told[0].title
        await store.close()

    async def test_fault_29_without_a_copy_it_begins_anew(self, tmp_path: Path, clock: Clock) -> None:
        empty(await left(tmp_path, clock, backups=0))
        store = await Store.open(tmp_path, clock)
        assert await jobs_in(store) == 0
        assert "begins anew" in store.told[0].title
        await store.close()

    async def test_fault_29_twice_in_one_second(self, tmp_path: Path, clock: Clock) -> None:
        for _time in range(2):
            empty(await left(tmp_path, clock, backups=0))
        await left(tmp_path, clock, backups=0)
        assert len(list(tmp_path.glob("journal-damaged-*"))) == 2

    @pytest.mark.parametrize("closed", [True, False])
    async def test_fault_29_a_page_in_the_middle(self, tmp_path: Path, clock: Clock, closed: bool) -> None:
        """It opens well. After an unclean end it is read through; otherwise it comes out when the page is read.

        Either way the next start sets it aside.
        """
        journal = await left(tmp_path, clock, jobs=3, backups=2)
        if not closed:
            crash(journal, "UPDATE facts SET value = '0'")
            with closing(sqlite3.connect(journal)) as db:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with closing(sqlite3.connect(journal)) as db:
            (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'jobs'").fetchone()
        journal.with_name("journal.db-wal").unlink(missing_ok=True)
        spoil(journal, (root - 1) * PAGE, root * PAGE)
        store = await Store.open(tmp_path, clock)
        assert store.told == []
        fault = await store.check()
        if closed:
            assert fault is None
            with pytest.raises(JournalError, match="damaged"):
                await store.jobs.get(1)
        else:
            assert fault is not None and "damaged" in fault.title
        await store.close()
        store = await Store.open(tmp_path, clock)
        assert (len(store.told), await jobs_in(store)) == (1, 2)
        await store.close()

    async def test_one_that_was_suspected_wrongly_stays(self, tmp_path: Path, clock: Clock) -> None:
        journal = await left(tmp_path, clock)
        opening.suspect(journal)
        for _time in range(2):
            store = await Store.open(tmp_path, clock)
            assert (store.told, await jobs_in(store)) == ([], 1)
            await store.close()
        assert opening.SUSPECT not in files(tmp_path)

    async def test_gone_while_there_are_copies(self, tmp_path: Path, clock: Clock) -> None:
        """As when the power fails between setting it aside and putting the copy in its place."""
        journal = await left(tmp_path, clock, jobs=2)
        journal.rename(tmp_path / "elsewhere")
        (tmp_path / "journal.db-wal").write_bytes(b"of the old one")
        store = await Store.open(tmp_path, clock)
        assert await jobs_in(store) == 1
        assert "was gone" in store.told[0].title
        await store.close()


@contextmanager
def held(journal: Path, statement: str = "SELECT 1") -> Iterator[Callable[[], None]]:
    """By another process, until the call."""
    words = [sys.executable, "-c", HOLDER, str(journal), statement]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin and holder.stdout and holder.stdout.readline() == b"held\n"

        def release() -> None:
            assert holder.stdin is not None
            with suppress(BrokenPipeError):  # it has let go already
                holder.stdin.write(b"\n")
                holder.stdin.flush()

        try:
            yield release
        finally:
            with suppress(BrokenPipeError):
                holder.stdin.close()


@pytest.mark.parametrize("mode", ["SELECT 1", "PRAGMA locking_mode = EXCLUSIVE"])
async def test_fault_29_held_by_another_for_longer_than_one_waits(tmp_path: Path, clock: Clock, mode: str) -> None:
    journal = await left(tmp_path, clock)
    with held(journal, mode), pytest.raises(JournalBusy, match="Another program"):
        await Store.open(tmp_path, clock, patience=0.05)
    store = await Store.open(tmp_path, clock)
    assert (store.told, await jobs_in(store)) == ([], 1)
    await store.close()


async def test_fault_29_held_by_another_for_a_moment(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = await left(tmp_path, clock)
    connect = opening.connect
    with held(journal) as release:

        def connecting(*words: object) -> sqlite3.Connection:
            release()
            return connect(*words)  # type: ignore[arg-type]

        monkeypatch.setattr(opening, "connect", connecting)
        store = await Store.open(tmp_path, clock, patience=20)
    assert await jobs_in(store) == 1
    await store.close()


async def test_held_by_another_while_it_is_open(store: Store, tmp_path: Path) -> None:
    store._db._connection.execute("PRAGMA busy_timeout = 20")
    job = await queued(store)
    with held(tmp_path / opening.NAME), pytest.raises(JournalBusy):
        await store.jobs.move(job, JobState.CANCELLED, "by the person")
    assert await store.jobs.get(job.id) == job  # reading goes on meanwhile
    await store.jobs.move(job, JobState.CANCELLED, "by the person")


async def test_a_folder_in_its_place_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / opening.NAME).mkdir()
    with pytest.raises(JournalError, match="cannot be"):
        await Store.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [opening.NAME]


async def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises((JournalError, JournalUnwritable)):
        await Store.open(tmp_path / "data")
