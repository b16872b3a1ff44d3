"""What the details of a job tell, and what they never do."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.faults.remote import Life
from tests.faults.service import KEY
from tests.jobs import conftest as trials
from tests.jobs.conftest import Desk
from vividdesk.desk.job_details import FactTable, JobDetails, said, wanted
from vividdesk.model.job import Job, JobState, LaneId
from vividdesk.model.photo import WebPhoto
from vividdesk.model.request import Request
from vividdesk.model.template import Kind

pytestmark = pytest.mark.usefixtures("qapp")
service, desk = trials.service, trials.desk


async def test_the_whole_story_of_a_job(desk: Desk, qtbot: QtBot) -> None:
    desk.service.works.life = Life(seconds=60.0)
    (job,) = await desk.until(JobState.WAITING, *await desk.send("mark-a"))
    jobs = desk.core.store.jobs
    parent = QWidget()
    qtbot.addWidget(parent)
    made = JobDetails(parent, job, await jobs.moves(job.id), await jobs.attempts(job.id), await jobs.answers(job.id))
    timeline, request, attempts = (rows(made.pages.widget(page)) for page in range(3))
    assert [state for _when, state, _why in timeline] == ["Waits to be sent", "Sending", "Making"]
    asked = {row[0]: row[1] for row in request}
    assert asked["Prompt"] == "a trial, mark-a"
    assert asked["Id at the service"] == job.remote
    assert attempts[0][1] == "Accepted"
    (answers,) = made.findChildren(QPlainTextEdit)
    assert job.remote in answers.toPlainText()

    copy = next(each for each in made.findChildren(QPushButton) if each.text() == "Copy all")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "a trial, mark-a" in copied
    assert "the service took it" in copied
    assert KEY not in copied


def test_of_a_picture_on_the_web_only_its_host_is_told() -> None:
    picture = WebPhoto("https://pictures.example/secret-path?token=very-secret")
    request = Request("vividflow", "wan2.1", Kind.MODEL, "wan2.1", "Wan 2.1", pictures={"image": (picture,)})
    rows = wanted(Job(1, "vd-1", JobState.QUEUED, 1, LaneId("vividflow", local=False), request))
    assert ("Image", "a picture at pictures.example") in rows
    assert "secret" not in str(rows)


def test_answers_are_laid_out_where_they_can_be() -> None:
    (first, second) = said([(0.0, "submit", '{"id":"x"}'), (0.0, "look", "<html>")])
    assert first[2] == '{\n  "id": "x"\n}'
    assert second[2] == "<html>"


def rows(page: QWidget | None) -> list[tuple[str, ...]]:
    assert isinstance(page, FactTable)
    return [
        tuple(str(page.model().index(row, column).data()) for column in range(page.columnCount()))
        for row in range(page.rowCount())
    ]
