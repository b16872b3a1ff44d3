"""Steps with their pictures, lanes that count down, and what goes by itself when it is settled."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.desk import queued
from tests.desk.queued import Queue, held, unsure
from tests.faults.plan import Act, Ask, Mishap
from tests.faults.remote import Life
from tests.jobs import conftest as trials
from tests.waiting import until_on_loop
from vividdesk.bridge import step_pictures
from vividdesk.bridge.notices import Notices
from vividdesk.desk.decide import Decide
from vividdesk.desk.job_details import JobDetails
from vividdesk.desk.job_steps import JobSteps, Picture
from vividdesk.desk.strips import Strip
from vividdesk.errors import FolderGone, KeyRefused, SlowDown, Unreachable, VividError
from vividdesk.jobs.events import JobChanged, LaneChanged
from vividdesk.jobs.kit import trouble_of
from vividdesk.model.job import Job, JobState, LaneId
from vividdesk.widgets import notice_bar
from vividdesk.widgets.job_columns import columns_of
from vividdesk.widgets.job_row import HEIGHT as ROW
from vividdesk.widgets.notice_bar import NoticeBar
from vividdesk.widgets.theme import DARK

pytestmark = pytest.mark.usefixtures("qapp")
service, desk, queue = trials.service, trials.desk, queued.queue

FLOW, RUNS = (LaneId(name, local=False, address=f"https://{name}.example") for name in ("vividflow", "vistoure"))


async def in_steps(queue: Queue) -> Job:
    """Two of its five are done, and one can see them."""
    queue.desk.service.works.life = Life(seconds=60.0, steps=5, early=2)
    (job,) = await queue.desk.send("mark-a", service="vistoure")
    came: list[int] = []
    queue.panel._actions._steps.came.connect(came.append)
    queue.panel.grab()  # which asks for the pictures
    await until_on_loop(lambda: queue.panel.grab() and came == [job.id, job.id])
    return job


async def test_steps_that_are_done_show_their_pictures(queue: Queue) -> None:
    await in_steps(queue)
    row = queue.panel.view.visualRect(queue.jobs.index(0))
    place = columns_of(row.width(), row.height()).bar.translated(row.topLeft())
    image = QImage(queue.panel.view.viewport().size(), QImage.Format.Format_RGB32)
    image.fill(DARK.panel)
    queue.panel.view.viewport().render(image)
    middle = [image.pixelColor(place.left() + 14 + number * 32, place.center().y()) for number in range(4)]
    plain = [DARK.panel, DARK.done, DARK.running, DARK.line]
    assert [colour.name() in plain for colour in middle] == [False, False, True, True]
    assert middle[2].name() == DARK.running
    assert list(queue.desk.core.paths.frames.iterdir()) == [], "what was fetched is gone again"


async def test_a_picture_that_could_not_be_fetched_is_asked_for_again_but_not_at_each_look(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_pictures, "ANEW", 3600.0)
    service = queue.desk.service
    service.works.life = Life(seconds=60.0, steps=3, early=1)
    service.plan.now([Mishap(Ask.FILE, Act.SAY, status=404, times=2)])
    (job,) = await queue.desk.send("mark-a", service="vistoure")
    pictures = queue.panel._actions._steps
    came: list[int] = []
    pictures.came.connect(came.append)
    await until_on_loop(lambda: queue.panel.grab() and service.counts[Ask.FILE.value])
    await until_on_loop(lambda: pictures._making is None)
    asked = service.counts[Ask.FILE.value]
    for _look in range(3):
        queue.panel.grab()
        assert pictures._making is None
    service.plan.now([])
    monkeypatch.setattr(step_pictures, "ANEW", 0.0)
    await until_on_loop(lambda: queue.panel.grab() and came == [job.id])
    assert service.counts[Ask.FILE.value] == asked + 1


async def test_the_details_show_each_step_and_how_it_stands(queue: Queue) -> None:
    job = await in_steps(queue)
    queue.choose(0)
    queue.press(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    details = await queue.dialog(JobDetails)
    assert isinstance(details, JobDetails)
    (steps,) = details.findChildren(JobSteps)
    said = [each.text() for each in steps.findChildren(QLabel)]
    waits = "Waits for the steps before it"
    assert said[1::2] == ["Done", "Done", "Making", waits, waits]
    assert [each._picture is not None for each in steps.findChildren(Picture)] == [True, True, False, False, False]
    (tab,) = [each for each in details.findChildren(QPushButton) if each.text() == "Steps"]
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    assert details.pages.currentWidget() is steps
    queue.desk.service.works.life = Life(steps=5)
    await queue.desk.until(JobState.DONE, job)
    details.close()


async def test_a_strip_counts_down_while_it_is_seen_and_keeps_the_focus(queue: Queue) -> None:
    trouble = trouble_of(SlowDown("Vivid Flow asks us to slow down.", "Try again in 2 minutes."))
    queue.lanes.hear(LaneChanged(FLOW, trouble=trouble, until=time.time() + 130))
    (strip,) = queue.panel.findChildren(Strip)
    assert strip.countdown.text() in ("again in 2:10", "again in 2:09")
    assert queue.panel._second.isActive(), "although no job runs"
    button = queue.button("Try now")
    button.setFocus()
    queue.lanes.hear(LaneChanged(FLOW, trouble=trouble, until=time.time() + 61))
    assert queue.button("Try now") is button
    assert strip.countdown.text() in ("again in 1:01", "again in 1:00")
    queue.panel.hide()
    assert not queue.panel._second.isActive()
    queue.panel.show()
    queue.lanes.hear(LaneChanged(FLOW))
    assert queue.strips() == []
    assert not queue.panel._second.isActive()


async def test_in_a_low_panel_strips_leave_room_for_rows(queue: Queue) -> None:
    await held(queue, "a")
    await queue.desk.core.runner.resume()
    queue.lanes.hear(LaneChanged(FLOW, trouble=trouble_of(Unreachable("One is away.", "Wait."))))
    queue.lanes.hear(LaneChanged(RUNS, trouble=trouble_of(Unreachable("Another is away.", "Wait."))))
    queue.panel.setMinimumHeight(1)  # else it depends on the theme
    queue.panel.resize(1200, queue.panel.head.sizeHint().height() + 2 * ROW + 40)
    assert len(queue.strips()) == 1
    QTest.mouseClick(queue.button("1 more"), Qt.MouseButton.LeftButton)
    assert len(queue.strips()) == 2
    queue.panel.resize(1200, 400)
    assert len(queue.strips()) == 2


async def test_what_waits_for_the_person_is_above_what_goes_on_by_itself(queue: Queue) -> None:
    slow, broke = SlowDown("Vivid Flow asks us to slow down.", ""), KeyRefused("VistoureAI refused the key.", "")
    queue.lanes.hear(LaneChanged(FLOW, trouble=trouble_of(slow), until=time.time() + 130))
    queue.lanes.hear(LaneChanged(RUNS, trouble=trouble_of(broke)))
    column = queue.panel.findChildren(Strip)[0].parentWidget().layout()
    strips = [column.itemAt(place).widget() for place in range(column.count())]
    assert broke.title in strips[0].accessibleName() and slow.title in strips[1].accessibleName()


async def test_a_folder_that_is_gone_leads_to_the_settings_of_folders(queue: Queue) -> None:
    queue.lanes.hear(LaneChanged(FLOW, trouble=trouble_of(FolderGone("The folder is gone.", "Choose another."))))
    QTest.mouseClick(queue.button("Choose another folder…"), Qt.MouseButton.LeftButton)
    assert queue.keys == ["folders"]


async def test_the_question_goes_when_its_answer_comes_by_itself(queue: Queue) -> None:
    job = await unsure(queue)
    queue.choose(0)
    queue.press(Qt.Key.Key_Return)
    question = await queue.dialog(Decide)
    queue.jobs.hear(JobChanged(replace(queue.jobs.job(0), state=JobState.WAITING, ask=None, rev=99)))
    assert not question.isVisible()
    (told,) = queue.notices.told
    assert told.title == f"There is nothing to decide about {job.label} any more."


def test_a_notice_of_what_is_over_goes_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_bar, "READ", 1)
    notices = Notices()
    bar = NoticeBar(notices)
    qtbot.addWidget(bar)
    fault = VividError("The disk takes nothing.", "Make room.")
    notices.fault(fault)
    notices.warn("Something else.")
    notices.settle(fault)
    assert [notice.title for notice in bar.notices] == ["Something else."]
    notices.say("Exported.")
    qtbot.waitUntil(lambda: [notice.title for notice in bar.notices] == ["Something else."])
    assert not bar.isHidden()
