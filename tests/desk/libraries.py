"""A library that is long at once, and its page in a window."""

import asyncio
import gc
import shutil
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.fakes import RecordedNotices
from tests.store.many import make_many
from vividdesk import catalog
from vividdesk.bridge.clip_list import ClipList
from vividdesk.bridge.loop import qt_loop
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.desk.exports import Exports
from vividdesk.desk.library_page import LibraryPage
from vividdesk.model.clip import Clip
from vividdesk.paths import Paths
from vividdesk.store import opening
from vividdesk.widgets.theme import DARK

MANY = 2500


class Library:
    """The clips stand in the journal, the newest has the number `count`; all but `files` of them share a file."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        paths: Paths,
        count: int = MANY,
        files: int = 0,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.loop = loop
        self.paths = paths
        self.folder = paths.results
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "shared.mp4").write_bytes(b"shared")
        if count:
            shutil.copy(made(count), paths.data / opening.NAME)
            self._place_files(count, files)
        self.notices = RecordedNotices()
        self.tasks = Tasks(self.notices)
        self.core = Core(paths, environ or {}, keyring=False)
        self.clips = ClipList(self.core, self.tasks)
        self.core.listen(self.clips.hear)
        self.page: LibraryPage | None = None

    def file(self, number: int) -> Path:
        return self.folder / f"clip {number}.mp4"

    def _place_files(self, count: int, files: int) -> None:
        with closing(sqlite3.connect(self.paths.data / opening.NAME)) as db:
            db.execute("UPDATE clips SET file = ?, poster = '', missing = 0", (str(self.folder / "shared.mp4"),))
            for number in range(count - files + 1, count + 1):
                self.file(number).write_bytes(f"clip {number}".encode())
                db.execute("UPDATE clips SET file = ? WHERE id = ?", (str(self.file(number)), number))
            db.commit()

    def show(self) -> LibraryPage:
        self.exports = Exports(self.tasks, self.notices)
        self.page = LibraryPage(
            self.core, self.clips, self.tasks, self.notices, self.exports, lambda: DARK, cache(catalog.load)
        )
        self.page.resize(1280, 720)
        self.page.show()
        return self.page

    async def begin(self) -> None:
        await self.core.open(lanes=False)
        self.clips.begin()
        await self.clips.settled()

    async def close(self) -> None:
        """In the order in which the program does it."""
        if self.page is not None:
            self.page.hide()
        await self.tasks.finish(5)
        await self.core.close()
        if self.page is not None:
            self.page.deleteLater()

    def numbers(self) -> list[int]:
        """Of the rows that are read."""
        return [clip.id for row in range(self.clips.rowCount()) if (clip := self.clips.clip(row))]

    async def read(self, row: int) -> Clip:
        async with asyncio.timeout(10):
            while (clip := self.clips.clip(row)) is None:
                await asyncio.sleep(0.002)
        return clip


@cache
def made(count: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="vd-library-"))
    asyncio.run(make_many(folder, count))
    return folder / opening.NAME


@pytest.fixture(scope="module")
def desk_loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """That both Qt and asyncio run on. One for all tests of a module: what is left of a loop is slow to collect."""
    before = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    with qt_loop(qapp) as loop:
        yield loop
    qapp.setQuitOnLastWindowClosed(before)
    del loop
    gc.collect()  # its timers end in the thread they belong to


def in_library(library: Library, scenario: Callable[[], Awaitable[None]]) -> None:
    """What was started ends with it."""

    async def whole() -> None:
        try:
            await library.begin()
            await scenario()
        finally:
            await library.close()

    library.loop.run_until_complete(whole())
