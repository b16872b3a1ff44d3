"""A line to search by, as one types."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QToolButton

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.icons import icon

CLOSER = -8  # Qt leaves much room between an icon and the text
QUIET = QPalette.ColorRole.PlaceholderText


class SearchField(QLineEdit):
    """`entered` is Enter, `left_below` an arrow down. Escape clears it, and is left to others where it is empty."""

    entered = Signal()
    left_below = Signal()

    def __init__(self, says: str) -> None:
        super().__init__()
        self.setAccessibleName(says)
        self.addAction(icon("search", QUIET), QLineEdit.ActionPosition.LeadingPosition)
        left, right = (0, CLOSER) if self.isRightToLeft() else (CLOSER, 0)
        self.setTextMargins(left, 0, right, 0)
        clearing = self.addAction(icon("close", QUIET), QLineEdit.ActionPosition.TrailingPosition)
        clearing.setToolTip(_("Clear the search"))
        clearing.setVisible(False)
        clearing.triggered.connect(self.clear)
        for made, name in zip(self.findChildren(QToolButton), (says, clearing.toolTip()), strict=True):
            made.setAccessibleName(name)
        self.textChanged.connect(lambda text: clearing.setVisible(bool(text)))

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        match event.key():
            case Qt.Key.Key_Down if plain:
                self.left_below.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if plain:
                self.entered.emit()
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case _:
                super().keyPressEvent(event)
