"""The library: its filters, what a person changes, what goes."""

from dataclasses import replace

import pytest

from tests.store.conftest import HERE, VIMMERSE, VIVIDFLOW, Clock, new, photo, request
from vividdesk.model.clip import Clip
from vividdesk.model.job import JobState, LaneId, Outcome
from vividdesk.store.clips import ClipChanges, ClipFilter, Foreign
from vividdesk.store.jobs import Kept, NewResult
from vividdesk.store.store import Store

FILM = Kept("/clips/a.mp4", "video/mp4", 1280, 720, 5.0, 4_000_000, "c0ffee", "/posters/a.jpg")
PICTURE = replace(FILM, file="/clips/b.png", kind="image/png", seconds=0.0, poster="")


async def clip(
    store: Store,
    kept: Kept = FILM,
    lane: LaneId = VIMMERSE,
    template: str = "vim_arctic",
    name: str = "a",
    step: str = "",
) -> Clip:
    asked = request(photo(name), service=lane.service, template=template)
    (job,) = await store.jobs.add([new(lane, asked)])
    job = await store.jobs.begin(job, "a", "b", None, 0, None)
    job = await store.jobs.move(job, JobState.WAITING, "taken", outcome=Outcome.ACCEPTED)
    job = await store.jobs.move(job, JobState.FETCHING, "ready", results=[NewResult("https://x/a", step=step)])
    return await store.jobs.keep(job, 1, kept)


async def found(store: Store, asked: ClipFilter) -> list[int]:
    page = await store.clips.page(asked)
    assert await store.clips.count(asked) == len(page)
    assert list(await store.clips.numbers(asked)) == [each.id for each in page]
    return [each.id for each in page]


async def test_filters(store: Store, clock: Clock) -> None:
    a = (await clip(store, name="Zürich.jpg")).id
    clock.now += 100
    b = (await clip(store, PICTURE, VIVIDFLOW, "wan")).id
    clock.now += 100
    c = (await clip(store, FILM, HERE)).id
    for number, rating in ((a, 5), (b, 3)):
        await store.clips.change(number, ClipChanges(rating=rating))
    await store.clips.change(b, ClipChanges(missing=True, title="The Égalité"))
    for asked, expected in (
        (ClipFilter(), [c, b, a]),
        (ClipFilter(service="vimmerse"), [c, a]),
        (ClipFilter(service="vimmerse", template="wan"), []),
        (ClipFilter(template="wan"), [b]),
        (ClipFilter(rating_at_least=3), [b, a]),
        (ClipFilter(rating_at_least=4), [a]),
        (ClipFilter(kinds=("image/png", "video/mp4")), [c, b, a]),
        (ClipFilter(kinds=("image/png",)), [b]),
        (ClipFilter(kinds=("video/mp4",), rating_at_least=1), [a]),
        (ClipFilter(missing=True), [b]),
        (ClipFilter(missing=False), [c, a]),
        (ClipFilter(since=clock.now - 100), [c, b]),
        (ClipFilter(until=clock.now - 100), [a]),
        (ClipFilter(since=clock.now - 100, until=clock.now), [b]),
        (ClipFilter(since=clock.now + 1), []),
        (ClipFilter(until=1.0), []),
        (ClipFilter(text="zur"), [a]),
        (ClipFilter(text="egal", rating_at_least=2), [b]),
        (ClipFilter(text="egal", since=clock.now), []),
        (ClipFilter(text="vividflow"), [b]),
    ):
        assert await found(store, asked) == expected, asked


async def test_steps_are_there_where_they_are_asked_for(store: Store) -> None:
    a = (await clip(store)).id
    b = (await clip(store, PICTURE, step="create_media")).id
    c = (await clip(store, PICTURE)).id
    for asked, results, all_of_it in (
        (ClipFilter(), [c, a], [c, b, a]),
        (ClipFilter(service="vimmerse"), [c, a], [c, b, a]),
        (ClipFilter(template="vim_arctic"), [c, a], [c, b, a]),
        (ClipFilter(kinds=("image/png",)), [c], [c, b]),
        (ClipFilter(since=1.0), [c, a], [c, b, a]),
        (ClipFilter(text="arctic"), [c, a], [c, b, a]),
    ):
        assert await found(store, asked) == results, asked
        assert await found(store, replace(asked, steps=True)) == all_of_it, asked


async def test_steps_are_left_when_the_last_result_of_their_job_is_gone(store: Store) -> None:
    asked = request(photo("a"), service=VIMMERSE.service, template="vim_arctic")
    (job,) = await store.jobs.add([new(VIMMERSE, asked)])
    job = await store.jobs.begin(job, "a", "b", None, 0, None)
    job = await store.jobs.move(job, JobState.WAITING, "taken", outcome=Outcome.ACCEPTED)
    links = [NewResult("https://x/a", step="create_media"), NewResult("https://x/b"), NewResult("https://x/c")]
    job = await store.jobs.move(job, JobState.FETCHING, "ready", results=links)
    step, first, last = [(await store.jobs.keep(job, number, PICTURE)).id for number in (1, 2, 3)]
    other = (await clip(store, PICTURE, step="create_media")).id
    assert await store.clips.steps_left([first, last], []) == [], "the job may still make a result"
    for each in (job.id, job.id + 1):
        now = await store.jobs.get(each)
        assert now is not None
        await store.jobs.move(now, JobState.DONE, "kept")
    for chosen, out, left in (
        ([first, last], [], [step]),
        ([last], [first], [step]),
        ([first], [], []),
        ([first, last, step], [], []),
        ([step], [], []),
        ([other], [], []),
        ([other], [first, last], []),
        ([], [], []),
    ):
        assert [each.id for each in await store.clips.steps_left(chosen, out)] == left, (chosen, out)
    await store.clips.forget([first])
    assert [each.id for each in await store.clips.steps_left([last], [])] == [step]
    await store.clips.change(step, {"rating": 4})
    assert await store.clips.steps_left([last], []) == [], "somebody likes it"


async def test_whether_a_clip_is_wanted(store: Store) -> None:
    a, b = (await clip(store)).id, (await clip(store, PICTURE, step="create_media")).id
    assert await store.clips.has(a, ClipFilter())
    assert not await store.clips.has(b, ClipFilter())
    assert await store.clips.has(b, ClipFilter(steps=True, text="arctic"))
    assert not await store.clips.has(b + 1, ClipFilter(steps=True))


async def test_a_clock_that_was_set_back_hides_nothing(store: Store, clock: Clock) -> None:
    first = await clip(store)
    clock.now -= 1000
    second = await clip(store)
    assert await found(store, ClipFilter(since=clock.now + 1)) == [first.id]
    assert await found(store, ClipFilter(until=clock.now + 1)) == [second.id]


@pytest.mark.parametrize(
    "asked", [ClipFilter(), ClipFilter(text="arctic"), ClipFilter(kinds=("video/mp4", "image/png"))]
)
async def test_pages_join_without_a_seam(store: Store, asked: ClipFilter) -> None:
    made = [(await clip(store, (FILM, PICTURE)[turn % 2])).id for turn in range(5)]
    seen: list[int] = []
    page = await store.clips.page(asked, size=2)
    while page:
        seen += [each.id for each in page]
        page = await store.clips.page(asked, page[-1], size=2)
    assert seen == made[::-1]


async def test_what_a_person_changes(store: Store) -> None:
    made = await clip(store)
    await store.clips.change(made.id, ClipChanges(title="New", rating=4, missing=True))
    assert await store.clips.get(made.id) == replace(made, title="New", rating=4, missing=True)
    await store.clips.change(made.id, ClipChanges())
    assert await store.clips.get(99) is None


async def test_many_are_read_and_changed_by_their_numbers(store: Store) -> None:
    made = [await clip(store) for _turn in range(4)]
    numbers = [made[2].id, 99, made[0].id]
    assert await store.clips.many(numbers) == [made[2], made[0]]
    await store.clips.change_many(numbers, ClipChanges(missing=True))
    assert await found(store, ClipFilter(missing=True)) == [made[2].id, made[0].id]
    await store.clips.change_many([], ClipChanges(missing=True))
    assert await found(store, ClipFilter(missing=False)) == [made[3].id, made[1].id]


async def test_jobs_that_were_done_since_a_moment(store: Store, clock: Clock) -> None:
    ended = []
    for _day in range(3):
        clock.now += 100
        made = await clip(store)
        (job,) = await store.jobs.many([made.job or 0])
        ended.append(await store.jobs.move(job, JobState.DONE, "kept"))
    await clip(store)  # its job goes on
    assert await store.clips.jobs_done(clock.now - 100) == {job.id: job.ended_at for job in ended[1:]}


async def test_files_go_only_where_no_other_clip_has_them(store: Store) -> None:
    odd = replace(PICTURE, file="/caf\udce9/b.png")
    first, second, third = await clip(store), await clip(store), await clip(store, odd)
    assert await store.clips.forget([first.id]) == []
    assert await store.clips.forget([second.id, third.id, 99]) == [FILM.file, FILM.poster, odd.file]
    assert await found(store, ClipFilter(text="arctic")) == []


async def test_what_no_job_of_ours_made_comes_in_once(store: Store, clock: Clock) -> None:
    ours = await clip(store)
    foreign = Foreign(VIVIDFLOW, "F1", "wan2.1", "Wan 2.1", "a fox in the snow", 1_700_000_000.0)
    came = await store.clips.bring_in(foreign, FILM)
    assert came is not None
    assert (came.service, came.remote, came.address, came.job) == ("vividflow", "F1", VIVIDFLOW.address, None)
    assert (came.template, came.label, came.made_at) == ("wan2.1", "Wan 2.1", 1_700_000_000.0)
    assert await store.clips.bring_in(foreign, FILM) is None
    elsewhere = replace(foreign, lane=replace(VIVIDFLOW, address="https://other.example"))
    assert await store.clips.bring_in(elsewhere, FILM) is None
    assert await found(store, ClipFilter(text="fox")) == [came.id]
    assert await store.clips.known_remotes("vividflow", ["F1", "F2", ""]) == {"F1"}
    assert await store.clips.known_remotes("vimmerse", ["F1"]) == set()
    assert await found(store, ClipFilter()) == [came.id, ours.id]


async def test_the_tag_in_a_title_is_for_the_services_page(store: Store) -> None:
    asked = request(photo(), service="vimmerse")
    tagged = replace(asked, details={"title": "Grandma [vd-1]"})
    (job,) = await store.jobs.add([new(VIMMERSE, tagged, tag="vd-1")])
    job = await store.jobs.begin(job, "a", "b", None, 0, None)
    job = await store.jobs.move(job, JobState.WAITING, "taken", outcome=Outcome.ACCEPTED)
    job = await store.jobs.move(job, JobState.FETCHING, "ready", results=[NewResult("https://x/a")])
    assert (await store.jobs.keep(job, 1, FILM)).title == "Grandma"
