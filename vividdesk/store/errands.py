"""What services shall be told, kept until they were: it outlasts the program's end and any outage."""

import sqlite3
from collections.abc import Callable, Collection

from vividdesk.model.errand import Errand, ErrandState, What
from vividdesk.model.job import ENDS, LaneId, Trouble
from vividdesk.store import connections, rows
from vividdesk.store.db import Database
from vividdesk.store.search import one_of

Place = tuple[LaneId, str]  # and the service's id of the result

COLUMNS = ("id", "remote", "what", "value", "rev", "due_at", "state")
ERRANDS = " ".join(
    (
        "SELECT service, local, address,",
        ", ".join(rows.TROUBLE),
        ",",
        ", ".join(f"errands.{name}" for name in COLUMNS),
        "FROM errands JOIN connections ON connections.id = errands.connection",
    )
)
OPEN = "errands.state IN ('wanted', 'sending')"
# Of what is to be deleted nothing else is told, unless the person thinks better of it.
GOING = (
    "SELECT 1 FROM errands AS going WHERE going.remote = errands.remote AND going.connection = errands.connection"
    " AND going.what = 'delete' AND going.state != 'refused'"
)
# What a job still waits for there is not deleted under its hands.
AWAITED = "SELECT 1 FROM jobs WHERE jobs.remote = errands.remote AND jobs.connection = errands.connection AND NOT"
WANT = (
    "INSERT INTO errands (connection, remote, what, value, due_at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (remote, connection, what) DO UPDATE SET value = excluded.value, due_at = excluded.due_at,"
    " rev = rev + 1, state = 'wanted', trouble_kind = NULL, trouble_title = NULL, trouble_advice = NULL"
    " WHERE value != excluded.value OR state != 'done'"
)


class Errands:
    def __init__(self, db: Database, now: Callable[[], float]) -> None:
        self._db = db
        self._now = now

    async def want(self, places: Collection[Place], what: What, value: str = "", after: float = 0.0) -> list[Errand]:
        """What is on the disk of it when this returns. `after` so many seconds it may be done.

        Of what is to be deleted nothing else need be told.
        """

        def write(db: sqlite3.Connection) -> list[Errand]:
            wanted = []
            for lane, remote in dict.fromkeys(places):
                connection = connections.number(db, lane)
                ours = (remote, connection)
                if what is not What.DELETE and _of(
                    db, "errands.remote = ? AND connection = ? AND what = 'delete'", *ours
                ):
                    continue
                db.execute(WANT, (connection, remote, what, rows.plain(value), self._now() + after))
                wanted += _of(db, "errands.remote = ? AND connection = ? AND what = ?", *ours, what)
            return wanted

        return await self._db.write(write)

    async def withdraw(self, places: Collection[Place], what: What) -> list[Place]:
        """Those of them that are not and will not be told."""

        def write(db: sqlite3.Connection) -> list[Place]:
            return [
                (lane, remote)
                for lane, remote in dict.fromkeys(places)
                if db.execute(
                    "DELETE FROM errands WHERE remote = ? AND connection = ? AND what = ? AND state = 'wanted'",
                    (remote, connections.known(db, lane), what),
                ).rowcount
            ]

        return await self._db.write(write)

    async def open(self) -> list[Errand]:
        """Of all services, the oldest first. What a job still waits for is not among those to be deleted."""
        active = one_of("jobs.state", tuple(ENDS))
        where = f"{OPEN} AND NOT (what = 'delete' AND EXISTS ({AWAITED} ({active.sql})))"
        where += f" AND NOT (what != 'delete' AND EXISTS ({GOING})) ORDER BY errands.id"
        return await self._db.read(lambda db: _of(db, where, *active.values))

    async def of(self, place: Place) -> list[Errand]:
        """All that was or shall be told of a result."""
        lane, remote = place
        where = "errands.remote = ? AND connection = ? ORDER BY errands.id"
        return await self._db.read(lambda db: _of(db, where, remote, connections.known(db, lane)))

    async def begin(self, errand: Errand) -> Errand | None:
        """None where it is not wanted like this any more."""
        return await self._change(errand, ErrandState.SENDING, None)

    async def put(self, errand: Errand, state: ErrandState, trouble: Trouble | None = None) -> Errand | None:
        """What became of it; None where the person wants something else by now."""
        return await self._change(errand, state, trouble)

    async def _change(self, errand: Errand, state: ErrandState, trouble: Trouble | None) -> Errand | None:
        columns = {**rows.assignments({"trouble": trouble}), "state": state}

        def write(db: sqlite3.Connection) -> Errand | None:
            rows.update(db, "errands", columns, "id = ? AND rev = ?", (errand.id, errand.rev))
            found = _of(db, "errands.id = ? AND rev = ?", errand.id, errand.rev)
            return found[0] if found else None

        return await self._db.write(write)


def _of(db: sqlite3.Connection, where: str, *values: object) -> list[Errand]:
    return [_errand(row) for row in db.execute(f"{ERRANDS} WHERE {where}", values)]


def _errand(row: rows.Row) -> Errand:
    service, local, address, *others = row
    number, remote, what, value, rev, due_at, state = others[len(rows.TROUBLE) :]
    return Errand(
        id=number,
        lane=LaneId(service, bool(local), address),
        remote=remote,
        what=What(what),
        value=value,
        rev=rev,
        due_at=due_at,
        state=ErrandState(state),
        trouble=rows.trouble(others),
    )
