"""Pictures as requests bring them: files, texts in base64, and addresses, none of which is ever asked.

What a documented example names by its address is a picture that we bring along, so that the example runs as it stands.
"""

import base64
import binascii
import functools
import io
import threading
import warnings
from collections.abc import Collection
from dataclasses import dataclass

from PIL import ExifTags, Image

from vividdesk.media.sniff import HEAD, Format, sniff
from vividdesk.model.photo import JPEG, PNG, WEBP
from vividdesk.paths import resource

MOST_PIXELS = 80_000_000
SHORTEST_SIDE = 16  # pixels; in less there is nothing to see
LONGEST_NAME = 80  # letters of what is repeated of an address
PIECE = 1_000_000  # letters of base64 that are decoded at a time, a multiple of four
LONGEST_WORD = 500  # letters; beyond, it is a file in base64

KINDS = {Format.JPEG: JPEG, Format.PNG: PNG, Format.WEBP: WEBP}
TURNED = (5, 6, 7, 8)  # in EXIF: lies on its side

# The addresses of the documented examples.
EXAMPLES = {
    "https://example.com/image.png": "portrait.jpg",
    "https://example.com/new_shirt.jpg": "garment.jpg",
    "https://distribution.vimmerse.net/presets/image/skincare_product.jpg": "product.jpg",
}
PLACEHOLDERS = ("https://...", "https://…", "<image>")  # for whatever fits
BY_NAME = {"garment": "garment.jpg", "product": "product.jpg", "sketch": "sketch.png", "model": "standing.jpg"}
PERSON = "portrait.jpg"
ADDRESS = ("https://", "http://", "<")

WARNINGS = threading.Lock()  # what is done with them is the whole process's


class NoPicture(ValueError):
    """The sentence tells why."""


@dataclass(frozen=True)
class Shape:
    """As it is seen, upright."""

    width: int
    height: int

    @property
    def aspect(self) -> str:
        """In the limits of what a film can be."""
        share = min(max(self.width / self.height, 1 / 4), 4)
        return f"{share}:1"


def checked(content: bytes, kinds: Collection[str]) -> Shape:
    """What its header tells; nothing is decoded here. A NoPicture where it is none that can be used."""
    found = sniff(content[:HEAD])
    if not content or not isinstance(found, Format):
        raise NoPicture("This is no picture.")
    if KINDS.get(found) not in kinds:
        raise NoPicture("Only JPEG, PNG and WebP pictures are taken.")
    shape = _shape(content, found)
    if shape.width * shape.height > MOST_PIXELS:
        raise NoPicture(
            f"It has {shape.width} × {shape.height} pixels; a picture may have {MOST_PIXELS // 1_000_000} million."
        )
    if min(shape.width, shape.height) < SHORTEST_SIDE:
        raise NoPicture(f"It has {shape.width} × {shape.height} pixels; each side needs {SHORTEST_SIDE} at least.")
    return shape


def _shape(content: bytes, form: Format) -> Shape:
    try:
        with WARNINGS, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it takes for a bomb; that is measured here
            image = Image.open(io.BytesIO(content), formats=form.pillow)
        width, height = image.size
    except Image.DecompressionBombError as fault:
        raise NoPicture("It has far too many pixels.") from fault
    except Exception as fault:  # out of broken bytes Pillow makes any exception there is
        raise NoPicture("The picture is damaged.") from fault
    return Shape(height, width) if _is_turned(image) else Shape(width, height)


def _is_turned(image: Image.Image) -> bool:
    if "exif" not in image.info:  # to look for it, Pillow would decode a PNG
        return False
    try:
        return image.getexif().get(ExifTags.Base.Orientation) in TURNED
    except Exception:  # noqa: BLE001 - a broken EXIF block is as good as none
        return False


def at_address(url: str, slot: str) -> bytes:
    """What the documentation's examples mean by it; a NoPicture for every other address."""
    name = EXAMPLES.get(url)
    if name is None and url in PLACEHOLDERS:
        name = next((picture for word, picture in BY_NAME.items() if word in slot.casefold()), PERSON)
    if name is None:
        raise NoPicture(
            f"“{url[:LONGEST_NAME]}” is not fetched: this service runs on your computer and never asks others. "
            "Send the picture itself."
        )
    return sample(name)


def in_text(text: str, slot: str) -> bytes:
    """An address, a data URI or plain base64."""
    text = text.strip()
    begin = text[:LONGEST_WORD].casefold()
    if begin.startswith(ADDRESS):
        return at_address(text, slot)
    if begin.startswith("data:"):
        head, comma, _rest = begin.partition(",")
        if not comma or not head.endswith(";base64"):
            raise NoPicture("A data URI must be in base64.")
        text = text[text.index(",") + 1 :]
    try:
        return _decoded(text.encode("ascii").translate(None, b" \t\r\n\f\v"))
    except ValueError as fault:
        raise NoPicture("This is neither a picture in base64 nor an address.") from fault


def _decoded(text: bytes) -> bytes:
    """In pieces: nobody else has a turn while one is decoded."""
    if b"=" in text[:-2]:
        raise binascii.Error("padding inside")
    starts = range(0, len(text), PIECE)
    return b"".join(base64.b64decode(text[start : start + PIECE], validate=True) for start in starts)


def is_meant(text: str) -> bool:
    """Whether a text that comes under a name nobody documented is a picture, and no words."""
    is_one_word = len(text) > LONGEST_WORD and " " not in text
    return is_one_word or text in EXAMPLES or text in PLACEHOLDERS or text.startswith("data:image/")


@functools.cache
def sample(name: str) -> bytes:
    """A picture that we bring along."""
    return resource("samples", name).read_bytes()
