"""When jobs are looked at: numbers alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vividdesk.jobs.hand import Hand
from vividdesk.jobs.pacing import DAY, HERE, HOUR, RHYTHMS, Allowance, Pace, Past, next_age
from vividdesk.model.job import Job, JobState, LaneId
from vividdesk.model.request import Request
from vividdesk.model.template import Kind

FLOW = LaneId("vividflow", local=False, address="https://flow.example")
REQUEST = Request("vividflow", "wan2.1", Kind.MODEL, "wan2.1", "Wan 2.1", {"prompt": "a"})


def ages(rhythm_of: str, past: Past | None, until: float) -> list[float]:
    rhythm, age, found = RHYTHMS[rhythm_of], 0.0, []
    while (age := next_age(age, rhythm, past)) < until:
        found.append(age)
    return found


@pytest.mark.parametrize("service", RHYTHMS)
def test_quick_looks_first_then_the_services_own_rhythm(service: str) -> None:
    rhythm = RHYTHMS[service]
    found = ages(service, None, 600)
    assert tuple(found[: len(rhythm.quick)]) == rhythm.quick
    pauses = [
        after - before
        for before, after in zip(found[len(rhythm.quick) - 1 :], found[len(rhythm.quick) :], strict=False)
    ]
    assert all(rhythm.steady <= pause <= 1.4 * rhythm.steady for pause in pauses)


@pytest.mark.parametrize("past", [None, Past(60.0, 90.0)])
@pytest.mark.parametrize("service", RHYTHMS)
def test_looks_that_come_a_little_early_do_not_make_a_burst(service: str, past: Past | None) -> None:
    rhythm, age = RHYTHMS[service], 0.0
    for _turn in range(50):
        pause = next_age(age, rhythm, past) - age
        assert pause > 0.3 * min(rhythm.quick[0], rhythm.steady)
        age += 0.85 * pause


def test_past_runs_shape_the_first_look() -> None:
    """One at once, for what fails at once; nothing while nothing can come; then one just before it usually does."""
    found = ages("vividflow", Past(median=120.0, p90=150.0), 121)
    assert found[0] == RHYTHMS["vividflow"].quick[0]
    assert found[1] == pytest.approx(102)
    assert len(found) <= 5


def test_long_after_the_usual_end_looks_become_rare() -> None:
    found = ages("vimmerse", Past(60.0, 90.0), 4 * HOUR)
    assert found[-1] - found[-2] > 2 * RHYTHMS["vimmerse"].steady


@given(
    st.floats(0, 1e5),
    st.sampled_from([*RHYTHMS.values(), HERE]),
    st.none() | st.tuples(st.floats(0.01, 1e4), st.floats(1, 10)),
)
def test_the_next_look_is_always_to_come(age: float, rhythm: object, past: tuple[float, float] | None) -> None:
    known = Past(past[0], past[0] * past[1]) if past else None
    assert next_age(age, rhythm, known) > age  # type: ignore[arg-type]


def test_three_runs_say_something_two_do_not() -> None:
    assert Past.of([1.0, 2.0]) is None
    assert Past.of([1.0, 5.0, 2.0]) == Past(2.0, 5.0)
    assert Past.of([float(n) for n in range(1, 101)]) == Past(50.5, 91.0)


def test_an_allowance_is_never_exceeded_and_keeps_something_back() -> None:
    """A job looked at as often as it may be, for two days."""
    allowance, now, asked = Allowance(500, 2000), 0.0, []
    while now < 2 * DAY:
        now += max(allowance.wait(now), 7.5 * allowance.stretch(now))
        if allowance.wait(now) == 0:
            allowance.used(now)
            asked.append(now)
    for span, limit in ((HOUR, 500), (DAY, 2000)):
        most = max(sum(1 for each in asked if start <= each < start + span) for start in asked[::50])
        assert most <= 0.9 * limit
    assert len([each for each in asked if each > DAY]) > 1500, "and is not left unused"


def test_pauses_grow_as_the_allowance_shrinks() -> None:
    allowance = Allowance(100, None)
    stretches = []
    for _turn in range(95):
        allowance.used(0.0)
        stretches.append(allowance.stretch(0.0))
    assert stretches[40] == 1.0
    assert stretches == sorted(stretches)
    assert stretches[-1] == pytest.approx(25)
    assert allowance.wait(0.0) == HOUR
    assert allowance.wait(HOUR) == 0.0


def test_a_service_without_an_allowance_has_none() -> None:
    allowance = Allowance(None, None)
    allowance.used(0.0, 10**6)
    assert (allowance.wait(0.0), allowance.stretch(0.0)) == (0.0, 1.0)


def job(number: int, state: JobState = JobState.WAITING, expires: float = 0.0) -> Job:
    return Job(number, "vd-1", state, 1, FLOW, REQUEST, expires_at=expires)


def test_many_jobs_are_looked_at_as_often_as_one_lane_may() -> None:
    hand = Hand(FLOW, Pace(jitter=0.0, spread=1.0))
    for number in range(60):
        hand.take(job(number), now=0.0, age=100.0)
    for going in hand:
        hand.look_later(going, 0.0, None)
    assert {going.due for going in hand} == {60.0}


def test_of_files_the_one_that_expires_first_comes_first() -> None:
    hand = Hand(FLOW, Pace())
    for number, expires in enumerate([0.0, 900.0, 300.0]):
        hand.take(job(number, JobState.FETCHING, expires), 0.0, 0.0)
    assert [going.job.id for going in hand.due((JobState.FETCHING,), 0.0, ())] == [2, 1, 0]


def test_trouble_with_one_job_is_tried_again_more_and_more_rarely() -> None:
    hand = Hand(FLOW, Pace(jitter=0.0))
    going = hand.take(job(1), 0.0, 0.0)
    pauses = []
    for _turn in range(7):
        hand.try_later(going, 0.0, wait=0.0)
        pauses.append(going.due)
    assert pauses == [1, 3, 10, 30, 60, 60, 60]
    hand.try_later(going, 0.0, wait=500.0)
    assert going.due == 500.0


@pytest.mark.parametrize("age", [-DAY, 400 * DAY])
def test_a_clock_that_was_changed_makes_a_job_neither_unborn_nor_ancient(age: float) -> None:
    hand = Hand(FLOW, Pace())
    going = hand.take(job(1), now=50.0, age=age)
    assert 0 <= 50.0 - going.since <= RHYTHMS["vividflow"].patience
