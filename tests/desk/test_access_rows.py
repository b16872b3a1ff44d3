"""What is heard of rows that are painted: jobs, photos, clips; and of the dialogs about one of them."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests import hearing, photo_reading
from tests.desk import queued
from tests.desk.libraries import Library, desk_loop, in_library
from tests.desk.queued import Queue, ended, held, making, unsure
from tests.hearing import Ears, Heard, all_heard, heard
from tests.jobs import conftest as trials
from tests.media.pictures import encoded, scene
from tests.photo_reading import Reading, on_desk
from tests.waiting import until_on_loop
from vividdesk.desk.crop_dialog import CropDialog
from vividdesk.desk.decide import Decide
from vividdesk.desk.job_details import JobDetails
from vividdesk.desk.photo_tray import PhotoTray
from vividdesk.jobs.events import JobChanged, Progress
from vividdesk.model.crop import Shape
from vividdesk.model.job import Job, JobState, Trouble
from vividdesk.model.photo import JPEG, Photo
from vividdesk.model.report import RemoteState, Step
from vividdesk.model.warnings import Caution, Needs
from vividdesk.model.warnings import Trouble as Doubt
from vividdesk.paths import Paths, resource
from vividdesk.widgets.stars import Stars
from vividdesk.widgets.theme import DARK

__all__ = ["desk_loop"]

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.qt_log_ignore("does not support", extend=True)]
service, desk, queue, ears = trials.service, trials.desk, queued.queue, hearing.ears


def rows(view: QWidget) -> list[Heard]:
    return [each for each in all_heard(view) if each.role == "ListItem"]


def stops(dialog: QWidget) -> list[str]:
    """Whatever of it can have the focus."""
    return [str(each) for each in all_heard(dialog) if "focusable" in each.states]


async def test_a_job_is_heard_as_it_stands_with_what_its_buttons_do(queue: Queue) -> None:
    (job,) = await held(queue, "a")
    view = queue.panel.view

    def told(job: Job, progress: Progress | None = None) -> str:
        queue.jobs.hear(JobChanged(job, progress))
        (row,) = rows(view)
        return f"{row.name} | {row.says}"

    name = "Wan 2.1, Vivid Flow, trial.jpg"
    assert told(job) == f"{name}, Waits to be sent | Enter shows its details. Delete cancels it."
    waits = replace(job, state=JobState.WAITING, rev=5)
    assert told(waits, Progress(0.42)) == f"{name}, Making, 42 % | Enter shows its details. Delete cancels it."
    steps = (Step("crop", RemoteState.DONE), Step("light", RemoteState.RUNNING))
    assert told(waits, Progress(None, steps)).startswith(f"{name}, Making · light, 2 of 2 | ")
    failed = replace(waits, state=JobState.FAILED, rev=6, trouble=Trouble("Failed", "No face.", "Take another photo."))
    assert told(failed) == f"{name}, Failed · No face. | Take another photo. Enter shows its details."
    assert told(replace(failed, state=JobState.DONE, rev=7, trouble=None)) == f"{name}, Done | Enter plays it."
    queue.choose(0)
    assert "selected" in rows(view)[0].states
    assert heard(view).name == "Jobs"


async def test_an_unsure_job_asks_and_so_does_its_dialog(queue: Queue, ears: Ears) -> None:
    taken = await making(queue)
    job = await unsure(queue, "mark-b")
    queue.choose(queue.jobs.index_of(job.id).row())
    (row,) = [each for each in rows(queue.panel.view) if "selected" in each.states]
    assert "Was it accepted?" in row.name
    assert "Enter asks what shall become of it." in row.says
    queue.press(Qt.Key.Key_Return)
    question = await queue.dialog(Decide)
    assert isinstance(question, Decide)
    said = [each.name for each in all_heard(question) if each.role == "StaticText"]
    assert any("sent twice, it would be paid twice" in each for each in said)
    there = stops(question)
    assert any(each.startswith("EditableText | The id of the job at Vimmerse") for each in there)
    assert "Button | Go on with it | It is there | disabled" in there
    assert any(each.startswith("Button | Send it again | It is not there") for each in there)
    QTest.keyClicks(question.entry, taken.remote)
    assert "Button | Go on with it | It is there" in stops(question)
    QTest.mouseClick(question.found.button, Qt.MouseButton.LeftButton)
    await queue.settle()
    assert any(each.startswith("Another job has this id already.") for each in ears.said)


async def test_the_details_of_a_job_and_its_steps_are_heard(queue: Queue) -> None:
    job = await making(queue)
    done, failed = Step("crop", RemoteState.DONE), Step("light", RemoteState.FAILED, fault="Too dark.")
    steps = (done, failed, Step("video", RemoteState.QUEUED))
    queue.jobs.hear(JobChanged(job, Progress(None, steps)))
    queue.choose(0)
    queue.press(Qt.Key.Key_Return)
    details = await queue.dialog(JobDetails)
    await queue.settle()
    assert heard(details).name.startswith("Details of job")
    assert any(each.startswith("Table | Timeline") for each in stops(details))
    assert "Waits to be sent" in [each.name for each in all_heard(details) if each.role == "Cell"]
    page = next(each for each in details.findChildren(QPushButton) if each.text() == "Steps")
    page.click()
    assert "checked" in heard(page).states
    said = [each.name for each in all_heard(details) if each.role == "StaticText"]
    assert said[-6:] == ["Crop", "Done", "Light", "Failed · Too dark.", "Video", "Waits for the steps before it"]
    details.close()


async def test_jobs_that_ended_are_told_apart(queue: Queue) -> None:
    await ended(queue, "a", state=JobState.CANCELLED)
    (row,) = rows(queue.panel.view)
    assert ", Cancelled" in row.name
    assert "cancels" not in row.says


photos_desk = photo_reading.desk


def test_photos_are_heard_with_what_is_wrong_with_them(
    photos_desk: Reading, qtbot: QtBot, tmp_path: Path, ears: Ears
) -> None:
    tray = PhotoTray(photos_desk.photos(), resource("samples", "product.jpg"), lambda: DARK, photos_desk.tasks)
    qtbot.addWidget(tray)
    tray.resize(260, 600)
    tray.show()
    good, bad, worse = (tmp_path / name for name in ("good.jpg", "bad.jpg", "worse.jpg"))
    good.write_bytes(encoded(scene((80, 60)), "JPEG"))
    more = [tmp_path / "c.jpg", tmp_path / "d.jpg"]
    for torn in (bad, worse, *more):
        torn.write_bytes(b"no photo at all")

    @on_desk
    async def scenario(desk: Reading) -> None:
        await desk.add(tray._photos, good, bad)
        caution = Caution(Doubt.BLURRED, "The photo looks blurred.")
        tray._photos.warn({tray._photos.ready()[0].hash: (caution,)})
        there = {each.name.partition(".")[0]: each for each in rows(tray.list)}
        assert there["good"].name.endswith("kB. The photo looks blurred")
        refused = next(each for each in rows(tray.list) if ", refused" in each.name)
        assert refused.name.startswith("bad.jpg, refused. “bad.jpg”")
        assert refused.says == "F5 tries it again, Delete removes it."
        assert ears.said == [refused.name]
        tray._photos.retry(tray.list.model().match(tray.list.model().index(0, 0), 0, "bad.jpg")[0].row())
        await desk.until_read(tray._photos, 2)
        await desk.add(tray._photos, worse)
        assert len(ears.said) == 3
        assert ears.said[-1].startswith("worse.jpg, refused")
        tray.clear()
        tray.undo()
        assert ears.said[3:] == ["3 photos removed."]
        await desk.add(tray._photos, *more)
        assert ears.said[-1] == "2 photos were refused."

    scenario(desk=photos_desk)


def test_a_crop_tells_where_its_frame_is(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    photo = Photo("0" * 64, JPEG, 1600, 1200, 300_000, "portrait.jpg")
    needs = Needs("Vivid Flow", (Shape(16, 9),), 0.9, 1280, 720)
    dialog = CropDialog(parent, photo, photo.name, [Shape(16, 9)], needs, None, (1, 1))
    dialog.resize(800, 700)
    dialog.show()
    assert heard(dialog.view).name == "The part that is kept"
    assert "1600 × 900\u2069 pixels, 0 from the left and 36 from the top" in heard(dialog.view).says
    QTest.keyClick(dialog.view, Qt.Key.Key_Up)
    assert "and 24 from the top" in heard(dialog.view).says
    for _press in range(110):
        QTest.keyClick(dialog.view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert "looks soft" in heard(dialog.view).says
    assert "RadioButton | 16:9 | checkable, checked" in stops_without_focus(dialog)


def stops_without_focus(dialog: QWidget) -> list[str]:
    return [each.replace(", focused", "") for each in stops(dialog)]


@pytest.fixture
def make(desk_loop: asyncio.AbstractEventLoop, paths: Paths) -> Callable[..., Library]:
    return lambda *arguments, **named: Library(desk_loop, paths, *arguments, **named)


def test_a_clip_is_heard_with_its_rating_and_whether_it_is_chosen(make: Callable[..., Library]) -> None:
    library = make(10)
    page = library.show()

    async def scenario() -> None:
        page.activateWindow()
        page.grid.setFocus()
        page.grid.setCurrentIndex(page.grid.model().index(0, 0))
        await until_on_loop(lambda: page.chosen.clips)
        QTest.keyClick(page.grid, Qt.Key.Key_4)
        await until_on_loop(lambda: page.chosen.clips[0].rating == 4)
        cards = rows(page.grid)
        assert len(cards) == 10
        assert {"selected", "focused"} <= cards[0].states
        assert "selected" not in cards[1].states
        assert ", 4 stars" in cards[0].name
        assert heard(page.grid).name == "Clips and pictures"
        stars = page.details.findChildren(Stars)[0]
        assert (heard(stars).role, heard(stars).value) == ("Slider", "4")
        assert [each for each in all_heard(page) if "focusable" in each.states and not each.name] == []

    in_library(library, scenario)
