"""Which widget a kind of option is edited with."""

import json
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLineEdit

from vividdesk.model.schema import Editor, Field
from vividdesk.texts import _
from vividdesk.widgets.basics import label
from vividdesk.widgets.controls import Slider, Switch
from vividdesk.widgets.form.choice_entry import OpenChoiceEntry, choice_for
from vividdesk.widgets.form.entry import Entry, blank_of, hint_of, is_left_open, is_same
from vividdesk.widgets.form.number_entry import NumberBox, scale_of, written
from vividdesk.widgets.form.text_entry import GrowingText


def editor_for(field: Field) -> Entry:
    match field.editor:
        case Editor.TEXT | Editor.ADDRESS:
            return TextEntry(field)
        case Editor.LONG_TEXT:
            return LongTextEntry(field)
        case Editor.CHOICE:
            return choice_for(field)
        case Editor.OPEN_CHOICE:
            return OpenChoiceEntry(field)
        case Editor.WHOLE | Editor.DECIMAL:
            return NumberEntry(field)
        case Editor.YES_NO:
            return choice_for(field) if is_left_open(field) else SwitchEntry(field)
        case Editor.JSON:
            return JsonEntry(field)


class TextEntry(Entry):
    def __init__(self, field: Field) -> None:
        self._line = QLineEdit()
        super().__init__(field, self._line)
        self._line.setPlaceholderText(hint_of(field))
        self._line.textEdited.connect(lambda text: self.tell(text if text.strip() else blank_of(field)))

    def display(self, value: Any) -> None:
        self._line.setText("" if value is None else str(value))
        self._line.setCursorPosition(0)


class LongTextEntry(Entry):
    wide = True

    def __init__(self, field: Field) -> None:
        self._text = GrowingText()
        super().__init__(field, self._text)
        self._text.setPlaceholderText(hint_of(field))
        self._text.textChanged.connect(self._tell)
        self._shown = ""

    def _tell(self) -> None:
        text = self._text.toPlainText()
        if text != self._shown:  # a change of colours alone also counts as one
            self._shown = text
            self.tell(text if text.strip() else blank_of(self.field))

    def display(self, value: Any) -> None:
        with QSignalBlocker(self._text):
            self._text.setPlainText("" if value is None else str(value))
        self._shown = self._text.toPlainText()


class NumberEntry(Entry):
    def __init__(self, field: Field) -> None:
        self._scale = scale_of(field)
        self._box = NumberBox(self._scale)
        super().__init__(field, self._box)
        if not field.required:
            self._box.lineEdit().setPlaceholderText(_("Automatic"))
        self._box.typed.connect(self._typed)
        if field.unit:
            self.row.addWidget(label(field.unit, tone="quiet"))
        self._slider = self._make_slider() if self._scale.steps else None
        if self._slider is None:
            self.row.addStretch(1)

    def _make_slider(self) -> Slider:
        slider = Slider()
        slider.setRange(0, self._scale.steps)
        slider.setPageStep(max(self._scale.steps // 10, 1))
        slider.valueChanged.connect(self._dragged)
        self.row.insertWidget(0, slider, 1)
        self._box.setFixedWidth(92)
        return slider

    def _typed(self, value: Any) -> None:
        self._place_slider(value)
        self.tell(value)

    def _dragged(self, place: int) -> None:
        value = self._scale.at(place)
        number = int(value) if self.field.type == "integer" else float(value)
        self._box.show_value(number)
        self._name_slider()
        self.tell(number)

    def _place_slider(self, value: Any) -> None:
        if self._slider is not None:
            with QSignalBlocker(self._slider):
                self._slider.setValue(self._scale.near(self.field.default if value is None else value))
            self._name_slider()

    def _name_slider(self) -> None:
        """Its own value counts steps, which says nothing to anyone."""
        if self._slider is not None:
            title, value = self.field.title or self.field.name, float(self._scale.at(self._slider.value()))
            self._slider.setAccessibleName(_("{title}, slider at {value}").format(title=title, value=written(value)))

    def display(self, value: Any) -> None:
        self._box.show_value(value)
        self._place_slider(value)


class SwitchEntry(Entry):
    def __init__(self, field: Field) -> None:
        self._switch = Switch()
        super().__init__(field, self._switch)
        self._switch.toggled.connect(self.tell)  # a screen reader toggles, and clicks nothing
        self.row.addStretch(1)

    def display(self, value: Any) -> None:
        with QSignalBlocker(self._switch):
            self._switch.setChecked(value is True)
        self._switch.update()


class JsonEntry(Entry):
    """Yields the object, or the text as long as it is none."""

    wide = True

    def __init__(self, field: Field) -> None:
        self._text = GrowingText(least=3)
        super().__init__(field, self._text)
        self._text.setPlaceholderText('{"name": "value"}')
        self._text.textChanged.connect(self._tell)
        self._complaint = ""

    def _tell(self) -> None:
        value = self._read()
        if not is_same(value, self._value):
            self.tell(value)

    def _read(self) -> Any:
        text = self._text.toPlainText()
        self._complaint = ""
        if not text.strip():
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as fault:
            line = getattr(fault, "lineno", 1)
            self._complaint = _("This is not yet JSON: something is missing or too much in line {line}.").format(
                line=line
            )
            return text

    def complaint(self) -> str:
        return self._complaint

    def display(self, value: Any) -> None:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
        with QSignalBlocker(self._text):
            self._text.setPlainText("" if value is None else text)
        self._read()
