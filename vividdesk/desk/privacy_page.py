"""What leaves this computer, to whom, and what stays."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.desk.setting_card import column_of
from vividdesk.texts import _
from vividdesk.widgets.basics import Card, label
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES


class PrivacyPage(QWidget):
    def __init__(self, data: Path) -> None:
        super().__init__()
        column = column_of(self, _("Privacy"), _("What leaves this computer, to whom, and what stays here."))
        for emblem, title, says in _sentences(data):
            column.addWidget(_Said(emblem, title, says))
        column.addStretch()


def _sentences(data: Path) -> tuple[tuple[str, str, str], ...]:
    return (
        (
            "photos",
            _("Photos go only to the service you choose"),
            _(
                "A photo is sent when you press Make, with the options of the form, to the service named on that "
                "button and to no other. Before that it loses all its metadata: where and when it was taken, with "
                "which camera, and its file's name. Where no key is stored it does not leave this computer."
            ),
        ),
        (
            "shield",
            _("Nothing comes to us"),
            _("No statistics, no reports of errors, no search for updates."),
        ),
        (
            "key",
            _("Keys stay in the system keyring"),
            _(
                "A key travels to its own service alone, over an encrypted connection. It is in no settings file, "
                "in no result and not in the log."
            ),
        ),
        (
            "library",
            _("Results say how they were made"),
            _(
                "Service, template and options, the prompt too, are written into the file, so that you find your "
                "way back. Have this in mind when you pass one on."
            ),
        ),
        (
            "folder",
            _("The rest is yours, and here"),
            _("The library, the queue and copies of your photos lie in {folder}, readable by you alone.").format(
                folder=str(data).replace("/", "/\u2060", 1)  # no line ends with the first stroke of a path
            ),
        ),
    )


class _Emblem(QWidget):
    """In the colour of the day: it is painted anew when that changes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._icon = icon(name, QPalette.ColorRole.PlaceholderText)
        self.setFixedSize(20, 20)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        self._icon.paint(QPainter(self), self.rect())


class _Said(Card):
    def __init__(self, emblem: str, title: str, says: str) -> None:
        super().__init__()
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(label(title, bold=True, wrap=True))
        words.addWidget(label(says, tone="quiet", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.margin, SIZES.margin, SIZES.margin, SIZES.margin)
        row.setSpacing(SIZES.margin)
        row.addWidget(_Emblem(emblem), alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
