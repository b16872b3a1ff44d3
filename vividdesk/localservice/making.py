"""How one job is made: stages whose sources are ready side by side, a clip in parts of about a second."""

import asyncio
import errno
import itertools
import json
import logging
import math
import zlib
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import asdict
from typing import Any

from vividdesk import __version__
from vividdesk.localservice.job import Job, Made, Progress, Stage, State
from vividdesk.localservice.keeping import PART, Folder
from vividdesk.localservice.pool import Pool, WorkerLost
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.refusal import Cannot

logger = logging.getLogger(__name__)

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE})
AGAIN_AFTER = 5.0  # seconds, when the disk took nothing
NO_ROOM = "This waits for the disk of this computer, which takes nothing more: {reason}."
LOST = "What draws this stopped in the middle of it, twice."
MISTAKE = "Something went wrong in the local service; its log says more."


class Making:
    """`changed` is called whenever the job has to be written down. The lower the turn, the sooner its steps come."""

    def __init__(self, job: Job, folder: Folder, pool: Pool, turn: int, changed: Callable[[Job], None]) -> None:
        self._job = job
        self._folder = folder
        self._pool = pool
        self._turn = turn
        self._changed = changed
        self._ready = {progress.stage.name: asyncio.Event() for progress in job.stages}
        self._made = {progress.stage.name: progress for progress in job.stages}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Goes on from what lies on disk. The first fault ends it all."""
        await self._together(self._stage(number, progress) for number, progress in enumerate(self._job.stages))

    def stop(self) -> None:
        """Not one line of it runs any more, even where a result has just come."""
        for task in self._tasks:
            task.cancel()

    async def _together(self, works: Iterable[Coroutine[Any, Any, None]]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for work in works:
                    task = group.create_task(work)
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from None

    async def _stage(self, number: int, progress: Progress) -> None:
        stage = progress.stage
        for source in _sources(stage):
            await self._ready[source].wait()
        if progress.state is not State.DONE:
            try:
                is_clip = stage.film is not None and stage.film.frames > 1
                content = await (self._clip(number, progress) if is_clip else self._picture(progress))
                await self._keep(progress, content)
            except Exception as fault:
                progress.state, progress.error = State.FAILED, sentence(fault)
                raise
        self._ready[stage.name].set()

    async def _picture(self, progress: Progress) -> bytes:
        stage = progress.stage
        if stage.film is None:
            return await self._step(progress, {"do": "tool", **_craft(stage)})
        return await self._step(progress, {"do": "picture", "film": asdict(stage.film), **_craft(stage)})

    async def _clip(self, number: int, progress: Progress) -> bytes:
        stage = progress.stage
        assert stage.film is not None
        # Of this version: what another one drew may look different, or be kept in another form.
        parts = {f"{PART}{number}-{first}-{end}-{__version__}": (first, end) for first, end in chunks(stage.film)}
        there = [name for name in parts if self._folder.file(self._job, name).exists()]
        progress.done = sum(end - first for first, end in map(parts.__getitem__, there))
        if there:
            self._begin(progress)
        await self._together(self._part(progress, name, *parts[name]) for name in parts if name not in there)
        order = {"do": "join", "film": asdict(stage.film), "seed": _seed(stage)}
        return await self._pool.run(_text(order), lambda: [self._read(name) for name in parts], self._turn)

    async def _part(self, progress: Progress, name: str, first: int, end: int) -> None:
        stage = progress.stage
        assert stage.film is not None
        form = {"do": "frames", "film": asdict(stage.film), "from": first, "to": end}
        content = await self._step(progress, {**form, **_craft(stage)})
        await self._on_disk(progress, lambda: self._folder.put(self._job, name, content))
        progress.done += end - first

    async def _step(self, progress: Progress, order: dict[str, Any]) -> bytes:
        def photos() -> list[bytes]:
            self._begin(progress)
            return [self._read(self._place(source)) for source in progress.stage.photos.values()]

        return await self._pool.run(_text(order), photos, self._turn)

    def _begin(self, progress: Progress) -> None:
        self._job.state = progress.state = State.WORKING

    async def _keep(self, progress: Progress, content: bytes) -> None:
        made = Made.of(content)
        await self._on_disk(progress, lambda: self._folder.put(self._job, made.token, content))
        progress.made, progress.state, progress.done = made, State.DONE, progress.total
        await self._on_disk(progress, lambda: self._changed(self._job))

    async def _on_disk(self, progress: Progress, write: Callable[[], None]) -> None:
        """Waits for room, for as long as it takes; nothing more is drawn meanwhile, which would pile up in memory."""
        if self._is_taken(progress, write):
            return
        logger.warning("The job %s waits: %s", self._job.id, progress.error)
        with self._pool.resting():
            is_taken = False
            while not is_taken:
                await asyncio.sleep(AGAIN_AFTER)
                is_taken = self._is_taken(progress, write)

    def _is_taken(self, progress: Progress, write: Callable[[], None]) -> bool:
        try:
            write()
        except OSError as fault:
            if fault.errno not in FULL:
                raise
            progress.error = NO_ROOM.format(reason=fault.strerror)
            return False
        progress.error = ""
        return True

    def _place(self, source: str) -> str:
        made = self._made[source[1:]].made if source.startswith("@") else self._job.photos[source]
        assert made is not None
        return made.token

    def _read(self, name: str) -> bytes:
        return self._folder.file(self._job, name).read_bytes()


def sentence(fault: Exception) -> str:
    """What a person is told of it."""
    match fault:
        case Cannot():
            return str(fault)
        case WorkerLost():
            return LOST
    return MISTAKE


def chunks(film: Film) -> Iterator[tuple[int, int]]:
    """First frame and end of each part: the same on every machine, because where a part begins can be seen."""
    count = math.ceil(film.frames / film.rate)
    ends = [film.frames * number // count for number in range(count + 1)]
    return itertools.pairwise(ends)


def _sources(stage: Stage) -> list[str]:
    return [source[1:] for source in stage.photos.values() if source.startswith("@")]


def _craft(stage: Stage) -> dict[str, Any]:
    return {"craft": stage.craft, "options": stage.options, "slots": list(stage.photos)}


def _seed(stage: Stage) -> int:
    """Of the sound: another for other options, the same for the same."""
    return zlib.crc32(_text(_craft(stage)))


def _text(order: dict[str, Any]) -> bytes:
    return json.dumps(order).encode()
