"""A JPEG without all that is not its picture: what is needed to decode it is copied, up to the end marker.

Everything else stays behind: metadata, profiles, thumbnails, comments, and whatever follows the end marker (a
phone's short film, a second picture). The pixels are the same to the last bit.
"""

import io
import re
from collections.abc import Generator, Iterator

from PIL import Image

# The only metadata of the copy, and the same in each: that colours are YCbCr, or grey.
START = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
END = b"\xff\xd9"

EOI, SOS, DQT, DHT, DRI, COM, APP0, APP14, APP15 = 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xFE, 0xE0, 0xEE, 0xEF
FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive; all with Huffman codes
TABLES = {DQT, DHT, DRI}
SKIPPED = {COM, *range(APP0, APP15 + 1)}
KNOWN = {EOI, SOS} | FRAMES | TABLES | SKIPPED

MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # within a scan
STEP = 1 << 20  # bytes of a scan at a time
SAMPLE = 1 << 16  # bytes of each scan that are tried
MOST_SCANS = 64  # a camera makes one, a progressive picture about ten; each costs whoever decodes it a full pass


class Odd(Exception):
    """Not simple enough to be copied; it may be a good picture all the same."""


class Truncated(Exception):
    """It ends before its end marker."""


class Walk:
    """Goes through a JPEG once. Whatever the bytes are, it ends, with Odd or Truncated if not with a copy."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._view = memoryview(data)
        self._sample = bytearray(START)
        self._components = b""  # the identity of each, once the frame is known
        self._jfif = False
        self._adobe: int | None = None  # its colour transform
        self._scans = 0

    def copy(self) -> Iterator[bytes | memoryview]:
        """In pieces, which are only good if the iterator comes to its end."""
        yield START
        at = len(b"\xff\xd8")
        while True:
            marker, at = self._marker(at)
            if marker == EOI:
                break
            start, at = at - 2, at + self._length(at)
            segment = self._data[start:at]
            if marker in SKIPPED:
                self._see_application(marker, segment)
                continue
            self._sample += self._first_rows(segment) if marker in FRAMES else segment
            yield segment
            if marker == SOS:
                self._check_scan()
                at = yield from self._scan(at)
        if not self._scans:
            raise Odd("no scan")
        self._try_sample()
        yield END

    def _try_sample(self) -> None:
        """An Odd unless the decoder takes the tables, the frame and the start of each scan.

        A tenth of the copy's time is spent here, for the sample's frame says that it has a row of blocks only.
        """
        try:
            with Image.open(io.BytesIO(self._sample + END), formats=["JPEG"]) as image:
                image.load()
        except MemoryError:
            raise
        except Exception as fault:
            raise Odd(str(fault)) from fault

    def _marker(self, at: int) -> tuple[int, int]:
        """The marker at a place, and where it ends. It may have any number of fill bytes before it."""
        start = at
        while self._data[at : at + 1] == b"\xff":
            at += 1
        if at >= len(self._data):
            raise Truncated
        marker = self._data[at]
        if at == start or marker not in KNOWN:
            raise Odd(f"{marker:02x} where a marker must be")
        return marker, at + 1

    def _length(self, at: int) -> int:
        length = int.from_bytes(self._data[at : at + 2], "big")
        if at + max(length, 2) > len(self._data):
            raise Truncated
        if length < 2:
            raise Odd("a segment shorter than its length")
        return length

    def _see_application(self, marker: int, segment: bytes) -> None:
        """What decides on the colours, and only where libjpeg takes it for that."""
        if marker == APP0 and len(segment) >= 18 and segment[4:9] == b"JFIF\0":
            self._jfif = True
        elif marker == APP14 and len(segment) >= 16 and segment[4:9] == b"Adobe":
            self._adobe = segment[15]

    def _first_rows(self, frame: bytes) -> bytes:
        """The frame's segment as the sample has it."""
        if self._components or len(frame) < 13 or len(frame) != 10 + 3 * frame[9] or frame[4] != 8:
            raise Odd("an unusual frame")
        height = int.from_bytes(frame[5:7], "big")
        if not height:
            raise Odd("a height that is told later")
        self._components = frame[10::3]
        rows = 8 * max(sampling & 15 for sampling in frame[11::3])
        return frame[:5] + min(height, rows).to_bytes(2, "big") + frame[7:]

    def _check_scan(self) -> None:
        self._scans += 1
        if not self._components or self._scans > MOST_SCANS:
            raise Odd("a scan without a frame, or too many")
        if self._scans == 1 and not self._has_usual_colours():
            raise Odd("neither YCbCr nor grey")

    def _has_usual_colours(self) -> bool:
        """Decides as libjpeg does for the original: the copy always says YCbCr, or grey."""
        if len(self._components) != 3 or self._jfif:
            return len(self._components) in (1, 3)
        return self._components != b"RGB" if self._adobe is None else self._adobe == 1

    def _scan(self, at: int) -> Generator[memoryview, None, int]:
        """Its coded data; returns where the marker after it is."""
        tried = False
        while True:
            stop = min(at + STEP, len(self._data))
            found = MARKER.search(self._data, at, stop)
            if found is None and stop == len(self._data):
                raise Truncated
            end = found.start() if found else stop - 1  # a marker may stand across the border
            piece = self._view[at:end]
            if not tried:
                self._sample += piece[:SAMPLE]
                tried = True
            yield piece
            at = end
            if found:
                return at
