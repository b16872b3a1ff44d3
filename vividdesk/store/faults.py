"""What SQLite says, in the words of vividdesk's own faults."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from vividdesk.errors import JournalBusy, JournalError, JournalUnwritable
from vividdesk.texts import _

BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
REFUSED = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


class Damaged(JournalError):
    """Its content is not what it should be."""


def damaged(reason: object) -> Damaged:
    return Damaged(
        _("The journal of jobs is damaged ({reason}).").format(reason=reason),
        _("Close vividdesk and start it again: the last good copy of the journal is then put in its place."),
    )


def unwritable(reason: object) -> JournalUnwritable:
    return JournalUnwritable(
        _("The journal of jobs cannot be written ({reason}). What was to be written is not.").format(reason=reason),
        _("Make room on the disk, or give yourself the right to write there. Nothing is sent until then."),
    )


def busy() -> JournalBusy:
    return JournalBusy(
        _("Another program holds the journal of jobs."),
        _("Close what has journal.db open, then try again."),
    )


@contextmanager
def in_our_words(writing: bool) -> Iterator[None]:
    """Around everything that SQLite does. What is our own mistake stays what it is."""
    try:
        yield
    except sqlite3.Error as fault:
        # The lower byte is the kind, the upper ones tell more of it. None: the mistake was found in Python.
        kind = getattr(fault, "sqlite_errorcode", 0) & 0xFF
        if kind in BROKEN:
            raise damaged(fault) from fault
        if kind in BUSY:
            raise busy() from fault
        if kind in REFUSED and writing:
            raise unwritable(fault) from fault
        if kind in REFUSED:
            raise JournalError(
                _("The journal of jobs cannot be read ({reason}).").format(reason=fault),
                _("See that its disk is there and that you may read it."),
            ) from fault
        raise
    except OSError as fault:
        raise unwritable(fault.strerror or fault) from fault
