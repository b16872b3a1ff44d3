from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from vividdesk.widgets.file_dialog import FileDialog

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # windows of the offscreen platform


def test_what_no_file_is_called_cannot_be_pasted_and_any_other_name_can(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "Größe 1.jpg").touch()
    window = QWidget()
    qtbot.addWidget(window)
    dialog = FileDialog(window, "Choose", str(tmp_path))
    dialog.open()
    entry = dialog.findChild(QLineEdit, "fileNameEdit")
    for text, taken in (("a\0b", ""), ("\0", ""), ("Größe 1.jpg", "Größe 1.jpg")):
        QGuiApplication.clipboard().setText(text)
        entry.paste()
        assert entry.text() == taken
    with qtbot.waitSignal(dialog.fileSelected) as chosen:
        QTest.keyClick(entry, Qt.Key.Key_Return)
    assert chosen.args == [str(tmp_path / "Größe 1.jpg")]
