"""Hands at a keyboard, in this process: find a template, fill in all of its form, and know what was given."""

import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.desk.compose_pane import ComposePane
from vividdesk.model.schema import Editor, Field
from vividdesk.model.template import Template
from vividdesk.widgets.controls import Combo
from vividdesk.widgets.form.body import Fold
from vividdesk.widgets.form.choice_entry import choices_of
from vividdesk.widgets.form.extras import Extras
from vividdesk.widgets.form.field_row import FieldRow
from vividdesk.widgets.form.number_entry import scale_of
from vividdesk.widgets.form.photo_slot import PhotoSlot

Key, CONTROL, PLAIN = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
MOST_STOPS = 200  # of the Tab key, in one form


def target() -> QWidget:
    """Where the next key goes: an open list or menu has them all."""
    found = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key, held: Qt.KeyboardModifier = PLAIN, times: int = 1) -> QWidget:
    for _time in range(times):
        QTest.keyClick(target(), key, held)
    return target()


async def come_back(running: app.App) -> None:
    """Qt's offscreen platform leaves the window of a list that was open as the active one, which none else does."""
    running.desk.activateWindow()
    await until_on_loop(running.desk.isActiveWindow)


def write(text: str) -> None:
    """In place of what stands there."""
    press(Key.Key_A, CONTROL)
    press(Key.Key_Delete)
    QTest.keyClicks(target(), text)
    if QApplication.activePopupWidget() is not None:  # what is suggested
        press(Key.Key_Escape)


@dataclass
class Filled:
    """What was given, by name."""

    options: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    way: list[str] = field(default_factory=list)  # the names of fields and slots, as the Tab key came to them


class Typist:
    """`seed` decides what is typed. The photos in the tray are those that slots are filled with."""

    def __init__(self, running: app.App, seed: int) -> None:
        bench = running.desk.create_page.bench
        assert bench is not None
        self._pane: ComposePane = bench.pane
        self._random = random.Random(seed)

    def find(self, template: Template) -> None:
        """By its name in the search; arrows go on to it where several have the word."""
        press(Key.Key_F, CONTROL)
        write(template.label)
        press(Key.Key_Down)
        grid = self._pane.picker.grid
        model = grid.model()
        for _card in range(model.rowCount()):
            found = model.template(grid.currentIndex().row())
            if (found.service, found.id) == (template.service, template.id):
                break
            press(Key.Key_Right)
        press(Key.Key_Return)
        assert self._pane.form.draft.template == template

    def fill_in(self, template: Template) -> Filled:
        """From the first stop in the form to the last, as the Tab key goes; what is folded is opened on the way."""
        filled = Filled()
        press(Key.Key_F, CONTROL)
        form = self._pane.form
        for _stop in range(MOST_STOPS):
            here = press(Key.Key_Tab)
            if not form.isAncestorOf(here):
                if filled.way:
                    return filled
                continue
            self._at(here, template, filled)
        raise AssertionError(f"the Tab key does not leave the form: {filled.way}")

    def _at(self, here: QWidget, template: Template, filled: Filled) -> None:
        for above in _parents(here):
            match above:
                case FieldRow() if above.field.name not in filled.way:
                    if above.entry.control is here or above.entry.control.isAncestorOf(here):
                        filled.way.append(above.field.name)
                        is_detail = template.details.named(above.field.name) is not None
                        given = filled.details if is_detail else filled.options
                        given[above.field.name] = self._give(above.field, above.entry.control)
                case PhotoSlot() if above.slot.name not in filled.way:
                    filled.way.append(above.slot.name)
                    if not above.pictures and above.slot.at_least:
                        self._put_photo()
                case Fold() if here is above.head and not above.head.isChecked():
                    filled.way.append("more")
                    press(Key.Key_Space)
                case Extras() if here is above.add and not filled.extras:
                    self._add_extra(filled)

    def _put_photo(self) -> None:
        """The newest of the tray, from the menu of a slot."""
        press(Key.Key_Space)
        assert isinstance(QApplication.activePopupWidget(), QMenu)
        press(Key.Key_Down)
        press(Key.Key_Return)

    def _add_extra(self, filled: Filled) -> None:
        press(Key.Key_Space)
        write("own_word")
        press(Key.Key_Tab)
        write("0.25")
        filled.extras["own_word"] = 0.25
        press(Key.Key_Tab)  # to the button that takes it away again

    def _give(self, field: Field, control: QWidget) -> Any:
        match field.editor:
            case Editor.CHOICE:
                return self._choose(field)
            case Editor.YES_NO:
                if field.default is None or field.nullable:
                    return self._choose(field)
                press(Key.Key_Space)
                return not field.default
            case Editor.WHOLE | Editor.DECIMAL:
                number = self._number(field)
                write(str(number))
                return number
            case Editor.OPEN_CHOICE:
                word = self._random.choice([str(each) for each in field.examples if each != field.default])
                write(word)
                return word
            case Editor.ADDRESS:
                return self._write(f"https://example.com/{self._random.randrange(1000)}.jpg")
            case Editor.LONG_TEXT:
                return self._write(f"Slowly nearer, {self._random.randrange(1000)} steps; then 'a smile' & more")
        return self._write(f"word & word {self._random.randrange(1000)}")

    def _write(self, text: str) -> str:
        write(text)
        return text

    def _choose(self, field: Field) -> Any:
        """With the arrows: along the segments, or through a list."""
        values = [value for value, _name in choices_of(field)]
        steps = self._random.randrange(len(values))
        is_list = isinstance(target(), Combo)
        place = values.index(field.default)
        for _step in range(steps):
            if is_list and place == len(values) - 1:
                break
            press(Key.Key_Down if is_list else Key.Key_Right)
            place = (place + 1) % len(values)
        return values[place]

    def _number(self, field: Field) -> int | float:
        """Not the default, and small: what is ordered is also made."""
        scale = scale_of(field)
        wanted = Decimal(str(field.default if field.default is not None else 80)) / 8
        number = scale.stepped(float(wanted), self._random.choice([2, 4]))  # even: a clip needs that
        if number == field.default:
            number = scale.stepped(float(number), 1)
        return int(number) if number == int(number) else float(number)


async def add_photo(running: app.App, file: str) -> None:
    """From the clipboard, as a file manager copies it; it is then chosen in the tray."""
    bench = running.desk.create_page.bench
    assert bench is not None
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(file)])
    QGuiApplication.clipboard().setMimeData(copied)
    press(Key.Key_V, CONTROL)
    QGuiApplication.clipboard().clear()  # else it would go after Python has, and take the process with it
    await until_on_loop(bench.tray.chosen)


def _parents(part: QWidget) -> list[QWidget]:
    found = []
    above: QWidget | None = part
    while above is not None:
        found.append(above)
        above = above.parentWidget()
    return found
