"""What waits to be sent, and in which order. Each function is the work of one transaction."""

# Queries are put together from our own words; values are always bound.
# ruff: noqa: S608

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from vividdesk.model.job import ENDS, Job, JobState, LaneId
from vividdesk.model.request import Request
from vividdesk.store import connections, moves, rows
from vividdesk.store.search import one_of


@dataclass(frozen=True)
class NewJob:
    """Its photos lie in the folder of photos already."""

    request: Request
    lane: LaneId
    tag: str
    out: str = ""
    batch: str = ""
    origin: int | None = None
    priority: int = 0


def add(db: sqlite3.Connection, at: float, news: Sequence[NewJob]) -> list[Job]:
    (rank,) = db.execute("SELECT coalesce(max(rank), 0) FROM jobs WHERE state = 'queued'").fetchone()
    lanes = {new.lane: connections.number(db, new.lane) for new in news}
    jobs = []
    for place, new in enumerate(news, start=1):
        number = _insert(db, at, new, lanes[new.lane], rank + place)
        moves.first(db, at, number)
        _refer(db, at, number, new.request)
        found = moves.found(db, number, new.request)
        assert found is not None
        jobs.append(found)
    return jobs


def next_queued(db: sqlite3.Connection, lane: LaneId, besides: Collection[int]) -> Job | None:
    row = db.execute(
        f"{rows.JOBS} WHERE connection = ? AND state = 'queued' AND jobs.id NOT IN (SELECT value FROM json_each(?))"
        " ORDER BY priority DESC, rank, jobs.id LIMIT 1",
        (connections.known(db, lane), json.dumps(list(besides))),
    ).fetchone()
    return rows.job(row) if row else None


def in_states(db: sqlite3.Connection, lane: LaneId | None, states: Collection[JobState]) -> list[Job]:
    where = one_of("hidden", (0, 1)) & one_of("state", tuple(states))
    if lane is not None:
        where &= one_of("connection", (connections.known(db, lane),))
    return [rows.job(row) for row in db.execute(f"{rows.JOBS} WHERE {where.sql} ORDER BY jobs.id", where.values)]


def queued(db: sqlite3.Connection, lane: LaneId) -> dict[str, int]:
    query = "SELECT template, count(*) FROM jobs WHERE state = 'queued' AND connection = ? GROUP BY template"
    return dict(db.execute(query, (connections.known(db, lane),)).fetchall())


def reorder(db: sqlite3.Connection, number: int, before: int | None) -> None:
    """Nothing, where one of them is not queued any more: the person could not know in time."""
    own, other = _place(db, number), before and _place(db, before)
    if own is None or number == before:
        return
    if before is None:
        priority, _rank = own
        (last,) = db.execute(
            "SELECT max(rank) FROM jobs WHERE state = 'queued' AND priority = ?", (priority,)
        ).fetchone()
        rows.update(db, "jobs", {"rank": last + 1}, "id = ?", (number,))
    elif other:
        priority, _rank = other
        rank = _free_rank(db, number, before)
        if rank is None:
            _renumber(db, priority)
            rank = _free_rank(db, number, before)
        rows.update(db, "jobs", {"priority": priority, "rank": rank}, "id = ?", (number,))


def _place(db: sqlite3.Connection, number: int) -> tuple[int, float] | None:
    found = db.execute("SELECT priority, rank FROM jobs WHERE id = ? AND state = 'queued'", (number,)).fetchone()
    return (found[0], found[1]) if found else None


def _free_rank(db: sqlite3.Connection, number: int, before: int) -> float | None:
    """Directly before the other; None where the numbers between it and the one before are used up."""
    (priority, rank) = _place(db, before) or (0, 0.0)
    (last,) = db.execute(
        "SELECT max(rank) FROM jobs WHERE state = 'queued' AND priority = ? AND rank <= ? AND id NOT IN (?, ?)",
        (priority, rank, number, before),
    ).fetchone()
    if last is None:
        return rank - 1
    middle: float = (last + rank) / 2
    return middle if last < middle < rank else None


def _renumber(db: sqlite3.Connection, priority: int) -> None:
    queued = db.execute("SELECT id FROM jobs WHERE state = 'queued' AND priority = ? ORDER BY rank, id", (priority,))
    for rank, (number,) in enumerate(queued.fetchall(), start=1):
        rows.update(db, "jobs", {"rank": float(rank)}, "id = ?", (number,))


def mark(db: sqlite3.Connection, numbers: Collection[int], column: str, value: int) -> None:
    rows.update(db, "jobs", {column: value}, "id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))


def forget(db: sqlite3.Connection, numbers: Collection[int], clips: bool) -> list[str]:
    chosen = (json.dumps(list(numbers)),)
    ended = one_of("state", tuple(ENDS))
    active = db.execute(
        f"SELECT id FROM jobs WHERE id IN (SELECT value FROM json_each(?)) AND NOT ({ended.sql})",
        (*chosen, *ended.values),
    ).fetchall()
    if active:
        raise ValueError(f"still active and not to be forgotten: {[number for (number,) in active]}")
    photos = db.execute(
        "SELECT DISTINCT photo FROM job_photos WHERE job IN (SELECT value FROM json_each(?))", chosen
    ).fetchall()
    if clips:
        db.execute("DELETE FROM clips WHERE job IN (SELECT value FROM json_each(?))", chosen)
    db.execute("DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(?))", chosen)
    return [
        photo
        for (photo,) in photos
        if db.execute("SELECT 1 FROM job_photos WHERE photo = ?", (photo,)).fetchone() is None
    ]


def _insert(db: sqlite3.Connection, at: float, new: NewJob, lane: int, rank: float) -> int:
    request = new.request
    columns = {
        "tag": new.tag,
        "state": JobState.QUEUED,
        "connection": lane,
        "request": rows.written(request),
        "same": rows.sameness(request),
        "template": request.template,
        "label": request.label,
        "photo": next((photo.name for photo in request.photos), ""),
        "texts": _texts(request),
        "out": new.out,
        "batch": new.batch,
        "origin": new.origin,
        "priority": new.priority,
        "rank": rank,
        "created_at": at,
        "changed_at": at,
    }
    return rows.insert(db, "jobs", rows.assignments(columns))


def _texts(request: Request) -> str:
    """All that a person wrote into it."""
    texts = [*request.options.values(), *request.details.values()]
    return "\n".join(text for text in texts if isinstance(text, str))


def _refer(db: sqlite3.Connection, at: float, job: int, request: Request) -> None:
    for place, photo in enumerate(request.photos):
        db.execute(
            "INSERT OR IGNORE INTO photos VALUES (?, ?, ?, ?, ?, ?, ?)",
            (photo.file_name, photo.hash, photo.kind, photo.width, photo.height, photo.size, at),
        )
        db.execute("INSERT INTO job_photos VALUES (?, ?, ?)", (job, place, photo.file_name))
