"""What the service does: accepts work, keeps it on disk, has its steps done, keeps results for a while.

All of it is called on one loop. What it is handed out as a Job changes while the work goes on.
"""

import asyncio
import itertools
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from vividdesk.errors import DataFolderError
from vividdesk.localservice.account import STOCK, Account
from vividdesk.localservice.job import Job, Made, Order, Progress, State
from vividdesk.localservice.keeping import Folder
from vividdesk.localservice.making import Making, sentence
from vividdesk.localservice.pool import Pool
from vividdesk.localservice.render.refusal import Cannot

logger = logging.getLogger(__name__)

LONGEST_QUEUE = 500  # jobs
MOST_KEPT = 20_000_000_000  # bytes of what ended jobs leave
LOOK_EVERY = 60.0  # seconds, for what has expired
REMEMBERED_FOR = timedelta(days=30)  # jobs whose files are gone
MOST_REMEMBERED = 2000


class QueueFull(Exception):
    pass


class NoRoom(Exception):
    """The disk does not take what was sent; the text says why."""


class OutOfCredits(Exception):
    pass


def _now() -> datetime:
    return datetime.now(UTC)


class Workshop:
    """Has the folder to itself until it is closed: FolderInUse. The pool is closed by who made it, afterwards."""

    def __init__(
        self,
        folder: Path,
        pool: Pool,
        *,
        retention: float | None = None,  # seconds that results are kept; None: for ever
        most_kept: int = MOST_KEPT,
        longest_queue: int = LONGEST_QUEUE,
        stock: int = STOCK,
        allowances: Mapping[str, int] | None = None,  # requests per hour, by service
        now: Callable[[], datetime] = _now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = Folder(folder)
        self._pool = pool
        self._retention = None if retention is None else timedelta(seconds=retention)
        self._most_kept = most_kept
        self._longest_queue = longest_queue
        self._stock, self._allowances, self._clock = stock, allowances or {}, clock
        self._now = now
        self._accounts: dict[str, Account] = {}
        self._turns = itertools.count()
        self._works: dict[str, tuple[Making, asyncio.Task[None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._patrol: asyncio.Task[None] | None = None
        self._uncleared: dict[str, Job] = {}  # whose files are let go, and lie there still
        self._jobs = {job.id: job for job in self._folder.read()}
        self._owners = {made.token: job for job in self._jobs.values() for made in job.files}

    async def start(self) -> int:
        """Takes up what was accepted and is not done; returns how many jobs."""
        waiting = [job for job in self._jobs.values() if not job.state.is_end]
        for job in waiting:
            self._begin(job)
        self._let_go_of_old()
        self._patrol = self._task(self._look_for_old())
        return len(waiting)

    async def close(self) -> None:
        """What is not done goes on at the next start."""
        for job_id in list(self._works):
            self._stop(job_id)
        if self._patrol is not None:
            self._patrol.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._folder.close()

    def account(self, service: str) -> Account:
        if service not in self._accounts:
            path = self._folder.path / f"account-{service}.json"
            self._accounts[service] = Account(path, self._stock, self._allowances.get(service), self._clock)
        return self._accounts[service]

    def accept(self, order: Order) -> Job:
        """Once it returns, the work will be done, whatever happens to the process. QueueFull, OutOfCredits, NoRoom."""
        if len(self._works) >= self._longest_queue:
            raise QueueFull
        account = self.account(order.service)
        if order.cost > account.left:
            raise OutOfCredits
        job = self._job(order)
        try:
            self._folder.add(job, order.photos)
        except OSError as fault:
            raise NoRoom(fault.strerror or str(fault)) from fault
        try:
            account.charge(order.cost)
        except DataFolderError as fault:
            self._folder.remove(job)
            raise NoRoom(fault.title) from fault
        self._jobs[job.id] = job
        self._own(job)
        self._begin(job)
        return job

    def find(self, service: str, job_id: str) -> Job | None:
        job = self._jobs.get(job_id)
        return job if job and job.service == service else None

    def jobs(self, service: str) -> list[Job]:
        """Newest first."""
        return [job for job in reversed(self._jobs.values()) if job.service == service]

    def change(self, job: Job, facts: Mapping[str, Any]) -> None:
        """Takes the place of those of the same names."""
        job.facts.update(facts)
        self._write(job)

    def cancel(self, job: Job) -> None:
        """One that has ended stays as it is."""
        self._stop(job.id)
        self._end(job, State.CANCELLED)

    def delete(self, job: Job) -> None:
        self.cancel(job)
        self._forget(job)

    def is_known(self, token: str) -> bool:
        """Whether there is, or was, such a file."""
        return token in self._owners

    def file(self, token: str) -> tuple[Path, str] | None:
        """A photo or a result, and its media type, as long as it is kept."""
        job = self._owners.get(token)
        if job is None:
            return None
        if self._is_old(job):
            self._let_go(job)
        made = next(made for made in job.files if made.token == token)
        path = self._folder.file(job, token)
        return (path, made.kind) if job.kept and path.is_file() else None

    def _job(self, order: Order) -> Job:
        now = self._now()
        return Job(
            id=str(uuid4()),
            service=order.service,
            target=order.target,
            facts=dict(order.facts),
            cost=order.cost,
            created=now,
            updated=now,
            stages=[Progress.of(stage) for stage in order.stages],
            photos={name: Made.of(content) for name, content in order.photos.items()},
        )

    def _begin(self, job: Job) -> None:
        making = Making(job, self._folder, self._pool, next(self._turns), self._write)
        self._works[job.id] = making, self._task(self._work(job, making))

    def _task(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _work(self, job: Job, making: Making) -> None:
        try:
            await making.run()
        except Cannot as refusal:
            self._end(job, State.FAILED, str(refusal))
        except Exception as fault:
            logger.exception("The job %s failed", job.id)
            self._end(job, State.FAILED, sentence(fault))
        else:
            self._end(job, State.DONE)

    def _stop(self, job_id: str) -> None:
        if job_id in self._works:
            making, task = self._works.pop(job_id)
            making.stop()
            task.cancel()

    def _end(self, job: Job, state: State, error: str = "") -> None:
        self._works.pop(job.id, None)
        if job.state.is_end:
            return
        is_free = state is State.FAILED or (state is State.CANCELLED and job.state is State.WAITING)
        job.state, job.error, job.ended = state, error, self._now()
        for progress in job.stages:
            if not progress.state.is_end:
                progress.state = State.CANCELLED
        try:
            self._write(job)
            self._folder.tidy(job)
            if is_free:
                self.account(job.service).give_back(job.cost)
        except (OSError, DataFolderError):
            logger.exception("The end of the job %s cannot be written down", job.id)
        self._let_go_of_old()

    def _write(self, job: Job) -> None:
        job.updated = self._now()
        self._own(job)
        self._folder.write(job)

    def _own(self, job: Job) -> None:
        self._owners.update((made.token, job) for made in job.files)

    async def _look_for_old(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self._let_go_of_old()

    def _let_go_of_old(self) -> None:
        """The last to end keeps its files, however large they are."""
        for job in list(self._uncleared.values()):
            self._clear(job)
        ended = [job for job in self._jobs.values() if job.ended and job.kept]
        for job in filter(self._is_old, ended):
            self._let_go(job)
        kept = sorted((job for job in ended if job.kept), key=lambda job: job.ended or job.updated)
        size = sum(job.size for job in kept)
        for job in kept[:-1]:
            if size <= self._most_kept:
                break
            size -= job.size
            self._let_go(job)
        self._forget_old()

    def _forget_old(self) -> None:
        gone = [job for job in self._jobs.values() if job.ended and not job.kept and job.id not in self._uncleared]
        newest = sorted(gone, key=lambda job: job.ended or job.updated, reverse=True)
        now = self._now()
        for number, job in enumerate(newest):
            if number >= MOST_REMEMBERED or now >= (job.ended or now) + REMEMBERED_FOR:
                self._forget(job)

    def _forget(self, job: Job) -> None:
        del self._jobs[job.id]
        for made in job.files:
            del self._owners[made.token]
        try:
            self._folder.remove(job)
        except OSError:
            logger.exception("The job %s cannot be removed, and is there again at the next start", job.id)

    def _is_old(self, job: Job) -> bool:
        if self._retention is None or job.ended is None or not job.kept:
            return False
        return self._now() >= job.ended + self._retention

    def _let_go(self, job: Job) -> None:
        job.kept = False
        self._clear(job)

    def _clear(self, job: Job) -> None:
        """What cannot be removed, such as a file that Windows sees open, is tried again when it is looked for old."""
        was_tried = self._uncleared.pop(job.id, None) is not None
        try:
            self._folder.write(job)
            self._folder.tidy(job)
        except OSError as fault:
            self._uncleared[job.id] = job
            if not was_tried:
                logger.warning("The files of the job %s cannot be removed yet: %s", job.id, fault)
