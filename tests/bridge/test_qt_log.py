"""What Qt says stands in the log, as grave as it is."""

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QImageReader

from vividdesk.bridge.qt_log import qt_logged
from vividdesk.paths import resource


@pytest.mark.logs("something of the window")
def test_a_warning_is_one(caplog: pytest.LogCaptureFixture) -> None:
    with qt_logged():
        qWarning("something of the window")
    assert [record.levelno for record in caplog.records if record.name == "qt"] == [logging.WARNING]


def test_what_is_wrong_with_a_picture_is_no_trouble_of_the_program(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = resource("samples", "portrait.jpg").read_bytes()
    file = tmp_path / "spoilt.jpg"
    file.write_bytes(content[:-5000])
    with caplog.at_level(logging.DEBUG), qt_logged():
        assert not QImageReader(str(file)).read().isNull()
    said = [record for record in caplog.records if record.name == "qt"]
    assert said
    assert {record.levelno for record in said} == {logging.INFO}


def test_a_screen_reader_that_takes_its_time_is_no_trouble_of_the_program(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), qt_logged():
        qWarning('QSpiApplication::keyEventError  "org.freedesktop.DBus.Error.NoReply" "Did not receive a reply."')
        qWarning("QSpiApplication::notifyKeyboardListenerCallback with no queued key called")
    assert [record.levelno for record in caplog.records if record.name == "qt"] == [logging.INFO, logging.INFO]
