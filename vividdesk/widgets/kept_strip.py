"""Small pictures of what was added just now, the newest first; as many as there is room for."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.widgets.player.screen import paint_rounded
from vividdesk.widgets.theme import SIZES

PLACE = QSize(56, 36)
MOST = 8
SHARP = 2  # pixels for each of a screen at 100 %
RADIUS = 4


class KeptStrip(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pictures: list[QImage] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def add(self, picture: QImage) -> None:
        aspect, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        self._pictures = [picture.scaled(PLACE * SHARP, aspect, smooth), *self._pictures[: MOST - 1]]
        self.update()

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return PLACE

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = PLACE.width() + SIZES.gap
        for number, picture in enumerate(self._pictures[: (self.width() + SIZES.gap) // step]):
            place = QRect(number * step, (self.height() - PLACE.height()) // 2, PLACE.width(), PLACE.height())
            place = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
            paint_rounded(painter, picture, QRectF(place), RADIUS, fill=True)
