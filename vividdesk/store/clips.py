"""The library: what was made and is kept."""

# Queries are put together from our own words; values are always bound.
# ruff: noqa: S608

import json
import sqlite3
from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypedDict

from vividdesk.model.clip import Clip
from vividdesk.model.job import JobState, LaneId
from vividdesk.store import connections, rows
from vividdesk.store.db import Database
from vividdesk.store.results import Kept, file_columns
from vividdesk.store.search import ALWAYS, Condition, Wanted, one_of

BEST = 5  # stars


@dataclass(frozen=True)
class ClipFilter:
    """What is left empty is not asked for."""

    service: str = ""
    template: str = ""
    rating_at_least: int = 0
    since: float = 0.0
    until: float = 0.0
    text: str = ""  # of each word its beginning
    kinds: tuple[str, ...] = ()  # media types
    missing: bool | None = None
    steps: bool = False  # pictures on the way to a result, too


class ClipChanges(TypedDict, total=False):
    title: str
    rating: int
    missing: bool


@dataclass(frozen=True)
class Foreign:
    """What a service has made that no job of ours asked for."""

    lane: LaneId
    remote: str
    template: str
    label: str
    prompt: str
    made_at: float


class Clips:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def page(self, wanted: ClipFilter, after: Clip | None = None, size: int = 100) -> list[Clip]:
        """The newest first; `after` is the last of the page before."""

        def read(db: sqlite3.Connection) -> list[Clip]:
            where = _wanted(db, wanted).page(after.id if after else None, size)
            return [
                rows.clip(row) for row in db.execute(f"{rows.CLIPS} WHERE {where.sql} ORDER BY id DESC", where.values)
            ]

        return await self._db.read(read)

    async def has(self, number: int, wanted: ClipFilter) -> bool:
        """Whether this clip is among them."""

        def read(db: sqlite3.Connection) -> bool:
            where = _wanted(db, wanted).page(number + 1, 1)
            found = db.execute(f"SELECT id FROM clips WHERE {where.sql}", where.values).fetchone()
            return found is not None and int(found[0]) == number

        return await self._db.read(read)

    async def count(self, wanted: ClipFilter) -> int:
        return await self._db.read(lambda db: _wanted(db, wanted).count(db))

    async def numbers(self, wanted: ClipFilter) -> "array[int]":
        """Of all that are wanted, the newest first."""
        return await self._db.read(lambda db: _wanted(db, wanted).numbers(db))

    async def many(self, numbers: Sequence[int]) -> list[Clip]:
        """In their order; one that is not there is left out."""
        query = f"{rows.CLIPS} WHERE id IN (SELECT value FROM json_each(?))"

        def read(db: sqlite3.Connection) -> list[Clip]:
            found = {clip.id: clip for clip in map(rows.clip, db.execute(query, (json.dumps(list(numbers)),)))}
            return [found[number] for number in numbers if number in found]

        return await self._db.read(read)

    async def jobs_done(self, since: float) -> dict[int, float]:
        """When each job was done of which a clip came into the library since then, and is there still."""
        query = (
            "SELECT jobs.id, ended_at FROM jobs WHERE id IN (SELECT job FROM clips WHERE made_at >= ?)"
            " AND state = ? AND ended_at >= ?"
        )
        return await self._db.read(lambda db: dict(db.execute(query, (since, JobState.DONE, since)).fetchall()))

    async def get(self, number: int) -> Clip | None:
        found = await self._rows("id = ?", number)
        return found[0] if found else None

    async def of_job(self, job: int) -> list[Clip]:
        return await self._rows("job = ? ORDER BY result, id", job)

    async def steps_left(self, chosen: Collection[int], without: Collection[int]) -> list[Clip]:
        """Pictures on the way to the chosen, where also without the others no result is left.

        Only of jobs that make no more, whatever is decided of them, and none that somebody has rated.
        """
        gone = "SELECT value FROM json_each(:without)"
        query = f"""{rows.CLIPS} WHERE +step != '' AND rating = 0 AND id NOT IN ({gone})
            AND job IN (SELECT job FROM clips WHERE id IN (SELECT value FROM json_each(:chosen)) AND +step = '')
            AND (SELECT state FROM jobs WHERE jobs.id = clips.job) = '{JobState.DONE}'
            AND NOT EXISTS (SELECT 1 FROM clips AS other
                WHERE other.job = clips.job AND +other.step = '' AND other.id NOT IN ({gone}))
            ORDER BY id"""
        values = {"chosen": json.dumps(list(chosen)), "without": json.dumps([*chosen, *without])}
        return await self._db.read(lambda db: [rows.clip(row) for row in db.execute(query, values)])

    async def change(self, number: int, changes: ClipChanges) -> None:
        await self.change_many([number], changes)

    async def change_many(self, numbers: Collection[int], changes: ClipChanges) -> None:
        columns, chosen = rows.assignments(changes), json.dumps(list(numbers))
        if columns and numbers:
            where = "id IN (SELECT value FROM json_each(?))"
            await self._db.write(lambda db: rows.update(db, "clips", columns, where, (chosen,)))

    async def forget(self, numbers: Collection[int]) -> list[str]:
        """Returns the files, clips and posters, that no other clip has."""
        chosen = json.dumps(list(numbers))

        def write(db: sqlite3.Connection) -> list[str]:
            gone = db.execute(
                "DELETE FROM clips WHERE id IN (SELECT value FROM json_each(?)) RETURNING file, poster", (chosen,)
            ).fetchall()
            files = dict.fromkeys(file for pair in gone for file in pair if file)
            return [rows.path_out(file) for file in files if not _is_used(db, file)]

        return await self._db.write(write)

    async def bring_in(self, foreign: Foreign, kept: Kept) -> Clip | None:
        """None where it is there already, which then is all right, too."""
        lane = foreign.lane

        def write(db: sqlite3.Connection) -> Clip | None:
            if _known_remotes(db, lane.service, [foreign.remote]):
                return None
            columns = {
                "service": lane.service,
                "local": lane.local,
                "connection": connections.number(db, lane),
                "remote": foreign.remote,
                "template": foreign.template,
                "label": foreign.label,
                "prompt": foreign.prompt,
                "made_at": foreign.made_at,
                **dict.fromkeys(("photo", "title", "step"), ""),
                **file_columns(kept),
            }
            number = rows.insert(db, "clips", rows.assignments(columns))
            return rows.clip(db.execute(f"{rows.CLIPS} WHERE id = ?", (number,)).fetchone())

        return await self._db.write(write)

    async def known_remotes(self, service: str, remotes: Collection[str]) -> set[str]:
        """Those of a service's ids of which there is a clip."""
        return await self._db.read(lambda db: _known_remotes(db, service, remotes))

    async def _rows(self, where: str, *values: int) -> list[Clip]:
        query = f"{rows.CLIPS} WHERE {where}"
        return await self._db.read(lambda db: [rows.clip(row) for row in db.execute(query, values)])


def _known_remotes(db: sqlite3.Connection, service: str, remotes: Collection[str]) -> set[str]:
    query = (
        "SELECT DISTINCT remote FROM clips WHERE remote IN (SELECT value FROM json_each(?)) AND remote != ''"
        " AND service = ?"
    )
    return {remote for (remote,) in db.execute(query, (json.dumps(list(remotes)), service))}


def _is_used(db: sqlite3.Connection, file: str) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM clips WHERE file = ? UNION ALL SELECT 1 FROM clips WHERE poster = ?", (file, file)
        ).fetchone()
        is not None
    )


def _wanted(db: sqlite3.Connection, wanted: ClipFilter) -> Wanted:
    ratings = tuple(range(wanted.rating_at_least, BEST + 1)) if wanted.rating_at_least > 0 else ()
    every = _in_time(db, wanted)
    for column, value in (("service", wanted.service), ("template", wanted.template), ("missing", wanted.missing)):
        if value not in ("", None):
            every &= Condition(f"{column} = ?", (value,))
    for column, values in (("kind", wanted.kinds), ("rating", ratings)):
        if values:
            every &= one_of(column, values)
    if ratings:
        every &= Condition("rating > 0")  # which the index of ratings holds
    if not wanted.steps:  # which the indexes of results hold; with the plus they leave it to those that find fewer
        is_seldom = bool(ratings) or wanted.missing is not None
        every &= Condition("+step = ''" if is_seldom else "step = ''")
    branches = [every]
    if ratings:
        branches = [Condition("rating = ?", (rating,)) & every for rating in ratings]
    elif wanted.kinds:
        branches = [Condition("kind = ?", (kind,)) & every for kind in wanted.kinds]
    return Wanted("clips", "clip_words", every, branches, wanted.text)


def _in_time(db: sqlite3.Connection, wanted: ClipFilter) -> Condition:
    """Times lead to numbers, which the list goes by; the two agree but for a clock that was set back.

    The plus keeps SQLite from going through the rows by their numbers, where the index of times has all it needs.
    """
    if not wanted.since and not wanted.until:
        return ALWAYS
    times = Condition("made_at >= ? AND made_at < ?", (wanted.since, wanted.until or float("inf")))
    found = db.execute(f"SELECT min(+id), max(+id) FROM clips WHERE {times.sql}", times.values)
    first, last = found.fetchone()
    return times & Condition("id BETWEEN ? AND ?", (first, last))
