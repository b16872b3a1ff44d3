"""A service's state in one small button: a dot, the name, the state in a word."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from vividdesk.bridge.overrides import guarded
from vividdesk.widgets.theme import SIZES, font_of

SIDE = 12
DOT = 8
SPACE = 7


class Pill(QAbstractButton):
    """As wide as its state: room for the longest of them would gape beside a short one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._state = ""
        self._colour = QColor()
        self._plain = font_of(SIZES.body)
        self._bold = font_of(SIZES.body, QFont.Weight.DemiBold)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: str, colour: str) -> None:
        self._state, self._colour = state, QColor(colour)
        self.setAccessibleName(f"{self._name}: {state}")
        self.updateGeometry()
        self.update()

    def _length(self, state: str) -> int:
        name = QFontMetrics(self._plain).horizontalAdvance(self._name)
        return DOT + 2 * SPACE + name + QFontMetrics(self._bold).horizontalAdvance(state)

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._length(self._state) + 2 * SIDE, 28)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        role = QPalette.ColorRole
        colours = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        outline = role.Highlight if self.hasFocus() else role.Mid
        painter.setPen(QPen(colours.color(outline), 1))
        painter.setBrush(colours.color(role.Button if self.underMouse() else role.Base))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        left = (self.width() - self._length(self._state)) // 2
        dot = QRect(left, (self.height() - DOT) // 2, DOT, DOT)
        painter.drawEllipse(self._mirrored(dot))
        left += DOT + SPACE
        for words, font, colour in (
            (self._name, self._plain, role.PlaceholderText),
            (self._state, self._bold, role.Text),
        ):
            painter.setFont(font)
            painter.setPen(colours.color(colour))
            wide = QFontMetrics(font).horizontalAdvance(words)
            place = self._mirrored(QRect(left, 0, wide + SPACE, self.height()))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, words)
            left += wide + SPACE

    def _mirrored(self, place: QRect) -> QRect:
        """What QStyle.visualRect does. QStyle is slow to load, and a start paints this first."""
        if self.layoutDirection() == Qt.LayoutDirection.LeftToRight:
            return place
        return QRect(self.width() - place.x() - place.width(), place.y(), place.width(), place.height())

    @guarded()
    def enterEvent(self, event: object) -> None:  # noqa: N802
        self.update()

    @guarded()
    def leaveEvent(self, event: object) -> None:  # noqa: N802
        self.update()
