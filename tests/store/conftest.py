"""A journal of its own for each test, and what stands in it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from vividdesk.model.job import Job, JobState, LaneId, Outcome
from vividdesk.model.photo import JPEG, Photo
from vividdesk.model.request import Request
from vividdesk.model.template import Kind
from vividdesk.store.jobs import JobChanges, NewJob, NewResult
from vividdesk.store.store import Store

HERE = LaneId("vimmerse", local=True)
VIMMERSE = LaneId("vimmerse", local=False, address="https://api.vimmerse.net")
VIVIDFLOW = LaneId("vividflow", local=False, address="https://vivid.example/api/v1")


class Clock:
    """The time of day, as the test sets it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path, clock)
    yield opened
    await opened.close()


def photo(name: str = "beach.jpg", content: int = 1) -> Photo:
    return Photo(f"{content:064x}", JPEG, 1280, 720, 345_678, name)


def request(*photos: Photo, service: str = "vimmerse", template: str = "vim_arctic", **options: Any) -> Request:
    """One with a photo, unless it is told otherwise."""
    return Request(
        service=service,
        template=template,
        kind=Kind.TEMPLATE,
        target=template,
        label=template.removeprefix("vim_").title(),
        options={"prompt": "snow falls", "steps": 30} | options,
        details={"title": "A holiday"},
        pictures={"image": photos or (photo(),)},
    )


def new(lane: LaneId = VIMMERSE, asked: Request | None = None, tag: str = "k3x9", **others: Any) -> NewJob:
    return NewJob(asked or request(service=lane.service), lane, tag, **others)


async def queued(store: Store, lane: LaneId = VIMMERSE, **others: Any) -> Job:
    return (await store.jobs.add([new(lane, **others)]))[0]


async def begun(store: Store, job: Job, estimate: float | None = None) -> Job:
    return await store.jobs.begin(job, "account", "body", None, 0.0, estimate)


WAY: dict[JobState, tuple[JobState, ...]] = {
    JobState.QUEUED: (),
    JobState.SUBMITTING: (JobState.SUBMITTING,),
    JobState.UNSURE: (JobState.SUBMITTING, JobState.UNSURE),
    JobState.WAITING: (JobState.SUBMITTING, JobState.WAITING),
    JobState.FETCHING: (JobState.SUBMITTING, JobState.WAITING, JobState.FETCHING),
    JobState.DONE: (JobState.SUBMITTING, JobState.WAITING, JobState.FETCHING, JobState.DONE),
    JobState.FAILED: (JobState.SUBMITTING, JobState.FAILED),
    JobState.CANCELLED: (JobState.CANCELLED,),
}
OUTCOMES = {JobState.WAITING: Outcome.ACCEPTED, JobState.UNSURE: Outcome.UNSURE, JobState.FAILED: Outcome.NOT_TAKEN}


async def at(store: Store, state: JobState, lane: LaneId = VIMMERSE, remote: str = "R1", **others: Any) -> Job:
    """A job that has come to the state by the usual way."""
    job = await queued(store, lane, **others)
    for step in WAY[state]:
        if step is JobState.SUBMITTING:
            job = await begun(store, job)
            continue
        changes = JobChanges(remote=remote) if step is JobState.WAITING else None
        outcome = OUTCOMES.get(step) if job.state is JobState.SUBMITTING else None
        results = [NewResult("https://cdn.example/a.mp4?sig=1")] if step is JobState.FETCHING else ()
        job = await store.jobs.move(job, step, "the usual way", changes, outcome=outcome, results=results)
    return job
