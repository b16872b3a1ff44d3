"""From rows to values."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypedDict

from vividdesk.model.clip import Clip
from vividdesk.model.job import Ask, Attempt, Job, JobState, LaneId, Move, Outcome, Result, ResultState, Trouble
from vividdesk.model.request import Request

Row = tuple[Any, ...]


class JobChanges(TypedDict, total=False):
    """What may change of a job beside its state."""

    remote: str
    words: str
    misses: int
    empties: int
    expires_at: float
    trouble: Trouble | None
    ask: Ask | None
    account: str
    sent_at: float
    ready_at: float
    cost: float | None
    out: str


class ResultChanges(TypedDict, total=False):
    url: str
    state: ResultState
    file: str
    bytes: int
    hash: str
    trouble: Trouble | None
    expires_at: float
    size: int | None
    kind: str


PATHS = {"out", "file", "poster"}  # as the system names them, which may be no proper text
HALF, WRITTEN_HALF = re.compile("[\ud800-\udfff]"), re.compile("\0([0-9a-f]{4})")
TROUBLE = ("trouble_kind", "trouble_title", "trouble_advice")
# Of the columns that are named as the value's fields and hold what these hold.
JOB = (
    *("id", "tag", "rev", "out", "batch", "origin", "priority", "rank", "created_at", "changed_at", "sent_at"),
    *("ready_at", "ended_at", "attempts", "account", "remote", "words", "misses", "empties", "expires_at"),
    *("cost", "files"),
)
ATTEMPT = ("job", "number", "began_at", "account", "body", "ahead", "ended_at", "estimate", "fact")
RESULT = ("job", "number", "url", "step", "name", "kind", "size", "expires_at", "file", "bytes", "hash")
CLIP = (
    *("id", "file", "service", "template", "label", "kind", "width", "height", "seconds", "size", "hash", "poster"),
    *("made_at", "job", "photo", "prompt", "title", "rating", "step", "remote"),
)

JOBS = " ".join(
    (
        "SELECT service, local, address, request, state, ask, hidden,",
        ", ".join(TROUBLE),
        ",",
        ", ".join(f"jobs.{name}" for name in JOB),
        # The other way round all jobs of a connection would be read to find the few.
        "FROM jobs CROSS JOIN connections ON connections.id = jobs.connection",
    )
)
ATTEMPTS = " ".join(("SELECT seen, outcome,", ", ".join(ATTEMPT), "FROM attempts"))
RESULTS = " ".join(("SELECT state,", ", ".join(TROUBLE), ",", ", ".join(RESULT), "FROM results"))
ADDRESS = "coalesce((SELECT address FROM connections WHERE connections.id = clips.connection), ''),"
CLIPS = " ".join(("SELECT local, missing,", ADDRESS, ", ".join(CLIP), "FROM clips"))


def job(row: Row, request: Request | None = None) -> Job:
    """`request` spares reading it once more."""
    service, local, address, text, state, ask, hidden, *others = row
    return Job(
        lane=LaneId(service, bool(local), address),
        request=request or _request(text),
        state=JobState(state),
        ask=Ask(ask) if ask is not None else None,
        hidden=bool(hidden),
        trouble=trouble(others),
        **_fields(JOB, others[len(TROUBLE) :]),
    )


def attempt(row: Row) -> Attempt:
    seen, outcome, *others = row
    return Attempt(
        seen=tuple(json.loads(seen)) if seen is not None else None,
        outcome=Outcome(outcome),
        **_fields(ATTEMPT, others),
    )


def result(row: Row) -> Result:
    state, *others = row
    return Result(
        state=ResultState(state),
        trouble=trouble(others),
        **_fields(RESULT, others[len(TROUBLE) :]),
    )


def move(row: Row) -> Move:
    job, rev, at, before, after, why = row
    return Move(job, rev, at, JobState(before) if before else None, JobState(after), why)


def clip(row: Row) -> Clip:
    local, missing, address, *others = row
    return Clip(local=bool(local), missing=bool(missing), address=address, **_fields(CLIP, others))


def _fields(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return {name: path_out(value) if name in PATHS else value for name, value in zip(names, values, strict=True)}


@lru_cache(500)
def _request(text: str) -> Request:
    """The same pages are read again with each change of a job, and this is most of the work of it."""
    return Request.from_json(text)


def trouble(columns: Sequence[Any]) -> Trouble | None:
    kind, title, advice, *_others = columns
    return Trouble(kind, title, advice) if kind is not None else None


def assignments(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Columns and what is to stand in them."""
    columns: dict[str, Any] = {}
    for name, value in changes.items():
        if name == "trouble":
            columns |= zip(
                TROUBLE, (value.kind, plain(value.title), plain(value.advice)) if value else (None,) * 3, strict=True
            )
        elif isinstance(value, str):
            columns[name] = path_in(value) if name in PATHS else plain(value)
        else:
            columns[name] = value
    return columns


def update(db: sqlite3.Connection, table: str, columns: Mapping[str, Any], where: str, values: Iterable[Any]) -> int:
    """How many rows it changed."""
    sets = ", ".join(f"{name} = ?" for name in columns)
    return db.execute(" ".join(("UPDATE", table, "SET", sets, "WHERE", where)), (*columns.values(), *values)).rowcount


def insert(db: sqlite3.Connection, table: str, columns: Mapping[str, Any]) -> int:
    """The row's number."""
    places = ", ".join("?" for _column in columns)
    words = ("INSERT INTO", table, "(", ", ".join(columns), ") VALUES (", places, ")")
    return db.execute(" ".join(words), tuple(columns.values())).lastrowid or 0


def plain(text: str) -> str:
    """Without halves of letters, as file names have them; SQLite takes none."""
    return text.encode(errors="replace").decode()


def path_in(path: str) -> str:
    """With such halves written out, behind a sign that no path has in it."""
    return HALF.sub(lambda found: f"\0{ord(found[0]):x}", path)


def path_out(text: str) -> str:
    return WRITTEN_HALF.sub(lambda found: chr(int(found[1], 16)), text)


def written(request: Request) -> str:
    """Its JSON with such halves written out, so that it reads back as it was."""
    return request.to_json().encode(errors="backslashreplace").decode()


def sameness(request: Request) -> str:
    """Alike for requests that ask for the same thing. The title is not compared: the job's tag stands in it."""
    details = {name: value for name, value in request.details.items() if name != "title"}
    return hashlib.sha256(written(replace(request, details=details)).encode()).hexdigest()
