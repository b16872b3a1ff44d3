"""What is done with the files of clips, away from the loop."""

import os
import secrets
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from PySide6.QtCore import QFile, QMimeData, QUrl

from vividdesk.bridge.dropped import CLIPS, carry
from vividdesk.jobs.naming import name_of_title
from vividdesk.model.clip import Clip


@dataclass(frozen=True)
class Copied:
    """As what each was copied, and the name of each that was not, with the reason."""

    names: tuple[str, ...]
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Trashed:
    """`place` is where its file lies in the trash; empty where it was gone before."""

    clip: Clip
    place: str = ""


def carried(clips: Iterable[Clip]) -> QMimeData:
    """For a drag or the clipboard: files, as any program takes them, and numbers for ourselves."""
    data, clips = QMimeData(), list(clips)
    data.setUrls([QUrl.fromLocalFile(clip.file) for clip in clips])
    carry(data, CLIPS, (clip.id for clip in clips))
    return data


def moved(clips: Sequence[Clip]) -> list[tuple[Clip, bool]]:
    """Those whose file went or came back since it was last looked for, and whether it is missing now."""
    seen = [(clip, _is_gone(Path(clip.file))) for clip in clips]
    return [(clip, missing) for clip, missing in seen if missing != clip.missing]


def drop_posters(files: Iterable[str], posters: Path) -> None:
    for file in map(Path, files):
        if file.parent == posters:
            with suppress(OSError):
                file.unlink()


def copy_out(clips: Sequence[Clip], folder: Path) -> Copied:
    """By their titles, where they have one. Nothing that lies in the folder is written over."""
    names, failed = [], []
    for clip in clips:
        source = Path(clip.file)
        stem = name_of_title(clip.title) or source.stem
        try:
            names.append(_copy(source, folder, stem))
        except OSError as fault:
            failed.append((f"{stem}{source.suffix}", fault.strerror or str(fault)))
    return Copied(tuple(names), tuple(failed))


def with_suffix_of(source: Path, chosen: Path) -> Path:
    """A name that ends as its content does: one without its ending is opened by no program."""
    if chosen.suffix.casefold() == source.suffix.casefold():
        return chosen
    return chosen.with_name(f"{chosen.name.rstrip('.')}{source.suffix}")


def replace(source: Path, target: Path) -> None:
    """Whole or not at all: what had the name before stays until then."""
    place = target.with_name(f".vividdesk-{secrets.token_hex(4)}")
    try:
        shutil.copyfile(source, place)
        _keep_times(source, place)
        place.replace(target)
    finally:
        place.unlink(missing_ok=True)


def to_trash(clips: Sequence[Clip]) -> list[Trashed]:
    """Those whose file is gone now; where the system has no trash for it, a file stays where it is."""
    return [trashed for clip in clips if (trashed := _trashed(clip)) is not None]


def from_trash(trashed: Sequence[Trashed]) -> list[Clip]:
    """Those whose file could not be brought back to where it was."""
    return [each.clip for each in reversed(trashed) if each.place and not _brought_back(each)]


def _trashed(clip: Clip) -> Trashed | None:
    if _is_gone(Path(clip.file)):
        return Trashed(clip)
    file = QFile(clip.file)
    return Trashed(clip, file.fileName()) if file.moveToTrash() else None


def _brought_back(trashed: Trashed) -> bool:
    place, home = Path(trashed.place), Path(trashed.clip.file)
    try:
        if home.exists() or place == home:
            return place == home and home.exists()
        home.parent.mkdir(parents=True, exist_ok=True)
        place.rename(home)
    except OSError:
        return False
    # What a desktop's trash knows of it lies beside; without its file it would stay in there as a ghost.
    with suppress(OSError):
        (place.parent.parent / "info" / f"{place.name}.trashinfo").unlink(missing_ok=True)
    return True


def _is_gone(file: Path) -> bool:
    """One that may not be looked at is not gone."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _keep_times(source: Path, copy: Path) -> None:
    """Where the disk can. Not its mode: a result is for its owner alone, a copy for whom the folder is for."""
    seen = source.stat()
    with suppress(OSError):
        os.utime(copy, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def _copy(source: Path, folder: Path, stem: str) -> str:
    """Its name there."""
    numbers = count(2)
    name = f"{stem}{source.suffix}"
    with source.open("rb") as content:
        while True:
            place = folder / name
            try:
                made = place.open("xb")
            except FileExistsError:
                name = f"{stem} ({next(numbers)}){source.suffix}"
                continue
            try:
                with made:
                    shutil.copyfileobj(content, made, 1024 * 1024)
                _keep_times(source, place)
            except OSError:
                place.unlink(missing_ok=True)
                raise
            return name
