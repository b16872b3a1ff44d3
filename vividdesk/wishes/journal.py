"""What can be wanted of the journal, whoever owns it, and how jobs are shown to who wants them.

All of it is plain values that travel as JSON: never a photo, a link or a key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, Protocol, TypedDict

from vividdesk.errors import VividError
from vividdesk.model.request import Request

MOST = 5_000  # jobs in one answer


class Twice(VividError):
    """Exactly the same is under way or was just made."""


class OwnerGone(Exception):
    """Whoever owned the data folder does not answer any more; whether it granted the wish, nobody knows."""


class ShownTrouble(TypedDict):
    kind: str
    title: str
    advice: str


class ShownJob(TypedDict):
    """Times are in ISO 8601, seconds that are expected by past runs; `progress` is from 0 to 1."""

    id: int
    state: str
    service: str
    template: str
    label: str
    here: bool  # rendered on this computer
    photo: str
    remote: str
    words: str  # the service's own for the state
    trouble: ShownTrouble | None
    ask: str | None
    question: str
    files: list[str]
    created: str | None
    changed: str | None
    sent: str | None
    ended: str | None
    cost: float | None
    batch: str
    progress: NotRequired[float]
    expected: NotRequired[dict[str, float]]


class ShownLane(TypedDict):
    service: str
    here: bool
    paused: bool
    trouble: ShownTrouble | None


class Standing(TypedDict):
    """`idle`: nothing more will happen to these jobs by itself for now."""

    jobs: list[ShownJob]
    lanes: list[ShownLane]
    idle: bool


@dataclass(frozen=True)
class Wanted:
    """Jobs for a list, the newest first. What is left empty is not asked for."""

    states: tuple[str, ...] = ()
    text: str = ""
    most: int = MOST


class Journal(Protocol):
    """A VividError says what cannot be done. Sentences are for the person."""

    async def enqueue(self, requests: Sequence[Request], out: str, batch: str, again: bool) -> list[int]:
        """All or none, and one time only for a batch, however often it is asked for. Twice, unless `again`."""

    async def page(self, wanted: Wanted) -> Standing: ...

    async def stand(self, numbers: Sequence[int]) -> Standing: ...

    async def cancel(self, number: int) -> str: ...

    async def retry(self, number: int, anew: bool) -> str: ...

    async def forget(self, numbers: Sequence[int], files: bool) -> list[str]:
        """The files that were deleted."""

    async def decide(self, number: int, found: str | None, resend: bool) -> str:
        """Of one that is unsure: found at the service, sent again, or with neither let go."""

    async def news(self) -> None:
        """Returns when it is time to look again."""
