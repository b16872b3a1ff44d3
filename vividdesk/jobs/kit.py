"""What every step of a job works with."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from vividdesk.errors import JournalError
from vividdesk.jobs.download import Downloads
from vividdesk.jobs.events import Event, Over, Told
from vividdesk.jobs.pacing import Pace
from vividdesk.jobs.transfer import Transfer
from vividdesk.jobs.wires import Wires
from vividdesk.media.results import Results
from vividdesk.model.job import Job, JobState, Trouble
from vividdesk.store.jobs import Stale
from vividdesk.store.store import Store

PATIENCE_WITH_OURSELVES = 3  # times that a mistake of ours may spoil a write


@dataclass(frozen=True)
class Folders:
    """`results` is the person's; what cannot go there is kept in `library`. `steps` takes intermediate pictures."""

    photos: Path
    results: Path
    library: Path
    steps: Path
    posters: Path


@dataclass(frozen=True)
class Kit:
    store: Store
    wires: Wires
    transfer: Transfer
    downloads: Downloads
    results: Results
    folders: Callable[[], Folders]  # the person may choose others at any time
    price: Callable[[str, str], float | None]  # of a service and template, from the person's own table
    tell: Callable[[Event], None]
    pace: Pace
    now: Callable[[], float]
    closing: asyncio.Event = field(default_factory=asyncio.Event)


def trouble_of(fault: Exception) -> Trouble:
    """As it is kept and shown."""
    title = getattr(fault, "title", "") or str(fault)
    return Trouble(type(fault).__name__, title, getattr(fault, "advice", ""))


async def surely(kit: Kit, job: Job, to: JobState, write: Callable[[], Awaitable[Job]]) -> Job:
    """For what the world has done already and the journal must learn: tried until the disk takes it, or until the end.

    A write that failed may have reached the disk all the same; then the job is found where it should be.
    """
    mistakes = 0
    failed: Exception | None = None  # the first, which is told
    while True:
        try:
            done = await write()
        except Stale:
            found = await kit.store.jobs.get(job.id) if failed else None
            if found is None or found.state is not to:
                raise
            done = found
        except Exception as fault:
            mistakes += not isinstance(fault, JournalError)
            if mistakes > PATIENCE_WITH_OURSELVES or kit.closing.is_set():
                raise
            if failed is None:
                kit.tell(Told(fault))
                failed = fault
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(kit.closing.wait(), kit.pace.disk)
            continue
        if failed is not None:
            kit.tell(Over(failed))
        return done
