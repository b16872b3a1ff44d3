"""Where a creator works: photos, templates and their options, preview and queue, as docks."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from vividdesk.texts import _
from vividdesk.widgets.basics import button
from vividdesk.widgets.empty_state import EmptyState, LowEmptyState
from vividdesk.widgets.panel import Panel
from vividdesk.widgets.theme import SIZES

LAYOUT_VERSION = 1


class CreatePage(QMainWindow):
    def __init__(self, add_keys: Callable[[], None]) -> None:
        super().__init__()
        self.setDockNestingEnabled(True)
        self.setContentsMargins(SIZES.gap, 0, SIZES.gap, SIZES.gap)
        self.photos = Panel("photos", _("Photos"), _no_photos())
        self.templates = Panel("templates", _("Templates"), _no_templates(add_keys), closable=False)
        self.preview = Panel("preview", _("Preview"), _nothing_to_play())
        self.queue = Panel("queue", _("Queue"), _no_jobs())
        self.panels = (self.photos, self.templates, self.preview, self.queue)
        for panel, smallest in zip(self.panels, ((190, 160), (360, 220), (240, 200), (320, 130)), strict=True):
            panel.setMinimumSize(*smallest)
        self._laid_out = False
        self.lay_out()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Shares can only be dealt out once the real size is known."""
        super().showEvent(event)
        if not self._laid_out:
            self._laid_out = True
            self._share_out()

    def lay_out(self) -> None:
        """The layout everyone starts with: three columns, the queue below all of them."""
        area = Qt.DockWidgetArea
        self.addDockWidget(area.TopDockWidgetArea, self.photos)
        self.splitDockWidget(self.photos, self.templates, Qt.Orientation.Horizontal)
        self.splitDockWidget(self.templates, self.preview, Qt.Orientation.Horizontal)
        self.addDockWidget(area.BottomDockWidgetArea, self.queue)
        for panel in self.panels:
            panel.setFloating(False)
            panel.show()
        self._share_out()

    def _share_out(self) -> None:
        """The columns as 19 : 50 : 31, the queue a quarter of the height."""
        wide, high = self.width(), self.height()
        columns = [self.photos, self.templates, self.preview]
        self.resizeDocks(columns, [wide * 19 // 100, wide * 50 // 100, wide * 31 // 100], Qt.Orientation.Horizontal)
        self.resizeDocks([self.templates, self.queue], [high * 3 // 4, high // 4], Qt.Orientation.Vertical)

    def actions_to_show_panels(self) -> list[QAction]:
        return [panel.toggleViewAction() for panel in self.panels if panel is not self.templates]

    def remember(self) -> QByteArray:
        return self.saveState(LAYOUT_VERSION)

    def recall(self, layout: QByteArray) -> None:
        self._laid_out = self.restoreState(layout, LAYOUT_VERSION)


def _no_photos() -> QWidget:
    return EmptyState("photos", _("No photos yet"), _("The photos you work with are listed here."))


def _no_templates(add_keys: Callable[[], None]) -> QWidget:
    return EmptyState(
        "templates",
        _("Three services, one desk"),
        _(
            "Vimmerse, Vivid Flow and VistoureAI turn a photo into a clip or a new picture. "
            "Their templates and options have their place here; the keys come first."
        ),
        button(_("Add a key…"), add_keys, "primary"),
    )


def _nothing_to_play() -> QWidget:
    return EmptyState("play", _("Nothing to play yet"), _("A finished clip plays here, beside its photo."))


def _no_jobs() -> QWidget:
    return LowEmptyState("queue", _("The queue is empty"), _("Every job says here what it is doing, until it is done."))
