"""The jobs that a lane has in hand, and when each is due. All times are the loop's."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from vividdesk.jobs.pacing import Allowance, Pace, Past, next_age
from vividdesk.model.job import Ask, Job, JobState, LaneId

AFTER_EACH_OTHER = 0.02  # seconds


@dataclass
class Going:
    job: Job
    due: float
    since: float  # when it was sent, as nearly as that is known
    looks: int = 0
    failures: int = 0  # in a row
    renewals: int = 0  # of its links
    spoilt: int = 0  # files that came and were none
    alone: bool = False  # the service's history did not tell of it


def age_of(job: Job, wall: float) -> float:
    """Seconds since the job is what it is, as far as this computer's clock can tell."""
    since = {JobState.WAITING: job.sent_at, JobState.UNSURE: job.changed_at}.get(job.state, 0.0)
    return wall - since if since else 0.0


class Hand:
    def __init__(self, lane: LaneId, pace: Pace) -> None:
        self._pace = pace
        self._rhythm = pace.rhythm(lane)
        self.allowance = Allowance(self._rhythm.hour, self._rhythm.day)
        self._going: dict[int, Going] = {}

    def __getitem__(self, job: int) -> Going:
        return self._going[job]

    def __contains__(self, job: int) -> bool:
        return job in self._going

    def __iter__(self) -> Iterator[Going]:
        return iter(tuple(self._going.values()))

    def __len__(self) -> int:
        return len(self._going)

    def take(self, job: Job, now: float, age: float) -> Going:
        """One that is in hand already keeps what is known of it, unless it begins something new."""
        going = self._going.get(job.id)
        if going is None or going.job.state is not job.state:
            renewals = going.renewals if going else 0
            since = now - min(max(age, 0.0), self._rhythm.patience)
            going = self._going[job.id] = Going(job, now, since, renewals=renewals)
        if going.job.ask is Ask.OVERDUE and job.ask is None:
            going.since = now  # the person waits on, as long again
        going.job = job
        return going

    def drop(self, job: int) -> None:
        self._going.pop(job, None)

    def waiting(self) -> int:
        return sum(going.job.state is JobState.WAITING for going in self._going.values())

    def due(self, states: Collection[JobState], now: float, besides: Collection[int]) -> list[Going]:
        """Those that wait longest first; of files, those that expire first."""
        found = [
            going
            for going in self._going.values()
            if going.due <= now and going.job.state in states and going.job.id not in besides
        ]
        return sorted(found, key=lambda going: (going.job.expires_at or float("inf"), going.due))

    def next_moment(self, states: Collection[JobState], besides: Collection[int]) -> float | None:
        moments = (
            going.due for going in self._going.values() if going.job.state in states and going.job.id not in besides
        )
        return min(moments, default=None)

    def look_later(self, going: Going, now: float, past: Past | None) -> None:
        """In its rhythm, and not so often that many jobs together would use up what the service allows."""
        age = now - going.since
        pause = max(next_age(age, self._rhythm, past) - age, self._pace.spread * self.waiting())
        if going.job.misses:  # a service may take a moment to know what it took
            pause = max(pause, self._rhythm.steady)
        going.due = now + self._pace.about(pause * self.allowance.stretch(now))
        going.looks += 1
        going.failures = 0

    def search_later(self, going: Going, now: float, is_new: bool) -> bool:
        """Of a job that is unsure. False where it was searched for often enough."""
        searches = self._pace.searches
        if is_new:  # of those whose time is past, also before a start, the last one is made up for
            going.looks = max(0, bisect_right(searches, now - going.since) - 1)
        else:
            going.looks += 1
        if going.looks >= len(searches):
            return False
        going.due = going.since + searches[going.looks]
        return True

    def is_last_search(self, going: Going) -> bool:
        return going.looks >= len(self._pace.searches) - 1

    def try_later(self, going: Going, now: float, wait: float) -> None:
        going.failures += 1
        going.due = now + max(wait, self._pace.later(self._pace.retries, going.failures))

    def is_overdue(self, going: Going, now: float) -> bool:
        return now - going.since > self._rhythm.patience

    def due_again(self, states: Collection[JobState], now: float) -> None:
        """After trouble: one step for each, not all at one moment, and none later than it would have been."""
        stopped = [going for going in self._going.values() if going.job.state in states]
        for place, going in enumerate(stopped):
            going.due = min(going.due, now + self._pace.about(AFTER_EACH_OTHER * place))
