"""The core is opened once, whoever asks for it meanwhile, and what could not be opened holds nothing."""

import asyncio

import pytest

from tests.campaigns.life import HASTE
from tests.faults.orders import order, shelved
from tests.faults.service import running
from tests.hasty import core_for
from tests.waiting import until_on_loop
from vividdesk.core import Core
from vividdesk.errors import JournalUnwritable
from vividdesk.jobs.events import Event, JobChanged
from vividdesk.jobs.press import Press
from vividdesk.model.job import JobState
from vividdesk.paths import Paths


async def test_opened_twice_at_a_time_it_sends_each_job_once(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a double click on "Try again"."""
    presses: list[Press] = []
    usual = Press.start

    async def start(press: Press) -> None:
        presses.append(press)
        await usual(press)

    async with running() as service:
        core = core_for(service, paths)
        await core.open(lanes=False)
        await core.runner.enqueue([order("vividflow", "mark-1", shelved(paths.photos))])
        await core.close()
        core = core_for(service, paths)
        done: list[int] = []
        core.listen(lambda event: done.extend(_done(event)))
        monkeypatch.setattr(Press, "start", start)
        await asyncio.gather(core.open(pace=HASTE), core.open(pace=HASTE))
        await until_on_loop(lambda: done)
        await core.open(pace=HASTE)
        await core.close(grace=0.1)
        assert len(presses) == 1
        assert [charge.mark for charge in service.works.charges] == ["mark-1"]


def _done(event: Event) -> list[int]:
    return [event.job.id] if isinstance(event, JobChanged) and event.job.state is JobState.DONE else []


async def test_what_could_not_begin_is_closed_and_the_next_try_has_the_journal(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = Core(paths, {}, keyring=False)
    begun: list[Press] = []

    async def start(press: Press) -> None:
        begun.append(press)
        raise JournalUnwritable("The journal cannot be written.", "Make room.")

    with monkeypatch.context() as full:
        full.setattr(Press, "start", start)
        with pytest.raises(JournalUnwritable):
            await core.open()
    assert not core.is_open
    other = Core(paths, {}, keyring=False)
    await other.open(lanes=False)  # nobody holds it
    await other.close()
    await core.open()
    assert core.is_open
    await core.close(grace=0.1)
    assert len(begun) == 1
