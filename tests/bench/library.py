"""How soon a long library is there, how smoothly it scrolls, and what it weighs."""

import asyncio
import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.bench.ratio import Amount
from tests.fakes import RecordedNotices
from tests.store.many import make_many
from vividdesk import catalog
from vividdesk.bridge.clip_list import ClipList
from vividdesk.bridge.loop import qt_loop
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.desk.exports import Exports
from vividdesk.desk.library_page import LibraryPage
from vividdesk.paths import Paths, resource
from vividdesk.store import opening
from vividdesk.store.db import connect
from vividdesk.widgets.theme import DARK, palette

MANY = 100_000
OPEN, FRAME, HEAVY = 150.0, 16.0, 60.0  # ms, ms, MB
FRAMES = 400
STEP = 60  # pixels
SCREEN = 1 / 60  # seconds
POSTERS = 200


def measure(_turns: int) -> Iterator[Amount]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(["bench", "-style", "fusion"])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    application.setPalette(palette(DARK))
    with TemporaryDirectory(prefix="vividdesk-bench-") as home, qt_loop(application) as loop:
        paths = Paths.of({"VIVIDDESK_HOME": home})
        paths.make()
        asyncio.run(make_many(paths.data, MANY))
        asyncio.set_event_loop(loop)
        _give_posters(paths)
        yield from loop.run_until_complete(_measured(paths))


async def _measured(paths: Paths) -> list[Amount]:
    core = Core(paths, {}, keyring=False)
    tasks = Tasks(RecordedNotices())
    await core.open(lanes=False)
    try:
        before = _memory()
        began = time.perf_counter()
        clips = ClipList(core, tasks)
        notices = RecordedNotices()
        exports = Exports(tasks, notices)
        page = LibraryPage(core, clips, tasks, notices, exports, lambda: DARK, cache(catalog.load))
        page.resize(1440, 900)
        page.show()
        clips.begin()
        await clips.settled()
        page.grid.viewport().repaint()
        opened = (time.perf_counter() - began) * 1000
        frames = await _scrolled(page)
        weight = _memory() - before
        page.hide()
    finally:
        await tasks.finish(10)
        await core.close()
    page.deleteLater()
    held, work = (sorted(times)[FRAMES * 99 // 100] for times in zip(*frames, strict=True))
    cpu = f" (its own work: {work:.1f} ms)"
    return [
        Amount(f"a library of {MANY:,} is opened", opened, OPEN, "ms"),
        Amount(f"a frame while it is scrolled, p99 of {FRAMES}{cpu}", held, FRAME, "ms"),
        Amount("what it adds to memory", weight, HEAVY, "MB"),
    ]


async def _scrolled(page: LibraryPage) -> list[tuple[float, float]]:
    """By the wheel's steps, and now and then far away.

    Of each frame the longest time that the loop was held, and the most work of its thread in one go: on a busy
    machine the first has in it what others did.
    """
    bar = page.grid.verticalScrollBar()
    frames = []
    for number in range(FRAMES):
        end = time.perf_counter() + SCREEN
        held, work = 0.0, 0.0
        before, worked = time.perf_counter(), time.thread_time()
        bar.setValue(bar.value() + STEP if number % 100 else bar.maximum() * number // FRAMES // 10)
        while before < end:
            await asyncio.sleep(0)
            now, done = time.perf_counter(), time.thread_time()
            held, work = max(held, now - before), max(work, done - worked)
            before, worked = now, done
        frames.append((held * 1000, work * 1000))
    return frames


def _give_posters(paths: Paths) -> None:
    """Real ones, a few for all, under a name of each clip's own."""
    paths.posters.mkdir(parents=True, exist_ok=True)
    source = QImage(str(resource("samples", "portrait.jpg"))).scaled(QSize(640, 640))
    for number in range(POSTERS):
        source.save(str(paths.posters / f"{number}.jpg"), "JPG", 85)
    file = paths.data / "clip.mp4"
    file.touch()
    db = connect(paths.data / opening.NAME)
    with db:
        posters = f"{paths.posters}/"
        db.execute(
            "UPDATE clips SET missing = 0, file = ?, poster = ? || (id % ?) || '.jpg'", (str(file), posters, POSTERS)
        )
    db.close()


def _memory() -> float:
    """What of this process lies in memory, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1000
    return 0.0
