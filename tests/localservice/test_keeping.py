"""What lies on disk is whole, private, read back, and gone when it has to be."""

import errno
import json
import os
import shutil
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.localservice.shop import FILM, PHOTO, clip, crop
from vividdesk.errors import DataFolderError, FolderInUse
from vividdesk.localservice import record
from vividdesk.localservice.job import Job, Made, Progress, State
from vividdesk.localservice.keeping import Folder, wait_until_free

NOON = datetime(2026, 5, 4, 12, 0, 0, 250, UTC)


def job(name: str = "one", hours: int = 0, state: State = State.WAITING) -> Job:
    return Job(
        id=name,
        service="vividflow",
        target="wan2.1",
        facts={"title": "Ours", "numbers": [1, 2.5, None, True]},
        cost=3,
        created=NOON + timedelta(hours=hours),
        updated=NOON,
        stages=[Progress.of(clip()), Progress.of(crop(source="@clip"))],
        photos={"photo": Made.of(PHOTO)},
        state=state,
        ended=NOON if state.is_end else None,
    )


def names(folder: Folder, kept: Job) -> set[str]:
    return {file.name for file in folder.file(kept, "job.json").parent.iterdir()}


def test_a_job_reads_back_as_it_was() -> None:
    made = job()
    made.stages[0].state, made.stages[0].made = State.DONE, Made("token", "video/mp4", 12)
    assert record.read(record.written(made)) == made
    assert record.read(record.written(job(state=State.FAILED))).ended == NOON
    assert made.stages[0].stage.film == FILM


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 4096,
        b"{}",
        b"[]",
        b"7",
        b"[" * 100_000,
        record.written(job())[:-9],
        record.written(job()).replace(b'"waiting"', b'"sleeping"'),
        record.written(job()).replace(b"2026-05-04", b"2026-05-44"),
        record.written(job()).replace(b'"cost"', b'"price"'),
        record.written(job()).replace(b'"rate"', b'"pace"'),
    ],
    ids=range(11),
)
def test_what_is_no_job_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError):
        record.read(content)


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "service")
    folder.add(job(), {"photo": PHOTO})
    for path in (tmp_path / "service").rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert path.name == "lock" or stat.S_IMODE(path.stat().st_mode) == wanted, path
    assert stat.S_IMODE((tmp_path / "service").stat().st_mode) == 0o700
    folder.close()


def test_two_never_share_a_folder(tmp_path: Path) -> None:
    first = Folder(tmp_path)
    with pytest.raises(FolderInUse, match="Another local service"):
        Folder(tmp_path)
    first.close()
    Folder(tmp_path).close()


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderError, match="cannot use its folder"):
        Folder(tmp_path / "file" / "service")


def test_jobs_come_oldest_first(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for name, hours in (("late", 2), ("early", 0), ("middle", 1)):
        folder.add(job(name, hours), {"photo": PHOTO})
    assert [found.id for found in folder.read()] == ["early", "middle", "late"]
    folder.close()


@pytest.mark.parametrize("content", [b"", b'{"id": "one"}', record.written(job("other"))], ids=range(3))
@pytest.mark.logs(r"job in .*one cannot be read and is set aside")
def test_a_broken_record_is_set_aside_and_the_rest_read(tmp_path: Path, content: bytes) -> None:
    folder = Folder(tmp_path)
    for name in ("one", "two"):
        folder.add(job(name), {"photo": PHOTO})
    (tmp_path / "jobs" / "one" / "job.json").write_bytes(content)
    assert [found.id for found in folder.read()] == ["two"]
    (aside,) = (tmp_path / "unreadable").iterdir()
    assert aside.name.startswith("one-") and (aside / "job.json").read_bytes() == content
    folder.close()


@pytest.mark.logs(r"The folder .*one cannot be put in order")
def test_what_cannot_even_be_set_aside_is_left_where_it_is(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for name in ("one", "two"):
        folder.add(job(name), {"photo": PHOTO})
    (tmp_path / "jobs" / "one" / "job.json").write_bytes(b"")
    (tmp_path / "unreadable").touch()
    assert [found.id for found in folder.read()] == ["two"]
    folder.close()


def test_who_comes_after_waits_for_the_folder(tmp_path: Path) -> None:
    first = Folder(tmp_path)
    closing = threading.Thread(target=first.close)
    closing.start()
    wait_until_free(tmp_path, 10)
    Folder(tmp_path).close()
    closing.join()
    wait_until_free(tmp_path / "new", 10)


def failing_disk(patch: pytest.MonkeyPatch, moment: int) -> None:
    """Gives up when it is waited for the so manieth time."""
    real, left = os.fsync, iter(range(moment))

    def fsync(descriptor: int) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    patch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "disk full"])
def test_an_accepted_job_is_there_wholly_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_killed: bool
) -> None:
    """Stopped at each of the moments when the disk is waited for. A process that was killed tidies up nothing."""
    folder = Folder(tmp_path)
    moments = 0
    while True:
        try:
            with monkeypatch.context() as patch:
                failing_disk(patch, moments)
                if is_killed:
                    patch.setattr(shutil, "rmtree", lambda *_path, **_how: None)
                folder.add(job(), {"photo": PHOTO})
            break
        except OSError:
            moments += 1
        for found in folder.read():
            assert is_killed
            assert found == replace(job(), photos=found.photos)  # their tokens are by chance
            assert folder.file(found, found.photos["photo"].token).read_bytes() == PHOTO
            folder.remove(found)
        assert not list((tmp_path / "jobs").iterdir())
    assert moments > 4
    folder.close()


def test_what_a_deletion_left_is_removed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    one = job()
    folder.add(one, {"photo": PHOTO})
    folder.file(one, "job.json").unlink()
    assert folder.read() == []
    assert not list((tmp_path / "jobs").iterdir())
    folder.close()


def test_parts_stay_while_a_job_is_made(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    one = job(state=State.WORKING)
    folder.add(one, {"photo": PHOTO})
    token = one.photos["photo"].token
    for name in ("part-0-0-8", "part-0-8-16.part", "job.json.part"):
        folder.file(one, name).write_bytes(b"x")
    folder.read()
    assert names(folder, one) == {"job.json", "part-0-0-8", token}
    one.state = State.DONE
    folder.tidy(one)
    assert names(folder, one) == {"job.json", token}
    one.kept = False
    folder.tidy(one)
    assert names(folder, one) == {"job.json"}
    folder.close()


def test_a_removed_job_is_gone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    one = job()
    folder.add(one, {"photo": PHOTO})
    folder.remove(one)
    assert not list((tmp_path / "jobs").iterdir())
    folder.remove(one)
    folder.close()


def test_a_record_can_be_read_by_people(tmp_path: Path) -> None:
    assert json.loads(record.written(job()))["stages"][0]["stage"]["name"] == "clip"
