"""The child process that looks into results, forked instead of started: a start takes longer than a life of a trial.

It is the same program, in a process of its own, on the other side of the same pipes.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from vividdesk.media import answering, child, inspector

MODULE = inspector.__name__


class Forked:
    """What `asyncio` has for a process it started, as far as `media.child` uses it."""

    def __init__(self, pid: int, stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.returncode: int | None = None
        self._pid = pid

    async def wait(self) -> int:
        if self.returncode is None:
            _pid, status = await asyncio.to_thread(os.waitpid, self._pid, 0)
            self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self._pid, signal.SIGKILL)


def forked_inspector(close: int, begin: Callable[[], None]) -> None:
    """For the first inspector of this process; should that die, the next one is started as usual.

    To be called before there are threads. `close` is what the child must not keep open, `begin` its first act.
    """
    question, answer = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(close)
        os.close(question[1])
        os.close(answer[0])
        _be(question[0], answer[1], begin)
    os.close(question[0])
    os.close(answer[1])
    waiting = [(pid, question[1], answer[0])]
    usual = child.Child._start

    async def start(self: child.Child) -> Any:
        if waiting and MODULE in self._command:
            pid, stdin, stdout = waiting.pop()
            words = self._command[self._command.index(MODULE) + 1 :]
            os.write(stdin, (json.dumps(words) + "\n").encode())
            return await _taken(pid, stdin, stdout)
        return await usual(self)

    child.Child._start = start  # type: ignore[method-assign]


def _be(stdin: int, stdout: int, begin: Callable[[], None]) -> None:
    """It waits for the words of its command, then is what that command starts."""
    try:
        words = b""
        while not words.endswith(b"\n"):
            words += os.read(stdin, 1) or sys.exit()
        os.dup2(stdin, 0)
        os.dup2(stdout, 1)
        sys.stdin = os.fdopen(0, "r")
        # Its address space begins with all that the parent has; the limit is tried elsewhere.
        answering._limit = lambda memory: None
        begin()
        inspector.main(*json.loads(words))
    finally:
        os._exit(0)


async def _taken(pid: int, stdin: int, stdout: int) -> Forked:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    reading = asyncio.StreamReaderProtocol(reader)
    await loop.connect_read_pipe(lambda: reading, os.fdopen(stdout, "rb", buffering=0))
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, os.fdopen(stdin, "wb", 0))
    return Forked(pid, asyncio.StreamWriter(transport, protocol, None, loop), reader)
