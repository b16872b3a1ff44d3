"""One clip that plays: Qt's player, its frames handed on to whoever paints them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QUrl, Signal

from vividdesk.widgets.player.ffmpeg import quieten

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoSink


LONGEST_SEEK = 500  # milliseconds after which no frame is waited for any more


class Film(QObject):
    """`framed` carries a QVideoFrame, `moved` the second at which it is shown.

    `voiced` says whether there is sound and something to play it on. The player lives as long as this does: each clip
    is another source of it. QtMultimedia is loaded with the first clip.
    """

    framed = Signal(object)
    moved = Signal(float)
    lasts = Signal(float)
    playing = Signal(bool)
    ended = Signal()
    broken = Signal(str)
    voiced = Signal(bool, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player: QMediaPlayer | None = None
        self._sink: QVideoSink | None = None
        self._output: QAudioOutput | None = None
        self._volume, self._muted, self._loops, self._speed = 1.0, False, True, 1.0
        self._is_open = False
        self._wants_to_play = False
        self._wanted: float | None = None  # a place to go to as soon as the one before has been seen
        self._goes_there = False
        self._goal: float | None = None
        self._since = QElapsedTimer()  # the last time it was sent somewhere
        self.length = 0.0
        self.at = 0.0
        self.has_begun = False  # a frame of this clip has been seen

    @property
    def is_playing(self) -> bool:
        return self._is_open and self._wants_to_play

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def is_muted(self) -> bool:
        return self._muted

    @property
    def place_now(self) -> float:
        """Where it was sent while it stands still: a frame from before may come after that."""
        return self.at if self._goal is None else self._goal

    @property
    def rate(self) -> float:
        """Frames per second, as the file has it; 0 where it is not known."""
        if not self._is_open or self._player is None:
            return 0.0
        told = self._player.metaData()
        return float(told.value(told.Key.VideoFrameRate) or 0)

    @property
    def is_seeking(self) -> bool:
        return self._goes_there

    def open(self, file: Path, play: bool) -> None:
        player = self._ready()
        self._is_open, self._wanted, self._goes_there = True, None, False
        self._goal = None
        self.has_begun = False
        self.at = self.length = 0.0
        player.setSource(QUrl.fromLocalFile(str(file)))
        player.setPlaybackRate(self._speed)
        self.play() if play else self.pause()

    def play(self) -> None:
        if self._is_open and self._player is not None:
            self._wants_to_play = True
            self._goes_there, self._wanted = False, None
            self._player.play()
            self.playing.emit(True)

    def pause(self) -> None:
        if self._is_open and self._player is not None:
            self._wants_to_play = False
            self._player.pause()
            self.playing.emit(False)

    def seek(self, seconds: float) -> None:
        """While a seek is under way only the newest place is kept: dragging never lags behind the hand."""
        if not self._is_open or self._player is None:
            return
        self._wanted = min(max(0.0, seconds), self.length)
        if self.is_playing or not self._goes_there or self._since.hasExpired(LONGEST_SEEK):
            self._go()

    def place(self, seconds: float) -> None:
        """Playing goes on from there; the frame itself has been found by other means."""
        if self._is_open and self._player is not None:
            self._player.setPosition(round(seconds * 1000 + 0.5))

    def set_loops(self, loops: bool) -> None:
        self._loops = loops
        if self._player is not None:
            self._player.setLoops(self._player.Loops.Infinite if loops else self._player.Loops.Once)

    def set_speed(self, speed: float) -> None:
        self._speed = speed
        if self._player is not None:
            self._player.setPlaybackRate(speed)

    def set_sound(self, volume: float, muted: bool) -> None:
        self._volume, self._muted = volume, muted
        self._tune()

    def close(self) -> None:
        """The file is let go of; the player stays for the next one."""
        self._is_open = self._wants_to_play = False
        if self._player is not None:
            self._player.stop()
            self._player.setSource(QUrl())

    def _ready(self) -> "QMediaPlayer":
        if self._player is None:
            from PySide6.QtMultimedia import QMediaPlayer, QVideoSink

            self._player, self._sink = QMediaPlayer(self), QVideoSink(self)
            quieten()
            self._player.setVideoSink(self._sink)
            self._sink.videoFrameChanged.connect(self._show)
            self._player.durationChanged.connect(self._measure)
            self._player.mediaStatusChanged.connect(self._follow)
            self._player.errorOccurred.connect(lambda _kind, words: self._break(words))
            self.set_loops(self._loops)
        return self._player

    def _show(self, frame: Any) -> None:
        if not frame.isValid() or not self._is_open:
            return  # what is sent at the end of a source: the last frame stays in sight
        self.has_begun = True
        self.at = max(0, frame.startTime()) / 1e6
        self.framed.emit(frame)
        self.moved.emit(self.at)
        self._goes_there = False
        if self._wants_to_play:
            self._goal = None
        if self._wanted is not None and not self._wants_to_play:
            self._go()

    def _go(self) -> None:
        assert self._player is not None and self._wanted is not None
        seconds, self._wanted, self._goes_there = self._wanted, None, True
        self._goal = seconds
        self._since.start()
        if self._player.playbackState() == self._player.PlaybackState.StoppedState:
            self._player.pause()  # stopped at its end it would show nothing of where it goes
        self._player.setPosition(round(seconds * 1000))

    def _measure(self, milliseconds: int) -> None:
        if self._is_open:
            self.length = milliseconds / 1000
            self.lasts.emit(self.length)

    def _follow(self, status: Any) -> None:
        assert self._player is not None
        known = self._player.MediaStatus
        if not self._is_open:
            return
        if status == known.LoadedMedia:
            if not self._player.hasVideo():
                self._break("no pictures")
            self._tune()
        elif status == known.EndOfMedia:
            self._wants_to_play = False
            self.playing.emit(False)
            self.ended.emit()

    def _tune(self) -> None:
        """An output is made for the first clip that has sound: where there is no device, asking for one warns."""
        if self._player is None or not self._is_open or self._player.source().isEmpty():
            return
        if self._player.mediaStatus() == self._player.MediaStatus.LoadingMedia:
            return  # nobody knows yet whether it has any
        has_sound = self._player.hasAudio()
        if has_sound and self._output is None:
            from PySide6.QtMultimedia import QAudioOutput, QMediaDevices

            device = QMediaDevices.defaultAudioOutput()
            if not device.isNull():
                self._output = QAudioOutput(device, self)
                self._player.setAudioOutput(self._output)
        if self._output is not None:
            self._output.setVolume(self._volume)
            self._output.setMuted(self._muted)
        self.voiced.emit(has_sound, self._output is not None)

    def _break(self, words: str) -> None:
        if self._is_open:
            self._is_open = self._wants_to_play = False
            self.broken.emit(words)
