"""What was paid: for each attempt what it was thought to cost, and what it did."""

# Queries are put together from our own words; values are always bound.
# ruff: noqa: S608

import sqlite3
import statistics
from typing import NamedTuple

from vividdesk.model.job import LaneId, Outcome
from vividdesk.store import connections, rows
from vividdesk.store.db import Database
from vividdesk.store.search import Condition, one_of

COUNTED = (Outcome.SENT, Outcome.UNSURE, Outcome.ACCEPTED)  # nobody can say that these cost nothing


class Spent(NamedTuple):
    jobs: int
    credits: float
    unpriced: int  # of the jobs: neither thought nor seen to cost anything


class LedgerRow(NamedTuple):
    """`job` is None where it was forgotten."""

    job: int | None
    number: int
    at: float
    lane: LaneId
    template: str
    label: str
    estimate: float | None
    fact: float | None
    outcome: Outcome


class Ledger:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def spent(self, lane: LaneId, since: float) -> Spent:
        """By all that was or may have been accepted; the fact counts, else the estimate."""
        outcomes = one_of("outcome", COUNTED)

        def read(db: sqlite3.Connection) -> Spent:
            query = (
                "SELECT count(*), coalesce(sum(coalesce(fact, estimate)), 0.0),"
                " count(*) FILTER (WHERE coalesce(fact, estimate) IS NULL)"
                f" FROM attempts WHERE connection = ? AND began_at >= ? AND {outcomes.sql}"
            )
            return Spent(*db.execute(query, (connections.known(db, lane), since, *outcomes.values)).fetchone())

        return await self._db.read(read)

    async def credits(
        self, job: int, number: int, before: float | None, after: float | None, fact: float | None
    ) -> None:
        """What the service's own count said before and after an attempt, and what that says of its cost."""
        columns = {"credits_before": before, "credits_after": after, "fact": fact}

        def write(db: sqlite3.Connection) -> None:
            rows.update(db, "attempts", columns, "job = ? AND number = ?", (job, number))
            db.execute(
                "UPDATE jobs SET cost = (SELECT sum(fact) FROM attempts WHERE job = jobs.id) WHERE id = ?", (job,)
            )

        await self._db.write(write)

    async def price(self, service: str, template: str, most: int = 9, *, local: bool = False) -> float | None:
        """The median of what the newest cost; None where none is known. What is made here has other prices."""

        def read(db: sqlite3.Connection) -> float | None:
            facts = [
                row
                for lane in connections.of_service(db, service, local)
                for row in db.execute(
                    "SELECT began_at, fact FROM attempts WHERE connection = ? AND template = ? AND fact IS NOT NULL"
                    " ORDER BY began_at DESC LIMIT ?",
                    (lane, template, most),
                )
            ]
            newest = [fact for _at, fact in sorted(facts, reverse=True)[:most]]
            return statistics.median(newest) if newest else None

        return await self._db.read(read)

    async def rows(self, lane: LaneId | None, since: float) -> list[LedgerRow]:
        """The newest first. None: of all lanes."""

        def read(db: sqlite3.Connection) -> list[LedgerRow]:
            where = Condition("began_at >= ?", (since,))
            if lane is not None:
                where = Condition("connection = ?", (connections.known(db, lane),)) & where
            found = db.execute(
                "SELECT job, number, began_at, service, local, address, template, label, estimate, fact, outcome"
                " FROM attempts CROSS JOIN connections ON connections.id = attempts.connection"
                f" WHERE {where.sql} ORDER BY began_at DESC",
                where.values,
            )
            return [
                LedgerRow(
                    job,
                    number,
                    at,
                    LaneId(service, bool(here), address),
                    template,
                    label,
                    estimate,
                    fact,
                    Outcome(said),
                )
                for job, number, at, service, here, address, template, label, estimate, fact, said in found
            ]

        return await self._db.read(read)
