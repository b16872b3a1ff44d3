"""Thumbnails: small, upright, of any file at all, and made once."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from tests.media.conftest import Put
from tests.media.pictures import BLUE, GREEN, RED, WHITE, bomb, detailed, encoded, scene, turned
from vividdesk.errors import DataFolderError, PhotoRefused
from vividdesk.media.intake import Bounds
from vividdesk.media.thumbnailer import NEUTRAL, SIDE, sweep
from vividdesk.media.thumbs import Thumbs

ONE_CHILD = True  # for all tests of this module

BIG = (1200, 800)
JPEG = encoded(scene(BIG), "JPEG")


@pytest.fixture(scope="module")
def cabinet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cabinet") / "thumbs"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def thumbs(cabinet: Path) -> AsyncIterator[Thumbs]:
    made = Thumbs(cabinet)
    yield made
    await made.close()


def corners(place: Path) -> list[tuple[int, ...]]:
    with Image.open(place) as image:
        right, low = image.width - 9, image.height - 9
        found = [image.convert("RGB").getpixel(point) for point in ((8, 8), (right, 8), (8, low), (right, low))]
    return [colour for colour in found if isinstance(colour, tuple)]


def alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "HEIF", "GIF"])
async def test_every_kind_of_photo_has_one(thumbs: Thumbs, put: Put, form: str) -> None:
    place = await thumbs.of(put("photo", encoded(scene(BIG), form)))
    with Image.open(place) as image:
        assert (image.size, image.format) == ((SIDE, 171), "JPEG")
    assert all(map(alike, corners(place), (RED, GREEN, BLUE, WHITE)))


@pytest.mark.parametrize("size", [(40, 36), (9000, 50), (60, 5000)])
async def test_no_shape_is_too_odd(thumbs: Thumbs, put: Put, size: tuple[int, int]) -> None:
    with Image.open(await thumbs.of(put("odd.jpg", encoded(scene(size), "JPEG")))) as image:
        assert max(image.size) == min(SIDE, max(size))


async def test_it_stands_upright(thumbs: Thumbs, put: Put) -> None:
    place = await thumbs.of(put("turned.jpg", encoded(scene(BIG), "JPEG", **turned(6))))
    with Image.open(place) as image:
        assert image.size == (171, SIDE)
    assert all(map(alike, corners(place), (BLUE, RED, WHITE, GREEN)))


async def test_what_can_be_seen_through_lies_on_grey(thumbs: Thumbs, put: Put) -> None:
    image = scene(BIG).convert("RGBA")
    image.putalpha(Image.new("L", BIG, 255))
    image.paste((0, 0, 0, 0), (600, 400, 1200, 800))
    assert all(map(alike, corners(await thumbs.of(put("cut.png", encoded(image, "PNG")))), (RED, GREEN, BLUE, NEUTRAL)))


async def test_it_is_made_once_and_again_when_the_file_changes(thumbs: Thumbs, put: Put) -> None:
    path = put("photo.jpg", JPEG)
    first = await thumbs.of(path)
    first.write_bytes(b"as it was")
    assert (await thumbs.of(path)).read_bytes() == b"as it was"
    os.utime(path, (1, 1))
    assert await thumbs.of(path) != first


async def test_known_by_its_content_it_serves_for_every_file(thumbs: Thumbs, put: Put, tmp_path: Path) -> None:
    place = await thumbs.of(put("one.jpg", JPEG), "c" * 64)
    assert place.stem == "c" * 64
    assert await thumbs.of(tmp_path / "nowhere.jpg", "c" * 64) == place


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"Dear diary,\n", "text file"),
        (encoded(detailed(), "JPEG")[:20_000], "breaks off"),
        (bomb(), "pixels"),
        (encoded(Image.new("RGBA", (64, 64)), "PNG"), "transparent"),
    ],
    ids=["empty", "text", "cut", "bomb", "nothing"],
)
async def test_what_is_no_picture_says_so(thumbs: Thumbs, put: Put, content: bytes, says: str) -> None:
    with pytest.raises(PhotoRefused, match=says):
        await thumbs.of(put("photo.jpg", content))


async def test_a_file_that_went(thumbs: Thumbs, tmp_path: Path) -> None:
    with pytest.raises(PhotoRefused, match=r"“gone\.jpg” is not there"):
        await thumbs.of(tmp_path / "gone.jpg")


async def test_nothing_of_the_cameras_is_left_in_it(thumbs: Thumbs, put: Put) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera of mine"
    place = await thumbs.of(put("mine.jpg", encoded(scene(BIG), "JPEG", exif=exif.tobytes(), comment=b"secret place")))
    assert not any(word in place.read_bytes() for word in (b"camera", b"secret", b"Exif"))


def test_old_ones_go(tmp_path: Path) -> None:
    folder = tmp_path / "thumbs"
    folder.mkdir()
    old, used = folder / "old.jpg", folder / "used.jpg"
    for path in (old, used):
        path.write_bytes(b"x")
    os.utime(old, (1, 1))
    sweep(folder)
    assert [path.name for path in folder.iterdir()] == ["used.jpg"]


async def test_a_folder_that_takes_nothing(put: Put, tmp_path: Path) -> None:
    (tmp_path / "thumbs").write_text("a file")
    thumbs = Thumbs(tmp_path / "thumbs")
    try:
        with pytest.raises(DataFolderError, match="could not be stored"):
            await thumbs.of(put("photo.jpg", JPEG))
    finally:
        await thumbs.close()
        with pytest.raises(PhotoRefused, match="closing"):
            await thumbs.of(put("photo.jpg", JPEG))


async def test_one_that_takes_too_long_costs_only_itself(put: Put, tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path / "thumbs", Bounds(seconds=0.0))
    try:
        with pytest.raises(PhotoRefused, match="too long"):
            await thumbs.of(put("photo.jpg", JPEG))
    finally:
        await thumbs.close()
