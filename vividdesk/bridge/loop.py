"""qasync's loop, with what it leaves out."""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any, NoReturn, TypeVar

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from vividdesk.bridge.notices import Notices
from vividdesk.memory import give_back_free
from vividdesk.threads import Threads

T = TypeVar("T")

SWITCH = 0.0005  # seconds after which a busy thread gives way: with Python's usual 5 ms uploads make the window stutter

SWEEP = 1000  # milliseconds between two looks for garbage
WHOLE = 60  # of so many looks one takes all: a few objects that wait may hold large pictures


@contextmanager
def qt_loop(application: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The loop that both Qt and asyncio run on.

    qasync sets no hooks for asynchronous generators: without them, one that is left early is finished by the
    garbage collector, outside any loop.
    """
    loop = _Loop(application)
    loop.set_default_executor(Threads())
    asyncio.set_event_loop(loop)
    before = sys.get_asyncgen_hooks()
    interrupt, interval = signal.getsignal(signal.SIGINT), sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    sys.set_asyncgen_hooks(loop._asyncgen_firstiter_hook, loop._asyncgen_finalizer_hook)
    try:
        with _swept():
            yield loop
            loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        sys.setswitchinterval(interval)
        sys.set_asyncgen_hooks(*before)
        asyncio.set_event_loop(None)
        signal.set_wakeup_fd(-1)  # a signal that comes while it closes would be written into a pipe that is gone
        loop.close()
        signal.signal(signal.SIGINT, interrupt)  # asyncio's own way back is Python's KeyboardInterrupt


class _Loop(QEventLoop):  # type: ignore[misc]
    def run_until_complete(self, future: Awaitable[T]) -> T:
        """qasync's lets Qt go on for a moment after the loop has ended: tasks then run without one, and fail."""
        task = asyncio.ensure_future(future, loop=self)

        def stop(_task: "asyncio.Future[T]") -> None:
            self.stop()

        task.add_done_callback(stop)
        try:
            self.run_forever()
        finally:
            task.remove_done_callback(stop)
        if not task.done():
            raise RuntimeError("The loop was stopped before its work was done.")
        return task.result()


@contextmanager
def _swept() -> Iterator[None]:
    """Garbage goes on this thread, not on whichever makes the next object: Qt's own crashes when it dies elsewhere."""
    timer, looks = QTimer(interval=SWEEP), count(1)
    timer.timeout.connect(lambda: _sweep(next(looks) % WHOLE == 0))
    was_on = gc.isenabled()
    gc.disable()
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        if was_on:
            gc.enable()


def _sweep(whole: bool) -> None:
    """As Python itself decides it: the oldest generation that has grown enough, and the younger ones with it."""
    grown = [
        number for number, (has, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if has > most
    ]
    if whole:
        gc.collect()
        _clear_hidden()
        give_back_free()
    elif grown:
        gc.collect(grown[-1])


def _clear_hidden() -> None:
    """What a closed window was drawn on is kept by Qt until the window is shown again, and then drawn anew anyway."""
    for window in QApplication.topLevelWidgets():
        if window.isHidden() and (drawn_on := window.backingStore()) is not None:
            drawn_on.resize(QSize(1, 1))


def leave(code: int) -> NoReturn:
    """A thread still at work, on a dead disk or in the middle of Qt, crashes in an interpreter that is taken down."""
    if not any(thread.daemon for thread in threading.enumerate()):
        sys.exit(code)
    logging.shutdown()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    os._exit(code)


def on_signals(loop: asyncio.AbstractEventLoop, call: Callable[[], object]) -> None:
    """Calls it, on the loop, when the system or a terminal asks the program to end."""
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(call))
        return
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, call)


@contextmanager
def uncaught_told(loop: asyncio.AbstractEventLoop, notices: Notices) -> Iterator[None]:
    """What nobody caught in a slot, a paint, a thread or a callback is told; the program lives on."""

    def in_slot(_kind: type[BaseException], fault: BaseException, _trace: Any) -> None:
        notices.bug("the window", fault)

    def unraisable(event: Any) -> None:
        if event.exc_value is not None:
            notices.bug(f"{event.err_msg or 'clean-up'} {event.object!r}", event.exc_value)

    def in_thread(event: threading.ExceptHookArgs) -> None:
        if event.exc_value is not None:
            notices.bug("a thread", event.exc_value)

    def in_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        notices.bug(context["message"], context.get("exception") or RuntimeError(context["message"]))

    before = sys.excepthook, sys.unraisablehook, threading.excepthook
    sys.excepthook, sys.unraisablehook, threading.excepthook = in_slot, unraisable, in_thread
    loop.set_exception_handler(in_loop)
    try:
        yield
    finally:
        sys.excepthook, sys.unraisablehook, threading.excepthook = before
        loop.set_exception_handler(None)  # the channel ends before work that would not end is destroyed
