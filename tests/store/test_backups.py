"""A copy of each day."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.conftest import Clock, new, queued
from vividdesk.errors import JournalError
from vividdesk.store import backups
from vividdesk.store.db import connect
from vividdesk.store.jobs import JobFilter
from vividdesk.store.store import Store

DAY = 86_400


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / backups.FOLDER).iterdir())


def jobs_in(copy: Path) -> int:
    with closing(connect(copy, query="mode=ro&immutable=1")) as db:
        backups.examine(db)
        return int(db.execute("SELECT count(*) FROM jobs").fetchone()[0])


async def test_one_a_day_and_a_week_of_them(store: Store, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / backups.FOLDER).mkdir()
    (tmp_path / backups.FOLDER / "journal-2020-01-01-before-2.db").write_text("stays")
    for _day in range(9):
        await queued(store)
        await store.back_up()
        await queued(store)
        await store.back_up()  # nothing: there is one of today
        clock.now += DAY
    names = copies(tmp_path)
    assert names[0] == "journal-2020-01-01-before-2.db"
    assert len(names) == 1 + backups.MOST
    assert [jobs_in(tmp_path / backups.FOLDER / name) for name in names[1:]] == [5, 7, 9, 11, 13, 15, 17]


async def test_while_the_journal_is_being_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is of one state of things, is not begun again with each write, and holds none of them up."""
    await store.jobs.add([new() for _job in range(300)])
    looks = 0
    loop = asyncio.get_running_loop()

    def looking() -> None:
        nonlocal looks
        looks += 1
        asyncio.run_coroutine_threadsafe(queued(store), loop).result(20)

    monkeypatch.setattr(backups, "PAGES", 16)
    monkeypatch.setattr(store._db, "keep_on", looking)
    await store.back_up()
    assert looks > 5
    assert await store.jobs.count(JobFilter()) == 300 + looks
    (name,) = copies(tmp_path)
    assert jobs_in(tmp_path / backups.FOLDER / name) == 301  # the first look is before it begins


async def test_closing_breaks_it_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await Store.open(tmp_path)
    await store.jobs.add([new() for _job in range(100)])
    monkeypatch.setattr(backups, "PAGES", 1)
    keep_on, loop = store._db.keep_on, asyncio.get_running_loop()
    begun = asyncio.Event()
    closing = threading.Event()
    looks = 0

    def looking() -> None:
        nonlocal looks
        looks += 1
        if looks == 5:
            loop.call_soon_threadsafe(begun.set)
            assert closing.wait(20)
        keep_on()

    monkeypatch.setattr(store._db, "keep_on", looking)
    copying = asyncio.create_task(store.back_up())
    await begun.wait()
    closed = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    closing.set()
    await closed
    await copying
    assert (looks, copies(tmp_path)) == (5, [])


async def test_it_cannot_be_made(store: Store, tmp_path: Path) -> None:
    (tmp_path / backups.FOLDER).write_text("in the way")
    with pytest.raises(JournalError, match="could not be made"):
        await store.back_up()
    await queued(store)


async def test_a_damaged_journal_makes_no_copy(tmp_path: Path, clock: Clock) -> None:
    """Or in a week it would have pushed out the good ones."""
    store = await Store.open(tmp_path, clock)
    await store.jobs.add([new() for _job in range(50)])
    await store.back_up()
    await store.close()
    journal = tmp_path / "journal.db"
    with closing(sqlite3.connect(journal)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'moves'").fetchone()
    with journal.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    clock.now += DAY
    store = await Store.open(tmp_path, clock)
    with pytest.raises(JournalError, match="damaged"):
        await store.back_up()
    assert len(copies(tmp_path)) == 1
    await store.close()
    store = await Store.open(tmp_path, clock)
    assert len(store.told) == 1
    assert await store.jobs.count(JobFilter()) == 50
    await store.close()
