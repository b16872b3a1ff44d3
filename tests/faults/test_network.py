"""Faults 8 to 11: the way to the services, and what comes back over it."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import DAY, World, hurried
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.service import KEY
from vividdesk.jobs.decisions import TooSoon
from vividdesk.jobs.pacing import Pace
from vividdesk.model import job as jobs
from vividdesk.model.job import JobState
from vividdesk.providers import http
from vividdesk.wishes.own import Own

HALF_AN_HOUR = 1800.0
SLOW = 150.0  # seconds after which a service takes what it was sent: longer than the program waits
BACK_WITHIN = 60.0
SMOOTH = [JobState.QUEUED, JobState.SUBMITTING, JobState.WAITING, JobState.FETCHING, JobState.DONE]
HOST = "services.test"


@cache
def certificate(folder: Path, name: str) -> Path:
    """For the fake service under this name, with its private key."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=2)).not_valid_after(now + timedelta(days=2))
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@asynccontextmanager
async def front(port: int, target: int, secured: Path | None = None, proxy: str = "") -> AsyncIterator[int]:
    """Passes all on to another port: with TLS before it, or as a proxy that answers CONNECT with these words."""

    wires: list[asyncio.StreamWriter] = []

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65_536):
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if proxy:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(f"HTTP/1.1 {proxy}\r\n\r\n".encode())
            if not proxy.startswith("200"):
                writer.close()
                return
        onward = await asyncio.open_connection("127.0.0.1", target)
        wires.append(onward[1])
        await asyncio.gather(pump(reader, onward[1]), pump(onward[0], writer))

    context = None
    if secured is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(secured)
    talks: set[asyncio.Task[None]] = set()

    def began(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wires.append(writer)
        talks.add(task := asyncio.ensure_future(connected(reader, writer)))
        task.add_done_callback(talks.discard)

    server = await asyncio.start_server(began, "127.0.0.1", port, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        for wire in wires:
            wire.transport.abort()
        await asyncio.gather(*(wire.wait_closed() for wire in wires), return_exceptions=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


Way = Callable[[World, Path, pytest.MonkeyPatch], AbstractAsyncContextManager[Callable[[], Awaitable[object]]]]


@asynccontextmanager
async def refused(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], Any]]:
    await world.service.close()
    yield world.service.open


@asynccontextmanager
async def no_answer(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], Any]]:
    """A host that takes no connection and refuses none: the door is there, and its queue is full."""
    await world.service.close()
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", world.service.port))
    door.listen(0)
    waiting = [socket.socket() for _each in range(3)]
    for wire in waiting:
        wire.setblocking(False)
        wire.connect_ex(door.getsockname())

    async def back() -> None:
        for wire in (*waiting, door):
            wire.close()
        await world.service.open()

    yield back


@asynccontextmanager
async def no_name(world: World, folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], Any]]:
    async with (
        over_tls(world, folder, patch, HOST) as (port, known),
        front(port, world.service.port, certificate(folder, "right")),
    ):

        async def back() -> None:
            known.append(HOST)

        yield back


@asynccontextmanager
async def not_believed(world: World, folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], Any]]:
    """As in a network where somebody else answers until one has signed in."""
    async with over_tls(world, folder, patch, "127.0.0.1") as (port, _known):
        portal = front(port, world.service.port, certificate(folder, "portal"))
        right = front(port, world.service.port, certificate(folder, "right"))
        await portal.__aenter__()

        async def back() -> None:
            await portal.__aexit__(None, None, None)
            await right.__aenter__()

        yield back
        await right.__aexit__(None, None, None)


@asynccontextmanager
async def no_tls(world: World, folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], Any]]:
    """Plain HTTP where TLS was expected."""
    async with over_tls(world, folder, patch, "127.0.0.1") as (port, _known):
        plain = front(port, world.service.port)
        right = front(port, world.service.port, certificate(folder, "right"))
        await plain.__aenter__()

        async def back() -> None:
            await plain.__aexit__(None, None, None)
            await right.__aenter__()

        yield back
        await right.__aexit__(None, None, None)


@asynccontextmanager
async def no_tunnel(world: World, folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], Any]]:
    async with (
        over_tls(world, folder, patch, HOST) as (port, _known),
        front(port, world.service.port, certificate(folder, "right")),
    ):
        tunnel = free_port()
        patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{tunnel}")
        closed = front(tunnel, port, proxy="403 Sign in first")
        opened = front(tunnel, port, proxy="200 Connected")
        await closed.__aenter__()

        async def back() -> None:
            await closed.__aexit__(None, None, None)
            await opened.__aenter__()

        yield back
        await opened.__aexit__(None, None, None)


@asynccontextmanager
async def over_tls(
    world: World, folder: Path, patch: pytest.MonkeyPatch, host: str
) -> AsyncIterator[tuple[int, list[str]]]:
    """The services are at an address with https; the names that the network knows are listed."""
    believed = ssl.create_default_context(cafile=certificate(folder, "right"))
    patch.setattr(http, "trusted", lambda: believed)
    known: list[str] = []
    look_up = socket.getaddrinfo

    def looked_up(name: Any, *rest: Any, **more: Any) -> Any:
        if name not in (HOST, HOST.encode()):
            return look_up(name, *rest, **more)
        if not known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up("127.0.0.1", *rest, **more)

    patch.setattr(socket, "getaddrinfo", looked_up)
    port = free_port()
    for service in ("vividflow", "vimmerse"):
        world.environ[f"VIVIDDESK_{service.upper()}_URL"] = f"https://{host}:{port}/{service}"
    yield port, known


@pytest.mark.parametrize(
    ("way", "service"),
    [
        (refused, "vividflow"),
        (refused, "vimmerse"),
        (no_answer, "vividflow"),
        (no_name, "vimmerse"),
        (not_believed, "vividflow"),
        (no_tls, "vimmerse"),
        (no_tunnel, "vividflow"),
    ],
)
@hurried
async def test_fault_8_no_way_to_the_service(
    world: World, way: Way, service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with way(world, tmp_path, monkeypatch) as back, world.core() as core:
        (job,) = await core.runner.enqueue([world.order(service)])
        await asyncio.sleep(HALF_AN_HOUR)
        waiting = await core.store.jobs.get(job.id)
        assert waiting is not None
        assert waiting.state is JobState.QUEUED
        assert world.troubles(core) == {service: "Unreachable"}
        assert len({replace(news, until=0.0) for news in world.lane_news}) == 1
        assert not world.service.asked
        assert not await core.runner.idle([job.id])
        await back()
        returned = world.clock.now
        # That is as far as it goes with all of them: the fake's results lie at another host.
        await world.seen(core, job, lambda job: job.remote)
        assert 0 <= world.asked(Ask.SUBMIT)[0] - returned <= BACK_WITHIN
        assert world.sent == 1
        assert world.troubles(core) == {}
        assert not world.lane_news[-1].trouble


@hurried
async def test_fault_8_other_lanes_go_on(world: World) -> None:
    world.environ["VIVIDDESK_VISTOURE_URL"] = f"http://127.0.0.1:{free_port()}/vistoure"
    async with world.core() as core:
        lost, other = await core.runner.enqueue([world.order("vistoure"), world.order("vividflow")])
        assert (await world.until(core, other, JobState.DONE)).state is JobState.DONE
        assert (await world.until(core, lost, JobState.QUEUED)).state is JobState.QUEUED
        assert world.troubles(core) == {"vistoure": "Unreachable"}


SECRET = f'"X-Api-Key": "{KEY}", "url": "https://cdn.test/a.mp4?X-Amz-Signature=0123456789abcdef"'
LOST = {
    "reset before the body": Mishap(Ask.SUBMIT, Act.RESET, At.HEAD),
    "reset in the body": Mishap(Ask.SUBMIT, Act.RESET, At.BODY),
    "reset after the body": Mishap(Ask.SUBMIT, Act.RESET, At.TAKEN),
    "taken, then reset": Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED),
    "closed after the body": Mishap(Ask.SUBMIT, Act.CLOSE, At.TAKEN),
    "taken, then closed": Mishap(Ask.SUBMIT, Act.CLOSE, At.ACCEPTED),
    "closed in the status": Mishap(Ask.SUBMIT, Act.CLOSE, At.STATUS),
    "closed in the headers": Mishap(Ask.SUBMIT, Act.CLOSE, At.HEADERS),
    "closed in the answer": Mishap(Ask.SUBMIT, Act.CLOSE, At.ANSWER),
    "no answer in time": Mishap(Ask.SUBMIT, Act.STALL, At.TAKEN),
    "taken, no answer in time": Mishap(Ask.SUBMIT, Act.STALL, At.ACCEPTED),
    "500": Mishap(Ask.SUBMIT, Act.SAY, status=500, body=f'{{"error": "Oh no", {SECRET}}}'),
    "502": Mishap(Ask.SUBMIT, Act.SAY, At.ACCEPTED, status=502, body=f"<html>Oh no {SECRET}</html>"),
    "503": Mishap(Ask.SUBMIT, Act.SAY, status=503, body=f'{{"detail": "Oh no", {SECRET}}}'),
    "504": Mishap(Ask.SUBMIT, Act.SAY, At.ACCEPTED, status=504, body=f"Oh no {SECRET}"),
    "408": Mishap(Ask.SUBMIT, Act.SAY, status=408, body=f'{{"error": "Oh no", {SECRET}}}'),
    "409": Mishap(Ask.SUBMIT, Act.SAY, status=409, body=f'{{"error": "Oh no", {SECRET}}}'),
    "302": Mishap(Ask.SUBMIT, Act.SAY, status=302, headers={"Location": "https://sign-in.test/"}, body="<p>Oh no"),
    "a page at 200": Mishap(Ask.SUBMIT, Act.SAY, body=f"<html>Oh no, sign in {SECRET}</html>"),
    "broken JSON at 200": Mishap(Ask.SUBMIT, Act.SAY, At.ACCEPTED, body=f'{{"said": "Oh no", {SECRET}'),
    "no id at 200": Mishap(Ask.SUBMIT, Act.SAY, At.ACCEPTED, body=f'{{"said": "Oh no", {SECRET}}}'),
}


@pytest.mark.parametrize(("what", "service"), [*zip(LOST, cycle(["vimmerse", "vistoure"]), strict=False)])
@hurried
async def test_fault_9_nobody_knows_whether_it_was_taken(world: World, what: str, service: str) -> None:
    mishap = LOST[what]
    world.goes_wrong(mishap)
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order(service)])
        job = await world.seen(core, job, lambda job: job.ask)
        assert (job.state, job.ask) == (JobState.UNSURE, jobs.Ask.TAKEN)
        assert job.trouble is not None
        assert "Nobody knows" in job.trouble.title
        kept = [text for _at, kind, text in await core.store.jobs.answers(job.id) if kind == "submit"]
        assert len(kept) == bool(mishap.body)
        for text in kept:
            assert "Oh no" in text
            assert KEY not in text
            assert "0123456789abcdef" not in text
        await asyncio.sleep(DAY)
        assert await core.runner.idle([job.id])
    async with world.core() as core:
        await asyncio.sleep(DAY)
        assert await core.store.jobs.get(job.id) == job
    assert len(world.asked(Ask.SUBMIT)) == 1
    assert world.sent == (mishap.at in (At.ACCEPTED, At.STATUS, At.HEADERS, At.ANSWER))


@pytest.mark.parametrize("service", ["vimmerse", "vistoure"])
@hurried
async def test_fault_9_taken_after_nobody_waited_any_more(world: World, service: str) -> None:
    """Not sent again, whoever wishes it, while a slow service may still take it."""
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.STALL, At.TAKEN, seconds=SLOW))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order(service)])
        job = await world.seen(core, job, lambda job: job.ask)
        assert world.sent == 0
        (shown,) = (await Own(core).stand([job.id]))["jobs"]
        assert "may still appear there until" in shown["question"]
        with pytest.raises(TooSoon, match="paid twice"):
            await core.decisions.resend(job.id)
        await asyncio.sleep(await core.runner.unsettled_until(job) - world.now() - 1)
        with pytest.raises(TooSoon):
            await core.decisions.resend(job.id)
        await core.decisions.found(job.id, world.service.works.charges[0].id)
        assert (await world.until(core, job, JobState.DONE)).remote == world.service.works.charges[0].id
    assert world.sent == 1


@hurried
async def test_fault_9_a_history_has_what_was_taken_late(world: World) -> None:
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.STALL, At.HEAD, seconds=SLOW))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vividflow")])
        await world.seen(core, job, lambda job: job.state is JobState.UNSURE)
        assert world.sent == 0
        await world.until(core, job, JobState.DONE)
    assert world.sent == 1


@hurried
async def test_fault_9_not_taken_then_sent_again_by_the_person(world: World) -> None:
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.RESET, At.TAKEN, times=2))
    async with world.core() as core:
        kept, dropped = await core.runner.enqueue([world.order("vimmerse"), world.order("vimmerse")])
        for job in (kept, dropped):
            await world.seen(core, job, lambda job: job.ask)
        await core.decisions.drop(dropped.id)
        for again in (core.decisions.retry, core.decisions.send_anew):
            with pytest.raises(TooSoon):
                await again(dropped.id)
        await asyncio.sleep(await core.runner.unsettled_until(kept) - world.now() + 1)
        await core.decisions.resend(kept.id)
        await core.decisions.retry(dropped.id)
        for job in (kept, dropped):
            await world.until(core, job, JobState.DONE)
    assert world.sent == 2


@hurried
async def test_fault_9_a_clock_set_back_keeps_nobody_waiting(world: World) -> None:
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.RESET, At.TAKEN))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vimmerse")])
        await world.seen(core, job, lambda job: job.ask)
        assert 0 < await core.runner.unsettled_until(job) - world.now() <= Pace().settled
        world.ahead = -DAY
        assert not await core.runner.unsettled_until(job)
        await core.decisions.resend(job.id)
        await world.until(core, job, JobState.DONE)
    assert world.sent == 1


@pytest.mark.parametrize("taken", [True, False])
@hurried
async def test_fault_9_a_history_tells(world: World, taken: bool) -> None:
    """Where the service keeps one: it is found there, or the person is asked once it is not."""
    world.goes_wrong(Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED if taken else At.TAKEN))
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vividflow")])
        if taken:
            await world.until(core, job, JobState.DONE)
        else:
            await world.seen(core, job, lambda job: job.state is JobState.UNSURE)
            before = world.clock.now
            await world.seen(core, job, lambda job: job.ask)
            assert 590 <= world.clock.now - before <= 700
            await asyncio.sleep(DAY)
    assert world.sent == taken
    assert len(world.asked(Ask.SUBMIT)) == 1


WEATHER = {
    "reset": [Mishap(Ask.LOOK, Act.RESET, At.TAKEN)],
    "closed": [Mishap(Ask.LOOK, Act.CLOSE, At.TAKEN)],
    "closed in the answer": [Mishap(Ask.LOOK, Act.CLOSE, At.ANSWER)],
    "no answer in time": [Mishap(Ask.LOOK, Act.STALL, At.TAKEN)],
    "drips": [Mishap(Ask.LOOK, Act.DRIP, seconds=1.0)],
    "500 again and again": [Mishap(Ask.LOOK, Act.SAY, status=500, times=12)],
    "a page at 200": [Mishap(Ask.LOOK, Act.SAY, body="<html>Sign in")],
    "broken JSON": [Mishap(Ask.LOOK, Act.SAY, body="{")],
    "JSON of somebody else": [Mishap(Ask.LOOK, Act.SAY, body='{"hello": "there"}')],
    "302": [Mishap(Ask.LOOK, Act.SAY, status=302, headers={"Location": "https://sign-in.test/"})],
    "file: reset": [Mishap(Ask.FILE, Act.RESET, At.TAKEN)],
    "file: reset on its way": [Mishap(Ask.FILE, Act.RESET, At.ANSWER)],
    "file: closed on its way": [Mishap(Ask.FILE, Act.CLOSE, At.ANSWER)],
    "file: stalls on its way": [Mishap(Ask.FILE, Act.STALL, At.ANSWER)],
    "file: 500 again and again": [Mishap(Ask.FILE, Act.SAY, status=500, times=12)],
    "file: 429": [Mishap(Ask.FILE, Act.SAY, status=429, headers={"Retry-After": "100"})],
    "file: all of it": [
        Mishap(Ask.FILE, act, at) for act in (Act.RESET, Act.CLOSE) for at in (At.TAKEN, At.HEADERS, At.ANSWER)
    ],
}


@pytest.mark.parametrize("what", WEATHER)
@hurried
async def test_fault_10_trouble_on_a_look_or_a_fetch_only_delays(world: World, what: str) -> None:
    world.goes_wrong(*WEATHER[what])
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure")])
        job = await world.until(core, job, JobState.DONE, JobState.FAILED, JobState.UNSURE)
        assert await world.past(core, job) == SMOOTH
        assert (job.misses, job.trouble, job.ask) == (0, None, None)
    assert world.sent == 1
    assert world.service.plan.is_over
    assert not world.service.leaks


CHEATS = {
    "drips": Mishap(Ask.FILE, Act.DRIP, seconds=1.0),
    "truncated with a length": Mishap(Ask.FILE, Act.CLOSE, At.ANSWER, part=0.7),
    "truncated without a length": Mishap(Ask.FILE, Act.UNMEASURED, part=0.7),
    "packed": Mishap(Ask.FILE, Act.SAY, headers={"Content-Encoding": "gzip"}, body="x" * 1000),
    "to a file": Mishap(Ask.FILE, Act.SAY, status=302, headers={"Location": "file:///etc/passwd"}),
    "to a place without TLS": Mishap(Ask.FILE, Act.SAY, status=302, headers={"Location": "http://other.test/"}),
}


@pytest.mark.parametrize("what", CHEATS)
@hurried
async def test_fault_11_a_download_that_cheats_is_stopped_and_made_good(world: World, what: str) -> None:
    world.goes_wrong(CHEATS[what])
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vimmerse")])
        job = await world.until(core, job, JobState.DONE, JobState.FAILED)
        assert await world.past(core, job) == SMOOTH
    assert world.service.plan.is_over
    assert not world.service.leaks
    assert [path.suffix for path in (world.home / "results").iterdir()] == [".mp4"]


@hurried
async def test_fault_11_a_redirect_is_followed_without_the_key(world: World) -> None:
    """To the same content by another name of this computer: what the fake counts as leaks would be seen."""
    async with world.core() as core:
        (job,) = await core.runner.enqueue([world.order("vistoure")])
        waiting = await world.until(core, job, JobState.WAITING)
        links = world.service.works.find("vistoure", waiting.remote)
        assert links is not None
        place = f"http://localhost:{world.service.port}/files/{links.links}/{waiting.remote}.mp4"
        world.goes_wrong(Mishap(Ask.FILE, Act.SAY, status=302, headers={"Location": place}))
        assert (await world.until(core, job, JobState.DONE)).state is JobState.DONE
    assert len(world.asked(Ask.FILE)) == 2
    assert not world.service.leaks
