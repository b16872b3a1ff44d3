"""The desk: one window, its pages, its menu, and what it remembers from one day to the next."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from vividdesk.bridge.connections import Connections
from vividdesk.bridge.file_manager import show_folder
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.preferences import Appearance, Preferences
from vividdesk.bridge.remembered import Keeper, Remembered
from vividdesk.bridge.tasks import Tasks
from vividdesk.desk.create_page import CreatePage
from vividdesk.desk.top_bar import TopBar
from vividdesk.model.service import SERVICES, VISTOURE
from vividdesk.paths import Paths
from vividdesk.texts import _
from vividdesk.widgets.icons import application_icon
from vividdesk.widgets.notice_bar import NoticeBar
from vividdesk.widgets.theme import SIZES, Theme

if TYPE_CHECKING:
    from vividdesk.bridge.studio import Studio
    from vividdesk.desk.settings_dialog import SettingsDialog
    from vividdesk.desk.workbench import Workbench

CREATE, LIBRARY = 0, 1  # pages


class Desk(QMainWindow):
    """`painted` tells once that there is something to see, `closing` that the person wants to leave.

    The window goes when the program does.
    """

    painted = Signal()
    closing = Signal()

    def __init__(
        self,
        paths: Paths,
        preferences: Preferences,
        connections: Connections,
        notices: Notices,
        tasks: Tasks,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._paths = paths
        self._preferences = preferences
        self._connections = connections
        self._tasks = tasks
        self._theme = theme
        self._notices = notices
        self._remembered = Remembered(self, paths.layout, self._tell, tasks)
        self._settings: SettingsDialog | None = None
        self._studio: Studio | None = None
        self._focus: QWidget | None = None  # on the page where one creates, while another is shown
        self._was_painted = False
        self.setWindowTitle("vividdesk")
        self.setWindowIcon(application_icon())
        self.create_page = CreatePage()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.create_page)
        self._library = QWidget()
        self._library.setAccessibleName(_("Library"))
        QVBoxLayout(self._library).setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self._library)
        self._top = TopBar([_("Create"), _("Library")], connections, theme, self.open_settings)
        self._top.page_chosen.connect(self.show_page)
        self._top.service_chosen.connect(self.open_settings)
        self.notice_bar = NoticeBar(notices)
        self.notice_bar.folder_wanted.connect(lambda: self.open_settings("folders"))
        self._put_together()
        self.menu = self._filled_menu()
        self._top.set_menu(self.menu)
        self.show_page(CREATE)
        self._recall()

    def show_page(self, number: int) -> None:
        was, focus = self._pages.currentIndex(), self.focusWidget()
        if was == CREATE != number and focus is not None and self.create_page.isAncestorOf(focus):
            self._focus = focus
        elif was == CREATE:
            self._focus = None
        self._pages.setCurrentIndex(number)
        self._top.show_page(number)
        if number == CREATE != was:  # the keys go on where they were, or on the ground
            (self._focus if self._focus is not None and isValid(self._focus) else self.create_page).setFocus()
        if number == LIBRARY:
            self._show_library()

    async def fill(self, studio: "Studio") -> None:
        """With what it is for; until then its pages say what will be there."""
        from vividdesk.desk.announcer import Announcer
        from vividdesk.desk.workbench import Workbench

        self._studio = studio
        self._top.follow(studio.lanes)
        bench = await Workbench.made(studio, self._theme, self.open_settings, Announcer(self, self.raise_up))
        self.create_page.fill(bench, self._remembered.settings())
        self._remembered.begin()
        self._connections.changed.connect(lambda _service: bench.pane.services_changed())
        self._connections.changed.connect(self._look_for_workflows)
        self._preferences.changed.connect(bench.pane.services_changed)
        if self._pages.currentIndex() == LIBRARY:
            self._show_library()

    def _look_for_workflows(self, service: str) -> None:
        if service == VISTOURE.id and self._studio is not None:
            self._tasks.start(self._studio.discover())

    def _show_library(self) -> None:
        """Made when it is first looked at."""
        bench, inside = self.create_page.bench, self._library.layout()
        if self._studio is None or bench is None or inside is None or inside.count():
            return
        from vividdesk.desk.library_page import LibraryPage

        studio = self._studio
        self.library_page = page = LibraryPage(
            studio.core,
            studio.clips,
            studio.tasks,
            studio.notices,
            bench.exports,
            lambda: self._theme.colours,
            lambda: studio.catalog,
        )
        page.first_wanted.connect(lambda: self.show_page(CREATE))
        page.play_wanted.connect(lambda clip: self._work_on(lambda: bench.play(clip)))
        page.compare_wanted.connect(lambda clips: self._work_on(lambda: bench.preview.compare(clips)))
        page.again_wanted.connect(lambda clip: self._work_on(lambda: studio.tasks.start(bench.again_like(clip))))
        inside.addWidget(page)

    def _work_on(self, do: Callable[[], object]) -> None:
        self.show_page(CREATE)
        do()

    def raise_up(self) -> None:
        """In front of all other windows, as far as the system lets a program do that."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()

    def open_settings(self, page: str = SERVICES[0].id) -> None:
        if self._settings is None:
            from vividdesk.desk.settings_dialog import SettingsDialog

            self._settings = SettingsDialog(self, self._preferences, self._connections, self._tasks)
        self._settings.open()
        self._settings.show_page(page)

    def open_shortcuts(self) -> None:
        from vividdesk.desk.shortcuts import ShortcutSheet

        ShortcutSheet(self).open()

    def open_about(self) -> None:
        from vividdesk.desk.about import AboutDialog

        AboutDialog(self).open()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    @guarded()
    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        event.ignore()
        self.closing.emit()

    def remember(self) -> None:
        self._remembered.end()

    def _tell(self, keeper: Keeper) -> None:
        keeper.setValue("window", self.saveGeometry())
        self.create_page.remember(keeper)

    def _recall(self) -> None:
        kept = self._remembered.settings()
        room = self.screen().availableSize()
        self.resize(min(1440, room.width() * 9 // 10), min(900, room.height() * 9 // 10))
        window = kept.value("window")
        if isinstance(window, QByteArray):
            self.restoreGeometry(window)
        self.create_page.recall(kept)

    def _put_together(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        around = QVBoxLayout()
        around.setContentsMargins(SIZES.gap, 0, SIZES.gap, 0)
        around.addWidget(self.notice_bar)
        column.addLayout(around)
        column.addWidget(self._pages, 1)
        content.setAccessibleName(self.windowTitle())
        content.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click on the ground takes the focus off a control
        self.setCentralWidget(content)
        content.setFocus()

    def _filled_menu(self) -> QMenu:
        menu = QMenu(self)
        self._add(menu, _("Create"), lambda: self.show_page(CREATE), "Ctrl+1")
        self._add(menu, _("Library"), lambda: self.show_page(LIBRARY), "Ctrl+2")
        menu.addSeparator()
        self._add(menu, _("Add photos…"), lambda: self._on_bench(lambda bench: bench.tray.browse()), "Ctrl+O")
        self._add(menu, _("Camera…"), lambda: self._on_bench(lambda bench: bench.tray.open_camera()), "Ctrl+Shift+O")
        self._add(menu, _("Find a template"), lambda: self._on_bench(lambda b: b.pane.picker.focus_search()), "Ctrl+F")
        self._add(menu, _("Make it"), self._make, "Ctrl+Return")
        menu.addSeparator()
        panels = menu.addMenu(_("Panels"))
        panels.addActions(self.create_page.actions_to_show_panels())
        panels.addSeparator()
        self._add(panels, _("Put all back"), self.create_page.lay_out)
        self._add(menu, _("Light or dark"), self._switch_appearance, "Ctrl+Shift+L")
        self._add(menu, _("Full screen"), self._switch_full_screen, "F11")
        menu.addSeparator()
        self._add(menu, _("Settings…"), self.open_settings, "Ctrl+,")
        self._add(menu, _("Keyboard shortcuts"), self.open_shortcuts, "F1")
        self._add(menu, _("Show the log"), lambda: show_folder(self._paths.logs, self._notices))
        self._add(menu, _("About vividdesk…"), self.open_about)
        menu.addSeparator()
        self._leave = self._add(menu, _("Quit"), self.close, "Ctrl+Q")
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._leave_from_dialogs)
        menu.setMinimumWidth(menu.sizeHint().width() + 2 * SIZES.margin)  # else the keys stick to the longest words
        self._add_key("Ctrl+/", self.open_shortcuts)
        self._add_key("F6", lambda: self._go_round(1))
        self._add_key("Shift+F6", lambda: self._go_round(-1))
        self._add_key("F10", lambda: self._top.menu_button.showMenu())
        return menu

    def _add_key(self, keys: str, do: Callable[[], object]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: do())
        self.addAction(action)

    def _add(self, menu: QMenu, text: str, do: Callable[[], object], keys: str = "") -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda: do())
        if keys:
            action.setShortcut(QKeySequence(keys))
            self.addAction(action)
        menu.addAction(action)
        return action

    def _on_bench(self, do: "Callable[[Workbench], object]") -> None:
        """On the page where one creates, once it has come to life."""
        self.show_page(CREATE)
        if self.create_page.bench is not None:
            do(self.create_page.bench)

    def _make(self) -> None:
        """Never what cannot be seen."""
        if self._pages.currentIndex() != CREATE:
            self.show_page(CREATE)
        elif self.create_page.bench is not None:
            self.create_page.bench.pane.send()

    def _go_round(self, by: int) -> None:
        self.show_page(CREATE)
        self.create_page.go_round(by)

    def _switch_appearance(self) -> None:
        dark = self.palette().window().color().lightness() < 128
        self._preferences.set(appearance=Appearance.LIGHT if dark else Appearance.DARK)

    def _leave_from_dialogs(self) -> None:
        """A dialog that must be answered first keeps all keys from the window; this one shall work there, too."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None and self._leave not in dialog.actions():
            dialog.addAction(self._leave)

    def _switch_full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()
