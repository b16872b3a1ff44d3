"""The lanes as the window shows them: which are paused, which are in trouble, and what helps."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.job_words import lane_name
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.jobs.events import Event, LaneChanged
from vividdesk.model.job import LaneId
from vividdesk.texts import _


class Remedy(Enum):
    """What the person can do about it; WAIT goes on by itself."""

    RESUME = "resume"
    TRY = "try"
    SETTINGS = "settings"
    PAGE = "page"
    WAIT = "wait"


REMEDIES = {
    "KeyRefused": Remedy.SETTINGS,
    "NoWay": Remedy.SETTINGS,
    "LimitReached": Remedy.SETTINGS,
    "NotAllowed": Remedy.PAGE,
    "OutOfCredits": Remedy.PAGE,
    "SlowDown": Remedy.WAIT,
}


@dataclass(frozen=True)
class Line:
    """What stands above the list. Without a lane it is about all of them."""

    lane: LaneId | None
    title: str
    advice: str
    remedy: Remedy

    @property
    def service(self) -> str:
        return self.lane.service if self.lane else ""


class LaneList(QObject):
    """`hear` may be called from the start; lanes that were there before come with `begin`."""

    changed = Signal()

    def __init__(self, core: Core, tasks: Tasks) -> None:
        super().__init__()
        self._core = core
        self._tasks = tasks
        self._lanes: dict[LaneId, LaneChanged] = {}
        self._begun = False

    def begin(self) -> None:
        """The journal is open now."""
        self._begun = True
        self._lanes |= {standing.lane: standing for standing in self._core.runner.lanes()}
        self.changed.emit()

    def hear(self, event: Event) -> None:
        if isinstance(event, LaneChanged):
            self._lanes[event.lane] = event
            self.changed.emit()

    @property
    def can_pause(self) -> bool:
        return self._begun

    def known(self) -> list[LaneChanged]:
        """All that jobs have gone to, whether or not they go on."""
        return list(self._lanes.values())

    @property
    def all_paused(self) -> bool:
        return bool(self._lanes) and all(standing.paused for standing in self._lanes.values())

    def lines(self) -> list[Line]:
        """One for each lane that does not go on, and one in place of all where all are paused."""
        lines = [line for standing in self._lanes.values() if (line := _line(standing)) is not None]
        if self.all_paused and len(lines) > 1:
            paused = Line(None, _("Everything is paused."), _("What was sent goes on; nothing new is."), Remedy.RESUME)
            return [paused, *(line for line in lines if line.remedy is not Remedy.RESUME)]
        return lines

    def pause(self, lane: LaneId | None = None) -> None:
        """One or all: nothing new is sent, what was sent goes on."""
        self._tasks.start(self._core.runner.pause(lane))

    def resume(self, lane: LaneId | None = None) -> None:
        """What was in trouble is tried again, too."""
        self._tasks.start(self._core.runner.resume(lane))


def _line(standing: LaneChanged) -> Line | None:
    name, trouble = lane_name(standing.lane), standing.trouble
    if standing.paused:
        return Line(
            standing.lane,
            _("{service} is paused.").format(service=name),
            trouble.title if trouble else _("What was sent goes on; nothing new is."),
            Remedy.RESUME,
        )
    if trouble is None:
        return None
    return Line(standing.lane, trouble.title, trouble.advice, REMEDIES.get(trouble.kind, Remedy.TRY))
