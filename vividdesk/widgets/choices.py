"""One of a few, and one of many."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QSizePolicy

from vividdesk.widgets.icons import icon
from vividdesk.widgets.tab_order import lead_to_chosen


class Segments(QFrame):
    """One of a few, all of them in sight."""

    chosen = Signal(object)

    def __init__(self, choices: Sequence[tuple[Any, str]], says: str) -> None:
        super().__init__()
        self.setAccessibleName(says)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._values = [value for value, _text in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for number, (_value, text) in enumerate(choices):
            one = QPushButton(text)
            one.setProperty("look", "segment")
            one.setCheckable(True)
            one.setAutoExclusive(True)  # so that a screen reader calls it one of several
            one.setAutoDefault(False)
            self._group.addButton(one, number)
            row.addWidget(one)
        lead_to_chosen(self._group)
        self._group.idToggled.connect(self._tell)  # a screen reader toggles, and clicks nothing

    def _tell(self, number: int, is_on: bool) -> None:
        if is_on:
            self.chosen.emit(self._values[number])

    def choose(self, value: Any) -> None:
        with QSignalBlocker(self._group):
            self._group.button(self._values.index(value)).setChecked(True)


class SideList(QListWidget):
    """A list to choose a page from; `says` is what a screen reader calls it."""

    ROW = 34

    def __init__(self, says: str, width: int) -> None:
        super().__init__()
        self.setAccessibleName(says)
        self.setFixedWidth(width)
        self.setIconSize(QSize(18, 18))

    def add(self, text: str, emblem: str = "") -> None:
        item = QListWidgetItem(icon(emblem), text) if emblem else QListWidgetItem(text)
        item.setSizeHint(QSize(0, self.ROW))
        self.addItem(item)
