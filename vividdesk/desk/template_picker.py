"""Where a person says what is to be made: searched for, narrowed down, chosen from cards."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.template_list import Key, TemplateList
from vividdesk.model.service import SERVICES
from vividdesk.model.template import Makes, Template
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label, line
from vividdesk.widgets.choices import Segments
from vividdesk.widgets.search_field import SearchField
from vividdesk.widgets.template_card import INSET
from vividdesk.widgets.template_grid import TemplateGrid
from vividdesk.widgets.theme import SIZES, Colours

HEIGHT = 260
LONGEST = 40  # characters that are said again of what was searched for
LEAST_SEARCH = 180  # where the field would be narrower than this, it has a row of its own


class TemplatePicker(QWidget):
    """`chosen` tells what a person picks, each time, and what `choose` changes; `entered`, that it was by Enter.

    `stands_in` says of a service whether its templates are rendered on this computer.
    """

    chosen = Signal(object)
    entered = Signal()

    def __init__(
        self, templates: TemplateList, colours: Callable[[], Colours], stands_in: Callable[[str], bool]
    ) -> None:
        super().__init__()
        self._templates = templates
        self._stands_in = stands_in
        self._chosen: Key | None = None
        self._left: tuple[Key | None, int] = (None, 0)  # the card that was current, and how far down
        self.head = PickerHead()
        self.grid = TemplateGrid(templates, colours)
        self.nothing = NothingFits(self._start_over)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self.nothing)
        cards = QHBoxLayout()
        cards.setSpacing(0)
        cards.addSpacing(SIZES.margin - INSET)
        cards.addWidget(self._pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addSpacing(SIZES.gap - INSET)
        column.addLayout(cards, 1)
        column.addWidget(line())
        self._connect()
        self.services_changed()
        self._refilled()

    def choose(self, service: str, template: str) -> None:
        """Filters that hide it are taken off. One that is not there is not chosen."""
        found = self._templates.find(service, template)
        if found is None:
            return
        if self._templates.row_of(service, template) < 0:
            self.show_all()
        self.grid.go_to(self._templates.row_of(service, template))
        if self._chosen != (service, template):
            self._choose(found)

    def show_chosen(self) -> None:
        """Where there is less room than there was."""
        if self._chosen and (row := self._templates.row_of(*self._chosen)) >= 0:
            self.grid.scrollTo(self._templates.index(row), self.grid.ScrollHint.PositionAtTop)

    def focus_search(self) -> None:
        self.head.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.head.search.selectAll()

    def services_changed(self) -> None:
        """Keys came or went."""
        self._templates.show_stand_ins({each.id for each in SERVICES if self._stands_in(each.id)})

    def show_all(self) -> None:
        """Without the search, and whatever kind and service."""
        self.head.clear()

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().sizeHint().width(), HEIGHT)

    def _connect(self) -> None:
        head, grid = self.head, self.grid
        head.changed.connect(self._filter)
        head.search.left_below.connect(self._enter_cards)
        head.search.entered.connect(self._choose_first)
        grid.picked.connect(lambda index: self._choose(self._templates.template(index.row())))
        grid.entered.connect(self.entered)
        grid.starred.connect(self._toggle_favourite)
        grid.left_above.connect(lambda: head.search.setFocus(Qt.FocusReason.BacktabFocusReason))
        grid.escaped.connect(self._leave_cards)
        self._templates.modelAboutToBeReset.connect(self._remember_place)
        self._templates.modelReset.connect(self._refilled)

    def _filter(self) -> None:
        """Then the keyboard is at the one that is chosen; in a search at the first, which fits best."""
        head = self.head
        self._templates.filter(head.search.text(), head.service, head.makes, head.recent_first)
        chosen = self._templates.row_of(*self._chosen) if self._chosen and not head.search.text().strip() else 0
        self.grid.scrollToTop()
        self.grid.go_to(max(chosen, 0))
        self.grid.scrollTo(self.grid.currentIndex())

    def _choose(self, template: Template) -> None:
        self._chosen = (template.service, template.id)
        self.grid.mark(self._templates.row_of(*self._chosen))
        self.chosen.emit(template)

    def _choose_first(self) -> None:
        if self._templates.rowCount():
            self.grid.go_to(0)
            self._choose(self._templates.template(0))
            self.entered.emit()

    def _toggle_favourite(self, index: QModelIndex) -> None:
        template = self._templates.template(index.row())
        self._templates.set_favourite(template, not self._templates.is_favourite(template))
        if self.grid.hasFocus():
            self.grid.scrollTo(self.grid.currentIndex())

    def _start_over(self) -> None:
        self.show_all()
        self.focus_search()

    def _enter_cards(self) -> None:
        if self._templates.rowCount():
            self.grid.setFocus(Qt.FocusReason.TabFocusReason)

    def _leave_cards(self) -> None:
        self.head.search.clear()
        self.head.search.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _remember_place(self) -> None:
        index = self.grid.currentIndex()
        current = self._templates.template(index.row()) if index.isValid() else None
        key = (current.service, current.id) if current else None
        self._left = (key, self.grid.verticalScrollBar().value())

    def _refilled(self) -> None:
        """What was current and what is chosen still are, if they are still among the cards."""
        key, down = self._left
        self.grid.mark(self._templates.row_of(*self._chosen) if self._chosen else -1)
        self.grid.go_to(max(0, self._templates.row_of(*key) if key else 0))
        self.grid.executeDelayedItemsLayout()
        self.grid.verticalScrollBar().setValue(down)
        self.nothing.say(self.head.search.text())
        is_empty = not self._templates.rowCount()
        if is_empty and self.grid.hasFocus():
            self.focus_search()
        self._pages.setCurrentWidget(self.nothing if is_empty else self.grid)


class PickerHead(QWidget):
    """The search and what narrows it down. The services have a row of their own, where they are what is looked at."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.makes: Makes | None = None
        self.service = ""
        self.recent_first = True
        self.search = SearchField(_("Search templates"))
        self.search.setPlaceholderText(_("Snow, product…"))
        kinds = [(None, _("All")), (Makes.CLIP, _("Clips")), (Makes.PICTURE, _("Pictures"))]
        self.kinds = Segments(kinds, _("What is made"))
        self.orders = Segments([(True, _("★ Recent")), (False, _("By service"))], _("Order"))
        names = [("", _("All")), *((each.id, each.name) for each in SERVICES)]
        self.services = Segments(names, _("Service"))
        self.kinds.choose(None)
        self.orders.choose(True)
        self.services.choose("")
        self.services.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SIZES.margin, 0, SIZES.margin, 0)
        self._grid.setSpacing(SIZES.gap)
        self._grid.setColumnStretch(0, 1)
        self._pair = QHBoxLayout()
        self._pair.addWidget(self.kinds)
        self._pair.addStretch()
        self._pair.addWidget(self.orders)
        self._is_narrow: bool | None = None
        self._lay_out(is_narrow=False)
        self._grid.addWidget(self.services, 2, 0, 1, 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.search.textChanged.connect(self.changed)
        self.kinds.chosen.connect(self._set_makes)
        self.orders.chosen.connect(self._set_order)
        self.services.chosen.connect(self._set_service)

    def clear(self) -> None:
        self.makes, self.service = None, ""
        self.kinds.choose(None)
        self.services.choose("")
        self.search.clear()
        self.changed.emit()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        rest = self.width() - self.kinds.sizeHint().width() - self.orders.sizeHint().width()
        self._lay_out(is_narrow=rest - 2 * SIZES.margin - 2 * SIZES.gap < LEAST_SEARCH)

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as it can become, not as it is."""
        segments = self.kinds.sizeHint().width() + self.orders.sizeHint().width()
        return QSize(segments + SIZES.gap + 2 * SIZES.margin, super().minimumSizeHint().height())

    def _lay_out(self, is_narrow: bool) -> None:
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        self._grid.addWidget(self.search, 0, 0, 1, 2 if is_narrow else 1)
        self._grid.removeItem(self._pair)
        self._grid.addLayout(self._pair, *((1, 0, 1, 2) if is_narrow else (0, 1, 1, 1)))

    def _set_makes(self, makes: Makes | None) -> None:
        self.makes = makes
        self.changed.emit()

    def _set_service(self, service: str) -> None:
        self.service = service
        self.changed.emit()

    def _set_order(self, recent_first: bool) -> None:
        self.recent_first = recent_first
        self.services.setVisible(not recent_first)
        if recent_first:
            self.service = ""
            self.services.choose("")
        self.changed.emit()


class NothingFits(QWidget):
    """What is there instead of cards."""

    def __init__(self, start_over: Callable[[], None]) -> None:
        super().__init__()
        self.title = label("", SIZES.heading, bold=True, wrap=True)
        self.advice = label(_("Try fewer letters, or another word for it."), tone="quiet", wrap=True)
        self.step = button("", start_over)
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addStretch(2)
        for words in (self.title, self.advice):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addSpacing(SIZES.gap)
        column.addWidget(self.step, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, text: str) -> None:
        """`text` is what was searched for, if anything."""
        words = text.strip()
        shown = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
        title = _("No template fits “{text}”").format(text=shown) if words else _("No template of this kind")
        self.title.setText(title)
        self.advice.setVisible(bool(words))
        self.step.setText(_("Clear the search") if words else _("Show all templates"))
