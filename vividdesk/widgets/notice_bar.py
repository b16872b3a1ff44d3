"""The newest notices above the page, until they are closed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vividdesk.bridge.notices import Notice, Notices, Weight
from vividdesk.texts import _
from vividdesk.widgets.basics import Card, icon_button, label
from vividdesk.widgets.theme import SIZES

MOST = 3

TONES = {Weight.INFO: "running", Weight.WARNING: "waiting", Weight.FAILURE: "failed"}


def word(weight: Weight) -> str:
    match weight:
        case Weight.INFO:
            return _("Note")
        case Weight.WARNING:
            return _("Warning")
        case Weight.FAILURE:
            return _("Fault")


class NoticeBar(QWidget):
    def __init__(self, notices: Notices) -> None:
        super().__init__()
        self._rows: dict[Notice, QFrame] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, SIZES.gap)
        self._column.setSpacing(SIZES.gap)
        self.hide()
        notices.shown.connect(self.show_notice)

    @property
    def notices(self) -> list[Notice]:
        """What is shown, the oldest first."""
        return list(self._rows)

    def show_notice(self, notice: Notice) -> None:
        if notice in self._rows:
            return
        while len(self._rows) >= MOST:
            self._drop(next(iter(self._rows)))
        self._rows[notice] = row = self._row(notice)
        self._column.addWidget(row)
        self.show()

    def clear(self) -> None:
        for notice in self.notices:
            self._drop(notice)

    def _row(self, notice: Notice) -> QFrame:
        card = Card()
        row = QHBoxLayout(card)
        row.setContentsMargins(SIZES.margin, 8, 8, 8)
        row.setSpacing(SIZES.gap + 2)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(label(word(notice.weight), tone=TONES[notice.weight], bold=True), alignment=top)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(notice.title, wrap=True))
        if notice.advice:
            words.addWidget(label(notice.advice, tone="quiet", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(icon_button("close", _("Close this notice"), lambda: self._drop(notice), "small"), alignment=top)
        card.setAccessibleName(f"{notice.title} {notice.advice}")
        return card

    def _drop(self, notice: Notice) -> None:
        row = self._rows.pop(notice)
        self._column.removeWidget(row)
        row.deleteLater()
        self.setVisible(bool(self._rows))
