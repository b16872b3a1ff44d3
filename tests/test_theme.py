from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from string import Template

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vividdesk.desk.job_view import JobView
from vividdesk.desk.photo_list import PhotoList
from vividdesk.paths import resource
from vividdesk.widgets.choices import SideList
from vividdesk.widgets.clip_grid import ClipGrid
from vividdesk.widgets.icons import icon
from vividdesk.widgets.template_grid import TemplateGrid
from vividdesk.widgets.theme import DARK, LIGHT, SIZES, Colours, palette, tinted

STATES = ("done", "running", "waiting", "failed")
WORDS = ("text", "quiet", "accent")
WRITTEN = [
    *((text, ground) for ground in ("ground", "panel") for text in (*WORDS, *STATES)),
    *((text, "raised") for text in WORDS),  # no state is written on a raised ground
]
TINTS = ("accent", "quiet", "running", "waiting")  # of what is chosen, and of the lines above the queue


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


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", TINTS)
def test_all_that_is_written_on_a_tint_can_be_read(colours: Colours, tone: str) -> None:
    ground = QColor(colours.panel).toRgb()
    over = tinted(getattr(colours, tone))
    share = over.alphaF()
    parts = zip(over.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
    seen = QColor.fromRgbF(*(share * above + (1 - share) * below for above, below in parts)).name()
    assert seen != ground.name()
    assert all(contrast(getattr(colours, text), seen) >= 4.5 for text in (*WORDS, "waiting"))


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


@pytest.fixture
def light(qapp: QApplication) -> Iterator[None]:
    before = QApplication.palette()
    sheet = "\n".join(each.read_text(encoding="utf-8") for each in sorted(resource("theme").glob("*.qss")))
    QApplication.setPalette(palette(LIGHT))
    qapp.setStyleSheet(Template(sheet).substitute(asdict(LIGHT) | asdict(SIZES)))
    yield
    qapp.setStyleSheet("")
    QApplication.setPalette(before)


@pytest.mark.usefixtures("light")
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_what_qt_suggests_below_an_entry_can_be_read(qtbot: QtBot) -> None:
    entry = QLineEdit()
    qtbot.addWidget(entry)
    completer = QCompleter(["alpha", "albatross"], entry)
    entry.setCompleter(completer)
    entry.show()
    completer.setCompletionPrefix("al")
    completer.complete()
    image = completer.popup().grab().toImage()
    completer.popup().hide()
    ground = image.pixelColor(image.width() // 2, image.height() - 3)
    assert (ground.name(), ground.alpha()) == (LIGHT.panel, 255)
    points = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    darkest = min(points, key=QColor.lightness)
    assert contrast(darkest.name(), ground.name()) >= 4.5


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("kind", [ClipGrid, JobView, PhotoList, SideList, TemplateGrid])
def test_what_is_around_a_list_of_ours_shows_through_it(qtbot: QtBot, kind: type[QListView]) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    alike = type(kind.__name__, (QListView,), {})()  # as the style sheet knows it, without what it shows
    QVBoxLayout(around).addWidget(alike)
    around.show()
    assert around.grab().toImage().pixelColor(alike.geometry().center()).name() == LIGHT.ground
