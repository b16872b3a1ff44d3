"""Over a part of the window while something hovers that may be let go of there: what would become of it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.widgets.theme import SIZES, font_of, tinted

INSET = 6


class DropHint(QWidget):
    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        return "" if self.isHidden() else self._words

    def say(self, words: str) -> None:
        self._words = words
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.update()

    @guarded(False)
    def eventFilter(self, _over: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        place = QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)
        for colour in (self.palette().color(QPalette.ColorRole.Base), tinted(accent)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(place, SIZES.inner_radius, SIZES.inner_radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 1.5))
        painter.drawRoundedRect(place, SIZES.inner_radius, SIZES.inner_radius)
        painter.setFont(font_of(SIZES.heading, QFont.Weight.DemiBold))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
