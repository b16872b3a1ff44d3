"""Where live pictures come from, whatever stands behind it, and what keeps them from coming."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from vividdesk.errors import CameraFault
from vividdesk.texts import _

SILENT = 6000  # milliseconds without a picture; some cameras take four to wake up
AGAIN = 2000  # milliseconds until another try


class Camera(QObject):
    """Works between `open` and `close`, and is no other program's meanwhile.

    A picture is made only where somebody asks for it: many are overtaken before. `troubled` carries a CameraFault, or
    None once pictures come again. Whatever the trouble, it is tried again by itself.
    """

    framed = Signal()  # there is a new picture
    troubled = Signal(object)
    listed = Signal()  # other cameras are there than before

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.chosen = ""
        self.fault: CameraFault | None = None
        self._is_open = self._runs = False
        self._name = ""  # of the chosen one, which it has no more when it is gone
        self._silence = QTimer(self, singleShot=True, interval=SILENT)
        self._silence.timeout.connect(self._fall_silent)
        self._again = QTimer(self, singleShot=True, interval=AGAIN)
        self._again.timeout.connect(self._begin)

    def open(self, camera: str = "") -> None:
        """This one if it is there, else the usual one."""
        self._is_open = True
        self.chosen = camera if camera in self.cameras() else ""
        self._begin()

    def choose(self, camera: str) -> None:
        self._halt()
        self.chosen = camera
        self._tell(None)
        self._begin()

    def close(self) -> None:
        """Let go of at once."""
        self._is_open = False
        self._halt()
        self.fault = None

    @property
    def runs(self) -> bool:
        return self._runs

    def cameras(self) -> dict[str, str]:
        """Their names, by what they are chosen by; the usual one first."""
        raise NotImplementedError

    def picture(self) -> QImage:
        """The newest, as others see what is before the camera: not mirrored. Null before the first."""
        raise NotImplementedError

    # What an implementation does, and what it tells

    def _start(self) -> None:
        """Of the chosen one. What is already wrong is told by `_fail`."""
        raise NotImplementedError

    def _stop(self) -> None:
        raise NotImplementedError

    def _obstacle(self) -> CameraFault | None:
        """Why none may be used, whether or not some are there."""
        return None

    def _look(self) -> None:
        """Something was plugged in or out."""
        if self._is_open and not (self._runs and self.chosen in self.cameras()):
            self._halt()
            self._begin()
        self.listed.emit()

    def _came(self) -> None:
        """A picture did."""
        if self._runs:
            self._silence.start()
            self._tell(None)
            self.framed.emit()

    def _fail(self, fault: CameraFault) -> None:
        if self._is_open:
            self._halt()
            self._again.start()
            self._tell(fault)

    # How it goes on

    def _begin(self) -> None:
        if not self._is_open or self._runs:
            return
        there = self.cameras()
        if self.chosen not in there:  # plugged in again, one may go by another number
            self.chosen = next((key for key, name in there.items() if name == self._name), self.chosen)
        if (fault := self._obstacle() or self._absence(there)) is not None:
            self._fail(fault)
            return
        self.chosen = self.chosen or next(iter(there))
        self._name = there[self.chosen]
        self._runs = True
        self._silence.start()
        self._start()

    def _absence(self, there: Mapping[str, str]) -> CameraFault | None:
        if self.chosen and self.chosen not in there:
            return _gone(self._name, bool(there))
        return None if there else _none_there()

    def _halt(self) -> None:
        self._silence.stop()
        self._again.stop()
        if self._runs:
            self._runs = False
            self._stop()

    def _fall_silent(self) -> None:
        self._fail(not_working(self._name))

    def _tell(self, fault: CameraFault | None) -> None:
        """Once, however often it is found again."""
        told = (fault.title, fault.advice) if fault else None
        if told != ((self.fault.title, self.fault.advice) if self.fault else None):
            self.fault = fault
            self.troubled.emit(fault)


def camera_for(environ: Mapping[str, str], parent: QObject) -> Camera:
    """VIVIDDESK_CAMERA=simulated draws its pictures, for rehearsals and where there is none."""
    if environ.get("VIVIDDESK_CAMERA") == "simulated":
        from vividdesk.bridge.camera_simulated import SimulatedCamera

        return SimulatedCamera(parent)
    from vividdesk.bridge.camera_qt import QtCamera

    return QtCamera(parent)


def not_working(name: str) -> CameraFault:
    return CameraFault(
        _("“{name}” gives no picture.").format(name=name),
        _("Another program may be using it: close that one, and it goes on here by itself. If not, plug it in again."),
    )


def not_allowed() -> CameraFault:
    return CameraFault(
        _("This program may not use the camera."),
        _("Allow it in the system's settings, under privacy. It goes on here as soon as you have."),
    )


def _none_there() -> CameraFault:
    return CameraFault(_("There is no camera."), _("Plug one in, or switch it on. It is used as soon as it is there."))


def _gone(name: str, others: bool) -> CameraFault:
    back = _("Plug it in again: it goes on by itself.")
    return CameraFault(
        _("“{name}” was unplugged.").format(name=name),
        _("Plug it in again, and it goes on by itself. Or choose another camera above.") if others else back,
    )
