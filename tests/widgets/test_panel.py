"""A panel and the upper line of what it shows; buttons that open menus."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vividdesk.widgets.basics import button
from vividdesk.widgets.panel import Panel, PanelHead, PanelTitle


def test_the_head_of_what_is_shown_shares_the_line_of_the_title(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    panel = Panel(window, "queue", "Queue")
    window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, panel)
    content = QWidget()
    head, below = PanelHead(), QWidget()
    column = QVBoxLayout(content)
    column.addWidget(head)
    column.addWidget(below)
    panel.set_content(content)
    window.resize(600, 300)
    window.show()
    title = panel.findChild(PanelTitle)
    assert title is not None and head.parent() is title
    assert head.width() > 400
    assert below.y() < head.height()  # it has the room that the head had


def test_a_button_that_opens_a_menu_says_so(qtbot: QtBot) -> None:
    plain, opens = (button("Presets", lambda: None) for _each in range(2))
    for each in (plain, opens):
        qtbot.addWidget(each)
    opens.setMenu(QMenu(opens))
    assert opens.sizeHint().width() >= plain.sizeHint().width() + 12
    opens.resize(opens.sizeHint())
    end = opens.grab().toImage().copy(opens.width() - 26, 4, 18, opens.height() - 8)
    assert len({end.pixel(x, y) for x in range(end.width()) for y in range(end.height())}) > 2, "an arrow"
