"""The one way to the services: key in its header only, no redirect followed, every fault in our words."""

import asyncio
import functools
import json
import ssl
from dataclasses import replace
from typing import Any

import httpx

from vividdesk import log
from vividdesk.errors import BrokenAnswer, KeyRefused, ServiceError, SlowDown, Unreachable
from vividdesk.model.connection import Connection, is_safe
from vividdesk.texts import _

LONGEST_ANSWER = 4 * 1024 * 1024  # bytes
DEADLINE = 30.0  # seconds for all of a request, however slowly it drips
PATIENCE = httpx.Timeout(20.0, connect=10.0)

# Faults that come before the first byte of a request has left.
NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


async def read(connection: Connection, path: str, missing_is_fine: bool = False) -> Any:
    """The decoded JSON of a GET; None for a 404 where that is an answer, too."""
    status, body = await _get(connection, path)
    if status == httpx.codes.NOT_FOUND and missing_is_fine:
        return None
    if status != httpx.codes.OK:
        raise refusal(connection, status, body)
    try:
        return json.loads(body)
    except ValueError as fault:
        raise BrokenAnswer(
            _("{service} answered something that is not its documented form.").format(service=connection.service.name),
            _("Check the address in the settings; a sign-in page of the network may stand in between."),
        ) from fault


async def reach(connection: Connection) -> None:
    """Whether anything answers at the address, whatever it says; asked without the key."""
    await _get(replace(connection, key=""), "")


async def _get(connection: Connection, path: str) -> tuple[int, bytes]:
    if not is_safe(connection.address):
        raise Unreachable(
            _("{address} is not a safe address.").format(address=connection.address),
            _("It must begin with https://, or with http:// for a service on this computer."),
        )
    try:
        async with asyncio.timeout(DEADLINE), await _client(connection) as client:
            return await _fetched(client, connection, path)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, TimeoutError) as fault:
        raise in_our_words(connection, fault) from fault


async def _client(connection: Connection) -> httpx.AsyncClient:
    """A proxy is for other computers: what stays on this one never passes it, and so neither does its key."""
    headers = {"X-Api-Key": connection.key} if connection.key else {}
    try:
        trust = await asyncio.to_thread(trusted)
        return httpx.AsyncClient(
            headers=headers, timeout=PATIENCE, follow_redirects=False, verify=trust, trust_env=not connection.is_here
        )
    except (OSError, ValueError, ImportError) as fault:
        # httpx raises these as they come: a proxy of an unknown kind, certificates that are gone, letters in a key.
        raise Unreachable(
            _("No connection to {service} can be made ({reason}).").format(
                service=connection.service.name, reason=_reason(fault)
            ),
            _("Check the variables ALL_PROXY, HTTPS_PROXY and SSL_CERT_FILE, and the key's letters."),
        ) from fault


@functools.cache
def trusted() -> ssl.SSLContext:
    """The certificates that are believed. Reading them takes a tenth of a second."""
    return httpx.create_ssl_context()


async def _fetched(client: httpx.AsyncClient, connection: Connection, path: str) -> tuple[int, bytes]:
    async with client.stream("GET", f"{connection.address.rstrip('/')}{path}") as answer:
        body = b""
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > LONGEST_ANSWER:
                raise BrokenAnswer(
                    _("{service} sends more than an answer can be.").format(service=connection.service.name),
                    _("Check the address in the settings."),
                )
        return answer.status_code, body


def in_our_words(connection: Connection, fault: Exception) -> ServiceError:
    name = connection.service.name
    if isinstance(fault, NOTHING_SENT):
        return Unreachable(
            _("{service} cannot be reached ({reason}).").format(service=name, reason=_reason(fault)),
            _("Check the network, and the address in the settings."),
        )
    return BrokenAnswer(
        _("The connection to {service} broke ({reason}).").format(service=name, reason=_reason(fault)),
        _("Try again in a moment."),
    )


def refusal(connection: Connection, status: int, body: bytes) -> ServiceError:
    """What an answer other than 200 means."""
    name = connection.service.name
    words = own_words(body)
    quoted = f" “{words}”" if words else ""
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return KeyRefused(
            _("{service} refused the key.{words}").format(service=name, words=quoted),
            _("Check that it was copied whole and is still valid on the service's page."),
        )
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return SlowDown(
            _("{service} asks us to slow down.{words}").format(service=name, words=quoted),
            _("Try again in a few minutes."),
        )
    return BrokenAnswer(
        _("{service} answered {status}.{words}").format(service=name, status=status, words=quoted),
        _("Try again later; if it stays so, check the address in the settings."),
    )


def own_words(body: bytes) -> str:
    """The service's explanation, from any of the forms the three use."""
    try:
        content = json.loads(body)
    except ValueError:
        return ""
    found = content.get("error") or content.get("message") if isinstance(content, dict) else None
    return log.clean(" ".join(str(found).split()))[:200] if found else ""


def _reason(fault: Exception) -> str:
    if isinstance(fault, TimeoutError | httpx.TimeoutException):
        return _("no answer in time")
    return log.clean(str(fault)).strip() or type(fault).__name__
