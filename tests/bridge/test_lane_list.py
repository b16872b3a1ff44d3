"""Lanes that do not go on: one line each, with what helps."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes import RecordedNotices
from tests.faults.plan import Act, At, Mishap
from tests.faults.plan import Ask as Asked
from tests.faults.remote import Life
from tests.jobs import conftest as trials
from tests.jobs.conftest import Desk
from tests.waiting import until_on_loop
from vividdesk.bridge.lane_list import LaneList, Remedy
from vividdesk.bridge.tasks import Tasks
from vividdesk.errors import KeyRefused, NoRoom, OutOfCredits, SlowDown, Unreachable
from vividdesk.jobs.events import LaneChanged
from vividdesk.jobs.kit import trouble_of
from vividdesk.jobs.money import LimitReached
from vividdesk.model.job import JobState, LaneId

pytestmark = pytest.mark.usefixtures("qapp")
service, desk = trials.service, trials.desk

FLOW = LaneId("vividflow", local=False, address="https://flow.example")
HERE = LaneId("vistoure", local=True)


@pytest.fixture
async def lanes(desk: Desk) -> AsyncIterator[LaneList]:
    notices = RecordedNotices()
    tasks = Tasks(notices)
    made = LaneList(desk.core, tasks)
    desk.core.listen(made.hear)
    made.begin()
    yield made
    await tasks.finish(5)
    assert notices.told == []


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        (KeyRefused, Remedy.SETTINGS),
        (LimitReached, Remedy.SETTINGS),
        (OutOfCredits, Remedy.PAGE),
        (SlowDown, Remedy.WAIT),
        (Unreachable, Remedy.TRY),
        (NoRoom, Remedy.TRY),
    ],
)
def test_each_trouble_has_its_remedy(lanes: LaneList, fault: type[Exception], remedy: Remedy) -> None:
    lanes.hear(LaneChanged(FLOW, trouble=trouble_of(fault("What happened.", "What to do."))))
    (line,) = lanes.lines()
    assert (line.title, line.advice, line.remedy) == ("What happened.", "What to do.", remedy)
    assert line.service == "vividflow"
    lanes.hear(LaneChanged(FLOW))
    assert lanes.lines() == []


def test_a_paused_lane_says_what_goes_on(lanes: LaneList) -> None:
    lanes.hear(LaneChanged(HERE, paused=True))
    lanes.hear(LaneChanged(FLOW))
    (line,) = lanes.lines()
    assert line.title == "VistoureAI on this computer is paused."
    assert line.remedy is Remedy.RESUME
    assert not lanes.all_paused


async def test_pausing_all_is_one_line_and_holds_what_comes(desk: Desk, lanes: LaneList) -> None:
    lanes.pause()
    await until_on_loop(lambda: [line.title for line in lanes.lines()] == ["Everything is paused."])
    assert lanes.all_paused
    desk.service.works.life = Life(seconds=60.0)
    (job,) = await desk.send("a")
    assert desk.service.works.charges == []
    lanes.resume()
    await desk.until(JobState.WAITING, job)
    assert lanes.lines() == []


async def test_after_credits_were_bought_it_goes_on(desk: Desk, lanes: LaneList) -> None:
    broke = Mishap(Asked.SUBMIT, Act.SAY, At.TAKEN, status=402, body='{"message": "INSUFFICIENT_CREDIT"}')
    desk.service.plan.now([broke])
    (job,) = await desk.send("a", service="vimmerse")
    await until_on_loop(lanes.lines)
    (line,) = lanes.lines()
    assert (line.title, line.remedy) == ("The credits at Vimmerse do not suffice.", Remedy.PAGE)
    desk.service.works.life = Life(seconds=60.0)
    lanes.resume(line.lane)
    await desk.until(JobState.WAITING, job)
    assert lanes.lines() == []
