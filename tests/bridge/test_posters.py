"""What is left of a picture where its poster is of another shape."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from vividdesk.bridge.posters import _poster

FACE = 0.27, 0.55  # of the height, from the forehead to the chin


@pytest.mark.parametrize("shape", [(720, 1280), (720, 960), (720, 720), (1280, 720)])
@pytest.mark.parametrize("size", [QSize(280, 175), QSize(96, 60)])
def test_a_face_is_whole_on_a_card(tmp_path: Path, shape: tuple[int, int], size: QSize) -> None:
    picture = QImage(*shape, QImage.Format.Format_RGB32)
    picture.fill(QColor("blue"))
    top, bottom = (round(part * shape[1]) for part in FACE)
    painter = QPainter(picture)
    painter.fillRect(0, top, shape[0], bottom - top, QColor("red"))
    painter.end()
    picture.save(str(file := tmp_path / "tall.png"))
    made = _poster(str(file), size, 8, True)
    assert made.size() == size
    middle = [made.pixelColor(size.width() // 2, row).red() > 128 for row in range(size.height())]
    assert not middle[0] and not middle[-1], "above and below there is something else"
    scale = max(size.width() / shape[0], size.height() / shape[1])
    assert sum(middle) == pytest.approx((bottom - top) * scale, abs=2)
