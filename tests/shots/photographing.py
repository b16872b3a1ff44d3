"""Photos from a camera that is drawn, all that can come between, and what hovers over the preview."""

import asyncio
import os

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.shots.camera import Camera
from tests.waiting import until_on_loop
from vividdesk.app import App
from vividdesk.bridge.camera_simulated import SimulatedCamera
from vividdesk.desk.camera_dialog import CameraDialog
from vividdesk.desk.workbench import Workbench
from vividdesk.paths import resource

FIRST, SECOND = "simulated", "second"
NAME = "Brio Ultra HD"
MOVES = 0.3  # seconds in which whoever sits before the camera has moved


async def walk(running: App, camera: Camera) -> None:
    bench = running.desk.create_page.bench
    assert bench is not None
    dialog = await _opened(bench)
    source = dialog.camera
    assert isinstance(source, SimulatedCamera)
    await camera.take("camera-live", dialog)
    source.plug(SECOND, NAME)
    dialog.take.click()
    await camera.take("camera-taken", dialog)
    for _time in range(3):
        dialog.add.click()
        await asyncio.sleep(MOVES)
        dialog.take.click()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await camera.take("camera-several", dialog)
    source.unplug(FIRST)
    await camera.take("camera-unplugged", dialog)
    dialog._choose(SECOND)
    source.occupy(True)
    await camera.take("camera-busy", dialog)
    source.forbid(True)
    await camera.take("camera-forbidden", dialog)
    source.forbid(False)
    source.unplug(SECOND)
    dialog.close()
    await until_on_loop(lambda: len(bench._studio.photos.ready()) == 3)
    await camera.take("camera-added")
    await _hovering(bench, camera)


async def _opened(bench: Workbench) -> CameraDialog:
    os.environ["VIVIDDESK_CAMERA"] = "simulated"
    bench.tray.open_camera()
    (dialog,) = bench.tray.findChildren(CameraDialog)
    await until_on_loop(dialog.take.isEnabled)
    return dialog


async def _hovering(bench: Workbench, camera: Camera) -> None:
    mime, left, none = QMimeData(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    mime.setUrls([QUrl.fromLocalFile(str(resource("samples", "family.jpg")))])
    QApplication.sendEvent(bench.preview, QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, left, none))
    await camera.take("preview-hovering")
    QApplication.sendEvent(bench.preview, QDragLeaveEvent())
