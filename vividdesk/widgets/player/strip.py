"""The whole clip as a row of frames: drag along it to see any moment."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _

HIGH = 34
OVER = 3  # that the mark of the place stands out above and below


class Strip(QAbstractSlider):
    """Time runs from left to right in every language, as on all players. `scrubbed` carries seconds.

    Its value is in whole seconds: to whoever hears a clip play, more would be a rattle.
    """

    scrubbed = Signal(float)
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAccessibleName(_("Place in the clip, in seconds"))
        self.valueChanged.connect(self._go_to)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._sheet = QImage()
        self._tiles = 0
        self._row = QPixmap()  # the tiles as they were painted last: only the mark moves while a clip plays
        self._length = 0.0
        self._at = 0.0

    @property
    def tiles(self) -> int:
        return self._tiles

    def show_tiles(self, sheet: QImage, tiles: int) -> None:
        self._sheet, self._tiles, self._row = sheet, tiles, QPixmap()
        self.update()

    def clear(self) -> None:
        self.set_length(0.0)
        self.set_place(0.0)
        self.show_tiles(QImage(), 0)

    def set_length(self, seconds: float) -> None:
        self._length = seconds
        with QSignalBlocker(self):
            self.setRange(0, int(seconds))
        self.update()

    def set_place(self, seconds: float) -> None:
        self._at = seconds
        with QSignalBlocker(self):
            self.setValue(int(seconds))
        self.update()

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, HIGH + 2 * OVER)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(0, OVER, self.width(), self.height() - 2 * OVER)
        if self._tiles:
            painter.drawPixmap(0, OVER, self._row_now())
        else:
            painter.fillPath(_rounded(bar), self._ground())
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

    def _row_now(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        size = (QSizeF(self.width(), self.height() - 2 * OVER) * ratio).toSize()
        if self._row.size() != size:
            self._row = QPixmap(size)
            self._row.setDevicePixelRatio(ratio)
            self._row.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._row)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            bar = QRectF(0, 0, self.width(), self.height() - 2 * OVER)
            painter.setClipPath(_rounded(bar))
            painter.fillRect(bar, self._ground())
            self._paint_tiles(painter, bar)
            painter.end()
        return self._row

    def _ground(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Button)

    def _paint_tiles(self, painter: QPainter, bar: QRectF) -> None:
        """As many as fit at their own shape; each shows the frame nearest to its middle, cut to fill."""
        wide, high = self._sheet.width() / self._tiles, self._sheet.height()
        many = max(1, min(self._tiles, round(bar.width() / max(bar.height() * wide / high, bar.height()))))
        step = bar.width() / many
        shape = min(wide / (step - 1), high / bar.height())
        cut_wide, cut_high = (step - 1) * shape, bar.height() * shape
        for number in range(many):
            tile = int((number + 0.5) / many * self._tiles)
            source = QRectF(tile * wide + (wide - cut_wide) / 2, (high - cut_high) / 2, cut_wide, cut_high)
            painter.drawImage(QRectF(number * step, bar.top(), step - 1, bar.height()), self._sheet, source)

    @guarded()
    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """The ground between the tiles is the theme's."""
        self._row = QPixmap()
        super().changeEvent(event)

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

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        event.ignore()  # the stage knows them, wherever in it the focus is

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()

    def _go_to(self, seconds: int) -> None:
        """A screen reader sets the value."""
        self._at = float(seconds)
        self.scrubbed.emit(self._at)
        self.released.emit()

    def _scrub(self, event: QMouseEvent) -> None:
        if self._length:
            share = min(max(0.0, event.position().x() / max(1, self.width())), 1.0)
            self.set_place(share * self._length)
            self.scrubbed.emit(share * self._length)


def _rounded(bar: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(bar, 6, 6)
    return path
