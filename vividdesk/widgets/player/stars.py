"""How good a result is: none to five stars."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _, count

MOST = 5
SIDE = 18


class Stars(QWidget):
    """A click on the star that was chosen last takes the rating away."""

    rated = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)  # the title beside it stays where it is
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("Rate it: a click, or 0 to 5"))
        self.stars = 0
        self.show_stars(0)

    def show_stars(self, stars: int) -> None:
        self.stars = stars
        self.setAccessibleName(_("Rating: {stars}").format(stars=count("{n} star of 5", "{n} stars of 5", stars)))
        self.update()

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(MOST * SIDE + 4, 24)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        role = QPalette.ColorRole
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(MOST):
            is_full = number < self.stars
            painter.setPen(QPen(self.palette().color(role.Text if is_full else role.PlaceholderText), 1.2))
            painter.setBrush(self.palette().color(role.Text) if is_full else Qt.BrushStyle.NoBrush)
            place = number if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else MOST - 1 - number
            painter.drawPolygon(QTransform.fromTranslate(2 + SIDE * (place + 0.5), 12).map(_STAR))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(role.Highlight), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place = int((event.position().x() - 2) // SIDE)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            place = MOST - 1 - place
        stars = min(max(0, place), MOST - 1) + 1
        self._rate(0 if stars == self.stars else stars)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}
        if event.text() and event.text() in "012345":
            self._rate(int(event.text()))
        elif (step := steps.get(Qt.Key(event.key()))) is not None:
            self._rate(min(max(0, self.stars + step), MOST))
        else:
            event.ignore()

    def _rate(self, stars: int) -> None:
        if stars != self.stars:
            self.show_stars(stars)
            self.rated.emit(stars)


def _star() -> QPolygonF:
    points = []
    for number in range(10):
        arm = QTransform().rotate(36 * number).map(QPointF(0, -7 if number % 2 == 0 else -3.1))
        points.append(arm)
    return QPolygonF(points)


_STAR = _star()
