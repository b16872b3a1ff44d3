"""What the system tells the person while the window is not in front: that something is done, or has failed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from vividdesk.jobs.events import Event, JobChanged
from vividdesk.model.job import Job, JobState
from vividdesk.texts import _, count
from vividdesk.widgets.icons import application_icon

TOGETHER = 1500  # milliseconds in which several are told of as one


class Announcer(QObject):
    """Says nothing where the system has no place for it. A click brings the window to the front."""

    def __init__(self, window: QWidget, raise_up: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._raise_up = raise_up
        self._ended: dict[int, Job] = {}
        self._icon: QSystemTrayIcon | None = None
        self._soon = QTimer(self, singleShot=True, interval=TOGETHER)
        self._soon.timeout.connect(self._tell)

    def hear(self, event: Event) -> None:
        if not isinstance(event, JobChanged) or event.progress is not None or self._window.isActiveWindow():
            return
        if event.job.state in (JobState.DONE, JobState.FAILED):
            self._ended[event.job.id] = event.job
            self._soon.start()

    def _tell(self) -> None:
        ended, self._ended = list(self._ended.values()), {}
        if self._window.isActiveWindow() or not QSystemTrayIcon.isSystemTrayAvailable():
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
