"""A finished part gets its name: whatever stops this, there is the part or the whole file, and nothing in between."""

import contextlib
import filecmp
import os
import secrets
from pathlib import Path

from vividdesk.jobs import marks
from vividdesk.media.disk import writing
from vividdesk.paths import sync_folder

SAMPLE = bytes(4096)  # a name alone fits on a full disk, too


def usable(folder: Path) -> None:
    """Makes it if it is missing. A FolderGone or NoRoom where no file can be written in it."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / f".vividdesk-{secrets.token_hex(8)}"
        try:
            trial.write_bytes(SAMPLE)
        finally:
            with contextlib.suppress(OSError):
                trial.unlink(missing_ok=True)


def settle(part: Path, place: Path) -> None:
    """On the disk under its name when this returns. FileExistsError: another file has that name.

    May be done again after it was cut off at any point, as long as the part is there.
    """
    with writing(place.parent):
        flush(part)
        is_taken = os.path.lexists(place)
        is_same = is_taken and place.is_file() and filecmp.cmp(part, place, shallow=False)
    if is_taken and not is_same:
        raise FileExistsError(place)
    with writing(place.parent):
        if is_same:
            flush(place)
            part.unlink()
        else:
            part.rename(place)
        sync_folder(place.parent)
        marks.drop(part)


def flush(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))  # Windows flushes what is open for writing
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
