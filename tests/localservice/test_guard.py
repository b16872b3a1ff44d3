"""Who is answered, and how much is read of what they send. Over plain sockets, where a client could get in the way."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.localservice.asking import SAMPLE, Asked, served
from tests.localservice.shop import Bench
from vividdesk.localservice import serve, wire
from vividdesk.localservice.guard import Bounds
from vividdesk.localservice.pool import Pool
from vividdesk.localservice.workshop import Workshop

HEADERS = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
}


class Line:
    """A connection, spoken over byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, service: Asked) -> "Line":
        return cls(*await asyncio.open_connection("127.0.0.1", service.running.port))

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        async with asyncio.timeout(20):
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}
            body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return int(first.split()[1]), headers, body

    async def is_closed(self) -> bool:
        async with asyncio.timeout(20):
            try:
                return await self._reader.read(1) == b""
            except ConnectionError:
                return True

    async def close(self) -> None:
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except ConnectionError:
            return


async def asked(service: Asked, method: str, path: str, *headers: str, body: bytes = b"") -> tuple[int, bytes]:
    line = await Line.to(service)
    try:
        length = [f"Content-Length: {len(body)}"] if body else []
        head = "\r\n".join([f"{method} {path} HTTP/1.1", *headers, *length, "", ""])
        await line.send(head.encode() + body)
        if method == "HEAD":
            return int((await line._reader.readline()).split()[1]), b""
        status, told, content = await line.answer()
        assert HEADERS.items() <= told.items()
        assert not [name for name in told if name == "server" or name.startswith("access-control")]
        return status, content
    finally:
        await line.close()


async def test_of_all_who_may_ask_only_the_right_one_is_answered(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        port, key = service.running.port, service.running.key
        right = f"Host: 127.0.0.1:{port}"
        hosts = [
            right,
            "Host: 127.0.0.1",
            f"Host: 127.0.0.1:{port + 1}",
            f"Host: localhost:{port}",
            f"Host: [::1]:{port}",
            f"Host: evil.example:{port}",
            f"Host: 127.0.0.1:{port}.evil.example",
            f"Host: 127.0.0.1.:{port}",
        ]
        origins = ["", "Origin: null", f"Origin: http://127.0.0.1:{port}", "Origin: https://evil.example", "Origin:"]
        keys = [f"x-api-KEY: {key}", "", "X-API-Key: ", f"X-API-Key: {key[:-1]}", f"Authorization: Bearer {key}"]
        methods = {"GET": 200, "POST": 405, "PUT": 405, "DELETE": 405, "OPTIONS": 405, "TRACE": 405, "HEAD": 200}
        tried = 0
        for host, origin, sent, (method, good) in itertools.product(hosts, origins, keys, methods.items()):
            status, _body = await asked(service, method, "/vividflow/usage", *filter(None, (host, origin, sent)))
            strange = method in ("OPTIONS", "TRACE")
            expected = 403 if host != right or origin else good if strange or sent == keys[0] else 401
            assert status == expected, (host, origin, sent, method)
            tried += 1
        assert tried == 1400


async def test_what_else_somebody_might_try(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        host, key = f"Host: 127.0.0.1:{service.running.port}", f"X-API-Key: {service.running.key}"
        path = "/vividflow/usage"
        assert (await asked(service, "GET", path, host, key))[0] == 200
        assert (await asked(service, "GET", path, host, key, key))[0] == 401, "two keys"
        assert (await asked(service, "GET", f"{path}?X-API-Key={service.running.key}", host))[0] == 401
        assert (await asked(service, "GET", f"/files/../{path}", host))[0] == 404
        assert (await asked(service, "GET", f"/files/%2e%2e{path}", host))[0] == 404
        assert (await asked(service, "GET", "/files", host))[0] == 401
        for method in ("POST", "PUT", "DELETE"):
            assert (await asked(service, method, "/files/x", host))[0] == 401, "a link is only followed"
        assert (await asked(service, "GET", "/files/x", host, body=bytes(1_000_000)))[0] == 404
        assert (await asked(service, "POST", path, host, key, "X-HTTP-Method-Override: GET"))[0] == 405
        assert (await asked(service, "GET", f"{path}/", host, key))[0] == 404, "no redirect"
        assert (await asked(service, "GET", f"http://evil.example{path}", host, key))[0] == 404
        upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 13")
        assert (await asked(service, "GET", path, host, *upgrade))[0] == 401
        preflight = ("Origin: https://evil.example", "Access-Control-Request-Method: POST")
        assert (await asked(service, "OPTIONS", path, host, *preflight))[0] == 403


async def test_a_refusal_is_said_after_the_body_was_read(tmp_path: Path) -> None:
    """Else a client that still sends would see a broken connection instead."""
    async with served(tmp_path, Pool([Bench()]), Bounds(most=1_000_000)) as service:
        for path, shape in (("vimmerse/workflow", "message"), ("vividflow/generate", "error")):
            answer = await service.http.post(f"/{path}", content=bytes(900_000), headers={"X-API-Key": "wrong"})
            assert (answer.status_code, list(answer.json())) == (401, [shape])
            answer = await service.http.post(f"/{path}", content=bytes(30_000_000))
            assert (answer.status_code, list(answer.json())) == (413, [shape])

            async def endless() -> AsyncIterator[bytes]:
                for _piece in range(100):
                    yield bytes(100_000)

            answer = await service.http.post(f"/{path}", content=endless())
            assert (answer.status_code, list(answer.json())) == (413, [shape]), "its length was not declared"
        run = await service.http.post("/vistoure/api/v3/run", content=bytes(2_000_000))
        assert (run.status_code, run.json()) == (413, {"error": "A request may have 1 MB."})


async def test_all_bodies_together_have_a_bound(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()]), Bounds(held=100_000)) as service:
        head = (
            f"POST /vividflow/generate HTTP/1.1\r\nHost: 127.0.0.1:{service.running.port}\r\n"
            f"X-API-Key: {service.running.key}\r\nContent-Length: 60000\r\n\r\n"
        )
        first = await Line.to(service)
        await first.send(head.encode() + bytes(59_999))
        async with asyncio.timeout(20):
            while True:  # until the first one's is here
                answer = await service.http.post("/vividflow/generate", content=bytes(60_000))
                if answer.status_code == 429:
                    break
        assert answer.json() == {"error": "Too much is being sent at once.", "retry_after": 5}
        small = await service.http.post("/vividflow/generate", content=bytes(30_000))
        assert small.status_code == 400
        await first.send(b"x")
        assert (await first.answer())[0] == 400
        await first.close()
        assert (await service.http.post("/vividflow/generate", content=bytes(99_000))).status_code == 400


async def test_a_body_that_drips_is_cut_off(tmp_path: Path) -> None:
    bounds = Bounds(whole=1.0, idle=0.3)
    async with served(tmp_path, Pool([Bench()]), bounds) as service:
        head = (
            f"POST /vividflow/generate HTTP/1.1\r\nHost: 127.0.0.1:{service.running.port}\r\n"
            f"X-API-Key: {service.running.key}\r\nContent-Length: 1000\r\n\r\n"
        )
        silent, dripping = await Line.to(service), await Line.to(service)
        await silent.send(head.encode())
        await dripping.send(head.encode())

        async def drip() -> None:
            while True:
                await dripping.send(b"x")
                await asyncio.sleep(0.05)

        drops = asyncio.create_task(drip())
        for line in (silent, dripping):
            status, headers, body = await line.answer()
            assert (status, json.loads(body)) == (408, {"error": "The request took too long to arrive."})
            assert headers["connection"] == "close"
            assert await line.is_closed()
        drops.cancel()
        await asyncio.gather(drops, return_exceptions=True)
        for line in (silent, dripping):
            await line.close()
        assert (await service.http.get("/vividflow/usage")).status_code == 200


async def test_a_head_that_drips_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "HEAD_WITHIN", 0.3)
    async with served(tmp_path, Pool([Bench()])) as service:
        nothing, half, later = [await Line.to(service) for _each in range(3)]
        head = f"GET /vividflow/usage HTTP/1.1\r\nHost: 127.0.0.1:{service.running.port}\r\n".encode()
        await half.send(head)
        await later.send(head + b"\r\n" + head)
        assert (await later.answer())[0] == 401
        for line in (nothing, half, later):
            assert await line.is_closed()
            await line.close()


async def test_a_head_has_bounds(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        line = await Line.to(service)
        await line.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Filler: " + b"x" * 20_000)
        status, headers, body = await line.answer()
        assert (status, list(json.loads(body))) == (400, ["error"])
        assert {**HEADERS, "content-type": "application/json", "connection": "close"}.items() <= headers.items()
        assert await line.is_closed()
        await line.close()


async def test_what_is_no_http_ends_the_connection(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        head = f"POST /vividflow/generate HTTP/1.1\r\nHost: 127.0.0.1:{service.running.port}\r\n"
        chunked = f"{head}X-API-Key: {service.running.key}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n".encode()
        for begin in (b"", chunked):
            line = await Line.to(service)
            await line.send(begin + b"zz nonsense\r\n\r\n")
            assert (await line.answer())[0] == 400
            assert await line.is_closed()
            await line.close()


async def test_of_too_many_connections_the_newest_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_CONNECTIONS", 3)
    async with served(tmp_path, Pool([Bench()])) as service:
        idle = [await Line.to(service) for _each in range(3)]
        late = await Line.to(service)
        assert await late.is_closed()
        await idle[0].send(f"GET /vividflow/usage HTTP/1.1\r\nHost: 127.0.0.1:{service.running.port}\r\n\r\n".encode())
        assert (await idle[0].answer())[0] == 401
        for line in (*idle, late):
            await line.close()


async def test_it_ends_quietly_while_somebody_sends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "END_WITHIN", 0.1)
    async with served(tmp_path, Pool([Bench()])) as service:
        head = f"POST /vividflow/generate HTTP/1.1\r\nHost: 127.0.0.1:{service.running.port}\r\n"
        line = await Line.to(service)
        await line.send(f"{head}X-API-Key: {service.running.key}\r\nContent-Length: 9999\r\n\r\n".encode() + SAMPLE)
    assert await line.is_closed()
    await line.close()


async def test_an_odd_range_gives_the_whole_file(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        sent = {"image_files": ("a.jpg", SAMPLE)}
        form = {"template_id": "vim_arctic"}
        made = await service.json("POST", "/vimmerse/workflow", data=form, files=sent)
        (url,) = made["data"]["images"]
        for text in ("bytes=5-2", f"bytes={len(SAMPLE)}-", "bytes=-0", "bytes=-", "bytes=1-2,4-5", "lines=1-2", "x"):
            answer = await service.http.get(url, headers={"Range": text})
            assert (answer.status_code, answer.content) == (200, SAMPLE), text
        for text, part in (("bytes=2-5", SAMPLE[2:6]), ("bytes=9-", SAMPLE[9:]), ("bytes=-7", SAMPLE[-7:])):
            answer = await service.http.get(url, headers={"Range": text})
            assert (answer.status_code, answer.content) == (206, part), text


async def test_whoever_leaves_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        for _turn in range(20):
            line = await Line.to(service)
            head = f"POST /vividflow/generate HTTP/1.1\r\nHost: 127.0.0.1:{service.running.port}\r\n"
            await line.send(f"{head}X-API-Key: {service.running.key}\r\nContent-Length: 9999\r\n\r\n".encode() + SAMPLE)
            await line.close()
        assert await service.json("GET", "/vividflow/history") == []


@pytest.mark.logs("Exception in ASGI application")
async def test_a_mistake_of_ours_is_told_as_such_and_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workshop, "find", lambda _workshop, _service, _id: 1 / 0)
    async with served(tmp_path, Pool([])) as service:
        for path, name in (("/vividflow/status/x", "error"), ("/vimmerse/workflow/x", "message")):
            answer = await service.http.get(path)
            assert (answer.status_code, list(answer.json())) == (500, [name])
            assert HEADERS.items() <= dict(answer.headers).items()
        assert (await service.http.get("/vividflow/usage")).status_code == 200
