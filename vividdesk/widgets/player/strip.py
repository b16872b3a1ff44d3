"""The whole clip as a row of frames: drag along it to see any moment."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _

HIGH = 34
OVER = 3  # that the mark of the place stands out above and below


class Strip(QWidget):
    """Time runs from left to right in every language, as on all players. `scrubbed` carries seconds."""

    scrubbed = Signal(float)
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Place in the clip"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._sheet = QImage()
        self._tiles = 0
        self._length = 0.0
        self._at = 0.0

    @property
    def tiles(self) -> int:
        return self._tiles

    def show_tiles(self, sheet: QImage, tiles: int) -> None:
        self._sheet, self._tiles = sheet, tiles
        self.update()

    def clear(self) -> None:
        self._sheet, self._tiles, self._length, self._at = QImage(), 0, 0.0, 0.0
        self.update()

    def set_length(self, seconds: float) -> None:
        self._length = seconds
        self.update()

    def set_place(self, seconds: float) -> None:
        self._at = seconds
        self.update()

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, HIGH + 2 * OVER)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        bar = QRectF(0, OVER, self.width(), self.height() - 2 * OVER)
        rounded = QPainterPath()
        rounded.addRoundedRect(bar, 6, 6)
        painter.fillPath(rounded, self.palette().color(QPalette.ColorRole.Button))
        if self._tiles:
            painter.save()
            painter.setClipPath(rounded)
            self._paint_tiles(painter, bar)
            painter.restore()
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        if self.hasFocus():
            painter.setPen(QPen(accent, 1))
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._length:
            at = 1 + (self.width() - 2) * min(1.0, self._at / self._length)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Base), 5, c=Qt.PenCapStyle.FlatCap))
            painter.drawLine(QPointF(at, OVER), QPointF(at, self.height() - OVER))
            painter.setPen(QPen(accent, 2.5, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(at, 1.5), QPointF(at, self.height() - 1.5))

    def _paint_tiles(self, painter: QPainter, bar: QRectF) -> None:
        """As many as fit at their own shape; each shows the frame nearest to its middle, cut to fill."""
        wide, high = self._sheet.width() / self._tiles, self._sheet.height()
        many = max(1, min(self._tiles, round(self.width() / max(bar.height() * wide / high, bar.height()))))
        step = bar.width() / many
        shape = min(wide / (step - 1), high / bar.height())
        cut_wide, cut_high = (step - 1) * shape, bar.height() * shape
        for number in range(many):
            tile = int((number + 0.5) / many * self._tiles)
            source = QRectF(tile * wide + (wide - cut_wide) / 2, (high - cut_high) / 2, cut_wide, cut_high)
            painter.drawImage(QRectF(number * step, bar.top(), step - 1, bar.height()), self._sheet, source)

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._scrub(event)

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event)

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()

    def _scrub(self, event: QMouseEvent) -> None:
        if self._length:
            share = min(max(0.0, event.position().x() / max(1, self.width())), 1.0)
            self.set_place(share * self._length)
            self.scrubbed.emit(share * self._length)
