"""Fault 29 as the program meets it; the journal's own trials are in tests/store."""

import asyncio
import functools
import hashlib
import sqlite3
from contextlib import closing

import pytest

from tests.faults.conftest import DAY, World, hurried
from vividdesk.errors import JournalBusy, JournalError, JournalNewer
from vividdesk.model.job import JobState
from vividdesk.store.jobs import JobFilter
from vividdesk.store.store import Store


@hurried
async def test_fault_29_a_corrupt_journal_is_set_aside_and_the_last_copy_restored(world: World) -> None:
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vimmerse")])
        await world.until(core, job, JobState.DONE)
        world.ahead += DAY
        await core.store.back_up()
    journal = world.home / "journal.db"
    spoilt = b"spoilt" * 5_000
    journal.write_bytes(spoilt)
    async with world.core() as core:
        (told,) = world.faults
        assert isinstance(told, JournalError)
        assert told.title
        assert told.advice
        assert [found.id for found in await core.store.jobs.page(JobFilter())] == [job.id]
        # What it has as queued may have been sent since: the person says when it goes on.
        (later,) = await core.runner.enqueue([world.order("vimmerse")])
        await asyncio.sleep(DAY)
        assert [lane.paused for lane in core.runner.lanes()] == [True]
        assert world.sent == 1
        await core.runner.resume()
        await world.until(core, later, JobState.DONE)
    assert spoilt in [path.read_bytes() for path in world.home.rglob("journal*") if path.is_file()]


@hurried
async def test_fault_29_a_newer_journal_is_left_alone(world: World) -> None:
    async with world.core(lanes=False):
        pass
    journal = world.home / "journal.db"
    with closing(sqlite3.connect(journal)) as db, db:
        db.execute("INSERT INTO migrations VALUES (99, 'much later', 0)")
    before = hashlib.sha256(journal.read_bytes()).hexdigest()
    with pytest.raises(JournalNewer):
        async with world.core():
            pass
    assert hashlib.sha256(journal.read_bytes()).hexdigest() == before


@hurried
async def test_fault_29_locked_by_another_program(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another that holds it for long is told; the next try finds all as it was."""
    async with world.core(lanes=False) as core:
        (job,) = await core.runner.enqueue([world.order("vistoure")])
    monkeypatch.setattr(Store, "open", functools.partial(Store.open, patience=0.05))
    with closing(sqlite3.connect(world.home / "journal.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalBusy):
            async with world.core():
                pass
    async with world.core() as core:
        await world.until(core, job, JobState.DONE)
