"""How soon the list and the library are there when they are long."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.ratio import Amount
from tests.store.many import EVERYWHERE, SELDOM, make_many
from vividdesk.model.job import JobState
from vividdesk.store import rows
from vividdesk.store.clips import ClipFilter
from vividdesk.store.jobs import JobFilter
from vividdesk.store.store import Store

MANY = 100_000
LIST, SELECTIVE, BROAD = 20.0, 20.0, 200.0  # ms

Ask = Callable[[], Awaitable[Any]]


def measure(turns: int) -> Iterator[Amount]:
    with TemporaryDirectory(prefix="vividdesk-bench-") as folder, asyncio.Runner() as runner:
        began = time.perf_counter()
        runner.run(make_many(Path(folder), MANY))
        yield Amount(f"a journal of {MANY:,} jobs and clips is made", time.perf_counter() - began, 30.0, "s")
        store = runner.run(Store.open(Path(folder)))
        try:
            for what, ask, limit in _questions(store):
                took = statistics.median(runner.run(_asked(ask)) for _turn in range(turns + 1))
                yield Amount(f"of {MANY:,}: {what}", took * 1000, limit, "ms")
        finally:
            runner.run(store.close())


def _questions(store: Store) -> list[tuple[str, Ask, float]]:
    jobs, clips = store.jobs, store.clips
    few, unasked = (JobState.QUEUED, JobState.FAILED), (JobState.UNSURE, JobState.SUBMITTING)
    of_service = JobFilter(service="vividflow", states=few, hidden=None)
    return [
        ("the first page of jobs", lambda: jobs.page(JobFilter()), LIST),
        ("jobs of two states", lambda: jobs.page(JobFilter(states=few)), LIST),
        ("jobs of states that none is in", lambda: jobs.page(JobFilter(states=unasked, hidden=None)), LIST),
        ("jobs of a service and two states", lambda: jobs.page(of_service), LIST),
        ("jobs that ask something", lambda: jobs.page(JobFilter(ask=True, hidden=None)), LIST),
        ("jobs of a batch", lambda: jobs.page(JobFilter(batch="batch700", hidden=None)), LIST),
        ("how many there are of each state", jobs.counts, LIST),
        ("the first page of clips", lambda: clips.page(ClipFilter()), LIST),
        ("clips with four stars", lambda: clips.page(ClipFilter(rating_at_least=4)), LIST),
        ("clips of a kind and a service", lambda: clips.page(ClipFilter("vimmerse", kinds=("image/png",))), LIST),
        ("clips of an hour long ago", lambda: clips.page(ClipFilter(since=60_000.0, until=63_600.0)), LIST),
        ("a word that few jobs have", lambda: jobs.page(JobFilter(text=SELDOM, hidden=None)), SELECTIVE),
        ("a word that few clips have", lambda: clips.page(ClipFilter(text=SELDOM)), SELECTIVE),
        ("a word that all jobs have", lambda: jobs.page(JobFilter(text=EVERYWHERE)), BROAD),
        ("the letter that all jobs begin with", lambda: jobs.page(JobFilter(text=EVERYWHERE[0])), BROAD),
        ("how many jobs have a word that all have", lambda: jobs.count(JobFilter(text=EVERYWHERE)), BROAD),
        ("a word that all clips have", lambda: clips.page(ClipFilter(text=EVERYWHERE)), BROAD),
    ]


async def _asked(ask: Ask) -> float:
    rows._request.cache_clear()  # as for a page that was never seen
    began = time.perf_counter()
    await ask()
    return time.perf_counter() - began
