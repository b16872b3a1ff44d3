"""What the service has accepted: a job is stages, a stage makes one picture or one clip."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from secrets import token_urlsafe
from typing import Any

from vividdesk.localservice.render.film import Film
from vividdesk.media.refusal import Thing
from vividdesk.media.sniff import HEAD, Format, sniff
from vividdesk.model.photo import JPEG, PNG, WEBP

KINDS = {Format.JPEG: JPEG, Format.PNG: PNG, Format.WEBP: WEBP, Thing.VIDEO: "video/mp4"}
UNKNOWN = "application/octet-stream"


class State(Enum):
    """Of a job, and of each of its stages."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_end(self) -> bool:
        return self in (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(frozen=True)
class Stage:
    """What is to be made: a clip where the film has more than one frame, else a picture."""

    name: str  # as people see it: a flow of Vimmerse, a node of VistoureAI
    craft: str  # the name of a scene or tool in `render.studio`
    film: Film | None = None  # the form of a scene; a tool finds its own
    options: Mapping[str, Any] = field(default_factory=dict)
    # From what: slot → the name of a photo of the job, or "@" and the name of an earlier stage
    photos: Mapping[str, str] = field(default_factory=dict)
    shown: bool = True  # whether it is among the results, not only a step to them


@dataclass(frozen=True)
class Order:
    """What a request asks for, checked already. `facts` is what the API itself wants to remember, in JSON's types."""

    service: str
    target: str
    stages: tuple[Stage, ...]
    photos: Mapping[str, bytes]
    facts: Mapping[str, Any] = field(default_factory=dict)
    cost: int = 1  # credits


@dataclass(frozen=True)
class Made:
    """A file that a stage has made; its link is its token."""

    token: str
    kind: str  # media type
    size: int

    @classmethod
    def of(cls, content: bytes) -> "Made":
        return cls(token_urlsafe(16), KINDS.get(sniff(content[:HEAD]), UNKNOWN), len(content))


@dataclass
class Progress:
    """How far a stage is."""

    stage: Stage
    state: State = State.WAITING
    done: int = 0  # parts of the work
    total: int = 1
    made: Made | None = None
    error: str = ""

    @classmethod
    def of(cls, stage: Stage) -> "Progress":
        """At its beginning. A clip is as much work as it has frames."""
        return cls(stage, total=stage.film.frames if stage.film else 1)


@dataclass
class Job:
    id: str
    service: str
    target: str
    facts: dict[str, Any]
    cost: int
    created: datetime
    updated: datetime
    stages: list[Progress]
    photos: Mapping[str, Made]  # what was sent in
    state: State = State.WAITING
    error: str = ""
    ended: datetime | None = None
    kept: bool = True  # whether its files are still there: results expire, and make room for newer ones

    @property
    def percent(self) -> int:
        total = sum(stage.total for stage in self.stages)
        return 100 if self.state is State.DONE else 99 * sum(stage.done for stage in self.stages) // max(total, 1)

    @property
    def results(self) -> list[Made]:
        return [stage.made for stage in self.stages if stage.stage.shown and stage.made]

    @property
    def files(self) -> list[Made]:
        """All that can be asked for by its token."""
        return [*self.photos.values(), *(stage.made for stage in self.stages if stage.made)]

    @property
    def size(self) -> int:
        """In bytes, of all its files."""
        return sum(made.size for made in self.files)
