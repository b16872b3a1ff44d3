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

W = TypeVar("W", bound=QWidget)
SETTLES = 0.25  # seconds in which what was begun by the last step is shown


class Camera:
    def __init__(self, running: App, out: Path, size: str) -> None:
        self._preferences = running.preferences
        self._desk = running.desk
        self._out = out
        self._size = size
        QCursor.setPos(0, 0)

    async def take(self, name: str, widget: QWidget | None = None) -> None:
        """Of the whole window, unless another one is named."""
        await asyncio.sleep(SETTLES)
        for look in (Appearance.LIGHT, Appearance.DARK):
            self._preferences.set(appearance=look)
            await photograph(widget or self._desk, self._out / f"{name}-{self._size}-{look}.png")

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
