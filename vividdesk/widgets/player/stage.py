"""Picture, strip and controls as one: whatever is shown is played, stepped through and made large here."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.small import read_within
from vividdesk.bridge.tasks import Tasks
from vividdesk.media.frames import Frames
from vividdesk.texts import _
from vividdesk.widgets.player.compare import Wipe
from vividdesk.widgets.player.controls import SPEEDS, Controls
from vividdesk.widgets.player.film import Film
from vividdesk.widgets.player.picture import PictureView
from vividdesk.widgets.player.screen import Screen, poster_of
from vividdesk.widgets.player.side_by_side import Shown, SideBySide
from vividdesk.widgets.player.stepping import Stepping
from vividdesk.widgets.player.strip import Strip
from vividdesk.widgets.player.trouble import Trouble, kept_away
from vividdesk.widgets.player.zoom_bar import ZoomBar

LEAP = 0.1  # of the clip, with Page Up and Page Down
LARGEST = QSize(8192, 8192)
LEAST = 120  # the height of what is shown, where there is hardly any room


class Stage(QWidget):
    """`full_wanted` asks for full screen (True), or to leave it; `failed` tells whether the file is within reach."""

    full_wanted = Signal(bool)
    failed = Signal(bool)

    def __init__(self, frames: Frames, tasks: Tasks) -> None:
        super().__init__()
        self._frames, self._tasks = frames, tasks
        self._shown = 0  # a number for what is shown: answers that come too late belong to another
        self._begun = asyncio.Event()  # it has been seen; nothing else is done before that
        self._file = Path()
        self.volume, self.muted, self.loops, self.speed = 0.8, False, True, 1.0
        self.film, self.several = Film(self), SideBySide()
        self.view, self.picture, self.trouble = Screen(_("Clip")), PictureView(_("Picture")), Trouble()
        self.wipe = Wipe(self.view)
        self.strip, self.controls, self.zoom_bar = Strip(), Controls(), ZoomBar(self.picture)
        self.stepping = Stepping(frames, tasks, self._show_exact)
        self._player: Film | SideBySide = self.film
        self._player_is_silent = False  # a picture is shown, which nothing plays
        self._pages = QStackedWidget()
        for page in (self.view, self.picture, self.several, self.trouble):
            self._pages.addWidget(page)
        self._pages.setMinimumHeight(LEAST)
        self._pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._pages, 1)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(6)
        for part in (self.strip, self.controls, self.zoom_bar):
            self._foot.addWidget(part)
        self._column.addLayout(self._foot)
        self._connect()
        self._tell_settings()

    def show_film(self, file: Path, poster: str, seconds: float, content_hash: str, play: bool) -> None:
        self._begin(file, self.view, self.film)
        self.view.show_image(poster_of(poster))
        self.strip.set_length(seconds)
        self.controls.show_time(0, seconds)
        self.film.open(file, play)
        self._tasks.start(self._fill_strip(self._shown, file, content_hash))

    def show_picture(self, file: Path, poster: str) -> None:
        self._begin(file, self.picture, None)
        self.picture.show_image(poster_of(poster))
        self._tasks.start(self._load_picture(self._shown, file))

    def show_several(self, several: Sequence[Shown], play: bool) -> None:
        moving = any(one.seconds for one in several)
        self._begin(several[0].file, self.several, self.several if moving else None)
        self.several.open(several, play)
        self.strip.setVisible(moving)
        self._tell_settings()
        longest = max(several, key=lambda one: one.seconds)
        if moving:
            self._tasks.start(self._fill_strip(self._shown, longest.file, ""))

    def compare_with(self, photo: QImage | None, after: str = "") -> None:
        """The photo beside what is shown; None takes it away."""
        if photo is None:
            self.wipe.take_away()
            if self._pages.currentWidget() is self.view and self._player_is_silent:
                self._pages.setCurrentWidget(self.picture)
            return
        if self._pages.currentWidget() is self.picture:
            self.view.show_image(self.picture.image)
            self._pages.setCurrentWidget(self.view)
        self.wipe.show_photo(photo, after)
        self.wipe.setFocus()

    def clear(self) -> None:
        self._shown += 1
        self._begun.set()
        self.film.close()
        self.several.close_films()
        self.stepping.stop()
        self.strip.clear()
        self.wipe.take_away()
        for screen in (self.view, self.picture):
            screen.show_image(QImage())  # it may be large

    def set_full(self, full: bool) -> None:
        self.setProperty("full", full)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, full)
        self.style().polish(self)
        margin = 12 if full else 0
        self._foot.setContentsMargins(margin, 0, margin, margin)
        self.controls.show_full(full)
        for screen in (self.view, *self.several.screens):
            screen.is_dark = full

    def set_settings(self, volume: float, muted: bool, loops: bool, speed: float) -> None:
        self.volume, self.muted, self.loops = min(max(0.0, volume), 1.0), muted, loops
        self.speed = speed if speed in SPEEDS else 1.0
        self._tell_settings()

    def _begin(self, file: Path, page: QWidget, player: "Film | SideBySide | None") -> None:
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.clear()
        self._begun = asyncio.Event()
        self._file = file
        self._player = player or self.film
        self._player_is_silent = player is None
        self._pages.setCurrentWidget(page)
        self.strip.setVisible(player is not None)
        self.controls.setVisible(player is not None)
        self.zoom_bar.setVisible(page is self.picture)
        self.controls.show_voice(True, True)
        if had_focus:
            page.setFocus()

    def _connect(self) -> None:
        for player in (self.film, self.several):
            player.moved.connect(self._follow)
            player.lasts.connect(self._measure)
            player.playing.connect(self.controls.show_playing)
            player.voiced.connect(self.controls.show_voice)
        self.film.framed.connect(self._show_frame)
        self.film.broken.connect(lambda _words: self._tasks.start(self._tell_trouble(self._shown, self._file)))
        for clickable in (self.view, self.wipe, self.several):
            clickable.clicked.connect(self.toggle)
        self.view.double_clicked.connect(self.toggle_full)
        self.strip.scrubbed.connect(self.seek)
        self.strip.released.connect(lambda: self.step(0))
        controls = self.controls
        controls.play_wanted.connect(self.toggle)
        controls.step_wanted.connect(self.step)
        controls.full_wanted.connect(self.toggle_full)
        controls.loop_wanted.connect(lambda on: self.set_settings(self.volume, self.muted, on, self.speed))
        controls.speed_wanted.connect(lambda fast: self.set_settings(self.volume, self.muted, self.loops, fast))
        controls.mute_wanted.connect(lambda on: self.set_settings(self.volume, on, self.loops, self.speed))
        controls.volume_wanted.connect(lambda loud: self.set_settings(loud, False, self.loops, self.speed))

    def _tell_settings(self) -> None:
        for player in (self.film, self.several):
            player.set_loops(self.loops)
            player.set_speed(self.speed)
            player.set_sound(self.volume, self.muted)
        self.controls.show_loop(self.loops)
        self.controls.show_speed(self.speed)
        self.controls.show_sound(self.volume, self.muted)

    def toggle(self) -> None:
        self.stepping.stop()
        self._player.pause() if self._player.is_playing else self._player.play()
        if not self._player.is_playing:
            self.step(0)

    def toggle_full(self) -> None:
        self.full_wanted.emit(not self.property("full"))

    def seek(self, seconds: float) -> None:
        self.stepping.stop()
        self._player.seek(seconds)

    def step(self, by: int) -> None:
        """So many frames from here, exactly; with 0 exactly the one that is shown, unless it plays."""
        if by and self._player.is_playing:
            self._player.pause()
        if self._player is self.film and not self.film.is_playing and self.film.length:
            self.stepping.step(self._file, lambda: self.film.place_now, by)
        elif self._player is self.several and by:
            self.several.step(by)

    def _show_exact(self, image: QImage, start: float) -> None:
        self.view.show_image(image)
        self.film.place(start)
        self._follow(start)

    def _show_frame(self, frame: Any) -> None:
        if not self.stepping.holds:
            self.view.show_frame(frame)
            self.wipe.update()

    def _follow(self, seconds: float) -> None:
        self._begun.set()
        if self.stepping.holds:
            seconds = self.stepping.at
        self.strip.set_place(seconds)
        self.controls.show_time(seconds, self._player.length)

    def _measure(self, seconds: float) -> None:
        self.strip.set_length(seconds)
        self.controls.show_time(self._player.at, seconds)

    async def _fill_strip(self, shown: int, file: Path, content_hash: str) -> None:
        await self._begun.wait()
        made = await self._frames.strip(file, content_hash) if shown == self._shown else None
        if made is not None:
            sheet = await asyncio.to_thread(QImage.fromData, made.content)
            if shown == self._shown:
                self.strip.show_tiles(sheet, made.tiles)

    async def _load_picture(self, shown: int, file: Path) -> None:
        image = await asyncio.to_thread(read_within, file, LARGEST)
        if shown != self._shown:
            return
        if image.isNull():
            await self._tell_trouble(shown, file)
        else:
            self.picture.show_image(image, keep=not self.picture.image.isNull())
            self.picture.fit()

    async def _tell_trouble(self, shown: int, file: Path) -> None:
        fault = await asyncio.to_thread(kept_away, file)
        if shown == self._shown:
            self.clear()
            self.trouble.tell(file, fault)
            self._pages.setCurrentWidget(self.trouble)
            for part in (self.strip, self.controls, self.zoom_bar):
                part.hide()
            self.failed.emit(fault is None)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """What the part that has the focus does not take."""
        if not self._press(Qt.Key(event.key())):
            event.ignore()

    def _press(self, key: Qt.Key) -> bool:
        keys, length = Qt.Key, self._player.length
        if key == keys.Key_F or (key == keys.Key_Escape and self.property("full")):
            self.toggle_full()
            return True
        if self.controls.isHidden():
            return False
        speed = SPEEDS.index(self.speed)
        match key:
            case keys.Key_Space | keys.Key_K:
                self.toggle()
            case keys.Key_Comma | keys.Key_Left:
                self.step(-1)
            case keys.Key_Period | keys.Key_Right:
                self.step(1)
            case keys.Key_Home:
                self.seek(0)
            case keys.Key_End:
                self.seek(length)
            case keys.Key_PageUp | keys.Key_PageDown:
                self.seek(self._player.at + (LEAP if key == keys.Key_PageDown else -LEAP) * length)
            case keys.Key_Up | keys.Key_Down:
                louder = 0.05 if key == keys.Key_Up else -0.05
                self.set_settings(self.volume + louder, False, self.loops, self.speed)
            case keys.Key_M:
                self.set_settings(self.volume, not self.muted, self.loops, self.speed)
            case keys.Key_L:
                self.set_settings(self.volume, self.muted, not self.loops, self.speed)
            case keys.Key_BracketLeft | keys.Key_BracketRight:
                other = speed + (1 if key == keys.Key_BracketRight else -1)
                self.set_settings(self.volume, self.muted, self.loops, SPEEDS[min(max(0, other), len(SPEEDS) - 1)])
            case _:
                return False
        return True
