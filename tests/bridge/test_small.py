from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from vividdesk.bridge.small import enough, read_small, read_within


def test_for_the_sharpest_of_the_screens(qapp: QApplication) -> None:
    ratio = max(screen.devicePixelRatio() for screen in qapp.screens())
    assert enough(QSize(96, 64)) == QSize(96, 64) * ratio


@pytest.mark.parametrize(
    ("size", "read"),
    [
        ((256, 144), (92, 52)),
        ((144, 256), (52, 92)),
        ((256, 256), (52, 52)),
        ((52, 256), (52, 256)),
        ((40, 30), (40, 30)),
    ],
)
def test_a_picture_is_as_large_as_its_place_needs_it(
    tmp_path: Path, size: tuple[int, int], read: tuple[int, int]
) -> None:
    file = tmp_path / "picture.png"
    Image.new("RGB", size, "teal").save(file)
    image = read_small(file, QSize(52, 52))
    assert (image.width(), image.height()) == read
    assert image.pixelColor(10, 10).name() == "#008080"


def test_what_is_no_picture_is_none(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"no picture")
    assert read_small(file, QSize(52, 52)).isNull()
    assert read_within(file, QSize(52, 52)).isNull()


def test_a_photo_is_upright_and_within_what_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    turned = Image.Exif()
    turned[ExifTags.Base.Orientation] = 6
    Image.new("RGB", (400, 200), "teal").save(file, exif=turned)
    sizes = [read_within(file, QSize(most, most)).size().toTuple() for most in (100, 1000)]
    assert sizes == [(50, 100), (200, 400)]
