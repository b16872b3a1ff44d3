"""Lanes that do not go on: one line each, with what helps."""

import time
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
    ("fault", "remedy", "word"),
    [
        (KeyRefused, Remedy.SETTINGS, "key refused"),
        (LimitReached, Remedy.SETTINGS, "at its limit"),
        (OutOfCredits, Remedy.PAGE, "out of credits"),
        (SlowDown, Remedy.WAIT, "wants a pause"),
        (Unreachable, Remedy.TRY, "not reached"),
        (NoRoom, Remedy.TRY, "held up"),
    ],
)
def test_each_trouble_has_its_remedy(
    desk: Desk, lanes: LaneList, fault: type[Exception], remedy: Remedy, word: str
) -> None:
    lanes.hear(LaneChanged(FLOW, trouble=trouble_of(fault("What happened.", "What to do."))))
    (line,) = lanes.lines()
    assert (line.title, line.advice, line.remedy) == ("What happened.", "What to do.", remedy)
    assert line.service == "vividflow"
    assert lanes.held_up("vividflow") == "", "its jobs go elsewhere by now"
    lanes.hear(LaneChanged(FLOW))
    assert lanes.lines() == []
    own = desk.core.lane_of("vividflow")
    lanes.hear(LaneChanged(own, trouble=trouble_of(fault("What happened.", "What to do."))))
    assert lanes.held_up("vividflow") == word
    lanes.hear(LaneChanged(own))
    assert not lanes.held_up("vividflow")


def test_a_paused_lane_says_what_goes_on(desk: Desk, lanes: LaneList) -> None:
    lanes.hear(LaneChanged(HERE, paused=True))
    lanes.hear(LaneChanged(FLOW))
    (line,) = lanes.lines()
    assert line.title == "VistoureAI on this computer is paused."
    assert line.remedy is Remedy.RESUME
    assert lanes.held_up("vistoure") == ""
    lanes.hear(LaneChanged(desk.core.lane_of("vistoure"), paused=True))
    assert lanes.held_up("vistoure") == "paused"
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


async def test_a_lane_that_waits_tells_until_when(desk: Desk, lanes: LaneList) -> None:
    desk.service.plan.now([Mishap(Asked.SUBMIT, Act.SAY, At.TAKEN, status=429, headers={"Retry-After": "130"})])
    before = time.time()
    await desk.send("a", service="vimmerse")
    await until_on_loop(lanes.lines)
    (line,) = lanes.lines()
    assert (line.remedy, line.advice) == (Remedy.WAIT, "It goes on by itself.")
    assert before + 120 < line.until < time.time() + 131


def test_another_moment_makes_no_other_line(lanes: LaneList) -> None:
    trouble = trouble_of(Unreachable("It cannot be reached.", "Check the network."))
    told = []
    for until in (100.0, 200.0):
        lanes.hear(LaneChanged(FLOW, trouble=trouble, until=until))
        told += lanes.lines()
    assert told[0] == told[1]
    assert [line.until for line in told] == [100.0, 200.0]


def test_what_would_only_begin_again_is_not_counted_down(lanes: LaneList) -> None:
    lanes.hear(LaneChanged(FLOW, trouble=trouble_of(NoRoom("The disk is full.", "Make room.")), until=100.0))
    assert [line.until for line in lanes.lines()] == [0.0]


def test_what_several_lanes_tell_alike_is_one_line_about_them(lanes: LaneList) -> None:
    for lane in (FLOW, HERE):
        lanes.hear(LaneChanged(lane, trouble=trouble_of(NoRoom("The disk is full.", "Make room."))))
    (line,) = lanes.lines()
    assert (line.lane, line.lanes) == (None, (FLOW, HERE))
    for lane in (FLOW, HERE):
        lanes.hear(LaneChanged(lane, trouble=trouble_of(LimitReached("The limit is reached.", "Raise it."))))
    assert [line.lane for line in lanes.lines()] == [FLOW, HERE], "each has its own settings"
