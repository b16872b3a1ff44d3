"""What was paid, and what it is thought that the next will cost."""

from tests.store.conftest import HERE, VIMMERSE, VIVIDFLOW, Clock, at, begun, queued
from vividdesk.model.job import Job, JobState, LaneId, Outcome
from vividdesk.store.ledger import Spent
from vividdesk.store.store import Store


async def paid(store: Store, fact: float | None, lane: LaneId = VIMMERSE, estimate: float | None = None) -> Job:
    job = await begun(store, await queued(store, lane), estimate)
    job = await store.jobs.move(job, JobState.WAITING, "taken", outcome=Outcome.ACCEPTED)
    if fact is not None:
        await store.ledger.credits(job.id, 1, 100.0, 100.0 - fact, fact)
    return job


async def test_a_limit_counts_what_was_or_may_have_been_taken(store: Store, clock: Clock) -> None:
    before = clock.now
    await paid(store, 5.0)
    clock.now += 100
    since = clock.now
    assert await store.ledger.spent(VIMMERSE, since) == Spent(0, 0.0, 0)
    await paid(store, 3.0, estimate=9.0)  # the fact counts
    await paid(store, None, estimate=2.0)
    await at(store, JobState.SUBMITTING)
    await at(store, JobState.UNSURE)
    await at(store, JobState.FAILED)  # known not to be taken
    await paid(store, 50.0, VIVIDFLOW)
    await paid(store, 50.0, HERE)
    assert await store.ledger.spent(VIMMERSE, since) == Spent(4, 5.0, 2)
    assert await store.ledger.spent(VIMMERSE, before) == Spent(5, 10.0, 2)
    assert await store.ledger.spent(LaneId("vistoure", False, "x"), 0) == Spent(0, 0.0, 0)


async def test_a_job_that_is_sent_twice_is_paid_twice(store: Store) -> None:
    job = await paid(store, 4.0)
    job = await store.jobs.move(job, JobState.FAILED, "the service says so")
    await begun(store, await store.jobs.move(job, JobState.QUEUED, "again"), 4.0)
    assert await store.ledger.spent(VIMMERSE, 0) == Spent(2, 8.0, 0)


async def test_forgetting_a_job_does_not_give_the_money_back(store: Store, clock: Clock) -> None:
    job = await paid(store, 4.0)
    job = await store.jobs.move(job, JobState.FAILED, "the service says so")
    await store.jobs.forget([job.id])
    assert await store.ledger.spent(VIMMERSE, 0) == Spent(1, 4.0, 0)
    (row,) = await store.ledger.rows(None, 0)
    assert (row.job, row.number, row.at, row.lane, row.label) == (None, 1, clock.now, VIMMERSE, "Arctic")
    assert (row.template, row.estimate, row.fact, row.outcome) == ("vim_arctic", None, 4.0, Outcome.ACCEPTED)


async def test_the_price_is_the_median_of_the_newest(store: Store, clock: Clock) -> None:
    assert await store.ledger.price("vimmerse", "vim_arctic") is None
    for fact in (100.0, 4.0, None, 5.0, 6.0):
        clock.now += 1
        await paid(store, fact)
    await paid(store, 1.0, HERE)
    assert await store.ledger.price("vimmerse", "vim_arctic", most=3) == 5.0
    assert await store.ledger.price("vimmerse", "vim_arctic") == 5.5
    assert await store.ledger.price("vimmerse", "vim_arctic", local=True) == 1.0
    assert await store.ledger.price("vimmerse", "vim_other") is None


async def test_rows_of_a_lane_the_newest_first(store: Store, clock: Clock) -> None:
    jobs = []
    for lane in (VIMMERSE, VIVIDFLOW, VIMMERSE):
        clock.now += 1
        jobs.append(await paid(store, 1.0, lane))
    assert [row.job for row in await store.ledger.rows(None, 0)] == [job.id for job in jobs[::-1]]
    assert [row.job for row in await store.ledger.rows(VIMMERSE, 0)] == [jobs[2].id, jobs[0].id]
    assert [row.job for row in await store.ledger.rows(VIMMERSE, clock.now)] == [jobs[2].id]
