"""Settings: a page per service, and how the window looks."""

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vividdesk.bridge.connections import Connections
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.preferences import Appearance, Preferences
from vividdesk.bridge.tasks import Tasks
from vividdesk.desk.service_page import ServicePage
from vividdesk.model.service import SERVICES
from vividdesk.texts import _
from vividdesk.widgets.basics import Card, button, label
from vividdesk.widgets.choices import Segments, SideList
from vividdesk.widgets.theme import SIZES


class SettingsDialog(QDialog):
    def __init__(self, parent: QWidget, preferences: Preferences, connections: Connections, tasks: Tasks) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Settings"))
        self.resize(780, 540)
        self._list = SideList(_("Pages of the settings"), width=190)
        self._stack = QStackedWidget()
        self._names: list[str] = []
        self._pages: list[QWidget] = []
        for service in SERVICES:
            self._add(service.id, service.name, "key", ServicePage(service, preferences, connections, tasks))
        self._add("appearance", _("Appearance"), "appearance", _appearance_page(preferences))
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._list.setCurrentRow(0)
        self._put_together()

    def show_page(self, name: str) -> None:
        """Ready to type in: the page's first field has the focus."""
        row = self._names.index(name)
        self._list.setCurrentRow(row)
        self._pages[row].setFocus()

    @guarded()
    def done(self, result: int) -> None:
        """A key that was typed and not kept is gone with the dialog."""
        for page in self._pages:
            if isinstance(page, ServicePage):
                page.drop_typed()
        super().done(result)

    def _add(self, name: str, title: str, emblem: str, page: QWidget) -> None:
        self._names.append(name)
        self._pages.append(page)
        self._list.add(title, emblem)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        page.setObjectName(name)
        scroll.setWidget(page)
        self._stack.addWidget(scroll)

    def _put_together(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SIZES.margin, SIZES.margin, SIZES.margin, SIZES.margin)
        outer.setSpacing(SIZES.margin)
        row = QHBoxLayout()
        row.setSpacing(SIZES.margin)
        row.addWidget(self._list)
        row.addWidget(self._stack, 1)
        outer.addLayout(row, 1)
        foot = QHBoxLayout()
        foot.addWidget(label(_("Changes hold at once."), SIZES.small, "quiet"))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.accept))
        outer.addLayout(foot)


def _appearance_page(preferences: Preferences) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SIZES.gap + 4)
    column.addWidget(label(_("Appearance"), SIZES.title, bold=True))
    card = Card()
    row = QHBoxLayout(card)
    row.setContentsMargins(SIZES.margin, SIZES.margin, SIZES.margin, SIZES.margin)
    words = QVBoxLayout()
    words.addWidget(label(_("Light or dark"), bold=True))
    words.addWidget(label(_("As the system has it, or always the one."), tone="quiet", wrap=True))
    row.addLayout(words, 1)
    choice = Segments(
        [(Appearance.SYSTEM, _("System")), (Appearance.LIGHT, _("Light")), (Appearance.DARK, _("Dark"))],
        _("Light or dark"),
    )
    choice.choose(preferences.now.appearance)
    choice.chosen.connect(lambda appearance: preferences.set(appearance=appearance))
    row.addWidget(choice)
    column.addWidget(card)
    column.addStretch()
    return page
