"""The journal's file, and the threads that work on it: one that writes, one that reads, one for what takes long.

A search through everything so never delays a job's move.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from vividdesk.store.faults import Damaged, in_our_words
from vividdesk.store.worker import Worker

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

PATIENCE = 5.0  # seconds for another program that holds the journal
LARGEST_LOG = 16 * 1024 * 1024  # bytes that the write-ahead log keeps once it has grown
STATEMENTS = 256  # kept compiled


def connect(file: Path, patience: float = PATIENCE, query: str = "mode=rw") -> sqlite3.Connection:
    """Transactions are begun and ended by hand. The file must be there: a new journal is made elsewhere."""
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?{query}",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def prepare_for_writing(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {LARGEST_LOG}")


class Closing(Exception):
    """What takes long was broken off, because the store is being closed."""


class Database:
    """`connection` is a writer's, of the thread `writer`. `suspect` is called when the file turns out damaged."""

    def __init__(
        self, file: Path, connection: sqlite3.Connection, writer: Worker, suspect: Callable[[], None], patience: float
    ) -> None:
        self._file = file
        self._suspect = suspect
        self._patience = patience
        self._connection = connection
        self._writer = writer
        self._reader = Worker("journal reader")
        self._aside = Worker("journal aside")
        self._reading: sqlite3.Connection | None = None
        self._long_reading: sqlite3.Connection | None = None
        self._closing = False

    async def write(self, work: Work[T]) -> T:
        """All of it or nothing. Once begun it is done, also when the waiting is cancelled."""
        return await self._writer.do(lambda: self._transaction(work))

    async def read(self, work: Work[T]) -> T:
        return await self._reader.do(lambda: self._read(work))

    async def aside(self, work: Work[T]) -> T:
        """For what takes seconds: on a connection of its own. It breaks off with Closing when the store is closed."""
        return await self._aside.do(lambda: self._long(work))

    async def close(self, last: Work[None]) -> None:
        """`last` is written when all else is."""
        self._closing = True
        if self._long_reading is not None:
            self._long_reading.interrupt()
        for worker, work in (
            (self._aside, lambda: None),
            (self._reader, self._close_reader),
            (self._writer, lambda: self._close_writer(last)),
        ):
            try:
                await worker.do(work)
            finally:
                worker.stop()

    def keep_on(self) -> None:
        """To be called now and then by what takes long."""
        if self._closing:
            raise Closing

    def _transaction(self, work: Work[T]) -> T:
        connection = self._connection
        with self._watched(writing=True):
            if connection.in_transaction:  # the last roll-back failed, too
                connection.execute("ROLLBACK")
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                self._commit(connection)
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.rollback()
                raise
        return result

    def _commit(self, connection: sqlite3.Connection) -> None:
        """The one place, so that tests can make it fail just before and just after."""
        connection.execute("COMMIT")

    def _read(self, work: Work[T]) -> T:
        with self._watched(writing=False):
            if self._reading is None:
                self._reading = connect(self._file, self._patience, "mode=ro")
            self._reading.execute("BEGIN")  # one state of things for all that the work reads
            try:
                return work(self._reading)
            finally:
                self._reading.rollback()

    def _long(self, work: Work[T]) -> T:
        self.keep_on()
        with self._watched(writing=False), closing(connect(self._file, self._patience, "mode=ro")) as connection:
            self._long_reading = connection
            try:
                return work(connection)
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise Closing from fault
                raise
            finally:
                self._long_reading = None

    def _close_reader(self) -> None:
        if self._reading is not None:
            self._reading.close()

    def _close_writer(self, last: Work[None]) -> None:
        try:
            self._transaction(last)
        finally:
            self._connection.close()

    @contextmanager
    def _watched(self, writing: bool) -> Iterator[None]:
        try:
            with in_our_words(writing):
                yield
        except Damaged:
            self._suspect()
            raise
