"""Whether a row has stood where it stands for long enough to be aimed at."""

import time
from collections import deque
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QListView

from vividdesk.bridge.job_rows import JobRows

ENOUGH = 2.0  # seconds in which somebody who aims sees that another row has come
MOST = 200  # changes that are remembered


class Standing:
    """Of the jobs in sight. What a list does anew as a whole was asked for, and is none of these changes."""

    def __init__(self, view: QListView, jobs: JobRows) -> None:
        self._view = view
        self._jobs = jobs
        self._before: deque[tuple[float, list[tuple[QRect, int]]]] = deque(maxlen=MOST)
        self._told_of = 0  # the job that has just ended
        for change in (jobs.rowsAboutToBeInserted, jobs.rowsAboutToBeRemoved, jobs.rowsAboutToBeMoved):
            change.connect(self.remember)

    def has_just_come(self, number: int, at: QPoint) -> bool:
        """Another job stood there a moment ago. Said once: whoever aims again has seen it."""
        at, moment = self._view.viewport().mapToGlobal(at), time.monotonic() - ENOUGH
        recent = [stood for when, stood in self._before if when > moment]
        others = [each for stood in recent for place, each in stood if place.contains(at) and each != number]
        if others:
            self._before.clear()
        return bool(others)

    def has_just_ended(self, number: int) -> bool:
        """Where there was a × a moment ago. Said once, too."""
        job = self._jobs.known(number)
        is_news = job is not None and number != self._told_of and time.time() - job.ended_at < ENOUGH
        self._told_of = number if is_news else 0
        return is_news

    def remember(self) -> None:
        """Something is about to move: rows, or the list as a whole."""
        if self._view.isVisible() and self._jobs.rowCount():
            self._before.append((time.monotonic(), [*self._in_sight()]))
        else:  # nobody aims at what is not there
            self._before.clear()

    def _in_sight(self) -> Iterator[tuple[QRect, int]]:
        """Where on the screen each stands before the change."""
        viewport, origin = self._view.viewport().rect(), self._view.viewport().mapToGlobal(QPoint())
        first = self._view.indexAt(viewport.topLeft())
        for row in range(max(first.row(), 0), self._jobs.rowCount() if first.isValid() else 0):
            place = self._view.visualRect(self._jobs.index(row))
            if place.top() > viewport.bottom():
                return
            yield place.translated(origin), self._jobs.job(row).id
