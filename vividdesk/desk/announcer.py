"""That something is done, or has failed: told by the system while no window of ours is in front, else only aloud."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from vividdesk.jobs.events import Event, JobChanged
from vividdesk.model.job import Job, JobState
from vividdesk.texts import _, count
from vividdesk.widgets.announce import say
from vividdesk.widgets.icons import application_icon

TOGETHER = 1500  # milliseconds in which several are told of as one
NEWS = 60.0  # seconds; one that ended before, and comes up again, is none


class Announcer(QObject):
    """Says nothing where the system has no place for it. A click brings the window to the front.

    The icon that the system shows a message at goes when the message is clicked, or the program is looked at.
    """

    def __init__(self, window: QWidget, raise_up: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._raise_up = raise_up
        self._ended: dict[int, Job] = {}
        self._seen: dict[int, Job] = {}  # that ended while the program was in front
        self._known: set[int] = set()  # that ended, and were told of: what else becomes of them is no news
        self._icon: QSystemTrayIcon | None = None
        self._soon = QTimer(self, singleShot=True, interval=TOGETHER)
        self._soon.timeout.connect(self._tell)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._take_back)

    def hear(self, event: Event) -> None:
        if not isinstance(event, JobChanged) or event.progress is not None:
            return
        job = event.job
        if job.state not in (JobState.DONE, JobState.FAILED):
            self._known.discard(job.id)
        elif job.id not in self._known and time.time() - job.ended_at < NEWS:
            self._known.add(job.id)
            (self._ended if _in_front() is None else self._seen)[job.id] = job
            self._soon.start()

    def _tell(self) -> None:
        seen, self._seen = list(self._seen.values()), {}
        ended, self._ended = list(self._ended.values()), {}
        if (front := _in_front()) is not None:  # also what ended just before it came to the front
            seen, ended = [*seen, *ended], []
        if seen:
            say(front or self._window, ". ".join(part for part in told(seen) if part))
        if not ended or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._icon is None:
            self._icon = QSystemTrayIcon(application_icon(), self)
            for clicked in (self._icon.messageClicked, self._icon.activated):
                clicked.connect(lambda *_how: self._raise_up())
                clicked.connect(self._icon.hide, Qt.ConnectionType.QueuedConnection)  # not while it tells of the click
        self._icon.show()
        self._icon.showMessage(*told(ended))

    def _take_back(self, focus: QWindow | None) -> None:
        if focus is not None and self._icon is not None:
            self._icon.hide()


def _in_front() -> QWidget | None:
    """Any window of ours: a dialog before the main one, or a clip on the whole screen, too."""
    return QApplication.activeWindow()


def told(ended: list[Job]) -> tuple[str, str]:
    """A title, and what is below it."""
    failed = [job for job in ended if job.state is JobState.FAILED]
    if len(ended) == 1:
        (job,) = ended
        title = _("{name} has failed") if failed else _("{name} is done")
        return title.format(name=job.label), (job.trouble.title if failed and job.trouble else job.photo_name)
    title = count("{n} job has ended", "{n} jobs have ended", len(ended))
    return title, count("{n} of them has failed.", "{n} of them have failed.", len(failed)) if failed else ""
