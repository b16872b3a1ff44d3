"""A number that may be left empty: typed, judged at once, and in force when the entry is left."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vividdesk.desk.setting_card import beside
from vividdesk.texts import _
from vividdesk.widgets.basics import label, set_tone
from vividdesk.widgets.form.number_entry import is_number, read, written
from vividdesk.widgets.theme import SIZES

MOST = 1_000_000_000
WIDTH = 104


@dataclass(frozen=True)
class Rule:
    """What a number may be; it may be none in any case."""

    whole: bool = False
    zero: bool = False

    def fault(self, value: Any) -> str:
        fine = is_number(value) and (isinstance(value, int) or not self.whole)
        if value is None or (fine and (0 < value <= MOST or (self.zero and value == 0))):
            return ""
        if is_number(value) and value > MOST:
            return _("No more than {most}, please.").format(most=QLocale().toString(MOST))
        if self.whole:
            return _("A whole number from 1 up, please, or nothing.")
        if self.zero:
            return _("A number from 0 up, please, or nothing.")
        return _("A number above 0, please, or nothing.")


class NumberEntry(QLineEdit):
    """`judged` carries what is wrong with it as it is typed, `settled` the new number or None."""

    judged = Signal(str)
    settled = Signal(object)

    def __init__(self, rule: Rule, value: float | None, name: str, empty: str) -> None:
        super().__init__(written(value))
        self._rule = rule
        self._kept: Any = value
        self.setAccessibleName(name)
        self.setPlaceholderText(empty)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(WIDTH)
        self.textEdited.connect(lambda _text: self._judge())
        self.editingFinished.connect(self.settle)

    @property
    def fault(self) -> str:
        return self._rule.fault(read(self.text()))

    def settle(self) -> None:
        value = read(self.text())
        if not self.fault and value != self._kept:
            self._kept = value
            self.settled.emit(value)

    def leave(self) -> None:
        """What is wrong gives way to what is in force."""
        self.settle()
        self.setText(written(self._kept))
        self._judge()

    def _judge(self) -> None:
        self.setProperty("wrong", bool(self.fault))
        set_tone(self, "")
        self.judged.emit(self.fault)


class NumberSetting(QWidget):
    """In a line of its own, with what it means, its unit, and below it what is wrong."""

    def __init__(self, title: str, says: str, unit: str, entry: NumberEntry) -> None:
        super().__init__()
        self.entry = entry
        field = QHBoxLayout()
        field.setSpacing(SIZES.gap)
        field.addWidget(entry)
        after = label(unit, tone="quiet")
        after.setMinimumWidth(62)
        field.addWidget(after)
        self._fault = label("", SIZES.small, "failed", wrap=True)
        self._fault.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self._fault.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(beside(title, says, field))
        column.addWidget(self._fault)
        entry.judged.connect(self._show)

    def _show(self, fault: str) -> None:
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self.entry.setAccessibleDescription(fault)
