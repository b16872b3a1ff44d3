"""Before and after: the photo to the left of a line, what was made of it to the right."""

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QApplication

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.player.screen import Screen, paint_rounded
from vividdesk.widgets.theme import SIZES, font_of

GRIP = 11  # radius of the round grip on the line
STEP = 0.02
EDGE = 4  # between the line and words beside it
SHADE = QColor(0, 0, 0, 150)  # under words on a picture, whatever is in it


class Wipe(QAbstractSlider):
    """Lies over a screen. A click that does not move the line is one on the screen; its value is in hundredths."""

    clicked = Signal()

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._photo = QImage()
        self._after = ""
        self._pressed: QPointF | None = None
        self._drags = False
        self.share = 0.5
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, 100)
        self.valueChanged.connect(lambda value: self._move_to(value / 100))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        screen.set_overlay(self)
        self.hide()

    def show_photo(self, photo: QImage, after: str) -> None:
        """`after` is what stands on the other side: a clip, or a picture."""
        self._photo, self._after = photo, after
        self._move_to(0.5)
        self.show()
        self.raise_()

    def take_away(self) -> None:
        self._photo = QImage()
        self.hide()

    def _move_to(self, share: float) -> None:
        self.share = min(max(0.0, share), 1.0)
        with QSignalBlocker(self):
            self.setValue(round(self.share * 100))
        self.setAccessibleName(_("Line between photo and result, at {share} %").format(share=round(self.share * 100)))
        self.update()

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        place = self._screen.picture_rect()
        if place.isEmpty() or self._photo.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        at = place.left() + place.width() * self.share
        painter.save()
        painter.setClipRect(QRectF(place.left(), place.top(), at - place.left(), place.height()))
        paint_rounded(painter, self._photo, place, 0 if self._screen.is_dark else SIZES.inner_radius, fill=True)
        painter.restore()
        self._paint_words(painter, place, at)
        for colour, width in ((SHADE, 4.0), (QColor(Qt.GlobalColor.white), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(at, place.top()), QPointF(at, place.bottom()))
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent if self.hasFocus() else SHADE, 2))
        painter.setBrush(Qt.GlobalColor.white)
        middle = QPointF(at, place.center().y())
        painter.drawEllipse(middle, GRIP, GRIP)
        painter.setPen(QPen(QColor(Qt.GlobalColor.black), 1.6))
        for side in (-1, 1):
            tip, back = middle + QPointF(side * 6, 0), middle + QPointF(side * 3, 0)
            painter.drawPolyline([back + QPointF(0, -3), tip, back + QPointF(0, 3)])

    def _paint_words(self, painter: QPainter, place: QRectF, at: float) -> None:
        """Only where there is room on their own side of the line."""
        font = font_of(SIZES.small)
        painter.setFont(font)
        measure = QFontMetricsF(font)
        for words, is_left in ((_("photo"), True), (self._after, False)):
            wide = measure.horizontalAdvance(words) + 14
            left = place.left() + 8 if is_left else place.right() - 8 - wide
            plate = QRectF(left, place.top() + 8, wide, measure.height() + 6)
            if (plate.right() > at - EDGE) if is_left else (plate.left() < at + EDGE):
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(SHADE)
            painter.drawRoundedRect(plate, 5, 5)
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._drags = event.position(), False

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place = self._screen.picture_rect()
        if self._pressed is None or place.isEmpty():
            return
        far = (event.position() - self._pressed).manhattanLength()
        self._drags = self._drags or far >= QApplication.startDragDistance()
        if self._drags:
            self._move_to((event.position().x() - place.left()) / place.width())

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._pressed is not None and not self._drags:
            self.clicked.emit()
        self._pressed = None

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        places = {
            Qt.Key.Key_Left: self.share - STEP,
            Qt.Key.Key_Right: self.share + STEP,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        if (place := places.get(Qt.Key(event.key()))) is None:
            event.ignore()
        else:
            self._move_to(place)

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()
