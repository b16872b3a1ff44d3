"""Taking photos in: each is read, checked and made harmless in a child process, `decoder`, and kept by its content.

This process never opens a picture. What the child does to one is told in `pixels`, `jpeg` and `encode`; what becomes
of the result, in `shelf`.
"""

import asyncio
import contextlib
import os
import secrets
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vividdesk.errors import DataFolderError
from vividdesk.media.refusal import Reason
from vividdesk.media.words import noted, refused
from vividdesk.model.photo import Photo
from vividdesk.model.template import PhotoLimits
from vividdesk.texts import _

END_WITHIN = 1.0  # seconds for a child that may stop


@dataclass(frozen=True)
class Taken:
    photo: Photo
    notes: tuple[str, ...]  # sentences; what the person should know of it


@dataclass(frozen=True)
class Bounds:
    """What one photo may take: seconds by the clock, and the child's bytes of address space."""

    seconds: float = 60.0
    memory: int = 3 * 2**30  # 120 megapixels of the hungriest kind


USUAL = Bounds()


class Intake:
    """One photo at a time, in the order they came. `folder` is made when the first is kept.

    The child starts with the first photo and is kept for the next ones. Whatever ends it (a crash, no memory, the
    deadline) costs one photo at most. A take that is cancelled ends the child, too: half an answer would be taken for
    that of the next photo.
    """

    def __init__(self, folder: Path, bounds: Bounds = USUAL) -> None:
        self._folder = folder
        self._bounds = bounds
        self._part = f"{secrets.token_hex(8)}.part"
        self._turn = asyncio.Lock()
        self._child: Process | None = None
        self._closed = False

    async def take(self, path: str | os.PathLike[str]) -> Taken:
        """A PhotoRefused says why it is none. Later changes of the file do not matter."""
        path = Path(path)
        name = path.name or str(path)
        answer = await self._ask(name, {"take": str(path.absolute())})
        return Taken(Photo(**answer["kept"], name=name), tuple(map(noted, answer["notes"])))

    async def fit(self, photo: Photo, limits: PhotoLimits) -> Photo:
        """The same if it is within the limits, otherwise one made from it that is: of another kind, or smaller."""
        if limits.admit(photo):
            return photo
        question = {"fit": photo.file_name, "kinds": limits.kinds, "most": limits.most_bytes}
        answer = await self._ask(photo.name, question)
        return replace(photo, **answer["kept"])

    async def close(self) -> None:
        """Ends the child. Photos under way are refused."""
        self._closed = True
        if self._child is not None:
            await _end(self._child)
        async with self._turn:  # whoever waited for theirs has been refused now
            if self._child is not None:
                await _end(self._child)
        with contextlib.suppress(OSError):
            (self._folder / self._part).unlink(missing_ok=True)

    async def _ask(self, name: str, question: dict[str, Any]) -> dict[str, Any]:
        import json

        async with self._turn:
            answer = json.loads(await self._answer(name, json.dumps(question).encode("ascii") + b"\n"))
        match answer:
            case {"kept": dict()}:
                return dict(answer)
            case {"refused": reason, "facts": facts}:
                raise refused(name, reason, facts)
            case {"unwritable": reason}:
                raise DataFolderError(
                    _("The photo could not be stored in {folder} ({reason}).").format(
                        folder=self._folder, reason=reason
                    ),
                    _("Make room on that disk, or give yourself the right to write there."),
                )
        raise RuntimeError(f"the child that reads photos failed: {answer.get('mistake', answer)}")

    async def _answer(self, name: str, line: bytes) -> bytes:
        """The child's line. A child that was dead before it began on the photo is replaced: the photo did not do it."""
        for _attempt in range(2):
            begun, answer = await self._try(name, line)
            if answer:
                return answer
            if begun:
                raise refused(name, Reason.CLOSING if self._closed else Reason.DIED, {})
        raise refused(name, Reason.NO_START, {})

    async def _try(self, name: str, line: bytes) -> tuple[bytes, bytes]:
        child = await self._ready(name)
        assert child.stdin and child.stdout
        begun = answer = b""
        try:
            async with asyncio.timeout(self._bounds.seconds):
                child.stdin.write(line)
                begun = await child.stdout.readline()
                answer = await child.stdout.readline() if begun else b""
        except TimeoutError as fault:
            _kill(child)
            raise refused(name, Reason.TIME, {}) from fault
        finally:
            if not answer.endswith(b"\n"):
                child.stdin.close()  # which ends it: its next line would answer this photo, not the next one
        return begun, answer if answer.endswith(b"\n") else b""

    async def _ready(self, name: str) -> Process:
        if self._child is not None and not _is_well(self._child):
            await _end(self._child)
            self._child = None
        if self._child is None and not self._closed:
            self._child = await self._start(name)
        if self._child is None or self._closed:
            raise refused(name, Reason.CLOSING, {})
        return self._child

    async def _start(self, name: str) -> Process:
        try:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "vividdesk.media.decoder"),
                *(str(self._folder.absolute()), self._part, str(self._bounds.memory)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={key: value for key, value in os.environ.items() if not key.startswith("VIVIDDESK_")},
            )
        except OSError as fault:
            raise refused(name, Reason.NO_START, {}) from fault


def _is_well(child: Process) -> bool:
    assert child.stdin and child.stdout
    return child.returncode is None and not child.stdin.is_closing() and not child.stdout.at_eof()


async def _end(child: Process) -> None:
    """One that can be neither asked nor killed hangs in the system, for example on a dead disk: it is left alone."""
    assert child.stdin
    child.stdin.close()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(child.wait(), END_WITHIN)
        return
    _kill(child)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(child.wait(), END_WITHIN)


def _kill(child: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.kill()
