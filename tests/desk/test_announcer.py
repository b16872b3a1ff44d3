"""What is told to one who looks elsewhere."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from tests import hearing
from tests.hearing import Ears
from vividdesk.desk.announcer import Announcer, told
from vividdesk.jobs.events import JobChanged
from vividdesk.model.job import Job, JobState, LaneId, Trouble
from vividdesk.model.request import Request
from vividdesk.model.template import Kind

ears = hearing.ears
Messages = list[tuple[object, ...]]

REQUEST = Request("vividflow", "wan2.1", Kind.MODEL, "wan2.1", "Wan 2.1", {"prompt": "slow dolly in"})
DONE = Job(1, "vd-1", JobState.DONE, 3, LaneId("vividflow", False, "https://flow.example"), REQUEST)
FAILED = replace(DONE, id=2, state=JobState.FAILED, trouble=Trouble("Failed", "Out of memory."))


def test_one_by_its_name_and_several_by_their_number() -> None:
    assert told([DONE]) == ("Wan 2.1 is done", "")
    assert told([FAILED]) == ("Wan 2.1 has failed", "Out of memory.")
    assert told([DONE, replace(DONE, id=3)]) == ("2 jobs have ended", "")
    assert told([DONE, FAILED]) == ("2 jobs have ended", "1 of them has failed.")


@pytest.fixture
def messages(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Messages]:
    """What the system was given to show; it has a place for it here, and nobody looks at the program yet."""
    shown: Messages = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda icon, *words: shown.append((*words, icon.isVisible())))
    qtbot.waitUntil(lambda: QApplication.activeWindow() is None)
    yield shown


def icon_of(tells: Announcer) -> QSystemTrayIcon:
    (icon,) = tells.findChildren(QSystemTrayIcon)
    return icon


def ends(tells: Announcer, number: int) -> None:
    tells.hear(JobChanged(replace(DONE, id=number, ended_at=time.time())))
    tells._soon.timeout.emit()


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)
def test_the_system_tells_while_nobody_looks_and_its_icon_goes_with_a_click(
    qtbot: QtBot, messages: Messages, ears: Ears
) -> None:
    window, raised = QWidget(), []
    qtbot.addWidget(window)
    tells = Announcer(window, lambda: raised.append(1))
    for number, click in ((1, "messageClicked"), (2, "activated")):
        ends(tells, number)
        assert messages == [("Wan 2.1 is done", "", True)] * number
        icon = icon_of(tells)
        icon.messageClicked.emit() if click == "messageClicked" else icon.activated.emit(icon.ActivationReason.Trigger)
        assert len(raised) == number
        qtbot.waitUntil(lambda: not icon_of(tells).isVisible())
    assert ears.said == []


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support", extend=True)
def test_its_icon_goes_when_the_program_is_looked_at(qtbot: QtBot, messages: Messages) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    tells = Announcer(window, lambda: None)
    ends(tells, 1)
    assert icon_of(tells).isVisible()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert not icon_of(tells).isVisible()
    assert len(messages) == 1


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_behind_a_dialog_of_ours_it_is_said_and_the_system_told_nothing(
    qtbot: QtBot, messages: Messages, ears: Ears
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert not window.isActiveWindow()
    ends(Announcer(window, lambda: None), 1)
    assert ears.said == ["Wan 2.1 is done"]
    assert messages == []
