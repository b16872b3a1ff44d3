"""Each kind of option: what a person enters with the keyboard is what it yields, and what it is shown stays itself."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from vividdesk.model.schema import Field, Schema
from vividdesk.model.validate import validate
from vividdesk.widgets.form import extras, number_entry
from vividdesk.widgets.form.choice_entry import ComboEntry, SegmentsEntry
from vividdesk.widgets.form.editors import editor_for
from vividdesk.widgets.form.entry import Entry
from vividdesk.widgets.form.text_entry import GrowingText

# What Qt's offscreen platform says of the list that opens below an open choice.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)

WHOLE = Field("it", "integer", default=30, minimum=1)
BOUNDED = Field("it", "number", default=1.0, minimum=0, maximum=2, multiple_of=0.5)
FEW = Field("it", "integer", enum=(4, 6, 8), default=4)
MANY = Field("it", enum=("alpha", "beta", "gamma", "delta", "epsilon"), default="alpha")
OPEN = Field("it", examples=("Snow", "Rain"), nullable=True)
SWITCH = Field("it", "boolean", default=False)
OBJECT = Field("it", "object")


def shown(qtbot: QtBot, field: Field) -> tuple[Entry, list[Any]]:
    """With the focus in it, and a list of all it yields from now on."""
    entry = editor_for(field)
    qtbot.addWidget(entry)
    entry.show()
    entry.activateWindow()
    qtbot.waitUntil(entry.isActiveWindow)
    entry.setFocus()
    entry.show_value(field.default)
    told: list[Any] = []
    entry.edited.connect(told.append)
    return entry, told


def keys(text: str = "", *more: Qt.Key) -> None:
    for letter in text:
        QTest.keyClick(QApplication.focusWidget(), letter)
    for key in more:
        QTest.keyClick(QApplication.focusWidget(), key)


def all_replaced_by(text: str) -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    keys("", Qt.Key.Key_Delete)
    keys(text)


@pytest.mark.parametrize(
    ("field", "typed", "yields"),
    [
        (Field("it"), "hello", "hello"),
        (Field("it", default="old"), "", ""),
        (Field("it", default="old", nullable=True), "", None),
        (Field("it", format="uri"), "https://example.com/a", "https://example.com/a"),
        (Field("it", format="multiline"), "two words", "two words"),
        (OPEN, "Sno", "Sno"),
        (OPEN, "Hail of frogs", "Hail of frogs"),
        (WHOLE, "81", 81),
        (WHOLE, "-7", -7),
        (WHOLE, "", None),
        (WHOLE, "7.5", 7.5),
        (WHOLE, "9007199254740993", 9007199254740993),
        (WHOLE, "many", "many"),
        (WHOLE, "1_0", "1_0"),
        (BOUNDED, "1,5", 1.5),
        (BOUNDED, "nan", "nan"),
        (OBJECT, '{"a": [1, true]}', {"a": [1, True]}),
        (OBJECT, '{"a": ', '{"a": '),
    ],
)
def test_what_is_typed(qtbot: QtBot, field: Field, typed: str, yields: Any) -> None:
    entry, told = shown(qtbot, field)
    all_replaced_by(typed)
    value = told[-1]
    assert (value, type(value)) == (yields, type(yields))
    before = list(told)
    entry.show_value(value)
    entry.show_value(None)
    entry.show_value(value)
    assert told == before, "what is shown is no edit"
    keys("1", Qt.Key.Key_Backspace)
    assert told[-1] == value, "it still stands there"


def test_segments_are_chosen_with_the_arrows(qtbot: QtBot) -> None:
    entry, told = shown(qtbot, FEW)
    assert isinstance(entry, SegmentsEntry)
    keys("", Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert told == [6, 8, 6]


def test_what_is_no_choice_any_more_leaves_all_open(qtbot: QtBot) -> None:
    entry, told = shown(qtbot, FEW)
    entry.show_value(5)
    keys(" ")
    assert told == [4], "the first has the focus, and none was chosen"


def test_a_longer_choice_is_searched_by_typing(qtbot: QtBot) -> None:
    entry, told = shown(qtbot, MANY)
    assert isinstance(entry, ComboEntry)
    keys("ga")
    assert told[-1] == "gamma"


def test_a_choice_may_be_left_to_the_service(qtbot: QtBot) -> None:
    _entry, told = shown(qtbot, Field("it", enum=("16:9", "9:16"), nullable=True, default="16:9"))
    keys("", Qt.Key.Key_Left)
    assert told == [None]


def test_a_switch_turns_with_the_space_bar(qtbot: QtBot) -> None:
    _entry, told = shown(qtbot, SWITCH)
    keys("  ")
    assert told == [True, False]


@pytest.mark.parametrize("field", [Field("it", "boolean", required=True), Field("it", "boolean", nullable=True)])
def test_yes_or_no_without_a_default_is_not_no(qtbot: QtBot, field: Field) -> None:
    entry, told = shown(qtbot, field)
    assert isinstance(entry, SegmentsEntry)
    keys("", Qt.Key.Key_Space)
    keys("", Qt.Key.Key_Right)
    assert told == ([True, False] if field.required else [True]), "it is left open at first where it can be"


@pytest.mark.parametrize(
    "field", [Field("a", "boolean", default=False), Field("a", "boolean"), Field("a", enum=("b", "c"), default="b")]
)
def test_what_a_screen_reader_toggles_is_told(qtbot: QtBot, field: Field) -> None:
    """It clicks nothing."""
    entry, told = shown(qtbot, field)
    off = next(each for each in entry.findChildren(QAbstractButton) if not each.isChecked())
    off.toggle()
    assert told == ["c" if field.enum else True]


def test_numbers_step_along_their_scale(qtbot: QtBot) -> None:
    _entry, told = shown(qtbot, BOUNDED)
    keys("", Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down)
    assert told == [1.5, 2, 2, 1.5]
    all_replaced_by("0.7")
    keys("", Qt.Key.Key_Up)
    assert told[-1] == 1, "to the next multiple"


def test_the_slider_and_the_exact_number_go_together(qtbot: QtBot) -> None:
    entry, told = shown(qtbot, BOUNDED)
    slider = entry.findChild(QAbstractSlider)
    assert slider is not None
    assert (slider.value(), slider.maximum()) == (2, 4)
    all_replaced_by("1.5")
    assert slider.value() == 3
    slider.setFocus()
    keys("", Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert told[-2:] == [1.0, 0.5]
    assert number_entry.read(entry.findChild(number_entry.NumberBox).text()) == 0.5


def test_everything_a_slider_reaches_is_allowed() -> None:
    for field in (
        BOUNDED,
        Field("it", "integer", minimum=1, maximum=7, multiple_of=2),
        Field("it", "number", minimum=0.3, maximum=20.0),
    ):
        scale = number_entry.scale_of(field)
        for place in range(scale.steps + 1):
            assert not validate(Schema((field,)), {"it": float(scale.at(place))}).faults, (field, place)


@pytest.mark.parametrize("field", [WHOLE, BOUNDED, MANY, OPEN])
def test_the_wheel_scrolls_the_form_and_changes_nothing(qtbot: QtBot, field: Field) -> None:
    entry, told = shown(qtbot, field)
    targets = [
        each
        for each in entry.findChildren(QWidget)
        if isinstance(each, QComboBox | QAbstractSlider | number_entry.NumberBox)
    ]
    assert targets
    for target in targets:
        for has_focus in (False, True):  # it is there after a click, and the pointer still over it
            target.setFocus() if has_focus else target.clearFocus()
            assert not rolled(target), "it is left to the form around it, which scrolls"
    assert told == []


def rolled(target: QWidget) -> bool:
    """Whether it took the turn of the wheel."""
    place = QPointF(target.rect().center())
    event = QWheelEvent(
        place, target.mapToGlobal(place), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    target.event(event)
    return event.isAccepted()


def test_a_long_text_grows_up_to_eight_lines(qtbot: QtBot) -> None:
    entry, _told = shown(qtbot, Field("it", format="multiline"))
    entry.resize(300, 100)
    text = entry.control
    assert isinstance(text, GrowingText)
    heights = []
    for lines in (1, 2, 4, 8, 30):
        entry.show_value("\n".join(["line"] * lines))
        heights.append(text.height())
    assert heights[0] == heights[1] < heights[2] < heights[3] == heights[4]
    entry.show_value("many words in one paragraph " * 5)
    assert heights[1] < text.height() < heights[3]


def test_json_says_where_it_breaks_off(qtbot: QtBot) -> None:
    entry, _told = shown(qtbot, OBJECT)
    entry.show_value('{\n"a": 1,\n')
    assert "line 3" in entry.complaint()
    entry.show_value({"a": 1})
    assert entry.complaint() == ""


@pytest.mark.parametrize(
    "value", ["plain", "7", "true", "null", "", " x ", '"q"', 7, 7.5, True, [1, "a"], {"a": None}, "NaN"]
)
def test_extra_values_come_back_as_they_were(value: Any) -> None:
    again = extras.read(extras.written(value))
    assert (again, type(again)) == (value, type(value))
