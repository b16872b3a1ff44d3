"""Two to four results next to each other, in step by one clock: that of the longest."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _
from vividdesk.widgets.player.caption import Caption
from vividdesk.widgets.player.film import Film
from vividdesk.widgets.player.screen import Screen, poster_of
from vividdesk.widgets.theme import SIZES

USUAL_RATE = 24.0  # frames per second, where no file tells
NEARLY = 0.01  # of a frame: files round when each is shown
INSIDE = 0.3  # of a frame: at a half, or its edge, another rate often has an edge of its own
DRIFT = 0.12  # seconds that one may be off before it is put right


@dataclass(frozen=True)
class Shown:
    file: Path
    poster: str
    title: str
    seconds: float  # 0 for a picture


class SideBySide(QWidget):
    """It is played like a single film. Only the one that has the focus is heard."""

    moved = Signal(float)
    lasts = Signal(float)
    playing = Signal(bool)
    clicked = Signal()
    voiced = Signal(bool, bool)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SIZES.gap)
        self._cells: list[QWidget] = []
        self.screens: list[Screen] = []
        self.films: list[Film] = []
        self._heard = 0
        self._waits_to_play = False
        self._stepped: int | None = None  # to which frame, of the clip that has most in a second
        self._clock = Film(self)
        self._loops, self._volume, self._muted = True, 1.0, False
        self.at = self.length = 0.0

    @property
    def is_playing(self) -> bool:
        return self._waits_to_play or any(film.is_playing for film in self.films)

    def open(self, several: Sequence[Shown], play: bool) -> None:
        self.close_films()
        self._stepped = None
        self.at, self.length = 0.0, max((one.seconds for one in several), default=0.0)
        for number, one in enumerate(several):
            screen, caption = self._add_cell(number, one)
            film = Film(self)
            self.films.append(film)
            film.framed.connect(screen.show_frame)
            film.framed.connect(self._play_together)
            film.voiced.connect(partial(self._tell_voice, number))
            film.broken.connect(self._play_together)
            film.broken.connect(lambda _words, says=caption.show_text, title=one.title: says(broken(title)))
            if one.seconds:
                film.set_loops(False)
                film.open(one.file, play=False)
        self._clock = max(self.films, key=lambda film: several[self.films.index(film)].seconds)
        self._waits_to_play = play
        self._clock.moved.connect(self._keep_step)
        self._clock.ended.connect(self._begin_again)
        self._clock.lasts.connect(self._measure)
        self._hear(0)
        self.lasts.emit(self.length)
        self.playing.emit(self.is_playing)

    def play(self) -> None:
        self._stepped = None
        for film in self.films:
            film.play()
        self.playing.emit(self.is_playing)

    def pause(self) -> None:
        self._waits_to_play = False
        for film in self.films:
            film.pause()
        self.playing.emit(False)

    def seek(self, seconds: float) -> None:
        self._stepped = None
        for film in self.films:
            film.seek(seconds)

    def step(self, by: int) -> None:
        """So many frames of the clip that has most of them in a second; all go to a moment within that one."""
        rate = max((film.rate for film in self.films), default=0.0) or USUAL_RATE
        here = math.floor(self._clock.place_now * rate + NEARLY) if self._stepped is None else self._stepped
        last = max(0, math.ceil(self.length * rate - NEARLY) - 1)
        self._stepped = number = min(max(0, here + by), last)
        for film in self.films:
            film.seek((number + INSIDE) / rate)
        self.at = number / rate
        self.moved.emit(self.at)

    def set_loops(self, loops: bool) -> None:
        self._loops = loops

    def set_speed(self, speed: float) -> None:
        for film in self.films:
            film.set_speed(speed)

    def set_sound(self, volume: float, muted: bool) -> None:
        self._volume, self._muted = volume, muted
        for number, film in enumerate(self.films):
            film.set_sound(volume, muted or number != self._heard)

    def close_films(self) -> None:
        for film in self.films:
            film.close()
            film.deleteLater()
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self.films, self.screens, self._cells = [], [], []

    def _add_cell(self, number: int, one: Shown) -> tuple[Screen, Caption]:
        cell, screen, caption = QWidget(), Screen(one.title), Caption()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(screen, 1)
        column.addWidget(caption)
        caption.show_text(one.title)
        caption.setProperty("tone", "quiet")
        caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        screen.show_image(poster_of(one.poster))
        screen.clicked.connect(self.clicked)
        screen.installEventFilter(self)
        self._cells.append(cell)
        self.screens.append(screen)
        self._grid.addWidget(cell, number // 2, number % 2)
        return screen, caption

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.FocusIn and watched in self.screens:
            self._hear(self.screens.index(watched))
        return False

    def _play_together(self) -> None:
        """As soon as each has its first frame, or is known to have none."""
        if self._waits_to_play and all(film.has_begun or not film.is_open for film in self.films):
            self._waits_to_play = False
            self.play()

    def _hear(self, number: int) -> None:
        self._heard = number
        self.set_sound(self._volume, self._muted)

    def _tell_voice(self, number: int, has_sound: bool, has_device: bool) -> None:
        if number == self._heard:
            self.voiced.emit(has_sound, has_device)

    def _measure(self, seconds: float) -> None:
        self.length = seconds
        self.lasts.emit(seconds)

    def _keep_step(self, seconds: float) -> None:
        """Who is shorter waits at the end until all begin again."""
        if self._stepped is not None:
            return  # the clock's own frame may have begun before
        self.at = seconds
        for film in self.films:
            is_off = film.has_begun and abs(film.at - seconds) > DRIFT
            if film is not self._clock and film.is_playing and is_off and not film.is_seeking:
                film.seek(seconds)
        self.moved.emit(seconds)

    def _begin_again(self) -> None:
        if self._loops:
            for film in self.films:
                film.seek(0)
                film.play()
        else:
            self.playing.emit(False)


def broken(title: str) -> str:
    return _("{title}: cannot be shown here").format(title=title)


def words_for(number: int) -> str:
    return _("{number} results side by side").format(number=number)
