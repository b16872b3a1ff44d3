"""The photos a person works with, as a model: each is listed at once, then read, and says what became of it."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap

from vividdesk.bridge.calm import Calm
from vividdesk.bridge.incoming import MOST_FILES, photos_in
from vividdesk.bridge.photo_reader import Loose, PhotoReader, Source, listed
from vividdesk.bridge.photo_rows import NOWHERE, THUMBNAIL, PhotoRows
from vividdesk.bridge.runs import runs
from vividdesk.bridge.tasks import Tasks
from vividdesk.bridge.thumbnails import Thumbnails
from vividdesk.bridge.tray_photo import TrayPhoto, unread
from vividdesk.bridge.web_photos import Fetched, Web
from vividdesk.errors import VividError
from vividdesk.media.intake import Taken
from vividdesk.media.thumbs import Thumbs
from vividdesk.media.words import shown
from vividdesk.model.crop import Frame
from vividdesk.model.photo import Photo
from vividdesk.model.warnings import Caution
from vividdesk.texts import _

__all__ = ["THUMBNAIL", "Photos", "TrayPhoto"]

SEEN_FIRST = 8  # rows


class Photos(PhotoRows):
    changed = Signal()
    added = Signal(list)  # keys of rows that came together; also those of a photo that was there before
    known = Signal(list)  # keys as above: one of those that were told of is a photo that was there before
    said = Signal(str)  # a line for the person
    cropped = Signal()  # one of them, which can be undone
    swapped = Signal(object, object)  # a Photo, and the one that stands in its place from now on
    thumbnail_came = Signal(str)  # Photo.hash

    def __init__(
        self, take: Callable[[Path], Awaitable[Taken]], fetched: Fetched, thumbs: Thumbs, tasks: Tasks, shelf: Path
    ) -> None:
        super().__init__(shelf)
        self._tasks = tasks
        self._sources: dict[int, Source] = {}
        self._removed: list[TrayPhoto] = []
        self._uncropped: list[TrayPhoto] = []
        self._keys = itertools.count(1)
        # What can be seen comes first: reading in full at the same time would take its processor.
        self._reader = PhotoReader(take, fetched, lambda key: self._thumbnails.settled(unread(key)), tasks)
        self._reader.came.connect(self._read)
        self._reader.idle.connect(self.changed)
        self._calm = Calm(self, self.changed.emit)  # of hundreds that are read, not each is told of by itself
        self._together: list[int] = []  # the keys of those that came last
        self._thumbnails = Thumbnails(thumbs, tasks)
        self._thumbnails.came.connect(self._thumbnail_is_here)

    # What comes

    def add_files(self, paths: Iterable[Path]) -> None:
        """Files and folders; of a folder all the pictures in it."""
        self._tasks.start(self._find(list(paths)))

    def add(self, source: Loose | Web) -> None:
        self._add([source])

    def add_known(self, photo: Photo) -> None:
        """One that lies on the shelf already."""
        if (there := self._row_with(photo.hash)) is not None:
            self.added.emit([self._rows[there].key])
            return
        row = TrayPhoto(next(self._keys), photo.name, photo)
        self._insert([row])
        self.added.emit([row.key])
        self.changed.emit()

    def expect(self) -> None:
        """Something is about to come."""
        self._thumbnails.begin()

    def retry(self, row: int) -> None:
        kept = self._rows[row]
        if kept.fault is not None:
            self._thumbnails.drop(unread(kept.key))
            self._put(replace(kept, fault=None))
            self._reader.read(kept.key, self._sources[kept.key])
            self.changed.emit()

    # What goes

    def remove(self, rows: Sequence[int]) -> None:
        if not rows:
            return
        self._forget(self._removed)
        self._removed, self._uncropped = [self._rows[row] for row in sorted(rows)], []
        for gone in self._removed:
            self._reader.skip(gone.key)
        for first, last in reversed(runs(sorted(rows))):
            self.beginRemoveRows(NOWHERE, first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        self.changed.emit()

    def stop(self) -> None:
        """What was not begun is not read any more."""
        self._reader.stop()
        self._thumbnails.stop()

    def undo(self) -> bool:
        """Brings back what was removed last and was not added again since, or what was cropped, the last one first."""
        if self._uncropped:
            return self._swap(self._uncropped.pop())
        back = [row for row in self._removed if row.photo is None or self._row_with(row.photo.hash) is None]
        self._removed = []
        for row in back:
            self._insert([row])
            if row.photo is None and row.fault is None:
                self._reader.read(row.key, self._sources[row.key])
        if back:
            self.added.emit([row.key for row in back])
            self.changed.emit()
        return bool(back)

    # What changes

    def crop(self, key: int, part: Photo, whole: Photo | None, frame: Frame | None) -> None:
        """It takes the place of the one it was cut out of, as far as that is still there."""
        if (row := self.row_of(key)) is None or self._rows[row].photo in (None, part):
            return
        before = self._rows[row]
        if self._swap(replace(before, photo=part, cautions=(), whole=whole, frame=frame)):
            self._forget(self._removed)
            self._removed = []
            self._uncropped.append(before)
            self.cropped.emit()

    def warn(self, found: Mapping[str, tuple[Caution, ...]]) -> None:
        """What speaks against them now, by Photo.hash."""
        for row in list(self._rows):
            cautions = found.get(row.photo.hash, ()) if row.photo is not None else ()
            if cautions != row.cautions:
                self._put(replace(row, cautions=cautions))

    def _swap(self, row: TrayPhoto) -> bool:
        """Not if there is the same photo already: that is chosen then."""
        if row.photo is None or (at := self.row_of(row.key)) is None:
            return False
        before = self._rows[at].photo
        if (there := self._row_with(row.photo.hash)) is not None and self._rows[there].key != row.key:
            self.swapped.emit(before, row.photo)
            self.added.emit([self._rows[there].key])
            return False
        self._put(row)
        self.changed.emit()
        self.swapped.emit(before, row.photo)
        return True

    # What is there

    def reading(self) -> tuple[int, int] | None:
        """The how manieth of how many; None when none is."""
        return self._reader.progress()

    def thumbnail(self, photo: Photo) -> QPixmap | None:
        """None until `thumbnail_came` tells of it."""
        return self._thumbnails.get(photo.hash, self._shelf / photo.file_name, photo.hash)

    # How rows come and change

    async def _find(self, paths: list[Path]) -> None:
        found, more = await asyncio.to_thread(photos_in, paths)
        self._add(found)
        if more:
            self.said.emit(_("Only the first {n} photos were added.").format(n=MOST_FILES))
        elif not found and paths:
            self.said.emit(_("There is no photo in “{name}”.").format(name=shown(paths[0].name)))

    def _add(self, sources: Sequence[Source]) -> None:
        if not (rows := [listed(next(self._keys), source) for source in sources]):
            return
        self._sources |= {row.key: source for row, source in zip(rows, sources, strict=True)}
        self._insert(rows)
        for row in rows[:SEEN_FIRST]:
            self.thumbnail_of(row)
        for key, source in ((row.key, self._sources[row.key]) for row in rows):
            self._reader.read(key, source)
        self._together = [row.key for row in rows]
        self.added.emit(self._together)
        self.changed.emit()

    def _read(self, key: int, came: Taken | VividError) -> None:
        if (at := self.row_of(key)) is None or key not in self._sources:
            return  # it was removed meanwhile, or read twice because it was brought back
        if isinstance(came, VividError):
            self._put(replace(self._rows[at], fault=came.with_traceback(None)))
        elif (there := self._row_with(came.photo.hash)) is not None:
            self._merge(at, there)
        else:
            del self._sources[key]
            self._thumbnails.rename(unread(key), came.photo.hash)
            self._put(replace(self._rows[at], photo=came.photo, notes=came.notes))
        self._calm.news()

    def _merge(self, at: int, there: int) -> None:
        """The same photo once more: one row is enough."""
        same, gone = self._rows[there], self._rows[at]
        self._forget([gone])
        self.beginRemoveRows(NOWHERE, at, at)
        del self._rows[at]
        self.endRemoveRows()
        self._put(replace(same, notes=tuple(dict.fromkeys((*same.notes, _("Added again: it is the same photo."))))))
        self._together = list(dict.fromkeys(same.key if key == gone.key else key for key in self._together))
        self.known.emit(self._together if same.key in self._together else [same.key])

    def _forget(self, rows: Iterable[TrayPhoto]) -> None:
        for row in rows:
            self._sources.pop(row.key, None)
            self._thumbnails.drop(unread(row.key))
            if row.photo is not None and self._row_with(row.photo.hash) is None:
                self._thumbnails.drop(row.photo.hash)

    def thumbnail_of(self, row: TrayPhoto) -> QPixmap | None:
        if row.photo is not None:
            return self.thumbnail(row.photo)
        source = self._sources.get(row.key)
        return self._thumbnails.get(unread(row.key), source) if isinstance(source, Path) else None

    def _thumbnail_is_here(self, name: str) -> None:
        for at, row in enumerate(self._rows):
            if name == row.seen_as:
                self.dataChanged.emit(self.index(at), self.index(at), [THUMBNAIL])
        if not name.startswith(unread()):
            self.thumbnail_came.emit(name)
