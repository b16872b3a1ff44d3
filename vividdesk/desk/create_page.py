"""Where a creator works: photos, templates and their options, preview and queue, as docks."""

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.remembered import Keeper
from vividdesk.texts import _
from vividdesk.widgets.panel import Panel, PanelHead
from vividdesk.widgets.tab_order import can_be_entered, chain, reachable, stop_in
from vividdesk.widgets.theme import SIZES

if TYPE_CHECKING:
    from vividdesk.desk.workbench import Workbench

LAYOUT_VERSION = 1
QUEUE_SHARE = 0.25
LEAST_SHARE, MOST_SHARE = 0.05, 0.95  # of the queue; beyond, the window is too small for all, or it stands alone


class CreatePage(QMainWindow):
    def __init__(self) -> None:
        super().__init__()
        self.setDockNestingEnabled(True)
        self.setContentsMargins(SIZES.gap, 0, SIZES.gap, SIZES.gap)
        self.photos = Panel(self, "photos", _("Photos"))
        self.templates = Panel(self, "templates", _("Templates"), closable=False)
        self.preview = Panel(self, "preview", _("Preview"))
        self.queue = Panel(self, "queue", _("Queue"))
        self.panels = (self.photos, self.templates, self.preview, self.queue)
        for panel, smallest in zip(self.panels, ((190, 160), (360, 220), (240, 200), (320, 130)), strict=True):
            panel.setMinimumSize(*smallest)
        self.bench: Workbench | None = None
        self._inside: dict[Panel, tuple[QWidget, QWidget]] = {}  # and where in it the keyboard goes at first
        self._soon = QTimer(self, singleShot=True, interval=0)  # on its way out of the window it is hidden, too
        self._soon.timeout.connect(self._pause_unseen)
        self._laid_out = False
        self._queue_share = QUEUE_SHARE
        self._pressed_at = 0  # the queue's height, when the mouse went down
        self.setAccessibleName(_("Create"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click between the panels takes the focus off a control
        self.lay_out()

    def fill(self, bench: "Workbench", kept: QSettings) -> None:
        """The panels come to life."""
        focus = self.window().focusWidget()
        is_free = focus is None or focus.isAncestorOf(self) or self.isAncestorOf(focus)
        self.bench = bench
        bench.recall(kept)
        self._inside = {
            self.photos: (bench.tray, bench.tray.list),
            self.templates: (bench.pane, bench.pane.picker.head.search),
            self.preview: (bench.preview, bench.preview.stage),
            self.queue: (bench.queue, bench.queue.view),
        }
        bench.preview.wanted.connect(self._show_preview)
        bench.preview_is_closed = self.preview.isHidden
        self.preview.visibilityChanged.connect(lambda _is_seen: self._soon.start())
        for panel, (content, _landing) in self._inside.items():
            panel.set_content(content)
            panel.topLevelChanged.connect(self._order_stops)
        for part in (self, *self.panels):
            part.addAction(bench.tray.paste_action)
        self._order_stops()
        if is_free:
            self.setFocus()  # on the ground, without a ring; Tab goes on to the photos

    def _pause_unseen(self) -> None:
        """What was closed is not heard any more."""
        if self.bench is not None and self.preview.isHidden():
            self.bench.preview.pause()

    def _show_preview(self) -> None:
        """However it was put away: closed, or behind another panel."""
        self.preview.show()
        if not self.preview.isFloating():
            self.preview.raise_()

    def go_round(self, by: int) -> None:
        """From panel to panel, to where the keyboard was in it last."""
        ways = {panel: self._ways_into(panel) for panel in self.panels if panel.isVisible()}
        panels = [panel for panel, ways_in in ways.items() if ways_in]
        if not panels:
            return
        focus = QApplication.focusWidget()
        here = next((number for number, panel in enumerate(panels) if focus and panel.isAncestorOf(focus)), None)
        start = -1 if by > 0 else 0
        to = panels[((start if here is None else here) + by) % len(panels)]
        to.window().activateWindow()
        ways[to][0].setFocus(Qt.FocusReason.TabFocusReason)

    def _ways_into(self, panel: Panel) -> list[QWidget]:
        """The best first. The buttons of the panel itself are none."""
        bar, last = panel.titleBarWidget(), panel.focusWidget()
        before = [last] if last and last.parent() is not bar and can_be_entered(last) else []
        content, landing = self._inside.get(panel, (panel.widget(), panel.widget()))
        return [*before, *reachable(landing), *reachable(content)]

    def _order_stops(self) -> None:
        """Panel by panel, its head first; the buttons of their titles, which are rarely wanted, at the end."""
        docked = [panel for panel in self.panels if not panel.isFloating()]
        framing = [
            button
            for panel in docked
            for button in panel.titleBarWidget().findChildren(
                QPushButton, options=Qt.FindChildOption.FindDirectChildrenOnly
            )
        ]
        inside: dict[QWidget, QWidget] = {}
        for panel in docked:
            heads = panel.titleBarWidget().findChildren(PanelHead)
            inside |= {head: stop for head in heads if (stop := stop_in(head)) is not None}
            inside |= dict([self._inside[panel]])
        chain([self, *inside, *framing], inside)

    @guarded()
    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Shares can only be dealt out once the real size is known."""
        super().showEvent(event)
        if not self._laid_out:
            self._laid_out = True
            self._share_out()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt would make both rows equally high, because it sees no central widget; the queue keeps its share."""
        super().resizeEvent(event)
        if self._laid_out and self._queue_is_below():
            self._share_heights()

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """The end of a drag at an edge between panels; Qt tells of it in no other way."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed_at = self.queue.height()
        done = super().event(event)
        dragged = event.type() == QEvent.Type.MouseButtonRelease and self.queue.height() != self._pressed_at
        if dragged and self._queue_is_below():
            self._keep_share(self.queue.height() / self.height())
        return done

    def _keep_share(self, share: float) -> None:
        if LEAST_SHARE <= share <= MOST_SHARE:
            self._queue_share = share

    def _queue_is_below(self) -> bool:
        docked = self.queue.isVisible() and not self.queue.isFloating()
        return docked and self.dockWidgetArea(self.queue) == Qt.DockWidgetArea.BottomDockWidgetArea

    def lay_out(self) -> None:
        """The layout everyone starts with: three columns, the queue below all of them."""
        area = Qt.DockWidgetArea
        columns = [self.photos, self.templates, self.preview]
        first, second, third = columns[::-1] if self.isRightToLeft() else columns  # Qt mirrors no docks
        self.addDockWidget(area.TopDockWidgetArea, first)
        self.splitDockWidget(first, second, Qt.Orientation.Horizontal)
        self.splitDockWidget(second, third, Qt.Orientation.Horizontal)
        self.addDockWidget(area.BottomDockWidgetArea, self.queue)
        for panel in self.panels:
            panel.setFloating(False)
            panel.show()
        self._queue_share = QUEUE_SHARE
        self._share_out()

    def _share_out(self) -> None:
        """The columns as 19 : 50 : 31."""
        wide = self.width()
        columns = [self.photos, self.templates, self.preview]
        self.resizeDocks(columns, [wide * 19 // 100, wide * 50 // 100, wide * 31 // 100], Qt.Orientation.Horizontal)
        self._share_heights()

    def _share_heights(self) -> None:
        queue = round(self.height() * self._queue_share)
        self.resizeDocks([self.templates, self.queue], [self.height() - queue, queue], Qt.Orientation.Vertical)

    def actions_to_show_panels(self) -> list[QAction]:
        return [panel.toggleViewAction() for panel in self.panels if panel is not self.templates]

    def remember(self, kept: Keeper) -> None:
        kept.setValue("panels", self.saveState(LAYOUT_VERSION))
        kept.setValue("queue", self._queue_share)
        if self.bench is not None:
            self.bench.remember(kept)

    def recall(self, kept: QSettings) -> None:
        panels, share = kept.value("panels"), kept.value("queue")
        if isinstance(panels, QByteArray) and self.restoreState(panels, LAYOUT_VERSION):
            self._laid_out = True
            with contextlib.suppress(TypeError, ValueError):
                self._keep_share(float(share))
