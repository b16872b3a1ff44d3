"""Pictures of the steps of jobs that are being made: fetched when somebody sees them, one after the other."""

import asyncio
import logging
from collections import OrderedDict
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QPixmap

from vividdesk.bridge.small import enough, read_small
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.errors import VividError
from vividdesk.media.thumbs import Thumbs
from vividdesk.model.job import Job
from vividdesk.model.report import Link, Step

logger = logging.getLogger(__name__)

LARGEST = QSize(96, 64)  # of the places that show one
MOST_KEPT = 120
MOST_WANTED = 24
ANEW = 30.0  # seconds after which one that could not be fetched is asked for again

Name = tuple[int, str]  # a job and the link
T = TypeVar("T")


class StepPictures(QObject):
    """`came` carries the number of a job. `folder` takes files on their way to a small picture."""

    came = Signal(int)

    def __init__(self, core: Core, thumbs: Thumbs, tasks: Tasks, folder: Path) -> None:
        super().__init__()
        self._core = core
        self._thumbs = thumbs
        self._tasks = tasks
        self._folder = folder
        self._kept: OrderedDict[Name, QPixmap] = OrderedDict()
        self._failed: OrderedDict[Name, float] = OrderedDict()  # when, by the loop's clock
        self._wanted: OrderedDict[Name, tuple[Job, Link]] = OrderedDict()
        self._making: Name | None = None

    def of(self, job: Job, step: Step) -> QPixmap | None:
        """None where there is none, or not yet: then `came` tells of it."""
        link = next((each for each in step.links if each.kind.startswith("image/")), None)
        if link is None or not self._core.is_open:
            return None
        name = job.id, link.url
        if name in self._kept:
            return self._kept[name]
        if name != self._making and not self._has_just_failed(name):
            self._wanted[name] = job, link
            if len(self._wanted) > MOST_WANTED:
                self._wanted.popitem(last=False)
            if self._making is None:
                self._making = name
                self._tasks.start(self._make_all())
        return None

    def stop(self) -> None:
        self._wanted.clear()

    def _has_just_failed(self, name: Name) -> bool:
        failed = self._failed.get(name)
        return failed is not None and asyncio.get_running_loop().time() < failed + ANEW

    async def _make_all(self) -> None:
        try:
            while self._wanted:
                self._making, (job, link) = self._wanted.popitem(last=False)
                made = await self._made(job, link)
                if made is None:
                    _keep(self._failed, self._making, asyncio.get_running_loop().time())
                else:
                    _keep(self._kept, self._making, made)
                    self.came.emit(job.id)
        finally:
            self._making = None

    async def _made(self, job: Job, link: Link) -> QPixmap | None:
        try:
            async with self._core.runner.glimpse(job, link, self._folder) as file:
                place = await self._thumbs.of(file)
            image = await asyncio.to_thread(read_small, place, enough(LARGEST))
        except VividError as fault:
            logger.info("No picture of a step: %s", fault)
            return None
        return None if image.isNull() else QPixmap.fromImage(image)


def _keep(kept: OrderedDict[Name, T], name: Name, what: T) -> None:
    kept[name] = what
    kept.move_to_end(name)
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)
