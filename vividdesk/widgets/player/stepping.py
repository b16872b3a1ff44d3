"""Exact frames of a clip that stands still, one after the other as fast as they come."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage

from vividdesk.bridge.tasks import Tasks
from vividdesk.media.frames import Frames


class Stepping:
    """While it `holds`, the frame that is seen is one of its own, shown `at` that second."""

    def __init__(self, frames: Frames, tasks: Tasks, show: Callable[[QImage, float], None]) -> None:
        self._frames = frames
        self._tasks = tasks
        self._show = show
        self._round = 0
        self._steps: int | None = None  # that are still to go; None while nothing is asked
        self.holds = False
        self.at = 0.0

    def step(self, file: Path, where: Callable[[], float], by: int) -> None:
        """Steps that are asked for while one is under way are taken together.

        `where` is asked a little later: frames from before the pause may still be on their way.
        """
        if self._steps is not None:
            self._steps += by
            return
        self._steps = by
        self._tasks.start(self._go(self._round, file, where))

    def stop(self) -> None:
        """The film's own frames are seen again; what is under way is not shown any more."""
        self._round += 1
        self._steps, self.holds = None, False

    async def _go(self, number: int, file: Path, where: Callable[[], float]) -> None:
        if number != self._round:
            return
        steps = self._steps or 0
        if not self.holds:
            self.at = where()
        while True:
            found = await self._frames.frame(file, self.at, steps)
            if number != self._round:
                return
            if found is not None:
                self.holds, self.at = True, found.start
                self._show(QImage.fromData(found.content), found.start)
            left = (self._steps or 0) - steps
            if not left:
                self._steps = None
                return
            self._steps = steps = left
