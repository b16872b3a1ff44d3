"""Work that is accepted gets done, whatever happens; and only so much of it is accepted and kept."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import run_clocked
from tests.localservice.shop import PHOTO, Bench, clip, crop, frames, order, parts_of
from tests.localservice.test_keeping import failing_disk
from tests.waiting import until_on_loop
from vividdesk.errors import DataFolderError
from vividdesk.localservice.job import Job, State
from vividdesk.localservice.making import LOST, MISTAKE, chunks
from vividdesk.localservice.pool import Pool
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.workshop import NoRoom, OutOfCredits, QueueFull, Workshop

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@asynccontextmanager
async def opened(folder: Path, pool: Pool | Bench, seats: int = 8, **terms: Any) -> AsyncIterator[Workshop]:
    shop = Workshop(folder, Pool([pool] * seats) if isinstance(pool, Bench) else pool, **terms)
    await shop.start()
    try:
        yield shop
    finally:
        await shop.close()


async def ended(*jobs: Job) -> None:
    await until_on_loop(lambda: all(job.state.is_end for job in jobs))


async def done_on(bench: Bench, *jobs: Job) -> None:
    """Whatever comes to lie on the bench is done."""
    while not all(job.state.is_end for job in jobs):
        while bench.orders:
            bench.do()
        await asyncio.sleep(0)


async def lies_on(bench: Bench, *kinds: str) -> None:
    await until_on_loop(lambda: bench.kinds == list(kinds))


# What is made


async def test_a_clip_is_made_of_its_parts(tmp_path: Path, pool: Pool) -> None:
    async with opened(tmp_path, pool) as shop:
        job = shop.accept(order(clip(film=Film(64, 36, 8, 20))))
        await ended(job)
        assert (job.state, job.error, job.percent) == (State.DONE, "", 100)
        found = shop.file(job.results[0].token)
        assert found and found[1] == "video/mp4"
        assert frames(found[0])[0] == 20
        assert found[0].stat().st_size == job.results[0].size
        assert not parts_of(tmp_path, job)


async def test_pictures_are_made_from_what_stages_before_them_made(tmp_path: Path, pool: Pool) -> None:
    still = clip("still", "@crop", film=Film(64, 36))
    async with opened(tmp_path, pool) as shop:
        job = shop.accept(order(crop(), still, clip("clip", "@still"), crop("end", "@crop", 16)))
        await ended(job)
        assert job.state is State.DONE, job.error
        assert [made.kind for made in job.results] == ["image/jpeg", "image/jpeg", "video/mp4", "image/jpeg"]
        photo = shop.file(job.photos["photo"].token)
        assert photo and photo[0].read_bytes() == PHOTO and photo[1] == "image/jpeg"


@pytest.mark.parametrize(
    ("count", "rate", "parts"),
    [
        (16, 8, [(0, 8), (8, 16)]),
        (2, 24, [(0, 2)]),
        (17, 8, [(0, 5), (5, 11), (11, 17)]),
        (24, 24, [(0, 24)]),
        (25, 24, [(0, 12), (12, 25)]),
    ],
)
def test_parts_are_of_about_a_second_and_equal(count: int, rate: int, parts: list[tuple[int, int]]) -> None:
    assert list(chunks(Film(64, 36, rate, count))) == parts


async def test_stages_whose_sources_are_ready_go_side_by_side(tmp_path: Path) -> None:
    bench = Bench()
    stages = [crop("a"), crop("b"), crop("c", "@a"), clip("d", "@b")]
    async with opened(tmp_path, bench) as shop:
        job = shop.accept(order(*stages))
        await lies_on(bench, "tool", "tool")
        bench.do(1)
        await lies_on(bench, "tool", "frames", "frames")
        assert [stage.state.value for stage in job.stages] == ["working", "done", "waiting", "working"]
        bench.do(0)
        await lies_on(bench, "frames", "frames", "tool")
        await done_on(bench, job)
        assert [stage.stage.name for stage in job.stages if stage.made] == ["a", "b", "c", "d"]


async def test_progress_is_counted_in_frames(tmp_path: Path) -> None:
    bench = Bench()
    async with opened(tmp_path, bench) as shop:
        job = shop.accept(order(clip(film=Film(64, 36, 8, 40))))
        seen = []
        for _part in range(5):
            await until_on_loop(lambda: bench.orders)
            before = job.stages[0].done
            bench.do()
            await until_on_loop(lambda before=before: job.stages[0].done > before)
            seen.append((job.stages[0].done, job.percent))
        assert seen == [(8, 19), (16, 39), (24, 59), (32, 79), (40, 99)]
        await done_on(bench, job)
        assert (job.stages[0].total, job.percent) == (40, 100)


async def test_the_oldest_comes_first_and_no_seat_stays_empty(tmp_path: Path) -> None:
    bench = Bench()
    async with opened(tmp_path, bench, seats=3) as shop:
        first = shop.accept(order(clip(film=Film(64, 36, 8, 32), name="first")))
        second = shop.accept(order(clip(seed=2)))
        await lies_on(bench, "frames", "frames", "frames")
        assert second.state is State.WAITING
        bench.do()
        await until_on_loop(lambda: len(bench.orders) == 3)
        assert [said["options"] for said in bench.orders] == [{}, {}, {}]
        bench.do()
        await until_on_loop(lambda: len(bench.orders) == 3)
        assert [said["options"] for said in bench.orders] == [{}, {}, {"seed": 2}]
        assert second.state is State.WORKING
        await done_on(bench, first, second)


async def test_what_is_not_shown_is_no_result(tmp_path: Path) -> None:
    bench = Bench(at_once=True)
    step = crop()
    hidden = type(step)(**{**vars(step), "shown": False})
    async with opened(tmp_path, bench) as shop:
        job = shop.accept(order(hidden, clip(source="@crop")))
        await ended(job)
        assert [made.kind for made in job.results] == ["video/mp4"]


# Finding, changing, cancelling, deleting


async def test_jobs_are_found_by_their_own_service_alone(tmp_path: Path) -> None:
    async with opened(tmp_path, Bench()) as shop:
        one, two = shop.accept(order()), shop.accept(order())
        other = shop.accept(order(service="vimmerse"))
        assert shop.jobs("vividflow") == [two, one]
        assert shop.find("vividflow", one.id) is one
        assert shop.find("vividflow", other.id) is shop.find("vividflow", "../..") is None
        assert shop.file("nothing") is None


async def test_facts_are_kept(tmp_path: Path) -> None:
    minutes = iter(range(100))
    async with opened(tmp_path, Bench(), now=lambda: NOON + timedelta(minutes=next(minutes))) as shop:
        job = shop.accept(order())
        shop.change(job, {"title": "Yours", "seen": True})
    async with opened(tmp_path, Bench()) as shop:
        (found,) = shop.jobs("vividflow")
        assert found.facts == {"title": "Yours", "seen": True}
        assert found.created < found.updated


async def test_who_cancels_before_it_began_pays_nothing(tmp_path: Path) -> None:
    bench = Bench()
    async with opened(tmp_path, bench, seats=1, stock=10) as shop:
        running, waiting = shop.accept(order(cost=2)), shop.accept(order(cost=3))
        await lies_on(bench, "frames")
        assert shop.account("vividflow").left == 5
        shop.cancel(waiting)
        assert shop.account("vividflow").left == 8
        shop.cancel(running)
        assert shop.account("vividflow").left == 8
        for job in (running, waiting):
            shop.cancel(job)
            assert job.state is job.stages[0].state is State.CANCELLED
        bench.do()
        await until_on_loop(lambda: shop.accept(order()) and bench.orders)
        assert not parts_of(tmp_path, running) and not running.results


async def test_a_result_that_comes_with_the_cancellation_is_dropped(tmp_path: Path) -> None:
    """Both have happened before the loop sees either."""
    bench = Bench()
    async with opened(tmp_path, bench) as shop:
        job = shop.accept(order(crop()))
        gone = shop.accept(order(crop()))
        await lies_on(bench, "tool", "tool")
        bench.do()
        bench.do()
        await asyncio.sleep(0)
        shop.cancel(job)
        shop.delete(gone)
    assert (job.state, job.results, gone.results) == (State.CANCELLED, [], [])
    assert [folder.name for folder in (tmp_path / "jobs").iterdir()] == [job.id]


async def test_a_done_job_cannot_be_cancelled(tmp_path: Path) -> None:
    async with opened(tmp_path, Bench(at_once=True)) as shop:
        job = shop.accept(order(crop()))
        await ended(job)
        shop.cancel(job)
        assert job.state is State.DONE and shop.file(job.results[0].token)


@pytest.mark.parametrize("is_done", [True, False], ids=["done", "working"])
async def test_what_is_deleted_is_gone(tmp_path: Path, is_done: bool) -> None:
    bench = Bench(at_once=is_done)
    async with opened(tmp_path, bench) as shop:
        job = shop.accept(order())
        await (ended(job) if is_done else lies_on(bench, "frames", "frames"))
        tokens = [made.token for made in job.files]
        shop.delete(job)
        assert shop.find("vividflow", job.id) is None
        assert not any(shop.file(token) for token in tokens)
        assert not list((tmp_path / "jobs").iterdir())


# What goes wrong


@pytest.mark.parametrize("stage", [crop(), clip()], ids=["picture", "clip"])
async def test_what_cannot_be_drawn_fails_with_its_sentence_and_costs_nothing(
    tmp_path: Path, pool: Pool, stage: Any
) -> None:
    async with opened(tmp_path, pool) as shop:
        job = shop.accept(order(stage, content=b"no photo", cost=3))
        left = shop.account("vividflow").left
        await ended(job)
        assert (job.state, job.error) == (State.FAILED, "The photo cannot be read.")
        assert job.stages[0].error == job.error
        assert shop.account("vividflow").left == left + 3


@pytest.mark.logs(r"The job .* failed")
async def test_our_own_mistake_fails_the_job_and_is_logged_with_its_place(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Bench()
    async with opened(tmp_path, bench) as shop:
        broken = crop()
        broken = type(broken)(**{**vars(broken), "options": {}})
        job = shop.accept(order(broken, crop("next", "@crop"), crop("side")))
        await lies_on(bench, "tool", "tool")
        bench.do()
        await ended(job)
        assert (job.state, job.error) == (State.FAILED, MISTAKE)
        assert [stage.state.value for stage in job.stages] == ["failed", "cancelled", "cancelled"]
        assert "KeyError: 'width'" in caplog.text and "studio.py" in caplog.text


@pytest.mark.logs(r"The job .* failed")
async def test_what_kills_workers_fails_the_job_with_a_sentence(tmp_path: Path) -> None:
    bench = Bench()
    async with opened(tmp_path, bench) as shop:
        job = shop.accept(order(crop()))
        for _try in range(2):
            await lies_on(bench, "tool")
            bench.fall(ConnectionError("gone"))
            await asyncio.sleep(0)
        await ended(job)
        assert job.error == LOST


@pytest.mark.logs(r"The job .* waits: .*No space left")
@pytest.mark.parametrize("moment", [0, 2], ids=["for the file", "for the record"])
async def test_a_job_waits_for_a_full_disk_and_nothing_more_is_drawn_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    monkeypatch.setattr("vividdesk.localservice.making.AGAIN_AFTER", 0)
    bench = Bench()
    async with opened(tmp_path, bench, seats=1) as shop:
        job, begun, after = (shop.accept(order(crop())) for _each in range(3))
        await lies_on(bench, "tool")
        with monkeypatch.context() as patch:
            failing_disk(patch, moment)
            bench.do()
            await until_on_loop(lambda: job.stages[0].error)
            assert job.state is State.WORKING and "disk" in job.stages[0].error
            bench.do()
            await until_on_loop(lambda: begun.stages[0].error)
            assert not bench.orders and after.state is State.WAITING
        await done_on(bench, job, begun, after)
        assert (job.state, after.state, job.stages[0].error) == (State.DONE, State.DONE, "")


@pytest.mark.logs(r"The job .* waits: .*No space left")
@pytest.mark.logs(r"The end of the job .* cannot be written down")
async def test_who_waits_for_the_disk_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    async with opened(tmp_path, bench) as shop:
        job = shop.accept(order(clip()))
        await lies_on(bench, "frames", "frames")
        with monkeypatch.context() as patch:
            failing_disk(patch, 0)
            bench.do()
            await until_on_loop(lambda: job.stages[0].error)
            shop.cancel(job)
        after = shop.accept(order(crop()))
        await done_on(bench, after)
        assert (job.state, after.state) == (State.CANCELLED, State.DONE)


async def test_what_the_disk_does_not_take_is_not_accepted_and_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, Bench(), stock=10) as shop:
        for moment in range(6):
            with monkeypatch.context() as patch, pytest.raises(NoRoom, match="No space"):
                failing_disk(patch, moment)
                shop.accept(order())
        assert not list((tmp_path / "jobs").iterdir()) and not shop.jobs("vividflow")
        assert shop.account("vividflow").left == 10


# How much is accepted


async def test_the_queue_is_bounded(tmp_path: Path) -> None:
    bench = Bench()
    async with opened(tmp_path, bench, longest_queue=2, stock=10) as shop:
        one, two = shop.accept(order(crop())), shop.accept(order(crop()))
        with pytest.raises(QueueFull):
            shop.accept(order(crop()))
        assert shop.account("vividflow").left == 8
        shop.cancel(one)
        three = shop.accept(order(crop()))
        await done_on(bench, two, three)
        shop.accept(order(crop()))


async def test_credits_run_down_for_each_service_and_outlast_the_service(tmp_path: Path) -> None:
    async with opened(tmp_path, Bench(), stock=10) as shop:
        shop.accept(order(cost=7))
        with pytest.raises(OutOfCredits):
            shop.accept(order(cost=4))
        assert len(shop.jobs("vividflow")) == 1
        shop.accept(order(cost=9, service="vimmerse"))
    async with opened(tmp_path, Bench(), stock=10) as shop:
        assert (shop.account("vividflow").left, shop.account("vimmerse").left) == (3, 1)
        assert shop.account("vistoure").left == shop.account("vistoure").stock == 10


@pytest.mark.parametrize("content", ["", "7", "[]", '{"credits": -1}', '{"credits": "many"}', '{"credits": true}'])
@pytest.mark.logs("the credits begin anew")
async def test_a_broken_account_begins_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "account-vividflow.json").write_text(content)
    async with opened(tmp_path, Bench(), stock=10) as shop:
        assert shop.account("vividflow").left == 10


async def test_an_allowance_is_counted_over_the_last_hour(tmp_path: Path) -> None:
    time = [1000.0]
    terms = {"allowances": {"vividflow": 2}, "clock": lambda: time[0]}
    async with opened(tmp_path, Bench(), **terms) as shop:
        account = shop.account("vividflow")
        seen = []
        for now in (1000, 2000, 3000, 4599, 4600, 5000, 5600):
            time[0] = now
            seen.append(account.admit())
        assert seen == [0, 0, 1600, 1, 0, 600, 0]
        assert {shop.account("vimmerse").admit() for _each in range(100)} == {0}


# What is kept, and for how long


async def test_results_expire(tmp_path: Path) -> None:
    hours = [0]
    terms = {"retention": 3600.0, "now": lambda: NOON + timedelta(hours=hours[0])}
    bench = Bench(at_once=True)
    async with opened(tmp_path, bench, **terms) as shop:
        job = shop.accept(order(crop()))
        await ended(job)
        assert shop.file(job.results[0].token) and job.kept
        hours[0] = 1
        assert shop.file(job.results[0].token) is None and not job.kept
        assert shop.file(job.photos["photo"].token) is None
        assert [file.name for file in (tmp_path / "jobs" / job.id).iterdir()] == ["job.json"]
    async with opened(tmp_path, bench, **terms) as shop:
        (found,) = shop.jobs("vividflow")
        assert found.state is State.DONE and not found.kept and shop.file(found.results[0].token) is None


def test_what_has_expired_goes_without_being_asked_for(tmp_path: Path) -> None:
    async def wait() -> set[str]:
        loop = asyncio.get_running_loop()
        terms = {"retention": 600.0, "now": lambda: NOON + timedelta(seconds=loop.time())}
        async with opened(tmp_path, Bench(at_once=True), **terms) as shop:
            job = shop.accept(order(crop()))
            while not job.state.is_end:
                await asyncio.sleep(0.01)
            there = {file.name for file in (tmp_path / "jobs" / job.id).iterdir()}
            await asyncio.sleep(590)
            assert {file.name for file in (tmp_path / "jobs" / job.id).iterdir()} == there
            await asyncio.sleep(100)
            return {file.name for file in (tmp_path / "jobs" / job.id).iterdir()}

    assert run_clocked(wait())[0] == {"job.json"}


async def test_the_oldest_results_make_room(tmp_path: Path) -> None:
    bench = Bench()
    minutes = iter(range(1000))
    terms = {"now": lambda: NOON + timedelta(minutes=next(minutes))}
    async with opened(tmp_path, bench, **terms) as shop:
        running = shop.accept(order())
        await lies_on(bench, "frames", "frames")
        for _each in range(5):
            job = shop.accept(order(crop()))
            await lies_on(bench, "frames", "frames", "tool")
            bench.do(2)
            await ended(job)
    terms["now"] = lambda: NOON + timedelta(days=9)
    async with opened(tmp_path, Bench(), most_kept=3 * job.size, **terms) as shop:
        newest_first = [job.kept for job in shop.jobs("vividflow") if job.id != running.id]
        assert newest_first == [True, True, True, False, False]
        assert shop.file(running.photos["photo"].token)
    async with opened(tmp_path, Bench(), most_kept=0, **terms) as shop:
        assert [job.kept for job in shop.jobs("vividflow")] == [True, False, False, False, False, True]


@pytest.mark.logs(r"The files of the job .* cannot be removed yet")
async def test_what_cannot_be_removed_yet_is_removed_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = [0]
    terms = {"retention": 3600.0, "now": lambda: NOON + timedelta(hours=hours[0])}
    async with opened(tmp_path, Bench(at_once=True), **terms) as shop:
        job = shop.accept(order(crop()))
        await ended(job)
        hours[0] = 1
        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", held)
            assert shop.file(job.results[0].token) is None
        await ended(other := shop.accept(order(crop())))
        assert other.state is State.DONE
        assert [file.name for file in (tmp_path / "jobs" / job.id).iterdir()] == ["job.json"]


def held(path: Path, missing_ok: bool = False) -> None:
    raise PermissionError(13, "opened by another program", str(path))


async def test_jobs_are_forgotten_when_their_files_have_been_gone_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vividdesk.localservice.workshop.MOST_REMEMBERED", 3)
    days = [0.0]
    terms = {"retention": 3600.0, "now": lambda: NOON + timedelta(days=days[0])}
    async with opened(tmp_path, Bench(at_once=True), **terms) as shop:
        jobs = []
        for _each in range(5):
            days[0] += 1
            jobs.append(shop.accept(order(crop())))
            await ended(jobs[-1])
        assert shop.jobs("vividflow") == jobs[:0:-1]
        assert not shop.is_known(jobs[0].results[0].token) and shop.is_known(jobs[1].results[0].token)
        assert {folder.name for folder in (tmp_path / "jobs").iterdir()} == {job.id for job in jobs[1:]}
    days[0] = 33.5
    async with opened(tmp_path, Bench(), **terms) as shop:
        assert [job.id for job in shop.jobs("vividflow")] == [jobs[4].id, jobs[3].id]


# Going on after the service was closed, or killed


async def test_what_was_not_done_goes_on_at_the_next_start(tmp_path: Path) -> None:
    bench = Bench()
    async with opened(tmp_path, bench) as shop:
        job = shop.accept(order(crop(), clip(source="@crop", film=Film(64, 36, 8, 24))))
        await lies_on(bench, "tool")
        bench.do()
        await lies_on(bench, "frames", "frames", "frames")
        bench.do()
        await until_on_loop(lambda: parts_of(tmp_path, job))
    assert job.state is State.WORKING
    after = Bench()
    shop = Workshop(tmp_path, Pool([after] * 8))
    assert await shop.start() == 1
    await lies_on(after, "frames", "frames")
    (found,) = shop.jobs("vividflow")
    assert (found.state, found.stages[1].done) == (State.WORKING, 8)
    await done_on(after, found)
    assert found.state is State.DONE
    await shop.close()
    shop = Workshop(tmp_path, Pool([after]))
    assert await shop.start() == 0
    await shop.close()


SERVICE = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.localservice.shop import clip, crop, order
from vividdesk.localservice.keeping import Folder
from vividdesk.localservice.pool import processes
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.workshop import Workshop

class Dying(Folder):
    def put(self, job, name, content):
        super().put(job, name, content)
        if sum(1 for _part in self.file(job, ".").glob("part-*")) == 3:
            os.kill(os.getpid(), signal.SIGKILL)

async def work(pool):
    import vividdesk.localservice.workshop as place
    place.Folder = Dying
    shop = Workshop(Path(sys.argv[1]), pool)
    shop.accept(order(crop(), clip(source="@crop", film=Film(64, 36, 8, 44))))
    await shop.start()
    await asyncio.sleep(60)

with processes(2) as pool:
    asyncio.run(work(pool))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
async def test_a_killed_service_goes_on_from_its_parts_and_makes_the_same_file(tmp_path: Path, pool: Pool) -> None:
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVICE, str(tmp_path / "killed"), stderr=subprocess.DEVNULL
    )
    assert await killed.wait() == -signal.SIGKILL
    bench = Bench()
    async with opened(tmp_path / "killed", bench) as shop, opened(tmp_path / "calm", pool) as calm:
        (found,) = shop.jobs("vividflow")
        assert len(parts_of(tmp_path / "killed", found)) == 3
        await lies_on(bench, "frames", "frames", "frames")  # of six
        undisturbed = calm.accept(order(crop(), clip(source="@crop", film=Film(64, 36, 8, 44))))
        await done_on(bench, found)
        await ended(undisturbed)
        files = [place.file(job.results[1].token) for place, job in ((shop, found), (calm, undisturbed))]
        one, other = (file[0].read_bytes() for file in files if file)
        assert one == other


async def test_a_part_of_another_version_is_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    with monkeypatch.context() as patch:
        patch.setattr("vividdesk.localservice.making.__version__", "0.0.0")
        async with opened(tmp_path, bench) as shop:
            job = shop.accept(order())
            await lies_on(bench, "frames", "frames")
            bench.do()
            await until_on_loop(lambda: parts_of(tmp_path, job))
    after = Bench()
    async with opened(tmp_path, after) as shop:
        await lies_on(after, "frames", "frames")


@pytest.mark.logs(r"The job .* failed")
async def test_a_photo_that_somebody_took_away_fails_its_job(tmp_path: Path) -> None:
    async with opened(tmp_path, Bench()) as shop:
        job = shop.accept(order(crop()))
    (tmp_path / "jobs" / job.id / job.photos["photo"].token).unlink()
    async with opened(tmp_path, Bench()) as shop:
        (found,) = shop.jobs("vividflow")
        await ended(found)
        assert found.error == MISTAKE


async def test_an_account_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, Bench(), stock=10) as shop:
        failing_disk(monkeypatch, 0)
        with pytest.raises(DataFolderError, match=r"account-vividflow\.json \(No space"):
            shop.account("vividflow").give_back(1)
        assert shop.account("vividflow").left == 10
