"""One line below the photos: what just happened to them, and the way back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from vividdesk.texts import _
from vividdesk.widgets.announce import say
from vividdesk.widgets.basics import button, icon_button, label
from vividdesk.widgets.theme import SIZES


class TrayMessage(QFrame):
    undo = Signal()
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._says = label("", SIZES.small, wrap=True)
        self._undo = button(_("Undo"), self.undo.emit, "inline")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 4, 4)
        row.setSpacing(4)
        row.addWidget(self._says, 1)
        row.addWidget(self._undo)
        row.addWidget(icon_button("close", _("Close this message"), self.closing.emit, "small"))
        self.hide()

    def say(self, text: str, can_undo: bool = False) -> None:
        self._says.setText(text)
        self._undo.setVisible(can_undo)
        self.show()
        say(self, text)
