"""One value of several: all in sight where they are few, else in a list; and a list that takes other words too."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QButtonGroup, QCompleter, QLineEdit, QListView, QPushButton, QStyledItemDelegate

from vividdesk.model.schema import Editor, Field
from vividdesk.texts import _
from vividdesk.widgets.basics import unmarked
from vividdesk.widgets.choices import Segments
from vividdesk.widgets.controls import Combo
from vividdesk.widgets.form.entry import Entry, blank_of, is_same

FEW = 4
FEW_LETTERS = 24  # of all the segments of a choice together


def choices_of(field: Field) -> list[tuple[Any, str]]:
    """Values and their names; first of all to leave it to the service, where that can be."""
    open_end = [(None, _("Automatic"))] if field.nullable or (field.default is None and not field.required) else []
    if field.editor is Editor.YES_NO:
        return [*open_end, (True, _("Yes")), (False, _("No"))]
    unit = f" {field.unit}" if field.unit else ""
    return [*open_end, *((value, field.names.get(str(value), str(value)) + unit) for value in field.enum)]


def choice_for(field: Field) -> Entry:
    choices = choices_of(field)
    is_short = len(choices) <= FEW and sum(len(name) for _value, name in choices) <= FEW_LETTERS
    return SegmentsEntry(field, choices) if is_short else ComboEntry(field, choices)


class SegmentsEntry(Entry):
    def __init__(self, field: Field, choices: Sequence[tuple[Any, str]]) -> None:
        shown = [(value, unmarked(name)) for value, name in choices]
        self._segments = Segments(shown, field.title or field.name)
        super().__init__(field, self._segments)
        self._values = [value for value, _name in choices]
        self._buttons = self._segments.findChildren(QPushButton)
        (self._group,) = self._segments.findChildren(QButtonGroup)
        for button, (_value, name) in zip(self._buttons, choices, strict=True):
            button.setAccessibleName(f"{field.title or field.name}: {name}")
        self.last_stop = self._buttons[-1]
        self._lead(0)
        self._segments.chosen.connect(self._chosen)
        self.row.addStretch(1)

    def _chosen(self, value: Any) -> None:
        self._lead(self._group.checkedId())
        self.tell(value)

    def _lead(self, number: int) -> None:
        """The focus comes to the segment that is chosen."""
        self.setFocusProxy(self._buttons[number])

    def display(self, value: Any) -> None:
        found = [number for number, each in enumerate(self._values) if is_same(each, value)]
        if found:
            had_focus = any(button.hasFocus() for button in self._buttons)
            with QSignalBlocker(self._group):
                self._buttons[found[0]].setChecked(True)
            self._lead(found[0])
            if had_focus:
                self.setFocus()
            return
        self._group.setExclusive(False)
        for button in self._buttons:
            button.setChecked(False)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._group.setExclusive(True)
        self._lead(0)


class ComboEntry(Entry):
    def __init__(self, field: Field, choices: Sequence[tuple[Any, str]]) -> None:
        self._combo = Combo()
        super().__init__(field, self._combo)
        self._values = [value for value, _name in choices]
        self._combo.addItems([name for _value, name in choices])
        self._combo.setPlaceholderText(_("Choose…"))
        self._combo.setCurrentIndex(-1)
        self._combo.activated.connect(lambda place: self.tell(self._values[place]))

    def display(self, value: Any) -> None:
        found = [number for number, each in enumerate(self._values) if is_same(each, value)]
        self._combo.setCurrentIndex(found[0] if found else -1)


class OpenChoiceEntry(Entry):
    def __init__(self, field: Field) -> None:
        self._combo = Combo()
        self._line = QLineEdit()
        self._combo.setLineEdit(self._line)
        super().__init__(field, self._combo)
        self._line.setAccessibleName(field.title or field.name)
        self._combo.setInsertPolicy(Combo.InsertPolicy.NoInsert)
        self._combo.addItems([str(each) for each in field.examples])
        completer = QCompleter(self._combo.model(), self._combo)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        # The usual kind writes the rest of the nearest choice behind what was typed, and one could not type less.
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        suggestions = QListView()
        suggestions.setObjectName("suggestions")
        completer.setPopup(suggestions)
        suggestions.setItemDelegate(QStyledItemDelegate(suggestions))
        self._combo.setCompleter(completer)
        self._combo.setCurrentIndex(-1)
        self._line.setPlaceholderText("" if field.required else _("Automatic"))
        self._combo.editTextChanged.connect(lambda text: self.tell(text if text.strip() else blank_of(field)))

    def display(self, value: Any) -> None:
        text = "" if value is None else str(value)
        with QSignalBlocker(self._combo):
            self._combo.setCurrentIndex(self._combo.findText(text, Qt.MatchFlag.MatchExactly))
            self._combo.setEditText(text)
        self._line.setCursorPosition(0)
