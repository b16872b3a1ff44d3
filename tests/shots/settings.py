"""Settings, notices, menus, and panels that were moved."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMenu, QScrollArea, QStackedWidget

from tests.loopback import Loopback
from tests.shots.camera import SETTLES, Camera
from tests.waiting import until_on_loop
from vividdesk.app import App
from vividdesk.desk.service_page import ServicePage
from vividdesk.errors import KeyringSilent, Unreachable

PAGES = ("vimmerse", "vistoure", "folders", "appearance", "privacy")
ANSWERS = (
    ("works", 200, '{"credits_remaining": 850}'),
    ("refused", 401, '{"error": "Invalid API key"}'),
)


async def walk(running: App, camera: Camera, service: Loopback) -> None:
    await _notices(running, camera)
    await pages(running, camera)
    await _key(running, camera, service)
    await dialogs(running, camera)
    await _panels(running, camera)


async def pages(running: App, camera: Camera) -> None:
    """Those that are longer than the dialog to their end, and with numbers that are wrong."""
    desk = running.desk
    for page in PAGES:
        desk.open_settings(page)
        await camera.take_dialog(f"settings-{page}")
    desk.open_settings("vimmerse")
    dialog = camera.dialog()
    assert dialog is not None
    vimmerse = dialog.findChild(ServicePage, "vimmerse")
    assert vimmerse is not None
    await until_on_loop(lambda: vimmerse.prices.entries)
    QTest.keyClicks(vimmerse.limits.jobs, "-3")
    QTest.keyClicks(vimmerse.limits.credits, "much")
    for entry in list(vimmerse.prices.entries.values())[:2]:
        QTest.keyClicks(entry, "free")
    vimmerse.limits.requests.setFocus()
    await asyncio.sleep(SETTLES)
    _page(dialog).ensureWidgetVisible(next(iter(vimmerse.prices.entries.values())))
    await camera.take("settings-limits", dialog)
    _scroll_down(dialog)
    await camera.take_dialog("settings-prices")


def _scroll_down(dialog: QDialog) -> None:
    bar = _page(dialog).verticalScrollBar()
    bar.setValue(bar.maximum())


def _page(dialog: QDialog) -> QScrollArea:
    pages = dialog.findChild(QStackedWidget)
    assert pages is not None
    page = pages.currentWidget()
    assert isinstance(page, QScrollArea)
    return page


async def dialogs(running: App, camera: Camera) -> None:
    desk = running.desk
    await camera.take_menu("menu", desk.menu)
    await camera.take_menu("menu-panels", desk.menu.findChildren(QMenu)[0])
    desk.open_shortcuts()
    await camera.take_dialog("shortcuts")
    desk.open_about()
    await camera.take_dialog("about")


async def _notices(running: App, camera: Camera) -> None:
    notices = running.notices
    notices.say("The system keyring is locked.", "Your desktop asks for its password; your keys are in there.")
    notices.fault(Unreachable("Vivid Flow cannot be reached (timed out).", "Check the network."))
    notices.fault(KeyringSilent("The system keyring does not answer.", "Restart it, or sign out and in again."))
    await camera.take("notices")
    running.desk.notice_bar.clear()


async def _key(running: App, camera: Camera, service: Loopback) -> None:
    running.desk.open_settings("vividflow")
    dialog = camera.dialog()
    assert dialog is not None
    page = dialog.findChild(ServicePage, "vividflow")
    assert page is not None
    QTest.keyClicks(page.entry, "typed-by-hand-1234")
    await camera.take("settings-typed", dialog)
    for name, status, body in ANSWERS:
        service.answers(status, body)
        QTest.mouseClick(page.try_button, Qt.MouseButton.LeftButton)
        await until_on_loop(lambda: not page.busy)
        await camera.take(f"settings-key-{name}", dialog)
    page.address.setText("http://vivid.example")
    page.address.editingFinished.emit()
    _scroll_down(dialog)
    await camera.take("settings-address-refused", dialog)
    page.address.clear()
    page.address.editingFinished.emit()
    dialog.close()


async def _panels(running: App, camera: Camera) -> None:
    page = running.desk.create_page
    page.photos.hide()
    page.queue.hide()
    await camera.take("panels-hidden")
    page.lay_out()
    page.preview.setFloating(True)
    page.preview.resize(420, 360)
    await camera.take("panel-floating", page.preview)
    page.lay_out()
