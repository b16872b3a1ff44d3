"""The small pieces all windows are made of, dressed by the style sheet."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from vividdesk.bridge.overrides import guarded
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES, font_of

ARROW = 12
QUIET = QPalette.ColorRole.PlaceholderText


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


def with_even_digits(font: QFont) -> QFont:
    """All digits as wide as each other, so that a number that counts does not tremble."""
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


class Button(QPushButton):
    """One that opens a menu says so by an arrow of ours. Qt's way with such a button leaves its words no margin."""

    _opens = False

    def setMenu(self, menu: QMenu) -> None:  # noqa: N802
        super().setMenu(menu)
        self._opens = bool(self.text())

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return super().sizeHint() + (QSize(ARROW + 4 if self._opens else 0, 0))

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter presses it, as Space does; the second of two Ctrl+Enter answers no question."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if not self._opens:
            super().paintEvent(event)
            return
        from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter  # slow to load, and no part of a start

        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter, whole, direction = QStylePainter(self), self.rect(), self.layoutDirection()
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        words = QStyle.visualRect(direction, whole, whole.adjusted(15, 0, -ARROW - 15, 0))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        place = QRect(whole.width() - ARROW - 12, (whole.height() - ARROW) // 2, ARROW, ARROW)
        icon("down", QUIET).paint(painter, QStyle.visualRect(direction, whole, place))


def unmarked(text: str) -> str:
    """For a menu or a button, where one & marks a key."""
    return text.replace("&", "&&")


def button(text: str, on_click: Callable[[], Any], look: str = "") -> QPushButton:
    made = Button(text)
    made.setProperty("look", look)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: on_click())
    return made


def icon_button(name: str, says: str, on_click: Callable[[], Any], look: str = "icon") -> QPushButton:
    """`says` is its tooltip, and what a screen reader calls it."""
    made = button("", on_click, look)
    role = QPalette.ColorRole.WindowText if look == "icon" else QUIET
    made.setIcon(icon(name, role))
    made.setIconSize(QSize(18, 18) if look == "icon" else QSize(14, 14))
    made.setToolTip(says)
    made.setAccessibleName(says)
    return made


def line() -> QFrame:
    """Between what is above and what is below."""
    made = QFrame()
    made.setProperty("look", "line")
    made.setFixedHeight(1)
    return made


class Card(QFrame):
    """A rounded area of its own."""
