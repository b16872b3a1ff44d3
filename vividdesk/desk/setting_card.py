"""What the pages of the settings are made of."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from vividdesk.widgets.basics import Card, label
from vividdesk.widgets.choices import Segments
from vividdesk.widgets.theme import SIZES


def column_of(page: QWidget, title: str, says: str = "") -> QVBoxLayout:
    """The page's cards go into it, one below the other."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, SIZES.gap, 0)
    column.setSpacing(SIZES.gap + 4)
    column.addWidget(label(title, SIZES.title, bold=True))
    if says:
        column.addWidget(label(says, tone="quiet", wrap=True))
    return column


class SettingCard(Card):
    """`inside` takes what it is about."""

    def __init__(self, title: str, says: str = "") -> None:
        super().__init__()
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(SIZES.margin, SIZES.margin, SIZES.margin, SIZES.margin)
        self.inside.setSpacing(SIZES.gap + 2)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(title, SIZES.heading, bold=True))
        if says:
            words.addWidget(label(says, tone="quiet", wrap=True))
        self.inside.addLayout(words)


def beside(title: str, says: str, control: QWidget | QLayout) -> QHBoxLayout:
    """Words, and at the end of the line what they are about."""
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addStretch()
    words.addWidget(label(title, wrap=True))
    if says:
        words.addWidget(label(says, SIZES.small, "quiet", wrap=True))
    words.addStretch()
    row = QHBoxLayout()
    row.setSpacing(SIZES.margin)
    row.addLayout(words, 1)
    if isinstance(control, QLayout):
        row.addLayout(control)
    else:
        row.addWidget(control)
    return row


class ChoiceCard(SettingCard):
    """One of a few. A value that is not among them is none of them."""

    def __init__(self, title: str, says: str, choices: Sequence[tuple[str, str]], now: str) -> None:
        super().__init__(title, says)
        self.segments = Segments(choices, title)
        if now in [value for value, _text in choices]:
            self.segments.choose(now)
        self.inside.addWidget(self.segments)
