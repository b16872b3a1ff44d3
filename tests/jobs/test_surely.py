"""What the world has done already is written until the disk takes it, and the person hears when it has."""

from tests.jobs.conftest import Desk
from vividdesk.errors import JournalUnwritable
from vividdesk.jobs.events import Over, Told
from vividdesk.jobs.kit import surely
from vividdesk.model.job import Job, JobState


async def test_trouble_that_was_told_is_taken_back_when_it_is_over(desk: Desk) -> None:
    (job,) = await desk.until(JobState.DONE, *await desk.send("mark-a"))
    faults = [JournalUnwritable("The disk is full.", "Make room."), JournalUnwritable("It still is.", "")]
    first = faults[0]

    async def write() -> Job:
        if faults:
            raise faults.pop(0)
        return job

    desk.events.clear()
    assert await surely(desk.core._open.kit, job, JobState.DONE, write) == job
    assert desk.events == [Told(first), Over(first)]
    desk.events.clear()
