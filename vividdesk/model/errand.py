"""What a service shall be told about a result that it keeps, on the person's behalf."""

from dataclasses import dataclass
from enum import StrEnum

from vividdesk.model.clip import Clip
from vividdesk.model.job import LaneId, Trouble
from vividdesk.model.service import VIMMERSE

TAKERS = frozenset({VIMMERSE.id})  # services that let a result be changed and deleted


class What(StrEnum):
    RATING = "rating"
    TITLE = "title"
    VISIBILITY = "visibility"
    DELETE = "delete"


class ErrandState(StrEnum):
    WANTED = "wanted"
    SENDING = "sending"  # from here on it cannot be withdrawn; after a start it is sent once more
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class Errand:
    """One for each thing that may be said of a result: a later wish takes the place of an earlier one.

    None of them costs anything, and said twice each means the same.
    """

    id: int
    lane: LaneId
    remote: str  # the service's own id
    what: What
    value: str
    rev: int = 1
    due_at: float = 0.0  # seconds since 1970; until then it can be withdrawn
    state: ErrandState = ErrandState.WANTED
    trouble: Trouble | None = None


def place_of(clip: Clip) -> tuple[LaneId, str]:
    """The connection by which it came, and what it is called there."""
    return LaneId(clip.service, clip.local, clip.address), clip.remote


def is_told_of(clip: Clip) -> bool:
    """Whether its rating, title and visibility are told there. Of what was rendered here nobody reads them."""
    return can_be_deleted_there(clip) and not clip.local


def can_be_deleted_there(clip: Clip) -> bool:
    """Not by the picture of a step: there the whole job goes, its result with it."""
    return clip.service in TAKERS and bool(clip.remote) and not clip.step
