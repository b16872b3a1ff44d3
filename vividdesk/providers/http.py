"""The one way to the services: key in its header only, no redirect followed, every fault in our words."""

import asyncio
import functools
import random
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from vividdesk import __version__, log
from vividdesk.errors import BrokenAnswer, PhotoRefused, ServiceError, SlowDown, Unreachable
from vividdesk.model.connection import Connection, is_safe
from vividdesk.providers import faults
from vividdesk.providers.body import Body, JsonBody
from vividdesk.providers.exchange import Sending, Told, exchange, within
from vividdesk.providers.reply import Late, Reply

HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": f"vividdesk/{__version__}"}

__all__ = ["Answer", "Line", "Patience", "Told", "proxy_for", "reach", "trusted"]


@dataclass(frozen=True)
class Answer:
    status: int
    content: Any  # decoded JSON; None where a change is answered with nothing
    at: datetime | None  # by the service's own clock


@dataclass(frozen=True)
class Patience:
    """Seconds."""

    whole: float = 30.0  # for a read with all its tries, or a change, however slowly it drips
    connect: float = 10.0
    silent: float = 20.0  # between two pieces of an answer
    submit: float = 60.0  # for a submit, and beside it what its bytes take at `slowest`
    slowest: float = 32_000.0  # bytes a second
    answer: float = 120.0  # until a submit that was sent is answered
    pause: float = 0.5  # before a second try, about; before a third twice that
    wait: float = 5.0  # what a read waits of itself where the service asks for it
    tries: int = 3  # of a read

    @property
    def of_read(self) -> httpx.Timeout:
        return httpx.Timeout(self.silent, connect=self.connect)

    @property
    def of_submit(self) -> httpx.Timeout:
        """A slow way up is no fault, so nothing limits a single piece of it."""
        return httpx.Timeout(self.connect, read=self.answer, write=None)

    def for_submit_of(self, size: int) -> float:
        return self.submit + size / self.slowest + self.answer


USUAL = Patience()


class Line:
    """A connection's way to its service. Reads share its open connections until `close`.

    A fault of the world is always a `ServiceError`; only a read is ever repeated.
    """

    def __init__(
        self,
        connection: Connection,
        patience: Patience = USUAL,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.connection = connection
        self._patience = patience
        self._sleep = sleep
        self._transports: dict[bool, httpx.AsyncHTTPTransport] = {}
        log.hide(connection.key)

    async def __aenter__(self) -> "Line":
        return self

    async def __aexit__(self, *_fault: object) -> None:
        await self.close()

    async def close(self) -> None:
        for transport in self._transports.values():
            await transport.aclose()

    async def read(self, path: str, query: Mapping[str, str] | None = None, tries: int | None = None) -> Answer:
        """A GET that is answered with 200 and JSON.

        Of trouble that may pass it tries again, also where the service asks for a short wait; a longer one is a
        `SlowDown` for the caller.
        """
        request = self._request("GET", path, query=query)
        transport = await self._transport(keep=True)
        try:
            return await within(self._patience.whole, self._read_on(transport, request, tries or self._patience.tries))
        except Late as fault:
            raise faults.lost(self.connection, fault) from fault

    async def change(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> Answer:
        """A PUT, DELETE or small POST. Sent once, on a connection of its own: an old one may be closed already."""
        reply = await self._once(method, path, JsonBody(content) if content is not None else None)
        if not 200 <= reply.status < 300:
            raise faults.refused(self.connection, reply)
        return self._answer(reply) if reply.body.strip() else Answer(reply.status, None, reply.at)

    async def submit(self, path: str, body: Body, told: Told | None = None) -> Answer:
        """A POST, sent once, whatever becomes of it; any 2xx with JSON is its answer.

        `Unreachable` and a refusal say that it was not accepted, `Unsure` that nobody knows. What `told` raises
        comes out of here, and breaks the connection.
        """
        request = self._request("POST", path, body)
        async with aclosing(body.chunks()) as chunks:
            request.stream = sending = Sending(chunks, body.size, told)
            request.extensions = {"timeout": self._patience.of_submit.as_dict(), "trace": sending.trace}
            await sending.prepare()
            transport = await self._transport(keep=False)
            try:
                reply = await within(self._patience.for_submit_of(body.size), exchange(transport, request))
            except (*faults.LOST, PhotoRefused) as fault:
                if sending.none_left(fault):
                    raise faults.unreachable(self.connection, fault) from fault
                raise faults.lost_submit(self.connection, fault) from fault
        if 200 <= reply.status < 300:
            with suppress(ValueError):
                return Answer(reply.status, reply.content, reply.at)
        raise faults.refused_submit(self.connection, reply)

    async def _read_on(self, transport: httpx.AsyncHTTPTransport, request: httpx.Request, tries: int) -> Answer:
        for turn in range(1, tries):
            try:
                return await self._read(transport, request)
            except (Unreachable, BrokenAnswer, SlowDown) as fault:
                await self._sleep(self._pause(fault, turn))
        return await self._read(transport, request)

    async def _read(self, transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> Answer:
        try:
            reply = await exchange(transport, request)
        except faults.LOST as fault:
            raise faults.lost(self.connection, fault) from fault
        if reply.status != httpx.codes.OK:
            raise faults.refused(self.connection, reply)
        return self._answer(reply)

    async def _once(self, method: str, path: str, body: JsonBody | None = None) -> Reply:
        request = self._request(method, path, body)
        transport = await self._transport(keep=False)
        try:
            if body is None:
                return await within(self._patience.whole, exchange(transport, request))
            async with aclosing(body.chunks()) as chunks:
                request.stream = Sending(chunks, body.size)
                return await within(self._patience.whole, exchange(transport, request))
        except faults.LOST as fault:
            raise faults.lost(self.connection, fault) from fault

    def _answer(self, reply: Reply) -> Answer:
        try:
            return Answer(reply.status, reply.content, reply.at)
        except ValueError as fault:
            raise faults.nonsense(self.connection, reply) from fault

    def _pause(self, fault: ServiceError, turn: int) -> float:
        """Before the next try. Raises the fault where another try would come too soon."""
        if isinstance(fault, SlowDown):
            if fault.wait > self._patience.wait:
                raise fault
            return fault.wait
        return self._patience.pause * turn * random.uniform(0.5, 1.5)  # noqa: S311 - parts those who failed together

    def _request(
        self, method: str, path: str, body: Body | None = None, query: Mapping[str, str] | None = None
    ) -> httpx.Request:
        """To an address that the key may go to. A path without its slash could change the host."""
        address, key = self.connection.address, self.connection.key
        if not is_safe(address):
            raise faults.unsafe(self.connection)
        if not (key.isascii() and key.isprintable()) or key != key.strip():
            raise faults.unusable_key(self.connection)
        if path and not path.startswith("/"):
            raise ValueError(f"no path: {path}")
        headers = HEADERS | ({"X-Api-Key": key} if key else {})
        if body is not None:
            headers |= {"Content-Type": body.type, "Content-Length": str(body.size)}
        try:
            request = httpx.Request(method, f"{address.rstrip('/')}{path}", params=query, headers=headers)
        except (httpx.InvalidURL, UnicodeError) as fault:  # the latter from idna, of names that begin with xn--
            raise faults.unreachable(self.connection, fault) from fault
        request.extensions = {"timeout": self._patience.of_read.as_dict()}
        return request

    async def _transport(self, *, keep: bool) -> httpx.AsyncHTTPTransport:
        """The one that keeps its connections open for the next request, or the one that never does.

        httpx's client above it would follow redirects, keep cookies and take its time.
        """
        try:
            if keep not in self._transports:
                proxy = await asyncio.to_thread(proxy_for, self.connection.address, self.connection.is_here)
                trust = await asyncio.to_thread(trusted)
                limits = httpx.Limits(max_keepalive_connections=None if keep else 0)
                made = httpx.AsyncHTTPTransport(verify=trust, limits=limits, proxy=proxy)
                self._transports.setdefault(keep, made)  # another may have come meanwhile
        except (httpx.InvalidURL, OSError, ValueError, ImportError) as fault:
            raise faults.no_transport(self.connection, fault) from fault
        return self._transports[keep]


def proxy_for(address: str, is_here: bool) -> str | None:
    """As the system or the environment has it, for other computers. Some systems ask the network for it.

    What stays on this one never passes it, and so neither does its key.
    """
    parts = urlsplit(address)
    if is_here or proxy_bypass(parts.netloc):
        return None
    known = getproxies()
    proxy = known.get(parts.scheme) or known.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


async def reach(connection: Connection) -> None:
    """Whether anything answers at the address, whatever it says; asked without the key."""
    async with Line(replace(connection, key="")) as line:
        await line._once("GET", "")


@functools.cache
def trusted() -> ssl.SSLContext:
    """The certificates that are believed. Reading them takes a tenth of a second."""
    return httpx.create_ssl_context()
