"""The queue as a person uses it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from tests.desk import queued
from tests.desk.queued import Queue, ended, held, making
from tests.faults.plan import Act as Happens
from tests.faults.plan import Ask as Asked
from tests.faults.plan import At, Mishap
from tests.faults.remote import Life
from tests.jobs import conftest as trials
from tests.waiting import until_on_loop
from vividdesk.desk import standing
from vividdesk.desk.job_details import JobDetails
from vividdesk.jobs.events import JobChanged, Progress
from vividdesk.model.job import JobState, Trouble
from vividdesk.model.report import RemoteState, Step
from vividdesk.widgets.empty_state import LowEmptyState
from vividdesk.widgets.job_columns import Act, columns_of
from vividdesk.widgets.question import Question
from vividdesk.widgets.theme import DARK

pytestmark = pytest.mark.usefixtures("qapp")
service, desk, queue, looked = trials.service, trials.desk, queued.queue, queued.looked


async def test_empty_it_says_what_will_be_there(queue: Queue) -> None:
    (empty,) = queue.panel.findChildren(LowEmptyState)
    assert empty.isVisible()
    assert not queue.panel.head.isVisible()
    await held(queue, "a")
    assert not empty.isVisible()
    assert queue.panel.view.isVisible()
    assert queue.panel.head.counts.text() == "1 waiting"


async def test_one_that_was_never_sent_is_cancelled_without_a_question(queue: Queue) -> None:
    await held(queue, "a", "b")
    queue.click(0, Act.CANCEL)
    await queue.settle()
    assert queue.states == ["queued", "cancelled"]
    assert queue.panel.view.selected() == [], "a click on what can be done chooses nothing"


async def test_cancelling_is_said_at_once_and_offered_no_more(queue: Queue) -> None:
    job = await making(queue)
    seen: list[tuple[str, bool]] = []

    def look() -> None:
        seen.append((queue.jobs.index(0).data(), queue.panel.view.act_place(0, Act.CANCEL) is not None))

    queue.jobs.dataChanged.connect(look)
    queue.panel._actions.cancel([job])
    (await queue.dialog(Question)).accept()
    await until_on_loop(lambda: any("Cancelling…" in said and not is_offered for said, is_offered in seen))
    await queue.settle()
    assert queue.states == ["cancelled"]


async def test_a_job_that_cannot_be_cancelled_goes_on_as_it_was(queue: Queue) -> None:
    (job,) = await held(queue, "a")
    await queue.desk.core.decisions.cancel(job.id)
    queue.jobs.hear(JobChanged(replace(job, rev=99)))  # which the journal knows nothing of
    queue.panel._actions.cancel([job])
    await queue.settle()
    assert len(queue.notices.told) == 1
    assert "Waits to be sent" in queue.jobs.index(0).data()


@pytest.mark.usefixtures("looked")
async def test_no_row_moves_while_the_mouse_is_over_the_list(queue: Queue) -> None:
    jobs = await held(queue, "a", "b", "c")
    place = queue.panel.view.act_place(1, Act.CANCEL)
    assert place is not None
    queue.point(place)
    queue.jobs.hear(JobChanged(replace(jobs[2], state=JobState.WAITING, rev=9, sent_at=1.0)))
    assert [queue.jobs.job(row).id for row in range(3)] == [1, 2, 3]
    QTest.mouseClick(queue.panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await queue.settle()
    assert queue.states == ["queued", "cancelled", "waiting"]
    QTest.mouseClick(queue.panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await queue.settle()
    assert queue.states == ["queued", "cancelled", "waiting"], "the same place, clicked again, does not send it again"
    queue.leave()
    assert queue.states == ["waiting", "queued", "cancelled"]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
async def test_what_was_aimed_at_before_the_rows_moved_is_not_cancelled_in_its_place(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mouse is still on its way to the second row when the first job ends, and the third takes that place."""
    jobs = await held(queue, "a", "b", "c")
    viewport, place = queue.panel.view.viewport(), queue.panel.view.act_place(1, Act.CANCEL)
    assert place is not None
    queue.panel.grab()  # somebody has seen it
    queue.leave()
    queue.jobs.hear(JobChanged(replace(jobs[0], state=JobState.DONE, rev=9)))
    assert [queue.jobs.job(row).id for row in range(3)] == [2, 3, 1]
    queue.point(place)
    monkeypatch.setattr(standing, "ENOUGH", 1e9)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    await queue.settle()
    assert queue.states == ["queued", "queued", "done"]
    assert QToolTip.isVisible()
    assert "have just moved" in QToolTip.text()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    await queue.settle()
    assert queue.states == ["queued", "cancelled", "done"], "once more, it is meant"
    queue.leave()


async def test_rows_that_moved_long_ago_are_clicked_at_once(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = await held(queue, "a", "b", "c")
    queue.panel.grab()
    queue.leave()
    queue.jobs.hear(JobChanged(replace(jobs[0], state=JobState.DONE, rev=9)))
    monkeypatch.setattr(standing, "ENOUGH", 0.0)
    queue.click(1, Act.CANCEL)
    await queue.settle()
    assert queue.states == ["queued", "cancelled", "done"]


async def test_a_press_that_is_let_go_over_another_job_does_nothing(queue: Queue) -> None:
    await held(queue, "a", "b")
    view = queue.panel.view
    first, second = view.act_place(0, Act.CANCEL), view.act_place(1, Act.CANCEL)
    assert first is not None
    assert second is not None
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=second)
    await queue.settle()
    queue.leave()
    assert queue.states == ["queued", "queued"]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
async def test_no_row_moves_while_a_menu_is_open(queue: Queue) -> None:
    jobs = await held(queue, "a", "b")
    queue.click(0, Act.MENU)
    (menu,) = [each for each in queue.panel.findChildren(QMenu) if each.isVisible()]
    queue.jobs.hear(JobChanged(replace(jobs[1], state=JobState.WAITING, rev=9)))
    assert queue.states == ["queued", "waiting"]
    menu.close()
    queue.leave()
    assert queue.states == ["waiting", "queued"]


async def test_a_double_click_cancels_one(queue: Queue) -> None:
    await held(queue, "a", "b")
    viewport, place = queue.panel.view.viewport(), queue.panel.view.act_place(0, Act.CANCEL)
    assert place is not None
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    await queue.settle()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place)
    await queue.settle()
    queue.leave()
    assert queue.states == ["queued", "cancelled"]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
async def test_the_menu_key_opens_the_menu_of_what_is_chosen(queue: Queue) -> None:
    await held(queue, "a", "b")
    queue.choose(0, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(queue.panel.view, event)
    (menu,) = [each for each in queue.panel.findChildren(QMenu) if each.isVisible()]
    next(each for each in menu.actions() if each.text().startswith("Cancel")).trigger()
    menu.close()
    await queue.settle()
    assert queue.states == ["cancelled", "cancelled"]


async def test_where_it_may_cost_cancelling_is_asked_about(queue: Queue) -> None:
    job = await making(queue)
    queue.choose(0)
    queue.press(Qt.Key.Key_Delete)
    question = await queue.dialog(Question)
    question.reject()
    await queue.settle()
    assert (await queue.desk.job(job.id)).state is JobState.WAITING
    queue.press(Qt.Key.Key_Delete)
    (await queue.dialog(Question)).accept()
    await queue.settle()
    assert queue.states == ["cancelled"]


async def test_several_are_cancelled_at_once(queue: Queue) -> None:
    await held(queue, "a", "b", "c")
    queue.choose(0, 2)
    queue.press(Qt.Key.Key_Delete)
    await queue.settle()
    assert queue.states == ["queued", "cancelled", "cancelled"]


async def test_enter_plays_what_is_done_and_space_does_nothing(queue: Queue) -> None:
    (job,) = await ended(queue, "a")
    queue.choose(0)
    queue.press(Qt.Key.Key_Space)
    assert queue.played == []
    queue.press(Qt.Key.Key_Return)
    queue.click(0, Act.PLAY)
    assert [each.id for each in queue.played] == [job.id, job.id]


@pytest.mark.usefixtures("looked")
async def test_sending_a_failed_one_again_is_asked_about_as_it_is_paid(queue: Queue) -> None:
    queue.desk.service.plan.now([Mishap(Asked.LOOK, Happens.FAIL, body="no face found")])
    await queue.desk.until(JobState.FAILED, *await queue.desk.send("mark-a"))
    queue.click(0, Act.RETRY)
    question = await queue.dialog(Question)
    assert "paid again" in " ".join(each.text() for each in question.findChildren(type(queue.panel.head.counts)))
    question.accept()
    await until_on_loop(lambda: len(queue.desk.service.works.charges) == 2)


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
async def test_the_menu_offers_what_can_be_done_with_the_row(queue: Queue) -> None:
    await ended(queue, "a")
    queue.click(0, Act.MENU)
    (menu,) = [each for each in queue.panel.findChildren(QMenu) if each.isVisible()]
    texts = [each.text().partition("\t")[0] for each in menu.actions() if each.text()]
    assert texts == [
        *("Play", "Show in its folder", "Again with changes", "Copy as text", "Copy its id", "Details…"),
        "Take off the list",
    ]
    next(each for each in menu.actions() if each.text() == "Again with changes").trigger()
    menu.close()
    assert [each.label for each in queue.again] == ["Wan 2.1"]


async def test_a_job_is_copied_as_a_line_of_text(queue: Queue) -> None:
    await held(queue, "a", "b")
    queue.choose(0, 1)
    queue.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [f"Wan 2.1, Vivid Flow, trial.jpg, a trial, {mark}, Waits to be sent" for mark in "ab"]
    assert QGuiApplication.clipboard().text() == "\n".join(lines)


async def test_those_that_wait_change_places(queue: Queue) -> None:
    await held(queue, "a", "b", "c")
    queue.choose(2)
    queue.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    await queue.settle()
    assert [queue.jobs.job(row).id for row in range(3)] == [1, 3, 2]
    assert [each.id for each in queue.panel.view.selected()] == [3], "it stays chosen"
    queue.choose(0)
    queue.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    await queue.settle()
    assert [queue.jobs.job(row).id for row in range(3)] == [3, 1, 2]


async def test_filter_by_state_and_text(queue: Queue) -> None:
    jobs = await held(queue, "snow", "rain")
    await queue.desk.core.decisions.cancel(jobs[1].id)
    QTest.mouseClick(queue.button("Open"), Qt.MouseButton.LeftButton)
    await queue.settle()
    assert queue.states == ["queued"]
    QTest.mouseClick(queue.button("Done"), Qt.MouseButton.LeftButton)
    await queue.settle()
    QTest.mouseClick(queue.button("Show all"), Qt.MouseButton.LeftButton)
    await queue.settle()
    assert queue.states == ["queued", "cancelled"]
    QTest.keyClicks(queue.panel.head.text, "rain")
    queue.panel.head._typed.timeout.emit()
    await queue.settle()
    assert queue.states == ["cancelled"]


async def test_pause_and_resume_all(queue: Queue) -> None:
    await ended(queue, "a")
    assert queue.strips() == ["Everything is paused. What was sent goes on; nothing new is sent."]
    assert queue.panel.head.pause.accessibleName() == "Resume all"
    QTest.mouseClick(queue.panel.head.pause, Qt.MouseButton.LeftButton)
    await queue.settle()
    assert queue.strips() == []
    QTest.mouseClick(queue.panel.head.pause, Qt.MouseButton.LeftButton)
    await queue.settle()
    QTest.mouseClick(queue.button("Resume"), Qt.MouseButton.LeftButton)
    await queue.settle()
    assert queue.strips() == []


async def test_one_lane_is_paused_and_goes_on(queue: Queue) -> None:
    await ended(queue, "a")
    await queue.desk.core.runner.resume()
    queue.panel.head._menu.aboutToShow.emit()
    pause = next(each for each in queue.panel.head._menu.actions() if each.text() == "Pause Vimmerse")
    pause.trigger()
    await queue.settle()
    assert queue.strips() == ["Vimmerse is paused. What was sent goes on; nothing new is sent."]
    queue.panel.head._menu.aboutToShow.emit()
    next(each for each in queue.panel.head._menu.actions() if each.text() == "Resume Vimmerse").trigger()
    await queue.settle()
    assert queue.strips() == []


async def test_a_refused_key_leads_to_its_settings(queue: Queue) -> None:
    queue.desk.service.plan.now([Mishap(Asked.SUBMIT, Happens.SAY, At.TAKEN, status=401)])
    await queue.desk.send("a")
    await until_on_loop(queue.strips)
    (said,) = queue.strips()
    assert said.startswith("Vivid Flow refused the key.")
    QTest.mouseClick(queue.button("Open its settings…"), Qt.MouseButton.LeftButton)
    assert queue.keys == ["vividflow"]


async def test_after_buying_credits_one_says_so(queue: Queue) -> None:
    broke = Mishap(Asked.SUBMIT, Happens.SAY, At.TAKEN, status=402, body='{"message": "INSUFFICIENT_CREDIT"}')
    queue.desk.service.plan.now([broke])
    queue.desk.service.works.life = Life(seconds=60.0)
    (job,) = await queue.desk.send("a", service="vimmerse")
    await until_on_loop(queue.strips)
    assert queue.button("Open its page")
    QTest.mouseClick(queue.button("Go on"), Qt.MouseButton.LeftButton)
    await queue.desk.until(JobState.WAITING, job)
    assert queue.strips() == []


async def test_what_has_ended_is_cleared_and_brought_back(queue: Queue) -> None:
    jobs = await held(queue, "a", "b", "c")
    for job in jobs[:2]:
        await queue.desk.core.decisions.cancel(job.id)
    queue.panel.head._menu.aboutToShow.emit()
    queue.panel.head._menu.actions()[0].trigger()
    await queue.settle()
    assert "2 jobs were taken off the list. The files stay where they are." in queue.strips()
    QTest.mouseClick(queue.button("Undo"), Qt.MouseButton.LeftButton)
    await until_on_loop(lambda: queue.states == ["queued", "cancelled", "cancelled"])
    assert len(queue.strips()) == 1, "that all is paused"


async def test_seconds_count_only_while_somebody_can_see_it(queue: Queue) -> None:
    timer = queue.panel._second
    assert not timer.isActive()
    job = await making(queue)
    assert timer.isActive()
    queue.panel.hide()
    assert not timer.isActive()
    queue.panel.show()
    assert timer.isActive()
    await queue.desk.core.decisions.cancel(job.id)
    assert not timer.isActive()


async def test_details_open_for_one_that_goes_on(queue: Queue) -> None:
    await held(queue, "a")
    queue.choose(0)
    queue.press(Qt.Key.Key_Return)
    details = await queue.dialog(JobDetails)
    assert details.windowTitle() == "Details of job 1"
    details.close()


async def test_a_row_shows_as_much_as_the_service_tells(queue: Queue) -> None:
    (job,) = await held(queue, "a")
    going = replace(job, state=JobState.FETCHING, rev=9, trouble=Trouble("FetchBroken", "It broke.", "Again soon."))
    queue.jobs.hear(JobChanged(going, Progress(0.5)))
    assert bar(queue, 0.1) == DARK.running
    assert bar(queue, 0.8) == DARK.line
    made = replace(going, state=JobState.WAITING, rev=10)
    queue.jobs.hear(JobChanged(made))
    assert bar(queue, 0.1) == DARK.panel, "nothing is known, so nothing is shown"
    steps = (Step("sky", RemoteState.DONE), Step("music", RemoteState.RUNNING))
    queue.jobs.hear(JobChanged(made, Progress(steps=steps)))
    assert bar(queue, 0.05) == DARK.done
    assert queue.jobs.index(0).data().startswith("Wan 2.1, Vivid Flow, trial.jpg, Making · music, 2 of 2")


async def test_each_width_and_direction_has_its_row(queue: Queue) -> None:
    await ended(queue, "a")
    await held(queue, "b")
    for width in (1200, 700, 340):
        queue.panel.resize(width, 300)
        queue.panel.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        right = queue.panel.view.act_place(0, Act.MENU)
        queue.panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        left = queue.panel.view.act_place(0, Act.MENU)
        assert right is not None
        assert left is not None
        assert left.x() < width / 4
        assert right.x() > width * 3 / 4
        assert not queue.panel.grab().isNull()
        assert queue.panel.head.text.isVisible() == (width > 470)


def bar(queue: Queue, part: float) -> str:
    """The colour that the bar of the first row has there."""
    view = queue.panel.view
    row = view.visualRect(queue.jobs.index(0))
    place = columns_of(row.width(), row.height()).bar.translated(row.topLeft())
    image = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    image.fill(DARK.panel)
    view.viewport().render(image, QPoint())
    return image.pixelColor(place.left() + round(min(place.width(), 200) * part), place.center().y()).name()
