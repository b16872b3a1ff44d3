"""Pictures that came as results: decoded whole, for only that tells a whole one from a part of one."""

import io
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from vividdesk.media import pixels
from vividdesk.media.encode import on_white
from vividdesk.media.flaw import Flaw, Flawed
from vividdesk.media.jpeg import Odd, Truncated, Walk
from vividdesk.media.refusal import MOST_BYTES, MOST_PIXELS, Refusal
from vividdesk.media.sniff import Format

KINDS = {
    Format.JPEG: ("image/jpeg", ".jpg"),
    Format.PNG: ("image/png", ".png"),
    Format.WEBP: ("image/webp", ".webp"),
    Format.GIF: ("image/gif", ".gif"),
}
POSTER = 640  # pixels of its longer side
PNG_HEAD = 8  # bytes before its first chunk
SIDEWAYS = range(5, 9)  # orientations that exchange width and height


@dataclass(frozen=True)
class Look:
    """What a file really is. The poster is upright and small."""

    kind: str
    suffix: str
    width: int
    height: int
    seconds: float
    poster: Image.Image


def look(file: BinaryIO, size: int, form: Format) -> Look:
    if size > MOST_BYTES:
        raise Flawed(Flaw.TOO_LARGE)
    data = file.read()
    _check_end(data, form)
    try:
        with Image.open(io.BytesIO(data), formats=form.pillow) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Flawed(Flaw.TOO_LARGE)
            image.load()
            is_sideways = pixels.orientation(image) in SIDEWAYS
            width, height = (image.height, image.width) if is_sideways else image.size
            return Look(*KINDS[form], width, height, 0.0, _poster(image, form))
    except (Flawed, MemoryError):
        raise
    except Exception as fault:
        flaw = Flaw.TRUNCATED if "truncated" in str(fault).lower() else Flaw.BROKEN
        raise Flawed(flaw, words=str(fault)) from fault


def _check_end(data: bytes, form: Format) -> None:
    """What a decoder does not ask for: that of WebP does."""
    match form:
        case Format.PNG:
            _walk_png(data)
        case Format.JPEG:
            try:
                for _piece in Walk(data).copy():
                    pass
            except Truncated as fault:
                raise Flawed(Flaw.TRUNCATED) from fault
            except Odd:
                pass  # the decoder will tell
        case Format.GIF if not data.rstrip(b"\0").endswith(b";"):
            raise Flawed(Flaw.TRUNCATED)


def _walk_png(data: bytes) -> None:
    at = PNG_HEAD
    kind = b""
    while kind != b"IEND":
        kind = data[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            raise Flawed(Flaw.TRUNCATED)
        if zlib.crc32(memoryview(data)[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise Flawed(Flaw.BROKEN, words="a chunk's sum is wrong")
        at = end


def _poster(image: Image.Image, form: Format) -> Image.Image:
    try:
        image = pixels.plain(image, form, set())
    except Refusal:  # too small for a photo, or seen through all over: a result may be
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        image = on_white(image)
    return reduced(image)


def reduced(image: Image.Image) -> Image.Image:
    image = image.convert("RGB")
    image.thumbnail((POSTER, POSTER))
    return image
