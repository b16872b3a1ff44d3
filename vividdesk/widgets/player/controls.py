"""The row below the picture: play, loop, frame by frame, speed, sound, time, full screen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QFontMetrics, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSlider, QWidget

from vividdesk.texts import _
from vividdesk.widgets.basics import button, icon_button, label, with_even_digits
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES

SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


class Controls(QWidget):
    """What one asks for comes up as signals; what holds is told by the `show_…` methods, which send none."""

    play_wanted = Signal()
    loop_wanted = Signal(bool)
    step_wanted = Signal(int)
    speed_wanted = Signal(float)
    volume_wanted = Signal(float)
    mute_wanted = Signal(bool)
    full_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as on every player, whatever the language
        self.play = icon_button("player-play", _("Play (Space)"), self.play_wanted.emit)
        self.loop = icon_button("player-loop", _("Play again and again (L)"), self._toggle_loop, "player")
        self.loop.setCheckable(True)
        self.back = icon_button("player-back", _("One frame back (,)"), lambda: self.step_wanted.emit(-1), "player")
        self.forward = icon_button("player-forward", _("One frame on (.)"), lambda: self.step_wanted.emit(1), "player")
        self.speed = button("", lambda: None, "player-word")
        self.speed.setMenu(self._speeds())
        self.sound = icon_button("player-sound", _("Volume"), self._open_volume, "player")
        self.time = _time_label()
        self._plays, self._at, self._length = False, 0.0, 0.0
        self.full = icon_button("player-full", _("Full screen (F)"), self.full_wanted.emit, "player")
        for one in (self.loop, self.back, self.forward, self.sound, self.full):
            one.setIconSize(self.play.iconSize())
        self._popup = VolumePopup(self)
        self._popup.slider.valueChanged.connect(lambda value: self.volume_wanted.emit(value / 100))
        self._popup.mute.clicked.connect(lambda: self.mute_wanted.emit(self._popup.mute.isChecked()))
        self._why_silent = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for each in (self.play, self.loop, self.back, self.forward, self.speed, self.sound):
            row.addWidget(each)
        row.addStretch()
        row.addWidget(self.time)
        row.addSpacing(4)
        row.addWidget(self.full)

    def show_playing(self, playing: bool) -> None:
        self._plays = playing
        self.show_time(self._at, self._length)
        self.play.setIcon(icon("player-pause" if playing else "player-play"))
        says = _("Pause (Space)") if playing else _("Play (Space)")
        self.play.setToolTip(says)
        self.play.setAccessibleName(says)

    def show_loop(self, loops: bool) -> None:
        self.loop.setChecked(loops)
        self.loop.setIcon(icon("player-loop", _role(loops)))

    def show_speed(self, speed: float) -> None:
        self.speed.setText(written(speed))
        self.speed.setAccessibleName(_("Speed: {speed}").format(speed=written(speed)))
        self.speed.setToolTip(_("Speed ([ slower, ] faster)"))
        for action in self.speed.menu().actions():
            action.setChecked(action.data() == speed)

    def show_sound(self, volume: float, muted: bool) -> None:
        for part in (self._popup.slider, self._popup.mute):
            part.blockSignals(True)
        self._popup.slider.setValue(round(volume * 100))
        self._popup.mute.setChecked(muted)
        for part in (self._popup.slider, self._popup.mute):
            part.blockSignals(False)
        self._popup.value.setText(_("muted") if muted else _("{share} %").format(share=round(volume * 100)))
        silent = muted or bool(self._why_silent)
        self.sound.setIcon(icon("player-silent" if silent else "player-sound", _role(False)))
        says = self._why_silent or (_("Volume: muted (M)") if muted else _("Volume (M mutes)"))
        self.sound.setToolTip(says)
        self.sound.setAccessibleName(says)
        self.sound.setEnabled(not self._why_silent)

    def show_voice(self, has_sound: bool, has_device: bool) -> None:
        why = _("No sound device") if not has_device else ""
        self._why_silent = why if has_sound else _("This clip has no sound")
        self.show_sound(self._popup.slider.value() / 100, self._popup.mute.isChecked())

    def show_time(self, at: float, length: float) -> None:
        """Where it stands still, so that each single frame has another one."""
        self._at, self._length = at, length
        self.time.setText(f"{clock(at, exact=not self._plays)} / {clock(length)}")

    def show_full(self, full: bool) -> None:
        self.full.setIcon(icon("player-small" if full else "player-full"))
        says = _("Leave full screen (Esc)") if full else _("Full screen (F)")
        self.full.setToolTip(says)
        self.full.setAccessibleName(says)

    def _toggle_loop(self) -> None:
        self.loop_wanted.emit(self.loop.isChecked())

    def _open_volume(self) -> None:
        place = self.sound.mapToGlobal(self.sound.rect().topLeft())
        self._popup.adjustSize()
        self._popup.move(place.x() - 8, place.y() - self._popup.height() - 4)
        self._popup.show()
        self._popup.slider.setFocus()

    def _speeds(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for speed in SPEEDS:
            action = menu.addAction(written(speed))
            action.setData(speed)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _on, speed=speed: self.speed_wanted.emit(speed))
        return menu


class VolumePopup(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.mute = button(_("Mute"), lambda: None, "player-word")
        self.mute.setCheckable(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setFixedWidth(120)
        self.slider.setAccessibleName(_("Volume"))
        self.value = label("", SIZES.small, "quiet")
        self.value.setFixedWidth(QFontMetrics(self.value.font()).horizontalAdvance(_("muted") + "00"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 10, 6)
        row.setSpacing(SIZES.gap)
        for part in (self.mute, self.slider, self.value):
            row.addWidget(part)


def written(speed: float) -> str:
    return f"{speed:g}×"


def clock(seconds: float, exact: bool = False) -> str:
    """`00:02.5`, or `00:02.54`: the part of a second that has begun, not the one that is near."""
    digits = 2 if exact else 1
    whole, part = divmod(int(seconds * 10**digits + 1e-6), 10**digits)
    return f"{whole // 60:02}:{whole % 60:02}.{part:0{digits}}"


def _role(chosen: bool) -> QPalette.ColorRole:
    return QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.WindowText


def _time_label() -> QLabel:
    made = label("", SIZES.small, "quiet")
    font = with_even_digits(made.font())
    made.setFont(font)
    made.setMinimumWidth(QFontMetrics(font).horizontalAdvance("00:00.00 / 00:00.0") + 2)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
