"""Settings: a page per service, folders, how the window looks, and what leaves this computer."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QScrollBar, QStackedWidget, QVBoxLayout, QWidget

from vividdesk.bridge.connections import Connections
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.preferences import Preferences
from vividdesk.bridge.storage import Storage
from vividdesk.bridge.tasks import Tasks
from vividdesk.desk.appearance_page import AppearancePage
from vividdesk.desk.folders_page import FoldersPage
from vividdesk.desk.privacy_page import PrivacyPage
from vividdesk.desk.service_page import ServicePage
from vividdesk.model.service import SERVICES
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.choices import SideList
from vividdesk.widgets.theme import SIZES


class SettingsDialog(QDialog):
    def __init__(self, parent: QWidget, preferences: Preferences, connections: Connections, tasks: Tasks) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Settings"))
        self.setMinimumSize(680, 440)
        self.resize(QSize(860, 660).boundedTo(self.screen().availableSize() * 0.9).expandedTo(self.minimumSize()))
        self._list = SideList(_("Pages of the settings"), width=190)
        self._stack = QStackedWidget()
        self._close = button(_("Close"), self.accept)
        self._names: list[str] = []
        self._makers: list[Callable[[], QWidget]] = []
        for service in SERVICES:
            self._add(service.id, service.name, "key", partial(ServicePage, service, preferences, connections, tasks))
        storage = Storage(connections.paths)
        self._add("folders", _("Folders"), "folder", lambda: FoldersPage(preferences, storage, tasks))
        self._add("appearance", _("Appearance"), "appearance", lambda: AppearancePage(preferences))
        self._add("privacy", _("Privacy"), "shield", lambda: PrivacyPage(preferences, storage.data))
        self._list.currentRowChanged.connect(self._show)
        self._put_together()

    def show_page(self, name: str) -> None:
        """Ready to type in: the page's first field has the focus, or the page itself, to be scrolled."""
        row = self._names.index(name)
        self._list.setCurrentRow(row)
        scroll = self._scroll(row)
        page = scroll.widget()
        (scroll if page is None or page.focusProxy() is None else page).setFocus()

    @guarded()
    def done(self, result: int) -> None:
        for row in range(self._stack.count()):
            page = self._scroll(row).widget()
            if isinstance(page, ServicePage):
                page.leave()
        super().done(result)

    def _show(self, row: int) -> None:
        """A page is made when it is first looked at."""
        scroll = self._scroll(row)
        if scroll.widget() is None:
            page = self._makers[row]()
            page.setObjectName(self._names[row])
            scroll.setWidget(page)
            stops = [each for each in page.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
            if stops:
                self.setTabOrder(stops[-1], self._close)
        self._stack.setCurrentIndex(row)

    def _scroll(self, row: int) -> QScrollArea:
        scroll = self._stack.widget(row)
        assert isinstance(scroll, QScrollArea)
        return scroll

    def _add(self, name: str, title: str, emblem: str, make: Callable[[], QWidget]) -> None:
        self._names.append(name)
        self._makers.append(make)
        self._list.add(title, emblem)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setAccessibleName(title)
        _stay_at_the_end(scroll.verticalScrollBar())
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
        foot.addWidget(label(_("Changes are kept at once."), SIZES.small, "quiet"))
        foot.addStretch()
        foot.addWidget(self._close)
        outer.addLayout(foot)
        self._close.setFocus()  # else the list had it, and would choose its first page


def _stay_at_the_end(bar: QScrollBar) -> None:
    """What is said below the last field of a page is in sight for whoever was there."""
    last = bar.maximum()

    def follow(_first: int, end: int) -> None:
        nonlocal last
        if last and bar.value() == last:
            bar.setValue(end)
        last = end

    bar.rangeChanged.connect(follow)
