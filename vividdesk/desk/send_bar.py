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


class SendBar(QFrame):
    def __init__(self, compose: Compose, send: Callable[[], None], presets: QMenu) -> None:
        super().__init__()
        self._compose = compose
        self.setMinimumHeight(60)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.margin, 10, SIZES.margin, 10)
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
        self.button.setAccessibleDescription(outlook.note)
        self.note.say(outlook.note)


class Note(QLabel):
    """Two lines at most, cut where there is no more room; the tooltip then has all of it."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", "quiet")
        self.setFont(font_of(SIZES.body))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def say(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self._fit()

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(LEAST_NOTE, 2 * self.fontMetrics().lineSpacing())

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return self.minimumSizeHint()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = wrapped(self._words, self.font(), self.width(), 2)
        self.setText("\n".join(lines))
        self.setToolTip(self._words if "".join(lines).endswith("…") else "")
