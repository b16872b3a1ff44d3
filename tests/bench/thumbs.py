"""How soon a photo of 24 megapixels that was dropped is seen, against Qt's own scaled reading of it."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSize
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication

from tests.bench.ratio import Measure, Ratio, ratio
from tests.fakes import RecordedNotices
from tests.media.pictures import detailed
from vividdesk.bridge.loop import qt_loop
from vividdesk.bridge.photos import THUMBNAIL, Photos
from vividdesk.bridge.tasks import Tasks
from vividdesk.jobs.web_pictures import WebPictures
from vividdesk.media.intake import Intake
from vividdesk.media.thumbs import Thumbs

SIZE = (6000, 4000)


def measure(turns: int) -> Iterator[Ratio]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with TemporaryDirectory(prefix="vividdesk-bench-") as name, qt_loop(application) as loop:
        folder = Path(name)
        photo = folder / "photo.jpg"
        detailed(SIZE).save(photo, quality=92)
        intake, thumbs, tasks = Intake(folder / "photos"), Thumbs(folder / "thumbs"), Tasks(RecordedNotices())
        web = WebPictures(folder / "web")
        try:
            yield ratio(
                f"a dropped photo of 24 megapixels ({photo.stat().st_size / 1e6:.1f} MB) is seen : QImageReader",
                _dropped(loop, lambda: Photos(intake.take, web.fetched, thumbs, tasks, folder / "photos"), photo),
                lambda: _by_qt(photo),
                1.4,
                turns,
            )
        finally:
            loop.run_until_complete(tasks.finish(10.0))
            loop.run_until_complete(intake.close())
            loop.run_until_complete(thumbs.close())


def _dropped(loop: asyncio.AbstractEventLoop, tray: Callable[[], Photos], file: Path) -> Measure:
    """From the drop to the pixmap, while the photo is read in full beside it."""

    async def seen() -> float:
        os.utime(file)  # so that it is a new one each time
        photos = tray()
        settled, shown = asyncio.Event(), asyncio.Event()

        def look() -> None:
            if photos.rowCount() and photos.data(photos.index(0), THUMBNAIL) is not None:
                shown.set()
            if photos.ready() and photos.reading() is None:
                settled.set()

        photos.dataChanged.connect(look)
        photos.rowsInserted.connect(look)
        photos.changed.connect(look)
        began = time.perf_counter()
        photos.add_files([file])
        await shown.wait()
        took = time.perf_counter() - began
        await settled.wait()
        return took

    return lambda: loop.run_until_complete(seen())


def _by_qt(file: Path) -> float:
    began = time.perf_counter()
    reader = QImageReader(str(file))
    reader.setScaledSize(QSize(256, 171))
    assert not reader.read().isNull()
    return time.perf_counter() - began
