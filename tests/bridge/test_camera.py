"""Qt's side of a camera, on a computer that has none: what can be shown there."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QCamera, QCameraDevice, QMediaDevices, QVideoFrame
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from vividdesk.bridge import camera_qt
from vividdesk.bridge.camera import camera_for
from vividdesk.bridge.camera_qt import QtCamera
from vividdesk.bridge.camera_simulated import SimulatedCamera
from vividdesk.errors import CameraFault

pytestmark = pytest.mark.qt_log_ignore("Using Qt multimedia with FFmpeg", "No RHI backend", extend=True)


@pytest.fixture
def camera(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[QtCamera]:
    monkeypatch.setattr(QMediaDevices, "videoInputs", staticmethod(list))  # also where there are some
    monkeypatch.setattr(camera_qt, "_is_kept_from_us", lambda: False)
    owner = QObject()
    made = camera_for({}, owner)
    assert isinstance(made, QtCamera)
    yield made
    made.close()
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, 52)


@pytest.fixture
def one(camera: QtCamera, monkeypatch: pytest.MonkeyPatch) -> QtCamera:
    plug_in(monkeypatch)
    return camera


def plug_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is listed then is none, but Qt does not say so."""
    monkeypatch.setattr(QMediaDevices, "videoInputs", staticmethod(lambda: [QCameraDevice()]))
    monkeypatch.setattr(QCamera, "error", lambda _camera: QCamera.Error.NoError)


def told(camera: QtCamera) -> list[CameraFault | None]:
    heard: list[CameraFault | None] = []
    camera.troubled.connect(heard.append)
    return heard


def frame(colour: Qt.GlobalColor) -> QVideoFrame:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(colour)
    return QVideoFrame(image)


def test_which_camera_is_said_by_the_environment(qapp: QApplication) -> None:
    owner = QObject()
    assert isinstance(camera_for({"VIVIDDESK_CAMERA": "simulated"}, owner), SimulatedCamera)
    assert isinstance(camera_for({"VIVIDDESK_CAMERA": "nonsense"}, owner), QtCamera)


def test_none_there_until_the_system_tells_of_one(camera: QtCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = told(camera)
    camera.open("one of yesterday")
    camera._devices.videoInputsChanged.emit()
    assert [str(fault) for fault in heard] == [
        "There is no camera. Plug one in, or switch it on. It is used as soon as it is there."
    ]
    plug_in(monkeypatch)
    camera._devices.videoInputsChanged.emit()
    assert camera.runs
    camera._sink.setVideoFrame(frame(Qt.GlobalColor.green))
    assert heard[1:] == [None]


def test_the_newest_frame_is_the_picture(one: QtCamera) -> None:
    one.open()
    assert one.picture().isNull()
    heard: list[str] = []
    one.framed.connect(lambda: heard.append(one.picture().pixelColor(3, 3).name()))
    one._sink.setVideoFrame(frame(Qt.GlobalColor.green))
    one._sink.setVideoFrame(frame(Qt.GlobalColor.blue))
    assert heard == ["#00ff00", "#0000ff"]
    one.close()
    assert one.picture().isNull()
    one._sink.setVideoFrame(frame(Qt.GlobalColor.red))  # one that was under way
    assert heard[2:] == []


def test_what_qt_refuses_is_told_and_tried_again(
    camera: QtCamera, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QMediaDevices, "videoInputs", staticmethod(lambda: [QCameraDevice()]))
    heard = told(camera)
    camera._again.setInterval(0)
    camera.open()
    assert heard[0] is not None, "Qt does not take what is no camera"
    assert heard[0].advice.startswith("Another program may be using it")
    plug_in(monkeypatch)
    qtbot.waitUntil(lambda: camera.runs)
    camera._sink.setVideoFrame(frame(Qt.GlobalColor.green))
    assert heard[1:] == [None]


def test_a_device_that_may_not_be_opened(one: QtCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_qt, "_is_kept_from_us", lambda: True)
    heard = told(one)
    one.open()
    assert [str(fault).partition(".")[0] for fault in heard] == ["This program may not use the camera"]
    monkeypatch.setattr(camera_qt, "_is_kept_from_us", lambda: False)
    one._again.timeout.emit()
    assert one.runs


def test_closed_it_is_let_go_of(one: QtCamera, qtbot: QtBot) -> None:
    one.open()
    device = one._camera
    one.close()
    assert one._session.camera() is None
    assert not one._silence.isActive()
    qtbot.waitUntil(lambda: not isValid(device))
    one._look()
    assert not one.runs
