"""A file made from another with a few bytes of it exchanged, whatever its size."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

STEP = 1 << 20  # bytes


class Odd(Exception):
    """It may be a good file, but not one that could be changed without risk."""


@dataclass(frozen=True)
class Edit:
    """What stands from `start` to `end` becomes `content`."""

    start: int
    end: int
    content: bytes


def copy_of(path: Path) -> Path:
    """Where the new file lies until it takes the old one's place."""
    return path.with_name(f"{path.name}.new")


def copy(source: BinaryIO, target: BinaryIO, edits: Sequence[Edit]) -> None:
    """The edits in their order."""
    source.seek(0)
    at = 0
    for edit in edits:
        _pass(source, target, edit.start - at)
        target.write(edit.content)
        source.seek(edit.end)
        at = edit.end
    _pass(source, target, None)


def _pass(source: BinaryIO, target: BinaryIO, size: int | None) -> None:
    while size is None or size > 0:
        piece = source.read(STEP if size is None else min(STEP, size))
        if not piece:
            break
        target.write(piece)
        size = None if size is None else size - len(piece)
