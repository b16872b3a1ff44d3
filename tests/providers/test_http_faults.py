"""Each fault that concerns one call, done to a read, a change and a submit by real sockets."""

import gzip
import os
import socket
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager

import httpcore
import httpx
import pytest

from tests.rawservice import RawService, Scene, Talk, raw_service
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
)
from vividdesk.model.connection import Connection
from vividdesk.model.service import SERVICES
from vividdesk.providers.body import JsonBody
from vividdesk.providers.http import Answer, Line, Patience

KEY = "canary-key-0123456789"
VIMMERSE, VIVIDFLOW, VISTOURE = SERVICES
AT_ONCE = Patience(pause=0)
SHORT = Patience(whole=0.4, silent=0.2, submit=0.2, slowest=1e9, answer=0.2, pause=0)
BODY = JsonBody({"type": "node"})

Call = Callable[[Line], Awaitable[Answer]]


def read(line: Line) -> Awaitable[Answer]:
    return line.read("/status/1")


def change(line: Line) -> Awaitable[Answer]:
    return line.change("PUT", "/workflow/1", {"title": "x"})


def submit(line: Line) -> Awaitable[Answer]:
    return line.submit("/generate", BODY)


CALLS = [read, change, submit]


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def service() -> Iterator[RawService]:
    with raw_service() as running:
        yield running


def to(address: str, patience: Patience = AT_ONCE) -> Line:
    return Line(Connection(VIVIDFLOW, address, KEY), patience)


@contextmanager
def no_generator_left() -> Iterator[None]:
    """A loop without hooks for asynchronous generators must not need them."""
    begun: list[AsyncGenerator[object, None]] = []
    before = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(begun.append, None)
    try:
        yield
    finally:
        sys.set_asyncgen_hooks(*before)
    assert [each for each in begun if each.ag_frame is not None] == []


async def fault_of(call: Call, address: str, patience: Patience = AT_ONCE) -> ServiceError:
    with no_generator_left():
        async with to(address, patience) as line:
            with pytest.raises(ServiceError) as caught:
                await call(line)
    assert caught.value.title
    assert caught.value.advice
    assert KEY not in f"{caught.value} {caught.value.answer} {caught.value!r}"
    return caught.value


def reset_at_once(talk: Talk) -> None:
    talk.reset()


def close_at_once(_talk: Talk) -> None:
    pass


def reset_after_the_head(talk: Talk) -> None:
    talk.take_head()
    talk.reset()


def reset_after_the_body(talk: Talk) -> None:
    talk.take()
    talk.reset()


def close_after_the_body(talk: Talk) -> None:
    talk.take()


def after_the_body(data: bytes) -> Scene:
    def scene(talk: Talk) -> None:
        talk.take()
        talk.send(data)

    return scene


def answered(status: int, body: bytes | str, **headers: str) -> Scene:
    def scene(talk: Talk) -> None:
        while talk.take():
            talk.answer(status, body.encode() if isinstance(body, str) else body, **headers)

    return scene


def reset_in_the_answer(talk: Talk) -> None:
    talk.take()
    talk.send(b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"id": ')
    talk.reset()


BOMB = gzip.compress(b" " * 40_000_000 + b"{}")
ENDLESS = b"HTTP/1.1 200 OK\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def endless(head: bytes, piece: bytes) -> Scene:
    def scene(talk: Talk) -> None:
        talk.take()
        talk.send(head)
        talk.go_on(piece)

    return scene


BROKEN: dict[str, Scene] = {
    "closed at once": close_at_once,
    "reset after the head": reset_after_the_head,
    "reset after the body": reset_after_the_body,
    "closed after the body": close_after_the_body,
    "reset in the answer": reset_in_the_answer,
    "500": answered(500, '{"error": "oops"}'),
    "502 of a gateway": answered(502, "<html>Bad gateway</html>"),
    "503": answered(503, ""),
    "504": answered(504, ""),
    "408": answered(408, ""),
    "301": answered(301, "", Location="https://other.invalid/"),
    "304": answered(304, ""),
    "html": answered(200, "<html>Sign in to the hotel's network</html>"),
    "broken json": answered(200, '{"id": "wr_1'),
    "half a letter": answered(200, b'{"id": "\xc3'),
    "nested too deeply": answered(200, "[" * 200_000),
    "truncated with a length": after_the_body(b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"id": "wr_1"}'),
    "truncated without a length": after_the_body(b'HTTP/1.1 200 OK\r\n\r\n{"id": "wr_1'),
    "truncated in chunks": after_the_body(CHUNKED + b'5\r\n{"id"\r\n'),
    "not HTTP": after_the_body(b"220 ftp.example FTP server ready\r\n"),
    "an endless head": endless(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 1000 + b"\r\n"),
    "gzip bomb": answered(200, BOMB, Content_Encoding="gzip"),
    "broken gzip": answered(200, b"\x1f\x8bnothing", Content_Encoding="gzip"),
    "unknown packing": answered(200, b"{}packed", Content_Encoding="zip"),
    "endless": endless(ENDLESS, b" " * 100_000),
    "endless in chunks": endless(CHUNKED, b"10000\r\n" + b" " * 0x10000 + b"\r\n"),
    "longer than an answer": answered(200, b" " * 5_000_000 + b"{}"),
    "redirect to nowhere": answered(302, "", Location="https://[broken"),
    "redirect to a file": answered(302, "", Location="file:///etc/passwd"),
}
SLOW: dict[str, Scene] = {
    "never answered": lambda talk: (talk.take(), talk.stay_silent())[1],
    "a drip": lambda talk: (talk.take(), talk.send(ENDLESS), talk.go_on(b" ", every=0.01))[2],
    "a drip in the head": lambda talk: (talk.take(), talk.send(b"HTTP/1.1 200 OK\r\nX: "), talk.go_on(b"x", 0.01))[2],
}


@pytest.mark.parametrize("name", [*BROKEN, "nothing"])
async def test_what_breaks_a_read(service: RawService, name: str) -> None:
    service.plays((BROKEN | {"nothing": answered(200, "")})[name])
    fault = await fault_of(read, service.address)
    assert type(fault) is BrokenAnswer
    assert not service.submits


@pytest.mark.parametrize("name", BROKEN)
async def test_what_breaks_a_change_is_not_sent_again(service: RawService, name: str) -> None:
    service.plays(BROKEN[name])
    fault = await fault_of(change, service.address)
    assert type(fault) is BrokenAnswer
    assert len(service.talks) == 1
    assert len(service.taken) <= 1


UNSURE = BROKEN | {"409": answered(409, '{"error": "busy"}'), "nothing": answered(200, ""), "204": answered(204, "")}


@pytest.mark.parametrize("name", UNSURE)
async def test_a_submit_that_breaks_is_unsure_and_not_sent_again(service: RawService, name: str) -> None:
    service.plays(UNSURE[name])
    fault = await fault_of(submit, service.address)
    assert type(fault) is Unsure
    assert len(service.talks) == 1
    assert len(service.submits) == (0 if name in ("closed at once", "reset after the head") else 1)


@pytest.mark.parametrize("call", CALLS)
async def test_a_reset_at_once_is_one_or_the_other(service: RawService, call: Call) -> None:
    """It may come while the connection is being made."""
    service.plays(reset_at_once)
    fault = await fault_of(call, service.address)
    assert type(fault) in (Unreachable, Unsure if call is submit else BrokenAnswer)
    assert not service.taken


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize(("call", "kind"), [(read, BrokenAnswer), (change, BrokenAnswer), (submit, Unsure)])
async def test_patience_has_an_end(service: RawService, name: str, call: Call, kind: type[ServiceError]) -> None:
    service.plays(SLOW[name])
    fault = await fault_of(call, service.address, SHORT)
    assert type(fault) is kind
    assert "no answer in time" in fault.title
    assert len(service.submits) == (1 if call is submit else 0)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Rejected),
        (401, KeyRefused),
        (402, OutOfCredits),
        (403, NotAllowed),
        (404, NotKnown),
        (405, Rejected),
        (410, Rejected),
        (413, Rejected),
        (415, Rejected),
        (422, Rejected),
        (429, SlowDown),
        (451, Rejected),
    ],
)
@pytest.mark.parametrize("call", CALLS)
async def test_a_refusal_is_the_same_for_all_and_final(
    service: RawService, status: int, kind: type[ServiceError], call: Call
) -> None:
    service.answers(status, '{"error": "in its own words", "request_id": "r-1"}')
    fault = await fault_of(call, service.address)
    assert type(fault) is kind
    assert (fault.status, fault.words, fault.request_id) == (status, "in its own words", "r-1")
    assert "“in its own words” (request r-1)" in fault.title
    assert len(service.taken) == 1


async def test_a_conflict_is_a_plain_no_to_a_change(service: RawService) -> None:
    service.answers(409, '{"error": "runs already"}')
    assert type(await fault_of(change, service.address)) is Rejected


@pytest.mark.parametrize("call", CALLS)
async def test_a_redirect_is_not_followed_with_the_key(service: RawService, call: Call) -> None:
    with raw_service() as other:
        for status in (301, 302, 303, 307, 308):
            service.answers(status, "", Location=f"{other.address}/elsewhere")
            await fault_of(call, service.address)
        assert not other.talks
    assert KEY.encode() in service.received


@pytest.mark.parametrize("call", CALLS)
async def test_nobody_listening(call: Call) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        fault = await fault_of(call, f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert type(fault) is Unreachable
    assert "(connection refused)" in fault.title


@pytest.mark.parametrize("host", ["-", f"{'a' * 64}.invalid", "a..invalid"])
@pytest.mark.parametrize("call", CALLS)
async def test_no_such_name(call: Call, host: str) -> None:
    fault = await fault_of(call, f"https://{host}")
    assert type(fault) is Unreachable
    assert "no such name" in fault.title


@pytest.mark.parametrize("call", CALLS)
async def test_a_connection_that_is_not_made_in_time(call: Call) -> None:
    """A full queue before the door: the system answers nobody any more."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as door:
        waiting = [socket.socket() for _each in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(door.getsockname())
        fault = await fault_of(call, f"http://127.0.0.1:{door.getsockname()[1]}", Patience(connect=0.2, pause=0))
        for each in waiting:
            each.close()
    assert type(fault) is Unreachable
    assert "no answer in time" in fault.title


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("says", [b"HTTP/1.1 400 What\r\n\r\n", b""])
async def test_no_secure_connection(service: RawService, call: Call, says: bytes) -> None:
    """Https is spoken to a door behind which nobody does."""
    service.plays(lambda talk: talk.send(says))
    fault = await fault_of(call, service.address.replace("http://", "https://"))
    assert type(fault) is Unreachable
    assert "secure connection" in fault.title or not says
    assert not service.taken
    assert KEY.encode() not in service.received


def refuse(talk: Talk) -> None:
    talk.take()
    talk.send(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")


PROXIES: dict[str, Scene] = {
    "refuses": refuse,
    "hangs up": close_after_the_body,
    "resets": reset_after_the_body,
    "resets at once": reset_at_once,
    "speaks nonsense": after_the_body(b"what?\r\n\r\n"),
    "opens to nobody": after_the_body(b"HTTP/1.1 200 OK\r\n\r\n"),
    "opens to a plain door": after_the_body(b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 400 What\r\n\r\n"),
}


@pytest.mark.parametrize("name", PROXIES)
@pytest.mark.parametrize("call", CALLS)
async def test_a_proxy_without_a_way_on(
    service: RawService, monkeypatch: pytest.MonkeyPatch, name: str, call: Call
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", service.address)
    service.plays(PROXIES[name])
    fault = await fault_of(call, "https://vivid.invalid")
    assert type(fault) is Unreachable if call is submit else isinstance(fault, Unreachable | BrokenAnswer)
    assert {taken.method for taken in service.taken} <= {"CONNECT"}
    assert KEY.encode() not in service.received


async def test_a_proxy_that_is_silent(service: RawService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", service.address)
    service.plays(SLOW["never answered"])
    assert type(await fault_of(submit, "https://vivid.invalid", SHORT)) is Unreachable


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("address", ["http://vivid.example", "ftp://127.0.0.1", "vivid.example", "", "https://u:p@x"])
async def test_an_unsafe_address(call: Call, address: str) -> None:
    fault = await fault_of(call, address)
    assert type(fault) is Unreachable
    assert "not a safe address" in fault.title


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "host", ["a b.example", "a\x7f.example", "xn--0.example", "ü\u2028.example", "1.2.3.4.5.6:99999"]
)
async def test_an_address_that_is_none(call: Call, host: str) -> None:
    assert type(await fault_of(call, f"https://{host}")) is Unreachable


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("key", ["kéy-0123456789", "two\nlines-0123", " spaced-012345", "a\x00b-0123456789"])
async def test_a_key_that_fits_in_no_header(service: RawService, call: Call, key: str) -> None:
    async with Line(Connection(VIVIDFLOW, service.address, key), AT_ONCE) as line:
        with pytest.raises(KeyRefused) as caught:
            await call(line)
    assert key not in str(caught.value)
    assert not service.talks


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ALL_PROXY", "socks://127.0.0.1:1"), ("ALL_PROXY", "socks5://127.0.0.1:1"), ("HTTPS_PROXY", "what://x")],
)
@pytest.mark.parametrize("call", CALLS)
async def test_a_proxy_of_an_unknown_kind(
    monkeypatch: pytest.MonkeyPatch, call: Call, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    fault = await fault_of(call, "https://vivid.invalid")
    assert type(fault) is Unreachable
    assert variable in fault.advice


async def test_a_connection_that_went_stale_is_not_seen(service: RawService) -> None:
    """It answers the first read and hangs up at the second, which then goes another way."""

    def once(talk: Talk) -> None:
        talk.take()
        talk.answer(200, b'{"n": 1}')
        talk.take()

    service.plays(once)
    async with to(service.address) as line:
        for _turn in range(4):
            assert (await line.read("/status/1")).content == {"n": 1}
            assert (await line.change("DELETE", "/workflow/1")).content == {"n": 1}
            assert (await line.submit("/generate", BODY)).content == {"n": 1}
    assert len(service.submits) == 4
    assert [taken.method for taken in service.taken].count("DELETE") == 4


async def test_trouble_that_passes_is_not_seen_in_a_read(service: RawService) -> None:
    def bad_gateway(talk: Talk) -> None:
        talk.take()
        talk.answer(502, b"", Connection="close")

    service.plays(bad_gateway, reset_after_the_body, answered(200, '{"n": 3}'))
    async with to(service.address) as line:
        assert (await line.read("/status/1")).content == {"n": 3}


async def test_a_read_gives_up_after_its_tries(service: RawService) -> None:
    service.answers(500, '{"error": "still"}')
    async with to(service.address) as line:
        with pytest.raises(BrokenAnswer, match="still"):
            await line.read("/status/1", tries=4)
        with pytest.raises(BrokenAnswer, match="still"):
            await line.read("/status/1", tries=1)
    assert len(service.taken) == 5


def all_below(kind: type[Exception]) -> set[type[Exception]]:
    return {kind}.union(*(all_below(child) for child in kind.__subclasses__()))


TREES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict)
OF_HTTPX = sorted(set().union(*map(all_below, TREES)), key=str)
BEFORE_ALL = {
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
}


def raised(kind: type[Exception]) -> Exception:
    fault = kind.__new__(kind)
    Exception.__init__(fault, "what httpx says")
    return fault


def test_the_trees_are_all_that_httpx_has() -> None:
    exported = {each for name in httpx.__all__ if isinstance(each := getattr(httpx, name), type)}
    assert {each for each in exported if issubclass(each, Exception)} <= set(OF_HTTPX)


@pytest.mark.parametrize("kind", OF_HTTPX)
@pytest.mark.parametrize("call", CALLS)
async def test_every_fault_of_httpx_is_one_of_ours(
    monkeypatch: pytest.MonkeyPatch, kind: type[Exception], call: Call
) -> None:
    async def fail(_transport: httpx.AsyncHTTPTransport, _request: httpx.Request) -> httpx.Response:
        raise raised(kind)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", fail)
    fault = await fault_of(call, "https://vivid.invalid")
    broken = Unsure if call is submit else BrokenAnswer
    assert type(fault) is (Unreachable if kind in BEFORE_ALL else broken)
    words = "no answer in time" if issubclass(kind, httpx.TimeoutException) else "what httpx says"
    assert words in fault.title


@pytest.mark.parametrize("kind", OF_HTTPX)
async def test_no_fault_of_httpx_says_unsent_once_sending_has_begun(
    monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    async def fail(_transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        for method in ("CONNECT", "POST"):
            begun = {"request": httpcore.Request(method, "https://vivid.invalid")}
            await request.extensions["trace"]("http11.send_request_headers.started", begun)
        raise raised(kind)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", fail)
    assert type(await fault_of(submit, "https://vivid.invalid")) is Unsure
