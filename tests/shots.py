"""`packaging/dev.py shots DIR`: a picture of every screen and state, in light and dark, at two sizes; and in `made`
all that the local service makes, with sheets of it.

All of it is the real program; the services are on this computer and there is no keyring. Each size is a process
of its own, because Qt reads the scale once.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tests import sheets
from tests.loopback import Loopback, loopback
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.bridge.preferences import Appearance
from vividdesk.desk.service_page import ServicePage
from vividdesk.errors import KeyringSilent, Unreachable
from vividdesk.paths import Paths
from vividdesk.tour import photograph

SIZES = {"1280x720": (1280, 720, 1), "3840x2160": (1920, 1080, 2)}


def main(out: Path) -> int:
    out.mkdir(parents=True, exist_ok=True)
    for size, (_width, _height, scale) in SIZES.items():
        with TemporaryDirectory(prefix="vividdesk-shots-") as home:
            environ = os.environ | {
                "VIVIDDESK_HOME": home,
                "VIVIDDESK_VIMMERSE_KEY": "sample-of-a-key-1f2e",
                "XDG_RUNTIME_DIR": home,
                "DBUS_SESSION_BUS_ADDRESS": f"unix:path={home}/no-bus",
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": str(scale),
            }
            child = subprocess.run([sys.executable, "-m", "tests.shots", str(out), size], env=environ)
            if child.returncode:
                return child.returncode
    asyncio.run(sheets.main(out / "made"))
    return 0


def walk_all(out: Path, size: str) -> int:
    width, height, _scale = SIZES[size]

    async def scenario(running: app.App) -> None:
        running.desk.resize(width, height)
        await running.connections.loaded.wait()
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            running.preferences.set(appearance=appearance)
            await Walk(running, service, out, f"{size}-{appearance}").all()

    with loopback() as service:
        os.environ["VIVIDDESK_VIVIDFLOW_URL"] = service.address
        return app.run(Paths.of(os.environ), os.environ, scenario)


class Walk:
    """Through every state, in one look and at one size."""

    def __init__(self, running: app.App, service: Loopback, out: Path, suffix: str) -> None:
        self._app = running
        self._service = service
        self._out = out
        self._suffix = suffix

    async def all(self) -> None:
        desk = self._app.desk
        await self._take("desk", desk)
        desk.show_page(1)
        await self._take("library", desk)
        desk.show_page(0)
        await self._notices()
        await self._settings()
        await self._menu()
        await self._panels()
        desk.open_about()
        await self._take_dialog("about")

    async def _notices(self) -> None:
        notices = self._app.notices
        notices.say("The system keyring is locked.", "Your desktop asks for its password; your keys are in there.")
        notices.fault(Unreachable("Vivid Flow cannot be reached (timed out).", "Check the network."))
        notices.fault(KeyringSilent("The system keyring does not answer.", "Restart it, or sign out and in again."))
        await self._take("desk-notices", self._app.desk)
        self._app.desk.notice_bar.clear()

    async def _settings(self) -> None:
        for page in ("vimmerse", "vistoure", "appearance"):
            self._app.desk.open_settings(page)
            await self._take_dialog(f"settings-{page}")
        self._app.desk.open_settings("vividflow")
        page = self._dialog().findChild(ServicePage, "vividflow")
        QTest.keyClicks(page.entry, "typed-by-hand-1234")
        await self._take("settings-typed", self._dialog())
        for name, status, body in (
            ("works", 200, '{"credits_remaining": 850}'),
            ("refused", 401, '{"error": "Invalid API key"}'),
        ):
            self._service.answers(status, body)
            QTest.mouseClick(page.try_button, Qt.MouseButton.LeftButton)
            await until_on_loop(lambda: not page.busy)
            await self._take(f"settings-key-{name}", self._dialog())
        page.address.setText("http://vivid.example")
        page.address.editingFinished.emit()
        await self._take("settings-address-refused", self._dialog())
        page.address.clear()
        page.address.editingFinished.emit()
        self._dialog().close()

    async def _menu(self) -> None:
        menu = self._app.desk.menu
        menu.popup(self._app.desk.mapToGlobal(self._app.desk.rect().topRight()))
        await self._take("menu", menu)
        menu.close()

    async def _panels(self) -> None:
        page = self._app.desk.create_page
        page.photos.hide()
        page.queue.hide()
        await self._take("desk-panels-hidden", self._app.desk)
        page.lay_out()
        page.preview.setFloating(True)
        page.preview.resize(420, 360)
        await self._take("panel-floating", page.preview)
        page.lay_out()

    def _dialog(self) -> QDialog:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        return dialog

    async def _take_dialog(self, name: str) -> None:
        dialog = self._dialog()
        await self._take(name, dialog)
        dialog.close()

    async def _take(self, name: str, widget: QWidget) -> None:
        await photograph(widget, self._out / f"{name}-{self._suffix}.png")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    sys.exit(walk_all(folder, sys.argv[2]) if len(sys.argv) > 2 else main(folder))
