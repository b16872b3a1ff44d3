"""Who may ask at all, and how much they may send: everything here holds before any service sees the request.

A page in the person's own browser can reach this computer, too: it cannot leave out its Origin, and through a name of
its own that leads here, it sends that name as Host. Nothing is refused before the body was read, since a client that
still sends would not see the answer.
"""

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vividdesk.localservice.refusal import Refusal, answer

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
FILES = "/files/"  # result links: whoever has one may follow it, as with the hosted services
FOLLOWING = ("GET", "HEAD")
FULL_WAIT = 5  # seconds, for what others have sent to be read

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
}


@dataclass(frozen=True)
class Bounds:
    """Of a body; times in seconds."""

    most: int = 40_000_000  # bytes: a photo in base64 and what belongs to it
    held: int = 200_000_000  # of all bodies that are here at once
    drained: int = 400_000_000  # that are read of what is refused, so that its answer is seen
    whole: float = 120.0
    idle: float = 15.0


class Guard:
    def __init__(self, app: ASGIApp, host: str, key: str, bounds: Bounds) -> None:
        """`host` is the only one that is answered, with its port."""
        self._app = app
        self._host = host.encode()
        self._key = key.encode()
        self._bounds = bounds
        self._room = _Room(bounds.held)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        refusal = self._refusal(scope)
        body = _Body(self._room, self._bounds.most if refusal is None and not _follows(scope) else None)
        try:
            if not await self._read(receive, body):
                return
            if refusal is None:
                await self._app(scope, _once(body.whole(), receive), send)
        except Refusal as fault:
            refusal = refusal or fault
        finally:
            body.drop()
        if refusal is not None:
            await self._refuse(refusal, scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = _collected(scope)
        if headers.get(b"host") != [self._host]:
            return Refusal(403, "This service answers on this computer only, under its own address.")
        if b"origin" in headers:
            return Refusal(403, "This service is for programs, not for web pages.")
        if scope["method"] not in METHODS:
            return Refusal(405, "There is no such method here.")
        if not _follows(scope) and not self._is_key(headers.get(b"x-api-key", [])):
            return Refusal(401, "Your API key is missing or invalid.")
        if headers.get(b"content-encoding", [b"identity"]) != [b"identity"]:
            return Refusal(415, "Packed bodies are not read: send it as it is.")
        if _length(headers) > self._bounds.most:
            return _too_large(self._bounds.most)
        return None

    def _is_key(self, given: list[bytes]) -> bool:
        return len(given) == 1 and hmac.compare_digest(given[0], self._key)

    async def _read(self, receive: Receive, body: "_Body") -> bool:
        """To its end, whether it is kept or not; False where the client has hung up."""
        try:
            async with asyncio.timeout(self._bounds.whole):
                while True:
                    async with asyncio.timeout(self._bounds.idle):
                        message = await receive()
                    if message["type"] == "http.disconnect":
                        return False
                    body.add(message.get("body", b""))
                    if not message.get("more_body", False):
                        break
                    if body.size > self._bounds.drained:
                        raise _too_large(self._bounds.most)
        except TimeoutError as fault:
            raise Refusal(408, "The request took too long to arrive.") from fault
        if body.fault is not None:
            raise body.fault
        return True

    async def _refuse(self, refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        response = answer(refusal, scope["path"])
        response.headers["Connection"] = "close"
        await response(scope, receive, send)


@dataclass
class _Room:
    """For all bodies together."""

    left: int  # bytes


class _Body:
    """What is kept of a request's: at most so many bytes, or nothing (None), or nothing more once there is a fault."""

    def __init__(self, room: _Room, most: int | None) -> None:
        self.size = 0
        self.fault: Refusal | None = None
        self._room = room
        self._most = most
        self._taken = 0
        self._pieces = bytearray()

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self._most is None or self.fault is not None:
            return
        if self.size > self._most:
            self.fault = _too_large(self._most)
        elif len(piece) > self._room.left:
            self.fault = Refusal(429, "Too much is being sent at once.", wait=FULL_WAIT)
        if self.fault is not None:
            self.drop()
            return
        self._room.left -= len(piece)
        self._taken += len(piece)
        self._pieces += piece

    def drop(self) -> None:
        self._pieces = bytearray()
        self._room.left += self._taken
        self._taken = 0

    def whole(self) -> bytes:
        """To be asked for once; its room stays taken until it is dropped."""
        content = bytes(self._pieces)
        self._pieces = bytearray()
        return content


def _too_large(most: int) -> Refusal:
    return Refusal(413, f"A request may have {most // 1_000_000} MB.")


def _follows(scope: Scope) -> bool:
    return scope["method"] in FOLLOWING and bool(scope["path"].startswith(FILES))


def _collected(scope: Scope) -> Mapping[bytes, list[bytes]]:
    headers: dict[bytes, list[bytes]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.lower(), []).append(value)
    return headers


def _length(headers: Mapping[bytes, list[Any]]) -> int:
    """As it is declared; the server has seen to it that it is a number, and one only."""
    return int(headers.get(b"content-length", [b"0"])[0])


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sending


def _once(body: bytes, receive: Receive) -> Receive:
    """The body in one piece; after it, only the client's leaving is told."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return left.pop() if left else await receive()

    return receiving
