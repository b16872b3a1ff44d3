"""What a camera sees now, as in a mirror, and the picture that was taken, as it is."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from vividdesk.bridge.camera import Camera
from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.player.ffmpeg import quieten
from vividdesk.widgets.player.screen import paint_rounded
from vividdesk.widgets.theme import SIZES

SMALLEST = QSize(240, 135)
USUAL = QSize(640, 360)


class LiveView(QWidget):
    """It shows what the camera gives as long as it is open; it neither opens nor closes it."""

    def __init__(self, camera: Camera) -> None:
        super().__init__()
        self._camera = camera
        self._still = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(SMALLEST)
        quieten()  # FFmpeg reads what some cameras send
        camera.framed.connect(self._follow)
        self.go_on()

    def hold(self, picture: QImage) -> None:
        """This is shown until it goes on."""
        self._still = picture
        self.setAccessibleName(_("The photo that was taken"))
        self.update()

    def go_on(self) -> None:
        self._still = QImage()
        self.setAccessibleName(_("What the camera sees"))
        self.update()

    @property
    def is_held(self) -> bool:
        return not self._still.isNull()

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return USUAL

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture = self._still if self.is_held else self._camera.picture()
        if picture.isNull():
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("The camera wakes up…"))
            return
        if not self.is_held:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        paint_rounded(painter, picture, self._place_of(picture), SIZES.inner_radius)

    def _follow(self) -> None:
        if not self.is_held:
            self.update()

    def _place_of(self, picture: QImage) -> QRectF:
        fitted = QSizeF(picture.size()).scaled(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF((self.width() - fitted.width()) / 2, (self.height() - fitted.height()) / 2)
        return QRectF(corner, fitted)
