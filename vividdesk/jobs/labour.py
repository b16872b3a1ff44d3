"""The work that a lane has begun: never two steps on one job, so many of a kind at once, and errands beside them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any

from vividdesk.jobs.troubles import Step

MOST = {Step.SEND: 2, Step.LOOK: 4, Step.FETCH: 3}  # steps at once

Broke = Callable[[Collection[int], Exception], Awaitable[None]]


class Labour:
    """`broke` hears of what a step raised, with its jobs; `over` is called whenever something has ended."""

    def __init__(self, broke: Broke, over: Callable[[], None]) -> None:
        self._broke = broke
        self._over = over
        self._steps: dict[int, tuple[Step, asyncio.Task[None]]] = {}  # by job
        self._errands: dict[str, asyncio.Task[None]] = {}

    def __bool__(self) -> bool:
        return bool(self._steps or self._errands)

    @property
    def jobs(self) -> set[int]:
        return set(self._steps)

    def free(self, step: Step) -> int:
        """Places for such steps; several jobs may share one."""
        return MOST[step] - len(self._tasks(step))

    def begin(self, step: Step, jobs: Collection[int], work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._told(work, jobs))
        self._steps.update(dict.fromkeys(jobs, (step, task)))
        task.add_done_callback(lambda _task: self._end(work, jobs))

    def errand(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """One of a name at a time."""
        if name not in self._errands:
            begun = work()
            task = self._errands[name] = asyncio.ensure_future(self._told(begun, ()))
            task.add_done_callback(lambda _task: self._end(begun, (), name))

    async def end(self, job: int, patience: float) -> None:
        """Of the step that works on the job; one that sends it gets so many seconds before it is cancelled."""
        if job in self._steps:
            step, task = self._steps[job]
            if step is Step.SEND:
                await asyncio.wait({task}, timeout=patience)
            await ended(task)

    async def close(self, grace: float) -> None:
        if sending := self._tasks(Step.SEND):
            await asyncio.wait(sending, timeout=grace)
        for task in {task for _step, task in self._steps.values()} | set(self._errands.values()):
            await ended(task)

    def _tasks(self, step: Step) -> set["asyncio.Task[None]"]:
        return {task for kind, task in self._steps.values() if kind is step}

    async def _told(self, work: Coroutine[Any, Any, None], jobs: Collection[int]) -> None:
        try:
            await work
        except Exception as fault:  # noqa: BLE001 - whoever listens tells it
            await self._broke(jobs, fault)

    def _end(self, work: Coroutine[Any, Any, None], jobs: Collection[int], errand: str = "") -> None:
        """Also of what was cancelled before its first turn, which then has begun nothing."""
        work.close()
        for job in jobs:
            self._steps.pop(job, None)
        self._errands.pop(errand, None)
        self._over()


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancelled, and over."""
    task.cancel()
    await asyncio.wait({task})
