"""Copies of the journal: one of each day, and one from before each change of its form."""

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from vividdesk.errors import JournalError, JournalNewer, JournalUnwritable
from vividdesk.paths import sync_folder
from vividdesk.store import migrations
from vividdesk.store.db import connect
from vividdesk.store.faults import damaged, in_our_words
from vividdesk.texts import _

FOLDER = "backups"
DAILY = re.compile(r"journal-\d{4}-\d\d-\d\d\.db")
MOST = 7  # of the daily ones
PAGES = 256  # copied between two looks at whether to go on


def daily(source: sqlite3.Connection, journal: Path, now: Callable[[], float], keep_on: Callable[[], None]) -> None:
    """Today's copy; nothing is done where there is one."""
    try:
        with in_our_words(writing=True):
            target = _place(journal, f"journal-{_today(now)}.db")
            if not target.exists():
                _copy(source, target, keep_on)
                for old in sorted(path for path in target.parent.iterdir() if DAILY.fullmatch(path.name))[:-MOST]:
                    old.unlink()
    except JournalUnwritable as fault:
        raise JournalError(
            _("Today’s copy of the journal of jobs could not be made ({reason}).").format(reason=fault.__cause__),
            _("Make room on the disk: if the journal is ever damaged, the last copy is all there is."),
        ) from fault


def before(source: sqlite3.Connection, journal: Path, number: int, now: Callable[[], float]) -> None:
    """A copy from before the journal takes this step."""
    _copy(source, _place(journal, f"journal-{_today(now)}-before-{number}.db"), lambda: None)


def newest_good(journal: Path) -> Path | None:
    """Read through from end to end; a later version's does not count."""
    folder = journal.parent / FOLDER
    for path in sorted(folder.glob("journal-*.db"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        try:
            with in_our_words(writing=False), closing(connect(path, query="mode=ro&immutable=1")) as connection:
                tuple(migrations.pending(migrations.number(connection)))
                examine(connection)
        except (JournalError, JournalNewer, sqlite3.OperationalError):
            continue
        return path
    return None


def examine(connection: sqlite3.Connection) -> None:
    """Reads all of it."""
    (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise damaged(said)


def put(copy: Path, place: Path) -> None:
    """A copy of the copy, on the disk for good."""
    shutil.copyfile(copy, place)
    settle(place)


def settle(file: Path) -> None:
    """To the disk."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _place(journal: Path, name: str) -> Path:
    folder = journal.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / name


def _today(now: Callable[[], float]) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(now()))


def _copy(source: sqlite3.Connection, target: Path, keep_on: Callable[[], None]) -> None:
    """Of one state of things: what is written meanwhile would make SQLite begin again with every write.

    A copy is read through before it counts, or a damaged journal would in a week have pushed out all good copies.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM facts").fetchone()
        try:
            with closing(sqlite3.connect(part, isolation_level=None)) as copied:
                source.backup(copied, pages=PAGES, progress=lambda *_progress: keep_on())
                copied.execute("PRAGMA journal_mode = DELETE")
                examine(copied)
        finally:
            source.rollback()
        settle(part)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
