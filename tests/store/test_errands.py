"""What services shall be told: one wish for each thing, the latest, and none that a service was told already."""

from pathlib import Path

from tests.store.conftest import HERE, VIMMERSE, Clock, at
from vividdesk.model.errand import ErrandState, What
from vividdesk.model.job import JobState, Trouble
from vividdesk.store.jobs import JobChanges
from vividdesk.store.store import Store

ONE, OTHER = (VIMMERSE, "R1"), (VIMMERSE, "R2")
OFFLINE = Trouble("Unreachable", "Vimmerse cannot be reached.", "Try later.")


async def open_ones(store: Store) -> list[tuple[str, What, str]]:
    return [(errand.remote, errand.what, errand.value) for errand in await store.errands.open()]


async def test_the_latest_wish_counts_and_outlasts_the_program(tmp_path: Path, clock: Clock) -> None:
    store = await Store.open(tmp_path, clock)
    await store.errands.want([ONE, OTHER, ONE], What.RATING, "3")
    await store.errands.want([ONE], What.TITLE, "Zoë")
    await store.errands.want([ONE], What.RATING, "5")
    await store.close()
    store = await Store.open(tmp_path, clock)
    expected = [("R1", What.RATING, "5"), ("R2", What.RATING, "3"), ("R1", What.TITLE, "Zoë")]
    assert await open_ones(store) == expected
    await store.close()


async def test_done_is_done_until_something_else_is_wanted(store: Store) -> None:
    (errand,) = await store.errands.want([ONE], What.RATING, "3")
    assert await store.errands.put(errand, ErrandState.DONE)
    assert await open_ones(store) == []
    (same,) = await store.errands.want([ONE], What.RATING, "3")
    assert same.state is ErrandState.DONE
    (other,) = await store.errands.want([ONE], What.RATING, "4")
    assert other.state is ErrandState.WANTED
    assert await open_ones(store) == [("R1", What.RATING, "4")]


async def test_a_wish_that_changed_while_it_was_told_is_told_again(store: Store) -> None:
    (errand,) = await store.errands.want([ONE], What.TITLE, "old")
    begun = await store.errands.begin(errand)
    assert begun is not None
    await store.errands.want([ONE], What.TITLE, "new")
    assert await store.errands.put(begun, ErrandState.DONE) is None
    (kept,) = await store.errands.open()
    assert (kept.value, kept.state) == ("new", ErrandState.WANTED)
    assert await store.errands.begin(errand) is None
    assert await store.errands.open() == [kept]


async def test_trouble_is_kept_with_it_and_goes_with_the_next_try(store: Store) -> None:
    (errand,) = await store.errands.want([ONE], What.RATING, "3")
    await store.errands.put(errand, ErrandState.WANTED, OFFLINE)
    (kept,) = await store.errands.of(ONE)
    assert (kept.trouble, kept.state) == (OFFLINE, ErrandState.WANTED)
    begun = await store.errands.begin(kept)
    assert begun is not None
    assert begun.trouble is None
    assert await open_ones(store) == [("R1", What.RATING, "3")]  # a start after a crash tells it once more


async def test_what_goes_there_need_not_be_told_anything_else(store: Store, clock: Clock) -> None:
    await store.errands.want([ONE, OTHER], What.RATING, "3")
    (gone,) = await store.errands.want([ONE], What.DELETE, after=15)
    assert gone.due_at == clock.now + 15
    assert await store.errands.want([ONE], What.TITLE, "late") == []
    assert await open_ones(store) == [("R2", What.RATING, "3"), ("R1", What.DELETE, "")]


async def test_only_what_has_not_begun_can_be_withdrawn(store: Store) -> None:
    first, _second = await store.errands.want([ONE, OTHER], What.DELETE)
    await store.errands.begin(first)
    assert await store.errands.withdraw([ONE, OTHER, (HERE, "R1")], What.DELETE) == [OTHER]
    assert await open_ones(store) == [("R1", What.DELETE, "")]


async def test_nothing_is_deleted_while_a_job_still_waits_for_it(store: Store) -> None:
    job = await at(store, JobState.WAITING, remote="R1")
    await store.errands.want([ONE], What.DELETE)
    await store.errands.want([(HERE, "R1")], What.RATING, "1")
    assert await open_ones(store) == [("R1", What.RATING, "1")]
    await store.jobs.move(job, JobState.FAILED, "no", JobChanges())
    assert await open_ones(store) == [("R1", What.DELETE, ""), ("R1", What.RATING, "1")]


async def test_thought_better_of_deleting_all_else_is_still_to_be_told(store: Store) -> None:
    await store.errands.want([ONE], What.VISIBILITY, "0")
    await store.errands.want([ONE], What.DELETE, after=15)
    assert await open_ones(store) == [("R1", What.DELETE, "")]
    assert await store.errands.withdraw([ONE], What.DELETE) == [ONE]
    assert await open_ones(store) == [("R1", What.VISIBILITY, "0")]


async def test_what_the_service_does_not_delete_is_told_all_else(store: Store) -> None:
    await store.errands.want([ONE], What.RATING, "3")
    (deleting,) = await store.errands.want([ONE], What.DELETE)
    await store.errands.put(deleting, ErrandState.REFUSED, OFFLINE)
    assert await open_ones(store) == [("R1", What.RATING, "3")]
