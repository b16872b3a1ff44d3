"""Jobs in words: what a service says of them, what travels, and when something was."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale

from vividdesk.bridge import figures, job_words
from vividdesk.jobs.events import Progress
from vividdesk.jobs.pacing import Past
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


def test_a_cancelled_one_says_so_until_it_is_over() -> None:
    assert job_words.state_words(job(words="new"), ending=True) == "Cancelling…"
    assert job_words.state_words(job(JobState.CANCELLED), ending=True) == "Cancelled"


def test_how_long_the_first_of_its_kind_took_is_no_time_that_is_left() -> None:
    assert job_words.time_words(job(), 1012.0) == "0:12 so far"
    assert job_words.time_words(job(), 1012.0, Past(35.0, 60.0)) == "0:12 of about 0:35"


def test_what_takes_longer_than_usual_says_so_and_what_nobody_has_begun_with_does_not() -> None:
    past = Past(12.0, 20.0)
    assert job_words.time_words(job(), 1012.0, past) == "0:12 of about 0:12"
    assert job_words.time_words(job(), 1019.0, past) == "0:19, usually 0:12"
    for words in ("new", "QUEUED", "in_queue"):
        assert job_words.time_words(job(words=words), 1004.0, past) == "0:04 so far"


@pytest.mark.parametrize(("files", "said"), [(1, "Done"), (3, "Done · 3 results")])
def test_several_results_are_counted(files: int, said: str) -> None:
    assert job_words.state_words(replace(job(JobState.DONE), files=files)) == said


def test_of_a_service_that_tells_only_what_is_done_the_last_is_said() -> None:
    done = tuple(Step(name, RemoteState.DONE) for name in ("crop_to_content", "create_media"))
    assert job_words.state_words(job(words="processing"), Progress(0.4, done)) == "Making · still picture is done"


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
