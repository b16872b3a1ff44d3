"""A picture of a step while its job is still being made, for whoever looks; what is kept is fetched with the result."""

import contextlib
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from vividdesk.jobs import marks
from vividdesk.jobs.asking import Bounds
from vividdesk.jobs.download import Downloads
from vividdesk.jobs.fetching import address_of
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.settling import usable
from vividdesk.model.job import Job
from vividdesk.model.report import Link

BOUNDS = Bounds(largest=25 * 2**20, whole=60.0)


@asynccontextmanager
async def glimpsed(kit: Kit, job: Job, link: Link, folder: Path) -> AsyncIterator[Path]:
    """A file in the folder, which is gone afterwards. A VividError where it cannot be had now."""
    url = await address_of(kit, job, link.url)
    await kit.transfer.call(usable, folder)
    part = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.part"
    try:
        await kit.transfer.run(lambda: Downloads(BOUNDS).fetch(url, part, lambda _came, _whole: None, link.size))
        yield part
    finally:
        with contextlib.suppress(OSError):
            await kit.transfer.call(marks.forget, part)
