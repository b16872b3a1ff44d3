"""A camera that draws its pictures: somebody who sways a little, and a clock. For tests and rehearsals.

It can be unplugged, taken by another program and forbidden, as a real one.
"""

import math

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from vividdesk.bridge.camera import Camera, not_allowed, not_working
from vividdesk.errors import CameraFault
from vividdesk.paths import resource
from vividdesk.texts import _

WIDE, HIGH = 1280, 720
RATE = 30  # pictures a second
SEEN = 0.78  # of the width of the sample


class SimulatedCamera(Camera):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._there = {"simulated": _("Simulated camera")}
        self._taken = self._forbidden = self._is_due = False
        self._sitter = QImage()
        self._image = QImage()
        self._clock = QElapsedTimer()
        self._frames = QTimer(self, interval=1000 // RATE, timerType=Qt.TimerType.PreciseTimer)
        self._frames.timeout.connect(self._show_next)

    def plug(self, camera: str, name: str) -> None:
        self._there[camera] = name
        self._look()

    def unplug(self, camera: str) -> None:
        del self._there[camera]
        self._look()

    def occupy(self, taken: bool) -> None:
        """By another program, which a camera does not tell of when it leaves."""
        self._taken = taken
        if taken and self._runs:
            self._fail(not_working(self._name))

    def forbid(self, forbidden: bool) -> None:
        self._forbidden = forbidden
        self._halt()
        self._look()

    def cameras(self) -> dict[str, str]:
        return dict(self._there)

    def picture(self) -> QImage:
        if self._is_due:
            self._is_due = False
            self._image = self._drawn(self._clock.elapsed() / 1000)
        return self._image

    def _start(self) -> None:
        if self._taken:
            self._fail(not_working(self._name))
            return
        self._sitter = QImage(str(resource("samples", "portrait.jpg")))
        self._clock.start()
        self._frames.start()

    def _stop(self) -> None:
        self._frames.stop()
        self._is_due = False
        self._image = self._sitter = QImage()

    def _obstacle(self) -> CameraFault | None:
        return not_allowed() if self._forbidden else None

    def _show_next(self) -> None:
        self._is_due = True
        self._came()

    def _drawn(self, seconds: float) -> QImage:
        image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        size = QSizeF(WIDE, HIGH) * (self._sitter.width() * SEEN / WIDE)
        room = QSizeF(self._sitter.size()) - size
        corner = QPointF(
            room.width() * (0.5 + 0.4 * math.sin(seconds * 0.9)), room.height() * (0.4 + 0.1 * math.sin(seconds * 1.7))
        )
        painter.drawImage(QRectF(0, 0, WIDE, HIGH), self._sitter, QRectF(corner, size))
        _write(painter, f"{_('Simulated camera')}  {seconds:.1f}")
        painter.end()
        return image


def _write(painter: QPainter, words: str) -> None:
    """At the lower left: what is mirrored shows by it."""
    font = QFont()
    font.setPixelSize(26)
    painter.setFont(font)
    place = QRectF(painter.fontMetrics().boundingRect(words)).adjusted(-14, -8, 14, 8)
    place.moveBottomLeft(QPointF(24, HIGH - 24))
    painter.fillRect(place, QColor(0, 0, 0, 150))
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
