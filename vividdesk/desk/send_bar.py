"""The one next step: a button that says what will happen, and quiet words beside it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy

from vividdesk.bridge.compose import Compose
from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.basics import button
from vividdesk.widgets.theme import SIZES, font_of
from vividdesk.widgets.wrapped import wrapped

LEAST_NOTE = 96  # the least width of the words beside the buttons
BETWEEN = " · "
LINES = 3  # as many as the bar is high without growing by them


class SendBar(QFrame):
    def __init__(self, compose: Compose, send: Callable[[], None], presets: QMenu) -> None:
        super().__init__()
        self._compose = compose
        self.setMinimumHeight(60)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.margin, 6, SIZES.margin, 6)
        row.setSpacing(SIZES.margin)
        self.button = button("", send, "primary")
        self.button.setToolTip(_("Ctrl+Enter"))
        self.presets = button(_("Presets"), lambda: self.presets.showMenu())
        self.presets.setMenu(presets)
        self.note = Note()
        row.addWidget(self.button)
        row.addWidget(self.presets)
        row.addWidget(self.note, 1)
        compose.changed.connect(self.show_outlook)
        self.show_outlook()

    def show_outlook(self) -> None:
        """What is missing can be clicked, too: then it is shown where. Disabled, it would give the focus away."""
        outlook = self._compose.outlook()
        self.button.setText(outlook.button)
        self.button.setProperty("look", "primary" if outlook.ready else "")
        self.button.style().polish(self.button)
        self.button.setAccessibleDescription(" · ".join(part for part in (outlook.note, outlook.more) if part))
        self.note.say(outlook.note, outlook.more)


class Note(QLabel):
    """Three lines at most, cut where there is no more room; the tooltip then has all of it, and what more there is."""

    def __init__(self) -> None:
        super().__init__()
        self._words = self._more = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", "quiet")
        self.setFont(font_of(SIZES.body))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def say(self, words: str, more: str = "") -> None:
        self._words, self._more = words[:1].upper() + words[1:], more
        self.setAccessibleName(self._words)
        self._fit()

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(LEAST_NOTE, LINES * self.fontMetrics().lineSpacing())

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return self.minimumSizeHint()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = self._lines()
        self.setText("\n".join(lines))
        told = (self._words if "".join(lines).endswith("…") else "", self._more)
        self.setToolTip("\n".join(part for part in told if part))

    def _lines(self) -> list[str]:
        """Between two facts rather than within one, where that needs no more lines."""
        ways = [wrapped(words, self.font(), self.width(), LINES) for words in (self._held_together(), self._words)]
        best = min(ways, key=lambda lines: (lines[-1:] != [] and lines[-1].endswith("…"), len(lines)))
        return [line.replace("\u00a0", " ") for line in best]

    def _held_together(self) -> str:
        """Each fact that has room in a line; what is held together and has none would break within a word."""
        wide = self.fontMetrics().horizontalAdvance
        facts = self._words.split(BETWEEN)
        return BETWEEN.join(
            fact.replace(" ", "\u00a0") if wide(fact + BETWEEN) <= self.width() else fact for fact in facts
        )
