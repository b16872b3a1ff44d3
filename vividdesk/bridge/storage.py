"""Where results and the program's own data lie, and how much room those take. All of it asks the disk in threads."""

import asyncio
import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from vividdesk.errors import DataFolderError
from vividdesk.paths import Paths, is_folder
from vividdesk.texts import _

__all__ = ["Room", "Storage"]


@dataclass(frozen=True)
class Room:
    """In bytes. `rest` is the journal with its copies, the log and the settings where they lie there, too."""

    photos: int
    thumbnails: int
    previews: int
    local: int
    rest: int

    @property
    def total(self) -> int:
        return self.photos + self.thumbnails + self.previews + self.local + self.rest


class Storage:
    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    @property
    def data(self) -> Path:
        return self._paths.data

    @property
    def usual_results(self) -> Path:
        return self._paths.results

    async def room(self) -> Room:
        return await asyncio.to_thread(self._counted)

    async def clear_thumbnails(self) -> None:
        """They are made again when they are needed."""
        await asyncio.to_thread(_emptied, self._paths.thumbs)

    async def takes_results(self, folder: Path) -> bool:
        return await asyncio.to_thread(lambda: is_folder(folder) and os.access(folder, os.W_OK | os.X_OK))

    async def nearest(self, folder: Path) -> Path:
        """The folder, or the next one above it that is there; a share that was unmounted is not."""
        return await asyncio.to_thread(lambda: next(filter(is_folder, (folder, *folder.parents)), folder))

    def _counted(self) -> Room:
        paths = self._paths
        photos, thumbnails, local = (_weight(each) for each in (paths.photos, paths.thumbs, paths.local))
        previews = sum(_weight(each) for each in (paths.posters, paths.steps, paths.frames))
        named = photos + thumbnails + local + previews
        results = _weight(paths.results) if paths.results.is_relative_to(paths.data) else 0
        return Room(photos, thumbnails, previews, local, max(0, _weight(paths.data) - named - results))


def _weight(folder: Path) -> int:
    """Of all files in it; what goes while it is counted, or cannot be read, weighs nothing."""
    weight = 0
    for place, _folders, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                weight += Path(place, name).lstat().st_size
    return weight


def _emptied(folder: Path) -> None:
    try:
        for file in [file for file in folder.rglob("*") if file.is_file()]:
            file.unlink(missing_ok=True)
    except OSError as fault:
        raise DataFolderError(
            _("Not all thumbnails could be removed from {folder} ({reason}).").format(
                folder=folder, reason=fault.strerror
            ),
            _("Give yourself the right to write there, then try again."),
        ) from fault
