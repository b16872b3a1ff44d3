"""What moves by itself can be made to wait."""

import os

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from vividdesk.bridge.notices import Notices
from vividdesk.bridge.preferences import Preferences
from vividdesk.core import Core
from vividdesk.desk.appearance_page import AppearancePage
from vividdesk.paths import Paths
from vividdesk.settings import read


def test_clips_wait_to_be_played_where_that_is_wanted(qtbot: QtBot, paths: Paths) -> None:
    core = Core(paths, dict(os.environ), keyring=False)
    page = AppearancePage(Preferences(core.settings, Notices()))
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    chosen = next(each for each in page.movement.findChildren(QPushButton) if each.isChecked())
    assert chosen.text() == "Play at once"
    chosen.setFocus()
    QTest.keyClick(chosen, Qt.Key.Key_Right)
    assert not read(paths.settings)[0].autoplay
    again = AppearancePage(Preferences(Core(paths, dict(os.environ), keyring=False).settings, Notices()))
    qtbot.addWidget(again)
    assert [each.text() for each in again.movement.findChildren(QPushButton) if each.isChecked()] == ["Wait for me"]
