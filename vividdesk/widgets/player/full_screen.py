"""The window that fills the screen with what stood in a panel."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded


class FullScreen(QWidget):
    """It never closes by itself: the system's way of closing it calls `leave`, which takes the content back."""

    def __init__(self, parent: QWidget, title: str, content: QWidget, leave: Callable[[], object]) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(title)
        self._leave = leave
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(content)

    @guarded()
    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        event.ignore()
        self._leave()
