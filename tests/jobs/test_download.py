"""Results are fetched by real sockets from hosts that do everything wrong, onto disks that are full or gone."""

import asyncio
import gzip
import json
import os
import signal
import ssl
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.disks import small_disk
from tests.providers.test_http import certificate, secured  # noqa: F401 - fixtures
from tests.providers.test_http_faults import no_generator_left
from tests.rawservice import RawService, Scene, Talk, raw_service
from tests.waiting import until_on_loop
from vividdesk.errors import FetchBroken, FolderGone, LinkExpired, NoRoom, NotAResult, ResultFault
from vividdesk.jobs import asking, marks
from vividdesk.jobs.download import Bounds, Downloads, Part

CONTENT = bytes(range(256)) * 1200  # 300 kB: several pieces on the wire
SIZE = len(CONTENT)
TAG, OTHER_TAG = '"one"', '"two"'
DATE = {"Date": "Sat, 21 Nov 2026 10:00:00 GMT"}
QUICK = Bounds(silent=5, whole=20, room=0)


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def service() -> Iterator[RawService]:
    with raw_service() as running:
        yield running


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "clip.mp4.part"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", "192k") as place:
        yield place


def nothing(_done: int, _total: int | None) -> None:
    pass


async def fetch(
    service: RawService, part: Path, bounds: Bounds = QUICK, size: int | None = None, path: str = "/clip.mp4"
) -> Part:
    with no_generator_left():
        return await Downloads(bounds).fetch(service.address + path, part, nothing, size)


async def fault_of(service: RawService, part: Path, bounds: Bounds = QUICK, size: int | None = None) -> ResultFault:
    with pytest.raises(ResultFault) as caught:
        await fetch(service, part, bounds, size)
    assert caught.value.title
    assert caught.value.advice
    assert "clip.mp4" not in f"{caught.value}"  # nothing of a link is told but its host
    return caught.value


def head(status: int, **headers: str | int) -> bytes:
    named = {"Content-Type": "video/mp4"} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} Said\r\nConnection: close\r\n{lines}\r\n".encode()


def says(data: bytes) -> Scene:
    """Once, then it hangs up."""

    def scene(talk: Talk) -> None:
        talk.take()
        talk.send(data)

    return scene


def host(content: bytes = CONTENT, **headers: str) -> Scene:
    """As one should be: it has ranges, and gives them of what was asked for alone."""

    def scene(talk: Talk) -> None:
        asked = talk.take()
        if asked is None:
            return
        start = int(asked.headers.get("range", "bytes=0-")[len("bytes=") : -1])
        known = {name.lower(): value for name, value in headers.items()}
        if asked.headers.get("if-range") not in (None, known.get("etag"), known.get("last_modified")):
            start = 0
        if start >= len(content):
            talk.send(head(416, Content_Range=f"bytes */{len(content)}", Content_Length=0, **headers))
        elif start:
            told = f"bytes {start}-{len(content) - 1}/{len(content)}"
            talk.send(head(206, Content_Range=told, Content_Length=len(content) - start, **headers) + content[start:])
        else:
            talk.send(head(200, Content_Length=len(content), **headers) + content)

    return scene


def breaks_off(at: int, content: bytes = CONTENT, **headers: str) -> Scene:
    return says(head(200, Content_Length=len(content), **headers) + content[:at])


def asked_from(service: RawService) -> list[str]:
    return [taken.headers.get("range", "") for taken in service.taken]


async def test_a_result_is_fetched_whole(service: RawService, part: Path) -> None:
    service.plays(host(Content_Type="video/mp4; codecs=avc1", ETag=TAG))
    told: list[tuple[int, int | None]] = []
    done = await Downloads(QUICK).fetch(
        f"{service.address}/clip.mp4?Signature=x", part, lambda *news: told.append(news)
    )
    assert done == Part(SIZE, "video/mp4")
    assert part.read_bytes() == CONTENT
    assert stat.S_IMODE(part.stat().st_mode) == 0o600
    assert told[0] == (0, SIZE)
    assert told == sorted(told)
    (asked,) = service.taken
    assert asked.path == "/clip.mp4?Signature=x"
    assert set(asked.headers) == {"host", "accept", "accept-encoding", "user-agent"}
    assert asked.headers["accept-encoding"] == "identity"


async def test_what_is_whole_is_not_asked_for_again(service: RawService, part: Path) -> None:
    """Also when its link has expired since, and when it has been given its recipe."""
    service.plays(host(ETag=TAG), says(head(403)))
    await fetch(service, part)
    assert await fetch(service, part) == Part(SIZE, "video/mp4")
    part.write_bytes(CONTENT + b"recipe")
    assert await fetch(service, part) == Part(SIZE + 6, "video/mp4")
    assert len(service.taken) == 1


async def test_all_bytes_are_there_but_the_end_came_before_that_was_known(service: RawService, part: Path) -> None:
    part.write_bytes(CONTENT)
    marks.write(part, marks.Mark("video/mp4", SIZE, TAG))
    assert await fetch(service, part) == Part(SIZE, "video/mp4")
    assert not service.taken
    known = marks.read(part)
    assert known is not None
    assert known.whole


async def test_it_tells_ten_times_a_second_at_most(service: RawService, part: Path) -> None:
    clock = asyncio.get_running_loop().time
    told: list[float] = []

    def dripping(talk: Talk) -> None:
        talk.take()
        talk.send(head(200, Content_Length=1_000))
        for _piece in range(40):
            service.over.wait(0.01)
            talk.send(b"x" * 25)

    service.plays(dripping)
    await Downloads(QUICK).fetch(service.address, part, lambda _done, _total: told.append(clock()))
    assert len(told) >= 3
    assert min(later - earlier for earlier, later in pairwise(told)) >= 0.09


@pytest.mark.parametrize("at", [1, 65_536, SIZE // 2, SIZE - 1])
async def test_fault_3_it_goes_on_from_its_last_byte(service: RawService, part: Path, at: int) -> None:
    service.plays(breaks_off(at, ETag=TAG), host(ETag=TAG))
    assert type(await fault_of(service, part)) is FetchBroken
    assert part.read_bytes() == CONTENT[:at]
    assert await fetch(service, part) == Part(SIZE, "video/mp4")
    assert part.read_bytes() == CONTENT
    assert asked_from(service) == ["", f"bytes={at}-"]
    assert service.taken[-1].headers["if-range"] == TAG


async def test_fault_3_broken_off_again_and_again(service: RawService, part: Path) -> None:
    """Each byte travels once."""

    def some(talk: Talk) -> None:
        asked = talk.take()
        assert asked is not None
        start = int(asked.headers.get("range", "bytes=0-")[len("bytes=") : -1])
        told = {"Content_Range": f"bytes {start}-{SIZE - 1}/{SIZE}"} if start else {}
        talk.send(head(206 if start else 200, Content_Length=SIZE - start, ETag=TAG, **told))
        talk.send(CONTENT[start : start + 50_000])
        talk.reset() if start == 100_000 else None

    service.plays(some)
    tries = 0
    while True:
        tries += 1
        try:
            await fetch(service, part)
        except FetchBroken:
            assert tries < 20
            continue
        break
    assert part.read_bytes() == CONTENT
    assert tries == len(service.taken) == 7


CHILD = """
import asyncio, sys
from pathlib import Path
from vividdesk.jobs.download import Downloads
asyncio.run(Downloads().fetch(sys.argv[1], Path(sys.argv[2]), lambda *_: None))
"""


async def test_fault_3_killed_while_fetching(service: RawService, part: Path) -> None:
    at = 200_000

    def stalls(talk: Talk) -> None:
        talk.take()
        talk.send(head(200, Content_Length=SIZE, ETag=TAG) + CONTENT[:at])
        talk.stay_silent()

    service.plays(stalls, host(ETag=TAG))
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", CHILD, f"{service.address}/clip.mp4", str(part))
    await until_on_loop(lambda: part.exists() and part.stat().st_size == at)
    child.send_signal(signal.SIGKILL)
    await child.wait()
    await fetch(service, part)
    assert part.read_bytes() == CONTENT
    assert asked_from(service) == ["", f"bytes={at}-"]


async def test_fault_3_cancelled_at_any_moment_it_can_be_gone_on_with(service: RawService, part: Path) -> None:
    service.plays(host(ETag=TAG))
    downloads = Downloads(QUICK)
    for turns in [*range(0, 40, 3), 60, 100, 200, 500]:
        task = asyncio.ensure_future(downloads.fetch(f"{service.address}/clip.mp4", part, nothing))
        for _turn in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not part.exists() or CONTENT.startswith(part.read_bytes())
    await fetch(service, part)
    assert part.read_bytes() == CONTENT


async def test_closing_ends_what_is_under_way(service: RawService, part: Path) -> None:
    def stalls(talk: Talk) -> None:
        talk.take()
        talk.send(head(200, Content_Length=SIZE, ETag=TAG) + CONTENT[:1000])
        talk.stay_silent()

    service.plays(stalls)
    downloads = Downloads()
    task = asyncio.ensure_future(downloads.fetch(f"{service.address}/clip.mp4", part, nothing))
    await until_on_loop(lambda: part.exists() and part.stat().st_size == 1000)
    await downloads.close()
    assert task.cancelled()
    await downloads.close()


LATER, EARLIER = "Fri, 20 Nov 2026 10:00:00 GMT", "Thu, 19 Nov 2026 10:00:00 GMT"
ANEW: dict[str, tuple[dict[str, str], Scene]] = {
    "its ETag has changed": ({"ETag": TAG}, host(ETag=OTHER_TAG)),
    "it takes no heed of If-Range": (
        {"ETag": TAG},
        says(head(206, Content_Range=f"bytes 1000-{SIZE - 1}/{SIZE}", ETag=OTHER_TAG) + CONTENT[1000:]),
    ),
    "it has no ranges": ({"ETag": TAG}, says(head(200, Content_Length=SIZE, ETag=TAG) + CONTENT)),
    "another start": (
        {"ETag": TAG},
        says(head(206, Content_Range=f"bytes 999-{SIZE - 1}/{SIZE}", ETag=TAG) + CONTENT[999:]),
    ),
    "another size": (
        {"ETag": TAG},
        says(head(206, Content_Range=f"bytes 1000-{SIZE}/{SIZE + 1}", ETag=TAG) + CONTENT[999:]),
    ),
    "a start that is not told": ({"ETag": TAG}, says(head(206, ETag=TAG) + CONTENT[1000:])),
    "nonsense for a start": ({"ETag": TAG}, says(head(206, Content_Range="bytes x-y/z") + CONTENT[1000:])),
    "several ranges": (
        {"ETag": TAG},
        says(head(206, Content_Type="multipart/byteranges; boundary=x", ETag=TAG) + b"--x\r\n\r\n" + CONTENT[1000:]),
    ),
    "416 of a shorter file": ({"ETag": TAG}, says(head(416, Content_Range="bytes */1000", Content_Length=0))),
    "416 without a word": ({"ETag": TAG}, says(head(416, Content_Length=0))),
    "its date has changed": (DATE | {"Last_Modified": EARLIER}, host(Last_Modified=LATER)),
    "a weak ETag, another size": (
        {"ETag": f"W/{TAG}"},
        says(head(206, Content_Range=f"bytes 1000-{SIZE}/{SIZE + 1}") + CONTENT[999:]),
    ),
}


@pytest.mark.parametrize("name", ANEW)
async def test_fault_11_what_does_not_fit_is_fetched_from_the_beginning(
    service: RawService, part: Path, name: str
) -> None:
    """A part of one file never gets the rest of another."""
    headers, scene = ANEW[name]
    old = bytes(1000) if "changed" in name or "heed" in name else CONTENT[:1000]
    service.plays(says(head(200, Content_Length=SIZE, **headers) + old), scene, host(ETag=TAG))
    await fault_of(service, part)
    assert part.read_bytes() == old
    await fetch(service, part)
    assert part.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("headers", "validator"),
    [
        (DATE | {"Last_Modified": EARLIER}, EARLIER),
        (DATE | {"Last_Modified": DATE["Date"]}, None),  # it may be changed again within its second
        ({}, None),
        ({"ETag": f"W/{TAG}"}, None),
    ],
    ids=["a date", "its size, its date being young", "its size alone", "a weak ETag and its size"],
)
async def test_it_also_goes_on_by(
    service: RawService, part: Path, headers: dict[str, str], validator: str | None
) -> None:
    service.plays(breaks_off(1000, **headers), host(**headers))
    await fault_of(service, part)
    await fetch(service, part)
    assert part.read_bytes() == CONTENT
    assert asked_from(service) == ["", "bytes=1000-"]
    assert service.taken[-1].headers.get("if-range") == validator


@pytest.mark.parametrize("mark", [None, b"", b"\0" * 80, b"[]", b'{"kind": 1}'], ids=str)
async def test_a_mark_that_is_lost_or_damaged(service: RawService, part: Path, mark: bytes | None) -> None:
    """As a power cut leaves it: begun anew, unless the service told the size and the host says the same."""
    service.plays(host())
    for size, ranges in ((None, [""]), (SIZE + 1, ["bytes=1000-", ""]), (SIZE, ["bytes=1000-"])):
        marks.forget(part)
        part.write_bytes(CONTENT[:1000])
        if mark is not None:
            part.with_suffix(".mark").write_bytes(mark)
        service.taken.clear()
        await fetch(service, part, size=size)
        assert part.read_bytes() == CONTENT
        assert asked_from(service) == ranges


async def test_416_says_that_all_is_there(service: RawService, part: Path) -> None:
    part.write_bytes(CONTENT)
    service.plays(host())
    assert await fetch(service, part, size=SIZE) == Part(SIZE, "")
    assert asked_from(service) == [f"bytes={SIZE}-"]


async def test_more_than_there_can_be_is_begun_anew(service: RawService, part: Path) -> None:
    part.write_bytes(CONTENT + b"x")
    marks.write(part, marks.Mark("video/mp4", SIZE, TAG))
    service.plays(host(ETag=TAG))
    await fetch(service, part)
    assert part.read_bytes() == CONTENT
    assert asked_from(service) == [""]


def reset_in_the_middle(talk: Talk) -> None:
    talk.take()
    talk.send(head(200, Content_Length=SIZE) + CONTENT[:1000])
    talk.reset()


CHUNKED = head(200, Transfer_Encoding="chunked")
BROKEN: dict[str, Scene] = {
    "closed at once": lambda _talk: None,
    "reset at once": lambda talk: talk.reset(),
    "reset in the middle": reset_in_the_middle,
    "truncated with a length": breaks_off(1000),
    "truncated in chunks": says(CHUNKED + b"3e8\r\n" + CONTENT[:1000] + b"\r\n"),
    "not HTTP": says(b"220 ftp.example FTP server ready\r\n"),
    "a broken length": says(head(200, Content_Length="many")),
    "500": says(head(500, Content_Length=0)),
    "502": says(head(502, Content_Length=5) + b"<html"),
    "504": says(head(504, Content_Length=0)),
    "408": says(head(408, Content_Length=0)),
    "204": says(head(204)),
    "206 that nobody asked for": says(head(206, Content_Range=f"bytes 5-9/{SIZE}", Content_Length=5) + b"12345"),
    "304": says(head(304)),
    "302 to nowhere": says(head(302, Content_Length=0)),
    "packed in transit": says(head(200, Transfer_Encoding="gzip, chunked") + b"0\r\n\r\n"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_fault_10_the_way_broke(service: RawService, part: Path, name: str) -> None:
    service.plays(BROKEN[name], host())
    fault = await fault_of(service, part)
    assert type(fault) is FetchBroken
    assert fault.wait == 0
    assert not part.exists() or CONTENT.startswith(part.read_bytes())
    await fetch(service, part)
    assert part.read_bytes() == CONTENT


async def test_fault_11_truncated_without_a_length_is_seen_by_the_size_that_was_told(
    service: RawService, part: Path
) -> None:
    service.plays(says(head(200) + CONTENT[:1000]))
    assert type(await fault_of(service, part, size=SIZE)) is FetchBroken
    assert part.read_bytes() == CONTENT[:1000]
    assert await fetch(service, part, size=1000) == Part(1000, "video/mp4")


async def test_a_length_beside_chunks_counts_for_nothing(service: RawService, part: Path) -> None:
    service.plays(says(head(200, Content_Length=5, Transfer_Encoding="chunked") + b"3\r\nabc\r\n0\r\n\r\n"))
    assert await fetch(service, part) == Part(3, "video/mp4")


def slowly(piece: bytes) -> Scene:
    def scene(talk: Talk) -> None:
        talk.take()
        talk.send(head(200, Content_Length=10_000_000, ETag=TAG))
        talk.go_on(piece, every=0.005)

    return scene


def silent(talk: Talk) -> None:
    talk.take()
    talk.send(head(200, Content_Length=SIZE) + CONTENT[:1000])
    talk.stay_silent()


def silent_from_the_start(talk: Talk) -> None:
    talk.take()
    talk.stay_silent()


STOPPED: dict[str, tuple[Scene, Bounds, str]] = {
    "a drip": (slowly(b"x"), replace(QUICK, window=0.1, slowest=50_000), "too slowly"),
    "a drip until the deadline": (slowly(b"x"), replace(QUICK, whole=0.2), "too long"),
    "silence in the middle": (silent, replace(QUICK, silent=0.1), "no answer in time"),
    "silence from the start": (silent_from_the_start, replace(QUICK, silent=0.1), "no answer in time"),
}


@pytest.mark.parametrize("name", STOPPED)
async def test_fault_11_what_is_too_slow_is_stopped(service: RawService, part: Path, name: str) -> None:
    scene, bounds, reason = STOPPED[name]
    service.plays(scene)
    fault = await fault_of(service, part, bounds)
    assert type(fault) is FetchBroken
    assert reason in fault.title


def endless(first: bytes, piece: bytes) -> Scene:
    def scene(talk: Talk) -> None:
        talk.take()
        talk.send(first)
        talk.go_on(piece)

    return scene


BOMB = gzip.compress(bytes(10_000_000))
NO_RESULTS: dict[str, Scene] = {
    "a gzip bomb": says(head(200, Content_Encoding="gzip", Content_Length=len(BOMB)) + BOMB),
    "packed": says(head(200, Content_Encoding="br", Content_Length=5) + b"12345"),
    "a page": says(head(200, Content_Type="text/html; charset=utf-8", Content_Length=6) + b"<html>"),
    "JSON": says(head(200, Content_Type="application/json", Content_Length=2) + b"{}"),
    "a problem": says(head(200, Content_Type="application/problem+json", Content_Length=2) + b"{}"),
    "XML": says(head(200, Content_Type="application/xml", Content_Length=6) + b"<Error"),
    "an endless page": endless(head(200, Content_Type="text/html"), b"<p>" * 10_000),
    "too large by its length": says(head(200, Content_Length=1_000_001)),
    "endless": endless(head(200), bytes(100_000)),
    "endless in chunks": endless(CHUNKED, b"10000\r\n" + bytes(0x10000) + b"\r\n"),
}


@pytest.mark.parametrize("name", NO_RESULTS)
async def test_fault_11_what_is_no_result_is_not_kept(service: RawService, part: Path, name: str) -> None:
    service.plays(NO_RESULTS[name])
    assert type(await fault_of(service, part, replace(QUICK, largest=1_000_000))) is NotAResult
    assert list(part.parent.iterdir()) == []


async def test_a_page_instead_of_the_rest_leaves_what_came_before(service: RawService, part: Path) -> None:
    service.plays(breaks_off(1000, ETag=TAG), NO_RESULTS["a page"], host(ETag=TAG))
    await fault_of(service, part)
    assert type(await fault_of(service, part)) is NotAResult
    await fetch(service, part)
    assert asked_from(service)[-1] == "bytes=1000-"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_fault_19_a_link_that_leads_to_nothing(service: RawService, part: Path, status: int) -> None:
    service.plays(breaks_off(1000, ETag=TAG), says(head(status, Content_Length=0)), host(ETag=TAG))
    await fault_of(service, part)
    fault = await fault_of(service, part)
    assert type(fault) is LinkExpired
    assert str(status) in fault.title
    await fetch(service, part, path="/fresh?Signature=y")
    assert asked_from(service)[-1] == "bytes=1000-"


WAITS = [
    (429, {"Retry_After": "7"}, b"", 7),
    (429, DATE | {"Retry_After": "Sat, 21 Nov 2026 10:02:00 GMT"}, b"", 120),
    (429, {}, b'{"retry_after": 30}', 30),
    (429, {"Retry_After": "1000000"}, b"", 900),
    (429, {"Retry_After": "-5"}, b"", 1),
    (429, {}, b"", 60),
    (429, {}, b"x" * 300_000, 60),
    (503, {"Retry_After": "7"}, b"", 7),
    (503, {}, b"", 0),
]


@pytest.mark.parametrize(("status", "headers", "body", "wait"), WAITS)
async def test_fault_15_it_asks_to_be_left_alone(
    service: RawService, part: Path, status: int, headers: dict[str, str], body: bytes, wait: float
) -> None:
    service.plays(says(head(status, Content_Length=len(body), **headers) + body))
    fault = await fault_of(service, part)
    assert isinstance(fault, FetchBroken)
    assert fault.wait == wait


async def test_fault_15_a_refusal_that_does_not_end(service: RawService, part: Path) -> None:
    service.plays(endless(head(429, Retry_After="9"), bytes(1000)))
    fault = await fault_of(service, part, replace(QUICK, silent=0.1))
    assert isinstance(fault, FetchBroken)
    assert fault.wait == 9


def to(location: str, status: int = 302) -> Scene:
    return says(head(status, Location=location, Content_Length=0))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_fault_11_a_redirect_is_followed_without_a_key(service: RawService, part: Path, status: int) -> None:
    with raw_service() as other:
        service.plays(breaks_off(1000, ETag=TAG), to(f"{other.address}/there?x=1", status))
        other.plays(to("here"), host(ETag=TAG))
        await fault_of(service, part)
        await fetch(service, part)
    assert part.read_bytes() == CONTENT
    assert [taken.path for taken in other.taken] == ["/there?x=1", "/here"]
    for taken in other.taken:
        assert set(taken.headers) == {"host", "accept", "accept-encoding", "user-agent", "range", "if-range"}


ASTRAY = ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://example.com/x", "https://[broken", "//", "data:,x", "\\x"]


@pytest.mark.parametrize("location", ASTRAY)
async def test_fault_11_a_redirect_leads_to_no_other_kind_of_place(
    service: RawService, part: Path, location: str
) -> None:
    service.plays(to(location))
    assert type(await fault_of(service, part)) is NotAResult
    assert list(part.parent.iterdir()) == []


async def test_fault_11_redirects_in_a_circle(service: RawService, part: Path) -> None:
    service.plays(to("/again"))
    assert type(await fault_of(service, part)) is NotAResult
    assert len(service.taken) == 1 + QUICK.redirects


async def test_fault_11_a_link_that_is_none(service: RawService, part: Path) -> None:
    for url in ("file:///etc/passwd", "http://example.com/x.mp4", "https://a:b@example.com/", "", "https://xn--/"):
        with pytest.raises(NotAResult, match="nothing is fetched from"):
            await Downloads(QUICK).fetch(url, part, nothing)


async def test_a_proxy_of_an_unknown_kind(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "gopher://proxy.example")
    with pytest.raises(FetchBroken, match=r"No connection to a\.example can be made") as caught:
        await Downloads(QUICK).fetch("https://a.example/x", part, nothing)
    assert "HTTPS_PROXY" in caught.value.advice


@pytest.fixture
def sealed(secured: RawService) -> RawService:  # noqa: F811
    """A host over TLS."""
    return secured


@pytest.fixture
def believed(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    context = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(asking, "trusted", lambda: context)


@pytest.mark.usefixtures("believed")
async def test_over_a_secure_connection(sealed: RawService, part: Path) -> None:
    sealed.plays(breaks_off(1000, ETag=TAG), host(ETag=TAG))
    assert type(await fault_of(sealed, part)) is FetchBroken
    await fetch(sealed, part)
    assert part.read_bytes() == CONTENT
    assert asked_from(sealed) == ["", "bytes=1000-"]


@pytest.mark.usefixtures("believed")
async def test_fault_11_a_redirect_never_leads_to_less_security(
    sealed: RawService, service: RawService, part: Path
) -> None:
    sealed.plays(to(f"{service.address}/clip.mp4"))
    assert type(await fault_of(sealed, part)) is NotAResult
    assert not service.received


async def test_a_certificate_that_nobody_believes(sealed: RawService, part: Path) -> None:
    fault = await fault_of(sealed, part)
    assert type(fault) is FetchBroken
    assert "certificate" in fault.title
    assert not sealed.received


async def test_fault_7_a_disk_that_is_full(service: RawService, small: Path) -> None:
    part = small / "clip.mp4.part"
    rest = small / "rest"
    service.plays(says(head(200, ETag=TAG) + CONTENT[:150_000]), host(CONTENT[:150_000], ETag=TAG))
    rest.write_bytes(bytes(100_000))
    fault = await fault_of(service, part)
    assert type(fault) is NoRoom
    assert str(small) in fault.title
    came = part.read_bytes()
    assert came
    assert CONTENT.startswith(came)
    rest.unlink()
    await fetch(service, part)
    assert part.read_bytes() == CONTENT[:150_000]
    assert asked_from(service) == ["", f"bytes={len(came)}-"]


async def test_fault_7_what_will_not_fit_is_not_begun(service: RawService, small: Path) -> None:
    part = small / "clip.mp4.part"
    service.plays(host(ETag=TAG))
    assert type(await fault_of(service, part)) is NoRoom
    assert list(small.iterdir()) == []


async def test_fault_7_some_room_is_left_for_others(service: RawService, part: Path) -> None:
    service.plays(endless(head(200, ETag=TAG), bytes(10_000)))
    assert type(await fault_of(service, part, replace(QUICK, room=2**60))) is NoRoom
    assert not any(part.read_bytes())


@pytest.fixture
def closed(small: Path) -> Path:
    """The same, which takes nothing."""
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    return small


async def test_fault_27_a_disk_that_takes_nothing(service: RawService, closed: Path) -> None:
    service.plays(host(CONTENT[:100]))
    fault = await fault_of(service, closed / "clip.mp4.part")
    assert type(fault) is FolderGone
    assert "choose another folder" in fault.advice


async def test_fault_27_a_folder_that_is_gone_or_a_file(service: RawService, tmp_path: Path) -> None:
    service.plays(host(ETag=TAG))
    assert type(await fault_of(service, tmp_path / "gone" / "clip.mp4.part")) is FolderGone
    (tmp_path / "file").touch()
    assert type(await fault_of(service, tmp_path / "file" / "clip.mp4.part")) is FolderGone


@pytest.mark.parametrize("name", ["fsync", "write", "open", "ftruncate", "lseek"])
@pytest.mark.parametrize("fault", [OSError(5, "Input/output error"), RuntimeError("ours")], ids=["EIO", "ours"])
async def test_a_disk_that_fails_once(
    service: RawService, part: Path, monkeypatch: pytest.MonkeyPatch, name: str, fault: Exception
) -> None:
    """The next try has the whole file, and takes nothing for whole that may not be."""
    service.plays(host(ETag=TAG))
    true: Callable[..., object] = getattr(os, name)
    left = [1]

    def failing(*arguments: object) -> object:
        if left and not str(arguments[0]).startswith("/dev"):
            left.pop()
            raise fault
        return true(*arguments)

    monkeypatch.setattr(os, name, failing)
    with pytest.raises(FolderGone if isinstance(fault, OSError) else RuntimeError):
        await fetch(service, part)
    known = marks.read(part)
    assert known is None or not known.whole
    await fetch(service, part)
    assert part.read_bytes() == CONTENT


def test_a_mark_reads_back(part: Path) -> None:
    for mark in (marks.Mark("video/mp4", 5, TAG, True), marks.Mark("")):
        marks.write(part, mark)
        assert marks.read(part) == mark
    assert json.loads(part.with_suffix(".mark").read_bytes())["whole"] is False


def test_nothing_is_left_of_what_is_forgotten(part: Path) -> None:
    """Also of what was cut off while it was written."""
    marks.write(part, marks.Mark(""))
    for name in ("clip.mp4.part", "clip.mp4.part.new", "clip.mp4.mark-new"):
        part.with_name(name).touch()
    marks.forget(part)
    marks.forget(part)
    assert list(part.parent.iterdir()) == []
