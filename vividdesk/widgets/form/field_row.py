"""An option in the form: its title line, its editor, and below what is wrong with it."""

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.model.schema import Field, Warn
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.form.choice_entry import choices_of
from vividdesk.widgets.form.editors import editor_for
from vividdesk.widgets.form.entry import Entry
from vividdesk.widgets.theme import SIZES
from vividdesk.widgets.title_line import TitleLine


def why_linked() -> str:
    return _("Another step of the workflow fills this in.")


class FieldRow(QWidget):
    edited = Signal(str, object)
    reset_wanted = Signal(str)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.entry: Entry = editor_for(field)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._title = TitleLine(field.title or field.name, field.description)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self._column.addWidget(self._title)
        self._column.addWidget(self.entry)
        for says in (why_linked() if field.linked else "", field.note):
            if says:
                self._column.addWidget(label(says, SIZES.small, "quiet", wrap=True))
        self.entry.setEnabled(not field.linked)
        self._fault: QLabel | None = None
        self._warning: WarningLine | None = None
        self._purpose: QLabel | None = None
        self._needed = False
        self._told = field.description
        self.entry.edited.connect(lambda value: self.edited.emit(field.name, value))
        self._title.reset_wanted.connect(lambda: self.reset_wanted.emit(field.name))

    @property
    def wide(self) -> bool:
        return self.entry.wide

    @property
    def has_default(self) -> bool:
        """One without is not "changed" by what it needs anyway."""
        return not (self.field.required and self.field.default is None)

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What it is for goes below the editor where it would be cut off above."""
        super().resizeEvent(event)
        is_told = self._title.told_beside(event.size().width())
        if self._purpose is None and not is_told:
            self._purpose = label(self.field.description, SIZES.small, "quiet", wrap=True)
            self._column.insertWidget(self._column.indexOf(self.entry) + 1, self._purpose)
        if self._purpose is not None:
            self._purpose.setHidden(is_told)

    def take_focus(self) -> None:
        self.entry.setFocus(Qt.FocusReason.TabFocusReason)

    def show_value(self, value: Any) -> None:
        self.entry.show_value(value)

    def show_state(self, fault: str, warning: Warn | None, is_changed: bool, is_needed: bool) -> None:
        stops = self._stops()
        self._title.show_marks(is_changed, is_needed)
        self._needed = is_needed
        self._show_fault(self.entry.complaint() or fault if fault else "")
        self._show_warning(warning)
        self._describe(warning)
        if len(self._stops()) > len(stops):
            for before, after in pairwise(self._stops()):
                self.setTabOrder(before, after)  # what came later would else follow the whole form

    def _stops(self) -> list[QWidget]:
        """Of the Tab key, from the editor on."""
        later = (self._title.reset, self._warning and self._warning.offer)
        return [self.entry.last_stop, *(each for each in later if each is not None)]

    def _show_warning(self, warning: Warn | None) -> None:
        if warning is None:
            if self._warning is not None:
                self._warning.hide()
            return
        if self._warning is None:
            self._warning = WarningLine(self.field)
            self._warning.taken.connect(self._take_offer)
            self._column.insertWidget(2, self._warning)
        self._warning.show_warning(warning)

    def _take_offer(self, value: Any) -> None:
        self.take_focus()  # the button with the offer is about to go away
        self.entry.show_value(value)
        self.edited.emit(self.field.name, value)

    def _describe(self, warning: Warn | None) -> None:
        """What stands around the editor, the most urgent first."""
        fault = self._fault.text() if self._fault is not None else ""
        marks = _("required") if self._needed and not fault else ""
        linked = why_linked() if self.field.linked else ""
        says = (fault, warning.says if warning else "", marks, self.field.unit, linked, self.field.description)
        told = ". ".join(part.removesuffix(".") for part in (*says, self.field.note) if part)
        if told != self._told:
            self._told = told
            self.entry.describe(told)

    def _show_fault(self, fault: str) -> None:
        if self._fault is None:
            if not fault:
                return
            self._fault = label("", SIZES.small, "failed", wrap=True)
            self._column.insertWidget(2, self._fault)
        if self._fault.text() == fault:
            return
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        mark_wrong(self.entry.control, bool(fault))


def mark_wrong(control: QWidget, is_wrong: bool) -> None:
    if bool(control.property("wrong")) != is_wrong:
        control.setProperty("wrong", is_wrong)
        control.style().polish(control)


class WarningLine(QWidget):
    """What speaks against the value, and the better one as a button."""

    taken = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._says = label("", SIZES.small, "waiting", wrap=True)
        row.addWidget(self._says, 1)
        self.offer = button("", lambda: self.taken.emit(self._value), "offer")
        row.addWidget(self.offer)
        self._value: Any = None

    def show_warning(self, warning: Warn) -> None:
        self._says.setText(warning.says)
        self._value = warning.offer
        self.offer.setVisible(warning.offer is not None)
        self.offer.setText(self._better(warning.offer))
        self.show()

    def _better(self, value: Any) -> str:
        match value:
            case True:
                return _("Turn it on")
            case False:
                return _("Turn it off")
        named = {str(each): name for each, name in choices_of(self._field)}.get(str(value), str(value))
        return _("Take {value}").format(value=named)
