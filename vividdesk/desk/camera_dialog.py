"""Photos from a camera: seen live, taken, looked at, kept or taken again; as many as one likes."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from vividdesk.bridge.camera import Camera
from vividdesk.bridge.overrides import guarded
from vividdesk.errors import CameraFault
from vividdesk.texts import _, count
from vividdesk.widgets.announce import say
from vividdesk.widgets.basics import button, label, unmarked
from vividdesk.widgets.empty_state import Emblem
from vividdesk.widgets.kept_strip import KeptStrip
from vividdesk.widgets.live_view import LiveView
from vividdesk.widgets.theme import SIZES

USUAL = QSize(760, 562)
HEAD = 34  # with the choice of a camera, there or not: it comes and goes with what is plugged in


class CameraDialog(QDialog):
    """The camera becomes its own, is opened with it, and let go of as soon as it closes. `kept` carries a QImage."""

    kept = Signal(QImage)

    def __init__(self, parent: QWidget, camera: Camera, usual: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Camera"))
        self.resize(USUAL.boundedTo(self.screen().availableSize() * 0.9))
        camera.setParent(self)
        self.camera = camera
        self.live, self.trouble = LiveView(camera), CameraTrouble()
        self._picture = QImage()
        self._number = 0
        self._choice = button("", lambda: None)
        self._says, self._added = label("", tone="quiet", wrap=True), label("", tone="quiet")
        self._strip = KeptStrip()
        self.take = button(_("Take photo"), self._take, "primary")
        self.again = button(_("Take again"), self._go_on)
        self.add = button(_("Add to photos"), self._add, "primary")
        self._lay_out()
        self.live.setFocus()
        camera.framed.connect(self._wake)
        camera.troubled.connect(self._show_state)
        camera.listed.connect(self._list_cameras)
        self.finished.connect(camera.close)
        camera.open(usual)
        self._list_cameras()
        self._show_state()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter does what Space does; Esc first gives up what was taken. A key that is held down does it once."""
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focus, QPushButton) and not event.isAutoRepeat():
                focus.click()
        elif event.key() == Qt.Key.Key_Escape and self.live.is_held:
            self._go_on()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        self._picture = self.camera.picture()
        if not self._picture.isNull():
            self.live.hold(self._picture)
            self._show_state()

    def _add(self) -> None:
        self._number += 1
        self._strip.add(self._picture)
        self._added.setText(count("{n} photo added", "{n} photos added", self._number))
        say(self, self._added.text())
        self.kept.emit(self._picture)
        self._go_on()

    def _go_on(self) -> None:
        self.live.go_on()
        self._show_state()

    def _choose(self, camera: str) -> None:
        self.camera.choose(camera)
        self._list_cameras()
        self._show_state()

    def _wake(self) -> None:
        if not self.take.isEnabled():
            self._show_state()

    def _show_state(self) -> None:
        """Trouble waits until it is decided whether what was taken is kept."""
        held, fault = self.live.is_held, self.camera.fault
        if fault is not None:
            self.trouble.show_fault(fault)
        troubled = fault is not None and not held
        page: QWidget = self.trouble if troubled else self.live
        self._says.setText(
            ""
            if troubled
            else _("This is how it is kept: as others see you.")
            if held
            else _("You see yourself as in a mirror.")
        )
        first, focus = self.add if held else self.take, self.focusWidget()
        leads = focus in (None, self.live, self.trouble, self.take, self.again, self.add)
        self.take.setEnabled(not troubled and not self.camera.picture().isNull())
        first.show()
        if leads:  # before what has it now is hidden, which would send it anywhere
            (first if first.isEnabled() else page).setFocus()
        self._pages.setCurrentWidget(page)
        for one in (self.take, self.again, self.add):
            one.setVisible(held is not (one is self.take))

    def _list_cameras(self) -> None:
        there, chosen = self.camera.cameras(), self.camera.chosen
        self._choice.setVisible(len(there) > 1 or bool(there and chosen and chosen not in there))
        name = there.get(chosen, _("Choose a camera"))
        self._choice.setText(unmarked(name))
        self._choice.setAccessibleName(_("Which camera: {name}").format(name=name))
        menu = QMenu(self._choice)
        group = QActionGroup(menu)
        for key, name in there.items():
            action = menu.addAction(unmarked(name))
            action.setCheckable(True)
            action.setChecked(key == chosen)
            action.triggered.connect(lambda _checked, key=key: self._choose(key))
            group.addAction(action)
        before = self._choice.menu()
        self._choice.setMenu(menu)
        if before is not None:
            before.deleteLater()

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.live)
        self._pages.addWidget(self.trouble)
        head = QHBoxLayout()
        head.addStrut(HEAD)
        head.addWidget(label(_("Camera"), SIZES.title, bold=True), 1)
        head.addWidget(self._choice)
        news = QHBoxLayout()
        news.setSpacing(SIZES.gap)
        news.addWidget(self._says, 1)
        news.addWidget(self._added)
        foot = QHBoxLayout()
        foot.setSpacing(SIZES.gap)
        foot.addWidget(self._strip, 1)
        for one in (button(_("Close"), self.accept), self.again, self.take, self.add):
            foot.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIZES.margin, SIZES.margin, SIZES.margin, SIZES.margin)
        column.setSpacing(SIZES.gap + 4)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        column.addLayout(news)
        column.addLayout(foot)


class CameraTrouble(QWidget):
    """In the place of the picture: what keeps it from coming, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.advice = label("", SIZES.heading, bold=True, wrap=True), label("", tone="quiet", wrap=True)
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addStretch(2)
        column.addWidget(Emblem("camera"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        for line in (self.title, self.advice):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(line)
        column.addStretch(3)

    def show_fault(self, fault: CameraFault) -> None:
        self.title.setText(fault.title)
        self.advice.setText(fault.advice)
        self.setAccessibleName(f"{fault.title} {fault.advice}")
