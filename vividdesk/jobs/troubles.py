"""What stops a lane, which of its steps, and what lets it go on."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from vividdesk.errors import (
    FolderGone,
    JournalError,
    KeyRefused,
    LocalServiceFault,
    NoRoom,
    NotAllowed,
    NoWay,
    OutOfCredits,
    SlowDown,
    Unreachable,
    VividError,
)
from vividdesk.jobs.kit import trouble_of
from vividdesk.jobs.money import LimitReached
from vividdesk.jobs.pacing import Pace
from vividdesk.model.job import Trouble


class Step(Enum):
    SEND = "send"
    LOOK = "look"
    FETCH = "fetch"


ALL = frozenset(Step)
ASKING = frozenset({Step.SEND, Step.LOOK})
SENDING = frozenset({Step.SEND})
KEEPING = frozenset({Step.SEND, Step.FETCH})


@dataclass(frozen=True)
class Stop:
    """`until` is the moment of the loop's clock at which the lane tries again by itself; None: when somebody acts."""

    fault: VividError
    steps: frozenset[Step]
    until: float | None

    @property
    def trouble(self) -> Trouble:
        return trouble_of(self.fault)


def stop_for(fault: VividError, times: int, now: float, pace: Pace) -> Stop:
    """`times`: how often it came in a row."""
    match fault:
        case KeyRefused() | NoWay() | NotAllowed():
            return Stop(fault, ASKING, None)
        case OutOfCredits():
            return Stop(fault, SENDING, None)
        case LocalServiceFault():
            return Stop(fault, ALL, now + pace.later(pace.probes, times))
        case SlowDown(wait=wait):
            return Stop(fault, ASKING, now + wait)
        case JournalError() | NoRoom() | FolderGone():
            return Stop(fault, KEEPING, now + pace.disk)
        case LimitReached():
            return Stop(fault, SENDING, now + pace.limit)
    return Stop(fault, ASKING, now + pace.later(pace.probes, times))


class Health:
    """Of one lane: all that stops it, by kind. `news` is called when what a person should know of it has changed.

    What is tried again by itself counts as lasting until something goes as it should, so that nobody is told in
    between that it is over; of another moment to try it again there is news.
    """

    def __init__(self, pace: Pace, news: Callable[[], None]) -> None:
        self._pace = pace
        self._news = news
        self._stops: dict[type[VividError], Stop] = {}
        self._times: Counter[type[VividError]] = Counter()
        self.trouble: Trouble | None = None  # as it was told
        self._until: float | None = None  # of that trouble

    def hit(self, fault: VividError, now: float) -> None:
        kind = type(fault)
        self._times[kind] += 1
        self._stops[kind] = stop_for(fault, self._times[kind], now, self._pace)
        self._tell()

    def well(self) -> None:
        """Something went as it should, or there is nothing to do: what is not stopped now is over."""
        if self._times.keys() - self._stops.keys():
            self._times = Counter({kind: self._times[kind] for kind in self._stops})
            self._tell()

    def over(self, kind: type[VividError] | None = None) -> frozenset[Step]:
        """Of one kind, or of all: somebody saw to it. Returns what was stopped."""
        kinds = [kind] if kind else list(self._stops)
        steps = self._lifted(kinds)
        self.well()
        return steps

    def tried_again(self, now: float) -> frozenset[Step]:
        """Lifts what may be tried again; an unreachable host is asked first."""
        return self._lifted([kind for kind in self._due(now) if not issubclass(kind, Unreachable)])

    def must_probe(self, now: float) -> bool:
        return any(issubclass(kind, Unreachable) for kind in self._due(now))

    def next_moment(self, now: float) -> float | None:
        moments = [stop.until for stop in self._stops.values() if stop.until is not None and stop.until > now]
        return min(moments, default=None)

    def again_at(self, now: Callable[[], float], wall: Callable[[], float]) -> float:
        """When what was told is tried again, by the clock on the wall; 0: when somebody acts."""
        return 0.0 if self._until is None else wall() + self._until - now()

    def may(self, step: Step) -> bool:
        return not any(step in stop.steps for stop in self._stops.values())

    def waits_for_somebody(self, step: Step) -> bool:
        """A day's limit counts, too: nobody waits for tomorrow."""
        return any(
            step in stop.steps and (stop.until is None or isinstance(stop.fault, LimitReached))
            for stop in self._stops.values()
        )

    def _due(self, now: float) -> list[type[VividError]]:
        return [kind for kind, stop in self._stops.items() if stop.until is not None and stop.until <= now]

    def _lifted(self, kinds: Sequence[type[VividError]]) -> frozenset[Step]:
        return frozenset(step for kind in kinds if (stop := self._stops.pop(kind, None)) for step in stop.steps)

    def _tell(self) -> None:
        """What needs a person comes first."""
        lasting = sorted(self._stops.values(), key=lambda stop: stop.until is not None)
        told = (lasting[0].trouble, lasting[0].until) if lasting else (None, None)
        if told != (self.trouble, self._until):
            self.trouble, self._until = told
            self._news()
