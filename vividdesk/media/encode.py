"""Pixels as a file again: JPEG, or PNG where something can be seen through. Nothing but the pixels goes in."""

import io
import math
from collections.abc import Iterator

from PIL import Image

from vividdesk.media.refusal import SHORTEST_SIDE, Reason, Refusal
from vividdesk.model.photo import JPEG, PNG

FULL, HALVED = 0, 2  # how Pillow names chroma in full, and halved in both directions
BEST = 95
LOWER = (90, 85, 80)  # qualities that are tried before the picture loses pixels
PNG_LEVEL = 3  # a third of the time of zlib's usual 6, for files a tenth larger
CLOSE = 0.95  # of the side that ought to fit


def natural_kind(image: Image.Image) -> str:
    return PNG if image.mode == "RGBA" else JPEG


def encode(image: Image.Image, kind: str, quality: int = BEST, chroma: int = FULL) -> memoryview:
    image.info = {}  # Pillow writes some of what it finds there
    file = io.BytesIO()
    if kind == PNG:
        image.save(file, "PNG", compress_level=PNG_LEVEL)
    else:
        image.save(file, "JPEG", quality=quality, subsampling=chroma)
    return file.getbuffer()


def on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def fitted(image: Image.Image, kinds: list[str], most: int | None) -> tuple[Image.Image, str, memoryview]:
    """The picture in a kind that is admitted, and in no more bytes: first with less quality, then with fewer pixels."""
    kind = next((kind for kind in (natural_kind(image), JPEG, PNG) if kind in kinds), None)
    if kind is None:
        raise Refusal(Reason.NO_KIND)
    if kind == JPEG and image.mode == "RGBA":
        image = on_white(image)
    for tried, content in _attempts(image, kind, most or 0):
        if most is None or len(content) <= most:
            return tried, kind, content
    raise Refusal(Reason.NO_FIT, most=most or 0)


def _attempts(image: Image.Image, kind: str, most: int) -> Iterator[tuple[Image.Image, memoryview]]:
    content = encode(image, kind)
    yield image, content
    if kind == JPEG:
        for quality in LOWER:
            content = encode(image, kind, quality, HALVED)
            yield image, content
    while True:
        share = min(CLOSE, CLOSE * math.sqrt(most / len(content)))
        size = round(image.width * share), round(image.height * share)
        if min(size) < SHORTEST_SIDE:
            return
        image = image.resize(size, Image.Resampling.LANCZOS)
        content = encode(image, kind, LOWER[-1], HALVED)
        yield image, content
