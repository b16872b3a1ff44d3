"""What all editors of an option have in common."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from vividdesk.model.schema import Editor, Field
from vividdesk.texts import _
from vividdesk.widgets.theme import SIZES

UNKNOWN = object()  # no value is equal to it


class Entry(QWidget):
    """Takes a value from the person; None is one that is left open."""

    edited = Signal(object)
    wide = False  # wants a row of its own

    def __init__(self, field: Field, control: QWidget) -> None:
        super().__init__()
        self.field = field
        self.control = control
        self.last_stop = control  # of the Tab key
        self._value: Any = UNKNOWN
        control.setAccessibleName(field.title or field.name)
        self.describe(field.description)
        self.setFocusProxy(control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(SIZES.gap + 2)
        self.row.addWidget(control)

    def describe(self, says: str) -> None:
        """To whoever hears what has the focus: all of it that can have it."""
        for part in (self.control, *self.control.findChildren(QWidget)):
            if part.focusPolicy() != Qt.FocusPolicy.NoFocus and part.accessibleDescription() != says:
                part.setAccessibleDescription(says)

    def show_value(self, value: Any) -> None:
        """Emits nothing, and leaves what was typed and the cursor alone if that means this value already."""
        if not is_same(value, self._value):
            self._value = value
            self.display(value)

    def display(self, value: Any) -> None:
        raise NotImplementedError

    def tell(self, value: Any) -> None:
        """The person gave this."""
        self._value = value
        self.edited.emit(value)

    def complaint(self) -> str:
        """What is wrong in a way that only the editor knows."""
        return ""


def is_same(one: Any, other: Any) -> bool:
    """To Python True is 1."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def is_left_open(field: Field) -> bool:
    """Whether there is a state without any value."""
    return field.nullable or field.default is None


def blank_of(field: Field) -> str | None:
    """What a text is when nothing stands in it: no value, unless the service has a default one would want to erase."""
    return None if is_left_open(field) else ""


def hint_of(field: Field) -> str:
    if field.examples:
        return _("e.g. {example}").format(example=field.examples[0])
    if field.editor is Editor.ADDRESS:
        return "https://"
    return "" if field.required or not is_left_open(field) else _("Optional")
