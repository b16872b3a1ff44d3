"""A click on what moved away from under the mouse, or turned into something else there, does nothing."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from tests.desk import queued
from tests.desk.queued import Queue, ended, held
from tests.jobs import conftest as trials
from vividdesk.desk import standing
from vividdesk.desk.job_view import JobView
from vividdesk.jobs.events import JobChanged
from vividdesk.model.job import JobState
from vividdesk.widgets.job_columns import Act

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True),
]
service, desk, queue = trials.service, trials.desk, queued.queue

LEFT = Qt.MouseButton.LeftButton


def cross(view: JobView, row: int) -> QPoint:
    place = view.act_place(row, Act.CANCEL)
    assert place is not None
    return place


async def test_a_hand_that_trembles_drags_no_other_jobs(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = await held(queue, "a", "b", "c", "d")
    view = queue.panel.view
    dragged: list[object] = []
    monkeypatch.setattr(JobView, "startDrag", lambda _view, actions: dragged.append(actions))
    queue.choose(2)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(queue.jobs.index(3)).center())
    queue.panel.grab()
    queue.leave()
    place = cross(view, 1)
    queue.jobs.hear(JobChanged(replace(jobs[0], state=JobState.DONE, rev=9)))
    monkeypatch.setattr(standing, "ENOUGH", 1e9)
    QTest.mousePress(view.viewport(), LEFT, pos=place)
    for step in range(1, 40):
        QTest.mouseMove(view.viewport(), place - QPoint(0, step))
    assert ([job.id for job in view.selected()], dragged) == ([jobs[3].id], [])
    QTest.mouseRelease(view.viewport(), LEFT, pos=place)
    await queue.settle()
    assert queue.states == ["queued", "queued", "queued", "done"]


async def test_a_line_above_that_moves_all_of_them_is_seen_too(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    await held(queue, "a", "b", "c")
    view = queue.panel.view
    queue.panel.grab()
    aimed_at = view.viewport().mapToGlobal(cross(view, 1))
    queue.point(cross(view, 1))
    monkeypatch.setattr(standing, "ENOUGH", 1e9)
    queue.panel._actions.cleared.emit([99])
    queue.panel.grab()
    assert any(line.startswith("1 job was taken off the list.") for line in queue.strips())
    place = view.viewport().mapFromGlobal(aimed_at)
    assert view.indexAt(place).row() == 0, "another job is there now"
    QTest.mouseClick(view.viewport(), LEFT, pos=cross(view, 0))
    await queue.settle()
    assert queue.states == ["queued"] * 3
    assert "have just moved" in QToolTip.text()
    QTest.mouseClick(view.viewport(), LEFT, pos=cross(view, 0))
    await queue.settle()
    assert queue.states == ["cancelled", "queued", "queued"]


async def test_where_there_was_a_cross_a_moment_ago_nothing_is_sent_again(queue: Queue) -> None:
    (job,) = await held(queue, "a")
    view, place = queue.panel.view, cross(queue.panel.view, 0)
    queue.jobs.hear(JobChanged(replace(job, state=JobState.FAILED, ended_at=time.time() + 60, rev=9)))
    assert view.act_place(0, Act.RETRY) == place
    acted: list[Act] = []
    view.acted.disconnect()
    view.acted.connect(lambda act, _job: acted.append(act))
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    assert acted == []
    assert "has just ended" in QToolTip.text()
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    assert acted == [Act.RETRY]


async def test_what_ended_long_ago_is_sent_again_at_once(queue: Queue) -> None:
    await ended(queue, "a", state=JobState.FAILED)
    acted: list[Act] = []
    queue.panel.view.acted.disconnect()
    queue.panel.view.acted.connect(lambda act, _job: acted.append(act))
    queue.click(0, Act.RETRY)
    assert acted == [Act.RETRY]
