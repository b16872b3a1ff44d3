"""Where frames are seen: the newest one, fitted, with round corners."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFocusEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.widgets.theme import SIZES


class Screen(QWidget):
    """What it showed last stays until something else comes, so nothing flashes black between two frames."""

    clicked = Signal()
    double_clicked = Signal()

    def __init__(self, says: str) -> None:
        super().__init__()
        self.setAccessibleName(says)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image = QImage()
        self._frame: Any = None  # a QVideoFrame that has not been painted yet
        self._overlay: QWidget | None = None
        self.is_dark = False
        self._came_by_key = False

    @property
    def image(self) -> QImage:
        """Frames become images only where they are looked at: many are overtaken before."""
        if self._frame is not None:
            made = self._frame.toImage()
            self._frame = None
            if not made.isNull():
                self._image = made
        return self._image

    def show_image(self, image: QImage) -> None:
        self._image, self._frame = image, None
        self.update()

    def show_frame(self, frame: Any) -> None:
        self._frame = frame
        self.update()

    def set_overlay(self, overlay: QWidget) -> None:
        self._overlay = overlay
        overlay.setParent(self)
        overlay.setGeometry(self.rect())

    def picture_rect(self) -> QRectF:
        size = QSizeF(self.image.size()) / max(0.01, self.image.devicePixelRatio())
        if size.isEmpty():
            return QRectF()
        fitted = size.scaled(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF((self.width() - fitted.width()) / 2, (self.height() - fitted.height()) / 2)
        return QRectF(corner, fitted)

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, 90)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = 0 if self.is_dark else SIZES.inner_radius
        ground = Qt.GlobalColor.black if self.is_dark else self.palette().color(QPalette.ColorRole.Window)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect(), radius, radius)
        place = self.picture_rect()
        if not place.isEmpty():
            paint_rounded(painter, self.image, place, radius)
        self.paint_focus(painter)

    def paint_focus(self, painter: QPainter) -> None:
        """Only for who came here by the keyboard: a line around all one has clicked on would be in the way."""
        radius = 0 if self.is_dark else SIZES.inner_radius
        if self.hasFocus() and self._came_by_key:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    @guarded()
    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        if self._overlay is not None:
            self._overlay.setGeometry(self.rect())

    @guarded()
    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        reason = Qt.FocusReason
        self._came_by_key = event.reason() in (reason.TabFocusReason, reason.BacktabFocusReason)
        super().focusInEvent(event)

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    @guarded()
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()


def poster_of(file: str) -> QImage:
    return QImage(file) if file else QImage()  # Qt warns of a file without a name


def paint_rounded(painter: QPainter, image: QImage, place: QRectF, radius: float, fill: bool = False) -> None:
    """The whole image in that place; where it is to fill it, what stands over is left out on both sides."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    across, down = place.width() / image.width(), place.height() / image.height()
    if fill:
        across = down = max(across, down)
    corner = place.center() - QPointF(image.width() * across, image.height() * down) / 2
    if radius:
        brush = QBrush(image)
        brush.setTransform(QTransform.fromTranslate(corner.x(), corner.y()).scale(across, down))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(place, radius, radius)
    else:
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        painter.drawImage(QRectF(corner, QSizeF(image.width() * across, image.height() * down)), image)
    painter.restore()
