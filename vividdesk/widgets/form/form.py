"""The options of any template as a form, made from nothing but its schema."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.model.draft import Check, Draft
from vividdesk.model.photo import Picture
from vividdesk.model.template import Template
from vividdesk.texts import _, count
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.form.body import Body
from vividdesk.widgets.form.field_row import FieldRow
from vividdesk.widgets.form.photo_slot import PhotoSlot
from vividdesk.widgets.tab_order import can_be_entered, chain
from vividdesk.widgets.theme import SIZES

TWO_COLUMNS = 540  # pixels from which on there is room for them
ROOM = 48  # pixels around a field for its title, and for what is wrong with it
PAUSE = 40  # ms in which further edits are checked together


class Form(QWidget):
    """`draft` is replaced with each edit; what is wrong with it is said a moment later."""

    changed = Signal()
    photo_wanted = Signal(str, int)  # a slot, and which place of it
    dropped = Signal(str, int, object)  # and the QMimeData that was dropped there

    def __init__(self, picture_of: Callable[[Picture], QPixmap | None]) -> None:
        super().__init__()
        self.draft = Draft(Template("", "", ""))
        self._picture_of = picture_of
        self._touched: set[str] = set()
        self._is_tried = False
        self._before: QWidget | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._show_check)
        self._settled = QTimer(self, singleShot=True, interval=0)  # what was unfolded has its place by then
        self._settled.timeout.connect(self._scroll_to_focus)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self._changes = label("", SIZES.small, "quiet")
        self._reset = button(_("Reset all"), self.reset_all, "offer")
        self._body = self._built(self.draft)
        self._foot = QWidget()
        self._inside = QVBoxLayout()
        self._area.setWidget(self._paper())

    # what others ask

    def show_draft(self, draft: Draft) -> None:
        if draft is self.draft:
            return
        is_same = draft.template == self.draft.template and draft.strays == self._body.strays
        self.draft = draft
        if is_same:
            self._show_values()
        else:
            self._replace_body(self._built(draft))
        self._pause.start()

    def check(self) -> Check:
        return self.draft.check()

    def show_pictures_anew(self) -> None:
        for slot in self._body.slots.values():
            slot.show_pictures_anew()

    def show_coming(self, name: str, number: int) -> None:
        if (slot := self._body.slots.get(name)) is not None:  # another template may be here by now
            slot.show_coming(number)

    def reset_all(self) -> None:
        """All that is marked as changed."""
        draft = self.draft
        for name in self._changed_names():
            draft = draft.reset(name)
        self._touched.clear()
        if self._reset.hasFocus():
            self._body.fold.head.setFocus()
        self._take(draft)
        self._show_values()

    def follow(self, before: QWidget) -> None:
        """Tab comes here from there, however often the form is built anew."""
        self._before = before
        self._order_stops()

    def take_focus(self, from_top: bool = False) -> None:
        """Where one begins: at the first option that is missing, or else at the first there is."""
        rows = [cell for cell in self._body.cells() if isinstance(cell, FieldRow) and can_be_entered(cell.entry)]
        faults = self.check().faults
        first = next((row for row in rows if row.field.name in faults), next(iter(rows or self._body.cells()), None))
        if first is not None:
            first.take_focus()
            self._settled.start()
        if from_top:
            self._area.verticalScrollBar().setValue(0)

    def focus_first_fault(self) -> None:
        """From now on everything that is missing is said, too."""
        self._is_tried = True
        self._show_check()
        faults = self.check().faults
        if not faults:
            return
        names = [cell.slot.name if isinstance(cell, PhotoSlot) else cell.field.name for cell in self._body.cells()]
        name = next((each for each in names if each in faults), next(iter(faults)))
        if self._body.is_folded(name):
            self._body.fold.open()
        cell = self._body.rows.get(name) or self._body.slots.get(name)
        if cell is None:
            self._body.extras.focus(name)
            return
        cell.take_focus()
        self._settled.start()

    def _scroll_to_focus(self) -> None:
        focus = self.window().focusWidget()
        if focus is not None and self._body.isAncestorOf(focus):
            self._area.ensureWidgetVisible(focus, 0, ROOM)

    # building

    def _built(self, draft: Draft) -> Body:
        body = Body(draft.template, draft.strays, self._picture_of)
        for row in body.rows.values():
            row.edited.connect(self._edit)
            row.reset_wanted.connect(self._reset_one)
        for slot in body.slots.values():
            slot.photo_wanted.connect(self.photo_wanted)
            slot.dropped.connect(self.dropped)
            slot.refilled.connect(lambda name, pictures: self._refill(name, pictures))
        body.extras.named.connect(self._name_extra)
        return body

    def _order_stops(self) -> None:
        if self._before is not None:
            chain([self._before, self._body], {self._body: self._body.fold.head})
        self.setTabOrder(self._body.extras.add, self._reset)

    def _paper(self) -> QWidget:
        paper = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(SIZES.gap)
        foot.addWidget(self._changes)
        foot.addWidget(self._reset)
        foot.addStretch()
        paper.setLayout(self._inside)
        self._inside.setContentsMargins(SIZES.margin, 4, SIZES.margin, SIZES.margin)
        self._inside.setSpacing(SIZES.gap)
        self._inside.addWidget(self._body)
        self._inside.addWidget(self._foot)
        self._inside.addStretch(1)
        self._foot.hide()
        return paper

    def _replace_body(self, body: Body) -> None:
        """The old one may be in the middle of telling of the edit that led here: it goes a little later."""
        old, self._body = self._body, body
        self._inside.replaceWidget(old, body)
        self._touched, self._is_tried = set(), False
        self._order_stops()
        self._foot.hide()
        self._show_values()
        body.arrange(self._columns())
        body.show()
        self._area.verticalScrollBar().setValue(0)
        focus = self.window().focusWidget()
        if focus is not None and old.isAncestorOf(focus) and (first := next(body.cells(), None)):
            first.take_focus()
        old.hide()
        old.deleteLater()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._body.arrange(self._columns())

    def _columns(self) -> int:
        return 2 if self.width() >= TWO_COLUMNS else 1

    # showing

    def _show_values(self) -> None:
        for row in self._body.rows.values():
            row.show_value(self._value(row))
        for name, slot in self._body.slots.items():
            slot.show_pictures(self.draft.pictures.get(name, ()))
        self._body.extras.show_options(self._extras())
        self._show_presence()

    def _show_presence(self) -> None:
        """Which rows there are, given what was chosen in others and lies in the slots."""
        turned: list[QWidget] = [row for row in self._body.rows.values() if row.isHidden() == self._is_there(row)]
        extras = self._body.extras
        if extras.isHidden() == (self.draft.template.options.is_open or bool(self._extras())):
            turned.append(extras)
        if turned:
            self.setUpdatesEnabled(False)  # in one go, without a jump
            for part in turned:
                part.setVisible(part.isHidden())
            self._body.arrange(self._columns())
            self.setUpdatesEnabled(True)

    def _is_there(self, row: FieldRow) -> bool:
        is_detail = row.field.name in self._body.details
        template, draft = self.draft.template, self.draft
        schema, given = (template.details, draft.details) if is_detail else (template.options, draft.options)
        known = schema.defaults | {name: value for name, value in given.items() if value is not None}
        return not draft.pictures.get(row.field.slot) and row.field.is_shown(known)

    def _show_check(self) -> None:
        self._pause.stop()
        check, changed, extras = self.check(), self._changed_names(), self._extras()
        rows, slots = self._body.rows, self._body.slots
        said = {name: self._said(check, name) for name in (*rows, *slots)}
        for name, row in rows.items():
            is_needed = not row.has_default and not row.field.linked and self._value(row) in (None, "")
            row.show_state(said[name], check.warnings.get(name), name in changed, is_needed and not said[name])
        for name, slot in slots.items():
            is_needed = len(slot.pictures) < slot.slot.at_least and not slot.slot.linked
            slot.show_state(said[name], is_needed and not said[name])
        self._body.extras.show_faults(check.faults)
        inside = [name for name in rows if self._body.is_folded(name)]
        self._body.fold.show_counts(
            sum(name in changed for name in inside) + len(extras),
            sum(name in check.warnings for name in inside),
            sum(bool(said[name]) for name in inside) + sum(name in check.faults for name in extras),
        )
        self._changes.setText(count("{n} option changed", "{n} options changed", len(changed)))
        self._foot.setVisible(bool(changed))

    def _said(self, check: Check, name: str) -> str:
        """A field that nobody has come to yet is not told off for being empty."""
        fault = check.faults.get(name, "")
        is_missing = (
            name not in self.draft.options and name not in self.draft.details and not self.draft.pictures.get(name)
        )
        return "" if is_missing and not self._is_tried and name not in self._touched else fault

    def _value(self, row: FieldRow) -> Any:
        given = self.draft.details if row.field.name in self._body.details else self.draft.options
        return given.get(row.field.name, row.field.default)

    def _extras(self) -> dict[str, Any]:
        given = {**self.draft.details, **self.draft.options}
        return {name: value for name, value in given.items() if name not in self._body.rows}

    def _changed_names(self) -> list[str]:
        rows = self._body.rows
        changed = [name for name, row in rows.items() if row.has_default and self._value(row) != row.field.default]
        return [*changed, *self._extras()]

    # what the person does

    def _edit(self, name: str, value: Any) -> None:
        self._touched.add(name)
        field = self._body.rows[name].field
        is_default = value == field.default and name not in self.draft.template.base
        self._take(self.draft.reset(name) if is_default else self.draft.set(name, value))

    def _reset_one(self, name: str) -> None:
        row = self._body.rows[name]
        row.show_value(row.field.default)
        row.take_focus()
        self._take(self.draft.reset(name))

    def _refill(self, name: str, pictures: tuple[Picture, ...]) -> None:
        self._touched.add(name)
        self._body.slots[name].show_pictures(pictures)
        self._take(self.draft.put(name, *pictures))

    def _name_extra(self, before: str, now: str, value: Any) -> None:
        draft = self.draft.reset(before) if before else self.draft
        self._take(replace(draft, options={**draft.options, now: value}) if now else draft)

    def _take(self, draft: Draft) -> None:
        self.draft = draft
        self._show_presence()
        self._pause.start()
        self.changed.emit()
