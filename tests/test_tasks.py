import asyncio

import pytest

from tests.fakes import RecordedNotices, run_clocked
from vividdesk.bridge.notices import Weight
from vividdesk.bridge.tasks import Tasks
from vividdesk.errors import Unreachable


async def forever() -> None:
    await asyncio.Event().wait()


def test_running_work_gets_its_time_and_is_then_cancelled() -> None:
    async def close() -> Tasks:
        tasks = Tasks(RecordedNotices())
        tasks.start(asyncio.sleep(3))
        tasks.start(forever())
        await tasks.finish(5.0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return tasks

    _tasks, passed = run_clocked(close())
    assert passed == 5.0


def test_nothing_waits_when_nothing_runs() -> None:
    _none, passed = run_clocked(Tasks(RecordedNotices()).finish(5.0))
    assert passed == 0.0


async def test_work_that_comes_too_late_is_not_begun() -> None:
    begun = []

    async def work() -> None:
        begun.append(True)

    tasks = Tasks(RecordedNotices())
    await tasks.finish(5.0)
    tasks.start(work())
    await asyncio.sleep(0)
    assert not begun


async def test_a_fault_of_the_world_is_told_in_its_own_words() -> None:
    async def fails() -> None:
        raise Unreachable("Vivid Flow cannot be reached.", "Check the network.")

    notices = RecordedNotices()
    tasks = Tasks(notices)
    tasks.start(fails())
    await tasks.finish(5.0)
    assert [(n.weight, n.title, n.advice) for n in notices.told] == [
        (Weight.WARNING, "Vivid Flow cannot be reached.", "Check the network.")
    ]


@pytest.mark.logs("ZeroDivisionError|division by zero")
async def test_a_mistake_of_ours_is_logged_each_time_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> None:
        raise ZeroDivisionError("division by zero")

    notices = RecordedNotices()
    tasks = Tasks(notices)
    tasks.start(fails())
    tasks.start(fails())
    await tasks.finish(5.0)
    assert [notice.weight for notice in notices.told] == [Weight.FAILURE]
    assert "ZeroDivisionError" in notices.told[0].title
    tracebacks = [record for record in caplog.records if record.exc_info]
    assert len(tracebacks) == 2
