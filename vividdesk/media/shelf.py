"""The folder of photos: each lies there once, under the hash of its bytes."""

import contextlib
import filecmp
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from vividdesk.model.photo import SUFFIXES

FORGOTTEN = 3600  # seconds after which nobody writes to a part any more
FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


class Unwritable(Exception):
    """The folder takes no more; `str()` has the system's reason."""


@dataclass(frozen=True)
class Kept:
    """As `model.photo.Photo` has it."""

    hash: str
    kind: str
    width: int
    height: int
    size: int


class Shelf:
    """`part` is the name under which a photo lies until it has its own; no other shelf has the same.

    Nothing is flushed to the disk here: a photo that is only being looked at may go with the power, and the journal
    flushes those of a job before the job is shown as queued. So a file that lies there already may be damaged by a
    power cut: it is compared, and only left as it is when it is the same.
    """

    def __init__(self, folder: Path, part: str) -> None:
        self._folder = folder
        self._part = folder / part
        self._hashing = ThreadPoolExecutor(1)  # it takes longer than reading, searching and writing together

    def sweep(self) -> None:
        """Clears away what processes left behind that were killed."""
        for part in self._folder.glob("*.part"):
            with contextlib.suppress(OSError):
                if part == self._part or part.stat().st_mtime < time.time() - FORGOTTEN:
                    part.unlink()

    def path(self, name: str) -> Path:
        return self._folder / name

    def keep(self, kind: str, size: tuple[int, int], pieces: Iterable[bytes | memoryview]) -> Kept:
        """Stores what the pieces make together. If they break off with an exception, nothing is left of them."""
        digest = hashlib.sha256()
        written = 0
        with _writing():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(self._part, FLAGS, 0o600), "wb") as file:
                    for piece in pieces:
                        self._hashing.submit(digest.update, piece)
                        written += file.write(piece)
                kept = Kept(self._hashing.submit(digest.hexdigest).result(), kind, *size, written)
                self._settle(self.path(kept.hash + SUFFIXES[kind]))
            finally:
                self._part.unlink(missing_ok=True)
        return kept

    def _settle(self, place: Path) -> None:
        if place.is_file() and filecmp.cmp(self._part, place, shallow=False):
            os.utime(place)  # so that nobody takes it for one that is not needed any more
        else:
            self._part.replace(place)


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise Unwritable(fault.strerror or str(fault)) from fault
