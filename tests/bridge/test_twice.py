"""Who is about to make the same again reads how it stands, and what becomes of all that are chosen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QDateTime, QLocale

from vividdesk.bridge.twice import twice_words
from vividdesk.jobs.runner import AskedTwice
from vividdesk.model.job import Job, JobState, LaneId
from vividdesk.model.photo import Photo
from vividdesk.model.request import Request
from vividdesk.model.template import Kind

HOLIDAY = Photo("0" * 64, "image/jpeg", 30, 40, 1000, "holiday.jpg")
REQUEST = Request("vimmerse", "vim_arctic", Kind.MODEL, "a", "Arctic", pictures={"image": (HOLIDAY,)})
MOMENT = 1_700_000_000.0
JOB = Job(2, "", JobState.DONE, 1, LaneId("vimmerse", True), REQUEST, created_at=MOMENT - 60, ended_at=MOMENT)


def clock(moment: float) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(moment)).time(), QLocale.FormatType.ShortFormat)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (JobState.QUEUED, "is in the queue already, exactly like this."),
        (JobState.WAITING, "is being made already, exactly like this."),
        (JobState.DONE, f"was made exactly like this at {clock(MOMENT)}."),
        (JobState.CANCELLED, f"was asked for exactly like this at {clock(MOMENT - 60)}."),
    ],
)
def test_it_is_said_as_it_stands(state: JobState, said: str) -> None:
    asked = twice_words(AskedTwice(replace(JOB, state=state)), 1, 0, local=True)
    assert asked.title == f"Arctic of holiday.jpg {said}"
    assert (asked.says, asked.all, asked.others) == ("Make it again only if you want it twice.", "Make it again", "")


@pytest.mark.parametrize(
    ("number", "new", "every", "others"),
    [(2, 1, "Make both", "Make the other one"), (3, 2, "Make all 3", "Make the other 2"), (3, 0, "Make all 3", "")],
)
def test_of_several_each_button_says_how_many(number: int, new: int, every: str, others: str) -> None:
    asked = twice_words(AskedTwice(JOB), number, new, local=True)
    assert (asked.says, asked.all, asked.others) == (f"Cancel makes none of these {number}.", every, others)
    assert ("All 3 were asked for already" in asked.title) is (new == 0)


def test_whether_it_was_accepted_is_not_claimed() -> None:
    asked = twice_words(AskedTwice(replace(JOB, state=JobState.UNSURE)), 1, 0, local=False)
    assert asked.title == "Whether Arctic of holiday.jpg was accepted is not known yet."


@pytest.mark.parametrize("local", [True, False])
def test_what_is_paid_twice_is_said(local: bool) -> None:
    """By where it would go now, wherever the one before went."""
    before = AskedTwice(replace(JOB, lane=LaneId("vimmerse", not local)))
    alike = AskedTwice(None)
    assert alike.title == twice_words(alike, 3, 0, local).title == "Two of these ask for exactly the same."
    said = [twice_words(asked, number, 0, local).says for asked in (before, alike) for number in (1, 3)]
    assert ["paid" in each for each in said] == [not local] * 4
