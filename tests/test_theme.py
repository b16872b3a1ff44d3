from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from vividdesk.paths import resource
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import DARK, LIGHT, Colours

STATES = ("done", "running", "waiting", "failed")
WORDS = ("text", "quiet", "accent")
WRITTEN = [
    *((text, ground) for ground in ("ground", "panel") for text in (*WORDS, *STATES)),
    *((text, "raised") for text in WORDS),  # no state is written on a raised ground
]


def brightness(colour: str) -> float:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [*WRITTEN, ("on_accent", "accent")])
def test_all_that_is_written_can_be_read(colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


def test_contrast_is_reckoned_as_the_guideline_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_looks_name_every_colour() -> None:
    for colours in (LIGHT, DARK):
        assert all(QColor(getattr(colours, field.name)).isValid() for field in fields(Colours))


@pytest.mark.parametrize("file", sorted(resource("icons").glob("*.svg")), ids=lambda file: file.stem)
@pytest.mark.parametrize("size", [32, 64])
def test_every_icon_is_drawn_in_the_palettes_colour(qapp: QApplication, file: Path, size: int) -> None:
    if "currentColor" not in file.read_text():
        return  # the program's own emblem has its own colours
    before = QApplication.palette()
    chosen = QPalette(before)
    chosen.setColor(QPalette.ColorRole.WindowText, QColor("#12ab34"))
    QApplication.setPalette(chosen)
    try:
        image = icon(file.stem).pixmap(size, size).toImage()
    finally:
        QApplication.setPalette(before)
    points = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    assert "#12ab34" in {point.name() for point in points if point.alpha() == 255}
