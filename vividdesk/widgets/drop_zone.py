"""Where photos are dropped, and where the other ways to bring them are named: large at first, then small."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label, set_tone
from vividdesk.widgets.empty_state import Emblem
from vividdesk.widgets.theme import SIZES, font_of

DASHES = [3.0, 3.0]
TINT = 0.10


class DropZone(QWidget):
    browse = Signal()
    paste = Signal()
    sample = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        self._emblem = Emblem("photos")
        self._title = label("", SIZES.heading, bold=True, wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._says = label(_("Files, folders, or a picture from a web page."), tone="quiet", wrap=True)
        self._says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._ways = _Ways(
            button(_("browse"), self.browse.emit, "inline"),
            button(_("paste"), self.paste.emit, "inline"),
        )
        self._sample = button(_("Try a sample photo"), self.sample.emit, "primary")
        self._lay_out()
        self.set_large(True)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SIZES.gap, SIZES.gap, SIZES.gap, SIZES.gap)
        column.setSpacing(2)
        column.addStretch(2)
        column.addWidget(self._emblem, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addWidget(self._says)
        column.addWidget(self._ways)
        column.addWidget(self._sample, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._column = column

    def set_large(self, large: bool) -> None:
        """Large, it takes all the room there is."""
        self._large = large
        for only_large in (self._emblem, self._says, self._sample):
            only_large.setVisible(large)
        gap = SIZES.margin if large else SIZES.gap
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setSpacing(SIZES.gap if large else 0)
        vertical = QSizePolicy.Policy.Expanding if large else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self._name_it()

    def set_over(self, over: bool) -> None:
        """Something that can be dropped hovers."""
        if over != self._over:
            self._over = over
            self._name_it()
            self.update()

    def _name_it(self) -> None:
        self._title.setText(_("Let go to add") if self._over else _("Drop photos here"))
        set_tone(self._title, "accent" if self._over else "")
        self._title.setFont(font_of(SIZES.heading if self._large else SIZES.body, QFont.Weight.DemiBold))

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        if self._over:
            fill = QColor(accent)
            fill.setAlphaF(TINT)
            painter.setBrush(fill)
        painter.setPen(_pen(accent if self._over else self.palette().color(QPalette.ColorRole.Mid), self._over))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), SIZES.inner_radius, SIZES.inner_radius)


def _pen(colour: QColor, firm: bool) -> QPen:
    pen = QPen(colour, 1.5)
    if not firm:
        pen.setDashPattern(DASHES)
    return pen


class _Ways(QWidget):
    """or browse · camera · paste: what does not fit into the width goes, the buttons last."""

    def __init__(self, *ways: QPushButton) -> None:
        super().__init__()
        self._ways = ways
        self._or = label(_("or"), tone="quiet")
        self._dots = [label("·", tone="quiet") for _way in ways[1:]]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addStretch()
        row.addWidget(self._or)
        for number, way in enumerate(ways):
            if number:
                row.addWidget(self._dots[number - 1])
            row.addWidget(way)
        row.addStretch()
        self._row: QBoxLayout = row
        self.setMinimumWidth(sum(way.minimumSizeHint().width() for way in ways[:1]))

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        room = event.size().width() - sum(way.sizeHint().width() for way in self._ways)
        dots = sum(dot.sizeHint().width() for dot in self._dots)
        self._show(self._dots, room >= dots)
        self._show([self._or], room >= dots + self._or.sizeHint().width())

    @staticmethod
    def _show(labels: list[QLabel], fits: bool) -> None:
        for one in labels:
            one.setVisible(fits)
