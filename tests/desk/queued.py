"""The queue panel over real jobs at a service that misbehaves as planned, and a person with mouse and keys."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.fakes import RecordedNotices
from tests.faults.plan import Act as Happens
from tests.faults.plan import Ask as Asked
from tests.faults.plan import At, Mishap
from tests.faults.remote import Life
from tests.jobs.conftest import Desk
from tests.waiting import until_on_loop
from vividdesk.bridge.job_list import JobList
from vividdesk.bridge.lane_list import LaneList
from vividdesk.bridge.step_pictures import StepPictures
from vividdesk.bridge.tasks import Tasks
from vividdesk.desk import standing
from vividdesk.desk.queue_panel import QueuePanel
from vividdesk.desk.strips import Strip
from vividdesk.jobs.events import JobChanged
from vividdesk.media.thumbs import Thumbs
from vividdesk.model.job import Ask, Job, JobState
from vividdesk.widgets.job_columns import Act
from vividdesk.widgets.theme import DARK, palette


@dataclass
class Queue:
    desk: Desk
    tasks: Tasks
    notices: RecordedNotices
    jobs: JobList
    lanes: LaneList
    panel: QueuePanel
    played: list[Job] = field(default_factory=list)
    again: list[Job] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def settle(self) -> None:
        """What was begun from here has ended."""
        await until_on_loop(lambda: not self.tasks._running)

    def choose(self, *rows: int) -> None:
        self.panel.view.clearSelection()
        model = self.panel.view.selectionModel()
        for row in rows:
            model.select(self.jobs.index(row), model.SelectionFlag.Select)
        model.setCurrentIndex(self.jobs.index(rows[-1]), model.SelectionFlag.NoUpdate)
        self.panel.view.setFocus()

    def click(self, row: int, act: Act) -> None:
        """And the mouse goes elsewhere, or no row would move any more."""
        place = self.panel.view.act_place(row, act)
        assert place is not None, f"row {row} does not offer {act}"
        QTest.mouseClick(self.panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        self.leave()

    def point(self, at: QPoint) -> None:
        """The mouse is there in the list."""
        place = QPointF(self.panel.view.viewport().mapTo(self.panel, at))
        QApplication.sendEvent(self.panel.view, QEnterEvent(place, place, place))
        QTest.mouseMove(self.panel.view.viewport(), at)

    def leave(self) -> None:
        """The mouse is elsewhere."""
        QApplication.sendEvent(self.panel.view, QEvent(QEvent.Type.Leave))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.leave()
        QTest.keyClick(self.panel.view, key, modifier)

    async def dialog(self, kind: type[QDialog]) -> QDialog:
        await until_on_loop(lambda: isinstance(QApplication.activeModalWidget(), kind) or self._shown(kind))
        (found,) = self._shown(kind)
        return found

    def _shown(self, kind: type[QDialog]) -> list[QDialog]:
        return [each for each in self.panel.findChildren(kind) if each.isVisible()]

    def strips(self) -> list[str]:
        return [each.accessibleName() for each in self.panel.findChildren(Strip) if each.isVisible()]

    def button(self, text: str) -> QPushButton:
        (found,) = [each for each in self.panel.findChildren(QPushButton) if text == each.text() and each.isVisible()]
        return found

    @property
    def states(self) -> list[str]:
        return [self.jobs.job(row).state.value for row in range(self.jobs.rowCount())]


@pytest.fixture
async def queue(desk: Desk, qtbot: QtBot) -> AsyncIterator[Queue]:
    notices = RecordedNotices()
    tasks = Tasks(notices)
    jobs, lanes = JobList(desk.core, tasks), LaneList(desk.core, tasks)
    picture = QPixmap(40, 30)
    picture.fill(Qt.GlobalColor.red)
    thumbs = Thumbs(desk.core.paths.thumbs)
    steps = StepPictures(desk.core, thumbs, tasks, desk.core.paths.frames)
    panel = QueuePanel(desk.core, jobs, lanes, tasks, notices, lambda: DARK, lambda _photo: picture, steps)
    panel.setPalette(palette(DARK))
    qtbot.addWidget(panel)
    made = Queue(desk, tasks, notices, jobs, lanes, panel)
    panel.play_wanted.connect(made.played.append)
    panel.again_wanted.connect(made.again.append)
    panel.key_wanted.connect(made.keys.append)
    desk.core.listen(jobs.hear)
    desk.core.listen(lanes.hear)
    panel.resize(1200, 300)
    panel.show()
    jobs.begin()
    lanes.begin()
    await made.settle()
    yield made
    await tasks.finish(5)
    await thumbs.close()
    panel.hide()


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever clicks has seen what moved."""
    monkeypatch.setattr(standing, "ENOUGH", 0.0)


async def held(queue: Queue, *marks: str) -> list[Job]:
    """Jobs that wait to be sent."""
    await queue.desk.core.runner.pause()
    return await queue.desk.send(*marks)


async def ended(queue: Queue, *marks: str, state: JobState = JobState.DONE) -> list[Job]:
    """As they would stand in the journal, without the work."""
    jobs = [replace(job, state=state, rev=99, files=1) for job in await held(queue, *marks)]
    for job in jobs:
        queue.jobs.hear(JobChanged(job))
    return jobs


async def making(queue: Queue, service: str = "vimmerse") -> Job:
    queue.desk.service.works.life = Life(seconds=60.0)
    (job,) = await queue.desk.until(JobState.WAITING, *await queue.desk.send("mark-a", service=service))
    return job


async def unsure(queue: Queue, mark: str = "mark-a") -> Job:
    queue.desk.service.plan.now([Mishap(Asked.SUBMIT, Happens.RESET, At.ACCEPTED)])
    (job,) = await queue.desk.until(JobState.UNSURE, *await queue.desk.send(mark, service="vimmerse"))
    await until_on_loop(lambda: (known := queue.jobs.known(job.id)) and known.ask is Ask.TAKEN)
    return job
