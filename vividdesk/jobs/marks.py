"""What is known of a file that is being fetched, kept beside its part: with it a later start goes on where it was.

Nothing is flushed to the disk here. A mark that a power cut has spoilt is none, and the fetch begins anew.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from vividdesk.media.edits import copy_of


@dataclass(frozen=True)
class Mark:
    """Whole: every byte is there and on the disk, and the part may since have been given its recipe."""

    kind: str  # media type, as the host named it
    total: int | None = None  # bytes, where the host told
    tag: str = ""  # the host's own for exactly these bytes: a strong ETag, or else a date
    whole: bool = False


def read(part: Path) -> Mark | None:
    try:
        match json.loads(_place(part).read_bytes()):
            case {"kind": str(kind), "total": int() | None as total, "tag": str(tag), "whole": bool(whole)}:
                return Mark(kind, total, tag, whole)
    except (OSError, ValueError):
        pass
    return None


def write(part: Path, mark: Mark) -> None:
    """An OSError leaves the former."""
    place = _place(part)
    new = _new(part)
    try:
        new.write_text(json.dumps(asdict(mark)), encoding="ascii")
        new.replace(place)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def drop(part: Path) -> None:
    """What is known, and what a write that was cut off has left."""
    _place(part).unlink(missing_ok=True)
    _new(part).unlink(missing_ok=True)


def forget(part: Path) -> None:
    """The part, too, and the copy with its recipe that was not finished."""
    part.unlink(missing_ok=True)
    copy_of(part).unlink(missing_ok=True)
    drop(part)


def _place(part: Path) -> Path:
    return part.with_suffix(".mark")


def _new(part: Path) -> Path:
    return part.with_suffix(".mark-new")
