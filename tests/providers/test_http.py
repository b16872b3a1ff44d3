"""What a read, a change and a submit send, and what they make of an ordinary answer."""

import asyncio
import gzip
import json
import os
import socket
import ssl
from collections.abc import AsyncGenerator, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.loopback import loopback
from tests.rawservice import RawService, Talk, raw_service
from tests.waiting import until_on_loop
from vividdesk.errors import BrokenAnswer, KeyRefused, PhotoRefused, SlowDown, Unreachable, Unsure, VividError
from vividdesk.model.connection import Connection
from vividdesk.model.service import SERVICES
from vividdesk.providers import http
from vividdesk.providers.body import InBase64, JsonBody, Multipart, Upload
from vividdesk.providers.http import Answer, Line, Patience, reach

KEY = "canary-key-0123456789"
NAMED = "pictures.example"  # which the certificate is also for
VIMMERSE, VIVIDFLOW, VISTOURE = SERVICES
BODY = JsonBody({"type": "node"})
AT_ONCE = Patience(pause=0)


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def service() -> Iterator[RawService]:
    with raw_service() as running:
        yield running


def to(service: RawService, patience: Patience = AT_ONCE, path: str = "") -> Line:
    return Line(Connection(VIVIDFLOW, service.address + path, KEY), patience)


def form(photo: Path) -> Multipart:
    return Multipart([("title", "x")], [Upload("image", "p.jpg", "image/jpeg", photo)])


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.jpg"
    file.write_bytes(bytes(range(256)) * 10_000)
    return file


async def test_a_read(service: RawService) -> None:
    service.answers(200, '{"n": 1}', Date="Tue, 15 Nov 1994 08:12:31 GMT")
    async with to(service, path="/api/v1/") as line:
        answer = await line.read("/history", {"limit": "100", "a": "ü&"})
    assert answer == Answer(200, {"n": 1}, datetime(1994, 11, 15, 8, 12, 31, tzinfo=UTC))
    (taken,) = service.taken
    assert (taken.method, taken.path) == ("GET", "/api/v1/history?limit=100&a=%C3%BC%26")
    assert taken.headers["x-api-key"] == KEY
    assert taken.headers["accept-encoding"] == "identity"
    assert "python" not in taken.headers["user-agent"]


@pytest.mark.parametrize(("body", "content"), [("null", None), ("[]", []), ("3", 3), ('\ufeff"x"', "x")])
async def test_any_json_is_an_answer(service: RawService, body: str, content: object) -> None:
    service.answers(200, body)
    async with to(service) as line:
        assert (await line.read("/x")).content == content


async def test_an_answer_may_come_packed(service: RawService) -> None:
    service.answers(200, gzip.compress(b'{"n": 1}'), Content_Encoding="gzip")
    async with to(service) as line:
        assert (await line.read("/x")).content == {"n": 1}


@pytest.mark.parametrize("status", [201, 202, 204, 206])
async def test_a_read_takes_nothing_but_200(service: RawService, status: int) -> None:
    service.answers(status)
    async with to(service) as line:
        with pytest.raises(BrokenAnswer, match=str(status)):
            await line.read("/x")


async def test_reads_share_connections_and_nothing_else_does(service: RawService) -> None:
    async with to(service) as line:
        for _turn in range(3):
            await line.read("/x")
        assert len(service.talks) == 1
        for _turn in range(2):
            await line.change("DELETE", "/x")
            await line.submit("/x", BODY)
        await asyncio.gather(*(line.submit("/x", BODY) for _each in range(3)))
        assert len(service.talks) == 8
        await asyncio.gather(line.read("/x"), line.read("/x"))


async def test_the_first_reads_may_come_together(service: RawService) -> None:
    line = to(service)
    await asyncio.gather(*(line.read("/x") for _each in range(5)))
    await line.close()
    assert len(service.taken) == 5


async def test_a_change(service: RawService) -> None:
    service.answers(200, '{"data": {}}')
    async with to(service) as line:
        assert (await line.change("PUT", "/workflow/1", {"title": "ü", "delivered_at": None})).content == {"data": {}}
        assert (await line.change("DELETE", "/workflow/1")).status == 200
        assert (await line.change("POST", "/cancel/1")).status == 200
    put, delete, post = service.taken
    assert (put.method, put.path, put.headers["content-type"]) == ("PUT", "/workflow/1", "application/json")
    assert json.loads(put.body) == {"title": "ü", "delivered_at": None}
    assert (delete.method, delete.body) == ("DELETE", b"")
    assert (post.headers["content-length"], post.body) == ("0", b"")
    assert {taken.headers["x-api-key"] for taken in service.taken} == {KEY}


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_a_change_may_be_answered_with_nothing(service: RawService, status: int) -> None:
    service.answers(status, "")
    async with to(service) as line:
        assert await line.change("DELETE", "/x") == Answer(status, None, None)


@pytest.mark.parametrize("status", [200, 201, 202])
async def test_a_submit(service: RawService, photo: Path, status: int) -> None:
    service.answers(status, '{"job_id": "j"}')
    told: list[tuple[int, int]] = []
    body = form(photo)
    async with to(service) as line:
        answer = await line.submit("/generate", body, lambda sent, size: told.append((sent, size)))
    assert (answer.status, answer.content) == (status, {"job_id": "j"})
    (taken,) = service.submits
    assert taken.body == b"".join([chunk async for chunk in body.chunks()])
    assert taken.headers["content-type"] == body.type
    assert taken.headers["content-length"] == str(body.size)
    assert "transfer-encoding" not in taken.headers
    assert {size for _sent, size in told} == {body.size}
    assert [sent for sent, _size in told] == sorted({sent for sent, _size in told})
    assert told[-1] == (body.size, body.size)


async def test_photos_in_json(service: RawService, photo: Path) -> None:
    body = JsonBody({"input": {"a": InBase64(photo, "image/jpeg"), "b": [InBase64(photo, "image/png", True)]}})
    async with to(service) as line:
        await line.submit("/run", body)
    sent = json.loads(service.submits[0].body)["input"]
    assert sent["b"] == ["data:image/png;base64," + sent["a"]]
    assert service.submits[0].headers["content-type"] == "application/json"


async def test_cookies_are_not_kept(service: RawService) -> None:
    service.answers(200, "{}", Set_Cookie="session=1; Path=/")
    async with to(service) as line:
        for _turn in range(2):
            await line.read("/x")
            await line.submit("/x", BODY)
    assert not any("cookie" in taken.headers for taken in service.taken)


@pytest.mark.parametrize("fault", [RuntimeError("a bug"), TimeoutError("a bug"), OSError("a bug"), VividError("a bug")])
async def test_what_the_teller_raises_is_not_silent(service: RawService, photo: Path, fault: Exception) -> None:
    def told(_sent: int, _size: int) -> None:
        raise fault

    async with to(service) as line:
        with pytest.raises(type(fault), match="a bug") as caught:
            await line.submit("/generate", form(photo), told)
    assert caught.value is fault
    assert not service.submits


async def test_a_photo_that_is_gone_is_known_before_anything_is_sent(service: RawService, photo: Path) -> None:
    body = form(photo)
    photo.unlink()
    async with to(service) as line:
        with pytest.raises(PhotoRefused):
            await line.submit("/generate", body)
    assert not service.talks


async def test_a_photo_that_changes_on_the_way_breaks_the_connection(service: RawService, photo: Path) -> None:
    def told(_sent: int, _size: int) -> None:
        photo.write_bytes(b"")

    async with to(service) as line:
        with pytest.raises(Unsure, match="changed") as caught:
            await line.submit("/generate", form(photo), told)
    assert isinstance(caught.value.__cause__, PhotoRefused)
    assert not service.submits


class FaultyBody:
    """A body with a mistake of ours in it."""

    size = 100
    type = "text/plain"

    def __init__(self) -> None:
        self.closed = False

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        try:
            yield b"x" * 50
            raise KeyError("a bug")
        finally:
            self.closed = True


async def test_our_own_mistakes_stay_what_they_are(service: RawService) -> None:
    body = FaultyBody()
    async with to(service) as line:
        with pytest.raises(KeyError, match="a bug"):
            await line.submit("/generate", body)
        with pytest.raises(ValueError, match="no path"):
            await line.read("@evil.example/")
        with pytest.raises(ValueError, match="JSON"):
            await line.change("PUT", "/x", {"rating": float("inf")})
    assert body.closed
    assert not service.taken


@pytest.mark.parametrize("size", [50, 2_000_000])
async def test_a_body_of_the_wrong_length_is_our_own_mistake(service: RawService, size: int) -> None:
    body = JsonBody({"a": "b" * 1000})
    body.size = size
    async with to(service) as line:
        with pytest.raises(Exception, match="declared Content-Length"):
            await line.submit("/generate", body)
    assert not service.submits


async def test_giving_up_a_submit_passes_through(service: RawService, photo: Path) -> None:
    service.plays(lambda talk: talk.stay_silent())
    async with to(service) as line:
        submit = asyncio.create_task(line.submit("/generate", form(photo)))
        await until_on_loop(lambda: service.talks)
        submit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await submit
        assert submit.cancelled()


async def test_a_slow_way_up_is_no_fault(service: RawService, photo: Path) -> None:
    """The service takes nothing for longer than a piece of an answer may take."""
    photo.write_bytes(bytes(20_000_000))

    def late(talk: Talk) -> None:
        service.over.wait(0.4)
        talk.take()
        talk.answer(200)

    service.plays(late)
    async with to(service, Patience(silent=0.1)) as line:
        await line.submit("/generate", form(photo))
    assert len(service.submits) == 1


def test_a_submit_has_the_time_that_its_size_takes() -> None:
    patience = Patience()
    assert patience.for_submit_of(0) == 180
    assert patience.for_submit_of(10_000_000) == 180 + 312.5


class Slept:
    def __init__(self) -> None:
        self.times: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.times.append(seconds)


async def tried(service: RawService, *answers: tuple[int, str, dict[str, str]], tries: int = 3) -> list[float]:
    """The pauses of a read that is answered in this way, one after the other."""
    left = list(answers)

    def scene(talk: Talk) -> None:
        while talk.take():
            status, body, headers = left.pop(0) if len(left) > 1 else left[0]
            talk.answer(status, body.encode(), **headers)

    service.plays(scene)
    slept = Slept()
    async with Line(Connection(VIVIDFLOW, service.address, KEY), Patience(), slept) as line:
        try:
            await line.read("/x", tries=tries)
        except (BrokenAnswer, SlowDown) as fault:
            if isinstance(fault, SlowDown):
                slept.times.append(-fault.wait)
    return slept.times


FINE = (200, "{}", {})


async def test_pauses_between_tries_grow_and_differ(service: RawService) -> None:
    runs = [await tried(service, (500, "", {}), (502, "", {}), FINE) for _run in range(10)]
    assert all(0.25 <= first <= 0.75 and 0.5 <= second <= 1.5 for first, second in runs)
    assert len({first for first, _second in runs}) > 5
    assert len(service.taken) == 30


@pytest.mark.parametrize("status", [429, 503])
async def test_a_short_wait_is_waited_for(service: RawService, status: int) -> None:
    assert await tried(service, (status, "", {"Retry_After": "5"}), (status, "", {"Retry_After": "1"}), FINE) == [5, 1]
    assert await tried(service, (status, "", {"Retry_After": "2"})) == [2, 2, -2]
    assert await tried(service, (status, "", {"Retry_After": "2"}), tries=1) == [-2]


@pytest.mark.parametrize("status", [429, 503])
async def test_a_longer_one_is_told(service: RawService, status: int) -> None:
    assert await tried(service, (status, "", {"Retry_After": "6"}), FINE) == [-6]
    later = (datetime.now(UTC) + timedelta(days=2)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert await tried(service, (status, "", {"Retry_After": later}), FINE) == [-900]


async def test_what_the_body_says_of_waiting(service: RawService) -> None:
    assert await tried(service, (429, '{"error": "slow", "retry_after": 42}', {}), FINE) == [-42]
    assert await tried(service, (429, '{"error": {"retry_after": "3"}}', {}), FINE) == [3]
    assert await tried(service, (429, "{}", {}), FINE) == [-60]


async def test_a_submit_told_to_wait_does_not(service: RawService) -> None:
    service.answers(429, "{}", Retry_After="1")
    async with to(service) as line:
        with pytest.raises(SlowDown, match=r"Try again in 1 second\.") as caught:
            await line.submit("/x", BODY)
        assert caught.value.wait == 1
        service.answers(429, "{}", Retry_After="121")
        with pytest.raises(SlowDown, match=r"Try again in 3 minutes\."):
            await line.submit("/x", BODY)
        service.answers(503, "{}", Retry_After="1")
        with pytest.raises(Unsure):
            await line.submit("/x", BODY)
    assert len(service.submits) == 3


async def test_what_a_service_echoes_is_not_shown(service: RawService) -> None:
    """Not even of a key that was never a `Key`."""
    echo = json.dumps({"error": f"{KEY} is unknown, see https://a.example/?sig=s3cr3t", "image": "QUFB" * 9999})
    for status, kind in ((401, KeyRefused), (200, Unsure)):
        service.answers(status, echo if status == 401 else echo[:-1])
        async with to(service) as line:
            with pytest.raises(kind) as caught:
                await line.submit("/x", BODY)
        for shown in (str(caught.value), caught.value.words, caught.value.answer, repr(caught.value), repr(line)):
            assert KEY not in shown
            assert "s3cr3t" not in shown
        assert "is unknown" in caught.value.answer
        assert len(caught.value.answer) < 200


async def test_the_key_stays_off_proxies(service: RawService, monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_service() as proxy:
        for variable in ("HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(variable, proxy.address)
        async with to(service) as line:
            await line.read("/x")
            await line.change("DELETE", "/x")
            await line.submit("/x", BODY)
        assert not proxy.talks
    assert len(service.taken) == 3


@pytest.mark.parametrize(
    ("environ", "address", "proxy"),
    [
        ({}, "https://a.example", None),
        ({"HTTPS_PROXY": "http://p.example:1"}, "https://a.example", "http://p.example:1"),
        ({"https_proxy": "p.example:1"}, "https://a.example", "http://p.example:1"),
        ({"ALL_PROXY": "http://p.example:1"}, "https://a.example", "http://p.example:1"),
        ({"HTTP_PROXY": "http://p.example:1"}, "https://a.example", None),
        ({"HTTPS_PROXY": "http://p.example:1", "NO_PROXY": "b.example,a.example"}, "https://a.example", None),
        ({"HTTPS_PROXY": "http://p.example:1", "NO_PROXY": ".example"}, "https://a.example:8443/api", None),
        ({"HTTPS_PROXY": "http://p.example:1", "NO_PROXY": "*"}, "https://a.example", None),
        ({"HTTPS_PROXY": "http://p.example:1"}, "https://127.0.0.1:8443", None),
        ({"HTTP_PROXY": "http://p.example:1"}, "http://localhost:80", None),
        ({"ALL_PROXY": "http://p.example:1"}, "https://[::1]", None),
    ],
)
def test_which_proxy(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], address: str, proxy: str | None) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert http.proxy_for(address, Connection(VIVIDFLOW, address, KEY).is_here) == proxy


@pytest.mark.parametrize("proxy", ["http://h:abc", "http://[::1", "gopher://p.example"])
async def test_a_proxy_that_is_none_is_a_fault_of_the_world(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    async with Line(Connection(VIVIDFLOW, "https://a.example", KEY)) as line:
        with pytest.raises(Unreachable):
            await line.read("/x", tries=1)


@pytest.mark.parametrize("host", ["exa\x01mple.invalid", "xn--.invalid", "a" * 70 + ".invalid", "exa mple"])
async def test_an_address_that_is_none_is_a_fault_of_the_world(host: str) -> None:
    async with Line(Connection(VIVIDFLOW, f"https://{host}", KEY)) as line:
        for attempt in (line.read("/x", tries=1), line.change("DELETE", "/x"), line.submit("/x", BODY)):
            with pytest.raises(Unreachable):
                await attempt


async def test_reaching_takes_any_answer_and_sends_no_key() -> None:
    with loopback() as service:
        service.answers(404, "no such page")
        await reach(Connection(VIVIDFLOW, service.address, KEY))
        assert service.asked[0].headers["X-Api-Key"] is None
    with pytest.raises(Unreachable):
        await reach(Connection(VIVIDFLOW, service.address, KEY))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of this computer, for an hour, believed by nobody."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "vividdesk test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName(NAMED)]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file: Path = tmp_path_factory.mktemp("certificate") / "both.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def secured(certificate: Path) -> Iterator[RawService]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with raw_service(context) as running:
        yield running


@pytest.fixture
def believed(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(http, "trusted", lambda: context)


@pytest.mark.usefixtures("believed")
async def test_over_a_secure_connection(secured: RawService, photo: Path) -> None:
    async with to(secured) as line:
        for _turn in range(2):
            assert (await line.read("/x")).content == {}
            assert (await line.change("PUT", "/x", {"a": 1})).content == {}
            assert (await line.submit("/x", form(photo))).content == {}
    assert len(secured.submits) == 2
    assert secured.submits[0].headers["x-api-key"] == KEY


async def test_a_certificate_that_nobody_believes(secured: RawService) -> None:
    async with to(secured) as line:
        with pytest.raises(Unreachable, match="certificate"):
            await line.submit("/x", BODY)
    assert not secured.received


@pytest.mark.usefixtures("believed")
async def test_what_is_no_tls_in_the_middle_of_it(secured: RawService) -> None:
    def spoil(talk: Talk) -> None:
        talk.take()
        with socket.socket(fileno=talk.wire.detach()) as plain:
            plain.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    secured.plays(spoil)
    async with to(secured) as line:
        with pytest.raises(BrokenAnswer, match="the secure connection failed"):
            await line.read("/x")
        with pytest.raises(BrokenAnswer):
            await line.change("DELETE", "/x")
        with pytest.raises(Unsure):
            await line.submit("/x", BODY)
    assert len(secured.submits) == 1


@pytest.mark.usefixtures("believed")
async def test_a_secure_connection_that_is_cut(secured: RawService) -> None:
    secured.plays(lambda talk: (talk.take(), talk.reset())[1])
    async with to(secured) as line:
        with pytest.raises(Unsure):
            await line.submit("/x", BODY)
    assert len(secured.submits) == 1
