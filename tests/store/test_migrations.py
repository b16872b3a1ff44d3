"""Each step whole or not at all, and a copy from before it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.store.conftest import Clock, queued
from vividdesk.errors import JournalUnwritable
from vividdesk.store import backups, migrations, opening
from vividdesk.store.clips import ClipFilter
from vividdesk.store.db import connect
from vividdesk.store.jobs import JobFilter
from vividdesk.store.migrations import MIGRATIONS, Migration
from vividdesk.store.store import Store

REACHED = MIGRATIONS[-1].number
NEXT = Migration(REACHED + 1, "a column", ("ALTER TABLE jobs ADD COLUMN colour TEXT", "UPDATE jobs SET colour = 'red'"))


class Interrupted(Exception):
    pass


class Breaking(sqlite3.Connection):
    """Fails at the statement that the test chooses."""

    left = 0

    def execute(self, sql: str, *others: Any) -> sqlite3.Cursor:
        type(self).left -= 1
        if type(self).left == 0:
            raise Interrupted(sql)
        return super().execute(sql, *others)


def schema(db: sqlite3.Connection) -> list[Any]:
    return db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name").fetchall()


@pytest.mark.parametrize("step", [*MIGRATIONS, NEXT], ids=lambda step: step.name)
def test_interrupted_at_each_statement(tmp_path: Path, step: Migration) -> None:
    with closing(sqlite3.connect(tmp_path / "j.db", isolation_level=None, factory=Breaking)) as db:
        for earlier in [one for one in MIGRATIONS if one.number < step.number]:
            migrations.take(db, earlier, lambda: 0.0)
        before = schema(db)
        for place in range(1, len(step.statements) + 4):  # and the beginning, the record, the end
            Breaking.left = place
            with pytest.raises(Interrupted):
                migrations.take(db, step, lambda: 0.0)
            assert not db.in_transaction
            assert schema(db) == before
        Breaking.left = 0
        migrations.take(db, step, lambda: 7.0)
        assert migrations.number(db) == step.number
        assert schema(db) != before


async def test_an_older_journal_is_copied_and_then_changed(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await Store.open(tmp_path, clock)
    job = await queued(store)
    await store.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, NEXT))
    store = await Store.open(tmp_path, clock)
    assert store.told == []
    assert await store.jobs.get(job.id) == job
    colours = await store._db.read(lambda db: db.execute("SELECT colour FROM jobs").fetchall())
    assert colours == [("red",)]
    await store.close()
    (copy,) = (tmp_path / backups.FOLDER).iterdir()
    assert copy.name.endswith(f"-before-{NEXT.number}.db")
    with closing(connect(copy)) as db:
        assert migrations.number(db) == REACHED
        assert db.execute("SELECT count(*) FROM jobs").fetchone() == (1,)


async def test_one_that_cannot_be_made_leaves_the_journal_as_it_was(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await Store.open(tmp_path, clock)
    await queued(store)
    await store.close()
    broken = Migration(REACHED + 2, "wrong", ("CREATE TABLE a (b)", "nonsense"))
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, NEXT, broken))
        with pytest.raises(sqlite3.OperationalError, match="nonsense"):
            await Store.open(tmp_path, clock)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, NEXT))
    store = await Store.open(tmp_path, clock)
    assert (store.told, await store.jobs.count(JobFilter())) == ([], 1)
    await store.close()


async def test_no_copy_no_step(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await Store.open(tmp_path, clock)
    await store.close()
    (tmp_path / backups.FOLDER).write_text("in the way")
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, NEXT))
    with pytest.raises(JournalUnwritable):
        await Store.open(tmp_path, clock)
    with closing(connect(tmp_path / opening.NAME)) as db:
        assert migrations.number(db) == REACHED


FORMER = (
    "INSERT INTO connections (id, service, local, address) VALUES (7, 'vimmerse', 0, 'https://v.example')",
    "INSERT INTO jobs (id, tag, state, connection, request, same, template, label, photo, texts, out, batch, priority,"
    " rank, created_at, changed_at, remote) VALUES (3, 'vd-12ab', 'done', 7, '{}', '', 't', 'l', '', '', '', '', 0, 0,"
    " 0, 0, 'R2')",
    "INSERT INTO attempts (job, number, connection, template, label, began_at, account, body, ahead, outcome, remote)"
    " VALUES (3, 1, 7, 't', 'l', 0, '', '', 0, 'accepted', 'R1'), (3, 2, 7, 't', 'l', 0, '', '', 0, 'accepted', 'R2')",
    "INSERT INTO results (job, number, attempt, url, step, name, kind, expires_at, file) VALUES"
    " (3, 1, 1, '', '', '', '', 0, ''), (3, 2, 2, '', '', '', '', 0, '')",
    *(
        "INSERT INTO clips (id, job, result, file, service, template, label, kind, width, height, seconds, size, hash,"
        " poster, made_at, local, photo, prompt, title, step) VALUES"
        f" ({values[0]}, {values[1]}, 'f', 'vimmerse', 't', 'l', 'video/mp4', 1, 1, 1, 1, '', '', 0, 0, '', '',"
        f" '{values[2]}', '')"
        for values in (
            (1, "3, 1", "A holiday [vd-12ab]"),
            (2, "3, 2", "[vd-12ab]"),
            (3, "NULL, NULL", "Old [vd-12ab]"),
        )
    ),
)


async def test_clips_of_an_earlier_version_learn_what_their_service_calls_them(tmp_path: Path, clock: Clock) -> None:
    with closing(sqlite3.connect(tmp_path / opening.NAME, isolation_level=None)) as db:
        migrations.take(db, MIGRATIONS[0], clock)
        for statement in FORMER:
            db.execute(statement)
    store = await Store.open(tmp_path, clock)
    clips = await store.clips.many([1, 2, 3])
    assert [(clip.remote, clip.address, clip.title) for clip in clips] == [
        ("R1", "https://v.example", "A holiday"),
        ("R2", "https://v.example", ""),
        ("", "", "Old [vd-12ab]"),  # of a job that was forgotten nothing is known any more
    ]
    assert await store.clips.count(ClipFilter(text="holiday")) == 1
    assert await store.clips.count(ClipFilter(text="12ab")) == 1
    await store.close()


def test_numbers_go_up_by_one() -> None:
    assert [step.number for step in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))
    made: Callable[[], float] = lambda: 0.0  # noqa: E731
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for step in MIGRATIONS:
            migrations.take(db, step, made)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
