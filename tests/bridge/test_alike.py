"""Two jobs with the same name and photo do not read the same."""

import time
from dataclasses import replace

from PySide6.QtCore import QLocale

from vividdesk import catalog
from vividdesk.bridge import figures
from vividdesk.bridge.alike import NEAR, apart
from vividdesk.bridge.job_rows import JobRows, RowRole
from vividdesk.bridge.job_words import row_told, second_line
from vividdesk.model.job import Job, JobState, LaneId
from vividdesk.model.request import Request
from vividdesk.model.template import Kind


def job(number: int, label: str = "Arctic", state: JobState = JobState.WAITING, **options: object) -> Job:
    request = Request("vimmerse", "vim_arctic", Kind.MODEL, "a", label, options)
    return Job(number, "", state, 1, LaneId("vimmerse", True), request, created_at=time.time(), sent_at=1.0)


def test_the_option_that_differs_is_said_first() -> None:
    rows = JobRows()
    rows.reset([job(1, kind="clip", shape="9:16"), job(2, kind="clip", shape="3:4"), job(3, "Alps", shape="3:4")])
    assert [rows.index(row).data(RowRole).apart for row in range(3)] == ["9:16", "3:4", ""]
    assert second_line(rows.job(0), "9:16") == "9:16 · Vimmerse"
    assert "9:16" in rows.index(0).data()
    assert "9:16" not in row_told(rows.job(0), None, None, False, "", 0.0)


def test_where_no_option_tells_the_time_does_and_of_what_has_ended_the_row_does() -> None:
    going, done = job(1, shape="9:16", sound=True), job(2, shape="9:16", sound=False)
    assert apart([going, done], 0) == f"at {figures.time_of(going.created_at)}"
    assert apart([going, replace(done, state=JobState.DONE)], 1) == ""


def test_what_is_far_away_and_what_is_long_is_left_out() -> None:
    between = [job(number, "Alps") for number in range(10, 10 + NEAR)]
    assert apart([job(1, shape="9:16"), *between, job(2, shape="3:4")], 0) == ""
    assert ":" in apart([job(1, prompt="x" * 40), job(2, prompt="y" * 40)], 0)


def test_a_value_that_has_a_name_for_people_is_called_by_it() -> None:
    (arctic,) = (each for each in catalog.load().templates if each.id == "vim_arctic")
    rows = JobRows(lambda service, template: arctic if (service, template) == ("vimmerse", "vim_arctic") else None)
    rows.reset([job(1, pipeline_mode="video"), job(2, pipeline_mode="image")])
    assert [rows.index(row).data(RowRole).apart for row in range(2)] == ["Clip", "Picture"]


def test_a_value_that_some_of_the_others_have_too_is_said_still() -> None:
    (arctic,) = (each for each in catalog.load().templates if each.id == "vim_arctic")
    kinds = ["image", "video", "image", "video"]
    jobs = [job(number, shape="9:16", pipeline_mode=kind) for number, kind in enumerate(kinds, 1)]
    told = ["Picture", "Clip", "Picture", "Clip"]
    assert [apart(jobs, row, lambda *_ids: arctic) for row in range(4)] == told
    ended = [replace(each, state=JobState.DONE) for each in jobs]
    assert [apart(ended, row, lambda *_ids: arctic) for row in range(4)] == told


def test_an_option_that_all_have_the_same_is_passed_over() -> None:
    jobs = [job(number, kind="clip", shape=shape) for number, shape in enumerate(["9:16", "9:16", "3:4"], 1)]
    assert [apart(jobs, row) for row in range(3)] == ["9:16", "9:16", "3:4"]
    assert apart(jobs[:2], 0) == f"at {figures.time_of(jobs[0].created_at)}"


def test_a_value_reads_as_people_write_it() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        pairs = [(0.5, 0.25, "0,5"), ("a\nb", "c", "a b"), (12345678, 1, "12345678")]
        said = [apart([job(1, option=value), job(2, option=other)], 0) for value, other, _wanted in pairs]
        assert said == [wanted for _value, _other, wanted in pairs]
        for value, other in ((" ", "c"), (0.123, 0.124), (True, False)):
            assert apart([job(1, option=value), job(2, option=other)], 0).startswith("at ")
    finally:
        QLocale.setDefault(before)


def test_what_no_other_has_tells_more_than_what_some_have() -> None:
    jobs = [job(1, kind="clip", shape="9:16"), job(2, kind="clip", shape="3:4"), job(3, kind="picture", shape="9:16")]
    assert [apart(jobs, row) for row in range(3)] == ["clip", "3:4", "picture"]
