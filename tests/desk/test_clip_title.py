"""The title of a clip, read and written."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from vividdesk.desk.clip_title import ClipTitle

LONG = "The aurora over the fjord, second take, with far more snow than there was in the first"
SHORT = "Aurora"


@pytest.fixture
def title(qtbot: QtBot) -> ClipTitle:
    made = ClipTitle()
    qtbot.addWidget(made)
    made.resize(220, 30)
    made.show()
    return made


def picture(title: ClipTitle) -> QImage:
    return title.grab().toImage()


def test_a_long_title_ends_in_an_ellipsis_until_it_is_written_in(title: ClipTitle, qtbot: QtBot) -> None:
    title.clearFocus()
    title.show_title(LONG, "Arctic", True)
    read = picture(title)
    short = title.fontMetrics().elidedText(LONG, Qt.TextElideMode.ElideRight, title._room().width())
    assert short.endswith("…")
    title.show_title(short, "Arctic", True)
    assert picture(title) == read, "where the letters of a short one stand, too"
    title.show_title(LONG, "Arctic", True)
    title.activateWindow()
    title.edit()
    qtbot.waitUntil(title.hasFocus)
    assert title.text() == title.selectedText() == LONG


def test_only_a_title_that_is_cut_is_told_under_the_mouse(title: ClipTitle) -> None:
    title.show_title(LONG, "Arctic", True)
    assert title.toolTip() == LONG
    title.resize(2000, 30)
    assert title.toolTip() == ""
    title.resize(220, 30)
    title.show_title(SHORT, "Arctic", True)
    assert title.toolTip() == ""
