"""The files of a job, from their links to the library. Each function is the work of one transaction."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vividdesk.model.clip import Clip
from vividdesk.model.job import Job, Result, ResultState
from vividdesk.model.request import Request
from vividdesk.store import connections, rows
from vividdesk.store.rows import ResultChanges


@dataclass(frozen=True)
class NewResult:
    """As a service tells it."""

    url: str
    step: str = ""
    name: str = ""
    kind: str = ""
    size: int | None = None
    expires_at: float = 0.0
    file: str = ""


@dataclass(frozen=True)
class Kept:
    """A file that lies on the disk for good."""

    file: str
    kind: str
    width: int
    height: int
    seconds: float
    bytes: int
    hash: str
    poster: str


def of_job(db: sqlite3.Connection, job: int) -> list[Result]:
    return [rows.result(row) for row in db.execute(f"{rows.RESULTS} WHERE job = ? ORDER BY number", (job,))]


def replace(db: sqlite3.Connection, job: Job, links: Sequence[NewResult]) -> None:
    """The links of this attempt: by position in place of those it had, but never of one that is kept.

    A file that was chosen for a position stays, so that what came of it goes on.
    """
    known = db.execute(
        "SELECT number, state, file FROM results WHERE job = ? AND attempt = ? ORDER BY number", (job.id, job.attempts)
    ).fetchall()
    (last,) = db.execute("SELECT coalesce(max(number), 0) FROM results WHERE job = ?", (job.id,)).fetchone()
    for position, link in enumerate(links):
        number, state, file = known[position] if position < len(known) else (last + 1, None, "")
        last = max(last, number)
        if state == ResultState.KEPT:
            continue
        db.execute("DELETE FROM results WHERE job = ? AND number = ?", (job.id, number))
        rows.insert(
            db,
            "results",
            rows.assignments(
                {
                    "job": job.id,
                    "number": number,
                    "attempt": job.attempts,
                    "url": link.url,
                    "step": link.step,
                    "name": link.name,
                    "kind": link.kind,
                    "size": link.size,
                    "expires_at": link.expires_at,
                    "file": file or link.file,
                }
            ),
        )
    for number, state, _file in known[len(links) :]:
        if state != ResultState.KEPT:
            db.execute("DELETE FROM results WHERE job = ? AND number = ?", (job.id, number))


def clear(db: sqlite3.Connection, job: int) -> None:
    """All but what is kept: they were another submit's."""
    db.execute("DELETE FROM results WHERE job = ? AND state != ?", (job, ResultState.KEPT))


def change(db: sqlite3.Connection, job: int, number: int, changes: ResultChanges) -> None:
    columns = rows.assignments(changes)
    if columns:
        rows.update(db, "results", columns, "job = ? AND number = ?", (job, number))


def keep(db: sqlite3.Connection, at: float, job: Job, number: int, kept: Kept) -> Clip | None:
    """The clip, also when it was kept before; None where there is no such result any more."""
    row = db.execute(f"{rows.RESULTS} WHERE job = ? AND number = ?", (job.id, number)).fetchone()
    if row is None:
        return None
    result = rows.result(row)
    if result.state is ResultState.KEPT and (known := _clip(db, "job = ? AND result = ?", job.id, number)):
        return known
    facts: ResultChanges = {
        "state": ResultState.KEPT,
        "url": result.url.partition("?")[0],
        "file": kept.file,
        "kind": kept.kind,
        "bytes": kept.bytes,
        "hash": kept.hash,
        "trouble": None,
    }
    change(db, job.id, number, facts)
    if not result.step:
        db.execute("UPDATE jobs SET files = files + 1 WHERE id = ?", (job.id,))
    columns = _clip_columns(at, job, result) | file_columns(kept)
    columns["connection"] = connections.number(db, job.lane)
    return _clip(db, "id = ?", rows.insert(db, "clips", rows.assignments(columns)))


def _clip_columns(at: float, job: Job, result: Result) -> dict[str, Any]:
    """The tag in a title is for the service's page, where a lost job is looked for by it."""
    return {
        "job": job.id,
        "result": result.number,
        "step": result.step,
        "service": job.request.service,
        "template": job.request.template,
        "label": job.request.label,
        "local": job.lane.local,
        "photo": job.photo_name,
        "prompt": prompt(job.request),
        "title": str(job.request.details.get("title", "")).removesuffix(f"[{job.tag}]").strip(),
        "made_at": at,
        "remote": job.remote,
    }


def file_columns(kept: Kept) -> dict[str, Any]:
    return {
        "file": kept.file,
        "kind": kept.kind,
        "width": kept.width,
        "height": kept.height,
        "seconds": kept.seconds,
        "size": kept.bytes,
        "hash": kept.hash,
        "poster": kept.poster,
    }


def _clip(db: sqlite3.Connection, where: str, *values: int) -> Clip | None:
    row = db.execute(f"{rows.CLIPS} WHERE {where} ORDER BY id DESC", values).fetchone()
    return rows.clip(row) if row else None


def prompt(request: Request) -> str:
    """What it was told to show; a saved workflow has a name of its own for that."""
    texts = {name: text for name, text in request.options.items() if isinstance(text, str) and text}
    return texts.get("prompt") or next(
        (text for name, text in texts.items() if "prompt" in name and "negative" not in name), ""
    )
