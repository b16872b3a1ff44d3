"""The zone as it looks, whatever the theme."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from vividdesk.widgets.drop_zone import DropZone
from vividdesk.widgets.theme import SIZES

pytestmark = pytest.mark.usefixtures("qapp")


def title(zone: DropZone) -> QLabel:
    (found,) = (each for each in zone.findChildren(QLabel) if each.text() == "Drop photos here" and each.isVisible())
    return found


def test_a_small_zone_stays_small_when_the_theme_changes(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    zone = DropZone()
    qtbot.addWidget(zone)
    zone.show()
    assert title(zone).font().pixelSize() == SIZES.heading
    zone.set_large(False)
    try:
        for colour in ("blue", "green"):
            application.setStyleSheet(f"QLabel {{ background: {colour}; }}")
            assert title(zone).font().pixelSize() == SIZES.body
    finally:
        application.setStyleSheet("")


@pytest.mark.parametrize("width", range(60, 260, 20))
def test_no_way_is_cut_off_however_narrow(width: int, qtbot: QtBot) -> None:
    zone = DropZone()
    qtbot.addWidget(zone)
    zone.set_large(False)
    zone.resize(width, 60)
    zone.show()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    ways = [zone._ways._ways[place] for place in range(3) if zone._ways._ways[place].isVisible()]
    assert ways and ways == list(zone._ways._ways[: len(ways)])
    assert all(way.width() >= way.sizeHint().width() for way in ways)
    assert zone._ways.rect().contains(ways[-1].geometry())
