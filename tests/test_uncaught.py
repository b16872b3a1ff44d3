"""Fault 32: what nobody caught is logged with its traceback and told once, and the program lives on."""

import asyncio
import gc
import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.fakes import RecordedNotices
from vividdesk.bridge import notices
from vividdesk.bridge.loop import qt_loop, uncaught_told
from vividdesk.bridge.notices import Weight
from vividdesk.bridge.tasks import Tasks
from vividdesk.widgets.notice_bar import NoticeBar

pytestmark = pytest.mark.logs("planted")


def fail(*_whatever: object) -> None:
    raise ZeroDivisionError("planted")


async def fail_later() -> None:
    fail()


class Bell(QObject):
    rung = Signal()


class Broken(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.painted = asyncio.Event()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.painted.set()
        fail()


class Lost:
    def __del__(self) -> None:
        fail()


class World:
    """A loop with nothing but notices on it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.notices = RecordedNotices()
        self.tasks = Tasks(self.notices)

    def passes(self, seconds: float = 0.01) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))


@pytest.fixture
def world(qapp: QApplication) -> Iterator[World]:
    qapp.setQuitOnLastWindowClosed(False)
    with qt_loop(qapp) as loop:
        made = World(loop)
        with uncaught_told(loop, made.notices):
            yield made
    qapp.setQuitOnLastWindowClosed(True)


def in_a_slot(_world: World) -> None:
    bell = Bell()
    bell.rung.connect(fail)
    bell.rung.emit()


def in_a_timer(world: World) -> None:
    QTimer.singleShot(0, fail)
    world.passes()


def in_a_paint(world: World) -> None:
    broken = Broken()
    broken.show()
    world.loop.run_until_complete(asyncio.wait_for(broken.painted.wait(), 10))
    broken.close()


def in_a_task(world: World) -> None:
    async def start() -> None:
        world.tasks.start(fail_later())

    world.loop.run_until_complete(start())
    world.passes()


def in_a_task_that_nobody_kept(world: World) -> None:
    async def start() -> None:
        asyncio.ensure_future(fail_later())  # noqa: RUF006 - that is the fault

    world.loop.run_until_complete(start())
    world.passes()
    gc.collect()


def in_a_loop_callback(world: World) -> None:
    world.loop.call_soon(fail)
    world.passes()


def in_a_thread(world: World) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    world.passes()


def in_clearing_up(_world: World) -> None:
    Lost()
    gc.collect()


PLACES = (
    in_a_slot,
    in_a_timer,
    in_a_paint,
    in_a_task,
    in_a_task_that_nobody_kept,
    in_a_loop_callback,
    in_a_thread,
    in_clearing_up,
)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_fault_32_it_is_logged_told_once_and_survived(
    world: World, caplog: pytest.LogCaptureFixture, place: Callable[[World], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AGAIN", 1e9)
    for _time in range(3):
        place(world)
    faults = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(faults) >= 3
    for record in faults:
        assert record.exc_info
        assert record.exc_info[0] is ZeroDivisionError
        assert record.exc_info[2] is not None
    assert [notice.weight for notice in world.notices.told] == [Weight.FAILURE]
    assert "ZeroDivisionError" in world.notices.told[0].title
    assert world.loop.run_until_complete(asyncio.sleep(0, "alive")) == "alive"
    monkeypatch.setattr(notices, "AGAIN", 0.0)
    place(world)
    assert len(world.notices.told) > 1, "somebody has tried again"


def test_fault_32_what_fails_in_a_thread_is_shown_in_the_window(world: World) -> None:
    bar = NoticeBar(world.notices)
    in_a_thread(world)
    shown = [label.text() for label in bar.findChildren(QLabel)]
    assert any("ZeroDivisionError" in text for text in shown)
    bar.deleteLater()
    world.passes()
