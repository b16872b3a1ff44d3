"""The boxes that an MP4 is made of, walked by hand: whatever the bytes are, the walk ends, within the file."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_BOXES = 100_000
LARGEST_INDEX = 64 * 2**20  # bytes of a box that is read
CONTAINERS = (b"trak", b"mdia", b"minf", b"stbl")  # on the way from `moov` to where the chunks are told
WIDTHS = {b"stco": ("I", 4), b"co64": ("Q", 8)}  # of a place


class Broken(Exception):
    """Not whole, or not the form that it claims."""


@dataclass(frozen=True)
class Box:
    """Places are counted from the start of whatever is walked."""

    kind: bytes
    start: int
    body: int
    end: int


def top(file: BinaryIO, size: int) -> list[Box]:
    """Those of a file."""
    boxes: list[Box] = []
    at = 0
    while at < size:
        file.seek(at)
        boxes.append(_box(file.read(16), at, size, is_top=True))
        at = boxes[-1].end
        if len(boxes) > MOST_BOXES:
            raise Broken("too many boxes")
    return boxes


def inner(data: bytes | bytearray, at: int, end: int) -> Iterator[Box]:
    """Those within a box that lies in memory."""
    for _turn in range(MOST_BOXES):
        if at >= end:
            return
        box = _box(bytes(data[at : min(at + 16, end)]), at, end, is_top=False)
        yield box
        at = box.end
    raise Broken("too many boxes")


def _box(head: bytes, at: int, limit: int, *, is_top: bool) -> Box:
    size, kind, body = int.from_bytes(head[:4], "big"), bytes(head[4:8]), at + 8
    if len(head) < 8:
        raise Broken("ends within a box")
    if size == 1:
        if len(head) < 16:
            raise Broken("ends within a box")
        size, body = int.from_bytes(head[8:16], "big"), at + 16
    elif size == 0 and is_top:
        size = limit - at  # to the end of the file
    if size < body - at or at + size > limit:
        raise Broken("a box that does not fit")
    return Box(kind, at, body, at + size)


def checked(file: BinaryIO, size: int) -> list[Box]:
    """The boxes of a clip that is whole: it says what it is, and what its index speaks of lies within it."""
    boxes = top(file, size)
    kinds = [box.kind for box in boxes]
    if kinds[:1] != [b"ftyp"]:
        raise Broken("does not begin as a clip")
    if kinds.count(b"moov") != 1 or b"mdat" not in kinds:
        raise Broken("without an index, or without pictures")
    index = read(file, boxes[kinds.index(b"moov")])
    for table in tables(index):
        if max(table.values(index), default=0) >= size:
            raise Broken("its index leads beyond its end")
    return boxes


def read(file: BinaryIO, box: Box) -> bytes:
    """With its head."""
    if box.end - box.start > LARGEST_INDEX:
        raise Broken("a box without measure")
    file.seek(box.start)
    return file.read(box.end - box.start)


def whole(data: bytes | bytearray) -> Box:
    """The box that lies in memory with its head."""
    return _box(bytes(data[:16]), 0, len(data), is_top=True)


@dataclass(frozen=True)
class Table:
    """Places of chunks in the file, which themselves lie at a place in the index."""

    start: int
    end: int
    letter: str  # of the width of each, as `array` has it

    def values(self, index: bytes | bytearray) -> "array[int]":
        values = array(self.letter, bytes(index[self.start : self.end]))
        values.byteswap()
        return values

    def put(self, index: bytearray, values: "array[int]") -> None:
        values.byteswap()
        index[self.start : self.end] = values.tobytes()


def tables(index: bytes | bytearray) -> Iterator[Table]:
    """Of an index with its head."""
    yield from _tables(index, whole(index), CONTAINERS)


def _tables(index: bytes | bytearray, box: Box, way: tuple[bytes, ...]) -> Iterator[Table]:
    for each in inner(index, box.body, box.end):
        if way and each.kind == way[0]:
            yield from _tables(index, each, way[1:])
        elif not way and each.kind in WIDTHS:
            letter, width = WIDTHS[each.kind]
            count = int.from_bytes(index[each.body + 4 : each.body + 8], "big")
            start = each.body + 8
            if start + count * width > each.end:
                raise Broken("a table beyond its end")
            yield Table(start, start + count * width, letter)
