"""A job's way through its states. Each function is the work of one transaction."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from vividdesk.model.job import Ask, Job, JobState, Outcome
from vividdesk.model.request import Request
from vividdesk.store import results, rows
from vividdesk.store.results import NewResult
from vividdesk.store.rows import JobChanges

MOST_ANSWERS = 20  # of a job that are kept
MEANWHILE = "the program ended meanwhile"


class Stale(Exception):
    """The job is not where the caller thinks."""


def found(db: sqlite3.Connection, number: int, request: Request | None = None) -> Job | None:
    """`request` is the job's, where it need not be read again."""
    row = db.execute(f"{rows.JOBS} WHERE jobs.id = ?", (number,)).fetchone()
    return rows.job(row, request) if row else None


def move(
    db: sqlite3.Connection,
    at: float,
    job: Job,
    to: JobState,
    why: str,
    changes: JobChanges | None = None,
    outcome: Outcome | None = None,
    answer: str = "",
    links: Sequence[NewResult] = (),
) -> Job:
    if not job.state.may_become(to):
        raise ValueError(f"job {job.id} may not go from {job.state} to {to}")
    changed = _step(db, at, job, to, why, rows.assignments(changes or {}))
    if changes and "remote" in changes:
        _keep_remote(db, changed)
    if outcome is not None:
        _settle(db, at, changed, outcome)
    if answer:
        refused = job.state is JobState.SUBMITTING and to is not JobState.WAITING and outcome is Outcome.NOT_TAKEN
        kind = "look" if job.state is not JobState.SUBMITTING else "refusal" if refused else "submit"
        _keep_answer(db, at, job.id, kind, answer)
    if links:
        results.replace(db, changed, links)
    return changed


def note(db: sqlite3.Connection, at: float, job: Job, changes: JobChanges, answer: str = "") -> Job:
    """Facts without a move. They hold as long as the job is in the same state, whatever else was noted meanwhile."""
    columns = rows.assignments(changes) or {"state": job.state}
    if rows.update(db, "jobs", columns, "id = ? AND state = ?", (job.id, job.state)) != 1:
        raise _stale(job)
    changed = _again(db, job)
    if "remote" in changes:
        _keep_remote(db, changed)
    if answer:
        _keep_answer(db, at, job.id, "look", answer)
    return changed


def begin(
    db: sqlite3.Connection,
    at: float,
    job: Job,
    account: str,
    body: str,
    seen: tuple[str, ...] | None,
    ahead: float,
    estimate: float | None,
) -> Job:
    """All that must be on the disk before the first byte of a submit leaves. What an earlier one brought is cleared."""
    if not job.state.may_become(JobState.SUBMITTING):
        raise ValueError(f"job {job.id} is {job.state} and cannot be submitted")
    number = job.attempts + 1
    fresh: JobChanges = {
        "remote": "",
        "words": "",
        "misses": 0,
        "empties": 0,
        "expires_at": 0.0,
        "ready_at": 0.0,
        "trouble": None,
        "ask": None,
        "account": account,
        "sent_at": at,
    }
    begun = _step(db, at, job, JobState.SUBMITTING, f"attempt {number}", rows.assignments(fresh) | {"attempts": number})
    results.clear(db, job.id)
    db.execute(
        "INSERT INTO attempts (job, number, connection, template, label, began_at, account, body, seen, ahead, outcome,"
        " estimate) SELECT id, ?, connection, template, label, ?, ?, ?, ?, ?, ?, ? FROM jobs WHERE id = ?",
        (number, at, account, body, None if seen is None else json.dumps(seen), ahead, Outcome.SENT, estimate, job.id),
    )
    db.execute(
        "UPDATE connections SET account = ?, used_at = ? WHERE id = (SELECT connection FROM jobs WHERE id = ?)",
        (account, at, job.id),
    )
    return begun


def recover(db: sqlite3.Connection, at: float) -> list[Job]:
    """Nobody knows what became of those that were being submitted when the program ended."""
    submitting = db.execute(f"{rows.JOBS} WHERE hidden IN (0, 1) AND state = 'submitting' ORDER BY jobs.id").fetchall()
    unsure: JobChanges = {"ask": Ask.TAKEN}
    return [
        move(db, at, rows.job(row), JobState.UNSURE, MEANWHILE, unsure, outcome=Outcome.UNSURE) for row in submitting
    ]


def first(db: sqlite3.Connection, at: float, number: int) -> None:
    """The row with which a job's history begins."""
    db.execute("INSERT INTO moves VALUES (?, 1, ?, NULL, ?, 'enqueued')", (number, at, JobState.QUEUED))


def _step(db: sqlite3.Connection, at: float, job: Job, to: JobState, why: str, columns: dict[str, Any]) -> Job:
    columns = columns | {"state": to, "rev": job.rev + 1, "changed_at": at, "ended_at": at if to.is_end else 0.0}
    if rows.update(db, "jobs", columns, "id = ? AND state = ? AND rev = ?", (job.id, job.state, job.rev)) != 1:
        raise _stale(job)
    db.execute("INSERT INTO moves VALUES (?, ?, ?, ?, ?, ?)", (job.id, job.rev + 1, at, job.state, to, rows.plain(why)))
    return _again(db, job)


def _again(db: sqlite3.Connection, job: Job) -> Job:
    changed = found(db, job.id, job.request)
    assert changed is not None
    return changed


def _settle(db: sqlite3.Connection, at: float, job: Job, outcome: Outcome) -> None:
    columns = {"outcome": outcome, "ended_at": at}
    if rows.update(db, "attempts", columns, "job = ? AND number = ?", (job.id, job.attempts)) != 1:
        raise ValueError(f"job {job.id} was never submitted: nothing can have become of that")


def _keep_remote(db: sqlite3.Connection, job: Job) -> None:
    """With the attempt, too: it is ours also when the job is sent again and has another."""
    rows.update(db, "attempts", {"remote": job.remote}, "job = ? AND number = ?", (job.id, job.attempts))


def _keep_answer(db: sqlite3.Connection, at: float, number: int, kind: str, text: str) -> None:
    """Where there are too many, the oldest looks go first."""
    db.execute("INSERT INTO answers (job, at, kind, text) VALUES (?, ?, ?, ?)", (number, at, kind, rows.plain(text)))
    db.execute(
        "DELETE FROM answers WHERE job = ? AND id NOT IN"
        " (SELECT id FROM answers WHERE job = ? ORDER BY kind = 'look', id DESC LIMIT ?)",
        (number, number, MOST_ANSWERS),
    )


def _stale(job: Job) -> Stale:
    return Stale(f"job {job.id} is no longer {job.state} at {job.rev}")
