"""Steps of work on executors: processes of this computer, or those of a cluster."""

import asyncio
import contextlib
import itertools
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from vividdesk.localservice.render import call
from vividdesk.localservice.render.call import Outcome
from vividdesk.localservice.render.refusal import Cannot
from vividdesk.localservice.worker import Worker

logger = logging.getLogger(__name__)

TRIES = 2  # a photo that brings down two workers would bring down the next one, too
LONGEST_STEP = 600.0  # seconds; a second of the largest clip takes a twentieth of it
LONGEST_UNWANTED = 5.0  # seconds that a step may go on for which nobody waits any more

Photos = Callable[[], list[bytes]]


class WorkerLost(Exception):
    """Whoever did the step died of it, and so did the next."""


class StepFault(Exception):
    """A mistake of ours within a step; its text is the traceback from there."""


@dataclass(order=True)
class _Step:
    turn: int
    number: int
    order: bytes = field(compare=False)
    photos: Photos = field(compare=False)
    answer: "asyncio.Future[bytes]" = field(compare=False)
    tries: int = field(default=0, compare=False)


@dataclass(eq=False)
class _Seat:
    executor: Executor
    running: "Future[Outcome] | None" = None

    @property
    def is_free(self) -> bool:
        """A step that nobody waits for any more holds its seat until it has ended."""
        return self.running is None or self.running.done()


class Pool:
    """An executor stands among them as often as it is to have steps at the same time; that may change."""

    def __init__(self, executors: Sequence[Executor] | Callable[[], Sequence[Executor]]) -> None:
        self._executors = executors if callable(executors) else lambda: executors
        self._seats = [_Seat(executor) for executor in self._executors()]
        self._waiting: list[_Step] = []
        self._numbers = itertools.count()
        self._rests = 0

    async def run(self, order: bytes, photos: Photos, turn: int = 0) -> bytes:
        """What the step makes: Cannot, WorkerLost or StepFault where it makes nothing.

        Of those that wait the lowest turn comes first. `photos` is called then, so that waiting takes no memory.
        """
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, _Step(turn, next(self._numbers), order, photos, answer))
        self._hand_out()
        return await answer

    @contextlib.contextmanager
    def resting(self) -> Iterator[None]:
        """What is being done goes on, but nothing new begins."""
        self._rests += 1
        try:
            yield
        finally:
            self._rests -= 1
            self._hand_out()

    def _hand_out(self) -> None:
        if self._rests:
            return
        self._count()
        while self._waiting and (seat := next((seat for seat in self._seats if seat.is_free), None)):
            step = heappop(self._waiting)
            if not step.answer.done():
                self._give(step, seat)

    def _count(self) -> None:
        """Seats that are too many go when they are free."""
        missing = Counter(self._executors())
        missing.subtract(seat.executor for seat in self._seats)
        for executor, count in missing.items():
            self._seats += [_Seat(executor) for _each in range(count)]
            surplus = [seat for seat in self._seats if seat.executor is executor and seat.is_free][: max(-count, 0)]
            self._seats = [seat for seat in self._seats if seat not in surplus]

    def _give(self, step: _Step, seat: _Seat) -> None:
        step.tries += 1
        try:
            running = seat.executor.submit(call.perform, step.order, step.photos())
        except Exception as fault:  # noqa: BLE001 - of a file, of the executor: the step's owner has to know
            step.answer.set_exception(fault)
            return
        seat.running = running
        loop = step.answer.get_loop()
        if isinstance(seat.executor, Worker):
            _watch(step.answer, running, seat.executor)
        running.add_done_callback(lambda _future: _call_soon(loop, self._take, step, running))

    def _take(self, step: _Step, done: "Future[Outcome]") -> None:
        if not step.answer.done():
            fault = None if done.cancelled() else done.exception()
            if done.cancelled() or fault is not None:
                self._lose(step, fault)
            else:
                _tell(step, done.result())
        self._hand_out()

    def _lose(self, step: _Step, fault: BaseException | None) -> None:
        if step.tries < TRIES:
            heappush(self._waiting, step)
            return
        lost = WorkerLost(repr(fault))
        lost.__cause__ = fault
        step.answer.set_exception(lost)


def _tell(step: _Step, outcome: Outcome) -> None:
    if outcome.refusal:
        step.answer.set_exception(Cannot(outcome.refusal))
    elif outcome.mistake:
        step.answer.set_exception(StepFault(outcome.mistake))
    else:
        step.answer.set_result(outcome.content)


def _watch(answer: "asyncio.Future[bytes]", running: "Future[Outcome]", worker: Worker) -> None:
    """A step that hangs where nothing can be raised in it must not hold its seat for ever."""
    loop = answer.get_loop()

    def end() -> None:
        if not running.done():
            logger.warning("A step takes too long, or is not wanted any more: its worker is ended")
            worker.restart()

    def unwanted(_answer: "asyncio.Future[bytes]") -> None:
        if not running.done():
            timers.append(loop.call_later(LONGEST_UNWANTED, end))

    timers = [loop.call_later(LONGEST_STEP, end)]
    answer.add_done_callback(unwanted)
    running.add_done_callback(lambda _future: _call_soon(loop, _drop, timers))


def _drop(timers: list[asyncio.TimerHandle]) -> None:
    for timer in timers:
        timer.cancel()


def _call_soon(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *args: Any) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits for this any more
        loop.call_soon_threadsafe(function, *args)


@contextlib.contextmanager
def processes(count: int | None = None) -> Iterator[Pool]:
    """One for each core, if not said otherwise."""
    workers = [Worker() for _each in range(count or _cores())]
    try:
        yield Pool(workers)
    finally:
        for worker in workers:
            worker.shutdown(wait=False, cancel_futures=True)


def _cores() -> int:
    """That this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
