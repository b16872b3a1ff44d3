"""The questions that only a person can answer, and what becomes of the answers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.desk import queued
from tests.desk.queued import Queue, making, unsure
from tests.faults.remote import Life
from tests.jobs import conftest as trials
from tests.waiting import until_on_loop
from vividdesk.desk.decide import Decide
from vividdesk.jobs.events import JobChanged
from vividdesk.model.job import Ask, JobState
from vividdesk.widgets.job_columns import Act

pytestmark = pytest.mark.usefixtures("qapp")
service, desk, queue = trials.service, trials.desk, queued.queue


async def test_an_unsure_one_asks_and_the_answer_is_carried_out(queue: Queue) -> None:
    await unsure(queue)
    assert queue.panel.head.counts.text() == "1 asks you"
    queue.click(0, Act.DECIDE)
    question = await queue.dialog(Decide)
    assert isinstance(question, Decide)
    assert not question.found.button.isEnabled()
    (charge,) = queue.desk.service.works.charges
    QTest.keyClicks(question.entry, charge.id)
    queue.desk.service.works.life = Life(seconds=60.0)
    QTest.keyClick(question.entry, Qt.Key.Key_Return)
    await queue.settle()
    assert queue.jobs.job(0).state is JobState.WAITING
    assert queue.jobs.job(0).remote == charge.id
    assert not queue.panel.findChildren(Decide)
    assert len(queue.desk.service.works.charges) == 1


async def test_a_wrong_answer_is_told_beside_the_question(queue: Queue) -> None:
    taken = await making(queue)
    job = await unsure(queue, "mark-b")
    queue.choose(queue.jobs.index_of(job.id).row())
    queue.press(Qt.Key.Key_Return)
    question = await queue.dialog(Decide)
    assert isinstance(question, Decide)
    QTest.keyClicks(question.entry, taken.remote)
    QTest.mouseClick(question.found.button, Qt.MouseButton.LeftButton)
    await queue.settle()
    assert question.isVisible()
    assert question.fault.text().startswith("Another job has this id already.")
    QTest.mouseClick(question.drop.button, Qt.MouseButton.LeftButton)
    await queue.settle()
    assert (await queue.desk.job(2)).state is JobState.CANCELLED


async def test_it_is_not_sent_again_before_the_service_has_surely_not_taken_it(queue: Queue, qtbot: QtBot) -> None:
    job = await unsure(queue)
    early = Decide(queue.panel, queue.desk.core, queue.tasks, job, queue.desk.core._open.kit.now() + 0.1)
    early.open()
    assert not early.resend.button.isEnabled()
    assert early.resend.says.text().startswith("It may still appear there until ")
    qtbot.waitUntil(early.resend.button.isEnabled)
    QTest.mouseClick(early.resend.button, Qt.MouseButton.LeftButton)
    await until_on_loop(lambda: len(queue.desk.service.works.charges) == 2)


async def test_an_overdue_one_is_waited_for_or_not(queue: Queue) -> None:
    job = await making(queue)
    await queue.desk.core.store.jobs.note(job, {"ask": Ask.OVERDUE})
    asking = await queue.desk.job(job.id)
    queue.jobs.hear(JobChanged(asking))
    queue.click(0, Act.DECIDE)
    question = await queue.dialog(Decide)
    assert isinstance(question, Decide)
    QTest.mouseClick(question.wait_on.button, Qt.MouseButton.LeftButton)
    await until_on_loop(lambda: queue.jobs.job(0).ask is None)
