"""What leaves this computer, to whom, and what stays."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.preferences import Preferences
from vividdesk.desk.setting_card import column_of
from vividdesk.texts import _
from vividdesk.widgets.basics import Card, label
from vividdesk.widgets.controls import Switch
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES


class PrivacyPage(QWidget):
    def __init__(self, preferences: Preferences, data: Path) -> None:
        super().__init__()
        self._preferences = preferences
        column = column_of(self, _("Privacy"), _("What leaves this computer, to whom, and what stays here."))
        for emblem, title, says in _leaves():
            column.addWidget(_Said(emblem, title, says))
        column.addWidget(self._errors_card())
        for emblem, title, says in _stays(data):
            column.addWidget(_Said(emblem, title, says))
        column.addStretch()
        preferences.changed.connect(self._show_errors)

    def _errors_card(self) -> "_Said":
        title = _("Failed jobs in your error log at Vimmerse")
        says = _(
            "Off by default. When a job at Vimmerse fails, what went wrong goes to your own error log there, once: "
            "the template, the job's number there and what the service answered. No photo, no prompt, no file name, "
            "no key, even where the answer quotes one. The command vividdesk make keeps to this switch, too."
        )
        self.errors = Switch()
        self.errors.setAccessibleName(title)
        self.errors.setAccessibleDescription(says)
        self._show_errors()
        self.errors.toggled.connect(lambda is_on: self._preferences.set(vimmerse_error_reports=is_on))
        return _Said("player-trouble", title, says, self.errors)

    def _show_errors(self) -> None:
        with QSignalBlocker(self.errors):
            self.errors.setChecked(self._preferences.now.vimmerse_error_reports)


def _leaves() -> tuple[tuple[str, str, str], ...]:
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
            "link",
            _("Addresses are asked for at their host"),
            _(
                "A picture whose web address you drop or paste is fetched from there, without a key. Stars, titles, "
                "who can see a result and its deletion are told the service that made it."
            ),
        ),
        (
            "shield",
            _("Nothing comes to us"),
            _(
                "No statistics, no reports of errors, no search for updates. What you may switch on below goes to "
                "Vimmerse alone."
            ),
        ),
    )


def _stays(data: Path) -> tuple[tuple[str, str, str], ...]:
    return (
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
    def __init__(self, emblem: str, title: str, says: str, control: QWidget | None = None) -> None:
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
        if control is not None:
            row.addWidget(control, alignment=Qt.AlignmentFlag.AlignTop)
