"""When a job is looked at: quick at first, then in the service's own rhythm, and within what the service allows.

All times are seconds of the loop's own clock, which neither a changed clock nor a sleeping computer turns back.
"""

import random
import statistics
from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from vividdesk.model.job import LaneId

HOUR, DAY = 3600.0, 86_400.0
KEPT_BACK = 0.1  # of an allowance: for submits and what the person asks for
EARLY = 1.2  # a look that came a little before its age was this look, not one before it
ENOUGH = 3  # past runs that say something about the next


@dataclass(frozen=True)
class Rhythm:
    """Of one service. `quick` are the ages at which a job that says nothing of its duration is first looked at."""

    steady: float
    quick: tuple[float, ...] = (1.0, 3.0, 6.0, 12.0)
    hour: int | None = None  # requests that it allows
    day: int | None = None
    patience: float = 3600.0  # after which the person is asked


RHYTHMS: Mapping[str, Rhythm] = MappingProxyType(
    {
        "vimmerse": Rhythm(30.0, (2.0, 6.0, 15.0)),
        "vividflow": Rhythm(7.5, (2.0, 6.0), hour=500, day=2000),
        "vistoure": Rhythm(4.0, (1.5,)),
    }
)
HERE = Rhythm(0.7, (0.2, 0.5, 1.0))


@dataclass(frozen=True)
class Pace:
    """All that has to do with time, in one place, so that trials can hurry."""

    rhythms: Mapping[str, Rhythm] = field(default_factory=lambda: RHYTHMS)
    here: Rhythm = HERE
    jitter: float = 0.15
    spread: float = 0.05  # seconds between two looks of a lane, on average, at least
    searches: tuple[float, ...] = (
        0.0,
        15.0,
        60.0,
        180.0,
        600.0,
    )  # ages of an unsure job; at the last it is settled
    probes: tuple[float, ...] = (2.0, 5.0, 10.0, 20.0, 30.0, 45.0)  # pauses before an unreachable host is tried again
    retries: tuple[float, ...] = (1.0, 3.0, 10.0, 30.0, 60.0)  # pauses after trouble with one job
    settled: float = 300.0  # after a submit was lost a slow service may still take it for so long
    disk: float = 5.0  # pause before a full disk is tried again
    workflows: tuple[float, ...] = (5.0, 15.0, 60.0, 300.0)  # pauses before saved workflows are asked for again
    limit: float = 60.0  # pause before it is seen whether a day's limit still holds
    credits: float = 2.0  # pause before the credits are counted again after a submit

    def rhythm(self, lane: LaneId) -> Rhythm:
        return self.here if lane.local else self.rhythms[lane.service]

    def later(self, pauses: Sequence[float], times: int) -> float:
        """The pause after so many failures in a row, a little shorter or longer, to part those who failed together."""
        return self.about(pauses[min(times, len(pauses)) - 1])

    def about(self, seconds: float) -> float:
        return seconds * random.uniform(1 - self.jitter, 1 + self.jitter)  # noqa: S311


@dataclass(frozen=True)
class Past:
    """What earlier runs of a template took, in seconds from sending to the result."""

    median: float
    p90: float

    @classmethod
    def of(cls, durations: Sequence[float]) -> "Past | None":
        if len(durations) < ENOUGH:
            return None
        known = sorted(durations)
        return cls(statistics.median(known), known[min(len(known) - 1, int(len(known) * 0.9))])


def next_age(age: float, rhythm: Rhythm, past: Past | None) -> float:
    """The age at which a job of this age is looked at next.

    Where past runs tell how long it takes: once soon, for what fails at once; then from shortly before the usual end
    in the steady rhythm, or a finer one where all is over sooner; and long after the usual end more and more rarely.
    """
    reached = age * EARLY
    if past is None:
        coming = bisect_right(rhythm.quick, reached)
        return rhythm.quick[coming] if coming < len(rhythm.quick) else age + _tired(age, rhythm.steady)
    first, usual = min(rhythm.quick[0], past.median), 0.85 * past.median
    step = min(rhythm.steady, max(past.median / 8, rhythm.quick[0] / 4))
    if reached < first:
        return first
    if age < usual:
        return max(usual, age + step)
    return age + (step if age < past.p90 else _tired(age - past.p90, rhythm.steady))


def _tired(age: float, steady: float) -> float:
    """Up to four times as rare once it lasts."""
    return steady * min(4.0, 1.0 + age / 1800.0)


class Allowance:
    """Counts what was asked of a service in the last hour and day."""

    def __init__(self, hour: int | None, day: int | None) -> None:
        self._limits = [(span, limit) for span, limit in ((HOUR, hour), (DAY, day)) if limit]
        self._asked: deque[float] = deque()

    def used(self, now: float, times: int = 1) -> None:
        if self._limits:
            self._asked.extend([now] * times)

    def asked(self, now: float, span: float) -> int:
        while self._asked and self._asked[0] <= now - DAY:
            self._asked.popleft()
        return sum(1 for each in self._asked if each > now - span)

    def stretch(self, now: float) -> float:
        """By how much pauses grow so that the rest lasts: 1 while plenty is left."""
        parts = [1 - self.asked(now, span) / limit for span, limit in self._limits]
        left = max(min(parts, default=1.0), KEPT_BACK)
        return 1.0 if left > 0.5 else (0.5 / left) ** 2

    def wait(self, now: float) -> float:
        """Seconds until a look may be asked for; what is kept back is not for looks."""
        return max((self._wait(now, span, int(limit * (1 - KEPT_BACK))) for span, limit in self._limits), default=0.0)

    def _wait(self, now: float, span: float, limit: int) -> float:
        within = self.asked(now, span)
        if within < limit:
            return 0.0
        return self._asked[len(self._asked) - limit] + span - now
