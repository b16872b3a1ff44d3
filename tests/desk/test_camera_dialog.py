"""Photos from a camera, with real keys and a camera that draws its pictures."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests import photo_reading
from tests.photo_reading import Reading, on_desk
from vividdesk.bridge.camera import SILENT
from vividdesk.bridge.camera_simulated import HIGH, WIDE, SimulatedCamera
from vividdesk.desk.camera_dialog import CameraDialog
from vividdesk.desk.photo_tray import PhotoTray
from vividdesk.paths import resource
from vividdesk.widgets.theme import DARK

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)
FIRST = "simulated"  # what the one that is there from the beginning is chosen by


desk = photo_reading.desk


@pytest.fixture
def tray(desk: Reading, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> PhotoTray:
    monkeypatch.setenv("VIVIDDESK_CAMERA", "simulated")
    made = PhotoTray(desk.photos(), resource("samples", "product.jpg"), lambda: DARK, desk.tasks)
    qtbot.addWidget(made)
    made.resize(243, 560)
    made.show()
    return made


async def opened(desk: Reading, tray: PhotoTray) -> CameraDialog:
    (way,) = [each for each in tray.findChildren(QPushButton) if each.text() == "camera"]
    QTest.mouseClick(way, Qt.MouseButton.LeftButton)
    (dialog,) = tray.findChildren(CameraDialog)
    await desk.until(dialog.take.hasFocus)
    return dialog


def camera_of(dialog: CameraDialog) -> SimulatedCamera:
    assert isinstance(dialog.camera, SimulatedCamera)
    dialog.camera._again.setInterval(0)
    return dialog.camera


def press(dialog: CameraDialog, key: Qt.Key) -> None:
    QTest.keyClick(dialog.focusWidget() or dialog, key)


def words(dialog: CameraDialog) -> str:
    return dialog.trouble.title.text() if dialog.trouble.isVisible() else ""


@on_desk
async def test_several_in_one_sitting_by_keys_alone(desk: Reading, tray: PhotoTray) -> None:
    dialog = await opened(desk, tray)
    for number, key in enumerate((Qt.Key.Key_Space, Qt.Key.Key_Return)):
        press(dialog, key)
        assert dialog.live.is_held
        press(dialog, key)
        assert not dialog.live.is_held
        await desk.until(lambda number=number: len(tray._photos.ready()) > number)
        seen = dialog.camera.picture().cacheKey()
        await desk.until(lambda seen=seen: dialog.camera.picture().cacheKey() != seen)
    assert dialog._added.text() == "2 photos added"
    for photo in tray._photos.ready():
        assert (photo.width, photo.height) == (WIDE, HIGH)
        assert photo.name.startswith("Camera ")
    dialog.reject()


@on_desk
async def test_taken_again_and_the_key_that_closes(desk: Reading, tray: PhotoTray) -> None:
    dialog = await opened(desk, tray)
    press(dialog, Qt.Key.Key_Space)
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.live.is_held
    assert dialog.take.hasFocus()
    press(dialog, Qt.Key.Key_Space)
    QTest.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert not dialog.live.is_held
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert tray._photos.rowCount() == 0


@on_desk
async def test_it_is_seen_as_in_a_mirror_and_kept_as_it_is(desk: Reading, tray: PhotoTray) -> None:
    dialog = await opened(desk, tray)
    kept: list[QImage] = []
    dialog.kept.connect(kept.append)
    camera, live = camera_of(dialog), dialog.live
    camera._frames.stop()
    picture, seen = camera.picture(), live.grab().toImage()
    place = live._place_of(picture).toRect()
    left, right = _side(seen, place.left() + 20), _side(seen, place.right() - 20)
    is_from_left = _near(_side(picture, 30), _side(picture, WIDE - 31))
    assert not is_from_left, "the picture must not be the same on both sides"
    assert _near(left, _side(picture, WIDE - 31))
    assert _near(right, _side(picture, 30))
    press(dialog, Qt.Key.Key_Space)
    assert _near(_side(live.grab().toImage(), place.left() + 20), _side(picture, 30))
    press(dialog, Qt.Key.Key_Space)
    assert kept == [picture]
    dialog.reject()
    await desk.until(lambda: tray._photos.ready())


def _side(image: QImage, across: int) -> tuple[int, int, int]:
    colour = image.pixelColor(across, image.height() // 2)
    return colour.red(), colour.green(), colour.blue()


def _near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 24


@on_desk
async def test_unplugged_in_the_middle_and_back(desk: Reading, tray: PhotoTray) -> None:
    dialog = await opened(desk, tray)
    camera = camera_of(dialog)
    camera.unplug(FIRST)
    assert words(dialog) == "“Simulated camera” was unplugged."
    assert dialog.trouble.hasFocus()
    assert not dialog.take.isEnabled()
    press(dialog, Qt.Key.Key_Space)
    assert not dialog.live.is_held
    camera.plug("another number", "Simulated camera")
    await desk.until(dialog.take.hasFocus)
    assert words(dialog) == ""
    dialog.reject()


@on_desk
async def test_what_was_taken_outlives_the_camera(desk: Reading, tray: PhotoTray) -> None:
    dialog = await opened(desk, tray)
    press(dialog, Qt.Key.Key_Space)
    camera_of(dialog).unplug(FIRST)
    assert words(dialog) == ""
    press(dialog, Qt.Key.Key_Space)
    assert words(dialog) == "“Simulated camera” was unplugged."
    await desk.until(lambda: tray._photos.ready())
    dialog.reject()


@on_desk
async def test_none_there_taken_and_forbidden(desk: Reading, tray: PhotoTray) -> None:
    dialog = await opened(desk, tray)
    camera = camera_of(dialog)
    camera.close()
    camera.unplug(FIRST)
    camera.open()
    assert words(dialog) == "There is no camera."
    assert not dialog._choice.isVisible()
    camera.plug(FIRST, "Simulated camera")
    await desk.until(dialog.take.hasFocus)
    camera.occupy(True)
    assert words(dialog) == "“Simulated camera” gives no picture."
    assert dialog.trouble.accessibleName().startswith(words(dialog))
    camera.occupy(False)
    await desk.until(dialog.take.hasFocus)
    camera.forbid(True)
    assert words(dialog) == "This program may not use the camera."
    camera.forbid(False)
    await desk.until(dialog.take.hasFocus)
    dialog.reject()


@on_desk
async def test_one_that_gives_nothing_is_told_and_tried_again(desk: Reading, tray: PhotoTray) -> None:
    dialog = await opened(desk, tray)
    camera = camera_of(dialog)
    camera.troubled.connect(lambda _fault: camera._silence.setInterval(SILENT))
    camera._frames.stop()
    camera._silence.start(0)
    await desk.until(lambda: words(dialog) == "“Simulated camera” gives no picture.")
    await desk.until(dialog.take.hasFocus)
    dialog.reject()


@on_desk
async def test_another_camera_is_chosen_and_remembered(desk: Reading, tray: PhotoTray) -> None:
    dialog = await opened(desk, tray)
    assert not dialog._choice.isVisible()
    camera = camera_of(dialog)
    camera.plug("second", "On the desk & wide")
    assert dialog._choice.isVisible()
    menu = dialog._choice.menu()
    assert menu is not None
    assert [(each.text(), each.isChecked()) for each in menu.actions()] == [
        ("Simulated camera", True),
        ("On the desk && wide", False),
    ]
    menu.actions()[1].trigger()
    assert camera.chosen == "second"
    await desk.until(dialog.take.isEnabled)
    camera.unplug("second")
    assert words(dialog) == "“On the desk & wide” was unplugged."
    assert dialog._choice.text() == "Choose a camera"
    dialog.reject()
    assert tray.usual_camera == "second"


@pytest.mark.parametrize("close", [CameraDialog.accept, CameraDialog.reject, CameraDialog.close])
@on_desk
async def test_closing_lets_go_of_the_camera_at_once(desk: Reading, tray: PhotoTray, close: object) -> None:
    dialog = await opened(desk, tray)
    camera = camera_of(dialog)
    assert camera.runs
    tray.open_camera()
    assert tray.findChildren(CameraDialog) == [dialog], "one at a time"
    close(dialog)  # type: ignore[operator]
    assert not camera.runs
    assert not camera._frames.isActive()
    await desk.until(lambda: not isValid(camera))
    dialog = await opened(desk, tray)
    dialog.reject()
