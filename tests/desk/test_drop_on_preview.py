"""What is let go of on the preview, in the whole window: with a job that was really done."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtWidgets import QApplication

from tests.faults.orders import order, shelved
from tests.faults.service import Service, in_a_thread
from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.bridge.clip_files import carried
from vividdesk.desk.preview import Preview
from vividdesk.model.job import JobState
from vividdesk.paths import resource

pytestmark = [
    pytest.mark.usefixtures("qapp", "clean_logging"),
    pytest.mark.qt_log_ignore(
        "Using Qt multimedia", "No HW decoder", "No RHI backend", "PulseAudio", "Could not open", extend=True
    ),
]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with in_a_thread() as running:
        for name, value in running.environ.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture(autouse=True, scope="module")
def said_before(qapp: QApplication) -> None:
    """What Qt says once of a computer without a GPU, it says here, and not into the log of the window."""
    QVideoFrame(QImage(8, 8, QImage.Format.Format_RGB32)).toImage()


def let_go(preview: Preview, mime: QMimeData, action: Qt.DropAction) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), action, mime, left, none)
    QApplication.sendEvent(preview, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(preview, QDropEvent(QPointF(50, 50), action, mime, left, none))


def test_a_result_a_clip_and_a_photo(service: Service) -> None:
    async def scenario(running: app.App) -> None:
        await running.furnished.wait()
        await running.journal_known.wait()
        bench, studio = running.desk.create_page.bench, running.studio
        assert bench is not None
        assert studio is not None
        preview, move, copy = bench.preview, Qt.DropAction.MoveAction, Qt.DropAction.CopyAction
        (job,) = await running.core.runner.enqueue([order("vividflow", "mark-a", shelved(running.core.paths.photos))])
        await until_on_loop(lambda: studio.jobs.counts().done_today == 1)
        row = studio.jobs.index(0)
        assert studio.jobs.flags(row) & Qt.ItemFlag.ItemIsDragEnabled
        let_go(preview, studio.jobs.mimeData([row]), move)
        await until_on_loop(lambda: preview.title.text())
        assert studio.jobs.job(0).state is JobState.DONE, "it was not taken away from the queue"
        (clip, *_more) = await running.core.store.clips.of_job(job.id)
        assert preview.title.whole == f"{clip.label} · trial.jpg"

        studio.photos.add_files([resource("samples", "product.jpg")])
        await until_on_loop(studio.photos.ready)
        let_go(preview, studio.photos.mimeData([studio.photos.index(0)]), copy)
        assert preview.title.whole == "product.jpg"
        let_go(preview, carried([clip]), copy)
        await until_on_loop(lambda: preview.title.whole == f"{clip.label} · trial.jpg")
        assert studio.photos.rowCount() == 1

        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(resource("samples", "portrait.jpg")))])
        let_go(preview, mime, copy)
        await until_on_loop(lambda: len(studio.photos.ready()) == 2)
        assert [photo.name for photo in bench.tray.chosen()] == ["portrait.jpg"]

    in_window(scenario)


def test_the_camera_that_was_used_last_is_remembered() -> None:
    async def choose(running: app.App) -> None:
        await running.furnished.wait()
        assert running.desk.create_page.bench is not None
        running.desk.create_page.bench.tray.usual_camera = "/dev/video2"

    async def look(running: app.App) -> None:
        await running.furnished.wait()
        assert running.desk.create_page.bench is not None
        assert running.desk.create_page.bench.tray.usual_camera == "/dev/video2"

    in_window(choose)
    in_window(look)
