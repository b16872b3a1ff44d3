"""Tags in an MP4, as players and ffprobe read them: in `moov`, `udta`, `meta`, `ilst`, put there by hand.

Nothing is encoded or muxed again. Where the index stands before what it speaks of, it grows by the tags, and all
places that are told in it, or after it, move along.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from vividdesk.media import boxes
from vividdesk.media.boxes import Box, Broken
from vividdesk.media.edits import Edit, Odd

NAME, TOOL, COMMENT = b"\xa9nam", b"\xa9too", b"\xa9cmt"
SIGNED = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")  # content credentials: a hash over the file, which must stay
HANDLER = b"\0" * 8 + b"mdirappl" + b"\0" * 9
TEXT = b"\0\0\0\x01" + b"\0" * 4  # UTF-8, of no country
OURS = b"vividdesk "
WITH_BASE = 1  # flag of a fragment that tells a place in the file


@dataclass(frozen=True)
class Tags:
    name: str
    tool: str  # begins with the program's name
    comment: str


def edits(file: BinaryIO, size: int, tags: Tags) -> list[Edit]:
    """What writes the tags; nothing where they stand there already. Odd where they cannot be written.

    Tags that are there stay, but for the tool, which names the program that wrote last. A comment is ours where the
    tool is.
    """
    try:
        found = boxes.top(file, size)
        index = next(box for box in found if box.kind == b"moov")
        _refuse(file, found, index)
        before = boxes.read(file, index)
        after = bytearray(_index(before, tags))
        if after == before:
            return []
        more = len(after) - len(before)
        for table in boxes.tables(after):
            places = table.values(after)
            for number, place in enumerate(places):
                places[number] = _moved(place, index.end, more)
            table.put(after, places)
        changes = [Edit(index.start, index.end, bytes(after))]
        return changes + [edit for box in found for edit in _fragment(file, box, index.end, more)]
    except (Broken, IndexError, OverflowError, StopIteration) as fault:
        raise Odd(str(fault)) from fault


def _refuse(file: BinaryIO, found: list[Box], index: Box) -> None:
    for box in found:
        if box.kind == b"uuid" and boxes.read(file, box)[box.body - box.start :].startswith(SIGNED):
            raise Odd("signed")
        if box.kind == b"meta" or (box.kind == b"sidx" and box.start < index.start):
            raise Odd("tells places in a way that is not known here")


def _moved(place: int, end: int, more: int) -> int:
    return place + more if place >= end else place


def _fragment(file: BinaryIO, box: Box, end: int, more: int) -> Iterator[Edit]:
    """Places that a fragment tells, and those of the directory of fragments at a file's end."""
    if box.start < end or box.kind not in (b"moof", b"mfra"):
        return
    data = boxes.read(file, box)
    for at, width in _bases(data) if box.kind == b"moof" else _entries(data):
        place = int.from_bytes(data[at : at + width], "big")
        if (moved := _moved(place, end, more)) != place:
            yield Edit(box.start + at, box.start + at + width, moved.to_bytes(width, "big"))


def _bases(data: bytes) -> Iterator[tuple[int, int]]:
    outer = boxes.whole(data)
    for track in boxes.inner(data, outer.body, outer.end):
        for head in boxes.inner(data, track.body, track.end) if track.kind == b"traf" else ():
            if head.kind == b"tfhd" and data[head.body + 3] & WITH_BASE:
                yield head.body + 8, 8


def _entries(data: bytes) -> Iterator[tuple[int, int]]:
    outer = boxes.whole(data)
    for each in boxes.inner(data, outer.body, outer.end):
        if each.kind == b"tfra":
            width = 8 if data[each.body] else 4
            lengths = data[each.body + 11]
            step = 2 * width + sum((lengths >> shift & 3) + 1 for shift in (0, 2, 4))
            count = int.from_bytes(data[each.body + 12 : each.body + 16], "big")
            if each.body + 16 + count * step > each.end:
                raise Broken("a table beyond its end")
            yield from ((each.body + 16 + number * step + width, width) for number in range(count))


def _index(data: bytes, tags: Tags) -> bytes:
    outer = boxes.whole(data)
    content = data[outer.body : outer.end]
    if any(child.kind == b"cmov" for child in boxes.inner(content, 0, len(content))):
        raise Odd("packed")
    return _box(b"moov", _changed(content, b"udta", lambda inside: _user_data(inside, tags), b""))


def _user_data(content: bytes, tags: Tags) -> bytes:
    """It may end with a zero of 32 bits, which is no box."""
    end = b""
    try:
        list(boxes.inner(content, 0, len(content)))
    except Broken:
        if not content.endswith(b"\0\0\0\0"):
            raise
        content, end = content[:-4], content[-4:]
    return _changed(content, b"meta", lambda inside: _meta(inside, tags), bytes(4) + _box(b"hdlr", HANDLER)) + end


def _meta(content: bytes, tags: Tags) -> bytes:
    """With a version of 4 bytes in front, but not in QuickTime's own files."""
    at = 0 if content[4:8] == b"hdlr" else 4
    inside = content[at:]
    handlers = [box for box in boxes.inner(inside, 0, len(inside)) if box.kind == b"hdlr"]
    if not handlers or inside[handlers[0].body + 8 : handlers[0].body + 12] != b"mdir":
        raise Odd("tags of another kind")
    return content[:at] + _changed(inside, b"ilst", lambda items: _items(items, tags), b"")


def _items(content: bytes, tags: Tags) -> bytes:
    items = [(box.kind, content[box.start : box.end]) for box in boxes.inner(content, 0, len(content))]
    is_ours = any(kind == TOOL and OURS in item for kind, item in items)
    comments = [number for number, (kind, _item) in enumerate(items) if kind == COMMENT]
    if is_ours and comments:
        del items[comments[-1]]
    kept = [item for kind, item in items if kind != TOOL]
    is_named = not tags.name or any(kind == NAME for kind, _item in items)
    named = [] if is_named else [_item(NAME, tags.name)]
    return b"".join([*kept, *named, _item(TOOL, tags.tool), _item(COMMENT, tags.comment)])


def _item(kind: bytes, text: str) -> bytes:
    return _box(kind, _box(b"data", TEXT, text.encode("utf-8", "replace")))


def _changed(content: bytes, kind: bytes, change: Callable[[bytes], bytes], new: bytes) -> bytes:
    """The first box of a kind, with its content changed; where there is none, one is made and put at the end."""
    for box in boxes.inner(content, 0, len(content)):
        if box.kind == kind:
            return content[: box.start] + _box(kind, change(content[box.body : box.end])) + content[box.end :]
    return content + _box(kind, change(new))


def _box(kind: bytes, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return (8 + len(content)).to_bytes(4, "big") + kind + content
