"""A GET without a key, its redirects followed by hand, its body taken as it comes, all of it within limits.

The transport is used without httpx's client, which would follow redirects anywhere and inflate what comes packed.
Each request has a transport of its own: whatever becomes of it, nothing of it stays.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import httpx

from vividdesk import __version__
from vividdesk.errors import FetchBroken, NotAResult
from vividdesk.jobs.ways import led, proxy_for, reach
from vividdesk.providers.http import trusted
from vividdesk.providers.reply import Late
from vividdesk.texts import _

HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": f"vividdesk/{__version__}"}
REDIRECTS = {301, 302, 303, 307, 308}

Fits = Callable[[str], bool]  # of the number of a computer


@dataclass(frozen=True)
class Bounds:
    """Of one fetch, in seconds and bytes. A further one goes on where it was."""

    largest: int = 2 * 2**30
    whole: float = 900.0
    connect: float = 10.0
    silent: float = 20.0  # between two pieces
    slowest: float = 1_000.0  # bytes a second, over any `window`
    window: float = 30.0
    redirects: int = 3
    room: int = 64 * 2**20  # that stay free on the disk


class Deadline:
    """Surrounds work with httpx: `Late` when the seconds are over, and a fault of ours as soon as it is given.

    The fault is not raised where it is given: a loop over an answer that is left early would leave httpx's
    generators open. It comes to the loop as a cancellation from within.
    """

    def __init__(self, seconds: float) -> None:
        self._timeout = asyncio.timeout(seconds)
        self.fault: Exception | None = None

    def end(self, fault: Exception) -> None:
        self.fault = fault
        self._timeout.reschedule(asyncio.get_running_loop().time())

    async def __aenter__(self) -> "Deadline":
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._timeout.__aexit__(kind, fault, trace)
        except TimeoutError as late:
            raise self.fault or Late() from late


@asynccontextmanager
async def asked(
    url: str, headers: Mapping[str, str], bounds: Bounds, only: Fits | None = None
) -> AsyncIterator[httpx.Response]:
    """The answer, nothing of its body read yet. Raises a ResultFault or one of `providers.faults.LOST`.

    `only`: nothing is asked of a computer whose number does not fit, whatever name leads to it.
    """
    if reach(url) is None:
        raise _astray(url)
    for _turn in range(bounds.redirects + 1):
        if only is not None and not await _stands_for(url, only):
            raise _astray(url)
        way, is_direct = await _transport(url)
        async with way as transport:
            request = _request(url, headers, bounds)
            if only is not None and is_direct:
                request.extensions["trace"] = _Watch(url, only)
            answer = await transport.handle_async_request(request)
            assert isinstance(answer.stream, httpx.AsyncByteStream)
            try:
                location = answer.headers.get("Location")
                if answer.status_code not in REDIRECTS or location is None:
                    yield answer
                    return
            finally:
                await answer.stream.aclose()
        target = led(url, location)
        if not target:
            raise _astray(url)
        url = target
    raise _astray(url)


async def pour(answer: httpx.Response, take: Callable[[bytes], None], deadline: Deadline) -> None:
    """All of the body, piece by piece. What `take` raises comes out of here or of the deadline."""
    assert isinstance(answer.stream, httpx.AsyncByteStream)
    async for piece in answer.stream:
        if deadline.fault is None:
            try:
                take(piece)
            except Exception as fault:  # noqa: BLE001 - raised again below or by the deadline
                deadline.end(fault)
    if deadline.fault is not None:
        raise deadline.fault


def _request(url: str, headers: Mapping[str, str], bounds: Bounds) -> httpx.Request:
    try:
        request = httpx.Request("GET", url, headers=HEADERS | dict(headers))
    except (httpx.InvalidURL, UnicodeError) as fault:  # the latter from idna, of names that begin with xn--
        raise _astray(url) from fault
    request.extensions = {"timeout": httpx.Timeout(bounds.silent, connect=bounds.connect).as_dict()}
    return request


async def _stands_for(url: str, fits: Fits) -> bool:
    """Whether its name is that of such computers alone. One that is not found here a proxy may know."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host_of(url), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    return all(fits(str(address[0])) for *_kind, address in found)


class _Watch:
    """Looks who it is that was connected to: the name may by then stand for another. Nothing has been sent yet."""

    def __init__(self, url: str, fits: Fits) -> None:
        self._url = url
        self._fits = fits

    async def __call__(self, event: str, facts: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            stream = facts["return_value"]
            address = stream.get_extra_info("server_addr")
            if address is None or not self._fits(address[0]):
                await stream.aclose()
                raise _astray(self._url)


async def _transport(url: str) -> tuple[httpx.AsyncHTTPTransport, bool]:
    """And whether it passes no proxy."""
    try:
        proxy = await asyncio.to_thread(proxy_for, url)
        trust = await asyncio.to_thread(trusted)
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.AsyncHTTPTransport(verify=trust, limits=limits, proxy=proxy), proxy is None
    except (httpx.InvalidURL, OSError, ValueError, ImportError) as fault:
        raise FetchBroken(
            _("No connection to {host} can be made ({reason}).").format(host=host_of(url), reason=fault),
            _("Check the variables ALL_PROXY, HTTPS_PROXY and SSL_CERT_FILE."),
        ) from fault


def host_of(url: str) -> str:
    """As it is shown; nothing else of a link is."""
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def _astray(url: str) -> NotAResult:
    return NotAResult(
        _("The link to the result leads from {host} to a place that nothing is fetched from.").format(
            host=host_of(url)
        ),
        _("Open the service's page and fetch the result from there."),
    )
