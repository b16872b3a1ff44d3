"""The journal as a list: its order, its pages, what one change repaints, what is counted."""

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import Qt

from tests.fakes import RecordedNotices
from tests.faults.remote import Life
from tests.jobs import conftest as trials
from tests.jobs.conftest import Desk
from tests.waiting import until_on_loop
from vividdesk.bridge import job_list
from vividdesk.bridge.job_list import JobList
from vividdesk.bridge.job_rows import DRAGGED, RowRole, place_of
from vividdesk.bridge.tasks import Tasks
from vividdesk.jobs.events import JobChanged, JobGone, Progress
from vividdesk.jobs.pacing import Past
from vividdesk.model.job import ACTIVE, Ask, Job, JobState, Outcome
from vividdesk.store.jobs import JobChanges, Kept, NewResult

pytestmark = pytest.mark.usefixtures("qapp")
service, desk = trials.service, trials.desk

DONE, QUEUED = JobState.DONE, JobState.QUEUED


@dataclass
class Listed:
    jobs: JobList
    tasks: Tasks
    notices: RecordedNotices
    repainted: list[int] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        return [self.jobs.job(row).id for row in range(self.jobs.rowCount())]

    async def read(self) -> None:
        """After what was begun so far."""
        await until_on_loop(lambda: not self.tasks._running)


@pytest.fixture
async def listed(desk: Desk) -> AsyncIterator[Listed]:
    notices = RecordedNotices()
    tasks = Tasks(notices)
    jobs = JobList(desk.core, tasks)
    desk.core.listen(jobs.hear)
    made = Listed(jobs, tasks, notices)
    jobs.dataChanged.connect(lambda first, last: made.repainted.extend(range(first.row(), last.row() + 1)))
    yield made
    await tasks.finish(5)
    assert notices.told == []


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(job_list, "PAGE", 3)
    yield


async def paused(desk: Desk, *marks: str) -> list[Job]:
    await desk.core.runner.pause()
    return await desk.send(*marks)


async def made(desk: Desk, job: Job) -> None:
    """Its whole way in the journal alone."""
    jobs = desk.core.store.jobs
    job = await jobs.begin(job, "", "", None, 0.0, None)
    job = await jobs.move(job, JobState.WAITING, "taken", JobChanges(remote="x"), outcome=Outcome.ACCEPTED)
    ready = JobChanges(ready_at=job.sent_at + 60)
    job = await jobs.move(job, JobState.FETCHING, "ready", ready, results=[NewResult("https://x/a")])
    await jobs.keep(job, 1, Kept(f"/clips/{job.id}.mp4", "video/mp4", 1, 1, 1.0, 1, "c0ffee", ""))
    await jobs.move(job, DONE, "kept")


async def test_what_the_journal_knew_before_is_there_after_begin(desk: Desk, listed: Listed) -> None:
    for job in (await paused(desk, "a", "b"))[:1]:
        await made(desk, job)
    fresh = JobList(desk.core, listed.tasks)
    assert fresh.rowCount() == 0
    fresh.begin()
    await listed.read()
    assert [fresh.job(row).id for row in range(2)] == [2, 1]
    assert fresh.counts() == (0, 1, 0, 1)


async def test_a_new_job_comes_in_and_its_way_is_followed(desk: Desk, listed: Listed) -> None:
    listed.jobs.begin()
    await listed.read()
    desk.service.works.life = Life(seconds=60.0)
    (job,) = await desk.send("a")
    assert listed.ids == [job.id]
    await desk.until(JobState.WAITING, job)
    assert listed.jobs.job(0).state is JobState.WAITING
    assert listed.jobs.counts() == (1, 0, 0, 0)


async def test_what_is_under_way_stands_above_what_waits_and_that_above_what_has_ended() -> None:
    job = Job(1, "", QUEUED, 1, None, None)  # type: ignore[arg-type]
    going, newer = replace(job, state=JobState.WAITING), replace(job, id=2, state=JobState.UNSURE)
    first, urgent = replace(job, id=3, rank=5.0), replace(job, id=4, rank=9.0, priority=1)
    ended, ended_later = replace(job, id=5, state=DONE), replace(job, id=6, state=JobState.FAILED)
    order = sorted([ended, first, newer, urgent, ended_later, going], key=place_of)
    assert order == [going, newer, urgent, first, ended_later, ended], "what is sent next stays where it is"


async def test_a_change_repaints_one_row(desk: Desk, listed: Listed) -> None:
    jobs = await paused(desk, "a", "b", "c")
    listed.repainted.clear()
    listed.jobs.hear(JobChanged(jobs[1], Progress(0.5)))
    assert listed.repainted == [1]
    assert listed.jobs.index(1).data(RowRole).progress == Progress(0.5)
    assert listed.jobs.index(1).data(RowRole).job.id == jobs[1].id


async def test_a_move_takes_the_row_along_and_the_selection_with_it(desk: Desk, listed: Listed) -> None:
    from PySide6.QtCore import QPersistentModelIndex

    jobs = await paused(desk, "a", "b", "c")
    chosen = QPersistentModelIndex(listed.jobs.index(2))
    listed.jobs.hear(JobChanged(replace(jobs[2], state=JobState.WAITING, rev=9)))
    assert listed.ids == [3, 1, 2]
    assert chosen.row() == 0
    listed.jobs.hear(JobChanged(replace(jobs[2], state=DONE, rev=10)))
    assert listed.ids == [1, 2, 3]


async def test_held_rows_tell_how_their_jobs_stand_and_move_afterwards(desk: Desk, listed: Listed) -> None:
    jobs = await paused(desk, "a", "b", "c")
    listed.jobs.hold()
    listed.jobs.hear(JobChanged(replace(jobs[0], state=DONE, rev=9)))
    listed.jobs.hear(JobChanged(replace(jobs[2], state=JobState.WAITING, rev=9)))
    assert listed.ids == [1, 2, 3]
    assert [listed.jobs.job(row).state for row in range(3)] == [DONE, QUEUED, JobState.WAITING]
    listed.repainted.clear()
    listed.jobs.hear(JobChanged(replace(jobs[2], state=JobState.WAITING, rev=9), Progress(0.5)))
    assert listed.repainted == [2]
    listed.jobs.let_go()
    assert listed.ids == [3, 2, 1]


async def test_while_rows_are_held_a_new_one_comes_in_below_the_one_pointed_at(desk: Desk, listed: Listed) -> None:
    jobs = await paused(desk, "a", "b", "c")
    for job in jobs[1:]:
        await desk.core.decisions.cancel(job.id)
    assert listed.ids == [1, 3, 2]
    listed.jobs.hold()
    listed.jobs.pointed = 3
    await desk.send("d", "e")
    assert listed.ids == [1, 3, 4, 5, 2]
    listed.jobs.let_go()
    assert listed.ids == [1, 4, 5, 3, 2]


async def test_whom_the_person_puts_first_goes_there_though_rows_are_held(desk: Desk, listed: Listed) -> None:
    await paused(desk, "a", "b", "c")
    listed.jobs.hold()
    listed.jobs.put_before([3], 0)
    await listed.read()
    assert listed.ids == [3, 1, 2]


async def test_a_held_row_stays_though_the_filter_leaves_it_out(desk: Desk, listed: Listed) -> None:
    jobs = await paused(desk, "a", "b")
    listed.jobs.begin()
    listed.jobs.filter(ACTIVE, "")
    await listed.read()
    listed.jobs.hold()
    await desk.core.decisions.cancel(jobs[0].id)
    assert listed.ids == [1, 2]
    listed.jobs.let_go()
    assert listed.ids == [2]


async def test_what_a_text_finds_meanwhile_comes_when_rows_are_held_no_more(desk: Desk, listed: Listed) -> None:
    await paused(desk, "snow")
    listed.jobs.begin()
    listed.jobs.filter((), "sno")
    await listed.read()
    listed.jobs.hold()
    await desk.send("snowfall")
    await listed.read()
    assert listed.ids == [1]
    listed.jobs.let_go()
    await listed.read()
    assert listed.ids == [1, 2]


async def test_what_a_step_knows_of_before_changes_nothing_back(desk: Desk, listed: Listed) -> None:
    (job,) = await paused(desk, "a")
    listed.jobs.hear(JobChanged(replace(job, state=JobState.FETCHING, rev=9)))
    listed.jobs.hear(JobChanged(job, Progress(0.1)))
    assert listed.jobs.job(0).state is JobState.FETCHING
    assert listed.jobs.index(0).data(RowRole).progress is None


async def test_progress_ends_with_its_step(desk: Desk, listed: Listed) -> None:
    (job,) = await paused(desk, "a")
    going = replace(job, state=JobState.WAITING, rev=5)
    listed.jobs.hear(JobChanged(going))
    listed.jobs.hear(JobChanged(going, Progress(0.7)))
    listed.jobs.hear(JobChanged(replace(going, words="busy")))
    assert listed.jobs.index(0).data(RowRole).progress == Progress(0.7)
    listed.jobs.hear(JobChanged(replace(going, state=JobState.FETCHING, rev=6)))
    assert listed.jobs.index(0).data(RowRole).progress is None


async def test_a_forgotten_job_goes(desk: Desk, listed: Listed) -> None:
    jobs = await paused(desk, "a", "b")
    listed.jobs.hear(JobGone(jobs[0].id))
    assert listed.ids == [jobs[1].id]


async def test_ended_ones_come_in_pages(desk: Desk, listed: Listed, small_pages: None) -> None:
    jobs = await paused(desk, *"abcdefgh")
    for job in jobs[:7]:
        await desk.core.decisions.cancel(job.id)
    listed.jobs.begin()
    await listed.read()
    assert listed.ids == [8, 7, 6, 5], "the open one, and a page"
    while listed.jobs.canFetchMore(listed.jobs.index(-1)):
        listed.jobs.fetchMore(listed.jobs.index(-1))
        await listed.read()
    assert listed.ids == [8, 7, 6, 5, 4, 3, 2, 1]


async def test_a_page_leaves_out_what_came_meanwhile(desk: Desk, listed: Listed, small_pages: None) -> None:
    jobs = await paused(desk, *"abcdef")
    for job in jobs[1:]:
        await desk.core.decisions.cancel(job.id)
    listed.jobs.begin()
    await listed.read()
    await desk.core.decisions.cancel(jobs[0].id)
    assert listed.ids == [6, 5, 4, 1]
    listed.jobs.fetchMore(listed.jobs.index(-1))
    await listed.read()
    assert listed.ids == [6, 5, 4, 3, 2, 1]


async def test_filter_by_state(desk: Desk, listed: Listed) -> None:
    jobs = await paused(desk, "a", "b", "c")
    await desk.core.decisions.cancel(jobs[0].id)
    listed.jobs.begin()
    listed.jobs.filter(ACTIVE, "")
    await listed.read()
    assert listed.ids == [2, 3]
    await desk.core.decisions.cancel(jobs[1].id)
    assert listed.ids == [3], "one that has ended leaves at once"
    listed.jobs.filter((JobState.CANCELLED,), "")
    await listed.read()
    assert listed.ids == [2, 1]
    assert listed.jobs.counts() == (0, 1, 0, 0), "the counts are of all"


async def test_filter_by_text_also_finds_what_comes_later(desk: Desk, listed: Listed) -> None:
    await paused(desk, "snow", "rain")
    listed.jobs.begin()
    listed.jobs.filter((), "sno")
    await listed.read()
    assert listed.ids == [1]
    await desk.send("snowfall", "sun")
    await listed.read()
    assert listed.ids == [1, 3]


async def test_hidden_ones_go_and_come_back(desk: Desk, listed: Listed) -> None:
    jobs = await paused(desk, "a", "b")
    await desk.core.decisions.cancel(jobs[0].id)
    listed.jobs.begin()
    await listed.read()
    ended = await listed.jobs.ended()
    assert ended == [jobs[0].id]
    await listed.jobs.hide(ended, hidden=True)
    assert listed.ids == [2]
    await listed.jobs.hide(ended, hidden=False)
    assert listed.ids == [2, 1]


async def test_counts(desk: Desk, listed: Listed) -> None:
    told: list[tuple[int, int, int, int]] = []
    listed.jobs.counts_changed.connect(lambda: told.append(listed.jobs.counts()))
    jobs = await paused(desk, "a", "b", "c")
    assert told == [(0, 1, 0, 0), (0, 2, 0, 0), (0, 3, 0, 0)]
    going = replace(jobs[0], state=JobState.WAITING, rev=5)
    listed.jobs.hear(JobChanged(going))
    listed.jobs.hear(JobChanged(going, Progress(0.2)))
    listed.jobs.hear(JobChanged(replace(going, ask=Ask.OVERDUE)))
    assert told[3:] == [(1, 2, 0, 0), (0, 2, 1, 0)], "progress is no news"
    listed.jobs.hear(JobChanged(replace(jobs[1], state=DONE, rev=5, ended_at=time.time())))
    listed.jobs.hear(JobChanged(replace(jobs[2], state=DONE, rev=5, ended_at=time.time() - 2 * 86_400)))
    assert listed.jobs.counts() == (0, 0, 1, 1), "done the day before yesterday is not today"


async def test_what_is_tried_again_counts_again(desk: Desk, listed: Listed) -> None:
    (job,) = await paused(desk, "a")
    listed.jobs.hear(JobChanged(replace(job, state=JobState.CANCELLED, rev=5)))
    assert listed.jobs.counts() == (0, 0, 0, 0)
    listed.jobs.hear(JobChanged(replace(job, state=JobState.WAITING, rev=6)))
    assert listed.jobs.counts() == (1, 0, 0, 0)


async def test_the_order_of_sending_follows_the_person(desk: Desk, listed: Listed) -> None:
    await paused(desk, "a", "b", "c")
    listed.jobs.put_before([3], 0)
    await listed.read()
    assert listed.ids == [3, 1, 2]
    listed.jobs.put_before([3, 1], 3)
    await listed.read()
    assert listed.ids == [2, 3, 1]


async def test_a_row_is_dropped_among_those_that_wait_alone(desk: Desk, listed: Listed) -> None:
    jobs = await paused(desk, "a", "b", "c", "d")
    for job in jobs[2:]:
        await desk.core.decisions.cancel(job.id)
    model, move, nowhere = listed.jobs, Qt.DropAction.MoveAction, listed.jobs.index(-1)
    dragged = model.mimeData([model.index(1)])
    assert dragged.hasFormat(DRAGGED)
    assert not model.canDropMimeData(dragged, move, 4, 0, nowhere)
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(model.index(2)) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.dropMimeData(dragged, move, 0, 0, nowhere), "Qt must not take the row away"
    await listed.read()
    assert listed.ids == [2, 1, 4, 3]


async def test_what_past_runs_took_is_told(desk: Desk, listed: Listed) -> None:
    listed.jobs.begin()
    *before, job = await paused(desk, *"abcd")
    for each in before:
        await made(desk, each)
    going = replace(job, state=JobState.WAITING, rev=7, sent_at=time.time())
    listed.jobs.hear(JobChanged(going))
    await listed.read()
    assert listed.jobs.index(0).data(RowRole).past == Past(60.0, 60.0)
    assert "of about 1:00" in listed.jobs.index(0).data()


async def test_a_row_can_be_heard(desk: Desk, listed: Listed) -> None:
    (job,) = await paused(desk, "a")
    listed.jobs.hear(JobChanged(replace(job, state=JobState.WAITING, rev=5, cost=20.0)))
    heard = listed.jobs.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "Wan 2.1, Vivid Flow, trial.jpg, Making, 20 credits"
