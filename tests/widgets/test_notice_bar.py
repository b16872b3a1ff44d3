"""Several notices, one below the other."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes import RecordedNotices
from vividdesk.bridge.notices import Notice, Notices, Weight
from vividdesk.widgets import notice_bar
from vividdesk.widgets.notice_bar import NoticeBar

pytestmark = pytest.mark.usefixtures("qapp")


def test_their_words_begin_at_one_edge_beside_what_they_are(qtbot: QtBot) -> None:
    bar = NoticeBar(Notices())
    qtbot.addWidget(bar)
    for weight in Weight:
        bar.show_notice(Notice(weight, f"{weight} came", "Look there." if weight is Weight.FAILURE else ""))
    bar.resize(800, 300)
    QApplication.sendPostedEvents()
    rows = [row.findChildren(QLabel) for row in bar._rows.values()]
    assert len({place(title, bar).x() for _weight, title, *_advice in rows}) == 1
    assert all(place(weight, bar).y() == place(title, bar).y() for weight, title, *_advice in rows)


@pytest.mark.parametrize(
    ("came", "left"),
    [
        ("W1 W2 W3 W4", "W2 W3 W4"),
        ("F1 N2 N3 N4", "F1 N3 N4"),
        ("N1 W2 W3 F4", "W2 W3 F4"),
        ("F1 W2 W3 N4 N5", "F1 W2 W3 N5"),
    ],
)
def test_what_weighs_more_is_not_pushed_out_by_a_trifle(qtbot: QtBot, came: str, left: str) -> None:
    bar = NoticeBar(Notices())
    qtbot.addWidget(bar)
    weights = {"N": Weight.INFO, "W": Weight.WARNING, "F": Weight.FAILURE}
    for title in came.split():
        bar.show_notice(Notice(weights[title[0]], title))
    assert [notice.title for notice in bar.notices] == left.split()


def test_a_note_that_nobody_could_see_goes_once_it_was_seen_as_long_as_it_takes_to_read(qtbot: QtBot) -> None:
    window, bar = QWidget(), NoticeBar(Notices())
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(QLineEdit())  # has the focus, which else is in the note
    column.addWidget(bar)
    window.showMinimized()
    bar.show_notice(Notice(Weight.INFO, "Exported."))
    (timer,) = bar.findChildren(QTimer)
    assert not timer.isSingleShot()
    assert timer.interval() == notice_bar.READ
    timer.timeout.emit()
    assert bar.notices, "nobody could see it"
    window.showNormal()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    timer.timeout.emit()
    assert bar.notices, "perhaps for a moment only"
    timer.timeout.emit()
    assert bar.notices == []


def test_a_note_goes_only_where_nothing_moves_that_is_aimed_at(qtbot: QtBot) -> None:
    window, above, below = QWidget(), QLineEdit(), QWidget()
    bar = NoticeBar(Notices())
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for each in (above, bar, below):
        column.addWidget(each)
    window.resize(600, 400)
    window.show()
    window.activateWindow()
    above.setFocus()

    def pointed_to(widget: QWidget, by: int = 0) -> list[str]:
        """What stays when its time has come, and the mouse is there by then."""
        QCursor.setPos(widget.mapToGlobal(widget.rect().center() + QPoint(by, 0)))
        (timer,) = bar.findChildren(QTimer)
        timer.setSingleShot(True)
        with qtbot.waitSignal(timer.timeout):
            timer.start(0)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return [notice.title for notice in bar.notices]

    bar.show_notice(Notice(Weight.INFO, "Copied."))
    qtbot.waitUntil(lambda: below.mapToGlobal(below.rect().center()).y() > bar.mapToGlobal(bar.rect().bottomLeft()).y())
    assert pointed_to(below) == ["Copied."]
    assert pointed_to(below, 5) == ["Copied."]
    assert pointed_to(below, 5) == [], "it rests"
    bar.show_notice(Notice(Weight.INFO, "Copied."))
    assert pointed_to(above) == []


def test_what_was_copied_can_be_shown(qtbot: QtBot, tmp_path: Path) -> None:
    notices = RecordedNotices()
    bar = NoticeBar(notices)
    qtbot.addWidget(bar)
    notices.say("Copied: a.mp4", "To there.", str(tmp_path / "gone"))
    (show,) = [each for each in bar.findChildren(QPushButton) if each.text() == "Show"]
    show.click()
    assert [notice.title for notice in notices.told] == ["Copied: a.mp4", "The folder is not where it was."]


def test_closing_one_by_a_double_click_is_closing_it(qtbot: QtBot) -> None:
    bar = NoticeBar(Notices())
    qtbot.addWidget(bar)
    bar.show_notice(Notice(Weight.WARNING, "It came."))
    (close,) = bar.findChildren(QPushButton)
    close.click()
    close.click()
    assert not bar._rows


def place(label: QLabel, bar: QWidget) -> QPoint:
    return label.mapTo(bar, label.contentsRect().topLeft())
