"""A child process that is asked by lines of JSON and kept for the next question: the parent's side.

What the child reads may have been made to break its reader. So nothing it does, not even dying, costs more than the
question it was at.
"""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import Process
from enum import Enum
from typing import Any

END_WITHIN = 1.0  # seconds for a child that may stop
KEPT_FOR = 300.0  # seconds without a question; then its memory goes back, and the next question starts another


class Why(Enum):
    """No answer came."""

    TIME = "it took too long"
    DIED = "the child died of the question"
    NO_START = "no child starts"
    CLOSING = "the child is being ended for good"


class Unanswered(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Child:
    """One question at a time, in the order they came.

    The process starts with the first question and is kept for the next ones while they come. Whatever ends it (a crash,
    no memory, the deadline) costs one question at most. A question that is cancelled ends it, too: half an answer would
    be taken for that of the next one.
    """

    def __init__(self, module: str, words: tuple[str, ...], seconds: float) -> None:
        self._command = (sys.executable, "-P", "-m", module, *words)
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._closed = False
        self._answered = 0.0  # when, by the loop's clock
        self._watch: asyncio.TimerHandle | None = None

    async def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        import json

        line, loop = json.dumps(question).encode("ascii") + b"\n", asyncio.get_running_loop()
        async with self._turn:
            try:
                return dict(json.loads(await self._answer(line)))
            finally:
                self._answered = loop.time()
                if self._watch is None and not self._closed:
                    self._watch = loop.call_later(KEPT_FOR, self._send_home, loop)

    async def close(self) -> None:
        """Questions under way are not answered any more."""
        self._closed = True
        if self._watch is not None:
            self._watch.cancel()
        if self._process is not None:
            await _end(self._process)
        async with self._turn:  # whoever waited for theirs has been told now
            if self._process is not None:
                await _end(self._process)

    def _send_home(self, loop: asyncio.AbstractEventLoop) -> None:
        """One that nobody has asked for so long; a question that is under way looks again when it is answered."""
        self._watch = None
        child, left = self._process, self._answered + KEPT_FOR - loop.time()
        if child is None or child.stdin is None or self._turn.locked():
            return
        if left > 0:
            self._watch = loop.call_later(left, self._send_home, loop)
        else:
            child.stdin.close()

    async def _answer(self, line: bytes) -> bytes:
        """A child that was dead before it began on the question is replaced: the question did not do it."""
        for _attempt in range(2):
            begun, answer = await self._try(line)
            if answer:
                return answer
            if begun:
                raise Unanswered(Why.CLOSING if self._closed else Why.DIED)
        raise Unanswered(Why.NO_START)

    async def _try(self, line: bytes) -> tuple[bytes, bytes]:
        child = await self._ready()
        assert child.stdin and child.stdout
        begun = answer = b""
        try:
            async with asyncio.timeout(self._seconds):
                child.stdin.write(line)
                begun = await child.stdout.readline()
                answer = await child.stdout.readline() if begun else b""
        except TimeoutError as fault:
            _kill(child)
            raise Unanswered(Why.TIME) from fault
        finally:
            if not answer.endswith(b"\n"):
                child.stdin.close()  # which ends it: its next line would answer this question, not the next one
        return begun, answer if answer.endswith(b"\n") else b""

    async def _ready(self) -> Process:
        if self._process is not None and not _is_well(self._process):
            await _end(self._process)
            self._process = None
        if self._process is None and not self._closed:
            self._process = await self._start()
        if self._process is None or self._closed:
            raise Unanswered(Why.CLOSING)
        return self._process

    async def _start(self) -> Process:
        try:
            return await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={key: value for key, value in os.environ.items() if not key.startswith("VIVIDDESK_")},
            )
        except OSError as fault:
            raise Unanswered(Why.NO_START) from fault


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
