"""HTTP over a plain stream, so that it can go wrong at any byte."""

import asyncio
import hashlib
import os
import signal
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from tests.faults.plan import Act, At, Mishap, Plan

PIECE = 16 * 1024
LONGEST_HEAD = 64 * 1024
DROPS = 40  # pieces of an answer that drips
STALLED = 900.0  # seconds that a service says nothing which is not told for how long
WORDS = {200: "OK", 202: "Accepted", 206: "Partial Content", 429: "Too Many Requests"}


class Gone(Exception):
    """The connection is no more, by whose doing ever."""


@dataclass(frozen=True)
class Head:
    method: str
    path: str  # without its query
    query: str
    headers: Mapping[str, str]  # by lower-case names

    @property
    def length(self) -> int:
        return int(self.headers.get("content-length", "0"))


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def head(self, measured: bool = True) -> bytes:
        named = {"Content-Type": self.kind} if self.kind else {}
        named |= {"Content-Length": str(len(self.body))} if measured else {"Connection": "close"}
        named |= self.headers
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        return f"HTTP/1.1 {self.status} {WORDS.get(self.status, 'Said')}\r\n{lines}\r\n".encode("latin-1", "replace")


class Talk:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.is_control = False  # of the trial itself
        self._reader = reader
        self._writer = writer

    async def head(self) -> Head:
        try:
            text = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as fault:
            raise Gone from fault
        first, *lines = text[:-4].split("\r\n")
        method, target, _version = first.split(" ")
        path, _mark, query = target.partition("?")
        pairs = (line.partition(":") for line in lines)
        return Head(method, path, query, {name.lower(): value.strip() for name, _colon, value in pairs})

    async def read(self, size: int) -> bytes:
        """Exactly as many bytes."""
        try:
            return await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, OSError) as fault:
            raise Gone from fault

    async def send(self, data: bytes) -> None:
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as fault:
            raise Gone from fault

    def reset(self) -> None:
        """The other side sees the connection break, not end."""
        wire = self._writer.get_extra_info("socket")
        with suppress(OSError):
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
        raise Gone

    async def silence(self, seconds: float) -> None:
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(seconds):
                while await self._reader.read(PIECE):
                    pass
                raise Gone


class Course:
    """Of one request, with the mishap that befalls it."""

    def __init__(self, talk: Talk, plan: Plan, mishap: Mishap | None) -> None:
        self._talk = talk
        self._plan = plan
        self.mishap = mishap

    def is_to(self, *acts: Act) -> bool:
        return self.mishap is not None and self.mishap.act in acts

    def befalls(self) -> Mishap:
        assert self.mishap is not None
        self._plan.befalls(self.mishap)
        return self.mishap

    async def reach(self, point: At) -> None:
        """Gone where the conversation ends here."""
        mishap = self.mishap
        if mishap is None or mishap.at is not point:
            return
        match mishap.act:
            case Act.RESET:
                self.befalls()
                self._talk.reset()
            case Act.CLOSE:
                self.befalls()
                raise Gone
            case Act.STALL:
                self.befalls()
                if mishap.seconds:
                    await asyncio.sleep(mishap.seconds)
                    return
                if point in (At.HEAD, At.BODY):
                    await asyncio.sleep(STALLED)  # reading on would be no stall
                else:
                    await self._talk.silence(STALLED)
                raise Gone
            case Act.KILL:
                self.befalls()
                await asyncio.sleep(mishap.seconds)
                with suppress(ProcessLookupError):
                    os.kill(mishap.pid, signal.SIGKILL)

    async def body(self, size: int) -> tuple[bytes, str]:
        """With its hash."""
        content, digest = bytearray(), hashlib.sha256()
        stop = int(size * self.mishap.part) if self.mishap is not None and self.mishap.at is At.BODY else None
        while len(content) < size or stop is not None:
            if stop is not None and len(content) >= stop:
                stop = None
                await self.reach(At.BODY)
                continue
            end = size if stop is None else stop
            piece = await self._talk.read(min(PIECE, end - len(content)))
            content += piece
            digest.update(piece)
        return bytes(content), digest.hexdigest()

    async def send(self, reply: Reply, without_body: bool = False) -> None:
        body = b"" if without_body else reply.body
        if self.is_to(Act.UNMEASURED):
            mishap = self.befalls()
            await self._talk.send(reply.head(measured=False) + body[: int(len(body) * mishap.part)])
            raise Gone
        if self.is_to(Act.DRIP):
            await self._drip(reply.head() + body, self.befalls().seconds)
            return
        await self._in_parts(reply.head(), body)

    async def _in_parts(self, head: bytes, body: bytes) -> None:
        at = self.mishap.at if self.mishap is not None else None
        ends = {At.STATUS: 10, At.HEADERS: len(head) - 12, At.ANSWER: len(head)}
        end = ends.get(at, 0) if at is not None else 0
        if at is At.ANSWER and self.mishap is not None:
            end += int(len(body) * self.mishap.part)
        whole = head + body
        if end and at is not None:
            await self._talk.send(whole[:end])
            await self.reach(at)
        await self._talk.send(whole[end:])
        await self.reach(At.END)

    async def _drip(self, whole: bytes, seconds: float) -> None:
        size = -(-len(whole) // DROPS)
        for at in range(0, len(whole), size):
            await self._talk.send(whole[at : at + size])
            await asyncio.sleep(seconds)
