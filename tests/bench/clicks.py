"""How soon a clip that was clicked is seen, against a bare QMediaPlayer on the same file: both until it is painted."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, QUrl, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink
from PySide6.QtWidgets import QApplication, QWidget

from tests.bench.ratio import Measure, Ratio, ratio
from tests.fakes import RecordedNotices
from vividdesk.bridge.loop import qt_loop
from vividdesk.bridge.tasks import Tasks
from vividdesk.desk.preview import Preview
from vividdesk.media.frames import Frames
from vividdesk.model.clip import Clip
from vividdesk.widgets.player.ffmpeg import quieten
from vividdesk.widgets.theme import DARK

CLICK = 1.3


class Plain(QWidget):
    """Frames as Qt paints them by itself."""

    came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._frame = QVideoFrame()

    def show_frame(self, frame: QVideoFrame) -> None:
        self._frame = frame
        if frame.isValid():
            self.came.emit()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._frame.paint(painter, QRectF(self.rect()), QVideoFrame.PaintOptions())
        painter.end()


class Painted(QObject):
    """Over as soon as the widget has been painted after its first frame came."""

    def __init__(self, widget: QWidget, came: SignalInstance) -> None:
        super().__init__()
        self._widget, self._came = widget, came
        self._has_come = False
        self._over = asyncio.Event()
        came.connect(self._come)
        widget.installEventFilter(self)

    async def wait(self) -> None:
        await asyncio.wait_for(self._over.wait(), 10)
        self._came.disconnect(self._come)
        self._widget.removeEventFilter(self)

    def _come(self) -> None:
        self._has_come = True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._has_come and event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._over.set)
        return False


def measure(turns: int) -> Iterator[Ratio]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(["bench", "-style", "fusion"])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    with TemporaryDirectory(prefix="vividdesk-bench-") as name, qt_loop(application) as loop:
        folder = Path(name)
        file = folder / "clip.mp4"
        _film(file)
        tasks, frames = Tasks(RecordedNotices()), Frames(folder / "frames")
        preview = Preview(frames, tasks, lambda: DARK)
        preview.resize(640, 560)
        preview.show()
        player, sink, plain = QMediaPlayer(), QVideoSink(), Plain()
        player.setVideoSink(sink)
        sink.videoFrameChanged.connect(plain.show_frame)
        plain.resize(preview.stage.view.size())
        plain.show()
        quieten()
        clip = Clip(1, str(file), "vimmerse", "t", "Arctic", "video/mp4", 1280, 720, 4.0, 1, "c0ffee", "", 0.0)

        async def ours() -> float:
            painted = Painted(preview.stage.view, preview.stage.film.framed)
            began = time.perf_counter()
            preview.show_clip(clip)
            await painted.wait()
            took = time.perf_counter() - began
            preview.clear()
            while tasks._running:  # the strip of thumbnails, which is kept from then on
                await asyncio.sleep(0.01)
            return took

        async def theirs() -> float:
            painted = Painted(plain, plain.came)
            began = time.perf_counter()
            player.setSource(QUrl.fromLocalFile(str(file)))
            player.play()
            await painted.wait()
            took = time.perf_counter() - began
            player.stop()
            player.setSource(QUrl())
            return took

        def on_loop(one: Callable[[], Awaitable[float]]) -> Measure:
            return lambda: float(loop.run_until_complete(one()))

        try:
            yield ratio(
                "from the click to the first frame : bare QMediaPlayer", on_loop(ours), on_loop(theirs), CLICK, turns
            )
        finally:
            loop.run_until_complete(preview.close_media())
            loop.run_until_complete(tasks.finish(10))
            loop.run_until_complete(frames.close())
            for widget in (preview, plain):
                widget.hide()
                widget.deleteLater()


def _film(file: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (90, 160, 3), dtype=np.uint8).repeat(8, 0).repeat(8, 1)
    with av.open(str(file), "w", options={"movflags": "+faststart"}) as out:
        stream = out.add_stream("libx264", rate=Fraction(24))
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for number in range(96):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.roll(noise, number * 4, 1), format="rgb24")))
        out.mux(stream.encode(None))
