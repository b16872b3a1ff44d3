"""Faults 6, 7 and 27: a disk that is full, and a folder that is not there."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import goods
from tests.faults.conftest import Disk, World, hurried
from tests.faults.plan import Act, Ask, At, Mishap
from vividdesk.core import Core
from vividdesk.errors import FolderGone, JournalUnwritable
from vividdesk.model.job import Job, JobState
from vividdesk.store.jobs import JobFilter

A_WHILE = 120.0
FULL = ("NoRoom", "JournalUnwritable")


def fill_under_the_journal(world: World, disk: Disk) -> None:
    """Not a page more for it: its log, in which there may be room left, begins anew."""
    with closing(sqlite3.connect(world.home / "journal.db")) as db:
        assert db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    disk.fill()


@pytest.mark.parametrize("photos_elsewhere", [False, True])
@hurried
async def test_fault_6_nothing_is_sent_on_a_full_disk(
    world: World, disk: Disk, photos_elsewhere: bool, tmp_path: Path
) -> None:
    """Also where there is room for all but the journal."""
    world.home = disk.place / "home"
    if photos_elsewhere:
        world.home.mkdir()
        (tmp_path / "photos").mkdir()
        (world.home / "photos").symlink_to(tmp_path / "photos")
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.SAY, status=429, headers={"Retry-After": "30"}))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vimmerse")])
        await world.seen(core, job, lambda _job: world.troubles(core) == {"vimmerse": "SlowDown"})
        before = await world.until(core, job, JobState.QUEUED)
        fill_under_the_journal(world, disk)
        await asyncio.sleep(A_WHILE)
        assert await core.store.jobs.get(job.id) == before
        assert world.troubles(core)["vimmerse"] in FULL
        notices = [news.trouble for news in world.lane_news if news.trouble and news.trouble.kind in FULL]
        assert notices
        assert all(notice.title and notice.advice for notice in notices)
        assert len(world.asked(Ask.SUBMIT)) == 1
        disk.clear()
        await world.until(core, job, JobState.DONE, within=A_WHILE)
        assert world.troubles(core) == {}
    assert world.sent == 1


@hurried
async def test_fault_6_what_cannot_be_written_down_is_not_taken(world: World, disk: Disk) -> None:
    world.home = disk.place / "home"
    request, other = world.order("vimmerse"), world.order("vimmerse")
    async with world.core() as core:
        (job,) = await core.runner.enqueue([request])
        await world.until(core, job, JobState.DONE)
        fill_under_the_journal(world, disk)
        with pytest.raises(JournalUnwritable) as told:
            await core.runner.enqueue([other])
        assert told.value.advice
        assert await core.store.jobs.count(JobFilter(hidden=None)) == 1
        disk.clear()
        (later,) = await core.runner.enqueue([other])
        await world.until(core, later, JobState.DONE)
    assert world.sent == 2


@hurried
async def test_fault_6_the_disk_fills_while_a_submit_is_answered(world: World, disk: Disk) -> None:
    """The service has it already: its id is held on to until there is room."""
    world.home = disk.place / "home"
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.STALL, At.ACCEPTED, seconds=20))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure")])
        await world.until(core, job, JobState.SUBMITTING)
        fill_under_the_journal(world, disk)
        await asyncio.sleep(A_WHILE)
        assert (await world.until(core, job, JobState.SUBMITTING)).remote == ""
        assert any(isinstance(fault, JournalUnwritable) for fault in world.faults)
        disk.clear()
        job = await world.until(core, job, JobState.DONE)
        assert job.remote == world.service.works.charges[0].id
        assert JobState.UNSURE not in await world.past(core, job)
    assert world.sent == 1


@pytest.mark.parametrize("before", [True, False])
@hurried
async def test_fault_7_a_disk_that_is_full_under_a_download(world: World, disk: Disk, before: bool) -> None:
    world.goes_wrong(Mishap(Ask.FILE, Act.STALL, At.ANSWER, seconds=5))
    folder = disk.place / "results"
    if before:
        disk.fill(left=1_000_000)
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vividflow")], out=str(folder))
        job = await world.until(core, job, JobState.FETCHING)
        if not before:
            await world.seen(core, job, lambda _job: list(folder.glob("*.part")))
            disk.fill()
        await asyncio.sleep(A_WHILE)
        assert (await world.until(core, job, JobState.FETCHING)).remote == job.remote
        assert world.troubles(core) == {"vividflow": "NoRoom"}
        whole = len(goods.clip(job.remote))
        assert all(part.stat().st_size < whole for part in folder.glob("*.part"))
        assert not list(folder.glob("*.mp4"))
        (other,) = await core.runner.enqueue([world.order("vimmerse")])
        await world.until(core, other, JobState.DONE, within=A_WHILE)
        disk.clear()
        job = await world.until(core, job, JobState.DONE, within=A_WHILE)
        assert (await file_of(core, job)).parent == folder
        assert goods.is_of((await file_of(core, job)).read_bytes(), job.remote, goods.CLIP)
        assert [path.suffix for path in folder.iterdir()] == [".mp4"]
    assert world.sent == 2


async def file_of(core: Core, job: Job) -> Path:
    (result,) = await core.store.jobs.results(job.id)
    return Path(result.file)


@pytest.mark.parametrize("what", ["a file", "read-only", "gone on the way"])
@hurried
async def test_fault_27_a_folder_that_takes_nothing(world: World, disk: Disk, what: str, tmp_path: Path) -> None:
    """The result is kept in the library, and the person is told to choose another folder."""
    folder = disk.place / "results"
    if what == "a file":
        folder.write_text("not a folder")
    elif what == "read-only":
        folder.mkdir()
        disk.remount("ro")
    else:
        folder = tmp_path / "results"
        world.goes_wrong(Mishap(Ask.FILE, Act.STALL, At.ANSWER, seconds=5))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure")], out=str(folder))
        if what == "gone on the way":
            await world.seen(core, job, lambda _job: list(folder.glob("*.part")))
            shutil.rmtree(folder)
            folder.write_text("not a folder")
        job = await world.until(core, job, JobState.DONE, JobState.FAILED)
        assert job.state is JobState.DONE
        place = await file_of(core, job)
        assert place.parent == core.paths.library
        assert goods.is_of(place.read_bytes(), job.remote, goods.CLIP)
        told = [fault for fault in world.faults if isinstance(fault, FolderGone)]
        assert told
        assert str(folder) in told[0].title
        assert "choose another folder" in told[0].advice
        assert world.troubles(core) == {}
    assert world.sent == 1


@hurried
async def test_fault_27_a_folder_on_another_disk(world: World, disk: Disk) -> None:
    folder = disk.place / "deep" / "results"
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure")], out=str(folder))
        job = await world.until(core, job, JobState.DONE)
        assert list(folder.iterdir()) == [await file_of(core, job)]
        assert not world.faults
