"""What becomes of a job in a step: how the step left it, and what that means for the others of its lane."""

from dataclasses import dataclass

from vividdesk.errors import (
    KeyRefused,
    OutOfCredits,
    ServiceError,
    SlowDown,
    Unreachable,
    VividError,
)
from vividdesk.jobs.wires import Wire
from vividdesk.model.job import Job

OF_THE_LANE = (Unreachable, KeyRefused, OutOfCredits, SlowDown)


@dataclass(frozen=True)
class Became:
    """`lane` is trouble of all jobs of the lane; `failed` says that the same step should be tried again later."""

    job: Job
    lane: VividError | None = None
    failed: bool = False
    wait: float = 0.0  # seconds that it should wait at least
    spoilt: bool = False  # what came was no result


@dataclass(frozen=True)
class Refused:
    """Whom a 403 means: the lane, the job alone, or, with neither, nobody knows yet."""

    lane: VividError | None = None
    job: bool = False


async def who_is_refused(wire: Wire) -> Refused:
    """A harmless call tells: it is refused only where the account as a whole is."""
    try:
        await wire.client.try_key()
    except OF_THE_LANE as fault:
        return Refused(lane=fault)
    except ServiceError:
        return Refused()
    return Refused(job=True)
