"""A number: typed exactly, stepped with the arrows, and dragged where both of its bounds are known."""

import contextlib
import math
from decimal import Decimal
from typing import Any, NamedTuple

from PySide6.QtCore import QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPalette, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSizePolicy, QStyle, QStyleOptionSpinBox

from vividdesk.bridge.overrides import guarded
from vividdesk.model.schema import Field
from vividdesk.widgets.controls import draw_sign
from vividdesk.widgets.icons import icon

MOST_STEPS = 10_000  # beyond, a slider hits nothing
WIDTH, AROUND = 110, 52  # of the box; of its arrows and margins
LARGEST = 10**300  # what is larger no float takes, and no service


class Scale(NamedTuple):
    """The steps of a field: `first` and each `step` from there, up to `last`; the bounds may be missing."""

    step: Decimal
    first: Decimal | None
    last: Decimal | None

    @property
    def steps(self) -> int:
        """Of the steps between both bounds; 0 where a slider makes no sense."""
        if self.first is None or self.last is None:
            return 0
        between = int((self.last - self.first) / self.step)
        return between if 0 < between <= MOST_STEPS else 0

    def near(self, value: Any) -> int:
        """The step nearest to the value; the first for what is no number."""
        if self.first is None or not is_number(value):
            return 0
        return min(max(round((Decimal(str(value)) - self.first) / self.step), 0), self.steps)

    def at(self, place: int) -> Decimal:
        return (self.first or Decimal(0)) + place * self.step

    def stepped(self, value: Any, steps: int) -> Decimal:
        """From the value by so many steps, along the scale and within its bounds."""
        origin = self.first or Decimal(0)
        if not is_number(value):
            return origin
        places = (Decimal(str(value)) - origin) / self.step
        base = math.floor(places) if steps > 0 else math.ceil(places)
        moved = origin + (base + steps) * self.step
        if self.last is not None:
            moved = min(moved, self.last)
        return moved if self.first is None else max(moved, self.first)


def scale_of(field: Field) -> Scale:
    low, high = (None if bound is None else Decimal(str(bound)) for bound in (field.minimum, field.maximum))
    if field.multiple_of:
        step = Decimal(str(field.multiple_of))
        first = None if low is None else math.ceil(low / step) * step
        last = None if high is None else math.floor(high / step) * step
        return Scale(step, first, last)
    if field.type == "integer":
        return Scale(Decimal(1), low, high)
    if low is None or high is None or low == high:
        return Scale(Decimal("0.1"), low, high)
    return Scale(Decimal(1).scaleb(math.floor(math.log10((high - low) / 50))), low, high)


def is_number(value: Any) -> bool:
    if isinstance(value, int):
        return not isinstance(value, bool) and -LARGEST <= value <= LARGEST
    return isinstance(value, float) and math.isfinite(value)


def read(text: str) -> Any:
    """The number that was typed, with a comma or a point; None for nothing, and the text where it is no number."""
    plain = text.strip().replace(",", ".", 1)
    if not plain:
        return None
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            number = kind(plain)
            return number if is_number(number) and "_" not in plain else text.strip()
    return text.strip()


def written(value: Any) -> str:
    if value is None:
        return ""
    if not is_number(value):
        return str(value)
    text = str(int(value)) if float(value).is_integer() and abs(value) < 2**53 else repr(value)
    return text.replace(".", QLocale().decimalPoint())


class NumberBox(QAbstractSpinBox):
    """Holds what is typed, even where it is no number: what is wrong with it is said below, and nothing is lost."""

    typed = Signal(object)

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        self._signs = [icon(name, QPalette.ColorRole.PlaceholderText) for name in ("up", "down")]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccelerated(True)
        self.lineEdit().setTextMargins(9, 0, 4, 0)  # the style sheet does not reach it
        self.lineEdit().textEdited.connect(lambda text: self.typed.emit(read(text)))

    @property
    def value(self) -> Any:
        return read(self.text())

    def show_value(self, value: Any) -> None:
        self.lineEdit().setText(written(value))

    @guarded()
    def stepBy(self, steps: int) -> None:  # noqa: N802
        moved = self._scale.stepped(self.value, steps)
        number: int | float = int(moved) if moved == moved.to_integral_value() else float(moved)
        self.lineEdit().setText(written(number))
        self.selectAll()
        self.typed.emit(number)

    @guarded(QAbstractSpinBox.StepEnabledFlag.StepNone)
    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:  # noqa: N802
        return QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled

    @guarded((QValidator.State.Acceptable, "", 0))
    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, place

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        words = self.fontMetrics().horizontalAdvance(self.lineEdit().placeholderText())
        return QSize(max(WIDTH, words + AROUND), 34)

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(84, 34)

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_SpinBox
        for sign, part, lower in (
            (self._signs[0], QStyle.SubControl.SC_SpinBoxUp, 2),
            (self._signs[1], QStyle.SubControl.SC_SpinBoxDown, -2),
        ):
            place = self.style().subControlRect(control, option, part, self)
            draw_sign(self, sign, place.translated(QPoint(0, lower)))
