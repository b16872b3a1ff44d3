"""The line above an editor: what it is, what for, and whether it must or has been set."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.basics import icon_button, label
from vividdesk.widgets.theme import SIZES, font_of

HEIGHT = 24


class ElidedLabel(QLabel):
    """One line that ends in … where there is no room; all of it is in the tooltip then."""

    def __init__(self, text: str, size: int = SIZES.body, tone: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font_of(size))
        self.setProperty("tone", tone)

    def say(self, text: str) -> None:
        self.setText(text)
        self._explain()

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(min(24, super().sizeHint().width()), super().minimumSizeHint().height())

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._explain()

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), QLabel.alignment(self) & flags or flags, shown)

    def _explain(self) -> None:
        is_cut = QFontMetrics(self.font()).horizontalAdvance(self.text()) > self.width()
        self.setToolTip(self.text() if is_cut else "")


class Dot(QWidget):
    """In the accent colour: this was changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(7, HEIGHT)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().highlight())
        painter.drawEllipse(QRect(0, (self.height() - 7) // 2, 7, 7))


class TitleLine(QWidget):
    reset_wanted = Signal()

    def __init__(self, title: str, description: str = "") -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._title = title
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SIZES.gap)
        self.label = ElidedLabel(title)
        self.label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self.label)
        self.purpose = ElidedLabel(description, SIZES.small, "quiet")
        self.purpose.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self.purpose, 1)
        self._description = description
        self._marks: list[QWidget] = []
        self._needed: QLabel | None = None
        self.reset: QPushButton | None = None

    def told_beside(self, width: int) -> bool:
        """Whether what it is for fits into so wide a line; what does not is left to whoever has more room."""
        title, purpose = self.label.sizeHint().width(), self.purpose.fontMetrics().horizontalAdvance(self._description)
        fits = title + SIZES.gap + purpose <= width
        self.purpose.say(self._description if fits else "")
        return fits

    def show_marks(self, is_changed: bool, is_needed: bool) -> None:
        """The marks are made when first needed: most fields are left as they are."""
        if is_needed and self._needed is None:
            self._needed = label(_("required"), SIZES.small, "quiet")
            self._row.addWidget(self._needed)
        if self._needed is not None:
            self._needed.setVisible(is_needed)
        if is_changed and not self._marks:
            self._make_marks()
        if self.reset is not None and self.reset.hasFocus() and not is_changed:
            self.reset.focusNextChild()  # to the editor below, not out of the form
        for mark in self._marks:
            mark.setVisible(is_changed)

    def _make_marks(self) -> None:
        self.reset = icon_button(
            "reset", _("Reset {title} to its default").format(title=self._title), self.reset_wanted.emit, "small"
        )
        self._marks = [Dot(), label(_("changed"), SIZES.small, "accent"), self.reset]
        self._row.setSpacing(6)
        for mark in self._marks:
            self._row.addWidget(mark)
