"""Where photos are dropped, and where the other ways to bring them are named: large at first, then small."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label, set_tone
from vividdesk.widgets.empty_state import Emblem
from vividdesk.widgets.theme import SIZES, tinted

DASHES = [3.0, 3.0]
TITLES = {True: SIZES.heading, False: SIZES.body}  # of the large zone and of the small one


class DropZone(QWidget):
    browse = Signal()
    camera = Signal()
    paste = Signal()
    sample = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        self._emblem = Emblem("photos")
        self._titles = {large: label("", size, bold=True, wrap=True) for large, size in TITLES.items()}
        self._says = label(_("Files, folders, or a picture from a web page."), tone="quiet", wrap=True)
        for words in (*self._titles.values(), self._says):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        browse = button(_("browse"), self.browse.emit, "inline")
        self.setFocusProxy(browse)
        self._ways = _Ways(
            browse,
            button(_("camera"), self.camera.emit, "inline"),
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
        for title in self._titles.values():
            column.addWidget(title)
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
        for is_large, title in self._titles.items():
            title.setVisible(is_large is large)
        gap = SIZES.margin if large else SIZES.gap
        self._column.setContentsMargins(SIZES.gap, gap, SIZES.gap, gap)
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
        for title in self._titles.values():
            title.setText(_("Let go to add") if self._over else _("Drop photos here"))
            set_tone(title, "accent" if self._over else "")

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        if self._over:
            painter.setBrush(tinted(accent))
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
        """The last of them first: there is a key for it, too."""
        shown, room = len(self._ways), event.size().width()
        while shown > 1 and room < _width(self._ways[:shown]):
            shown -= 1
        room -= _width(self._ways[:shown])
        dots = self._dots[: shown - 1]
        self._show(self._ways, shown)
        self._show(self._dots, len(dots) if room >= _width(dots) else 0)
        self._or.setVisible(room >= _width([*dots, self._or]))

    @staticmethod
    def _show(parts: Sequence[QWidget], number: int) -> None:
        for place, one in enumerate(parts):
            one.setVisible(place < number)


def _width(parts: Sequence[QWidget]) -> int:
    return sum(part.sizeHint().width() for part in parts)
