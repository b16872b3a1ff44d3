"""Jobs in words: what a service says of them, what travels, and when something was."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from vividdesk.bridge import figures, job_words
from vividdesk.jobs.events import Progress
from vividdesk.model.job import Job, JobState, LaneId
from vividdesk.model.report import RemoteState, Step
from vividdesk.model.request import Request
from vividdesk.model.template import Kind

REQUEST = Request("vimmerse", "vim_arctic", Kind.MODEL, "a", "Arctic")


def job(state: JobState = JobState.WAITING, words: str = "", local: bool = False) -> Job:
    return Job(1, "vd-1", state, 1, LaneId("vimmerse", local), REQUEST, words=words, sent_at=1000.0)


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("new", "In line at Vimmerse"),
        ("QUEUED", "In line at Vimmerse"),
        ("in_queue", "In line at Vimmerse"),
        ("running", "Making"),
        ("IN_PROGRESS", "Making"),
        ("success", "Making · its result is not there yet"),
        ("video_generation", "Making · “video generation”"),
        ("x" * 60, f"Making · “{'x' * 40}…”"),
    ],
)
def test_a_services_own_word_is_said_in_plain_ones_or_quoted(words: str, said: str) -> None:
    assert job_words.state_words(job(words=words)) == said


def test_on_this_computer_nothing_waits_at_a_service() -> None:
    assert job_words.state_words(job(words="new", local=True)) == "In line on this computer"


def test_of_a_service_that_tells_only_what_is_done_the_last_is_said() -> None:
    done = tuple(Step(name, RemoteState.DONE) for name in ("crop_to_content", "create_media"))
    assert job_words.state_words(job(words="processing"), Progress(0.4, done)) == "Making · create media is done"


@pytest.mark.parametrize(
    ("moved", "whole", "said"),
    [
        (4_120_000, 6_400_000, "4.1 of 6.4 MB"),
        (0, 6_400_000, "0.0 of 6.4 MB"),
        (412_000, 900_000, "412 of 900 kB"),
        (20, 70, "0 of 1 kB"),
        (2_000_000, None, "2.0 MB"),
    ],
)
def test_what_travels_is_counted_in_bytes(moved: int, whole: int | None, said: str) -> None:
    for state in (JobState.SUBMITTING, JobState.FETCHING):
        assert job_words.time_words(job(state), 1060.0, None, Progress.of_bytes(moved, whole)) == said


@pytest.mark.usefixtures("german")
def test_numbers_and_days_are_those_of_the_persons_country() -> None:
    assert job_words.moved_words(4_120_000, 6_400_000) == "4,1 of 6,4 MB"
    assert figures.number(2.5) == "2,5"
    assert figures.number(12_345.0) == "12.345"
    noon = 1_763_722_800.0
    assert figures.day_of(noon) == "21.11.25"
    assert figures.exactly(noon + 5).endswith(":05")
