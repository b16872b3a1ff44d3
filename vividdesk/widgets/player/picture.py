"""A picture, fitted or as near as one likes: the wheel zooms at the pointer, a drag moves it."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QWheelEvent,
)

from vividdesk.bridge.overrides import guarded
from vividdesk.widgets.player.screen import Screen
from vividdesk.widgets.theme import SIZES

NEAREST = 16.0
STEP = 1.25


class PictureView(Screen):
    """`scaled` carries how many pixels of the screen one of the picture takes."""

    scaled = Signal(float)

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self._scale = 0.0  # fitted
        self._middle = QPointF()  # what lies in the middle, in pixels of the picture
        self._held: QPointF | None = None

    @property
    def scale(self) -> float:
        return max(self._fit(), self._scale)

    def show_image(self, image: QImage, keep: bool = False) -> None:
        """With `keep`, the same picture in more pixels."""
        super().show_image(image)
        if not keep:
            self.fit()

    def fit(self) -> None:
        self._scale, self._middle = 0.0, QRectF(self.image.rect()).center()
        self._changed()

    def show_pixels(self) -> None:
        """100 %: each pixel of the picture on one of the screen."""
        self.zoom(1 / self.devicePixelRatioF() / self.scale)

    def zoom(self, times: float, at: QPointF | None = None) -> None:
        """What lies under `at` stays there."""
        middle = QRectF(self.rect()).center()
        at = middle if at is None else at
        under = self._middle + (at - middle) / self.scale
        self._scale = min(max(self._fit(), self.scale * times), NEAREST)
        self._middle = under - (at - middle) / self.scale
        self._changed()

    def picture_rect(self) -> QRectF:
        if self.image.isNull():
            return QRectF()
        scale = self.scale
        corner = QRectF(self.rect()).center() - self._held_in(self._middle) * scale
        return QRectF(corner.x(), corner.y(), self.image.width() * scale, self.image.height() * scale)

    def _held_in(self, middle: QPointF) -> QPointF:
        """No more ground beside the picture than must be."""
        wide, high = self.image.width(), self.image.height()
        half_wide = min(wide / 2, self.width() / self.scale / 2)
        half_high = min(high / 2, self.height() / self.scale / 2)
        return QPointF(
            min(max(half_wide, middle.x()), wide - half_wide), min(max(half_high, middle.y()), high - half_high)
        )

    def _fit(self) -> float:
        if self.image.isNull():
            return 1.0
        return min(self.width() / self.image.width(), self.height() / self.image.height())

    def _changed(self) -> None:
        self._middle = self._held_in(self._middle)
        is_near = self.scale > self._fit() * 1.001
        self.setCursor(Qt.CursorShape.OpenHandCursor if is_near else Qt.CursorShape.ArrowCursor)
        self.scaled.emit(self.scale * self.devicePixelRatioF())
        self.update()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        place = self.picture_rect()
        if place.isEmpty() or QRectF(self.rect()).adjusted(-1, -1, 1, 1).contains(place):
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale < 2)
        edge = QPainterPath()
        edge.addRoundedRect(QRectF(self.rect()), SIZES.inner_radius, SIZES.inner_radius)
        painter.fillPath(edge, self.palette().color(QPalette.ColorRole.Window))
        painter.setClipPath(edge)
        seen = place.intersected(QRectF(self.rect()))
        source = QRectF((seen.topLeft() - place.topLeft()) / self.scale, seen.size() / self.scale)
        painter.drawImage(seen, self.image, source)
        self.paint_focus(painter)

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if not self.image.isNull():
            self.zoom(STEP ** (event.angleDelta().y() / 120), event.position())

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._held is not None:
            self._middle -= (event.position() - self._held) / self.scale
            self._held = event.position()
            self._changed()

    @guarded()
    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        self._held = None

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        far = 40 / self.scale
        moves = {
            Qt.Key.Key_Left: QPointF(-far, 0),
            Qt.Key.Key_Right: QPointF(far, 0),
            Qt.Key.Key_Up: QPointF(0, -far),
            Qt.Key.Key_Down: QPointF(0, far),
        }
        if self.image.isNull():
            event.ignore()
        elif event.text() in ("+", "="):
            self.zoom(STEP)
        elif event.text() == "-":
            self.zoom(1 / STEP)
        elif event.text() == "0":
            self.fit()
        elif event.text() == "1":
            self.show_pixels()
        elif (move := moves.get(Qt.Key(event.key()))) is not None:
            self._middle += move
            self._changed()
        else:
            event.ignore()
