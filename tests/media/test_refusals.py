"""What is no photo is refused with its reason, before it is decoded and without waiting for anything."""

import os
import struct
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from tests.media.conftest import Put
from tests.media.pictures import bomb, decoded, detailed, encoded, png, scene
from tests.media.test_pixels import tiff
from vividdesk.errors import PhotoRefused
from vividdesk.media.intake import Intake
from vividdesk.media.refusal import Reason, Refusal
from vividdesk.media.sniff import sniff
from vividdesk.media.source import read
from vividdesk.media.words import refused, shown

ONE_CHILD = True  # for all tests of this module

PICTURE = encoded(scene(), "JPEG")
ISO = b"\0\0\0\x18ftyp"

NO_PICTURES = {
    "a text file": [b"Dear diary,\n", "Grüße, 写真".encode() * 700, "写真".encode("utf-16"), b"{}"],
    "a web page": [b"<!DOCTYPE html><title>Not found</title>", b"\n <!-- x --><HTML lang=en>", b"\xef\xbb\xbf<html>"],
    "a PDF document": [b"%PDF-1.7\n", b"\0junk\n%PDF-1.4"],
    "a document": [b"PK\3\4" + bytes(26) + b"word/document.xml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1"],
    "an archive": [b"PK\3\4" + bytes(26) + b"holiday.jpg", b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c"],
    "a program": [b"\x7fELF\2\1\1", b"MZ\x90\0", b"#!/bin/sh\n"],
    "a video": [
        ISO + b"isom",
        ISO + b"qt  ",
        ISO + b"mp42",
        b"\x1aE\xdf\xa3",
        b"RIFF\0\0\0\0AVI LIST",
        b"\0\0\0\x08wide",
    ],
    "a sound file": [b"ID3\4", b"OggS", b"RIFF\0\0\0\0WAVEfmt ", ISO + b"M4A ", b"fLaC"],
    "of an unknown kind": [bytes(64), b"\x93\xff\0\xfe" * 40],
}
OTHER_KINDS = {
    "a camera's raw file": [
        b"II*\0\x10\0\0\0CR\2\0",
        b"FUJIFILMCCD-RAW 0201",
        ISO + b"crx ",
        tiff("<", (64, 64), (8,), 1, [bytes(64)] * 64, t254=1),
        tiff(">", (64, 64), (8,), 1, [bytes(64)] * 64, t50706=0x0104),
    ],
    "a picture in layers": [b"8BPS\0\1"],
    "a drawing of lines": [b'<?xml version="1.0"?>\n<svg xmlns="x">', b"<svg width='3'>", b"%!PS-Adobe-3.0 EPSF-3.0"],
    "a JPEG XL picture": [b"\xff\x0a\xfa", b"\0\0\0\x0cJXL \r\n\x87\n"],
    "a JPEG 2000 picture": [b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51\0"],
    "an icon": [b"\0\0\1\0\1\0"],
}


async def refusal(intake: Intake, path: Path) -> PhotoRefused:
    with pytest.raises(PhotoRefused) as caught:
        await intake.take(path)
    assert caught.value.advice
    return caught.value


async def reason(intake: Intake, path: Path) -> str:
    return (await refusal(intake, path)).title


@pytest.mark.parametrize("thing", NO_PICTURES)
async def test_what_is_no_picture_at_all(intake: Intake, put: Put, thing: str) -> None:
    for content in NO_PICTURES[thing]:
        assert await reason(intake, put("x", content)) == f"“x” is {thing}, not a picture."
        lying = await reason(intake, put("x.JPG", content))
        assert lying == f"“x.JPG” ends in .JPG, but it is {thing}, not a picture."


@pytest.mark.parametrize("thing", OTHER_KINDS)
async def test_pictures_that_are_not_read(intake: Intake, put: Put, thing: str) -> None:
    for content in OTHER_KINDS[thing]:
        told = await refusal(intake, put("x.tif", content))
        assert told.title == f"“x.tif” is {thing}, which vividdesk does not read."
        assert "Save it as JPEG or PNG" in told.advice


async def test_a_picture_under_another_kinds_name_is_taken_for_what_it_is(intake: Intake, put: Put) -> None:
    note = "Its name says that it is another kind of picture. It is used as what it is."
    for name, notes in {"x.png": (note,), "x.HEIC": (note,), "x.jpeg": (), "x": (), "x.tmp": ()}.items():
        assert (await intake.take(put(name, PICTURE))).notes == notes


async def test_what_is_no_file(intake: Intake, tmp_path: Path) -> None:
    assert await reason(intake, tmp_path) == f"“{shown(tmp_path.name)}” is a folder."
    assert await reason(intake, tmp_path / "x.jpg") == "“x.jpg” is not there."
    assert await reason(intake, tmp_path / "x\0.jpg") == "“x�.jpg” is not there."
    assert await reason(intake, Path("/")) == "“/” is a folder."
    (tmp_path / "to itself").symlink_to("to itself")
    assert (await reason(intake, tmp_path / "to itself")).startswith("“to itself” cannot be read (")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
async def test_a_pipe_or_device_is_never_waited_for(intake: Intake, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    for path in (tmp_path / "pipe.jpg", Path("/dev/zero"), Path("/dev/tty")):
        assert await reason(intake, path) == f"“{path.name}” is a device or a pipe, not a file."


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such rights")
def test_a_file_that_may_not_be_read(put: Put) -> None:
    path = put("x.jpg", PICTURE)
    path.chmod(0)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)  # root may read everything
    try:
        with pytest.raises(Refusal) as caught:
            read(str(path))
    finally:
        os.seteuid(me)
    assert caught.value.reason is Reason.NO_RIGHT
    assert refused("x.jpg", Reason.NO_RIGHT, {}).title == "You have no right to read “x.jpg”."


async def test_an_empty_file(intake: Intake, put: Put) -> None:
    assert await reason(intake, put("x.jpg", b"")) == "“x.jpg” is empty."


async def test_a_huge_file_is_not_even_read(intake: Intake, put: Put) -> None:
    path = put("x.jpg", PICTURE)
    os.truncate(path, 300_000_000)
    assert await reason(intake, path) == "“x.jpg” has 300 MB; a photo may have 200 MB."


async def test_the_most_that_a_file_may_have(intake: Intake, put: Put) -> None:
    path = put("x.jpg", PICTURE)
    os.truncate(path, 200_000_001)
    assert await reason(intake, path) == "“x.jpg” has 201 MB; a photo may have 200 MB."
    os.truncate(path, 200_000_000)
    await intake.take(path)


def webp(width: int, height: int) -> bytes:
    """One colour all over, without loss: a few bytes whatever the size."""
    small = bytearray(encoded(Image.new("RGB", (16, 16)), "WEBP", lossless=True))
    at = small.index(b"VP8L") + 9
    rest = int.from_bytes(small[at : at + 4], "little") >> 28
    small[at : at + 4] = (width - 1 | height - 1 << 14 | rest << 28).to_bytes(4, "little")
    return bytes(small)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (bomb(), "13000 × 13000"),
        (encoded(Image.new("L", (12_001, 10_000)), "GIF"), "12001 × 10000"),
        (webp(16_383, 16_383), "16383 × 16383"),
        (
            b"BM" + struct.pack("<IIIIiiHHIIIIII", 999, 0, 54, 40, 20_000, 20_000, 1, 24, 0, 0, 0, 0, 0, 0),
            "20000 × 20000",
        ),
    ],
    ids=["PNG", "GIF", "WebP", "BMP"],
)
async def test_a_bomb_is_refused_by_its_header(intake: Intake, put: Put, content: bytes, size: str) -> None:
    path = put("x", content)
    assert path.stat().st_size < 300_000
    began = time.process_time()
    assert await reason(intake, path) == f"“x” has {size} pixels; a photo may have 120 million."
    assert time.process_time() - began < 1  # of this process: it holds no picture


@pytest.mark.parametrize(("size", "told"), [((1, 1), "1 × 1"), ((20_000, 20), "20000 × 20"), ((31, 400), "31 × 400")])
async def test_a_strip_is_no_photo(intake: Intake, put: Put, size: tuple[int, int], told: str) -> None:
    for form in ("PNG", "JPEG"):
        title = await reason(intake, put("x", encoded(Image.new("RGB", size), form)))
        assert title == f"“x” has {told} pixels; each side needs 32 at least."


async def test_a_side_may_be_as_long_as_a_jpeg_has_it(intake: Intake, put: Put) -> None:
    long = encoded(Image.new("L", (65_501, 40)), "PNG")
    assert await reason(intake, put("x", long)) == "“x” has 65501 × 40 pixels; a side may have 65500."
    assert (await intake.take(put("x", encoded(Image.new("L", (65_500, 40)), "PNG")))).photo.width == 65_500


@pytest.mark.parametrize("mode", ["I", "F"])
async def test_more_bits_than_a_photo_has(intake: Intake, put: Put, mode: str) -> None:
    title = await reason(intake, put("x.tif", encoded(Image.new(mode, (64, 64)), "TIFF")))
    assert title.startswith("“x.tif” keeps its colours in a way that vividdesk does not read")


async def test_a_make_that_is_not_known(intake: Intake, put: Put) -> None:
    """A TIFF with 24 bits of grey."""
    title = await reason(intake, put("x.tif", tiff("<", (64, 64), (24,), 1, [bytes(192)] * 64)))
    assert title == "“x.tif” is damaged, or made in a way that vividdesk does not read."


async def test_one_that_nobody_can_see(intake: Intake, put: Put) -> None:
    title = await reason(intake, put("x.png", encoded(Image.new("RGBA", (64, 64), (9, 9, 9, 0)), "PNG")))
    assert title == "“x.png” is transparent all over: there is nothing to see."


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF", "AVIF"])
async def test_half_a_picture_is_none(intake: Intake, put: Put, form: str) -> None:
    options = {"compression": "tiff_lzw"} if form == "TIFF" else {}
    content = encoded(detailed((320, 240)), form, **options)
    title = await reason(intake, put("x", content[: len(content) // 2]))
    assert title.startswith("“x” breaks off") or "is damaged" in title


async def test_a_png_whose_content_is_wrong(intake: Intake, put: Put) -> None:
    """Its header is good, and what `verify` looks at."""
    content = bytearray(encoded(detailed((320, 240)), "PNG"))
    content[400:420] = bytes(20)
    title = await reason(intake, put("x", bytes(content)))
    assert "is damaged" in title


async def test_nothing_is_left_of_what_was_refused(intake: Intake, folder: Path, put: Put) -> None:
    await reason(intake, put("x.jpg", PICTURE[:-2]))
    await reason(intake, put("y.png", encoded(Image.new("RGB", (640, 480)), "PNG")[:-40]))
    assert not folder.exists() or list(folder.iterdir()) == []


def test_pictures_are_known_by_their_first_bytes() -> None:
    forms = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "GIF", "BMP": "BMP", "TIFF": "TIFF", "HEIF": "HEIF"}
    for form, name in (forms | {"AVIF": "AVIF", "MPO": "JPEG"}).items():
        assert sniff(encoded(scene(), form)).name == name
    assert sniff(encoded(scene(), "TIFF", big_tiff=True)).name == "TIFF"
    for major, others, name in ((b"mif1", b"heic", "HEIF"), (b"mif1", b"avif", "AVIF"), (b"avis", b"", "AVIF")):
        assert sniff(b"\0\0\0\x18ftyp" + major + bytes(4) + b"miaf" + others).name == name
    assert decoded(png((32, 32), 1, 0, [bytes(4)] * 32)).mode == "1"
