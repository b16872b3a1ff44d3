"""What stops a lane, which of its steps, and what lets it go on."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from vividdesk.errors import (
    JournalError,
    LocalServiceFault,
    NoRoom,
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
    times: int = 1  # in a row

    @property
    def trouble(self) -> Trouble:
        return trouble_of(self.fault)


def stop_for(fault: VividError, before: Stop | None, now: float, pace: Pace) -> Stop:
    times = before.times + 1 if before is not None and type(before.fault) is type(fault) else 1
    match fault:
        case Unreachable():
            return Stop(fault, ASKING, now + pace.later(pace.probes, times), times)
        case LocalServiceFault():
            return Stop(fault, ALL, now + pace.later(pace.probes, times), times)
        case SlowDown(wait=wait):
            return Stop(fault, ASKING, now + wait, times)
        case JournalError() | NoRoom():
            return Stop(fault, KEEPING, now + pace.disk, times)
        case LimitReached():
            return Stop(fault, SENDING, now + 60.0, times)
        case OutOfCredits():
            return Stop(fault, SENDING, None)
    return Stop(fault, ASKING, None)


class Health:
    """Of one lane. `news` is called when what a person should know of it has changed."""

    def __init__(self, pace: Pace, news: Callable[[], None]) -> None:
        self._pace = pace
        self._news = news
        self._last: Stop | None = None  # also when it is over: what comes back at once is the same trouble
        self.stop: Stop | None = None

    def hit(self, fault: VividError, now: float) -> None:
        before = self.stop
        self.stop = self._last = stop_for(fault, before or self._last, now, self._pace)
        if before is None or before.trouble != self.stop.trouble:
            self._news()

    def over(self) -> bool:
        """Whether there was trouble, which is over as far as is known."""
        if self.stop is None:
            return False
        self.stop = None
        self._news()
        return True

    def well(self) -> None:
        """Something went as it should: the next trouble is a new one."""
        if self.stop is None:
            self._last = None

    def may(self, step: Step) -> bool:
        return self.stop is None or step not in self.stop.steps

    def waits_for_somebody(self, step: Step) -> bool:
        """A day's limit counts, too: nobody waits for tomorrow."""
        stop = self.stop
        return stop is not None and step in stop.steps and (stop.until is None or isinstance(stop.fault, LimitReached))

    def heals(self, now: float) -> bool:
        """Whether it is time to try again."""
        return self.stop is not None and self.stop.until is not None and self.stop.until <= now
