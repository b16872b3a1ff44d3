"""Whether a submit whose answer was lost was accepted after all: looked for in the service's own history.

One is adopted only where nothing else can be meant: it asks for the same, appeared in the time of the submit by the
service's own clock, was not there before and belongs to no other job. In every other case the person is asked.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from vividdesk.model.job import Attempt, Job, Outcome
from vividdesk.model.report import History, Report

SLACK = 5.0  # seconds: the services' clocks tell whole ones, and their queues take a moment
LONGEST_SUBMIT = 600.0  # seconds that one can have taken of which nobody knows the end


@dataclass(frozen=True)
class Window:
    """Seconds since 1970 by the service's clock."""

    start: float
    end: float

    @classmethod
    def of(cls, attempt: Attempt, patience: float) -> "Window":
        """A slow service takes what it has so many seconds after the connection broke."""
        end = _end(attempt) + max(patience, SLACK)
        return cls(attempt.began_at + attempt.ahead - SLACK, end + attempt.ahead)


def settled_at(attempt: Attempt, patience: float, now: float) -> float:
    """When a service that is slow will not take it any more, by this computer's clock; 0 where that time is over.

    A clock that was set back says nothing of the time that has passed; nobody is kept waiting for it.
    """
    moment = _end(attempt) + patience
    return moment if attempt.outcome is Outcome.UNSURE and now < moment <= now + patience else 0.0


def _end(attempt: Attempt) -> float:
    """When the connection broke; of a program that was killed `ended_at` is later, maybe by days."""
    longest = attempt.began_at + LONGEST_SUBMIT
    return min(attempt.ended_at or longest, longest)


def candidates(
    job: Job, attempt: Attempt, history: History, claimed: Collection[str], patience: float
) -> Iterator[str]:
    """The remote ids that may be this job's."""
    window = Window.of(attempt, patience)
    for report in history.reports:
        if report.id in claimed or report.id in (attempt.seen or ()) or not _asks_the_same(job, report):
            continue
        if report.created is None:
            # That it is new is known only where it is known what was there before.
            if attempt.seen is not None:
                yield report.id
        elif window.start <= report.created.timestamp() <= window.end:
            yield report.id


def _asks_the_same(job: Job, report: Report) -> bool:
    prompt = str(job.request.options.get("prompt", ""))
    return _plain(report.prompt) == _plain(prompt) and report.template in ("", job.request.target)


def _plain(prompt: str) -> str:
    """A service may keep a prompt without its outer spaces or with its line breaks changed."""
    return " ".join(prompt.split())
