"""Bringing in a service's history: how far it is, and the way to stop it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton

from vividdesk.bridge.bring_in import BringIn
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.theme import SIZES

WIDTH = 160


def bring_in_button(work: BringIn) -> QPushButton:
    """One at a time is enough."""
    made = button(_("Bring in Vivid Flow's history"), work.start, "link")
    made.setToolTip(_("Clips that were made there elsewhere come into the library, each once."))
    work.changed.connect(lambda: made.setEnabled(not work.is_running))
    return made


class BringInBar(QFrame):
    """In sight while something is brought in."""

    def __init__(self, work: BringIn) -> None:
        super().__init__()
        self._work = work
        self._says = label("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(WIDTH, 6)
        self._bar.setAccessibleName(_("How far it is"))
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.margin, 6, 8, 6)
        row.setSpacing(SIZES.margin)
        row.addWidget(self._says)
        row.addWidget(self._bar)
        row.addStretch()
        self.cancel = button(_("Cancel"), work.cancel, "link")
        row.addWidget(self.cancel)
        work.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setVisible(self._work.is_running)
        self._says.setText(self._work.says)
        part = self._work.part
        self._bar.setVisible(part is not None)
        self._bar.setValue(round(100 * (part or 0)))
