"""The facts that come up from the lanes. Whoever listens is called on the runner's loop."""

from dataclasses import dataclass

from vividdesk.errors import VividError
from vividdesk.model.clip import Clip
from vividdesk.model.errand import Errand
from vividdesk.model.job import Job, JobState, LaneId, Trouble
from vividdesk.model.report import Step


@dataclass(frozen=True)
class Progress:
    """How far what a job does now has come; never kept, told a few times a second at most."""

    part: float | None = None  # 0 to 1, where that is known
    steps: tuple[Step, ...] = ()
    moved: int | None = None  # bytes of what travels
    whole: int | None = None  # bytes of it in all, where that is known

    @classmethod
    def of_bytes(cls, moved: int, whole: int | None) -> "Progress":
        return cls(moved / whole if whole else None, moved=moved, whole=whole)


@dataclass(frozen=True)
class JobChanged:
    """`before` is where a step has brought it from, told once; None where the job is only told of again."""

    job: Job
    progress: Progress | None = None
    before: JobState | None = None


@dataclass(frozen=True)
class JobGone:
    """Its row was forgotten."""

    id: int


@dataclass(frozen=True)
class LaneChanged:
    """`paused` is the person's doing, `trouble` the world's. One without either goes on."""

    lane: LaneId
    paused: bool = False
    trouble: Trouble | None = None
    until: float = 0.0  # seconds since 1970 at which it tries again by itself; 0: when somebody acts


@dataclass(frozen=True)
class ClipAdded:
    clip: Clip


@dataclass(frozen=True)
class ErrandChanged:
    """What a service shall be told: wanted, done, or in trouble."""

    errand: Errand


@dataclass(frozen=True)
class Told:
    """News for the person that concerns no single job or lane; an exception that is no VividError is our mistake."""

    fault: VividError | Exception


@dataclass(frozen=True)
class Over:
    """What was told before has settled by itself."""

    fault: VividError | Exception


Event = JobChanged | JobGone | LaneChanged | ClipAdded | ErrandChanged | Told | Over
