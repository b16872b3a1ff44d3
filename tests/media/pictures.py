"""Pictures for tests, and what can be seen of the ones that came out."""

import io
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageChops

from vividdesk.model.photo import Photo

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, WHITE = (220, 30, 40), (20, 160, 60), (30, 60, 200), (250, 250, 250)
SIZE = (96, 64)


def scene(size: tuple[int, int] = SIZE) -> Image.Image:
    """Four flat quarters: no turn and no flip leaves it as it is, and JPEG changes it by a few levels at most."""
    width, height = size
    image = Image.new("RGB", size, RED)
    for colour, corner in ((GREEN, (width // 2, 0)), (BLUE, (0, height // 2)), (WHITE, (width // 2, height // 2))):
        image.paste(colour, (*corner, width, height) if corner[0] else (*corner, width // 2, height))
    return image


def detailed(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Like a photo: gradients with some grain."""
    grain = Image.effect_noise(size, 24)
    slopes = Image.linear_gradient("L").resize(size), Image.radial_gradient("L").resize(size), grain
    return Image.merge("RGB", [Image.blend(slope, grain, 0.2) for slope in slopes])


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def turned(orientation: int) -> dict[str, Any]:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return {"exif": exif.tobytes()}  # as bytes, or pillow-heif does not make it a turn of its own


def decoded(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.copy()


def stored(folder: Path, photo: Photo) -> Image.Image:
    with Image.open(folder / photo.file_name) as image:
        image.load()
        assert image.size == (photo.width, photo.height)
        assert image.get_format_mimetype() == photo.kind
        assert (folder / photo.file_name).stat().st_size == photo.size
        return image.copy()


def difference(one: Image.Image, other: Image.Image) -> int:
    """The most by which any value of any pixel differs, of 255."""
    assert one.size == other.size
    extremes = ImageChops.difference(one.convert("RGBA"), other.convert("RGBA")).getextrema()
    return max(most for _least, most in extremes)


def png(
    size: tuple[int, int], depth: int, colour: int, rows: Iterable[bytes], *extra: tuple[bytes, bytes], level: int = 9
) -> bytes:
    """For what Pillow does not write."""
    head = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    content = zlib.compress(b"".join(b"\0" + row for row in rows), level)
    chunks = [(b"IHDR", head), *extra, (b"IDAT", content), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def bomb(side: int = 13_000) -> bytes:
    """A PNG of one bit each, in about 20 kB."""
    return png((side, side), 1, 0, [b"\0" * ((side + 7) // 8)] * side)


def segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with all that belongs to it. Only for good JPEGs; a scan's data is with its SOS."""
    at = 0
    while at < len(jpeg):
        assert jpeg[at] == 0xFF
        marker = jpeg[at + 1]
        end = at + 2
        if marker not in (0xD8, 0xD9):
            end += int.from_bytes(jpeg[end : end + 2], "big")
        if marker == 0xDA:
            while jpeg[end] != 0xFF or jpeg[end + 1] in (0, *range(0xD0, 0xD8), 0xFF):
                end = jpeg.index(b"\xff", end + 1)
        yield marker, jpeg[at:end]
        if marker == 0xD9:
            return
        at = end


def without(jpeg: bytes, *markers: int) -> bytes:
    return b"".join(content for marker, content in segments(jpeg) if marker not in markers)


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    """Put in right after the start."""
    return jpeg[:2] + segment(marker, content) + jpeg[2:]


def metadata(data: bytes) -> list[str]:
    """What a stored file holds besides its picture. Empty if all is well."""
    if data.startswith(b"\x89PNG"):
        return [kind for kind in chunks(data) if kind not in ("IHDR", "IDAT", "IEND")]
    expected = {0xD8, 0xE0, 0xDB, 0xC4, 0xC0, 0xC1, 0xC2, 0xDD, 0xDA, 0xD9}
    found = list(segments(data))
    odd = [f"{marker:02x}" for marker, content in found if marker not in expected]
    odd += ["e0"] * sum(marker == 0xE0 and len(content) != 18 for marker, content in found)
    return odd + (["tail"] if sum(len(content) for _marker, content in found) != len(data) else [])


def chunks(data: bytes) -> Iterator[str]:
    at = 8
    while at < len(data):
        yield data[at + 4 : at + 8].decode("latin-1")
        at += 12 + int.from_bytes(data[at : at + 4], "big")
