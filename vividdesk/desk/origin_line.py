"""A line above the form that says what is in it, after "Again with changes"."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vividdesk.bridge.compose import Compose
from vividdesk.model.draft import Draft
from vividdesk.texts import _
from vividdesk.widgets.basics import line
from vividdesk.widgets.player.caption import Caption
from vividdesk.widgets.theme import SIZES, font_of


class OriginLine(QWidget):
    """It goes with another template or another photo: then it would not be true any more."""

    def __init__(self, compose: Compose) -> None:
        super().__init__()
        self._compose = compose
        self._told: Draft | None = None
        self.says = Caption()
        self.says.setFont(font_of(SIZES.small))
        self.says.setProperty("tone", "quiet")
        row = QHBoxLayout()
        row.setContentsMargins(SIZES.margin, 6, SIZES.margin, 6)
        row.addWidget(self.says)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line())
        self.hide()
        compose.changed.connect(self._look)

    def tell(self, name: str, photos: list[str]) -> None:
        """What stands in the form now is how this was made."""
        self._told = self._compose.draft
        if len(photos) == 1:
            words = _("As “{name}” from {photo} was made. Change what you like.").format(name=name, photo=photos[0])
        else:
            words = _("As “{name}” was made. Change what you like.").format(name=name)
        self.says.show_text(words)
        self.show()

    def _look(self) -> None:
        told, now = self._told, self._compose.draft
        if told is not None and (now is None or (now.template, now.pictures) != (told.template, told.pictures)):
            self._told = None
            self.hide()
