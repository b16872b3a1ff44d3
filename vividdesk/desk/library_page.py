"""Every clip and picture that was made."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vividdesk.texts import _
from vividdesk.widgets.basics import Card
from vividdesk.widgets.empty_state import EmptyState
from vividdesk.widgets.theme import SIZES


class LibraryPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SIZES.gap, 0, SIZES.gap, SIZES.gap)
        card = Card()
        outer.addWidget(card)
        inside = QVBoxLayout(card)
        inside.addWidget(
            EmptyState(
                "library",
                _("The library is empty"),
                _("Finished clips and pictures are kept here, the newest first."),
            )
        )
