"""A thread that does one thing after another."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Worker:
    """What hangs in it, on a disk that does not answer, does not keep the program from ending.

    This is why it is no ThreadPoolExecutor: that one is waited for.
    """

    def __init__(self, name: str) -> None:
        self._tasks: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._stopped = False
        threading.Thread(target=self._run, name=name, daemon=True).start()

    async def do(self, work: Callable[[], T]) -> T:
        """From any loop. Work that was begun is done to its end, also when nobody waits for it any more."""
        if self._stopped:
            raise RuntimeError("the store is closed")
        future: Future[T] = Future()
        self._tasks.put((future, work))
        return await asyncio.wrap_future(future)

    def stop(self) -> None:
        """After what it was given."""
        self._stopped = True
        self._tasks.put(None)

    def _run(self) -> None:
        while task := self._tasks.get():
            future, work = task
            if future.set_running_or_notify_cancel():
                try:
                    result = work()
                except BaseException as fault:  # noqa: BLE001  it is raised where the work is awaited
                    future.set_exception(fault)
                else:
                    future.set_result(result)
                    del result
            del task, future, work  # or the last task would live until the next one comes
