"""A job's way: what is allowed, that one of two callers wins, and that a move and its row are one."""

import asyncio
import errno
import sqlite3
from itertools import product

import pytest

from tests.store.conftest import VIMMERSE, VIVIDFLOW, Clock, at, begun, queued
from vividdesk.errors import JournalUnwritable
from vividdesk.model.job import MOVES, Ask, JobState, Outcome, Trouble
from vividdesk.store.jobs import JobChanges, JobFilter, Stale
from vividdesk.store.moves import MEANWHILE, MOST_ANSWERS
from vividdesk.store.store import Store

ALLOWED = [(before, after) for before, afters in MOVES.items() for after in sorted(afters)]
FORBIDDEN = sorted(set(product(JobState, JobState)) - set(ALLOWED))


@pytest.mark.parametrize(("before", "after"), ALLOWED)
async def test_an_allowed_move(store: Store, clock: Clock, before: JobState, after: JobState) -> None:
    job = await at(store, before)
    clock.now += 60
    moved = await store.jobs.move(job, after, "because", JobChanges(words="so"))
    assert (moved.state, moved.rev, moved.words) == (after, job.rev + 1, "so")
    assert (moved.changed_at, moved.ended_at) == (clock.now, clock.now if after.is_end else 0)
    assert await store.jobs.get(job.id) == moved
    last = (await store.jobs.moves(job.id))[-1]
    assert (last.rev, last.at, last.before, last.after, last.why) == (moved.rev, clock.now, before, after, "because")


async def test_no_other_move(store: Store) -> None:
    jobs = {state: await at(store, state) for state in JobState}
    for before, after in FORBIDDEN:
        with pytest.raises(ValueError, match=f"from {before} to {after}"):
            await store.jobs.move(jobs[before], after, "because")
    for job in jobs.values():
        assert await store.jobs.get(job.id) == job
        assert len(await store.jobs.moves(job.id)) == job.rev


async def test_every_step_has_its_row(store: Store) -> None:
    job = await at(store, JobState.DONE)
    rows = await store.jobs.moves(job.id)
    assert [row.rev for row in rows] == [1, 2, 3, 4, 5]
    assert [row.before for row in rows] == [None, *(row.after for row in rows[:-1])]
    assert rows[-1].after is job.state


async def test_of_two_callers_one_wins(store: Store) -> None:
    job = await at(store, JobState.WAITING)
    both = await asyncio.gather(
        store.jobs.move(job, JobState.FETCHING, "ready"),
        store.jobs.move(job, JobState.CANCELLED, "by the person"),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Stale) for each in both) == 1
    assert len(await store.jobs.moves(job.id)) == job.rev + 1


async def test_two_submits_of_one_job(store: Store) -> None:
    job = await queued(store)
    both = await asyncio.gather(begun(store, job), begun(store, job), return_exceptions=True)
    assert sum(isinstance(each, Stale) for each in both) == 1
    assert len(await store.jobs.attempts(job.id)) == 1


async def test_a_job_that_went_and_came_back_is_not_the_same(store: Store) -> None:
    """Its state is, but the caller has not seen what happened between."""
    job = await queued(store)
    sent = await begun(store, job)
    await store.jobs.move(sent, JobState.QUEUED, "no network", outcome=Outcome.NOT_TAKEN)
    with pytest.raises(Stale):
        await store.jobs.move(job, JobState.CANCELLED, "by the person")


async def test_a_note_is_no_move(store: Store, clock: Clock) -> None:
    job = await at(store, JobState.WAITING)
    clock.now += 5
    trouble = Trouble("Unreachable", "No network.", "Wait.")
    noted = await store.jobs.note(job, JobChanges(trouble=trouble, misses=2, ask=Ask.OVERDUE, cost=1.5), "offline")
    assert (noted.trouble, noted.misses, noted.ask, noted.cost) == (trouble, 2, Ask.OVERDUE, 1.5)
    assert (noted.rev, noted.changed_at) == (job.rev, job.changed_at)
    assert (await store.jobs.answers(job.id))[-1] == (clock.now, "look", "offline")
    cleared = await store.jobs.note(job, JobChanges(trouble=None, ask=None))
    assert (cleared.trouble, cleared.ask, cleared.misses) == (None, None, 2)
    assert await store.jobs.note(job, JobChanges()) == cleared


async def test_a_note_on_a_job_that_moved_on(store: Store) -> None:
    job = await at(store, JobState.WAITING)
    moved = await store.jobs.move(job, JobState.FETCHING, "ready")
    with pytest.raises(Stale):
        await store.jobs.note(job, JobChanges(words="running"))
    assert await store.jobs.get(job.id) == moved


async def test_begin_writes_all_that_a_submit_needs(store: Store, clock: Clock) -> None:
    job = await at(store, JobState.FAILED)
    job = await store.jobs.note(
        job,
        JobChanges(remote="old", words="failed", misses=3, empties=1, expires_at=9.0, ready_at=8.0, ask=Ask.OVERDUE),
    )
    job = await store.jobs.move(job, JobState.QUEUED, "again")
    clock.now += 60
    sent = await store.jobs.begin(job, "fingerprint", "hash", ("a", "b"), -1.5, 12.0)
    assert (sent.state, sent.attempts, sent.account, sent.sent_at) == (
        JobState.SUBMITTING, 2, "fingerprint", clock.now,
    )  # fmt: skip
    assert (sent.remote, sent.words, sent.misses, sent.empties, sent.expires_at) == ("", "", 0, 0, 0)
    assert (sent.ready_at, sent.trouble, sent.ask) == (0, None, None)
    first, second = await store.jobs.attempts(job.id)
    assert (first.number, first.outcome) == (1, Outcome.NOT_TAKEN)
    assert (second.number, second.account, second.body, second.seen) == (2, "fingerprint", "hash", ("a", "b"))
    assert (second.began_at, second.ahead, second.outcome, second.estimate) == (clock.now, -1.5, Outcome.SENT, 12.0)


async def test_what_was_seen_and_what_could_not_be(store: Store) -> None:
    """An empty history is something else than none."""
    for seen in (None, (), ("x",)):
        job = await store.jobs.begin(await queued(store), "a", "b", seen, 0.0, None)
        assert (await store.jobs.attempts(job.id))[0].seen == seen


async def test_only_what_is_queued_can_begin(store: Store) -> None:
    with pytest.raises(ValueError, match="cannot be submitted"):
        await begun(store, await at(store, JobState.WAITING))


async def test_an_outcome_is_of_the_latest_attempt(store: Store, clock: Clock) -> None:
    job = await at(store, JobState.FAILED)
    job = await begun(store, await store.jobs.move(job, JobState.QUEUED, "again"))
    clock.now += 3
    await store.jobs.move(job, JobState.WAITING, "taken", JobChanges(remote="R2"), outcome=Outcome.ACCEPTED)
    first, second = await store.jobs.attempts(job.id)
    assert (first.outcome, second.outcome, second.ended_at) == (Outcome.NOT_TAKEN, Outcome.ACCEPTED, clock.now)
    with pytest.raises(ValueError, match="never submitted"):
        await store.jobs.move(await queued(store), JobState.CANCELLED, "x", outcome=Outcome.NOT_TAKEN)


async def test_answers_have_their_kind_and_looks_go_first(store: Store) -> None:
    job = await begun(store, await queued(store))
    job = await store.jobs.move(job, JobState.QUEUED, "no", outcome=Outcome.NOT_TAKEN, answer="400: no such model")
    job = await begun(store, job)
    job = await store.jobs.move(job, JobState.WAITING, "yes", outcome=Outcome.ACCEPTED, answer='{"id": 1}')
    for look in range(MOST_ANSWERS + 5):
        job = await store.jobs.note(job, JobChanges(words=f"{look} %"), f"look {look}")
    answers = await store.jobs.answers(job.id)
    assert len(answers) == MOST_ANSWERS
    assert [kind for _at, kind, _text in answers[:3]] == ["refusal", "submit", "look"]
    assert answers[-1][2] == f"look {MOST_ANSWERS + 4}"


async def test_recover_makes_unsure_what_was_being_submitted(store: Store, clock: Clock) -> None:
    sending = [await at(store, JobState.SUBMITTING, lane) for lane in (VIMMERSE, VIVIDFLOW)]
    await store.jobs.hide([sending[0].id], True)
    others = [await at(store, state) for state in JobState if state is not JobState.SUBMITTING]
    clock.now += 100
    changed = await store.jobs.recover()
    assert [(job.id, job.state, job.ask) for job in changed] == [
        (job.id, JobState.UNSURE, Ask.TAKEN) for job in sending
    ]
    assert [(await store.jobs.attempts(job.id))[0].outcome for job in changed] == [Outcome.UNSURE] * 2
    assert (await store.jobs.moves(sending[0].id))[-1].why == MEANWHILE
    assert await store.jobs.many([job.id for job in others]) == others
    assert await store.jobs.recover() == []
    doubtful = await store.jobs.doubtful(VIVIDFLOW, 0.0)
    assert [(job.id, attempt.number) for job, attempt in doubtful] == [
        (job.id, 1) for job in sending if job.lane == VIVIDFLOW
    ]


class TestWhenTheCommitFails:
    """Before it happened and after: the journal has the move and its row, or neither."""

    @pytest.mark.parametrize("happens", [False, True])
    @pytest.mark.parametrize("fault", ["full", "exception"])
    async def test_a_move(self, store: Store, monkeypatch: pytest.MonkeyPatch, happens: bool, fault: str) -> None:
        job = await at(store, JobState.SUBMITTING)
        raised: Exception = OSError(errno.ENOSPC, "No space left on device") if fault == "full" else KeyError("ours")

        def commit(connection: sqlite3.Connection) -> None:
            if happens:
                connection.execute("COMMIT")
            raise raised

        with monkeypatch.context() as patch:
            patch.setattr(store._db, "_commit", commit)
            with pytest.raises(JournalUnwritable if fault == "full" else KeyError):
                await store.jobs.move(
                    job, JobState.WAITING, "taken", JobChanges(remote="R1"), outcome=Outcome.ACCEPTED, answer="{}"
                )
        now = await store.jobs.get(job.id)
        assert now is not None
        rows = await store.jobs.moves(job.id)
        seen = (now.state, now.remote, len(rows), len(await store.jobs.answers(job.id)))
        assert seen == ((JobState.WAITING, "R1", 3, 1) if happens else (JobState.SUBMITTING, "", 2, 0))
        assert (await store.jobs.attempts(job.id))[0].outcome is (Outcome.ACCEPTED if happens else Outcome.SENT)
        if happens:
            with pytest.raises(Stale):
                await store.jobs.move(job, JobState.WAITING, "taken")
        else:
            assert (await store.jobs.move(job, JobState.WAITING, "taken")).state is JobState.WAITING

    async def test_of_many_new_jobs_none_is_there(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        def commit(_connection: sqlite3.Connection) -> None:
            raise OSError(errno.EIO, "Input/output error")

        with monkeypatch.context() as patch:
            patch.setattr(store._db, "_commit", commit)
            with pytest.raises(JournalUnwritable, match="Input/output error"):
                await queued(store)
        assert await store.jobs.count(JobFilter()) == 0
        assert (await queued(store)).id == 1
