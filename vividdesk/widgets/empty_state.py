"""What a panel shows while there is nothing in it: what will be there, and what to do."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.widgets.basics import label
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES, tinted


class Emblem(QWidget):
    """An icon in a soft round field."""

    def __init__(self, name: str, size: int = 56) -> None:
        super().__init__()
        self.setFixedSize(QSize(size, size))
        self._icon = icon(name, QPalette.ColorRole.Highlight)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(self.palette().color(QPalette.ColorRole.Highlight)))
        painter.drawEllipse(self.rect())
        inset = self.width() // 4
        self._icon.paint(painter, self.rect().adjusted(inset, inset, -inset, -inset))


class EmptyState(QWidget):
    def __init__(self, emblem: str, title: str, says: str, *steps: QPushButton) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SIZES.margin, SIZES.margin, SIZES.margin, SIZES.margin)
        column.setSpacing(6)
        column.addStretch(2)
        column.addLayout(_centred(Emblem(emblem)))
        column.addSpacing(8)
        for line in (label(title, SIZES.heading, bold=True, wrap=True), label(says, tone="quiet", wrap=True)):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.setMaximumWidth(400)
            column.addLayout(_centred(line))
        if steps:
            column.addSpacing(10)
            column.addLayout(_centred(*steps))
        column.addStretch(3)


class LowEmptyState(QWidget):
    """The same for panels that are low: the emblem beside the words."""

    def __init__(self, emblem: str, title: str, says: str, *steps: QPushButton) -> None:
        super().__init__()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch()
        words.addWidget(label(title, SIZES.heading, bold=True))
        words.addWidget(label(says, tone="quiet"))
        for step in steps:
            words.addSpacing(4)
            words.addWidget(step)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.margin, SIZES.gap, SIZES.margin, SIZES.margin)
        row.setSpacing(SIZES.margin)
        row.addStretch()
        row.addWidget(Emblem(emblem, 48))
        row.addLayout(words)
        row.addStretch()


def _centred(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SIZES.gap)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget, 100)
    row.addStretch(1)
    return row
