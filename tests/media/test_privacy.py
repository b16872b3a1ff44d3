"""Nothing but the picture leaves: whatever else a camera, a phone or a person wrote into the file stays out."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image, PngImagePlugin, TiffImagePlugin

from tests.media import profiles
from tests.media.conftest import Put
from tests.media.pictures import encoded, metadata, scene
from vividdesk.media.intake import Intake
from vividdesk.model.photo import JPEG
from vividdesk.model.template import PhotoLimits

ONE_CHILD = True  # for all tests of this module

WORDS = ("CANARYMAKE", "CANARYSERIAL", "CANARYCOMMENT", "CANARYXMP", "CANARYPROFILE", "CANARYTEXT", "CANARYTHUMB")
XMP = b"<x:xmpmeta>CANARYXMP</x:xmpmeta>"
PROFILE = profiles.coloured(*profiles.DISPLAY_P3, "CANARYPROFILE")


def exif(orientation: int) -> bytes:
    """With a place, a serial number and a thumbnail."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Make] = "CANARYMAKE"
    tags[ExifTags.Base.ImageDescription] = "CANARYTEXT"
    tags.get_ifd(ExifTags.IFD.Exif).update(
        {ExifTags.Base.BodySerialNumber: "CANARYSERIAL", ExifTags.Base.UserComment: b"CANARYCOMMENT"}
    )
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (52.0, 31.0, 12.25)}
    )
    return tags.tobytes() + encoded(Image.new("RGB", (16, 16)), "JPEG", comment=b"CANARYTHUMB")


def texts() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "CANARYTEXT")
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    info.add_text("Zipped", "CANARYCOMMENT" * 99, zip=True)
    return info


def tags() -> TiffImagePlugin.ImageFileDirectory_v2:
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    directory[270], directory[271], directory[700] = "CANARYTEXT", "CANARYMAKE", XMP
    return directory


def sources() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for orientation in (1, 6):
        whole = {"exif": exif(orientation), "xmp": XMP}
        yield f"JPEG {orientation}", "JPEG", whole | {"comment": b"CANARYCOMMENT"}
        yield f"JPEG {orientation} with profile", "JPEG", whole | {"icc_profile": PROFILE, "comment": b"CANARYCOMMENT"}
        yield f"PNG {orientation}", "PNG", {"exif": exif(orientation), "pnginfo": texts(), "icc_profile": PROFILE}
        yield f"WebP {orientation}", "WEBP", whole | {"icc_profile": PROFILE}
        yield f"HEIC {orientation}", "HEIF", whole | {"icc_profile": PROFILE}
        yield f"AVIF {orientation}", "AVIF", whole | {"icc_profile": PROFILE}
    yield "TIFF", "TIFF", {"tiffinfo": tags(), "icc_profile": PROFILE}
    yield "GIF", "GIF", {"comment": b"CANARYCOMMENT"}


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
async def test_no_canary_gets_out(intake: Intake, folder: Path, put: Put, mode: str) -> None:
    image = scene().convert(mode)
    if mode == "RGBA":
        image.putpixel((3, 3), (1, 2, 3, 100))
    for what, form, options in sources():
        if mode == "RGBA" and form in ("JPEG", "GIF"):
            continue
        data = encoded(image, form, **options)
        assert any(word.encode() in data for word in WORDS), what
        taken = await intake.take(put("CANARYMAKE.x", data))
        fitted = await intake.fit(taken.photo, PhotoLimits(kinds=(JPEG,)))
        for photo in (taken.photo, fitted):
            content = (folder / photo.file_name).read_bytes()
            assert metadata(content) == [], what
            assert b"CANARY" not in content, what
            with Image.open(io.BytesIO(content)) as kept:
                kept.load()
                assert not kept.getexif(), what
                assert not {"icc_profile", "comment", "xmp", "exif"} & kept.info.keys(), what
    assert sorted(path.suffix for path in folder.iterdir() if path.suffix == ".part") == []


async def test_only_their_owner_may_read_them(intake: Intake, folder: Path, put: Put) -> None:
    taken = await intake.take(put("x.png", encoded(scene(), "PNG")))
    assert (folder / taken.photo.file_name).stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
