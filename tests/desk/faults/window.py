"""The real window for trials of what goes wrong, as a person has it: what can be read in it, dropped on it, clicked."""

import asyncio
import functools
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import handover
from vividdesk.app import App
from vividdesk.bridge.loop import qt_loop, uncaught_told
from vividdesk.bridge.photos import THUMBNAIL
from vividdesk.bridge.studio import Studio
from vividdesk.core import Core
from vividdesk.desk.strips import Strip
from vividdesk.desk.workbench import Workbench
from vividdesk.model.job import Job, JobState
from vividdesk.paths import Paths
from vividdesk.widgets.job_columns import Act as JobAct
from vividdesk.widgets.photo_row import Act, PhotoRow
from vividdesk.widgets.pill import Pill

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SMALLEST = (1280, 720)  # in which every word has to be seen


class Window:
    def __init__(self, app: App) -> None:
        self.app = app
        self.desk = app.desk

    async def ready(self) -> "Window":
        """It has come to life, and the journal is open or cannot be opened."""
        self.desk.resize(*SMALLEST)
        await self.app.furnished.wait()
        await self.app.journal_known.wait()
        return self

    @property
    def studio(self) -> Studio:
        assert self.app.studio is not None
        return self.app.studio

    @property
    def bench(self) -> Workbench:
        assert self.desk.create_page.bench is not None
        return self.desk.create_page.bench

    # What is read

    def notices(self) -> list[str]:
        """Each in its bar: the word for its weight, what happened, what to do."""
        return [
            " ".join(each.text() for each in row.findChildren(QLabel)) for row in self.desk.notice_bar._rows.values()
        ]

    def strips(self) -> list[str]:
        """The lines above the queue."""
        return [each.accessibleName() for each in self._strips()]

    def pills(self) -> list[str]:
        """How the services are, above everything."""
        return [each.accessibleName() for each in self.desk.findChildren(Pill)]

    def queue(self) -> list[str]:
        """Its rows as they are read out."""
        jobs = self.studio.jobs
        return [jobs.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(jobs.rowCount())]

    def tips(self) -> list[str]:
        """Of the rows of the queue."""
        jobs = self.studio.jobs
        return [jobs.index(row).data(Qt.ItemDataRole.ToolTipRole) for row in range(jobs.rowCount())]

    def photos(self) -> list[str]:
        """The rows of the tray as they are read out."""
        photos = self.studio.photos
        return [photos.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(photos.rowCount())]

    def painted(self) -> list[str]:
        """The lines that are painted for the photos in sight, as wide as the tray is now."""
        lines: list[str] = []
        delegate = self._photo_row()
        usual = delegate._lines

        def noting(*words: Any, **more: Any) -> Any:
            found = usual(*words, **more)
            lines.extend(line.text for line in found)
            return found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delegate, "_lines", noting)
            self.bench.tray.list.viewport().repaint()
        return lines

    def thumbnail(self, row: int) -> QPixmap | None:
        found: QPixmap | None = self.studio.photos.index(row).data(THUMBNAIL)
        return found

    def dialog(self) -> QDialog:
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog)
        return found

    # What is done

    async def drop(self, *files: Path) -> None:
        """On the tray, as from a file manager; until all are read."""
        before = self.studio.photos.rowCount()
        self.let_go(self.mime(*files))
        await until_on_loop(lambda: self.studio.photos.rowCount() == before + len(files))
        await self.all_read()

    @staticmethod
    def mime(*files: Path) -> QMimeData:
        made = QMimeData()
        made.setUrls([address(file) for file in files])
        return made

    def let_go(self, mime: QMimeData) -> None:
        tray = self.bench.tray
        enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, LEFT, NONE)
        QApplication.sendEvent(tray, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(tray, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, LEFT, NONE))

    async def all_read(self) -> None:
        await until_on_loop(lambda: self.studio.photos.reading() is None)

    def click_photo(self, row: int, act: Act) -> None:
        photos = self.bench.tray.list
        photos.scrollTo(self.studio.photos.index(row))
        place = self._photo_row().acts(self.studio.photos.index(row))[act].center()
        QTest.mouseClick(photos.viewport(), LEFT, NONE, place)

    def click_job(self, row: int, act: JobAct) -> None:
        view = self.bench.queue.view
        place = view.act_place(row, act)
        assert place is not None
        QTest.mouseClick(view.viewport(), LEFT, NONE, place)

    def click_strip(self, text: str) -> None:
        click(*(each for strip in self._strips() for each in buttons(strip, text)))

    def choose(self, service: str, template: str, **options: Any) -> None:
        """A template, and what it is told."""
        self.bench.pane.choose(service, template)
        draft = self.studio.compose.draft
        assert draft is not None
        for name, value in options.items():
            draft = draft.set(name, value)
        self.studio.compose.fill(draft)

    def make(self) -> None:
        click(self.bench.pane.send_bar.button)

    async def until(self, *states: JobState) -> list[Job]:
        """The jobs of the queue once there are as many, from above, each in its state."""

        def seen() -> bool:
            jobs = self.studio.jobs
            return [jobs.job(row).state for row in range(jobs.rowCount())] == list(states)

        await until_on_loop(seen)
        return [self.studio.jobs.job(row) for row in range(len(states))]

    async def clear(self) -> None:
        """Nothing is left of a trial but what the journal keeps of it, and nothing goes on."""
        if isinstance(left := QApplication.activeModalWidget(), QDialog):
            left.reject()
        self.desk.notice_bar.clear()
        await self.all_read()
        self.studio.photos.remove(range(self.studio.photos.rowCount()))
        await self.studio.jobs.hide(await self.studio.jobs.ended(), hidden=True)
        await until_on_loop(lambda: not self._opens_a_film())  # Qt complains of one that is taken away meanwhile
        self.bench.preview.clear()
        await until_on_loop(lambda: not self.app.tasks._running)

    def _opens_a_film(self) -> bool:
        player = self.bench.preview.stage.film._player
        return player is not None and player.mediaStatus() == player.MediaStatus.LoadingMedia

    def _photo_row(self) -> PhotoRow:
        delegate = self.bench.tray.list.itemDelegate()
        assert isinstance(delegate, PhotoRow)
        return delegate

    def _strips(self) -> list[Strip]:
        return [each for each in self.bench.queue.findChildren(Strip) if each.isVisible()]


def address(file: Path) -> QUrl:
    """As file managers write it, whatever bytes its name has."""
    return QUrl.fromEncoded(f"file://{quote(os.fsencode(file))}".encode())


def texts(widget: QWidget) -> list[str]:
    """What labels in it say, those that are seen."""
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible() and each.text()]


def buttons(widget: QWidget, text: str) -> list[QPushButton]:
    named = (each for each in widget.findChildren(QPushButton) if text in (each.text(), each.accessibleName()))
    return [each for each in named if each.isVisible()]


def click(*found: QPushButton) -> None:
    (button,) = found
    assert button.isEnabled()
    QTest.mouseClick(button, LEFT)


def in_its_window(scenario: Callable[[Window], Coroutine[Any, Any, None]]) -> None:
    """A start of the program, until the scenario has ended."""

    async def lived(app: App) -> None:
        await scenario(await Window(app).ready())

    in_window(lived)


class Shared(Window):
    """Stays open for all tests of a module. Between them it stands still, whatever pytest-qt then lets Qt do."""

    def __init__(self, app: App, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(app)
        self._loop = loop
        self._rest = Rest()
        loop._timer.installEventFilter(self._rest)  # type: ignore[attr-defined]

    def wake(self) -> None:
        self._rest.rests = False

    def run(self, work: Awaitable[Any]) -> None:
        self.wake()
        try:
            self._loop.run_until_complete(work)
        finally:
            self._rest.rests = True


class Rest(QObject):
    """What is due on the loop waits until that runs."""

    def __init__(self) -> None:
        super().__init__()
        self.rests = True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        return self.rests and event.type() == QEvent.Type.Timer


@contextmanager
def kept_open(application: QApplication, home: Path, run: Path, environ: dict[str, str]) -> Iterator[Shared]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(run))
        paths = Paths.of({"VIVIDDESK_HOME": str(home)})
        paths.make()
        ownership = handover.claim(paths.data, {"do": "raise"})
        assert isinstance(ownership, handover.Ownership)
        quits = application.quitOnLastWindowClosed()
        application.setQuitOnLastWindowClosed(False)
        app = App(application, Core(paths, environ, keyring=False), ownership)
        with qt_loop(application) as loop, uncaught_told(loop, app.notices):
            over = asyncio.Event()

            async def scenario(_app: App) -> None:
                await over.wait()

            app.desk.show()
            life = loop.create_task(app.run(scenario))
            window = Shared(app, loop)
            try:
                window.run(window.ready())
                yield window
            finally:
                over.set()
                window.run(life)
                window.wake()
                ownership.release()
        application.setQuitOnLastWindowClosed(quits)


def in_shared_window(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that takes `window` runs on its loop, and leaves it as it was."""

    @functools.wraps(test)
    def run(window: Shared, **given: Any) -> None:
        async def whole() -> None:
            try:
                await test(window=window, **given)
            finally:
                await window.clear()

        window.run(whole())

    return run


def whole(lines: Sequence[str], *sentences: str) -> bool:
    """Whether the lines have all of each sentence, wherever they were broken."""
    said = "".join(lines).replace(" ", "")
    return all(sentence.replace(" ", "") in said for sentence in sentences)
