"""The program without a window before a service that takes every job, and a person who orders them."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.campaigns.life import HASTE
from tests.faults.orders import order, shelved
from tests.faults.service import Service, running
from tests.waiting import until_on_loop
from vividdesk.core import Core
from vividdesk.jobs.events import Event, JobChanged, LaneChanged, Told
from vividdesk.jobs.pacing import Pace
from vividdesk.model.job import Job, JobState
from vividdesk.model.request import Request
from vividdesk.paths import Paths

NEVER = 3600.0  # seconds
SETTLED = replace(HASTE, settled=0.0)


@dataclass
class Desk:
    """`pace` holds from the next opening."""

    home: Path
    service: Service
    pace: Pace = SETTLED
    core: Core = field(init=False)
    events: list[Event] = field(default_factory=list)
    states: dict[int, list[JobState]] = field(default_factory=dict)

    async def open(self) -> "Desk":
        self.core = Core(Paths.of({"VIVIDDESK_HOME": str(self.home)}), self.service.environ, keyring=False)
        self.core.listen(self._heard)
        await self.core.open(pace=self.pace)
        return self

    async def reopen(self) -> "Desk":
        await self.core.close()
        return await self.open()

    def request(self, mark: str = "mark-1", service: str = "vividflow", number: int = 0) -> Request:
        return order(service, mark, shelved(self.core.paths.photos), number)

    async def send(self, *marks: str, service: str = "vividflow", **wishes: int) -> list[Job]:
        return await self.core.runner.enqueue([self.request(mark, service) for mark in marks], **wishes)

    async def job(self, number: int) -> Job:
        found = await self.core.store.jobs.get(number)
        assert found is not None
        return found

    async def until(self, state: JobState, *jobs: Job) -> list[Job]:
        await until_on_loop(lambda: all(self.states.get(job.id, [None])[-1] is state for job in jobs))
        return [await self.job(job.id) for job in jobs]

    def lanes(self) -> list[LaneChanged]:
        return [event for event in self.events if isinstance(event, LaneChanged)]

    @property
    def mistakes(self) -> list[Exception]:
        return [event.fault for event in self.events if isinstance(event, Told)]

    def _heard(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, JobChanged) and event.progress is None:
            known = self.states.setdefault(event.job.id, [])
            if known[-1:] != [event.job.state]:
                known.append(event.job.state)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with running() as service:
        yield service


@pytest.fixture
async def desk(home: Path, service: Service) -> AsyncIterator[Desk]:
    made = await Desk(home, service).open()
    yield made
    await made.core.close(grace=0.1)
    assert made.mistakes == []
    assert service.leaks == []


@pytest.fixture
def charges(service: Service) -> Callable[[], Sequence[str]]:
    """The marks of what was charged, in the order in which it was."""
    return lambda: [charge.mark for charge in service.works.charges]


def unhurried(pace: Pace = HASTE) -> Pace:
    """Nobody looks at anything by itself."""
    return replace(pace, rhythms={name: replace(each, quick=(NEVER,)) for name, each in pace.rhythms.items()})
