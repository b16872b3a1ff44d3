"""The lanes as the window shows them: which are paused, which are in trouble, and what helps."""

from dataclasses import dataclass, field, replace
from enum import Enum

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.job_words import lane_name
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.jobs.events import Event, LaneChanged
from vividdesk.model.job import LaneId, Trouble
from vividdesk.texts import _


class Remedy(Enum):
    """What the person can do about it; WAIT goes on by itself."""

    RESUME = "resume"
    TRY = "try"
    SETTINGS = "settings"
    FOLDERS = "folders"
    PAGE = "page"
    WAIT = "wait"


REMEDIES = {
    "KeyRefused": Remedy.SETTINGS,
    "NoWay": Remedy.SETTINGS,
    "LimitReached": Remedy.SETTINGS,
    "NotAllowed": Remedy.PAGE,
    "OutOfCredits": Remedy.PAGE,
    "FolderGone": Remedy.FOLDERS,
    "SlowDown": Remedy.WAIT,
}

# Tried again every few seconds or minutes without an end: what counts down would only begin again.
UNTIMED = ("LimitReached", "NoRoom", "FolderGone", "JournalError", "JournalUnwritable", "JournalBusy")


@dataclass(frozen=True)
class Line:
    """What stands above the list. Without a lane it is about several, those in `lanes`, or about all.

    `until` is when it is tried again by itself, in seconds since 1970; 0 where there is no such moment.
    """

    lane: LaneId | None
    title: str
    advice: str
    remedy: Remedy
    until: float = field(default=0.0, compare=False)  # with another moment it is the same line
    lanes: tuple[LaneId, ...] = ()

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
        """One for each lane that does not go on, and one in place of all where all are paused or tell the same."""
        lines = _joined([line for standing in self._lanes.values() if (line := _line(standing)) is not None])
        if self.all_paused and len(lines) > 1:
            says = _("What was sent goes on; nothing new is sent.")
            paused = Line(None, _("Everything is paused."), says, Remedy.RESUME)
            return [paused, *(line for line in lines if line.remedy is not Remedy.RESUME)]
        return lines

    def held_up(self, service: str) -> str:
        """Why new jobs for it would not be sent at the moment, in a word or two; empty where they would."""
        standing = self._lanes.get(self._core.lane_of(service))
        return _word(standing) if standing is not None else ""

    def try_again(self, line: Line) -> None:
        """Of those that the line is about."""
        for lane in line.lanes or (line.lane,):
            self.resume(lane)

    def pause(self, lane: LaneId | None = None) -> None:
        """One or all: nothing new is sent, what was sent goes on."""
        self._tasks.start(self._core.runner.pause(lane))

    def resume(self, lane: LaneId | None = None) -> None:
        """What was in trouble is tried again, too."""
        self._tasks.start(self._core.runner.resume(lane))


def _word(standing: LaneChanged) -> str:
    if standing.paused:
        return _("paused")
    match standing.trouble:
        case None:
            return ""
        case Trouble("KeyRefused"):
            return _("key refused")
        case Trouble("OutOfCredits"):
            return _("out of credits")
        case Trouble("LimitReached"):
            return _("at its limit")
        case Trouble("SlowDown"):
            return _("wants a pause")
        case Trouble("Unreachable" | "BrokenAnswer"):
            return _("not reached")
    return _("held up")


def _joined(lines: list[Line]) -> list[Line]:
    """What several lanes tell in the same words, such as of a full disk, is one line."""
    alike: dict[object, list[Line]] = {}
    for line in lines:
        is_own = line.remedy in (Remedy.RESUME, Remedy.SETTINGS, Remedy.PAGE)  # which lead to each service
        alike.setdefault(line if is_own else (line.title, line.advice), []).append(line)
    return [
        each[0] if len(each) == 1 else replace(each[0], lane=None, lanes=tuple(line.lane for line in each if line.lane))
        for each in alike.values()
    ]


def _line(standing: LaneChanged) -> Line | None:
    name, trouble = lane_name(standing.lane), standing.trouble
    if standing.paused:
        return Line(
            standing.lane,
            _("{service} is paused.").format(service=name),
            trouble.title if trouble else _("What was sent goes on; nothing new is sent."),
            Remedy.RESUME,
        )
    if trouble is None:
        return None
    remedy = REMEDIES.get(trouble.kind, Remedy.TRY)
    until = 0.0 if trouble.kind in UNTIMED else standing.until
    return Line(standing.lane, trouble.title, _advice(standing, trouble), remedy, until)


def _advice(standing: LaneChanged, trouble: Trouble) -> str:
    """Where the fault's own is for a command, or says how long to wait, which the line counts itself."""
    match trouble.kind:
        case "SlowDown" if standing.until:
            return _("It goes on by itself.")
        case "NoWay":
            return _("Set its key and its address in the settings as they were, or let its jobs go.")
    return trouble.advice
