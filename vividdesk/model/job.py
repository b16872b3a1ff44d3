"""A job as the journal has it, the states it can be in, and the moves between them that are allowed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from vividdesk.model.request import Request


class JobState(StrEnum):
    QUEUED = "queued"
    SUBMITTING = "submitting"
    UNSURE = "unsure"  # nobody knows whether the service took it; never sent again by itself
    WAITING = "waiting"  # the service has it
    FETCHING = "fetching"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_end(self) -> bool:
        return self in ENDS

    def may_become(self, other: "JobState") -> bool:
        return other in MOVES[self]


ENDS = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
ACTIVE = tuple(state for state in JobState if state not in ENDS)

MOVES: Mapping[JobState, frozenset[JobState]] = MappingProxyType(
    {
        JobState.QUEUED: frozenset({JobState.SUBMITTING, JobState.FAILED, JobState.CANCELLED}),
        # Back to the queue or to an end only where it is certain that nothing was accepted.
        JobState.SUBMITTING: frozenset(
            {JobState.WAITING, JobState.UNSURE, JobState.QUEUED, JobState.FAILED, JobState.CANCELLED}
        ),
        # Adopted or found by the person; sent again or let go by the person alone.
        JobState.UNSURE: frozenset({JobState.WAITING, JobState.QUEUED, JobState.CANCELLED}),
        JobState.WAITING: frozenset({JobState.FETCHING, JobState.FAILED, JobState.CANCELLED}),
        # Back where a link has expired, to be asked for a fresh one.
        JobState.FETCHING: frozenset({JobState.DONE, JobState.WAITING, JobState.FAILED, JobState.CANCELLED}),
        # Looked at again, which costs nothing, or sent again, which is a new paid submit.
        JobState.FAILED: frozenset({JobState.WAITING, JobState.QUEUED}),
        JobState.CANCELLED: frozenset({JobState.WAITING, JobState.QUEUED}),
        JobState.DONE: frozenset(),
    }
)


@dataclass(frozen=True)
class LaneId:
    """A connection without its secrets. A local one has no address: its port changes with each start."""

    service: str
    local: bool
    address: str = ""

    def __str__(self) -> str:
        return f"{self.service} here" if self.local else self.service


class Ask(StrEnum):
    """What the program cannot decide and so asks the person."""

    TAKEN = "taken"  # was it accepted? a job that is unsure
    OVERDUE = "overdue"  # it takes longer than the service's documented patience


@dataclass(frozen=True)
class Trouble:
    """Why a job or a lane does not get on, as the person reads it. `kind` names the class of the fault."""

    kind: str
    title: str
    advice: str = ""


@dataclass(frozen=True)
class Job:
    """Times are seconds since 1970 by this computer's clock; 0 where there is none yet."""

    id: int
    tag: str  # stands at the end of a title that the service shows
    state: JobState
    rev: int
    lane: LaneId
    request: Request
    out: str = ""  # the folder that the person asked for; empty for the usual one
    batch: str = ""  # those that were enqueued together
    origin: int | None = None  # the job that this one was made from
    priority: int = 0
    rank: float = 0.0  # among those of one priority, the lowest goes first
    created_at: float = 0.0
    changed_at: float = 0.0
    sent_at: float = 0.0  # when the last submit began
    ready_at: float = 0.0  # when the service had its result
    ended_at: float = 0.0
    attempts: int = 0
    account: str = ""  # fingerprint of the key it was sent with
    remote: str = ""  # the service's id of it
    words: str = ""  # the service's own word for its state
    misses: int = 0  # looks in a row that were answered with 404
    empties: int = 0  # looks in a row that told of success without a result
    expires_at: float = 0.0  # of the first of its links
    trouble: Trouble | None = None
    ask: Ask | None = None
    hidden: bool = False  # cleared from the list by the person
    cost: float | None = None  # credits, where they are known
    files: int = 0  # of its results that are kept, without pictures of steps

    @property
    def label(self) -> str:
        return self.request.label

    @property
    def photo_name(self) -> str:
        return next((photo.name for photo in self.request.photos), "")


class ResultState(StrEnum):
    WANTED = "wanted"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """A file of a job's. `file` is decided before the first byte comes, so that a later start knows where it lies."""

    job: int
    number: int
    url: str  # relative for the local service; without its query once the file is kept
    state: ResultState = ResultState.WANTED
    step: str = ""  # the step that it is an intermediate picture of; empty for a result
    name: str = ""
    kind: str = ""  # media type as the service tells it
    size: int | None = None
    expires_at: float = 0.0
    file: str = ""
    bytes: int = 0
    hash: str = ""
    trouble: Trouble | None = None


class Outcome(StrEnum):
    """What became of an attempt to submit."""

    SENT = "sent"  # begun; after a start: nobody knows
    UNSURE = "unsure"
    ACCEPTED = "accepted"
    NOT_TAKEN = "not taken"


@dataclass(frozen=True)
class Attempt:
    """Written before the first byte of a submit leaves. `seen` are the service's newest ids just before."""

    job: int
    number: int
    began_at: float
    account: str
    body: str  # a hash of the request that was sent
    seen: tuple[str, ...] | None = None  # None where the service keeps no history, or it could not be read
    ahead: float = 0.0  # seconds that the service's clock was ahead of ours
    outcome: Outcome = Outcome.SENT
    ended_at: float = 0.0
    estimate: float | None = None  # credits that it was thought to cost
    fact: float | None = None  # credits that it did cost, as far as the service's own count shows


@dataclass(frozen=True)
class Move:
    """One row of a job's history."""

    job: int
    rev: int
    at: float
    before: JobState | None
    after: JobState
    why: str
