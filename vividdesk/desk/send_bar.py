"""The one next step: a button that says what will happen, and quiet words beside it."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from vividdesk.bridge.compose import Compose
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.theme import SIZES


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
        self.note = label("", tone="quiet", wrap=True)
        row.addWidget(self.button)
        row.addWidget(self.presets)
        row.addWidget(self.note, 1)
        compose.changed.connect(self.show_outlook)
        self.show_outlook()

    def show_outlook(self) -> None:
        """What is missing can be clicked, too: then it is shown where."""
        outlook = self._compose.outlook()
        self.button.setText(outlook.button)
        self.button.setProperty("look", "primary" if outlook.ready else "")
        self.button.style().polish(self.button)
        self.button.setEnabled(not self._compose.sending)
        self.note.setText(outlook.note)
