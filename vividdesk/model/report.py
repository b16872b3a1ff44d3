"""What a service says, in values of our own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

# The services' own words for a job that waits there, and for one that is being made. Any other is quoted.
IN_LINE = {"inqueue", "submitted", "accepted", "created", "scheduled", "starting"}
AT_WORK = {"processing", "running", "inprogress", "started", "working", "generating", "rendering", "active"}


class RemoteState(Enum):
    QUEUED = "queued"
    RUNNING = "running"  # also whatever word we do not know
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_end(self) -> bool:
        return self in (RemoteState.DONE, RemoteState.FAILED, RemoteState.CANCELLED)


@dataclass(frozen=True)
class Link:
    """A picture or clip to be fetched, without the key: it may lie on another host."""

    url: str
    kind: str = ""  # media type, where the service or the address tells
    name: str = ""  # the output's name, where it has one
    size: int | None = None  # bytes
    expires: datetime | None = None


@dataclass(frozen=True)
class Step:
    """One stage of a job: a completion of Vimmerse, a node of VistoureAI."""

    name: str
    state: RemoteState
    words: str = ""  # the service's own name for that state
    links: tuple[Link, ...] = ()
    fault: str = ""
    tool: str = ""


@dataclass(frozen=True)
class Report:
    """How a job stands. `raw` is the answer as it came, without secrets."""

    id: str
    state: RemoteState
    words: str = ""  # the service's own name for the state
    percent: float | None = None
    links: tuple[Link, ...] = ()
    steps: tuple[Step, ...] = ()
    fault: str = ""
    request_id: str = ""  # for the service's own support
    filtered: bool = False  # refused by safety filters: sending the same again is pointless
    title: str = ""
    prompt: str = ""
    template: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Accepted:
    """A submit's answer: the handle to all that follows."""

    id: str
    report: Report
    at: datetime | None = None  # by the service's own clock


@dataclass(frozen=True)
class History:
    """Newest first."""

    reports: tuple[Report, ...]
    at: datetime | None = None  # by the service's own clock


@dataclass(frozen=True)
class Usage:
    credits_left: float | None = None
    resets: datetime | None = None
    jobs: int | None = None
    last_day: int | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class SavedWorkflow:
    name: str
    id: str = ""
    by_the_service: bool = False
    created: datetime | None = None
