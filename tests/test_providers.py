import asyncio
import contextlib
import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.loopback import Loopback, loopback
from vividdesk.errors import BrokenAnswer, KeyRefused, ServiceError, SlowDown, Unreachable
from vividdesk.model.connection import Connection, is_safe
from vividdesk.model.service import SERVICES, Service, service_named
from vividdesk.providers import http
from vividdesk.providers.http import in_our_words, reach, read
from vividdesk.providers.registry import try_key

KEY = "canary-key-0123456789"
VIMMERSE, VIVIDFLOW, VISTOURE = SERVICES


@pytest.fixture
def service() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def to(service: Loopback, which: Service = VIVIDFLOW, key: str = KEY) -> Connection:
    return Connection(which, service.address, key)


async def test_vivid_flow_tells_the_credits_left(service: Loopback) -> None:
    service.answers(200, '{"credits_remaining": 850, "cycle_resets_on": "2026-01-01T00:00:00Z"}')
    verdict = await try_key(to(service))
    assert (verdict.accepted, verdict.says) == (True, "The key works: 850 credits left.")
    assert [(asked.method, asked.path) for asked in service.asked] == [("GET", "/usage")]
    assert service.asked[0].headers["X-Api-Key"] == KEY


async def test_vistoure_tells_the_saved_workflows(service: Loopback) -> None:
    service.answers(200, '[{"id": 12, "name": "Professional Studio Portrait", "system_workflow": true}]')
    verdict = await try_key(to(service, VISTOURE))
    assert (verdict.accepted, verdict.says) == (True, "The key works: 1 saved workflow.")
    assert service.asked[0].path == "/api/v3/workflows"


async def test_vimmerse_only_tells_that_it_did_not_refuse(service: Loopback) -> None:
    service.answers(404, '{"message": "NOT_FOUND"}')
    verdict = await try_key(to(service, VIMMERSE))
    assert verdict.accepted is None
    assert "not refused" in verdict.says
    assert service.asked[0].path.startswith("/workflow/")


@pytest.mark.parametrize("which", SERVICES, ids=lambda service: service.id)
@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_is_said_in_the_services_own_words(service: Loopback, which: Service, status: int) -> None:
    service.answers(status, '{"error": "Invalid API key"}')
    with pytest.raises(KeyRefused, match="Invalid API key") as caught:
        await try_key(to(service, which))
    assert which.name in caught.value.title


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, '{"error": "slow", "retry_after": 5}', SlowDown),
        (500, "<html>oops</html>", BrokenAnswer),
        (302, "", BrokenAnswer),
        (200, "<html>Sign in to the hotel's network</html>", BrokenAnswer),
        (200, "", BrokenAnswer),
        (200, '{"credits_remaining": ', BrokenAnswer),
        (404, "{}", BrokenAnswer),
        (500, "[1, 2]", BrokenAnswer),
        (500, '{"error": ["a", "b"]}', BrokenAnswer),
    ],
)
async def test_other_answers(service: Loopback, status: int, body: str, kind: type[ServiceError]) -> None:
    service.answers(status, body, Location="http://127.0.0.1:1/elsewhere")
    with pytest.raises(kind) as caught:
        await read(to(service), "/usage")
    assert type(caught.value) is kind
    assert caught.value.advice
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "body", ["null", "[]", "3", '{"credits_remaining": null}', '{"credits_remaining": "many"}', "{}"]
)
async def test_an_unexpected_yes_is_still_a_yes(service: Loopback, body: str) -> None:
    service.answers(200, body)
    for which in SERVICES:
        assert (await try_key(to(service, which))).accepted is not False


async def test_a_key_echoed_by_the_service_is_not_shown(service: Loopback) -> None:
    from vividdesk import log

    log.hide(KEY)
    service.answers(401, json.dumps({"error": f"The key {KEY} is unknown"}))
    with pytest.raises(KeyRefused) as caught:
        await try_key(to(service))
    assert KEY not in str(caught.value)


async def test_an_endless_answer_is_cut_off(service: Loopback) -> None:
    service.answers(200, "x" * 5_000_000)
    with pytest.raises(BrokenAnswer, match="more than an answer can be"):
        await read(to(service), "/usage")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ALL_PROXY", "socks://127.0.0.1:1"), ("ALL_PROXY", "socks5://127.0.0.1:1"), ("HTTPS_PROXY", "what://x")],
)
async def test_a_proxy_of_an_unknown_kind_is_said(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(Unreachable, match=variable):
        await read(Connection(VIVIDFLOW, "https://vivid.invalid", KEY), "/usage")


async def test_a_slow_drip_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, all of them never."""

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)

    monkeypatch.setattr(http, "DEADLINE", 0.4)
    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(BrokenAnswer, match="no answer in time"):
            await read(Connection(VIVIDFLOW, f"http://127.0.0.1:{port}", KEY), "/usage")
        await asyncio.sleep(0.1)


async def test_nobody_listening_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        connection = Connection(VIVIDFLOW, f"http://127.0.0.1:{taken.getsockname()[1]}", KEY)
        with pytest.raises(Unreachable, match="Vivid Flow cannot be reached"):
            await read(connection, "/usage")


async def test_a_key_goes_to_no_unsafe_address(service: Loopback) -> None:
    for address in ("http://vivid.example", "ftp://127.0.0.1", "vivid.example", ""):
        with pytest.raises(Unreachable, match="not a safe address"):
            await read(Connection(VIVIDFLOW, address, KEY), "/usage")


async def test_reaching_takes_any_answer_and_sends_no_key(service: Loopback) -> None:
    service.answers(404, "no such page")
    await reach(to(service))
    assert service.asked[0].headers["X-Api-Key"] is None


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://api.vimmerse.net", True),
        ("https://host:8443/api", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost/api/v1", True),
        ("http://[::1]:80", True),
        ("http://localhost.evil.example", False),
        ("http://10.0.0.1", False),
        ("https://user:pw@host", False),
        ("https://host/?key=1", False),
        ("https://", False),
        ("https://[broken", False),
        ("https://host:port", False),
        ("file:///etc/passwd", False),
    ],
)
def test_safe_addresses(address: str, safe: bool) -> None:
    assert is_safe(address) is safe


def all_below(kind: type[Exception]) -> set[type[Exception]]:
    return {kind}.union(*(all_below(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize(
    "kind", sorted(all_below(httpx.HTTPError) | all_below(httpx.InvalidURL) | all_below(httpx.StreamError), key=str)
)
def test_every_fault_of_httpx_has_our_words(kind: type[Exception]) -> None:
    fault = kind.__new__(kind)
    Exception.__init__(fault, "what httpx says")
    ours = in_our_words(Connection(VIVIDFLOW, "https://a.example"), fault)
    assert isinstance(ours, (Unreachable, BrokenAnswer))
    words = "no answer in time" if issubclass(kind, httpx.TimeoutException) else "what httpx says"
    assert words in ours.title
    assert ours.advice


def test_the_repr_of_a_connection_has_no_key() -> None:
    assert KEY not in repr(Connection(VIVIDFLOW, "https://a.example", KEY))


@pytest.mark.parametrize(("name", "found"), [("Vivid Flow", "vividflow"), ("VISTOUREAI", "vistoure"), ("x", None)])
def test_services_are_found_by_any_of_their_names(name: str, found: str | None) -> None:
    service = service_named(name)
    assert (service and service.id) == found
