"""What is put into the journal comes out as it was; the order of sending; what is forgotten."""

import time
from dataclasses import replace

import pytest

from tests.store.conftest import HERE, VIMMERSE, VIVIDFLOW, Clock, at, begun, new, photo, queued, request
from vividdesk.model.job import ENDS, Job, JobState, LaneId, Outcome
from vividdesk.model.photo import WebPhoto
from vividdesk.model.request import Request
from vividdesk.model.template import Kind
from vividdesk.store.jobs import JobChanges, JobFilter
from vividdesk.store.store import Store

ODD = "caf\udce9 🏖 \u202eשלום\n\0.jpg"  # as a file's name may be, that is no proper text


async def order(store: Store, lane: LaneId = VIMMERSE) -> list[int]:
    """In which the lane would send."""
    seen: list[int] = []
    while job := await store.jobs.next_queued(lane, seen):
        seen.append(job.id)
    return seen


class TestAdd:
    async def test_all_of_a_job_is_kept(self, store: Store, clock: Clock) -> None:
        origin = await queued(store)
        clock.now += 7
        asked = request(photo("a.jpg", 1), photo("b.jpg", 2), strength=0.5, more={"a": [1, {"b": None}]})
        wanted = new(HERE, asked, "tag1", out="/somewhere/out", batch="b1", origin=origin.id, priority=3)
        (made,) = await store.jobs.add([wanted])
        assert made == Job(
            id=origin.id + 1, tag="tag1", state=JobState.QUEUED, rev=1, lane=HERE, request=asked, out="/somewhere/out",
            batch="b1", origin=origin.id, priority=3, rank=made.rank, created_at=clock.now, changed_at=clock.now,
        )  # fmt: skip
        assert await store.jobs.get(made.id) == made
        (move,) = await store.jobs.moves(made.id)
        assert (move.before, move.after, move.at) == (None, JobState.QUEUED, clock.now)

    async def test_no_text_is_too_odd(self, store: Store) -> None:
        """Paths must lead to the same place again, and the request is sent as it was."""
        asked = request(photo(ODD), prompt=f"a {ODD}")
        (made,) = await store.jobs.add([new(asked=asked, out=f"/home/{ODD}")])
        found = await store.jobs.get(made.id)
        assert found is not None
        assert (found.request, found.out) == (asked, f"/home/{ODD}")
        assert [job.id for job in await store.jobs.page(JobFilter(text="שלום"))] == [made.id]

    async def test_one_that_cannot_be_kept_keeps_all_out(self, store: Store) -> None:
        with pytest.raises(Exception, match="FOREIGN KEY"):
            await store.jobs.add([new(), new(origin=99)])
        assert await store.jobs.count(JobFilter()) == 0

    async def test_a_number_is_never_given_again(self, store: Store) -> None:
        job = await at(store, JobState.CANCELLED)
        await store.jobs.forget([job.id])
        assert (await queued(store)).id == job.id + 1

    async def test_many_come_in_the_order_asked_for(self, store: Store) -> None:
        jobs = await store.jobs.add([new() for _job in range(4)])
        found = await store.jobs.many([jobs[2].id, 99, jobs[0].id])
        assert [job.id for job in found] == [jobs[2].id, jobs[0].id]
        assert await store.jobs.many([]) == []
        assert await store.jobs.get(99) is None


class TestQueue:
    async def test_by_priority_then_as_they_came(self, store: Store) -> None:
        low, high, low2 = [await queued(store, priority=priority) for priority in (0, 5, 0)]
        await queued(store, VIVIDFLOW)
        assert await order(store) == [high.id, low.id, low2.id]
        await store.jobs.prioritise([low2.id], 9)
        assert await order(store) == [low2.id, high.id, low.id]
        assert await store.jobs.next_queued(HERE, ()) is None

    async def test_only_what_is_queued(self, store: Store) -> None:
        for state in JobState:
            await at(store, state)
        assert len(await order(store)) == 1

    async def test_one_that_was_not_taken_is_in_its_place_again(self, store: Store) -> None:
        jobs = await store.jobs.add([new() for _job in range(3)])
        sent = await begun(store, jobs[0])
        await store.jobs.move(sent, JobState.QUEUED, "no network", outcome=Outcome.NOT_TAKEN)
        assert await order(store) == [job.id for job in jobs]

    async def test_moved_by_the_person(self, store: Store) -> None:
        a, b, c, d = [job.id for job in await store.jobs.add([new() for _job in range(4)])]
        for number, before, expected in (
            (d, b, [a, d, b, c]),
            (a, None, [d, b, c, a]),
            (d, c, [b, d, c, a]),
            (a, b, [a, b, d, c]),
            (c, c, [a, b, d, c]),
            (b, 99, [a, b, d, c]),
            (99, b, [a, b, d, c]),
        ):
            await store.jobs.reorder(number, before)
            assert await order(store) == expected
        (e,) = await store.jobs.add([new()])
        assert await order(store) == [a, b, d, c, e.id]

    async def test_before_one_of_another_priority(self, store: Store) -> None:
        low, high = await queued(store), await queued(store, priority=4)
        await store.jobs.reorder(low.id, high.id)
        assert await order(store) == [low.id, high.id]
        assert (await store.jobs.many([low.id]))[0].priority == 4

    async def test_however_often(self, store: Store) -> None:
        """Halving the distance ends after some fifty times; then all are numbered anew."""
        a, b, c = [job.id for job in await store.jobs.add([new() for _job in range(3)])]
        for _turn in range(70):
            await store.jobs.reorder(a, c)
            await store.jobs.reorder(b, c)
            assert await order(store) == [a, b, c]

    async def test_not_what_left_the_queue(self, store: Store) -> None:
        a, b = await store.jobs.add([new(), new()])
        sent = await begun(store, a)
        await store.jobs.reorder(sent.id, b.id)
        await store.jobs.reorder(b.id, sent.id)
        assert await store.jobs.get(sent.id) == sent


async def test_in_states(store: Store) -> None:
    jobs = {state: await at(store, state) for state in JobState}
    other = await at(store, JobState.WAITING, VIVIDFLOW)
    await store.jobs.hide([other.id], True)
    wanted = [JobState.WAITING, JobState.FETCHING]
    mine = [jobs[state].id for state in wanted]
    assert [job.id for job in await store.jobs.in_states(VIMMERSE, wanted)] == mine
    assert [job.id for job in await store.jobs.in_states(None, wanted)] == [*mine, other.id]
    assert await store.jobs.in_states(LaneId("vistoure", False, "https://x"), wanted) == []
    assert await store.jobs.in_states(None, []) == []


async def test_how_many_wait_to_be_sent(store: Store) -> None:
    for lane in (VIMMERSE, VIMMERSE, VIVIDFLOW):
        await at(store, JobState.QUEUED, lane)
    await at(store, JobState.WAITING)
    assert [sum((await store.jobs.queued(lane)).values()) for lane in (VIMMERSE, VIVIDFLOW)] == [2, 1]
    assert await store.jobs.queued(LaneId("vistoure", False, "https://x")) == {}


async def test_counts_are_of_what_is_shown(store: Store) -> None:
    jobs = [await at(store, state) for state in (JobState.DONE, JobState.DONE, JobState.WAITING)]
    await store.jobs.hide([jobs[0].id], True)
    assert await store.jobs.counts() == {JobState.DONE: 1, JobState.WAITING: 1}
    await store.jobs.hide([jobs[0].id], False)
    assert await store.jobs.counts() == {JobState.DONE: 2, JobState.WAITING: 1}


class TestTwin:
    async def test_fault_20_an_identical_request_is_found_while_it_is_active(self, store: Store, clock: Clock) -> None:
        job = await at(store, JobState.WAITING)
        clock.now += 3600
        twin = await store.jobs.twin([request()], clock.now - 60)
        assert twin is not None and twin.id == job.id
        await store.jobs.move(job, JobState.CANCELLED, "by the person")
        assert await store.jobs.twin([request()], clock.now - 60) is None

    async def test_fault_20_or_was_enqueued_just_now(self, store: Store, clock: Clock) -> None:
        job = await at(store, JobState.DONE)
        clock.now += 30
        twin = await store.jobs.twin([request()], clock.now - 60)
        assert twin is not None and twin.id == job.id

    async def test_what_counts_as_the_same(self, store: Store) -> None:
        await queued(store)
        asked = request()
        assert await store.jobs.twin([replace(asked, details={"title": "Another"})], 0)
        assert not await store.jobs.twin([replace(asked, details={"visibility": "0"})], 0)
        assert not await store.jobs.twin([request(steps=31)], 0)
        assert not await store.jobs.twin([request(photo(content=2))], 0)
        assert await store.jobs.twin([request(steps=31), request()], 0)


class TestClaimed:
    async def test_only_those_of_the_service(self, store: Store) -> None:
        await at(store, JobState.WAITING, VIVIDFLOW, remote="a")
        await at(store, JobState.DONE, VIVIDFLOW, remote="b")
        await at(store, JobState.WAITING, VIMMERSE, remote="c")
        await queued(store, VIVIDFLOW)
        assert await store.jobs.claimed("vividflow", ["a", "b", "c", "d", ""]) == {"a", "b"}
        assert await store.jobs.claimed("vistoure", ["a"]) == set()

    async def test_also_what_an_earlier_submit_was_given(self, store: Store) -> None:
        """It is in the service's history for ever, and must not be adopted for another job."""
        job = await at(store, JobState.WAITING, VIVIDFLOW, remote="first")
        job = await store.jobs.move(job, JobState.FAILED, "the service says so")
        job = await begun(store, await store.jobs.move(job, JobState.QUEUED, "again"))
        await store.jobs.move(job, JobState.WAITING, "taken", JobChanges(remote="second"), outcome=Outcome.ACCEPTED)
        assert await store.jobs.claimed("vividflow", ["first", "second"]) == {"first", "second"}

    async def test_also_of_a_job_that_was_forgotten(self, store: Store) -> None:
        job = await at(store, JobState.DONE, VIVIDFLOW, remote="gone")
        await store.jobs.forget([job.id])
        assert await store.jobs.claimed("vividflow", ["gone"]) == {"gone"}


async def test_durations_of_the_newest_that_came_to_a_result(store: Store, clock: Clock) -> None:
    for lane, seconds in ((VIMMERSE, 10), (VIMMERSE, 20), (VIMMERSE, 30), (HERE, 2)):
        job = await at(store, JobState.WAITING, lane)
        clock.now += seconds
        await store.jobs.move(job, JobState.FETCHING, "ready", JobChanges(ready_at=clock.now))
    await at(store, JobState.WAITING)
    assert await store.jobs.durations("vimmerse", False, "vim_arctic") == [30, 20, 10]
    assert await store.jobs.durations("vimmerse", False, "vim_arctic", most=2) == [30, 20]
    assert await store.jobs.durations("vimmerse", True, "vim_arctic") == [2]
    assert await store.jobs.durations("vimmerse", False, "vim_other") == []


class TestForget:
    @pytest.mark.parametrize("state", sorted(JobState))
    async def test_only_what_has_ended(self, store: Store, state: JobState) -> None:
        job = await at(store, state)
        ended = await at(store, JobState.CANCELLED)
        if state in ENDS:
            await store.jobs.forget([job.id, ended.id])
            assert await store.jobs.many([job.id, ended.id]) == []
        else:
            with pytest.raises(ValueError, match=rf"still active.*\[{job.id}\]"):
                await store.jobs.forget([job.id, ended.id])
            assert len(await store.jobs.many([job.id, ended.id])) == 2

    async def test_all_that_is_the_jobs_goes(self, store: Store) -> None:
        job = await at(store, JobState.DONE)
        child = await queued(store, origin=job.id)
        await store.jobs.forget([job.id])
        for kept in (store.jobs.moves, store.jobs.answers, store.jobs.results, store.jobs.attempts):
            assert await kept(job.id) == []
        assert await store.jobs.page(JobFilter(text="snow")) == [await store.jobs.get(child.id)]
        assert (await store.jobs.many([child.id]))[0].origin is None

    async def test_photos_are_counted(self, store: Store) -> None:
        """Two jobs share one photo, one of them has it twice."""
        shared, own = photo("a.jpg", 1), photo("b.jpg", 2)
        first, second = await store.jobs.add([new(asked=request(shared, own, shared)), new(asked=request(shared))])
        assert (await store.photos.references(shared.file_name), await store.photos.references(own.file_name)) == (2, 1)
        for job, freed in ((first, [own.file_name]), (second, [shared.file_name])):
            await store.jobs.move(job, JobState.CANCELLED, "by the person")
            assert await store.jobs.forget([job.id]) == freed
        assert set(await store.photos.orphans(time.time() * 2)) == {own.file_name, shared.file_name}


class TestPhotos:
    async def test_orphans_are_dropped_once_and_old_enough(self, store: Store, clock: Clock) -> None:
        job = await at(store, JobState.CANCELLED)
        name = photo().file_name
        await store.jobs.forget([job.id])
        assert await store.photos.orphans(clock.now) == []
        assert await store.photos.orphans(clock.now + 1) == [name]
        assert await store.photos.drop([name, "other"]) == [name]
        assert await store.photos.orphans(clock.now + 1) == []

    async def test_one_that_came_into_use_meanwhile_stays(self, store: Store, clock: Clock) -> None:
        job = await at(store, JobState.CANCELLED)
        (name,) = await store.jobs.forget([job.id])
        await queued(store)
        assert await store.photos.drop([name]) == []
        assert await store.photos.references(name) == 1

    async def test_one_that_the_service_fetches_is_none_of_ours(self, store: Store) -> None:
        asked = Request("vimmerse", "t", Kind.TEMPLATE, "t", "T", pictures={"a": (WebPhoto("https://x.org/a.png"),)})
        (job,) = await store.jobs.add([new(asked=asked)])
        assert job.photo_name == ""
        assert await store.photos.orphans(time.time() * 2) == []


class TestConnections:
    async def test_paused_by_the_person(self, store: Store) -> None:
        assert not await store.connections.paused(VIMMERSE)
        await store.connections.pause(VIMMERSE, True)
        assert await store.connections.paused(VIMMERSE)
        assert not await store.connections.paused(HERE)
        await store.connections.pause(VIMMERSE, False)
        assert not await store.connections.paused(VIMMERSE)

    async def test_the_account_used_last(self, store: Store) -> None:
        await at(store, JobState.SUBMITTING)
        query = "SELECT account FROM connections WHERE service = 'vimmerse'"
        assert await store._db.read(lambda db: db.execute(query).fetchall()) == [("account",)]
