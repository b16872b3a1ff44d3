"""A photo with a frame on it that is dragged, pulled by its corners and sides, or moved by the keys."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.model.crop import Frame, Size
from vividdesk.texts import _
from vividdesk.widgets.theme import SIZES

AROUND = 14  # pixels beside the photo, in which half a handle finds room
REACH = 16  # from a handle's middle, where it is still taken
CORNER = 18  # the length of a corner's two strokes
STEP = 0.01  # of the photo's shorter side, for one press of a key
FINE = 1.0  # pixels of the photo
SHADE = QColor(0, 0, 0, 150)  # over what goes; and under each line, whatever is in the picture
THIRDS = QColor(255, 255, 255, 110)
SIDES = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]
CURSORS = {
    0: Qt.CursorShape.SizeVerCursor,
    1: Qt.CursorShape.SizeFDiagCursor,
    -1: Qt.CursorShape.SizeBDiagCursor,
}
Side = tuple[int, int]


class CropView(QWidget):
    """The picture may have fewer pixels than the photo; the frame is in pixels of the photo."""

    changed = Signal()
    accepted = Signal()

    def __init__(self, photo: Size) -> None:
        super().__init__()
        self.photo = photo
        self.ratio: float | None = None
        self.frame = Frame.largest(photo, None)
        self._picture = QImage()
        self._held: Side | None = None  # (0, 0): the frame as a whole
        self._grip = QPointF()  # from where it was taken to what is held, in pixels of the photo
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("The part that is kept"))
        self.setToolTip("")

    def show_picture(self, picture: QImage) -> None:
        self._picture = picture
        self.update()

    def hold(self, ratio: float | None) -> None:
        """The shape from now on. A new one begins as large as it can be; a free one, as the frame is."""
        self.ratio = ratio
        if ratio is not None:
            self.put(Frame.largest(self.photo, ratio))

    def put(self, frame: Frame) -> None:
        if frame != self.frame:
            self.frame = frame
            self.update()
            self.changed.emit()

    def place(self) -> QRectF:
        """Of the photo."""
        room = QRectF(self.rect()).adjusted(AROUND, AROUND, -AROUND, -AROUND)
        scale = max(0.001, min(room.width() / self.photo.width, room.height() / self.photo.height))
        wide, high = self.photo.width * scale, self.photo.height * scale
        middle = room.center()
        return QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high)

    def frame_place(self) -> QRectF:
        place, scale = self.place(), self._scale
        frame = self.frame
        return QRectF(
            place.left() + frame.left * scale,
            place.top() + frame.top * scale,
            frame.width * scale,
            frame.height * scale,
        )

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(640, 440)

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, 180)

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and (side := self._side_at(event.position())) is not None:
            self._held = side
            self._grip = self._on_photo(event.position()) - self._handle(side)

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._held is None:
            self.setCursor(self._cursor(self._side_at(event.position())))
            return
        to = self._on_photo(event.position()) - self._grip
        if self._held == (0, 0):
            self.put(self.frame.moved(self.photo, to.x() - self.frame.left, to.y() - self.frame.top))
        else:
            self.put(self.frame.pulled(self.photo, self._held, (to.x(), to.y()), self.ratio))

    @guarded()
    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        self._held = None

    @guarded()
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._side_at(event.position()) == (0, 0):
            self.accepted.emit()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        way = ways.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif way is None:
            super().keyPressEvent(event)
        else:
            self._step(way, event.modifiers())

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place, frame = self.place(), self.frame_place()
        if self._picture.isNull():
            painter.fillRect(place, self.palette().color(QPalette.ColorRole.Button))
        else:
            painter.drawImage(place, self._picture)
        painter.setClipRect(place)
        for part in _around(place, frame):
            painter.fillRect(part, SHADE)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_thirds(painter, frame)
        self._paint_frame(painter, frame)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, SIZES.inner_radius, SIZES.inner_radius)

    @property
    def _scale(self) -> float:
        return self.place().width() / self.photo.width

    def _step(self, way: tuple[int, int], held: Qt.KeyboardModifier) -> None:
        """With Shift it grows to the right and below, and shrinks to the left and above; with Ctrl by one pixel."""
        fine = bool(held & Qt.KeyboardModifier.ControlModifier)
        far = FINE if fine else max(FINE, STEP * min(self.photo))
        across, down = way[0] * far, way[1] * far
        if held & Qt.KeyboardModifier.ShiftModifier:
            self.put(self.frame.grown(self.photo, across, down, self.ratio))
        else:
            self.put(self.frame.moved(self.photo, across, down))

    def _on_photo(self, point: QPointF) -> QPointF:
        return (point - self.place().topLeft()) / self._scale

    def _handle(self, side: Side) -> QPointF:
        """In pixels of the photo; of the whole, its left upper corner."""
        frame = self.frame
        if side == (0, 0):
            return QPointF(frame.left, frame.top)
        return QPointF(frame.left + frame.width * (side[0] + 1) / 2, frame.top + frame.height * (side[1] + 1) / 2)

    def _side_at(self, point: QPointF) -> Side | None:
        """A corner before a side, a side before the whole."""
        frame = self.frame_place()
        reach = min(REACH, max(6.0, min(frame.width(), frame.height()) / 4))
        near = [
            _near(point.x(), frame.left(), frame.right(), reach),
            _near(point.y(), frame.top(), frame.bottom(), reach),
        ]
        if not frame.adjusted(-reach, -reach, reach, reach).contains(point):
            return None
        return near[0], near[1]

    def _cursor(self, side: Side | None) -> Qt.CursorShape:
        if side is None:
            return Qt.CursorShape.ArrowCursor
        if side == (0, 0):
            return Qt.CursorShape.SizeAllCursor
        return Qt.CursorShape.SizeHorCursor if side[1] == 0 else CURSORS[side[0] * side[1]]

    def _paint_thirds(self, painter: QPainter, frame: QRectF) -> None:
        painter.setPen(QPen(THIRDS, 1))
        for part in (1 / 3, 2 / 3):
            x, y = frame.left() + frame.width() * part, frame.top() + frame.height() * part
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))

    def _paint_frame(self, painter: QPainter, frame: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        long = min(CORNER, frame.width() / 3, frame.height() / 3)
        for colour, edge, corner in ((SHADE, 3.0, 6.0), (QColor(Qt.GlobalColor.white), 1.2, 4.0)):
            painter.setPen(QPen(colour, edge))
            painter.drawRect(frame)
            painter.setPen(QPen(colour, corner, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for x, y in SIDES:
                at = QPointF(frame.left() + frame.width() * (x + 1) / 2, frame.top() + frame.height() * (y + 1) / 2)
                if y:
                    painter.drawLine(at + QPointF(-long / 2 if not x else 0, 0), at + QPointF(-x * long or long / 2, 0))
                if x:
                    painter.drawLine(at + QPointF(0, -long / 2 if not y else 0), at + QPointF(0, -y * long or long / 2))


def _near(value: float, low: float, high: float, reach: float) -> int:
    if abs(value - low) <= reach:
        return -1
    return 1 if abs(value - high) <= reach else 0


def _around(whole: QRectF, inner: QRectF) -> list[QRectF]:
    """The whole without the inner part."""
    return [
        QRectF(whole.topLeft(), QPointF(whole.right(), inner.top())),
        QRectF(QPointF(whole.left(), inner.bottom()), whole.bottomRight()),
        QRectF(QPointF(whole.left(), inner.top()), inner.bottomLeft()),
        QRectF(inner.topRight(), QPointF(whole.right(), inner.bottom())),
    ]
