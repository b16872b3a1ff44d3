"""One request on the wire and the whole of its answer, within limits of time and size."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx

from vividdesk.providers import faults
from vividdesk.providers.reply import LONGEST, Late, Reply, TooLong, unpacked

# httpcore asks for this module again and again in each request, and where it is missing, Python looks for it in all
# its folders each time: a third of what a request costs.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

Told = Callable[[int, int], None]  # bytes sent, bytes in all; none yet just before the first of the request leaves
T = TypeVar("T")


class Sending(httpx.AsyncByteStream):
    """A body on its way, which knows how far it came.

    No generator, as httpx's own are: one that the connection breaks under would stay open.
    """

    def __init__(self, chunks: AsyncIterator[bytes], size: int, told: Told | None = None) -> None:
        self._chunks = chunks
        self._size = size
        self._told = told
        self._first: bytes | None = None
        self._handed = 0
        self._begun = False
        self._in_tunnel = False

    async def prepare(self) -> None:
        """Whatever is wrong with the body's files is known now, before there is a connection."""
        self._first = await anext(self._chunks)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        """Asked for when all before it has been written."""
        if self._handed and self._told is not None:
            self._told(self._handed, self._size)
        chunk, self._first = self._first, None
        if chunk is None:
            chunk = await anext(self._chunks)
        self._handed += len(chunk)
        return chunk

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """httpx calls it at each step of a request, and of the one to a proxy that goes before it."""
        if event == "http11.send_request_headers.started":
            self._in_tunnel = info["request"].method == b"CONNECT"
            if not (self._in_tunnel or self._begun):
                self._begun = True
                if self._told is not None:
                    self._told(0, self._size)

    def none_left(self, fault: Exception) -> bool:
        """Whether it is certain that the service got nothing of the request."""
        return not self._begun and (self._in_tunnel or isinstance(fault, faults.NOTHING_SENT))


async def exchange(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> Reply:
    """Raises one of `faults.LOST`, and what the body and its `told` raise."""
    answer = await transport.handle_async_request(request)
    assert isinstance(answer.stream, httpx.AsyncByteStream)
    body = bytearray()
    try:
        async for chunk in answer.stream:
            body += chunk
            if len(body) > LONGEST:
                # The loop ends by this itself; left early, it would leave httpx's generators open.
                await answer.extensions["network_stream"].aclose()
    except httpx.TransportError as fault:
        if len(body) > LONGEST:
            raise TooLong from fault
        raise
    finally:
        await answer.stream.aclose()
    if len(body) > LONGEST:
        raise TooLong
    plain = unpacked(bytes(body), answer.headers.get("Content-Encoding", ""))
    return Reply(answer.status_code, answer.headers, plain)


async def within(seconds: float, work: Awaitable[T]) -> T:
    """`Late` when they are over. A TimeoutError of the work's own stays what it is."""
    try:
        async with asyncio.timeout(seconds) as deadline:
            return await work
    except TimeoutError as fault:
        if deadline.expired():
            raise Late from fault
        raise
