"""What is told to one who looks elsewhere."""

from dataclasses import replace

from vividdesk.desk.announcer import told
from vividdesk.model.job import Job, JobState, LaneId, Trouble
from vividdesk.model.request import Request
from vividdesk.model.template import Kind

REQUEST = Request("vividflow", "wan2.1", Kind.MODEL, "wan2.1", "Wan 2.1", {"prompt": "slow dolly in"})
DONE = Job(1, "vd-1", JobState.DONE, 3, LaneId("vividflow", False, "https://flow.example"), REQUEST)
FAILED = replace(DONE, id=2, state=JobState.FAILED, trouble=Trouble("Failed", "Out of memory."))


def test_one_by_its_name_and_several_by_their_number() -> None:
    assert told([DONE]) == ("Wan 2.1 is done", "")
    assert told([FAILED]) == ("Wan 2.1 has failed", "Out of memory.")
    assert told([DONE, replace(DONE, id=3)]) == ("2 jobs have ended", "")
    assert told([DONE, FAILED]) == ("2 jobs have ended", "1 of them has failed.")
