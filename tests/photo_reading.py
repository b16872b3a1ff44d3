"""Photos as the desk has them: on Qt's loop, with both child processes. One set serves all tests of a module."""

import asyncio
import functools
import gc
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.fakes import RecordedNotices
from tests.waiting import until_on_loop
from vividdesk.bridge.loop import qt_loop
from vividdesk.bridge.photos import Photos
from vividdesk.bridge.tasks import Tasks
from vividdesk.jobs.web_pictures import WebPictures
from vividdesk.media.intake import Intake
from vividdesk.media.thumbs import Thumbs


@dataclass
class Reading:
    loop: asyncio.AbstractEventLoop
    intake: Intake
    thumbs: Thumbs
    web: WebPictures
    notices: RecordedNotices
    tasks: Tasks
    shelf: Path

    def photos(self) -> Photos:
        return Photos(self.intake.take, self.web.fetched, self.thumbs, self.tasks, self.shelf)

    async def until(self, look: Callable[[], object]) -> None:
        await until_on_loop(look)

    async def until_read(self, photos: Photos, rows: int) -> None:
        await until_on_loop(lambda: photos.rowCount() == rows and photos.reading() is None)

    async def add(self, photos: Photos, *files: Path) -> None:
        before = photos.rowCount()
        photos.add_files(files)
        await until_on_loop(lambda: photos.rowCount() > before and photos.reading() is None)

    async def idle(self) -> None:
        await until_on_loop(lambda: asyncio.all_tasks() == {asyncio.current_task()})


def on_desk(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that is given a `desk` runs on its loop: whatever starts a task has to."""

    @functools.wraps(test)
    def run(desk: Reading, **given: Any) -> None:
        async def to_its_end() -> None:
            await test(desk=desk, **given)
            await desk.idle()

        desk.loop.run_until_complete(to_its_end())

    return run


@contextmanager
def reading(application: QApplication, folder: Path) -> Iterator[Reading]:
    notices = RecordedNotices()
    with qt_loop(application) as loop:
        made = Reading(
            loop,
            Intake(folder / "photos"),
            Thumbs(folder / "thumbs"),
            WebPictures(folder / "web"),
            notices,
            Tasks(notices),
            folder / "photos",
        )
        try:
            yield made
        finally:
            loop.run_until_complete(_close(made))
    del loop, made.loop
    gc.collect()  # its timers end in the thread they belong to
    assert not notices.told, notices.told


@pytest.fixture(scope="module")
def desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with reading(qapp, tmp_path_factory.mktemp("desk")) as made:
        yield made


async def _close(made: Reading) -> None:
    await made.tasks.finish(5.0)
    await made.intake.close()
    await made.thumbs.close()
    await made.web.close()
