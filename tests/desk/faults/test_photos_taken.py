"""Faults 23 and 25 in the tray: a photo is upright in its tones whatever it was made of, under the name it has."""

import os
import sys

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor

from tests.desk.faults.conftest import Put
from tests.desk.faults.window import Shared, in_shared_window, whole
from tests.media.pictures import BLUE, GREEN, RED, SIZE, WHITE, encoded, png, scene, turned
from tests.media.test_pixels import COARSE, LAID
from tests.waiting import until_on_loop
from vividdesk.media.words import shown

PICTURE = encoded(scene(), "JPEG")
ONLY_FIRST = "It moves: only its first picture is used."
OTHER_KIND = "Its name says that it is another kind of picture. It is used as what it is."
QUARTERS = {(1, 1): RED, (3, 1): GREEN, (1, 3): BLUE, (3, 3): WHITE}


def laid(orientation: int) -> Image.Image:
    turn = LAID[orientation]
    return scene() if turn is None else scene().transpose(turn)


def seen(window: Shared, row: int) -> dict[tuple[int, int], tuple[int, int, int]]:
    """The colours in the middle of the quarters of its picture, as they are painted in the tray."""
    window.bench.tray.list.clearSelection()
    index = window.studio.photos.index(row)
    place = window._photo_row()._picture(window.bench.tray.list.visualRect(index))
    image = window.bench.tray.list.viewport().grab().toImage()
    step = place.width() // 4
    found = {}
    for x, y in QUARTERS:
        colour = QColor(image.pixel(place.topLeft() + QPoint(x * step, y * step)))
        found[x, y] = (colour.red(), colour.green(), colour.blue())
    return found


def is_the_scene(window: Shared, row: int, within: int) -> bool:
    colours = seen(window, row)
    return all(
        abs(one - other) <= within
        for place, wanted in QUARTERS.items()
        for one, other in zip(colours[place], wanted, strict=True)
    )


def sixteen_bits() -> bytes:
    rows = [
        b"".join(bytes([value, 0]) for x in range(SIZE[0]) for value in scene().getpixel((x, y)))  # type: ignore[union-attr]
        for y in range(SIZE[1])
    ]
    return png(SIZE, 16, 2, rows)


def glassy() -> Image.Image:
    """Its lower half can be seen through a little."""
    image = scene().convert("RGBA")
    image.putalpha(Image.new("L", SIZE, 255))
    image.putpixel((SIZE[0] - 1, SIZE[1] - 1), (0, 0, 0, 0))
    return image


def moving(form: str) -> bytes:
    after = [Image.new("RGB", SIZE, (7, 7, 7))] * 2
    return encoded(scene(), form, save_all=True, append_images=after, duration=80, loop=0)


MADE: dict[str, tuple[str, bytes, tuple[str, ...], int]] = {
    "16 bits": ("x.png", sixteen_bits(), (), COARSE),
    "CMYK": ("x.jpg", encoded(scene().convert("CMYK"), "JPEG", quality=95), (), 40),
    "alpha": ("x.png", encoded(glassy(), "PNG"), (), COARSE),
    "palette": ("x.gif", encoded(scene().quantize(8), "GIF"), (), COARSE),
    "animation": ("x.gif", moving("GIF"), (ONLY_FIRST,), COARSE),
    "moving PNG": ("x.png", moving("PNG"), (ONLY_FIRST,), COARSE),
    "moving WebP": ("x.webp", moving("WEBP"), (ONLY_FIRST,), COARSE),
    "HEIC": ("x.heic", encoded(scene(), "HEIF", quality=95, chroma=444), (), COARSE),
    "wrong suffix": ("x.png", PICTURE, (OTHER_KIND,), COARSE),
}


@in_shared_window
async def test_fault_23_each_of_the_eight_turns_is_seen_upright(window: Shared, put: Put) -> None:
    for orientation in LAID:
        content = encoded(laid(orientation), "JPEG", quality=95, subsampling=0, **turned(orientation))
        await window.drop(put(f"turned {orientation}.jpg", content))
        await settled(window)
        assert is_the_scene(window, 0, COARSE), orientation
        assert window.photos() == [f"turned {orientation}.jpg. 96 × 64 · {kilobytes(window)} kB"]
        await window.clear()


@pytest.mark.parametrize("kind", MADE)
@in_shared_window
async def test_fault_23_its_tones_are_right_and_a_note_says_what_was_left_out(
    window: Shared, put: Put, kind: str
) -> None:
    name, content, notes, within = MADE[kind]
    await window.drop(put(name, content))
    await settled(window)
    assert is_the_scene(window, 0, within), seen(window, 0)
    (said,) = window.photos()
    assert said == ". ".join([name, f"96 × 64 · {kilobytes(window)} kB", *notes]).removesuffix(".")
    assert whole(window.painted(), *notes)


NAMES = {
    "emoji": "🎉👩‍👩‍👧.jpg",
    "right to left": "תמונה של חתול.jpg",
    "turned around": "\u202egpj.exe",
    "255 bytes": "x" * 251 + ".jpg",
    "newline": "two\nlines.jpg",
    "device": "CON.jpg",
    "markup": "<b>bold & %s{name}.jpg",
    "not text": os.fsdecode(b"caf\xe9.jpg"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse some of these names")
@pytest.mark.parametrize("kind", NAMES)
@in_shared_window
async def test_fault_25_a_name_is_shown_as_it_was_and_names_no_file_of_ours(
    window: Shared, put: Put, kind: str
) -> None:
    name = NAMES[kind]
    await window.drop(put(name, PICTURE))
    (said,) = window.photos()
    assert said.startswith(f"{shown(name)}. 96 × 64")
    assert "\n" not in said
    (photo,) = window.bench.tray.chosen()
    assert photo.name == name
    assert (window.app.core.paths.photos / photo.file_name).is_file()
    assert photo.file_name == f"{photo.hash}.jpg"
    assert not window.notices()


@in_shared_window
async def test_fault_25_a_path_that_climbs_is_shown_by_its_name(window: Shared, put: Put) -> None:
    file = put("x.jpg", PICTURE)
    (put.folder / "a").mkdir()
    await window.drop(file.parent / "a" / ".." / "x.jpg")
    assert window.photos()[0].startswith("x.jpg. 96 × 64")


@pytest.mark.parametrize("kind", NAMES)
@in_shared_window
async def test_fault_25_a_refusal_names_it_on_one_line(window: Shared, put: Put, kind: str) -> None:
    await window.drop(put(NAMES[kind], b""))
    (said,) = window.photos()
    assert said == f"{shown(NAMES[kind])}, refused. “{shown(NAMES[kind])}” is empty. Copy or download it again"
    assert whole(window.painted(), "is empty.", "Copy or download it again."), "a long name leaves room for the reason"


def kilobytes(window: Shared) -> int:
    (photo,) = window.studio.photos.ready()
    return max(1, round(photo.size / 1000))


async def settled(window: Shared) -> None:
    await until_on_loop(lambda: window.thumbnail(0))
    window.bench.tray.list.viewport().repaint()
