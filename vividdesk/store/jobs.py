"""The journal: every job, where it is, and how it came there."""

# Queries are put together from our own words; values are always bound.
# ruff: noqa: S608

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import product

from vividdesk.model.clip import Clip
from vividdesk.model.job import ACTIVE, ENDS, Ask, Attempt, Job, JobState, LaneId, Move, Outcome, Result
from vividdesk.model.request import Request
from vividdesk.store import connections, moves, queue, results, rows
from vividdesk.store.db import Database
from vividdesk.store.moves import Stale
from vividdesk.store.queue import NewJob
from vividdesk.store.results import Kept, NewResult
from vividdesk.store.rows import JobChanges, ResultChanges
from vividdesk.store.search import ALWAYS, Condition, Wanted, one_of

__all__ = ["JobChanges", "JobFilter", "Jobs", "Kept", "NewJob", "NewResult", "ResultChanges", "Stale"]


@dataclass(frozen=True)
class JobFilter:
    """What is left empty is not asked for."""

    states: tuple[JobState, ...] = ()
    text: str = ""  # of each word its beginning
    service: str = ""
    batch: str = ""
    hidden: bool | None = False  # None: both
    ask: bool | None = None  # whether the person is asked something


class Jobs:
    """A job that is given in is as the caller knows it; where it has moved on meanwhile, Stale is raised."""

    def __init__(self, db: Database, now: Callable[[], float] = time.time) -> None:
        self._db = db
        self._now = now

    async def add(self, news: Sequence[NewJob]) -> list[Job]:
        """All of them or none."""
        return await self._db.write(lambda db: queue.add(db, self._now(), news))

    async def get(self, number: int) -> Job | None:
        return await self._db.read(lambda db: moves.found(db, number))

    async def many(self, numbers: Sequence[int]) -> list[Job]:
        """In their order; one that is not there is left out."""

        def read(db: sqlite3.Connection) -> list[Job]:
            query = f"{rows.JOBS} WHERE jobs.id IN (SELECT value FROM json_each(?))"
            found = {job.id: job for job in map(rows.job, db.execute(query, (json.dumps(list(numbers)),)))}
            return [found[number] for number in numbers if number in found]

        return await self._db.read(read)

    async def tagged(self, tags: Sequence[str]) -> list[Job]:
        query = f"{rows.JOBS} WHERE tag IN (SELECT value FROM json_each(?)) ORDER BY jobs.id"
        return await self._db.read(lambda db: [rows.job(row) for row in db.execute(query, (json.dumps(list(tags)),))])

    async def page(self, wanted: JobFilter, after: Job | None = None, size: int = 100) -> list[Job]:
        """The newest first; `after` is the last of the page before."""

        def read(db: sqlite3.Connection) -> list[Job]:
            where = _wanted(db, wanted).page(after.id if after else None, size)
            query = f"{rows.JOBS} WHERE jobs.{where.sql} ORDER BY jobs.id DESC"
            return [rows.job(row) for row in db.execute(query, where.values)]

        return await self._db.read(read)

    async def count(self, wanted: JobFilter) -> int:
        return await self._db.read(lambda db: _wanted(db, wanted).count(db))

    async def counts(self) -> dict[JobState, int]:
        """Of those in the list, by state; a state that none is in is left out."""
        query = "SELECT state, count(*) FROM jobs WHERE hidden = 0 GROUP BY state"
        return await self._db.read(lambda db: {JobState(state): number for state, number in db.execute(query)})

    async def move(
        self,
        job: Job,
        to: JobState,
        why: str,
        changes: JobChanges | None = None,
        *,
        outcome: Outcome | None = None,
        answer: str = "",
        results: Sequence[NewResult] = (),
    ) -> Job:
        """`outcome` is the latest attempt's. Where results are given they take the place of those not kept yet."""
        return await self._db.write(
            lambda db: moves.move(db, self._now(), job, to, why, changes, outcome, answer, results)
        )

    async def let_go(self, numbers: Collection[int], why: str) -> list[Job]:
        """Of these, all that wait to be sent are cancelled, at once; they are returned."""

        def write(db: sqlite3.Connection) -> list[Job]:
            at, to, changes = self._now(), JobState.CANCELLED, JobChanges(ask=None, trouble=None)
            waiting = [job for number in numbers if (job := moves.found(db, number)) and job.state is JobState.QUEUED]
            return [moves.move(db, at, job, to, why, changes, None, "", ()) for job in waiting]

        return await self._db.write(write)

    async def note(self, job: Job, changes: JobChanges, answer: str = "") -> Job:
        """Facts without a move."""
        return await self._db.write(lambda db: moves.note(db, self._now(), job, changes, answer))

    async def begin(
        self,
        job: Job,
        account: str,
        body: str,
        seen: tuple[str, ...] | None,
        ahead: float,
        estimate: float | None,
    ) -> Job:
        """When this returns, a submit may leave."""
        return await self._db.write(lambda db: moves.begin(db, self._now(), job, account, body, seen, ahead, estimate))

    async def recover(self) -> list[Job]:
        """At the start, by the owner of the data folder: those that were being submitted are unsure now."""
        return await self._db.write(lambda db: moves.recover(db, self._now()))

    async def next_queued(self, lane: LaneId, besides: Collection[int] = ()) -> Job | None:
        return await self._db.read(lambda db: queue.next_queued(db, lane, besides))

    async def in_states(self, lane: LaneId | None, states: Collection[JobState]) -> list[Job]:
        """The oldest first. None: of all lanes."""
        return await self._db.read(lambda db: queue.in_states(db, lane, states))

    async def queued(self, lane: LaneId) -> dict[str, int]:
        """How many of each template wait to be sent."""
        return await self._db.read(lambda db: queue.queued(db, lane))

    async def doubtful(self, lane: LaneId, since: float) -> list[tuple[Job, Attempt]]:
        """Submits of which nobody knows whether they were taken, whatever became of their jobs."""

        def read(db: sqlite3.Connection) -> list[tuple[Job, Attempt]]:
            query = f"{rows.ATTEMPTS} WHERE connection = ? AND began_at >= ? AND outcome IN ('sent', 'unsure')"
            found = map(rows.attempt, db.execute(query, (connections.known(db, lane), since)).fetchall())
            pairs = [(moves.found(db, attempt.job), attempt) for attempt in found if attempt.job]
            return [(job, attempt) for job, attempt in pairs if job is not None]

        return await self._db.read(read)

    async def twin(self, requests: Sequence[Request], since: float) -> Job | None:
        """The newest with the same request that is active or was enqueued since then, of the first that has one."""
        states = one_of("state", ACTIVE)
        ends = one_of("state", tuple(ENDS))

        def read(db: sqlite3.Connection) -> Job | None:
            where = f"(same = ? AND {states.sql}) OR (same = ? AND {ends.sql} AND created_at >= ?)"
            for same in map(rows.sameness, requests):
                values = (same, *states.values, same, *ends.values, since)
                if row := db.execute(f"{rows.JOBS} WHERE {where} ORDER BY jobs.id DESC", values).fetchone():
                    return rows.job(row)
            return None

        return await self._db.read(read)

    async def claimed(self, service: str, remotes: Collection[str]) -> set[str]:
        """Those of a service's ids that jobs of ours have or had."""

        def read(db: sqlite3.Connection) -> set[str]:
            lanes = one_of("connection", connections.of_service(db, service))
            query = " UNION ".join(
                f"SELECT remote FROM {table} WHERE remote IN (SELECT value FROM json_each(?)) AND remote != ''"
                f" AND {lanes.sql}"
                for table in ("jobs", "attempts")
            )
            values = (json.dumps(list(remotes)), *lanes.values)
            return {remote for (remote,) in db.execute(query, values * 2)}

        return await self._db.read(read)

    async def durations(self, service: str, local: bool, template: str, most: int = 50) -> list[float]:
        """Seconds from the submit to the result, of the newest that came to one."""

        def read(db: sqlite3.Connection) -> list[float]:
            found = [
                row
                for lane in connections.of_service(db, service, local)
                for row in db.execute(
                    "SELECT ready_at, ready_at - sent_at FROM jobs WHERE connection = ? AND template = ?"
                    " AND ready_at > 0 ORDER BY ready_at DESC LIMIT ?",
                    (lane, template, most),
                )
            ]
            return [took for _at, took in sorted(found, reverse=True)[:most]]

        return await self._db.read(read)

    async def reorder(self, number: int, before: int | None) -> None:
        """Both are queued. It goes directly before the other, with its priority; None: to the end of its own."""
        await self._db.write(lambda db: queue.reorder(db, number, before))

    async def prioritise(self, numbers: Collection[int], priority: int) -> None:
        await self._db.write(lambda db: queue.mark(db, numbers, "priority", priority))

    async def hide(self, numbers: Collection[int], hidden: bool) -> None:
        await self._db.write(lambda db: queue.mark(db, numbers, "hidden", hidden))

    async def forget(self, numbers: Collection[int], clips: bool = False) -> list[str]:
        """Only what has ended. The rows go, of the library only if `clips`; what was paid stays in the ledger.

        Returns the files of photos that no job refers to any more; `Photos.drop` settles them.
        """
        return await self._db.write(lambda db: queue.forget(db, numbers, clips))

    async def results(self, number: int) -> list[Result]:
        return await self._db.read(lambda db: results.of_job(db, number))

    async def result(self, job: int, number: int, changes: ResultChanges) -> None:
        await self._db.write(lambda db: results.change(db, job, number, changes))

    async def keep(self, job: Job, number: int, kept: Kept) -> Clip:
        """Its file is in the library from now on. A second time changes nothing."""
        clip = await self._db.write(lambda db: results.keep(db, self._now(), job, number, kept))
        if clip is None:
            raise Stale(f"job {job.id} has no result {number} any more")
        return clip

    async def attempts(self, number: int) -> list[Attempt]:
        query = f"{rows.ATTEMPTS} WHERE job = ? ORDER BY number"
        return await self._db.read(lambda db: [rows.attempt(row) for row in db.execute(query, (number,))])

    async def moves(self, number: int) -> list[Move]:
        query = "SELECT * FROM moves WHERE job = ? ORDER BY rev"
        return await self._db.read(lambda db: [rows.move(row) for row in db.execute(query, (number,))])

    async def answers(self, number: int) -> list[tuple[float, str, str]]:
        """When, to what, and what the service said."""
        query = "SELECT at, kind, text FROM answers WHERE job = ? ORDER BY id"
        return await self._db.read(lambda db: db.execute(query, (number,)).fetchall())


def _wanted(db: sqlite3.Connection, wanted: JobFilter) -> Wanted:
    hidden = (0, 1) if wanted.hidden is None else (int(wanted.hidden),)
    states = wanted.states or tuple(JobState)
    lanes = connections.of_service(db, wanted.service) if wanted.service else None
    rest = Condition("ask IS NULL") if wanted.ask is False else ALWAYS
    every = one_of("hidden", hidden) & one_of("state", states) & rest
    if lanes is not None:
        every &= one_of("connection", lanes)
    if wanted.batch or wanted.ask:
        # These are few, and their own index finds them: the plus keeps SQLite from taking another.
        every = one_of("+hidden", hidden) & one_of("+state", states) & rest
        if lanes is not None:
            every &= one_of("+connection", lanes)
        if wanted.batch:
            every &= Condition("batch = ? AND batch != ''", (wanted.batch,))
        if wanted.ask:
            every &= one_of("ask", tuple(Ask)) & Condition("ask IS NOT NULL")
        branches = [every]
    else:
        branches = [
            (one_of("connection", (lane,)) if lanes is not None else ALWAYS)
            & Condition("hidden = ? AND state = ?", (is_hidden, state))
            & rest
            for lane, is_hidden, state in product(lanes if lanes is not None else (0,), hidden, states)
        ]
    return Wanted("jobs", "job_words", every, branches or [Condition("FALSE")], wanted.text)
