"""Thumbnails as pixmaps: made when they are first wanted, and the ones last seen kept."""

import asyncio
import logging
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage, QPixmap

from vividdesk.bridge.small import enough, read_small
from vividdesk.bridge.tasks import Tasks
from vividdesk.errors import VividError
from vividdesk.media.thumbs import Thumbs

logger = logging.getLogger(__name__)

SIDE = 52  # of the largest place that shows one
MOST_KEPT = 100
MOST_WANTED = 60  # more than a window shows: what was scrolled past is not made


class Thumbnails(QObject):
    """By names that whoever asks has chosen."""

    came = Signal(str)

    def __init__(self, thumbs: Thumbs, tasks: Tasks) -> None:
        super().__init__()
        self._thumbs = thumbs
        self._tasks = tasks
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._wanted: OrderedDict[str, tuple[Path, str]] = OrderedDict()
        self._without: set[str] = set()
        self._making = ""
        self._at_work = False
        self._turn = asyncio.Event()  # a new one for each thumbnail

    def get(self, name: str, file: Path, content: str = "") -> QPixmap | None:
        """None until `came` tells of it, or for good if there is nothing to see. `content` as in Thumbs.of."""
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        if name != self._making and name not in self._without:
            self._wanted[name] = file, content
            if len(self._wanted) > MOST_WANTED:
                self._wanted.popitem(last=False)
            self._start()
        return None

    def rename(self, old: str, new: str) -> None:
        """Nothing is made twice because it was known by another name first."""
        if self._making == old:
            self._making = new
        for each in (self._wanted, self._kept):
            if old in each:
                each[new] = each.pop(old)  # type: ignore[assignment]
        self._without.discard(old)

    def drop(self, name: str) -> None:
        self._wanted.pop(name, None)
        self._kept.pop(name, None)
        self._without.discard(name)

    async def settled(self, name: str) -> None:
        """When this one is there, or is not to be had, or was not wanted at all."""
        while name == self._making or name in self._wanted:
            await self._turn.wait()

    def stop(self) -> None:
        self._wanted.clear()

    def begin(self) -> None:
        """What will be wanted soon need not wait for the child process to start."""
        self._tasks.start(self._begin())

    async def _begin(self) -> None:
        try:
            await self._thumbs.begin()
        except VividError as fault:
            logger.info("Thumbnails do not begin: %s", fault)

    def _start(self) -> None:
        if not self._at_work:
            self._at_work = True
            self._tasks.start(self._make_all())

    async def _make_all(self) -> None:
        try:
            while self._wanted:
                self._making, (file, content) = self._wanted.popitem(last=False)
                made = await self._made(file, content)
                self._keep(made)
                self._next_turn()
        finally:
            if self._making:
                self._without.add(self._making)  # a mistake of ours: to ask again would only repeat it
            self._making = ""
            self._at_work = False
            self._next_turn()

    def _next_turn(self) -> None:
        self._turn.set()
        self._turn = asyncio.Event()

    def _keep(self, image: QImage | None) -> None:
        name, self._making = self._making, ""
        if image is None or image.isNull():
            self._without.add(name)
            return
        self._kept[name] = QPixmap.fromImage(image)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self.came.emit(name)

    async def _made(self, file: Path, content: str) -> QImage | None:
        try:
            place = await self._thumbs.of(file, content)
        except VividError as fault:
            logger.info("No thumbnail: %s", fault)
            return None
        return await asyncio.to_thread(read_small, place, enough(QSize(SIDE, SIDE)))
