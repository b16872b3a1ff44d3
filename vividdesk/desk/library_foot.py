"""One line at the library's foot: what was just done, where nothing else would show it."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout

from vividdesk.widgets.basics import label
from vividdesk.widgets.theme import SIZES

READ = 6_000  # milliseconds


class FootLine(QFrame):
    """Below the grid, so that no card moves when it comes or goes."""

    def __init__(self) -> None:
        super().__init__()
        self._says = label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.margin, 10, SIZES.margin, 10)
        row.addWidget(self._says)
        self._read = QTimer(self, singleShot=True, interval=READ)
        self._read.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        self._says.setText(text)
        self.show()
        self._read.start()
