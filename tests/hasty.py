"""The commands against the fake services, with a rhythm that wastes no time."""

import asyncio
from collections.abc import Callable

import pytest

from tests.faults.service import Service
from tests.waiting import PATIENCE
from vividdesk.core import Core
from vividdesk.jobs import pacing
from vividdesk.jobs.pacing import Pace, Rhythm
from vividdesk.model.job import JobState
from vividdesk.paths import Paths
from vividdesk.wishes.journal import Journal, Standing

QUICK = Rhythm(0.05, (0.01, 0.02))
HASTE = Pace(
    rhythms=dict.fromkeys(pacing.RHYTHMS, QUICK),
    searches=(0.0, 0.02),
    probes=(0.02, 0.05),
    retries=(0.01, 0.03, 0.1),
    settled=0.0,
    disk=0.02,
    credits=0.01,
)


def hasten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every core that is opened from here on."""
    monkeypatch.setattr(pacing, "Pace", lambda: HASTE)


def core_for(service: Service, paths: Paths) -> Core:
    return Core(paths, service.environ, keyring=False)


async def until_idle(journal: Journal, numbers: list[int]) -> Standing:
    return await _until(journal, numbers, lambda standing: standing["idle"])


async def until_all(journal: Journal, numbers: list[int], state: JobState) -> Standing:
    return await _until(journal, numbers, lambda standing: {job["state"] for job in standing["jobs"]} == {state})


async def _until(journal: Journal, numbers: list[int], seen: Callable[[Standing], bool]) -> Standing:
    standing = None
    try:
        async with asyncio.timeout(PATIENCE):
            while not seen(standing := await journal.stand(numbers)):
                await journal.news()
    except TimeoutError:
        pytest.fail(f"not within {PATIENCE} s: {standing}")
    return standing
