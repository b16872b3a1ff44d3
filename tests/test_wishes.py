"""What commands want of the journal, by both roads: over a core in this process, and through a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.faults.orders import order, shelved
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Life
from tests.faults.service import KEY, Service, running
from tests.hasty import core_for, hasten, until_idle
from vividdesk import handover
from vividdesk.core import Core
from vividdesk.errors import FolderInUse, JournalUnwritable, PhotoRefused, VividError
from vividdesk.handover import Ownership, Wish
from vividdesk.model.photo import Photo
from vividdesk.model.request import Request
from vividdesk.paths import Paths
from vividdesk.wishes.handing import Handed, grant, granted
from vividdesk.wishes.journal import Journal, OwnerGone, Twice, Wanted
from vividdesk.wishes.own import Own
from vividdesk.wishes.shared import Shared


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    hasten(monkeypatch)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with running() as made:
        yield made


@asynccontextmanager
async def owned(core: Core, lanes: bool = True) -> AsyncIterator[Own]:
    """The core is open and its owner listens."""
    ownership = handover.claim(core.paths.data, {"do": "hello"}, patience=0)
    assert isinstance(ownership, Ownership)
    own = Own(core)
    await core.open(lanes=lanes)
    await ownership.listen(partial(grant, own))
    try:
        yield own
    finally:
        ownership.deafen()
        await core.close()
        ownership.release()


def requests(paths: Paths, name: str, *marks: str) -> list[Request]:
    photo = shelved(paths.photos)
    return [order(name, f"mark-{mark}", photo, number) for number, mark in enumerate(marks)]


async def test_both_roads_lead_to_the_same_and_no_secret_travels(service: Service, paths: Paths) -> None:
    async with owned(core_for(service, paths)) as own:
        handed = Handed(paths.data)
        asked = [*requests(paths, "vimmerse", "a"), *requests(paths, "vividflow", "b")]
        numbers = await handed.enqueue(asked, "", "one batch", again=False)
        assert await handed.enqueue(asked, "", "one batch", again=False) == numbers, "an answer may have been lost"
        standing = await until_idle(handed, numbers)
        assert standing == await own.stand(numbers)
        assert [job["state"] for job in standing["jobs"]] == ["done", "done"]
        assert {each.mark for each in service.works.charges} == {"mark-a", "mark-b"}
        assert len(service.works.charges) == 2
        page = await handed.page(Wanted(states=("done",), text="mark-b", most=5))
        assert page == await own.page(Wanted(states=("done",), text="mark-b", most=5))
        (job,) = page["jobs"]
        assert (job["service"], job["template"], job["here"]) == ("vividflow", "wan2.1", False)
        assert job["photo"] == "trial.jpg"
        assert (job["batch"], job["trouble"], job["question"]) == ("one batch", None, "")
        assert job["created"] and job["sent"] and job["ended"] and job["ended"].endswith("+00:00")
        (file,) = job["files"]
        assert Path(file).parent == paths.results
        assert Path(file).stat().st_size > 1_000
        travelled = json.dumps(standing)
        assert KEY not in travelled
        assert service.address not in travelled
        assert "base64" not in travelled


async def answered(core: Core, wish: Callable[[Journal], Awaitable[Any]]) -> list[str]:
    """The same fault comes by both roads."""
    told = []
    async with owned(core, lanes=False) as own:
        for journal in (own, Handed(core.paths.data)):
            with pytest.raises(VividError) as met:
                await wish(journal)
            told.append(f"{type(met.value).__name__}: {met.value.title} {met.value.advice}")
    return told


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (lambda journal: journal.cancel(7), "VividError: There is no job 7."),
        (lambda journal: journal.retry(7, False), "VividError: There is no job 7."),
        (lambda journal: journal.forget([7], files=True), "VividError: There is no job 7."),
        (lambda journal: journal.decide(7, None, resend=True), "VividError: There is no job 7."),
        (lambda journal: journal.decide(7, "\n", resend=False), "VividError: That is no id."),
    ],
)
async def test_faults_travel(
    service: Service, paths: Paths, wish: Callable[[Journal], Awaitable[Any]], words: str
) -> None:
    one, other = await answered(core_for(service, paths), wish)
    assert one == other
    assert one.startswith(words)


async def test_the_same_again_and_a_photo_that_is_gone(service: Service, paths: Paths) -> None:
    asked = requests(paths, "vividflow", "a")
    async with owned(core_for(service, paths), lanes=False) as own:
        handed = Handed(paths.data)
        await own.enqueue(asked, "", "first", again=False)
        for journal in (own, handed):
            with pytest.raises(Twice, match="exactly the same"):
                await journal.enqueue(asked, "", "second", again=False)
        assert len(await handed.enqueue(asked, "", "third", again=True)) == 1
        gone = Photo("f" * 64, "image/jpeg", 100, 100, 1000, "gone.jpg")
        with pytest.raises(PhotoRefused, match="gone"):
            await handed.enqueue([order("vividflow", "mark-b", gone)], "", "fourth", again=False)
        assert len((await own.page(Wanted()))["jobs"]) == 2


async def test_five_hundred_at_once(service: Service, paths: Paths) -> None:
    photo = shelved(paths.photos)
    asked = [order("vividflow", f"mark-{number}", photo) for number in range(500)]
    async with owned(core_for(service, paths), lanes=False) as own:
        handed = Handed(paths.data)
        numbers = await handed.enqueue(asked, "", "all", again=False)
        assert len(set(numbers)) == 500
        assert await handed.stand(numbers) == await own.stand(numbers)


async def test_a_job_that_nobody_knows_of_is_asked_about_and_decided(service: Service, paths: Paths) -> None:
    service.plan.now([Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED, times=3)])
    async with owned(core_for(service, paths)) as own:
        handed = Handed(paths.data)
        numbers = await handed.enqueue(requests(paths, "vimmerse", "a", "b", "c"), "", "batch", again=False)
        standing = await until_idle(handed, numbers)
        assert [job["state"] for job in standing["jobs"]] == ["unsure"] * 3
        found, resent, dropped = standing["jobs"]
        tag = (await own._core.store.jobs.many(numbers))[0].tag
        for words in ("Vimmerse", f"[{tag}]", f"decide {found['id']} --found", "--resend", "--drop"):
            assert words in found["question"]
        remote = next(each.id for each in service.works.charges if each.mark == "mark-a")
        assert remote in await handed.decide(found["id"], remote, resend=False)
        await handed.decide(resent["id"], None, resend=True)
        await handed.decide(dropped["id"], None, resend=False)
        with pytest.raises(VividError, match="cannot be done"):
            await handed.decide(dropped["id"], None, resend=True)
        standing = await until_idle(handed, numbers)
        assert [job["state"] for job in standing["jobs"]] == ["done", "done", "cancelled"]
        assert standing["jobs"][0]["remote"] == remote
        assert all(job["question"] == "" for job in standing["jobs"])


async def test_forgetting_keeps_the_files_unless_asked(service: Service, paths: Paths) -> None:
    async with owned(core_for(service, paths)) as own:
        numbers = await own.enqueue(requests(paths, "vividflow", "a", "b"), "", "batch", again=False)
        standing = await until_idle(own, numbers)
        kept, deleted = (Path(job["files"][0]) for job in standing["jobs"])
        handed = Handed(paths.data)
        assert await handed.forget(numbers[:1], files=False) == []
        assert await handed.forget(numbers[1:], files=True) == [str(deleted)]
        assert kept.exists()
        assert not deleted.exists()
        assert (await handed.page(Wanted()))["jobs"] == []


async def test_how_far_a_job_is_travels_too(service: Service, paths: Paths) -> None:
    service.works.life = Life(looks=1_000_000)
    async with owned(core_for(service, paths)) as own:
        (number,) = await own.enqueue(requests(paths, "vimmerse", "a"), "", "batch", again=False)
        handed = Handed(paths.data)
        async with asyncio.timeout(20):
            while (job := (await handed.stand([number]))["jobs"][0]).get("progress") is None:
                await own.news()
        assert job["progress"] == 0.4
        assert job["state"] == "waiting"


async def test_of_those_that_are_idle_none_is_shown_as_it_was_before(
    service: Service, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with owned(core_for(service, paths)) as own:
        idle = own._core.runner.idle

        async def late(numbers: Sequence[int]) -> bool:
            while not await idle(numbers):
                await own.news()
            return True

        monkeypatch.setattr(own._core.runner, "idle", late)
        numbers = await own.enqueue(requests(paths, "vividflow", "a"), "", "batch", again=False)
        assert [job["state"] for job in (await own.stand(numbers))["jobs"]] == ["done"]


# Whoever owns it


def shared(paths: Paths, service: Service, **more: Any) -> Shared:
    return Shared(paths, service.environ, pytest.fail, pytest.fail, lanes=True, **more)


async def test_the_next_one_goes_on_when_the_owner_leaves(service: Service, paths: Paths) -> None:
    service.works.life = Life(looks=1_000_000)
    leaving = AsyncExitStack()
    first = await leaving.enter_async_context(shared(paths, service))
    async with shared(paths, service) as second:
        assert (first.is_own, second.is_own) == (True, False)
        asked = requests(paths, "vividflow", "a")
        numbers = await second.ask(lambda journal: journal.enqueue(asked, "", "batch", again=False))
        while (await second.ask(lambda journal: journal.stand(numbers)))["jobs"][0]["state"] != "waiting":
            await second.news()
        await leaving.aclose()
        service.works.life = Life()
        standing = await second.ask(lambda journal: until_idle(journal, numbers))
        assert second.is_own
        assert [job["state"] for job in standing["jobs"]] == ["done"]
        assert len(service.works.charges) == 1


async def test_an_answer_that_was_lost_makes_no_second_job(service: Service, paths: Paths) -> None:
    """The owner takes the jobs in, but does not come to say so."""
    asked = requests(paths, "vividflow", "a")
    core = core_for(service, paths)
    ownership = handover.claim(paths.data, {"do": "hello"})
    assert isinstance(ownership, Ownership)
    own = Own(core)
    await core.open(lanes=False)

    async def once(wish: Wish) -> Mapping[str, Any]:
        answer = await grant(own, wish)
        if wish["do"] == "enqueue":
            ownership.deafen()
            await core.close()
            ownership.release()
        return answer

    await ownership.listen(once)
    async with shared(paths, service) as second:
        numbers = await second.ask(lambda journal: journal.enqueue(asked, "", "batch", again=False))
        standing = await second.ask(lambda journal: until_idle(journal, numbers))
        assert [job["state"] for job in standing["jobs"]] == ["done"]
    assert len(service.works.charges) == 1


async def test_an_owner_of_another_version(service: Service, paths: Paths) -> None:
    ownership = handover.claim(paths.data, {"do": "hello"})
    assert isinstance(ownership, Ownership)
    await ownership.listen(lambda _wish: {"refused": "unknown"})
    with pytest.raises(VividError, match="another version"):
        async with shared(paths, service):
            pass
    ownership.release()


@pytest.mark.logs("While a wish was granted")
async def test_an_owner_that_fails_at_it_is_not_asked_for_ever(service: Service, paths: Paths) -> None:
    ownership = handover.claim(paths.data, {"do": "hello"})
    assert isinstance(ownership, Ownership)

    asked: list[str] = []

    def mistaken(wish: Wish) -> Mapping[str, Any]:
        asked.append(wish["do"])
        if wish["do"] == "hello":
            return {"done": "hello"}
        raise RuntimeError("a mistake of ours")

    await ownership.listen(mistaken)
    async with shared(paths, service) as second:
        with pytest.raises(VividError, match="does not answer"):
            await second.ask(lambda journal: journal.stand([1]))
        asked.clear()
        with pytest.raises(VividError, match="nobody knows whether"):
            await second.ask(lambda journal: journal.cancel(1))
        assert asked.count("cancel") == 1, "what costs or cannot be undone is not asked for twice"
    ownership.release()


async def test_a_journal_that_cannot_be_opened_is_said_and_the_folder_is_free_again(
    service: Service, paths: Paths
) -> None:
    (paths.data / "journal.db").mkdir()
    with pytest.raises(VividError):
        async with shared(paths, service):
            pass
    found = handover.claim(paths.data, {"do": "hello"}, patience=0)
    assert isinstance(found, Ownership)
    found.release()


# On the wire


class Deaf:
    """Fails the test if anything is wished for."""

    def __getattr__(self, name: str) -> Any:
        pytest.fail(name)


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"do": "raise"},
        {"do": "enqueue", "requests": "all", "out": "", "batch": "", "again": False},
        {"do": "cancel", "job": "1"},
        {"do": "decide", "job": 1, "found": 2, "resend": False},
    ],
)
async def test_what_is_not_understood_is_refused(wish: Wish) -> None:
    assert await grant(Deaf(), wish) == {"refused": "unknown"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("JournalUnwritable", JournalUnwritable),
        ("FolderInUse", FolderInUse),
        ("Twice", Twice),
        ("LimitReached", VividError),
        ("TYPE_CHECKING", VividError),
        ("__doc__", VividError),
    ],
)
def test_a_fault_is_the_same_again(kind: str, made: type[VividError]) -> None:
    with pytest.raises(made) as met:
        granted({"fault": {"kind": kind, "title": "What happened.", "advice": "What to do."}})
    assert type(met.value) is made
    assert (met.value.title, met.value.advice) == ("What happened.", "What to do.")


async def test_without_an_owner_nothing_is_granted(paths: Paths) -> None:
    with pytest.raises(OwnerGone):
        await Handed(paths.data).cancel(1)
