"""A text in a PNG or JPEG, put there without a pixel being encoded again."""

import zlib
from typing import BinaryIO

from vividdesk.media.edits import Edit, Odd

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"vividdesk"
PLAIN = b"\0\0\0\0\0"  # ends the keyword; not packed, of no language, not translated
LONGEST_SEGMENT = 65_533  # bytes of a comment in a JPEG
SIGNED_CHUNK, SIGNED_SEGMENT = b"caBX", 0xEB  # content credentials: a hash over the file, which must stay
COMMENT = 0xFE
APPLICATIONS = range(0xE0, 0xF0)
SEVERAL = b"MPF\0"  # pictures after the first, found by their places


def png_edits(file: BinaryIO, size: int, text: str) -> list[Edit]:
    """What writes it as an iTXt chunk after the first; nothing where it stands there already."""
    chunk = _chunk(b"iTXt", KEYWORD + PLAIN + text.encode("utf-8", "replace"))
    edits: list[Edit] = []
    after = 0
    at = len(PNG_HEAD)
    while at < size:
        file.seek(at)
        head = file.read(8)
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        end = at + 12 + length
        if kind == SIGNED_CHUNK or end > size:
            raise Odd("signed, or cut off")
        if kind == b"iTXt" and file.read(min(length, 10)) == KEYWORD + b"\0":
            edits.append(Edit(at, end, b""))
        after = after or end
        at = size if kind == b"IEND" else end
    return _put(file, edits, after, chunk)


def jpeg_edits(file: BinaryIO, size: int, text: str) -> list[Edit]:
    """What writes it as a comment after the segments that programs put first."""
    content = KEYWORD + b" " + text.encode("utf-8", "replace")
    if len(content) > LONGEST_SEGMENT:
        raise Odd("too long for a comment")
    segment = b"\xff\xfe" + (len(content) + 2).to_bytes(2, "big") + content
    edits: list[Edit] = []
    at = 2
    while True:
        file.seek(at)
        head = file.read(4)
        end = at + 2 + int.from_bytes(head[2:], "big")
        if len(head) < 4 or head[0] != 0xFF or end > size:
            raise Odd("not made of segments")
        if head[1] not in (COMMENT, *APPLICATIONS):
            return _put(file, edits, at, segment)
        inside = file.read(10)
        if head[1] == SIGNED_SEGMENT or inside.startswith(SEVERAL):
            raise Odd("signed, or of several pictures")
        if head[1] == COMMENT and inside == KEYWORD + b" ":
            edits.append(Edit(at, end, b""))
        at = end


def _put(file: BinaryIO, removed: list[Edit], at: int, content: bytes) -> list[Edit]:
    """Nothing where the same content is there, and nothing else of ours."""
    if len(removed) == 1:
        file.seek(removed[0].start)
        if file.read(removed[0].end - removed[0].start) == content:
            return []
    return sorted([*removed, Edit(at, at, content)], key=lambda edit: (edit.start, edit.end))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
