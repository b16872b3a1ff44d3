"""All that the program remembers, but for settings and keys."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from vividdesk.errors import JournalError
from vividdesk.store import backups, opening
from vividdesk.store.clips import Clips
from vividdesk.store.connections import Connections
from vividdesk.store.db import PATIENCE, Closing, Database
from vividdesk.store.errands import Errands
from vividdesk.store.jobs import Jobs
from vividdesk.store.ledger import Ledger
from vividdesk.store.photos import Photos
from vividdesk.store.worker import Worker


class Store:
    """`told` is what the person should know of how the journal was found."""

    def __init__(self, db: Database, file: Path, opened: opening.Opened, now: Callable[[], float]) -> None:
        self._db = db
        self._file = file
        self._clean = opened.clean
        self._now = now
        self.told = opened.told
        self.jobs = Jobs(db, now)
        self.photos = Photos(db)
        self.clips = Clips(db)
        self.errands = Errands(db, now)
        self.ledger = Ledger(db)
        self.connections = Connections(db)

    @classmethod
    async def open(cls, folder: Path, now: Callable[[], float] = time.time, patience: float = PATIENCE) -> "Store":
        """By the owner of the data folder. A JournalError tells that the journal cannot be used.

        `patience`: seconds that another program may hold the journal.
        """
        file = folder / opening.NAME
        writer = Worker("journal")
        try:
            opened = await writer.do(lambda: opening.opened(folder, now, patience))
        except BaseException:
            writer.stop()
            raise
        return cls(Database(file, opened.connection, writer, lambda: _suspect(file), patience), file, opened, now)

    async def check(self) -> JournalError | None:
        """What is wrong with the journal, if the program was not closed in order; this may take long."""
        if self._clean:
            return None
        try:
            await self._db.aside(backups.examine)
        except JournalError as fault:
            return fault
        except Closing:
            pass
        return None

    async def back_up(self) -> None:
        """Once a day. A JournalError tells that it could not be done."""
        with suppress(Closing):
            await self._db.aside(lambda db: backups.daily(db, self._file, self._now, self._db.keep_on))

    async def close(self) -> None:
        """After what is being written."""
        await self._db.close(lambda db: opening.mark(db, clean=True))


def _suspect(file: Path) -> None:
    with suppress(OSError):
        opening.suspect(file)
