"""The form of one template: groups of rows in one or two columns, what is rarely needed folded away at the end."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from vividdesk.model.photo import Picture
from vividdesk.model.schema import Field, Slot
from vividdesk.model.template import Template
from vividdesk.texts import _, count
from vividdesk.widgets.basics import label
from vividdesk.widgets.disclosure import Disclosure
from vividdesk.widgets.form.extras import Extras
from vividdesk.widgets.form.field_row import FieldRow
from vividdesk.widgets.form.photo_slot import PhotoSlot
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES

Cell = FieldRow | PhotoSlot
BETWEEN_ROWS = 10
BETWEEN_COLUMNS = 18


class Grid(QWidget):
    """Short cells share a row, wide ones have one of their own; those that are hidden leave no gap."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        super().__init__()
        self.cells = list(cells)
        for cell in self.cells:
            cell.setParent(self)  # without one, it would be a window of its own once it is shown
        self._laid: list[tuple[Cell, int, int, int]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(BETWEEN_COLUMNS)
        self._grid.setVerticalSpacing(BETWEEN_ROWS)

    def arrange(self, columns: int) -> None:
        laid = list(_placed([cell for cell in self.cells if not cell.isHidden()], columns))
        if laid == self._laid:
            return
        for cell in self.cells:
            self._grid.removeWidget(cell)
        for column in (0, 1):
            self._grid.setColumnStretch(column, int(column < columns))
        self._grid.setHorizontalSpacing(BETWEEN_COLUMNS if columns > 1 else 0)
        for cell, row, column, span in laid:
            self._grid.addWidget(cell, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._laid = laid


def _placed(cells: list[Cell], columns: int) -> Iterator[tuple[Cell, int, int, int]]:
    row = column = 0
    lone_slot = sum(isinstance(cell, PhotoSlot) for cell in cells) == 1
    for cell in cells:
        is_wide = lone_slot if isinstance(cell, PhotoSlot) else cell.wide
        if column and (is_wide or column >= columns):
            row, column = row + 1, 0
        yield cell, row, column, columns if is_wide else 1
        column += columns if is_wide else 1


class Section(QWidget):
    def __init__(self, title: str, cells: Iterable[Cell]) -> None:
        super().__init__()
        self.grid = Grid(cells)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if title:
            heading = label(title, tone="quiet", bold=True)
            heading.setContentsMargins(0, 6, 0, 0)
            column.addWidget(heading)
        column.addWidget(self.grid)

    def arrange(self, columns: int) -> None:
        self.grid.arrange(columns)
        self.setVisible(any(not cell.isHidden() for cell in self.grid.cells))


class Fold(QWidget):
    """Its head tells what is inside, so that it need not be opened to know."""

    def __init__(self, grid: Grid, extras: Extras) -> None:
        super().__init__()
        self.grid, self.extras = grid, extras
        self.head = Disclosure(_("More options"))
        self.head.setProperty("look", "fold")
        self.head.setIconSize(QSize(14, 14))
        self.head.toggled.connect(self._turn)
        self._states = {tone: label("", SIZES.small, tone) for tone in ("accent", "waiting", "failed")}
        line = QHBoxLayout()
        line.setSpacing(SIZES.gap + 2)
        line.addWidget(self.head)
        for state in self._states.values():
            line.addWidget(state)
        line.addStretch()
        self._inside = QWidget()
        inner = QVBoxLayout(self._inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(BETWEEN_ROWS + 2)
        inner.addWidget(grid)
        inner.addWidget(extras)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self._inside)
        self._turn(False)

    def open(self) -> None:
        self.head.setChecked(True)

    def _turn(self, is_open: bool) -> None:
        self._inside.setVisible(is_open)
        self.head.setIcon(icon("down" if is_open else "right", QPalette.ColorRole.PlaceholderText))

    def show_counts(self, changed: int, warnings: int, faults: int) -> None:
        told = []
        for tone, number, words in (
            ("accent", changed, count("{n} changed", "{n} changed", changed)),
            ("waiting", warnings, count("{n} warning", "{n} warnings", warnings)),
            ("failed", faults, count("{n} to mend", "{n} to mend", faults)),
        ):
            self._states[tone].setText(words if number else "")
            self._states[tone].setVisible(bool(number))
            told += [words] if number else []
        self.head.setAccessibleDescription(", ".join(told))


class Body(QWidget):
    def __init__(
        self, template: Template, strays: Iterable[str], picture_of: Callable[[Picture], QPixmap | None]
    ) -> None:
        super().__init__()
        self.strays = tuple(strays)
        places = [*template.slots, *(Slot(name, at_least=0, at_most=None, by_address=True) for name in self.strays)]
        self.slots = {slot.name: PhotoSlot(slot, picture_of) for slot in places}
        fields = (*template.options.fields, *template.details.fields)
        self.rows = {field.name: FieldRow(field) for field in fields}
        self.details = {field.name for field in template.details.fields}
        taken = {*self.slots, *self.rows}
        self.extras = Extras(template.options.is_open, lambda name: name in taken)
        self.fold = Fold(Grid(row for row in self.rows.values() if _is_folded(row.field)), self.extras)
        self.sections = [Section(title, cells) for title, cells in self._groups(template).items()]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN_ROWS + 2)
        for part in (*self.sections, self.fold):
            column.addWidget(part)

    def _groups(self, template: Template) -> Mapping[str, list[Cell]]:
        groups: dict[str, list[Cell]] = {"": []}
        for slot in self.slots.values():
            groups.setdefault(slot.slot.group, []).append(slot)
        for field in template.options.fields:
            if not _is_folded(field):
                groups.setdefault(field.group, []).append(self.rows[field.name])
        for field in template.details.fields:
            if not _is_folded(field):
                groups.setdefault(_("Details"), []).append(self.rows[field.name])
        return {title: cells for title, cells in groups.items() if cells}

    def cells(self) -> Iterator[Cell]:
        """As they stand on the screen."""
        for section in self.sections:
            yield from section.grid.cells
        yield from self.fold.grid.cells

    def is_folded(self, name: str) -> bool:
        return name not in self.slots and (name not in self.rows or _is_folded(self.rows[name].field))

    def arrange(self, columns: int) -> None:
        for section in self.sections:
            section.arrange(columns)
        self.fold.grid.arrange(columns)
        has_rows = any(not cell.isHidden() for cell in self.fold.grid.cells)
        self.fold.grid.setVisible(has_rows)
        self.fold.setVisible(has_rows or not self.extras.isHidden())


def _is_folded(field: Field) -> bool:
    """A warning about the default is no use where nobody sees it."""
    return field.advanced and not any(warn.value == field.default for warn in field.warn_when)
