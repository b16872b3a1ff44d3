"""Tells Vimmerse's error log what went wrong with a job there, where the person has switched that on.

A failure is told as it happens or not at all: nothing of it is kept, so no later start tells it again. What the
service said may quote what was sent to it, so all that could be the person's own goes out of it first.
"""

import asyncio
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from vividdesk import log
from vividdesk.errors import ServiceError, VividError
from vividdesk.jobs.events import Event, JobChanged, Told
from vividdesk.jobs.kit import Kit
from vividdesk.model.job import Job, JobState
from vividdesk.model.photo import Photo
from vividdesk.model.request import thawed
from vividdesk.model.service import VIMMERSE
from vividdesk.providers.base import TakesErrors
from vividdesk.providers.reading import levels

logger = logging.getLogger(__name__)

REFUSALS = {ServiceError.__name__, *(kind.__name__ for kind in ServiceError.__subclasses__())}
FAULTS = ("error_message", "error", "message")
LISTED = ("aspect_ratio", "pipeline_mode")  # options whose values are the service's own words
RUN = 8  # letters in a row that are no chance: so much of a text shows which one it is
SHORTEST = 2  # letters of a text that is looked for as a whole
TELLING = 4  # letters of a word that may tell something; of a name fewer do

_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,15}:(?://|\\/\\/)\S+", re.IGNORECASE)
_PATH = re.compile(r"(?<!\w)(?:~|\b[a-z]:)?[\\/]\S+", re.IGNORECASE)
_FILE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|heic|heif|avif|tiff?|bmp|mp4|webm|mov)\b", re.IGNORECASE)


class Reports:
    def __init__(self, kit: Kit, wanted: Callable[[], bool]) -> None:
        self._kit = kit
        self._wanted = wanted
        self._going: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    def hear(self, event: Event) -> None:
        match event:
            case JobChanged(job, before=JobState()) if _failed_there(job) and self._wanted():
                task = asyncio.ensure_future(self._tell(job))
                self._going.add(task)
                task.add_done_callback(self._going.discard)

    async def close(self, until: float) -> None:
        """After the lanes. What is under way has until this moment of the loop's clock, or is never told."""
        if not self._going:
            return
        left = until - asyncio.get_running_loop().time()
        _told, late = await asyncio.wait(self._going, timeout=max(0.0, left))
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _tell(self, job: Job) -> None:
        try:
            async with self._turn:
                if not self._wanted():
                    return  # it was switched off while this waited
                wire = await self._kit.wires.of(job.lane)
                assert isinstance(wire.client, TakesErrors)
                await wire.client.log_error(*await self._report(job))
        except VividError as fault:
            logger.info("What went wrong with job %s did not get into the error log: %s", job.id, fault)
        except Exception as fault:  # noqa: BLE001 - a mistake of ours, told as any other
            self._kit.tell(Told(fault))

    async def _report(self, job: Job) -> tuple[str, dict[str, str]]:
        answers = [text for at, _kind, text in await self._kit.store.jobs.answers(job.id) if at >= job.sent_at]
        private = [*_own_words(job), job.out, *map(str, astuple(self._kit.folders()))]
        words = without(_said(answers[-1]), private) if answers else ""
        kind = job.trouble.kind if job.trouble else ""
        context = {
            "template_id": without(job.request.target),
            "workflow_id": without(job.remote),
            "processing_status": without(job.words, private),
        }
        message = ": ".join(filter(None, (f"Job failed ({kind})", words)))
        return message, {name: text for name, text in context.items() if text}


def _failed_there(job: Job) -> bool:
    """Not one that never got so far: a photo that is gone from here, a mistake of ours."""
    is_there = job.lane.service == VIMMERSE.id and not job.lane.local
    is_its_word = bool(job.remote) or (job.trouble is not None and job.trouble.kind in REFUSALS)
    return job.state is JobState.FAILED and is_there and is_its_word


def _said(answer: str) -> str:
    """In the workflow or around it; an answer that was too long to be kept whole says nothing."""
    try:
        content = json.loads(answer)
    except (ValueError, RecursionError):
        return ""
    return next(filter(None, (fields.words(*FAULTS) for fields in reversed(list(levels(content))))), "")


def _own_words(job: Job) -> Iterator[str]:
    """All that was typed, and how its photos are called; word by word, too: one alone may be quoted."""
    request = job.request
    given = {**thawed(request.options), **thawed(request.details)}
    texts = [*_texts({name: value for name, value in given.items() if name not in LISTED})]
    for picture in (each for taken in request.pictures.values() for each in taken):
        texts += (picture.name, PurePath(picture.name).stem) if isinstance(picture, Photo) else (picture.url,)
    for text in texts:
        yield text
        yield from (word for word in _WORD.findall(text) if len(word) >= TELLING or word[0].isupper())


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def without(text: str, private: Sequence[str] = ()) -> str:
    """Without keys, addresses, paths and names of files, and without whatever it quotes of what is private."""
    text = log.clean(text)
    for pattern in (_ADDRESS, _FILE, _PATH):
        text = pattern.sub(log.HIDDEN, text)
    lower = _lower(text)
    hidden = bytearray(len(text))
    for each in {form for known in private for form in _forms(" ".join(known.split()))}:
        for start, end in _places(lower, each):
            hidden[start:end] = b"\1" * (end - start)
    shown = "".join("\0" if is_hidden else letter for letter, is_hidden in zip(text, hidden, strict=True))
    return re.sub("\0+", log.HIDDEN, shown)


def _places(text: str, private: str) -> Iterator[tuple[int, int]]:
    """Where any part of it stands that is long enough; of a short one only where it stands as a word."""
    if len(private) < RUN:
        whole = re.compile(rf"(?<!\w){re.escape(private)}(?!\w)") if len(private) >= SHORTEST else None
        yield from (found.span() for found in whole.finditer(text)) if whole else ()
        return
    runs = {private[start : start + RUN] for start in range(len(private) - RUN + 1)}
    yield from ((at, at + RUN) for at in range(len(text) - RUN + 1) if text[at : at + RUN] in runs)


def _forms(text: str) -> Iterator[str]:
    yield from map(_lower, (text, json.dumps(text)[1:-1], quote(text)))


def _lower(text: str) -> str:
    """Letter for letter: of some the small form has two."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
