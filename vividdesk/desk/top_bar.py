"""The line above every page: who we are, where you are, how the services are."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from vividdesk.bridge.connections import Connections, Knowledge
from vividdesk.model.service import SERVICES, Service
from vividdesk.texts import _
from vividdesk.widgets.basics import icon_button
from vividdesk.widgets.pill import Pill
from vividdesk.widgets.tab_order import lead_to_chosen
from vividdesk.widgets.theme import SIZES, Theme

if TYPE_CHECKING:
    from vividdesk.bridge.lane_list import LaneList

TONES = {Knowledge.KNOWN: "done", Knowledge.NONE: "waiting", Knowledge.LOOKING: "running"}


class TopBar(QWidget):
    page_chosen = Signal(int)
    service_chosen = Signal(str)

    def __init__(self, pages: list[str], connections: Connections, theme: Theme, settings: Callable[[], None]) -> None:
        super().__init__()
        self._connections = connections
        self._lanes: LaneList | None = None
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SIZES.gap + 8, 8, SIZES.gap, 8)
        self._row.setSpacing(SIZES.gap)
        self._brand = QLabel()
        self._brand.setTextFormat(Qt.TextFormat.RichText)
        self._brand.setAccessibleName("vividdesk")
        self._row.addWidget(self._brand)
        self._row.addSpacing(10)
        self._tabs = self._add_tabs(pages)
        self._row.addStretch()
        self._pills = {service.id: self._add_pill(service) for service in SERVICES}
        self._row.addWidget(icon_button("settings", _("Settings (Ctrl+,)"), settings))
        self.menu_button = icon_button("menu", _("Menu (F10)"), lambda: self.menu_button.showMenu())
        self._row.addWidget(self.menu_button)
        connections.changed.connect(self._show_states)
        theme.changed.connect(self._show_states)
        self._show_states()

    def follow(self, lanes: "LaneList") -> None:
        """Once there is a queue, a service is as well as its lane."""
        self._lanes = lanes
        lanes.changed.connect(self._show_states)
        self._show_states()

    def show_page(self, number: int) -> None:
        with QSignalBlocker(self._tabs):
            self._tabs.button(number).setChecked(True)

    def _choose(self, number: int, is_on: bool) -> None:
        if is_on:
            self.page_chosen.emit(number)

    def set_menu(self, menu: QMenu) -> None:
        self.menu_button.setMenu(menu)

    def _add_tabs(self, pages: list[str]) -> QButtonGroup:
        tabs = QButtonGroup(self)
        for number, name in enumerate(pages):
            tab = QPushButton(name)
            tab.setProperty("look", "tab")
            tab.setCheckable(True)
            tab.setAutoExclusive(True)  # so that a screen reader calls it one of several
            tabs.addButton(tab, number)
            self._row.addWidget(tab)
        lead_to_chosen(tabs)
        tabs.idToggled.connect(self._choose)  # a screen reader toggles, and clicks nothing
        return tabs

    def _add_pill(self, service: Service) -> Pill:
        pill = Pill(service.name)
        pill.clicked.connect(lambda: self.service_chosen.emit(service.id))
        self._row.addWidget(pill)
        return pill

    def _show_states(self) -> None:
        colours = self._theme.colours
        self._brand.setText(
            f'<b style="font-size:{SIZES.heading}px">vivid<span style="color:{colours.accent}">desk</span></b>'
        )
        for service in SERVICES:
            knowledge = self._connections.key(service).knowledge
            held = self._lanes.held_up(service.id) if self._lanes is not None else ""
            tone = "waiting" if held else TONES[knowledge]
            self._pills[service.id].show_state(held or word(knowledge), getattr(colours, tone))


def word(knowledge: Knowledge) -> str:
    match knowledge:
        case Knowledge.KNOWN:
            return _("key known")
        case Knowledge.NONE:
            return _("on this computer")
        case Knowledge.LOOKING:
            return _("looking…")
