"""How the journal came to be as it is, step by step. A step that has been in a release is never changed."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

from vividdesk.errors import JournalNewer
from vividdesk.store.first import FIRST
from vividdesk.store.second import SECOND
from vividdesk.store.third import THIRD
from vividdesk.texts import _


class Migration(NamedTuple):
    number: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS = (
    Migration(1, "jobs, clips and what belongs to them", FIRST),
    Migration(2, "what clips are called at their service, and what it shall be told", SECOND),
    Migration(3, "results apart from the pictures of steps", THIRD),
)


def number(connection: sqlite3.Connection) -> int:
    """Of the last step that the journal has taken. An sqlite3.Error tells that it is no journal."""
    found: int = connection.execute("SELECT max(number) FROM migrations").fetchone()[0]
    return found


def pending(reached: int) -> Iterator[Migration]:
    """A JournalNewer where the journal is ahead of this program."""
    if reached > MIGRATIONS[-1].number:
        raise JournalNewer(
            _("The journal of jobs was written by a later version of vividdesk. It was left as it is."),
            _("Start that version, or set VIVIDDESK_HOME to another folder."),
        )
    yield from (migration for migration in MIGRATIONS if migration.number > reached)


def take(connection: sqlite3.Connection, migration: Migration, now: Callable[[], float]) -> None:
    """The step and its record are one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in migration.statements:
            connection.execute(statement)
        connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (migration.number, migration.name, now()))
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.rollback()
        raise
