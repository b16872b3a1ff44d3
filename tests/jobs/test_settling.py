"""A finished file gets its name once, on the disk, and never over another; folders that cannot be used say so."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.disks import small_disk
from vividdesk.errors import FolderGone, NoRoom
from vividdesk.jobs import marks
from vividdesk.jobs.settling import settle, usable


@pytest.fixture
def part(tmp_path: Path) -> Path:
    made = tmp_path / "clip.mp4.part"
    made.write_bytes(b"content")
    marks.write(made, marks.Mark("video/mp4", 7, whole=True))
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "clip.mp4"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", "64k") as place:
        yield place


def test_it_has_its_name_and_nothing_else_is_left(part: Path, place: Path) -> None:
    settle(part, place)
    assert place.read_bytes() == b"content"
    assert list(place.parent.iterdir()) == [place]


def test_fault_5_in_the_order_that_a_power_cut_asks_for(
    part: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, os.rename

    def syncing(file: int) -> None:
        done.append(f"fsync {Path(f'/proc/self/fd/{file}').readlink().name}")
        fsync(file)

    def renaming(source: Any, target: Any) -> None:
        done.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(os, "rename", renaming)
    settle(part, place)
    assert done == [f"fsync {part.name}", "rename", f"fsync {place.parent.name}"]


def test_another_file_is_never_overwritten(part: Path, place: Path) -> None:
    for content in (b"another", b"content and more", b""):
        place.write_bytes(content)
        with pytest.raises(FileExistsError):
            settle(part, place)
        assert place.read_bytes() == content
        assert part.read_bytes() == b"content"
    place.unlink()
    place.mkdir()
    with pytest.raises(FileExistsError):
        settle(part, place)
    place.rmdir()
    place.symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        settle(part, place)


def test_the_same_content_is_taken_for_done(part: Path, place: Path) -> None:
    place.write_bytes(b"content")
    settle(part, place)
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.parametrize("name", ["fsync", "rename", "unlink"])
@pytest.mark.parametrize("fault", [OSError(5, "Input/output error"), RuntimeError("ours")], ids=["EIO", "ours"])
def test_fault_4_cut_off_at_any_point_it_can_be_done_again(
    part: Path, place: Path, monkeypatch: pytest.MonkeyPatch, name: str, fault: Exception
) -> None:
    """Each call of the system fails once, at its first, second … turn, until none does."""
    true: Callable[..., Any] = getattr(os, name)
    for turn in range(10):
        place.unlink(missing_ok=True)
        part.write_bytes(b"content")
        marks.write(part, marks.Mark("video/mp4", 7, whole=True))
        left = [turn]

        def failing(*arguments: Any, left: list[int] = left, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == -1:
                raise fault
            return true(*arguments, **named)

        with monkeypatch.context() as patched:
            patched.setattr(os, name, failing)
            try:
                settle(part, place)
            except (FolderGone, RuntimeError):
                assert [file for file in (part, place) if file.exists() and file.read_bytes() == b"content"]
            else:
                assert left[0] >= 0
        if part.exists():
            settle(part, place)
        assert place.read_bytes() == b"content"
        if left[0] >= 0:
            return
    pytest.fail("it never went through")


def test_a_folder_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    usable(folder)
    usable(folder)
    assert list(folder.iterdir()) == []


def test_fault_27_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "in it"):
        with pytest.raises(FolderGone, match=r"The folder .*file.* cannot be used") as caught:
            usable(folder)
        assert "choose another folder" in caught.value.advice


def test_fault_27_a_disk_that_takes_nothing(small: Path, tmp_path: Path) -> None:
    part = small / "x.part"
    part.write_bytes(b"content")
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    with pytest.raises(FolderGone):
        usable(small)
    with pytest.raises(FolderGone):
        usable(small / "new")
    with pytest.raises(FolderGone):
        settle(part, small / "x")


def test_fault_27_the_disk_is_another(small: Path, part: Path) -> None:
    """A part lies beside its place: elsewhere it would have to be copied, and is not."""
    with pytest.raises(FolderGone):
        settle(part, small / "clip.mp4")
    assert part.exists()
    assert list(small.iterdir()) == []


def test_fault_7_a_full_disk(small: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (small / "rest").write_bytes(bytes(1 << 17))
    with pytest.raises(NoRoom, match="no room left") as caught:
        usable(small)
    assert "goes on by itself" in caught.value.advice
    assert [file.name for file in small.iterdir()] == ["rest"]
    (small / "rest").unlink()
    usable(small)


def test_fault_27_a_part_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(FolderGone):
        settle(tmp_path / "gone.part", tmp_path / "clip.mp4")


def test_a_folder_with_any_bytes_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.touch()
    with pytest.raises(FolderGone) as caught:
        usable(folder)
    caught.value.title.encode()
