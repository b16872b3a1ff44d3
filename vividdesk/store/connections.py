"""The connections that jobs went to, without their secrets."""

# Queries are put together from our own words; values are always bound.
# ruff: noqa: S608

import sqlite3

from vividdesk.model.job import LaneId
from vividdesk.store.db import Database

OF_LANE = "service = ? AND local = ? AND address = ?"


class Connections:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self) -> list[LaneId]:
        query = "SELECT service, local, address FROM connections ORDER BY id"
        rows = await self._db.read(lambda db: db.execute(query).fetchall())
        return [LaneId(service, bool(local), address) for service, local, address in rows]

    async def paused(self, lane: LaneId) -> bool:
        """By the person."""
        query = f"SELECT paused FROM connections WHERE {OF_LANE}"
        found = await self._db.read(lambda db: db.execute(query, key(lane)).fetchone())
        return bool(found and found[0])

    async def pause(self, lane: LaneId, paused: bool) -> None:
        await self._db.write(
            lambda db: db.execute("UPDATE connections SET paused = ? WHERE id = ?", (paused, number(db, lane)))
        )


def key(lane: LaneId) -> tuple[str, bool, str]:
    return lane.service, lane.local, lane.address


def number(db: sqlite3.Connection, lane: LaneId) -> int:
    """Of the lane's row, which is made where there is none."""
    db.execute("INSERT OR IGNORE INTO connections (service, local, address) VALUES (?, ?, ?)", key(lane))
    return int(known(db, lane) or 0)


def known(db: sqlite3.Connection, lane: LaneId) -> int | None:
    found = db.execute(f"SELECT id FROM connections WHERE {OF_LANE}", key(lane)).fetchone()
    return int(found[0]) if found else None


def of_service(db: sqlite3.Connection, service: str, local: bool | None = None) -> list[int]:
    """A person may have used more than one address of it."""
    rows = db.execute("SELECT id, local FROM connections WHERE service = ?", (service,))
    return [id_ for id_, is_local in rows if local is None or bool(is_local) == local]
