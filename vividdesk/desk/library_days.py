"""Two days, between which something was made."""

import re
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.theme import SIZES


class DaysDialog(QDialog):
    """`decided` carries both days, the earlier one first."""

    decided = Signal(object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Made between"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(SIZES.gap)
        column.addStrut(300)
        column.addWidget(label(_("Made between"), SIZES.heading, bold=True))
        today = QDate.currentDate()
        self.first, self.last = _day(_("From"), today.addDays(-6)), _day(_("To"), today)
        form = QFormLayout()
        form.setSpacing(SIZES.gap)
        for says, entry in ((_("From"), self.first), (_("Up to and including"), self.last)):
            what = label(says, tone="quiet")
            what.setMinimumHeight(entry.sizeHint().height())
            form.addRow(what, entry)
        column.addLayout(form)
        column.addSpacing(SIZES.gap)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button(_("Cancel"), self.reject))
        self.show_them = button(_("Show these days"), self._decide, "primary")
        foot.addWidget(self.show_them)
        column.addLayout(foot)

    def _decide(self) -> None:
        days = sorted(date(day.year(), day.month(), day.day()) for day in (self.first.date(), self.last.date()))
        self.decided.emit(*days)
        self.accept()


def _day(says: str, day: QDate) -> QDateEdit:
    made = QDateEdit(day)
    made.setAccessibleName(says)
    made.setDisplayFormat(re.sub("y+", "yyyy", made.displayFormat()))
    made.setCalendarPopup(True)
    made.setMaximumDate(QDate.currentDate())
    return made
