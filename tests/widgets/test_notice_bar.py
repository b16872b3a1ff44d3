"""Several notices, one below the other."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from vividdesk.bridge.notices import Notice, Notices, Weight
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


def place(label: QLabel, bar: QWidget) -> QPoint:
    return label.mapTo(bar, label.contentsRect().topLeft())
