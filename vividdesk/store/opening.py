"""How the journal is opened, whatever has become of it.

From a later version: refused, untouched. Held by another program: waited for. Damaged: set aside, and the newest good
copy is put in its place.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from vividdesk.errors import JournalError, VividError
from vividdesk.paths import sync_folder
from vividdesk.store import backups, migrations
from vividdesk.store.db import connect, prepare_for_writing
from vividdesk.store.faults import Damaged, damaged, in_our_words
from vividdesk.texts import _

NAME = "journal.db"
SUSPECT = "journal-suspect"  # a file: the journal turned out damaged and is read through before it is opened again
LOG, BESIDE = "-wal", ("-wal", "-shm")  # what SQLite keeps beside it


@dataclass
class Opened:
    connection: sqlite3.Connection
    clean: bool  # it was closed in order
    told: list[VividError] = field(default_factory=list)


def opened(folder: Path, now: Callable[[], float], patience: float) -> Opened:
    """The journal of the folder, ready for writing."""
    file = folder / NAME
    told: list[VividError] = []
    with in_our_words(writing=True):
        if not file.exists():
            told += _begin(file, now)
        elif _is_damaged(file, patience):
            told.append(_replace(file, now))
        try:
            done = _open(file, now, patience)
        except Damaged:
            told.append(_replace(file, now))
            done = _open(file, now, patience)
    done.told = told
    return done


def mark(connection: sqlite3.Connection, clean: bool) -> None:
    connection.execute("INSERT OR REPLACE INTO facts VALUES ('clean', ?)", (str(int(clean)),))


def suspect(file: Path) -> None:
    """The journal is read through before it is opened the next time."""
    file.with_name(SUSPECT).touch()


def _is_damaged(file: Path, patience: float) -> bool:
    """As far as can be seen at once; to the last page where it is suspected. JournalNewer, JournalBusy: not to be used.

    Nothing is written, not even beside the file: what a later version left stays as it is.
    """
    has_log = file.with_name(file.name + LOG).exists()
    try:
        with closing(connect(file, patience, "mode=ro" if has_log else "mode=ro&immutable=1")) as connection:
            reached = _reached(connection)
            tuple(migrations.pending(reached))
            if file.with_name(SUSPECT).exists():
                with in_our_words(writing=False):
                    backups.examine(connection)
    except Damaged:
        return True
    file.with_name(SUSPECT).unlink(missing_ok=True)
    return False


def _reached(connection: sqlite3.Connection) -> int:
    """A Damaged where it is no journal of ours."""
    with in_our_words(writing=False):
        try:
            return migrations.number(connection)
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # the tables are not there
                raise damaged(fault) from fault
            raise


def _open(file: Path, now: Callable[[], float], patience: float) -> Opened:
    with in_our_words(writing=True):
        connection = connect(file, patience)
        try:
            prepare_for_writing(connection)
            steps = tuple(migrations.pending(_reached(connection)))
            if steps:
                backups.before(connection, file, steps[0].number, now)
            for step in steps:
                migrations.take(connection, step, now)
            clean = connection.execute("SELECT value FROM facts WHERE name = 'clean'").fetchone() == ("1",)
            mark(connection, clean=False)
        except BaseException:
            connection.close()
            raise
    return Opened(connection, clean)


def _begin(file: Path, now: Callable[[], float]) -> list[VividError]:
    """Where there is no journal. If there are copies of one, there should be."""
    copy = _make_ready(file, now)
    _put_in_place(file, now)
    if copy is None:
        return []
    _hold_back(file)
    return [
        JournalError(
            _("The journal of jobs was gone, so the copy {copy} is used. Jobs since then may be missing.").format(
                copy=copy.name
            ),
            _("What was sent since then goes on at the services, and may still wait here: look there, then resume."),
        )
    ]


def _replace(file: Path, now: Callable[[], float]) -> VividError:
    copy = _make_ready(file, now)
    aside = _put_in_place(file, now)
    file.with_name(SUSPECT).unlink(missing_ok=True)
    title = _("The journal of jobs was damaged, and there is no copy of it: the list of jobs begins anew.")
    if copy:
        _hold_back(file)
        title = _(
            "The journal of jobs was damaged, so the copy {copy} is used. Jobs since then may be missing."
        ).format(copy=copy.name)
    return JournalError(
        title,
        _(
            "What was sent since then goes on at the services, and may still wait here: look there, then resume. "
            "The damaged journal was kept as {file}."
        ).format(file=aside),
    )


def _hold_back(file: Path) -> None:
    """A copy has as queued what was sent since it was made: nothing of it leaves before a person has looked."""
    with closing(connect(file)) as connection:
        connection.execute("UPDATE connections SET paused = 1 WHERE local = 0")


def _put_in_place(file: Path, now: Callable[[], float]) -> Path:
    """What was made ready; returns where that lies which was there before."""
    aside = _set_aside(file, now)
    _part(file).replace(file)
    sync_folder(file.parent)
    return aside


def _part(file: Path) -> Path:
    return file.with_name(f"{file.name}.part")


def _make_ready(file: Path, now: Callable[[], float]) -> Path | None:
    """Makes ready what is to stand in the journal's place: the newest good copy, which is returned, or an empty one."""
    part = _part(file)
    part.unlink(missing_ok=True)
    if copy := backups.newest_good(file):
        backups.put(copy, part)
        return copy
    with closing(connect(part, query="mode=rwc")) as connection:
        for step in migrations.MIGRATIONS:
            migrations.take(connection, step, now)
        mark(connection, clean=True)
    backups.settle(part)
    return None


def _set_aside(file: Path, now: Callable[[], float]) -> Path:
    """With its log, which the journal that comes in its place must not take for its own."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now()))
    names = (f"journal-damaged-{stamp}{again}.db" for again in ("", *(f"-{number}" for number in range(2, 1000))))
    aside = next(path for path in map(file.with_name, names) if not path.exists())
    for ending in ("", *BESIDE):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).rename(aside.with_name(aside.name + ending))
    return aside
