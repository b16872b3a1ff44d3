"""The files of a job, from their links to the library."""

import pytest

from tests.store.conftest import VIMMERSE, Clock, at, begun, photo, request
from vividdesk.model.clip import Clip
from vividdesk.model.job import Job, JobState, Outcome, ResultState, Trouble
from vividdesk.store.jobs import JobChanges, Kept, NewResult, ResultChanges, Stale
from vividdesk.store.results import prompt
from vividdesk.store.store import Store

KEPT = Kept("/clips/a.mp4", "video/mp4", 1280, 720, 5.0, 4_000_000, "c0ffee", "/posters/a.jpg")
LINKS = [
    NewResult("https://cdn.example/1.mp4?s=a", name="main", kind="video/mp4", size=9, expires_at=50.0, file="/c/1.mp4"),
    NewResult("https://cdn.example/2.png?sig=a", step="sketch", file="/c/2.png"),
]  # fmt: skip


async def fetching(store: Store, links: list[NewResult] = LINKS) -> Job:
    job = await at(store, JobState.WAITING, asked=request(photo("beach.jpg"), prompt="Snow"))
    return await store.jobs.move(job, JobState.FETCHING, "ready", results=links)


async def again(store: Store, job: Job, links: list[NewResult]) -> Job:
    job = await store.jobs.move(job, JobState.WAITING, "the link has expired")
    return await store.jobs.move(job, JobState.FETCHING, "ready", results=links)


async def urls(store: Store, job: Job) -> list[tuple[int, str, str]]:
    return [(result.number, result.url, result.file) for result in await store.jobs.results(job.id)]


async def test_links_are_kept_as_they_came(store: Store) -> None:
    job = await fetching(store)
    first, second = await store.jobs.results(job.id)
    assert (first.number, first.url, first.name, first.kind) == (1, LINKS[0].url, "main", "video/mp4")
    assert (first.size, first.expires_at, first.file, first.state) == (9, 50.0, "/c/1.mp4", ResultState.WANTED)
    assert (second.number, second.step, second.size) == (2, "sketch", None)


async def test_a_change(store: Store) -> None:
    job = await fetching(store)
    trouble = Trouble("NotAResult", "It is a web page.")
    changes = ResultChanges(
        state=ResultState.FAILED, trouble=trouble, bytes=12, hash="h", file="/caf\udce9/x", size=None
    )
    await store.jobs.result(job.id, 1, changes)
    first, second = await store.jobs.results(job.id)
    assert (first.state, first.trouble, first.bytes) == (ResultState.FAILED, trouble, 12)
    assert (first.hash, first.file, first.size) == ("h", "/caf\udce9/x", None)
    assert second.state is ResultState.WANTED


class TestFreshLinks:
    async def test_by_position_and_into_the_same_file(self, store: Store) -> None:
        """What has come of it goes on there."""
        job = await fetching(store)
        await store.jobs.result(job.id, 1, ResultChanges(state=ResultState.FAILED, trouble=Trouble("x", "y")))
        job = await again(store, job, [NewResult("https://new/1", file="/other"), NewResult("https://new/2")])
        assert await urls(store, job) == [(1, "https://new/1", "/c/1.mp4"), (2, "https://new/2", "/c/2.png")]
        first = (await store.jobs.results(job.id))[0]
        assert (first.state, first.trouble) == (ResultState.WANTED, None)

    async def test_never_of_what_is_kept(self, store: Store) -> None:
        job = await fetching(store)
        await store.jobs.keep(job, 1, KEPT)
        job = await again(
            store, job, [NewResult("https://new/1"), NewResult("https://new/2"), NewResult("https://new/3")]
        )
        assert await urls(store, job) == [
            (1, "https://cdn.example/1.mp4", KEPT.file), (2, "https://new/2", "/c/2.png"), (3, "https://new/3", ""),
        ]  # fmt: skip

    async def test_fewer_than_before(self, store: Store) -> None:
        job = await again(store, await fetching(store), [NewResult("https://new/1")])
        assert await urls(store, job) == [(1, "https://new/1", "/c/1.mp4")]

    async def test_none_given_leaves_them(self, store: Store) -> None:
        job = await fetching(store)
        assert len(await urls(store, await again(store, job, []))) == 2

    async def test_of_another_submit_they_are_new(self, store: Store) -> None:
        """What the first one brought stays; what it did not bring is nothing to the second."""
        job = await fetching(store)
        await store.jobs.keep(job, 1, KEPT)
        job = await store.jobs.move(job, JobState.FAILED, "no more")
        job = await begun(store, await store.jobs.move(job, JobState.QUEUED, "again"))
        assert [number for number, _url, _file in await urls(store, job)] == [1]
        job = await store.jobs.move(job, JobState.WAITING, "taken", JobChanges(remote="R2"), outcome=Outcome.ACCEPTED)
        job = await store.jobs.move(job, JobState.FETCHING, "ready", results=[NewResult("https://new/1")])
        assert await urls(store, job) == [(1, "https://cdn.example/1.mp4", KEPT.file), (2, "https://new/1", "")]


class TestKeep:
    async def test_the_clip_tells_where_it_came_from(self, store: Store, clock: Clock) -> None:
        job = await fetching(store)
        clock.now += 9
        clip = await store.jobs.keep(job, 1, KEPT)
        assert clip == Clip(
            id=clip.id, file=KEPT.file, service="vimmerse", template="vim_arctic", label="Arctic", kind="video/mp4",
            width=1280, height=720, seconds=5.0, size=4_000_000, hash="c0ffee", poster=KEPT.poster, made_at=clock.now,
            job=job.id, local=False, photo="beach.jpg", prompt="Snow", title="A holiday",
            address=VIMMERSE.address, remote="R1",
        )  # fmt: skip
        assert await store.clips.get(clip.id) == clip
        result = (await store.jobs.results(job.id))[0]
        assert (result.state, result.url) == (ResultState.KEPT, "https://cdn.example/1.mp4")
        assert (result.file, result.bytes, result.hash) == (KEPT.file, KEPT.bytes, KEPT.hash)
        now = await store.jobs.get(job.id)
        assert now is not None and (now.files, now.rev) == (1, job.rev)

    async def test_a_second_time_changes_nothing(self, store: Store) -> None:
        """As after a kill between the commit and what follows it."""
        job = await fetching(store)
        clip = await store.jobs.keep(job, 1, KEPT)
        assert await store.jobs.keep(job, 1, KEPT) == clip
        assert await store.clips.of_job(job.id) == [clip]
        assert (await store.jobs.many([job.id]))[0].files == 1

    async def test_an_intermediate_picture_says_so(self, store: Store) -> None:
        job = await fetching(store)
        assert (await store.jobs.keep(job, 2, KEPT)).step == "sketch"
        assert (await store.jobs.many([job.id]))[0].files == 0, "no result yet"

    async def test_what_came_after_the_person_cancelled_is_kept_all_the_same(self, store: Store) -> None:
        job = await fetching(store)
        await store.jobs.move(job, JobState.CANCELLED, "by the person")
        await store.jobs.keep(job, 1, KEPT)
        assert len(await store.clips.of_job(job.id)) == 1

    async def test_of_a_job_that_is_gone(self, store: Store) -> None:
        job = await fetching(store)
        job = await store.jobs.move(job, JobState.CANCELLED, "by the person")
        await store.jobs.forget([job.id])
        with pytest.raises(Stale, match="no result 1"):
            await store.jobs.keep(job, 1, KEPT)

    @pytest.mark.parametrize("clips", [False, True])
    async def test_forgetting_the_job_leaves_its_clips_unless_asked(self, store: Store, clips: bool) -> None:
        job = await fetching(store)
        clip = await store.jobs.keep(job, 1, KEPT)
        await store.jobs.forget([(await store.jobs.move(job, JobState.DONE, "all are kept")).id], clips=clips)
        left = await store.clips.get(clip.id)
        assert left is None if clips else left is not None and left.job is None


def test_what_it_was_told_to_show() -> None:
    assert prompt(request(prompt="a", text_prompt="b")) == "a"
    assert prompt(request(prompt="", negative_prompt="x", scene_prompt="b")) == "b"
    assert prompt(request(prompt=None, style="c")) == ""


async def test_a_remote_given_by_the_person_counts_as_the_attempts(store: Store) -> None:
    job = await at(store, JobState.UNSURE, VIMMERSE)
    await store.jobs.move(job, JobState.WAITING, "found by the person", JobChanges(remote="pasted", ask=None))
    assert await store.jobs.claimed("vimmerse", ["pasted"]) == {"pasted"}
