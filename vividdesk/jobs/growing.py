"""A part of a file on the disk, to which bytes are added; what is counted is what is there."""

import contextlib
import os
import shutil
from pathlib import Path
from types import TracebackType

from vividdesk.media.disk import no_room, writing

FLAGS = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)


def size_of(part: Path) -> int:
    """0 where there is none."""
    with writing(part.parent):
        try:
            return part.stat().st_size
        except FileNotFoundError:
            return 0


class Growing:
    """Begins after so many bytes; those beyond them go."""

    def __init__(self, part: Path, at: int) -> None:
        self._part = part
        self.size = at
        with writing(part.parent):
            self._file = os.open(part, FLAGS, 0o600)
            try:
                os.ftruncate(self._file, at)
                os.lseek(self._file, at, os.SEEK_SET)
            except OSError:
                os.close(self._file)
                raise

    def __enter__(self) -> "Growing":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):  # what matters was told by `sync`
            os.close(self._file)

    def add(self, data: bytes) -> None:
        rest = memoryview(data)
        with writing(self._part.parent):
            while rest:
                try:
                    written = os.write(self._file, rest)
                except OSError:
                    with contextlib.suppress(OSError):
                        os.ftruncate(self._file, self.size)
                    raise
                self.size += written
                rest = rest[written:]

    def sync(self) -> None:
        """Where the disk refuses, nobody knows any more what lies on it: the part is given up."""
        with writing(self._part.parent):
            try:
                os.fsync(self._file)
            except OSError:
                self._part.unlink(missing_ok=True)
                raise


def check_room(folder: Path, more: int) -> None:
    """A NoRoom unless so many more bytes fit."""
    with writing(folder):
        left = shutil.disk_usage(folder).free
    if left < more:
        raise no_room(folder)
