"""A rating, drawn and given."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy

from vividdesk.bridge import clip_words as words
from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.theme import Colours

MOST = 5
STAR, SIDE = 12, 20  # the width of one on a card, and of one that is clicked


def draw_stars(painter: QPainter, area: QRect, number: int, colour: QColor, is_mirrored: bool = False) -> None:
    """As many, from where one begins to read; the area has room for all five."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for place in range(MOST - number, MOST) if is_mirrored else range(number):
        painter.drawPolygon(_star_at(area, place))


def _star_at(area: QRect, place: int) -> QPolygonF:
    width = area.width() / MOST
    return star(QPointF(area.left() + (place + 0.5) * width, area.center().y() + 1), width * 0.46)


def star(middle: QPointF, radius: float) -> QPolygonF:
    """Five points, the first upright."""
    corners = [(radius if point % 2 == 0 else radius * 0.45, math.radians(point * 36 - 90)) for point in range(10)]
    return QPolygonF([middle + QPointF(math.cos(turn), math.sin(turn)) * far for far, turn in corners])


class Stars(QAbstractSlider):
    """Clicked on the star that it has already, a rating is taken back. A slider to whoever hears it, or sets it so."""

    given = Signal(int)

    def __init__(self, colours: Callable[[], Colours]) -> None:
        super().__init__()
        self._colours = colours
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, MOST)
        self._under_mouse = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(_("Rate it: keys 1 to 5, 0 takes it back"))
        self.show_rating(0)
        self.valueChanged.connect(self._tell)

    @property
    def rating(self) -> int:
        return self.value()

    def show_rating(self, rating: int) -> None:
        with QSignalBlocker(self):
            self.setValue(rating)
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(_("Rating: {stars}").format(stars=words.stars(self.rating)))
        self.update()

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(MOST * SIDE + 4, 28)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, colours = self.rect().adjusted(2, 0, -2, 0), self._colours()
        shown = self._under_mouse or self.rating
        draw_stars(painter, area, shown, QColor(colours.waiting), self.isRightToLeft())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.quiet), 1.2))
        for place in range(MOST - shown) if self.isRightToLeft() else range(shown, MOST):
            painter.drawPolygon(_star_at(area, place))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._colours().accent), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._under_mouse = self._at(event.position().x())
        self.update()

    @guarded()
    def leaveEvent(self, _event: object) -> None:  # noqa: N802
        self._under_mouse = 0
        self.update()

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() != Qt.MouseButton.LeftButton or not self.rect().contains(event.position().toPoint()):
            return
        star = self._at(event.position().x())
        self.give(0 if star == self.rating else star)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        forward = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}
        key = Qt.Key(event.key())
        if event.text().isdecimal() and int(event.text()) <= MOST:
            self.give(int(event.text()))
        elif key in forward:
            mirrored = self.isRightToLeft() and key in (Qt.Key.Key_Right, Qt.Key.Key_Left)
            self.give(min(max(self.rating + forward[key] * (-1 if mirrored else 1), 0), MOST))
        else:
            event.ignore()

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()

    def _at(self, across: float) -> int:
        if self.isRightToLeft():
            across = self.width() - across
        return min(max(int((across - 2) // SIDE) + 1, 1), MOST)

    def give(self, rating: int) -> None:
        self.setValue(rating)

    def _tell(self, rating: int) -> None:
        self._name()
        self.given.emit(rating)
