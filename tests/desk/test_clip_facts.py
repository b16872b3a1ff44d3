"""What is told of a result beside its picture."""

from vividdesk import catalog
from vividdesk.desk.clip_facts import options
from vividdesk.model.job import Job, JobState, LaneId
from vividdesk.model.request import Request
from vividdesk.model.template import Kind


def test_options_stand_with_their_units_and_what_is_empty_is_left_out() -> None:
    template = catalog.load().find("vividflow", "wan2.1")
    given = {"prompt": "slow", "negative_prompt": "", "width": 480, "length": 17}
    request = Request("vividflow", "wan2.1", Kind.MODEL, "a", "Wan 2.1", given)
    job = Job(1, "", JobState.DONE, 1, LaneId("vividflow", True), request)
    assert options(job, template) == [("Width", "480 px"), ("Length", "17 frames")]
