"""Lines above the list: lanes that do not go on, and what was just cleared. One line each, with what can be done."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vividdesk.bridge.lane_list import Line, Remedy
from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.basics import button
from vividdesk.widgets.theme import SIZES, Colours, font_of


class OneLine(QLabel):
    """Cut where there is no more room; the tooltip then has all of it."""

    def __init__(self, text: str, tone: str = "") -> None:
        super().__init__()
        self._full = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font_of(SIZES.body))
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(text)

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 2, self.fontMetrics().height())

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(40, self.fontMetrics().height())

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self._full if shown != self._full else "")
        super().resizeEvent(event)


class Strip(QFrame):
    """`tone` names the colour that its ground is tinted with."""

    def __init__(self, title: str, advice: str, tone: str, colours: Callable[[], Colours], *acts: QPushButton) -> None:
        super().__init__()
        self._tone = tone
        self._colours = colours
        self.setAccessibleName(f"{title} {advice}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.gap + 4, 2, 4, 2)
        row.setSpacing(SIZES.gap)
        said = OneLine(title)
        said.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(said)
        row.addWidget(OneLine(advice, "quiet"), 1)
        for act in acts:
            row.addWidget(act)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(getattr(self._colours(), self._tone))
        ground.setAlphaF(0.14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect(), SIZES.inner_radius, SIZES.inner_radius)


class Strips(QWidget):
    """One below the other; without any it takes no room."""

    def __init__(self, colours: Callable[[], Colours]) -> None:
        super().__init__()
        self._colours = colours
        self._shown: list[Strip] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SIZES.gap + 4, 0, SIZES.gap + 4, 6)
        self._column.setSpacing(4)
        self.hide()

    def show_all(self, strips: list[Strip]) -> None:
        """In place of those before."""
        for strip in (each for each in self._shown if each not in strips):
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self._shown = strips
        for strip in strips:
            self._column.addWidget(strip)
            strip.show()
        self.setVisible(bool(strips))


def lane_strip(line: Line, colours: Callable[[], Colours], act: Callable[[Remedy, Line], None]) -> Strip:
    buttons = [button(text, partial(act, remedy, line), "link") for remedy, text in _remedies(line)]
    tone = "running" if line.remedy is Remedy.RESUME else "waiting"
    return Strip(line.title, line.advice, tone, colours, *buttons)


def _remedies(line: Line) -> list[tuple[Remedy, str]]:
    """After what is done elsewhere, the person says that it goes on."""
    match line.remedy:
        case Remedy.RESUME:
            return [(Remedy.RESUME, _("Resume"))]
        case Remedy.TRY:
            return [(Remedy.TRY, _("Try now"))]
        case Remedy.SETTINGS:
            return [(Remedy.SETTINGS, _("Open its settings…"))]
        case Remedy.PAGE:
            return [(Remedy.PAGE, _("Open its page")), (Remedy.TRY, _("Go on"))]
    return []
