"""What may be let go of on the preview, and what would become of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData

from vividdesk.bridge.incoming import OURS, may_hold

CLIPS = "application/x-vividdesk-clips"  # of the library; numbers
DONE = "application/x-vividdesk-results"  # of the queue: numbers of jobs that have some
PLAYED = frozenset((".mp4", ".m4v", ".mov", ".webm", ".mkv"))


class Use(Enum):
    ADD = "add"  # to the photos
    LOOK = "look"  # at a photo that is one of ours already
    PLAY = "play"


@dataclass(frozen=True)
class Dropped:
    """The first of these that is there counts."""

    clips: tuple[int, ...] = ()
    jobs: tuple[int, ...] = ()
    photo: str = ""  # the hash of the first
    film: Path | None = None


def use_of(mime: QMimeData) -> Use | None:
    """While it hovers: none of its data is fetched but what is ours."""
    if mime.hasFormat(CLIPS) or mime.hasFormat(DONE):
        return Use.PLAY
    if mime.hasFormat(OURS):
        return Use.LOOK
    if _films_in(mime):
        return Use.PLAY
    return Use.ADD if may_hold(mime) else None


def dropped(mime: QMimeData) -> Dropped:
    """Empty where it is to be added to the photos."""
    hashes = bytes(mime.data(OURS).data()).decode(errors="replace").split()
    return Dropped(
        clips=_numbers(mime, CLIPS),
        jobs=_numbers(mime, DONE),
        photo=hashes[0] if hashes else "",
        film=next(iter(_films_in(mime)), None),
    )


def carry(mime: QMimeData, kind: str, numbers: Iterable[int]) -> None:
    mime.setData(kind, QByteArray(" ".join(map(str, numbers)).encode()))


def _numbers(mime: QMimeData, kind: str) -> tuple[int, ...]:
    words = bytes(mime.data(kind).data()).split()
    return tuple(int(word) for word in words if word.isdigit())


def _films_in(mime: QMimeData) -> list[Path]:
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [file for file in files if file.suffix.lower() in PLAYED]
