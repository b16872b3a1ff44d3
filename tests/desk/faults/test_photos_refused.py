"""Fault 22, and what of 23 is refused: the person reads why in the tray, and a better file takes its place."""

import os
from typing import NamedTuple

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from tests.desk.faults.conftest import Put
from tests.desk.faults.window import Shared, in_shared_window, whole
from tests.media.pictures import bomb, detailed, encoded, scene
from vividdesk.widgets.photo_row import Act

PICTURE = encoded(scene(), "JPEG")


class Bad(NamedTuple):
    name: str
    content: bytes
    title: str
    advice: str


AGAIN, SMALLER = "Copy or download it again.", "Save a smaller copy and choose that."
CHOOSE = "Choose a JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC or AVIF picture."
BAD = {
    "zero bytes": Bad("x.jpg", b"", "“x.jpg” is empty.", AGAIN),
    "text": Bad("x.txt", b"Dear diary,\n", "“x.txt” is a text file, not a picture.", CHOOSE),
    "wrong suffix": Bad(
        "x.jpg", b"<!doctype html><p>", "“x.jpg” ends in .jpg, but it is a web page, not a picture.", CHOOSE
    ),
    "truncated": Bad("x.jpg", encoded(detailed(), "JPEG")[:9_000], "“x.jpg” breaks off before its end.", AGAIN),
    "bomb": Bad("x.png", bomb(), "“x.png” has 13000 × 13000 pixels; a photo may have 120 million.", SMALLER),
    "tiny": Bad(
        "x.png",
        encoded(Image.new("RGB", (1, 1)), "PNG"),
        "“x.png” has 1 × 1 pixels; each side needs 32 at least.",
        "Choose a larger one.",
    ),
    "strip": Bad(
        "x.png",
        encoded(Image.new("L", (20_000, 20)), "PNG"),
        "“x.png” has 20000 × 20 pixels; each side needs 32 at least.",
        "Choose a larger one.",
    ),
    "drawing": Bad(
        "x.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "“x.svg” is a drawing of lines, which vividdesk does not read.",
        "Save it as JPEG or PNG in the program it comes from.",
    ),
}


def read_out(name: str, *sentences: str) -> str:
    return " ".join([f"{name}, refused.", *sentences]).removesuffix(".")


@pytest.mark.parametrize("kind", BAD)
@in_shared_window
async def test_fault_22_the_reason_is_in_the_tray_until_a_better_one_comes(window: Shared, put: Put, kind: str) -> None:
    name, content, title, advice = BAD[kind]
    file = put(name, content)
    await window.drop(file)
    assert window.photos() == [read_out(name, title, advice)]
    assert window.studio.photos.index(0).data(Qt.ItemDataRole.ToolTipRole) == f"{name}\n{title}\n{advice}"
    assert whole(window.painted(), title, advice), "nothing is cut off"
    assert window.thumbnail(0) is None
    assert not window.bench.tray.chosen()
    put(name, PICTURE)
    window.click_photo(0, Act.RETRY)
    await window.all_read()
    assert [photo.name for photo in window.bench.tray.chosen()] == [name]


@in_shared_window
async def test_fault_22_300_megabytes_are_not_even_read(window: Shared, put: Put) -> None:
    file = put("x.jpg", PICTURE)
    os.truncate(file, 300_000_000)
    await window.drop(file)
    title = "“x.jpg” has 300 MB; a photo may have 200 MB."
    assert window.photos() == [read_out("x.jpg", title, SMALLER)]
    assert whole(window.painted(), title, SMALLER)
    window.click_photo(0, Act.REMOVE)
    assert window.photos() == []
