"""Takes each state in both looks."""

import asyncio
from pathlib import Path
from typing import TypeVar

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from tests.waiting import until_on_loop
from vividdesk.app import App
from vividdesk.bridge.preferences import Appearance
from vividdesk.tour import photograph
from vividdesk.widgets.clip_card import ClipCard
from vividdesk.widgets.clip_grid import ClipGrid

W = TypeVar("W", bound=QWidget)
SETTLES = 0.25  # seconds in which what was begun by the last step is shown
DRAWN_WITHIN = 120.0


def is_drawing(grid: ClipGrid) -> bool:
    """The cards come a few in each frame."""
    card = grid.itemDelegate()
    assert isinstance(card, ClipCard)
    return card._asked


class Camera:
    def __init__(self, running: App, out: Path, size: str, before: str = "") -> None:
        """`before` begins the name of each picture."""
        self._preferences = running.preferences
        self._desk = running.desk
        self._out = out
        self._size = size
        self._before = before
        QCursor.setPos(0, 0)

    async def take(self, name: str, widget: QWidget | None = None) -> None:
        """Of the whole window, unless another one is named."""
        await asyncio.sleep(SETTLES)
        for look in (Appearance.LIGHT, Appearance.DARK):
            self._preferences.set(appearance=look)
            await asyncio.sleep(SETTLES)
            await self._drawn()
            await photograph(widget or self._desk, self._out / f"{self._before}{name}-{self._size}-{look}.png")

    async def _drawn(self) -> None:
        grids = self._desk.findChildren(ClipGrid)
        async with asyncio.timeout(DRAWN_WITHIN):
            while any(grid.isVisible() and is_drawing(grid) for grid in grids):
                await asyncio.sleep(SETTLES)

    async def take_dialog(self, name: str) -> None:
        """Of the one that is open, which is closed then."""
        await until_on_loop(lambda: self.dialog() is not None)
        dialog = self.dialog()
        assert dialog is not None
        await self.take(name, dialog)
        dialog.close()
        await until_on_loop(lambda: self.dialog() is not dialog)

    async def take_menu(self, name: str, menu: QMenu) -> None:
        menu.popup(self._desk.mapToGlobal(self._desk.rect().center()))
        await self.take(name, menu)
        menu.close()

    def dialog(self) -> QDialog | None:
        found = QApplication.activeModalWidget()
        if isinstance(found, QDialog):
            return found
        return next((each for each in self._desk.findChildren(QDialog) if each.isVisible()), None)
