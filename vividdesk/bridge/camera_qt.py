"""A camera as Qt sees it. QtMultimedia is loaded when one is first looked for."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
)

from vividdesk.bridge.camera import Camera, not_allowed, not_working
from vividdesk.errors import CameraFault
from vividdesk.texts import _

LARGEST = 1920 * 1080  # pixels: more would cost the window's time, thirty times a second
SLOWEST = 15.0  # pictures a second that still look alive


class QtCamera(Camera):
    """What is kept is the very picture that was seen: QImageCapture gives a later one, of the same size."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._look)
        self._session = QMediaCaptureSession(self)
        self._sink = QVideoSink(self)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._take)
        self._camera: QCamera | None = None
        self._was_asked_for = False
        self._frame = QVideoFrame()
        self._image = QImage()

    def cameras(self) -> dict[str, str]:
        usual = QMediaDevices.defaultVideoInput()
        return {_key(one): one.description() for one in sorted(QMediaDevices.videoInputs(), key=lambda o: o != usual)}

    def picture(self) -> QImage:
        if self._image.isNull() and self._frame.isValid():
            self._image = self._frame.toImage()
        return self._image

    def _start(self) -> None:
        device = next(one for one in QMediaDevices.videoInputs() if _key(one) == self.chosen)
        camera = self._camera = QCamera(device, self)
        later = Qt.ConnectionType.QueuedConnection  # it is not ended from within its own signal
        camera.errorOccurred.connect(lambda *_error: self._look_at(camera), later)
        if (form := best_of(device.videoFormats())) is not None:
            camera.setCameraFormat(form)
        self._session.setCamera(camera)
        camera.start()
        self._look_at(camera)  # what was wrong with it from the beginning it does not tell

    def _stop(self) -> None:
        camera, self._camera = self._camera, None
        self._frame, self._image = QVideoFrame(), QImage()
        if camera is not None:
            camera.stop()
            self._session.setCamera(None)  # type: ignore[arg-type]
            camera.deleteLater()

    def _obstacle(self) -> CameraFault | None:
        application = QCoreApplication.instance()
        assert application is not None
        status = application.checkPermission(QCameraPermission())
        if status == Qt.PermissionStatus.Undetermined:
            if not self._was_asked_for:
                self._was_asked_for = True
                application.requestPermission(QCameraPermission(), self, lambda _answer: self._look())
            return CameraFault(_("Your system asks whether this program may use the camera."), _("Answer it there."))
        return not_allowed() if status == Qt.PermissionStatus.Denied or _is_kept_from_us() else None

    def _take(self, frame: QVideoFrame) -> None:
        if frame.isValid() and self._runs:
            self._frame, self._image = frame, QImage()
            self._came()

    def _look_at(self, camera: QCamera) -> None:
        if camera is self._camera and camera.error() != QCamera.Error.NoError:
            self._fail(not_working(self._name))


def best_of(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """The largest that is neither too large nor too slow."""
    fit = [form for form in formats if _pixels(form) <= LARGEST and form.maxFrameRate() >= SLOWEST]
    return max(fit, key=lambda form: (_pixels(form), form.maxFrameRate()), default=None)


def _pixels(form: QCameraFormat) -> int:
    return form.resolution().width() * form.resolution().height()


def _key(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode(errors="replace")


def _is_kept_from_us() -> bool:
    """Linux has no permission to ask for: a camera whose device may not be opened is just not listed."""
    found = list(Path("/dev").glob("video*")) if sys.platform == "linux" else []
    return bool(found) and not any(os.access(each, os.R_OK | os.W_OK) for each in found)
