"""The small pieces all windows are made of, dressed by the style sheet."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES, font_of


def label(text: str, size: int = SIZES.body, tone: str = "", bold: bool = False, wrap: bool = False) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font_of(size, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
    made.setWordWrap(wrap)
    made.setProperty("tone", tone)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Of a widget that is shown already: quiet, done, running, waiting, failed, or none."""
    widget.setProperty("tone", tone)
    widget.style().polish(widget)


def button(text: str, on_click: Callable[[], Any], look: str = "") -> QPushButton:
    made = QPushButton(text)
    made.setProperty("look", look)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: on_click())
    return made


def icon_button(name: str, says: str, on_click: Callable[[], Any], look: str = "icon") -> QPushButton:
    """`says` is its tooltip, and what a screen reader calls it."""
    made = button("", on_click, look)
    role = QPalette.ColorRole.WindowText if look == "icon" else QPalette.ColorRole.PlaceholderText
    made.setIcon(icon(name, role))
    made.setIconSize(QSize(18, 18) if look == "icon" else QSize(14, 14))
    made.setToolTip(says)
    made.setAccessibleName(says)
    return made


class Card(QFrame):
    """A rounded area of its own."""
