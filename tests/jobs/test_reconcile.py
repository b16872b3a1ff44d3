"""Which entry of a history is the job whose answer was lost: one, or none that is certain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from vividdesk.jobs.reconcile import LONGEST_SUBMIT, SLACK, candidates
from vividdesk.model.job import Attempt, Job, JobState, LaneId
from vividdesk.model.report import History, RemoteState, Report
from vividdesk.model.request import Request
from vividdesk.model.template import Kind

SLOW = 100.0  # seconds
BEGAN = 1_800_000_000.0
ATTEMPT = Attempt(1, 1, BEGAN, "account", "body", seen=("old",), ahead=30.0, ended_at=BEGAN + 20)
REQUEST = Request("vividflow", "wan2.1", Kind.MODEL, "wan2.1", "Wan 2.1", {"prompt": "slow dolly in"})
JOB = Job(1, "vd-1", JobState.UNSURE, 3, LaneId("vividflow", False, "https://flow.example"), REQUEST)
RIGHT = Report(
    "new",
    RemoteState.QUEUED,
    prompt="slow dolly in",
    template="wan2.1",
    created=datetime.fromtimestamp(BEGAN + 30 + 10, UTC),
)


def found(*reports: Report, attempt: Attempt = ATTEMPT, claimed: tuple[str, ...] = ()) -> list[str]:
    return list(candidates(JOB, attempt, History(reports), claimed, SLOW))


def later(seconds: float) -> Report:
    assert RIGHT.created
    return replace(RIGHT, created=RIGHT.created + timedelta(seconds=seconds))


def test_the_one_that_it_must_be() -> None:
    assert found(replace(RIGHT, id="other", prompt="fast dolly out"), RIGHT) == ["new"]


@pytest.mark.parametrize(
    "report",
    [
        pytest.param(replace(RIGHT, prompt="slow dolly out"), id="asks for something else"),
        pytest.param(replace(RIGHT, template="veo3.1"), id="of another model"),
        pytest.param(replace(RIGHT, id="old"), id="was there before"),
        pytest.param(replace(RIGHT, id="claimed"), id="belongs to another job"),
        pytest.param(later(-10 - SLACK - 1), id="from before the submit"),
        pytest.param(later(10 + SLOW + 1), id="from long after it"),
    ],
)
def test_one_that_it_is_not(report: Report) -> None:
    assert found(report, claimed=("claimed",)) == []


@pytest.mark.parametrize("seconds", [-10 - SLACK, 10 + SLOW])
def test_at_the_edge_of_its_time(seconds: float) -> None:
    assert found(later(seconds)) == ["new"]


def test_the_window_is_by_the_services_own_clock() -> None:
    """Ours is half a minute behind, and a job of just our time was sent by somebody else."""
    assert found(later(-30)) == []


def test_a_service_may_change_spaces_and_leave_out_the_model() -> None:
    assert found(replace(RIGHT, prompt=" slow\ndolly  in ", template="")) == ["new"]


def test_two_that_could_be_meant_are_both_told() -> None:
    assert found(RIGHT, replace(RIGHT, id="twin")) == ["new", "twin"]


def test_without_a_date_what_is_new_is_known_only_from_what_was_there() -> None:
    undated = replace(RIGHT, created=None)
    assert found(undated) == ["new"]
    assert found(undated, attempt=replace(ATTEMPT, seen=None)) == []


def test_after_the_death_of_the_program_the_end_of_the_submit_is_not_when_it_was_noticed() -> None:
    attempt = replace(ATTEMPT, ended_at=BEGAN + 86_400)
    assert found(later(LONGEST_SUBMIT - 20), attempt=attempt) == ["new"]
    assert found(later(LONGEST_SUBMIT + SLOW + 20), attempt=attempt) == []
