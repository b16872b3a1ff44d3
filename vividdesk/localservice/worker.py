"""An executor of one process that draws: started when first needed, put in place again after it died.

The process lives as long as the pipe to it: it ends when the service closes its end, and when the service is killed.
No thread of the service that waits for a process is ever waited for: the service can always end.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from vividdesk.localservice.render import call

T = TypeVar("T")
P = ParamSpec("P")

CONTEXT = multiprocessing.get_context("spawn")  # a fork would copy locks that threads of the service hold
NICENESS = 5


@dataclass(frozen=True)
class _Drawer:
    process: BaseProcess
    pipe: "Connection[Any, Any]"


class Worker(Executor):
    """What runs must not raise: an exception there is the end of the process."""

    def __init__(self) -> None:
        self._drawer: _Drawer | None = None
        self._is_closed = False
        self._changing = threading.Lock()
        self._drawing = threading.Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self._is_closed:
            raise RuntimeError("the worker is closed")
        future: Future[T] = Future()
        threading.Thread(target=self._run, args=(future, (fn, args, kwargs)), daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the process in the middle of what it does."""
        self._is_closed = True
        self.restart()

    def restart(self) -> None:
        """What is being done is lost."""
        with self._changing:
            drawer, self._drawer = self._drawer, None
        if drawer is not None:
            drawer.process.kill()

    def _run(self, future: Future[Any], step: object) -> None:
        with self._drawing:
            if not future.set_running_or_notify_cancel():
                return
            try:
                drawer = self._present()
                drawer.pipe.send(step)
                result = drawer.pipe.recv()
            except (OSError, EOFError) as fault:
                self.restart()
                lost = BrokenExecutor(f"the process that drew has ended: {fault!r}")
                lost.__cause__ = fault
                future.set_exception(lost)
            except Exception as fault:  # noqa: BLE001 - no memory, for one: half of it may lie in the pipe
                self.restart()
                future.set_exception(fault)
            else:
                future.set_result(result)

    def _present(self) -> _Drawer:
        with self._changing:
            if self._is_closed:
                raise BrokenPipeError("the worker is closed")
            if self._drawer is None or not self._drawer.process.is_alive():
                self._drawer = _started()
            return self._drawer


def _started() -> _Drawer:
    pipe, end = CONTEXT.Pipe()
    with end:  # the process has its own by then; with ours open, its death would not be seen
        process = CONTEXT.Process(target=_live, args=(end,), daemon=True)
        process.start()
    return _Drawer(process, pipe)


def _live(pipe: "Connection[Any, Any]") -> None:
    """The new process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then ends this
    steps: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, steps), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    call.load()
    while True:
        function, args, kwargs = steps.get()
        pipe.send(function(*args, **kwargs))


def _listen(pipe: "Connection[Any, Any]", steps: "SimpleQueue[Any]") -> None:
    try:
        with contextlib.suppress(EOFError, OSError):
            while True:
                steps.put(pipe.recv())
    finally:
        os._exit(0)
