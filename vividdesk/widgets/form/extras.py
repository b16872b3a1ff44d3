"""Further options of a template that takes more than it tells of: a name and a value each, as many as one wants."""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vividdesk.texts import _
from vividdesk.widgets.basics import button, icon_button, label
from vividdesk.widgets.form.field_row import mark_wrong
from vividdesk.widgets.theme import SIZES


def read(text: str) -> Any:
    """A number, yes or no, a list or an object where it is one in JSON; a text in any other case."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text
    return text if value is None else value


def written(value: Any) -> str:
    """So that `read` gives the value again: a text that looks like a number stands in quotes."""
    if isinstance(value, str) and read(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


class ExtraRow(QWidget):
    edited = Signal()
    removed = Signal()

    def __init__(self, name: str = "", value: Any = "") -> None:
        super().__init__()
        self.kept_as = name  # under which the draft holds it; empty as long as it does not
        self.value = value
        self.name_line, self.value_line = QLineEdit(name), QLineEdit(written(value))
        self.name_line.setPlaceholderText(_("Name"))
        self.name_line.setAccessibleName(_("Name of the option"))
        self.value_line.setPlaceholderText(_("Value"))
        self.value_line.setAccessibleName(_("Value of the option"))
        for line in (self.name_line, self.value_line):
            line.setCursorPosition(0)
            line.textEdited.connect(lambda _text: self._take())
        self._fault = label("", SIZES.small, "failed", wrap=True)
        self._fault.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SIZES.gap)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.addWidget(self.name_line, 0, 0)
        grid.addWidget(self.value_line, 0, 1)
        self.remove = icon_button("close", _("Remove this option"), self.removed.emit, "small")
        grid.addWidget(self.remove, 0, 2)
        grid.addWidget(self._fault, 1, 0, 1, 2)

    @property
    def name(self) -> str:
        return self.name_line.text().strip()

    def follow(self, before: QWidget) -> None:
        """In the order of the Tab key; a new row would else come after the whole form."""
        for stop in (self.name_line, self.value_line, self.remove):
            self.setTabOrder(before, stop)
            before = stop

    def _take(self) -> None:
        self.value = read(self.value_line.text())
        self.edited.emit()

    def show_value(self, value: Any) -> None:
        if value != self.value:
            self.value = value
            self.value_line.setText(written(value))

    def show_fault(self, fault: str) -> None:
        if fault != self._fault.text():
            self._fault.setText(fault)
            self._fault.setVisible(bool(fault))
            mark_wrong(self.name_line, bool(fault))


class Extras(QWidget):
    named = Signal(str, str, object)  # the name so far (empty: none), the name now (empty: it goes), the value

    def __init__(self, is_open: bool, is_taken: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_taken = is_taken
        self._rows: list[ExtraRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SIZES.gap)
        explains = _("The service takes options beyond those it names. They are sent as you write them.")
        column.addWidget(
            label(
                explains if is_open else _("These were set, but the template does not know them."),
                SIZES.small,
                "quiet",
                wrap=True,
            )
        )
        self.add = button(_("Add an option"), self._start, "offer")
        last = QHBoxLayout()
        last.addWidget(self.add)
        last.addStretch()
        column.addLayout(last)
        self._list = QVBoxLayout()
        self._list.setSpacing(SIZES.gap)
        column.addLayout(self._list)
        if not is_open:
            self.add.hide()

    def names(self) -> Collection[str]:
        return [row.kept_as for row in self._rows if row.kept_as]

    def show_options(self, options: Mapping[str, Any]) -> None:
        """Rows that have no name yet stay."""
        for row in [row for row in self._rows if row.kept_as and row.kept_as not in options]:
            self._drop(row)
        rows = {row.kept_as: row for row in self._rows}
        for name, value in options.items():
            if name in rows:
                rows[name].show_value(value)
            else:
                self._put(ExtraRow(name, value))

    def show_faults(self, faults: Mapping[str, str]) -> None:
        for row in self._rows:
            row.show_fault(faults.get(row.kept_as, "") if row.kept_as else self._trouble(row))

    def focus(self, name: str) -> None:
        for row in self._rows:
            if row.kept_as == name:
                row.name_line.setFocus()

    def _trouble(self, row: ExtraRow) -> str:
        if row.name and self._is_used(row):
            return _("This name is taken already; give the option another.")
        return ""

    def _is_used(self, row: ExtraRow) -> bool:
        return self._is_taken(row.name) or any(row.name == each.kept_as for each in self._rows if each is not row)

    def _start(self) -> None:
        row = ExtraRow()
        self._put(row)
        row.name_line.setFocus()

    def _put(self, row: ExtraRow) -> None:
        before = self._rows[-1].remove if self._rows else self.add
        self._rows.append(row)
        self._list.addWidget(row)
        row.show()  # at once: it may be about to get the focus
        row.follow(before)
        row.edited.connect(lambda: self._rename(row))
        row.removed.connect(lambda: self._remove(row))

    def _rename(self, row: ExtraRow) -> None:
        before, now = row.kept_as, "" if not row.name or self._is_used(row) else row.name
        row.kept_as = now
        row.show_fault("" if now else self._trouble(row))
        if before or now:
            self.named.emit(before, now, row.value)

    def _remove(self, row: ExtraRow) -> None:
        before = row.kept_as
        self._drop(row)
        self.add.setFocus()
        if before:
            self.named.emit(before, "", None)

    def _drop(self, row: ExtraRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
