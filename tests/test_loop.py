"""The loop that Qt and asyncio share: it loses nothing, waits for no thread, and leaves no generator open."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.waiting import until_on_loop
from vividdesk.bridge import loop as loops
from vividdesk.bridge.loop import on_signals, qt_loop

EVENTS = 20_000
TURNS = 5_000


class Speaker(QObject):
    said = Signal(int)


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    def hear(self, _number: int) -> None:
        self.heard += 1


def memory() -> int:
    """The bytes that the process has in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def emit(times: int) -> None:
    speaker, listener = Speaker(), Listener()
    speaker.said.connect(listener.hear)
    speaker.said.connect(lambda _number: None)
    for number in range(times):
        speaker.said.emit(number)
    assert listener.heard == times


async def tick(times: int) -> None:
    timer, done, left = QTimer(), asyncio.Event(), iter(range(1, times))

    def tock() -> None:
        if next(left, None) is None:
            timer.stop()
            done.set()

    timer.timeout.connect(tock)
    timer.start(0)
    await done.wait()


async def turn(times: int) -> None:
    for _turn in range(times):
        await asyncio.sleep(0)


async def _emitted(times: int) -> None:
    emit(times)


def taken(run: Callable[[], object]) -> tuple[int, int]:
    """By how much it changes the references to None, and the bytes that are held."""
    gc.collect()
    references, bytes_before = sys.getrefcount(None), memory()
    run()
    gc.collect()
    return abs(sys.getrefcount(None) - references), memory() - bytes_before


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize(("events", "times"), [(_emitted, EVENTS), (tick, EVENTS), (turn, TURNS)])
def test_events_lose_nothing(
    qapp: QApplication, events: Callable[[int], Coroutine[Any, Any, None]], times: int
) -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to None with each event, and aborts in the end.

    What earlier tests left may go meanwhile, once.
    """
    with qt_loop(qapp) as loop:
        loop.run_until_complete(events(times // 10))
        rounds = [taken(lambda: loop.run_until_complete(events(times))) for _round in range(3)]
    assert min(references for references, _bytes in rounds) < EVENTS // 400, "one lost in a hundred events, each time"
    assert min(more for _references, more in rounds) < 2_000_000


def test_a_generator_left_early_is_closed_on_the_loop(qapp: QApplication) -> None:
    """An unraisable would fail this test: warnings are errors."""
    closed_on = []

    async def numbers(closed: asyncio.Event) -> AsyncIterator[int]:
        try:
            for number in range(10):
                yield number
        finally:
            await asyncio.sleep(0)
            closed_on.append(asyncio.get_running_loop())
            closed.set()

    async def leave_early() -> None:
        closed = asyncio.Event()
        async for _number in numbers(closed):
            break
        gc.collect()
        await asyncio.wait_for(closed.wait(), 10)

    with qt_loop(qapp) as loop:
        loop.run_until_complete(leave_early())
    assert closed_on == [loop]


def test_a_generator_still_held_at_the_end_is_closed_on_the_loop(qapp: QApplication) -> None:
    closed_on = []

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            closed_on.append(asyncio.get_running_loop())

    async def begin() -> int:
        return await anext(held)

    with qt_loop(qapp) as loop:
        held = numbers()
        assert loop.run_until_complete(begin()) == 1
    assert closed_on == [loop]


def test_what_blocks_does_not_hold_the_end_up(qapp: QApplication) -> None:
    """As a name server does that never answers."""
    go_on = threading.Event()

    async def begin() -> None:
        work = asyncio.ensure_future(asyncio.to_thread(go_on.wait))
        await asyncio.wait([work], timeout=0.01)
        work.cancel()

    rescue = threading.Timer(10, go_on.set)
    rescue.start()
    with qt_loop(qapp) as loop:
        loop.run_until_complete(begin())
    assert not go_on.is_set()
    rescue.cancel()
    go_on.set()


@pytest.mark.parametrize(("busy", "said"), [("True", "said\n"), ("False", "said\ntaken down\n")])
def test_the_interpreter_is_not_taken_down_under_a_thread(busy: str, said: str) -> None:
    """Which would crash it now and then: whoever is in the middle of Qt finds it gone."""
    script = (
        "import atexit, threading\n"
        "from vividdesk.bridge.loop import leave\n"
        "atexit.register(print, 'taken down')\n"
        f"if {busy}: threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print('said')\n"
        "leave(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (3, said, "")


def test_that_nobody_reads_what_was_said_does_not_change_the_end() -> None:
    """As with `| head`: the pipe is gone before the last words leave."""
    script = (
        "import sys, threading\n"
        "from vividdesk.bridge.loop import leave\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print('said')\n"
        "sys.stdin.readline()\n"
        "leave(3)\n"
    )
    pipe = subprocess.PIPE
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen([sys.executable, "-c", script], stdin=pipe, stdout=pipe, stderr=pipe, env=environ) as program:
        assert program.stdin and program.stdout and program.stderr
        program.stdout.close()
        program.stdin.close()
        assert program.stderr.read() == b""
    assert program.returncode == 3


def test_what_blocks_gives_its_result_or_its_fault(qapp: QApplication) -> None:
    async def ask() -> list[Any]:
        work = (asyncio.to_thread(int, text) for text in ("7", "seven"))
        return await asyncio.gather(*work, return_exceptions=True)

    with qt_loop(qapp) as loop:
        good, bad = loop.run_until_complete(ask())
    assert good == 7
    assert isinstance(bad, ValueError)


class Ring(QObject):
    """Garbage that only the collector finds, as a closed dialog is."""

    def __init__(self, died: list[threading.Thread]) -> None:
        super().__init__()
        self.itself = self
        self._died = died

    def __del__(self) -> None:
        self._died.append(threading.current_thread())


def test_garbage_of_qts_goes_on_its_own_thread(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much another thread makes meanwhile, which is what sets Python's collector off."""
    monkeypatch.setattr(loops, "SWEEP", 5)
    died: list[threading.Thread] = []

    async def scenario() -> None:
        Ring(died)
        kept = await asyncio.to_thread(lambda: [[number] for number in range(100_000)])
        await until_on_loop(lambda: died)
        assert kept

    with qt_loop(qapp) as loop:
        loop.run_until_complete(scenario())
    assert died == [threading.main_thread()]
    assert gc.isenabled()


def test_garbage_goes_in_a_quiet_hour_too(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where so little is made that Python's collector would not be set off."""
    monkeypatch.setattr(loops, "SWEEP", 5)
    monkeypatch.setattr(loops, "WHOLE", 3)
    died: list[threading.Thread] = []
    gc.collect()
    thresholds = gc.get_threshold()
    gc.set_threshold(1_000_000)

    async def scenario() -> None:
        Ring(died)
        await until_on_loop(lambda: died)

    try:
        with qt_loop(qapp) as loop:
            loop.run_until_complete(scenario())
    finally:
        gc.set_threshold(*thresholds)
    assert died == [threading.main_thread()]


def test_no_task_goes_on_without_a_loop(qapp: QApplication) -> None:
    """Qt may have more to do when what was waited for is done."""

    async def go_on() -> None:
        while True:
            await asyncio.sleep(0)
            asyncio.get_running_loop()

    async def scenario() -> "asyncio.Task[None]":
        others = asyncio.create_task(go_on())
        await asyncio.sleep(0.01)
        return others

    with qt_loop(qapp) as loop:
        others = loop.run_until_complete(scenario())
        assert not others.done()
        others.cancel()
        loop.run_until_complete(asyncio.wait({others}))
        assert others.cancelled()


def test_a_window_that_is_hidden_keeps_no_picture_of_itself(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "SWEEP", 5)
    monkeypatch.setattr(loops, "WHOLE", 3)
    shown, hidden = QWidget(), QWidget()
    for window in (shown, hidden):
        qtbot.addWidget(window)
        window.resize(300, 200)
        window.show()
    whole, nothing = QSize(300, 200), QSize(1, 1)

    async def scenario() -> None:
        await until_on_loop(lambda: shown.backingStore().size() == hidden.backingStore().size() == whole)
        hidden.hide()
        await until_on_loop(lambda: hidden.backingStore().size() == nothing)
        assert shown.backingStore().size() == whole
        hidden.show()
        await until_on_loop(lambda: hidden.backingStore().size() == whole)

    with qt_loop(qapp) as loop:
        loop.run_until_complete(scenario())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_calls_on_the_loop_and_is_put_back(qapp: QApplication, number: str) -> None:
    before = signal.getsignal(signal.Signals[number])

    async def wait() -> None:
        called = asyncio.Event()
        on_signals(asyncio.get_running_loop(), called.set)
        signal.raise_signal(signal.Signals[number])
        await asyncio.wait_for(called.wait(), 10)

    with qt_loop(qapp) as loop:
        loop.run_until_complete(wait())
    assert signal.getsignal(signal.Signals[number]) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_signal_that_comes_while_it_closes_says_nothing(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    usual = asyncio.SelectorEventLoop._close_self_pipe
    closed: list[bool] = []

    def closing(loop: asyncio.SelectorEventLoop) -> None:
        usual(loop)
        signal.raise_signal(signal.SIGTERM)
        closed.append(True)

    monkeypatch.setattr(asyncio.SelectorEventLoop, "_close_self_pipe", closing)
    with qt_loop(qapp) as loop:
        on_signals(loop, lambda: None)
    assert closed == [True]
    assert capfd.readouterr().err == ""
