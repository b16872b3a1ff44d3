"""What is let go of on the preview, in the whole window: with a job that was really done."""

import os
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtWidgets import QApplication

from tests.faults.orders import order, shelved
from tests.faults.service import Service, in_a_thread
from tests.programs import in_window
from tests.providers.test_http import certificate  # noqa: F401 - a fixture
from tests.waiting import until_on_loop
from tests.web import HERE, gives, is_silent, web_host
from vividdesk import app
from vividdesk.bridge import studio as studio_module
from vividdesk.bridge.clip_files import carried
from vividdesk.desk.preview import Preview
from vividdesk.jobs.web_pictures import WebPictures
from vividdesk.model.job import JobState
from vividdesk.paths import Paths, resource

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


def test_an_address_is_fetched_into_the_tray_and_what_is_not_there_yet_keeps_nobody_from_leaving(
    certificate: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studio_module, "WebPictures", partial(WebPictures, only=lambda number: number == HERE))

    async def scenario(running: app.App) -> None:
        await running.furnished.wait()
        bench, studio = running.desk.create_page.bench, running.studio
        assert bench is not None
        assert studio is not None
        mime, copy = QMimeData(), Qt.DropAction.CopyAction
        mime.setUrls([QUrl(f"{host.address}/red%20cat.jpg")])
        let_go(bench.preview, mime, copy)
        await until_on_loop(studio.photos.ready)
        assert [photo.name for photo in bench.tray.chosen()] == ["red cat.jpg"]
        bench.pane.photos_dropped.emit(mime)
        await until_on_loop(lambda: len(host.taken) == 2)
        assert studio.photos.rowCount() == 2

    with web_host(certificate, monkeypatch) as host:
        host.plays(gives(resource("samples", "portrait.jpg").read_bytes()), is_silent)
        in_window(scenario)
        folder = Paths.of(os.environ).frames / "web"
        assert not folder.exists()
        assert not [thread for thread in threading.enumerate() if thread.name == "transfer"]


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
