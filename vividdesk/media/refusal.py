"""Why a file is no photo that can be used, and what is worth saying of one that can.

The child process that reads photos answers with these words and the facts that belong to them; `words` makes
sentences of them on the parent's side, where the language is known.
"""

from enum import StrEnum


class Reason(StrEnum):
    GONE = "gone"
    NO_RIGHT = "no right"
    FOLDER = "folder"
    NO_FILE = "no file"
    UNREADABLE = "unreadable"  # why
    EMPTY = "empty"
    MANY_BYTES = "many bytes"  # size
    NO_PICTURE = "no picture"  # thing, suffix
    OTHER_KIND = "other kind"  # thing
    TRUNCATED = "truncated"
    BROKEN = "broken"
    UNCLEAR = "unclear"
    MANY_PIXELS = "many pixels"  # width, height
    LONG = "long"  # width, height
    SMALL = "small"  # width, height
    ODD_VALUES = "odd values"
    INVISIBLE = "invisible"
    MEMORY = "memory"
    TIME = "time"
    DIED = "died"
    NO_START = "no start"
    CLOSING = "closing"
    NO_KIND = "no kind"
    NO_FIT = "no fit"  # most


class Note(StrEnum):
    FIRST_FRAME = "first frame"
    FIRST_PAGE = "first page"
    SUFFIX = "suffix"
    PROFILE = "profile"


class Thing(StrEnum):
    """What else it can be. Of those that are pictures, another program can make one that is read."""

    TEXT = "text"
    WEB_PAGE = "web page"
    PDF = "PDF"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    PROGRAM = "program"
    VIDEO = "video"
    SOUND = "sound"
    UNKNOWN = "unknown"
    RAW = "raw"
    LAYERED = "layered"
    VECTOR = "vector"
    JPEG_XL = "JPEG XL"
    JPEG_2000 = "JPEG 2000"
    ICON = "icon"
    AVIF = "AVIF"

    @property
    def is_picture(self) -> bool:
        return self in PICTURES


PICTURES = {Thing.RAW, Thing.LAYERED, Thing.VECTOR, Thing.JPEG_XL, Thing.JPEG_2000, Thing.ICON, Thing.AVIF}

MOST_BYTES = 200_000_000
MOST_PIXELS = 120_000_000
LONGEST_SIDE = 65_500  # pixels; a JPEG has no more
SHORTEST_SIDE = 32


class Refusal(Exception):
    """Raised in the child. The facts are plain values: they travel as JSON."""

    def __init__(self, reason: Reason, **facts: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


def check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refusal(Reason.MANY_PIXELS, width=width, height=height)
    if min(width, height) < SHORTEST_SIDE:
        raise Refusal(Reason.SMALL, width=width, height=height)
    if max(width, height) > LONGEST_SIDE:
        raise Refusal(Reason.LONG, width=width, height=height)
