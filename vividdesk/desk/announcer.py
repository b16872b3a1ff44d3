"""That something is done, or has failed: told by the system while the window is not in front, else only aloud."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from vividdesk.jobs.events import Event, JobChanged
from vividdesk.model.job import Job, JobState
from vividdesk.texts import _, count
from vividdesk.widgets.announce import say
from vividdesk.widgets.icons import application_icon

TOGETHER = 1500  # milliseconds in which several are told of as one
NEWS = 60.0  # seconds; one that ended before, and comes up again, is none


class Announcer(QObject):
    """Says nothing where the system has no place for it. A click brings the window to the front."""

    def __init__(self, window: QWidget, raise_up: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._raise_up = raise_up
        self._ended: dict[int, Job] = {}
        self._seen: dict[int, Job] = {}  # that ended while the window was in front
        self._known: set[int] = set()  # that ended, and were told of: what else becomes of them is no news
        self._icon: QSystemTrayIcon | None = None
        self._soon = QTimer(self, singleShot=True, interval=TOGETHER)
        self._soon.timeout.connect(self._tell)

    def hear(self, event: Event) -> None:
        if not isinstance(event, JobChanged) or event.progress is not None:
            return
        job = event.job
        if job.state not in (JobState.DONE, JobState.FAILED):
            self._known.discard(job.id)
        elif job.id not in self._known and time.time() - job.ended_at < NEWS:
            self._known.add(job.id)
            (self._seen if self._window.isActiveWindow() else self._ended)[job.id] = job
            self._soon.start()

    def _tell(self) -> None:
        seen, self._seen = list(self._seen.values()), {}
        ended, self._ended = list(self._ended.values()), {}
        if self._window.isActiveWindow():  # also what ended just before it came to the front
            seen, ended = [*seen, *ended], []
        if seen:
            say(self._window, ". ".join(part for part in told(seen) if part))
        if not ended or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._icon is None:
            self._icon = QSystemTrayIcon(application_icon(), self)
            self._icon.messageClicked.connect(self._raise_up)
            self._icon.activated.connect(lambda _how: self._raise_up())
        self._icon.show()
        self._icon.showMessage(*told(ended))


def told(ended: list[Job]) -> tuple[str, str]:
    """A title, and what is below it."""
    failed = [job for job in ended if job.state is JobState.FAILED]
    if len(ended) == 1:
        (job,) = ended
        title = _("{name} has failed") if failed else _("{name} is done")
        return title.format(name=job.label), (job.trouble.title if failed and job.trouble else job.photo_name)
    title = count("{n} job has ended", "{n} jobs have ended", len(ended))
    return title, count("{n} of them has failed.", "{n} of them have failed.", len(failed)) if failed else ""
