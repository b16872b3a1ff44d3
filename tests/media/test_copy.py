"""A JPEG that needs nothing keeps its pixels to the last bit, and loses all that is no picture."""

import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, JpegImagePlugin

from tests.media import profiles
from tests.media.conftest import Put
from tests.media.pictures import (
    decoded,
    detailed,
    difference,
    encoded,
    metadata,
    segment,
    segments,
    stored,
    turned,
    with_segment,
    without,
)
from vividdesk.errors import PhotoRefused
from vividdesk.media.intake import Intake
from vividdesk.media.jpeg import Odd, Truncated, Walk

ONE_CHILD = True  # for all tests of this module

CANARY = b"52.5200N 13.4050E serial 4711"


def canary_in(data: bytes) -> bytes:
    """With a word that must not come out in each place that a JPEG has for one."""
    for marker in (*range(0xE0, 0xF0), 0xFE):
        data = with_segment(data, marker, CANARY)
    data = with_segment(data, 0xE0, b"JFIF\0\1\2\0\0\1\0\1\3\4" + (CANARY * 2)[:36])  # a thumbnail of 3 × 4
    data = with_segment(data, 0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0" + CANARY)
    data = with_segment(data, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + CANARY)
    at = data.rindex(b"\xff\xda")
    return data[:at] + segment(0xFE, CANARY) + data[at:] + CANARY


@pytest.mark.parametrize(
    "options",
    [
        {"quality": 80},
        {"quality": 95, "subsampling": 0},
        {"quality": 90, "progressive": True},
        {"quality": 90, "restart_marker_blocks": 7},
        {"quality": 90, "restart_marker_rows": 1, "subsampling": 1},
        {"quality": 90, "optimize": True, "qtables": [[3] * 64, [5] * 64]},
        {"quality": 90, "icc_profile": profiles.coloured(*profiles.SRGB, "by another name")},
    ],
    ids=["usual", "full chroma", "progressive", "restarts", "restarts by row", "own tables", "sRGB profile"],
)
@pytest.mark.parametrize("mode", ["RGB", "L"])
async def test_the_pixels_are_the_same(
    intake: Intake, folder: Path, put: Put, mode: str, options: dict[str, object]
) -> None:
    data = canary_in(encoded(detailed().convert(mode), "JPEG", **options))
    taken = await intake.take(put("x.jpg", data))
    content = (folder / taken.photo.file_name).read_bytes()
    assert stored(folder, taken.photo).tobytes() == decoded(data).tobytes()
    assert [(m, c) for m, c in segments(content) if m == 0xDA] == [(m, c) for m, c in segments(data) if m == 0xDA]
    assert metadata(content) == []
    assert CANARY not in content
    assert taken.notes == ()


async def test_what_says_nothing_of_the_picture_does_not_change_its_hash(intake: Intake, put: Put) -> None:
    plain = encoded(detailed(), "JPEG")
    hashes = {(await intake.take(put("x.jpg", data))).photo.hash for data in (plain, canary_in(plain), plain + b"\0")}
    assert len(hashes) == 1


async def test_colours_that_are_not_ycbcr_are_made_so(intake: Intake, folder: Path, put: Put) -> None:
    """As RGB: by Adobe's mark, or without any mark by the names of the components."""
    data = encoded(detailed(), "JPEG", quality=95, keep_rgb=True)
    for source in (data, without(data, 0xEE, 0xE0)):
        taken = await intake.take(put("x.jpg", source))
        assert difference(stored(folder, taken.photo).reduce(8), decoded(data).reduce(8)) <= 3


async def test_adobes_mark_after_the_frame_counts_too(intake: Intake, folder: Path, put: Put) -> None:
    """The decoder goes by what it has seen up to the first scan."""
    data = without(encoded(detailed(), "JPEG", quality=95), 0xE0)
    at = data.index(b"\xff\xda")
    data = data[:at] + segment(0xEE, b"Adobe\0\x64\0\0\0\0\0") + data[at:]
    taken = await intake.take(put("x.jpg", data))
    assert difference(stored(folder, taken.photo).reduce(8), decoded(data).reduce(8)) <= 3


async def test_what_is_made_again_keeps_its_fineness(intake: Intake, folder: Path, put: Put) -> None:
    for chroma in (0, 2):
        data = encoded(detailed(), "JPEG", quality=95, subsampling=chroma, exif=turned(6)["exif"])
        taken = await intake.take(put("x.jpg", data))
        with Image.open(folder / taken.photo.file_name) as image:
            assert JpegImagePlugin.get_sampling(image) == chroma
        assert difference(stored(folder, taken.photo), decoded(data).transpose(Image.Transpose.ROTATE_270)) <= 24


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("keep", [0.02, 0.5, 0.999])
async def test_one_that_breaks_off_is_refused(intake: Intake, put: Put, orientation: int, keep: float) -> None:
    data = encoded(detailed(), "JPEG", exif=turned(orientation)["exif"])
    for rest in (b"", bytes(5000)):  # some programs write the missing part as zeros
        with pytest.raises(PhotoRefused, match=r"breaks off|is damaged"):
            await intake.take(put("x.jpg", data[: int(len(data) * keep)] + rest))


async def test_tables_that_no_decoder_takes_are_found_though_nothing_is_decoded(intake: Intake, put: Put) -> None:
    data = bytearray(encoded(detailed(), "JPEG"))
    at = data.index(b"\xff\xc4")
    data[at + 5 : at + 21] = b"\xff" * 16  # more codes than there are
    with pytest.raises(PhotoRefused, match="is damaged"):
        await intake.take(put("x.jpg", bytes(data)))


def copied(data: bytes) -> bytes | None:
    try:
        return b"".join(Walk(data).copy())
    except (Odd, Truncated):
        return None


SMALL = encoded(detailed((80, 64)), "JPEG", progressive=True, restart_marker_rows=1)


@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_a_walk_ends_well_whatever_the_bytes_are(chance: random.Random, changes: int) -> None:
    data = bytearray(canary_in(SMALL))
    for _change in range(changes):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                data[at : at + 2] = bytes((0xFF, chance.randrange(256)))
            case 2:
                del data[at : at + chance.randrange(40)]
            case 3:
                data[at:at] = data[chance.randrange(len(data)) :][: chance.randrange(40)]
    made = copied(bytes(data))
    if made is not None:
        with Image.open(io.BytesIO(made)) as image:
            image.load()
        assert metadata(made) == []


@given(st.binary(max_size=300))
def test_a_walk_through_noise_ends(noise: bytes) -> None:
    assert copied(b"\xff\xd8" + noise) is None


def test_a_scan_longer_than_a_step_is_copied_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a marker stands on the border between two steps."""
    expected = copied(SMALL)
    for step in range(2, 40):
        monkeypatch.setattr("vividdesk.media.jpeg.STEP", step)
        assert copied(SMALL) == expected
