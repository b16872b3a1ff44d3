"""Qt's entries as the form needs them: the wheel scrolls the form and changes no value, and the signs are ours."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSizePolicy, QSlider, QStyle, QStyledItemDelegate, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES

SIGN = 14


def draw_sign(widget: QWidget, sign: QIcon, place: QRect) -> None:
    painter = QPainter(widget)
    inside = QRect(0, 0, SIGN, SIGN)
    inside.moveCenter(place.center())
    mode = QIcon.Mode.Normal if widget.isEnabled() else QIcon.Mode.Disabled
    sign.paint(painter, inside, Qt.AlignmentFlag.AlignCenter, mode)


class Combo(QComboBox):
    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(14)
        self.setItemDelegate(QStyledItemDelegate(self))  # the usual one does not heed the style sheet
        self._sign = icon("down", QPalette.ColorRole.PlaceholderText)

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        place = QRect(self.width() - 30, 0, 30, self.height())
        draw_sign(self, self._sign, QStyle.visualRect(self.layoutDirection(), self.rect(), place))


class Slider(QSlider):
    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setProperty("mirrored", self.isRightToLeft())  # Qt mirrors the handle, and not what is filled before it
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()


class Switch(QAbstractButton):
    """On or off, in a word beside it."""

    TRACK = QSize(34, 18)

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _word(self) -> str:
        return _("On") if self.isChecked() else _("Off")

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        widest = max(self.fontMetrics().horizontalAdvance(word) for word in (_("On"), _("Off")))
        return QSize(self.TRACK.width() + SIZES.gap + widest + 8, 34)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        role = QPalette.ColorRole
        colours = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRect(3, (self.height() - self.TRACK.height()) // 2, self.TRACK.width(), self.TRACK.height())
        track = QStyle.visualRect(self.layoutDirection(), self.rect(), track)
        if self.hasFocus():
            painter.setPen(QPen(colours.color(role.Highlight), 1.5))
            painter.drawRoundedRect(track.adjusted(-3, -3, 3, 3), 12, 12)
        is_on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(role.Highlight if is_on and self.isEnabled() else role.Mid))
        painter.drawRoundedRect(track, 9, 9)
        knob = QRect(track.left() + (track.width() - 16 if is_on else 2), track.top() + 2, 14, 14)
        painter.setBrush(colours.color(role.HighlightedText if is_on and self.isEnabled() else role.PlaceholderText))
        painter.drawEllipse(QStyle.visualRect(self.layoutDirection(), track, knob))
        painter.setPen(colours.color(role.Text if self.isEnabled() else role.PlaceholderText))
        words = self.rect().adjusted(self.TRACK.width() + SIZES.gap + 5, 0, 0, 0)
        words = QStyle.visualRect(self.layoutDirection(), self.rect(), words)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self._word())
