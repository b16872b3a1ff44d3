"""Threads for what blocks."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Threads(ThreadPoolExecutor):
    """Each call in a thread of its own, which goes with it and does not keep the program from ending.

    A pool waits for its threads: for ever, if one waits for a dead disk or name server. See `bridge.loop.leave`.
    """

    def submit(self, call: Callable[..., Any], /, *args: Any, **named: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        threading.Thread(target=self._run, args=(future, call, args, named), daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        pass

    @staticmethod
    def _run(future: "Future[Any]", call: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> None:
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(call(*args, **named))
            except BaseException as fault:  # noqa: BLE001 - it is whoever waits for the result that must know
                future.set_exception(fault)
