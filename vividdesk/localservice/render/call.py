"""The way to a worker: what is handed to an executor, and what comes back.

What draws is loaded where it is called, never in the service's own process.
"""

import traceback
from dataclasses import dataclass

from vividdesk.localservice.render.refusal import Cannot


@dataclass(frozen=True)
class Outcome:
    """A step's faults come back as values: an exception is always the executor's own, as when a worker died."""

    content: bytes = b""
    refusal: str = ""  # a sentence for the person
    mistake: str = ""  # a traceback


def perform(order: bytes, photos: list[bytes]) -> Outcome:
    try:
        from vividdesk.localservice.render import work

        return Outcome(work.perform(order, photos))
    except Cannot as refusal:
        return Outcome(refusal=str(refusal))
    except Exception:  # noqa: BLE001 - our own mistake, or no memory: the service logs it
        return Outcome(mistake=traceback.format_exc())


def load() -> None:
    """About a second's work, that the first step need not wait for."""
    from vividdesk.localservice.render import work  # noqa: F401
