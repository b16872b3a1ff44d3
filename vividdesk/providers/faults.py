"""What went wrong on the way to a service, or was refused there, as errors of ours.

The boundary where httpx's exceptions and the services' statuses end. A submit has its own two functions, because
of a submit it must be known whether it may have been accepted.
"""

import math
import socket
import ssl
from collections.abc import Iterator

import httpx

from vividdesk import log
from vividdesk.errors import (
    BrokenAnswer,
    KeyRefused,
    NotAllowed,
    NotKnown,
    OutOfCredits,
    Rejected,
    ServiceError,
    SlowDown,
    Unreachable,
    Unsure,
    VividError,
)
from vividdesk.model.connection import Connection
from vividdesk.providers.reply import Late, Reply, TooLong
from vividdesk.texts import _, count, quoted

# All that can come out of httpx. An error of the TLS layer in the middle of an answer passes through it as it is.
LOST = (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError, ssl.SSLError, TooLong, Late)

# Those that come before the first byte of a request has left.
NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)

SOON = 120  # seconds that are told as such

# Statuses below 500 that leave open whether a submit was taken.
UNDECIDED = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.CONFLICT)


def unsafe(connection: Connection) -> Unreachable:
    return Unreachable(
        _("{address} is not a safe address.").format(address=log.clean(connection.address)),
        _("It must begin with https://, or with http:// for a service on this computer."),
    )


def unusable_key(connection: Connection) -> KeyRefused:
    return KeyRefused(
        _("The key for {service} has letters that no key has.").format(service=connection.service.name),
        _("Copy it again from the service's page."),
    )


def no_transport(connection: Connection, fault: Exception) -> Unreachable:
    """httpx raises these as they come: a proxy of an unknown kind, certificates that are gone."""
    return Unreachable(
        _("No connection to {service} can be made ({reason}).").format(
            service=connection.service.name, reason=reason(fault)
        ),
        _("Check the variables ALL_PROXY, HTTPS_PROXY and SSL_CERT_FILE."),
    )


def unreachable(connection: Connection, fault: Exception) -> Unreachable:
    return Unreachable(
        _("{service} cannot be reached ({reason}).").format(service=connection.service.name, reason=reason(fault)),
        _("Check the network, and the address in the settings."),
    )


def lost(connection: Connection, fault: Exception) -> ServiceError:
    """Of a read or a change."""
    if isinstance(fault, NOTHING_SENT):
        return unreachable(connection, fault)
    return BrokenAnswer(
        _("The connection to {service} broke ({reason}).").format(
            service=connection.service.name, reason=reason(fault)
        ),
        _("Try again in a moment."),
    )


def lost_submit(connection: Connection, fault: Exception) -> Unsure:
    """Of a submit, once bytes may have left."""
    return Unsure(
        _("Nobody knows whether {service} took this: the connection broke ({reason}).").format(
            service=connection.service.name, reason=reason(fault)
        ),
        _look_there(),
    )


def nonsense(connection: Connection, reply: Reply) -> ServiceError:
    fault = BrokenAnswer(
        _("{service} answered something that is not its documented form.").format(service=connection.service.name),
        _("Check the address in the settings; a sign-in page of the network may stand in between."),
    )
    return _with_reply(fault, reply)


def refused(connection: Connection, reply: Reply) -> ServiceError:
    """What a status other than the hoped-for means."""
    return _with_reply(_refused(connection.service.name, reply), reply)


def refused_submit(connection: Connection, reply: Reply) -> ServiceError:
    """The same for a submit, and for a yes to it that cannot be read: only a plain 4xx says that it was not taken."""
    if 400 <= reply.status < 500 and reply.status not in UNDECIDED:
        return refused(connection, reply)
    title = (
        _("Nobody knows whether {service} took this: it answered something that is not its documented form.")
        if 200 <= reply.status < 300
        else _("Nobody knows whether {service} took this: it answered {status}.{words}")
    )
    words = title.format(service=connection.service.name, status=reply.status, words=_quoted(reply))
    return _with_reply(Unsure(words, _look_there()), reply)


def _refused(name: str, reply: Reply) -> ServiceError:
    said = _quoted(reply)
    match reply.status:
        case 401:
            return KeyRefused(
                _("{service} refused the key.{words}").format(service=name, words=said),
                _("Check that it was copied whole and is still valid on the service's page."),
            )
        case 402:
            return OutOfCredits(
                _("The credits at {service} do not suffice.{words}").format(service=name, words=said),
                _("Buy credits on the service's page, then go on."),
            )
        case 403:
            return NotAllowed(
                _("{service} does not allow this.{words}").format(service=name, words=said),
                _("The account may not be approved yet, or the job belongs to another account."),
            )
        case 404:
            return NotKnown(
                _("{service} does not know what was asked for.{words}").format(service=name, words=said),
                _("It may have been deleted there; or check the address in the settings."),
            )
        case 429:
            return _slow_down(name, reply, said)
        case 503 if reply.asks_to_wait:
            return _slow_down(name, reply, said)
        case status if 400 <= status < 500 and status != httpx.codes.REQUEST_TIMEOUT:
            return Rejected(
                _("{service} does not take this.{words}").format(service=name, words=said),
                _("Change what it objects to, then try again."),
                reply.fields,
            )
    return BrokenAnswer(
        _("{service} answered {status}.{words}").format(service=name, status=reply.status, words=said),
        _("Try again later; if it stays so, check the address in the settings."),
    )


def _slow_down(name: str, reply: Reply, said: str) -> SlowDown:
    seconds = round(reply.wait)
    wait = (
        count("{n} second", "{n} seconds", seconds)
        if seconds < SOON
        else count("{n} minute", "{n} minutes", math.ceil(seconds / 60))
    )
    return SlowDown(
        _("{service} asks us to slow down.{words}").format(service=name, words=said),
        _("Try again in {wait}.").format(wait=wait),
        reply.wait,
    )


def reason(fault: BaseException) -> str:
    """In a few words of our own, where what led to it is known."""
    if isinstance(fault, VividError):
        return fault.title
    known: list[tuple[type[BaseException] | tuple[type[BaseException], ...], str]] = [
        (TooLong, _("it sends more than an answer can be")),
        ((Late, TimeoutError, httpx.TimeoutException), _("no answer in time")),
        (socket.gaierror, _("no such name in the network")),
        (ConnectionRefusedError, _("connection refused")),
        (ssl.SSLCertVerificationError, _("its certificate is not trusted")),
        (ssl.SSLError, _("the secure connection failed")),
        (ConnectionError, _("it hung up")),
    ]
    causes = list(_causes(fault))
    for kind, reason in known:
        if any(isinstance(cause, kind) for cause in causes):
            return reason
    words = log.clean(str(fault)).strip() or type(fault).__name__
    return _("the proxy refuses: {words}").format(words=words) if isinstance(fault, httpx.ProxyError) else words


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    """The fault and what led to it, of which httpx keeps the whole chain."""
    if fault is not None:
        yield fault
        yield from _causes(fault.__cause__ or fault.__context__)
        for each in fault.exceptions if isinstance(fault, BaseExceptionGroup) else ():
            yield from _causes(each)


def _look_there() -> str:
    return _("Look on the service's page whether it is there, before you send it again.")


def _quoted(reply: Reply) -> str:
    return quoted(reply.words, _(" (request {id})").format(id=reply.request_id) if reply.request_id else "")


def _with_reply(fault: ServiceError, reply: Reply) -> ServiceError:
    fault.status, fault.words, fault.request_id, fault.answer = reply.status, reply.words, reply.request_id, reply.kept
    return fault
