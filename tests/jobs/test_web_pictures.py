"""Pictures of which only the address is known, from hosts that are real but for their name."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.providers.test_http import NAMED, certificate  # noqa: F401 - a fixture
from tests.rawservice import RawService, Talk, raw_service
from tests.waiting import until_on_loop
from tests.web import HERE, gives, is_silent, leads_to, web_host
from vividdesk.errors import PhotoRefused
from vividdesk.jobs.asking import Bounds
from vividdesk.jobs.web_pictures import WebPictures

CONTENT = bytes(range(256)) * 1200
QUICK = Bounds(silent=5, whole=20, room=0, largest=1_000_000)


@pytest.fixture
def host(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RawService]:  # noqa: F811
    with web_host(certificate, monkeypatch) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "web"


@asynccontextmanager
async def from_here(folder: Path, bounds: Bounds = QUICK) -> AsyncIterator[WebPictures]:
    """It may ask this computer, and so the host."""
    pictures = WebPictures(folder, lambda number: number == HERE, bounds)
    try:
        yield pictures
    finally:
        await pictures.close()
    assert not folder.exists() or list(folder.iterdir()) == []


async def refusal(pictures: WebPictures, url: str) -> PhotoRefused:
    with pytest.raises(PhotoRefused) as caught:
        async with pictures.fetched(url, "cat.jpg"):
            pass
    assert "“cat.jpg”" in caught.value.title
    assert caught.value.advice
    assert "token" not in f"{caught.value}", "nothing of an address is told but its host"
    return caught.value


async def test_it_is_there_for_as_long_as_it_is_needed_and_nothing_but_the_address_leaves(
    host: RawService, folder: Path
) -> None:
    host.plays(gives(CONTENT))
    async with (
        from_here(folder) as pictures,
        pictures.fetched(f"{host.address}/cat.jpg?token=x", "red cat.jpg") as file,
    ):
        assert file.read_bytes() == CONTENT
        assert file.name == "red cat", "what hosts call a picture often says another kind"
    (asked,) = host.taken
    assert asked.path == "/cat.jpg?token=x"
    assert set(asked.headers) == {"host", "accept", "accept-encoding", "user-agent"}


@pytest.mark.parametrize("name", ["", "..", "/", "a\0b:c?.jpg", "x" * 400, "con/../x.png"])
async def test_no_name_leads_out_of_the_folder(host: RawService, folder: Path, name: str) -> None:
    host.plays(gives(CONTENT))
    async with from_here(folder) as pictures, pictures.fetched(f"{host.address}/x", name) as file:
        assert file.parent.parent == folder
        assert file.read_bytes() == CONTENT


async def test_a_redirect_is_followed(host: RawService, folder: Path) -> None:
    host.plays(gives(b"", status=302, Location="/there", Set_Cookie="a=b"), gives(CONTENT))
    async with from_here(folder) as pictures, pictures.fetched(f"{host.address}/x", "cat.jpg") as file:
        assert file.read_bytes() == CONTENT
    assert [asked.path for asked in host.taken] == ["/x", "/there"]
    assert not any({"cookie", "referer"} & set(asked.headers) for asked in host.taken)


def endless(talk: Talk) -> None:
    talk.take()
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n")
    talk.go_on(bytes(100_000))


def breaks_off(talk: Talk) -> None:
    talk.take()
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 90000\r\n\r\nabc")


@pytest.mark.parametrize(
    ("scene", "says"),
    [
        (gives(b"", status=404), f"was not fetched: {NAMED} answers 404."),
        (gives(b"", status=500), f"{NAMED} answers 500."),
        (gives(b"<html>", "text/html; charset=utf-8"), f"{NAMED} sends a page of text instead of a picture."),
        (gives(b"{}", "application/json"), f"{NAMED} sends a page of text instead of a picture."),
        (gives(CONTENT, Content_Encoding="gzip"), f"{NAMED} sends something packed."),
        (gives(bytes(1_000_001)), "it has more than 1 MB."),
        (endless, "it has more than 1 MB."),
        (breaks_off, f"could not be fetched from {NAMED} ("),
        (gives(b"", status=302, Location="http://pictures.example/x"), "leads into a private network, away from https"),
        (gives(b"", status=302, Location=f"https://{HERE}/x"), "leads into a private network"),
        (gives(b"", status=302, Location="/again"), "or in a circle."),
    ],
)
async def test_what_is_no_picture_says_why(host: RawService, folder: Path, scene: object, says: str) -> None:
    host.plays(scene)  # type: ignore[arg-type]
    async with from_here(folder) as pictures:
        assert says in (await refusal(pictures, f"{host.address}/x?token=x")).title


async def test_one_that_stays_silent_is_given_up(host: RawService, folder: Path) -> None:
    host.plays(is_silent)
    async with from_here(folder, Bounds(whole=0.3, room=0)) as pictures:
        assert "(it takes too long)" in (await refusal(pictures, f"{host.address}/x")).title


async def test_a_full_disk(host: RawService, folder: Path) -> None:
    host.plays(gives(CONTENT))
    async with from_here(folder, Bounds(room=2**60)) as pictures:
        assert "There is no room left" in (await refusal(pictures, f"{host.address}/x")).title


async def test_a_name_that_nobody_knows(host: RawService, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch)
    async with from_here(folder) as pictures:
        assert "(no such name in the network)" in (await refusal(pictures, f"{host.address}/x")).title


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://pictures.example/cat.jpg", "does not begin with https://"),
        ("https://user:token@pictures.example/cat.jpg", "its address cannot be used"),
        ("https://127.0.0.1/cat.jpg", "127.0.0.1 is in a private network"),
        ("https://[::1]/cat.jpg", "::1 is in a private network"),
        ("https://192.168.1.1/cat.jpg", "192.168.1.1 is in a private network"),
        ("https://224.0.0.1/cat.jpg", "224.0.0.1 is in a private network"),
        ("https://localhost/cat.jpg", "localhost is in a private network"),
        ("https://router/cat.jpg", "router is in a private network"),
    ],
)
async def test_an_address_that_nothing_is_fetched_from(folder: Path, url: str, says: str) -> None:
    async with from_here(folder) as pictures:
        assert says in (await refusal(pictures, url)).title


@pytest.mark.parametrize("number", [HERE, "10.0.0.1", "169.254.169.254"])
async def test_a_public_name_of_a_computer_in_here_is_not_even_called(
    host: RawService, folder: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    leads_to(monkeypatch, number)
    pictures = WebPictures(folder)
    assert "leads into a private network" in (await refusal(pictures, f"{host.address}/x")).title
    await pictures.close()
    assert not host.talks


async def test_a_name_that_changes_once_it_was_looked_at_is_told_nothing(
    host: RawService, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads_to(monkeypatch, "93.184.216.34", HERE)
    pictures = WebPictures(folder)
    assert "leads into a private network" in (await refusal(pictures, f"{host.address}/x")).title
    await pictures.close()
    assert host.received == b""


async def test_through_a_proxy_which_may_know_more_names_but_is_asked_for_none_in_here(
    host: RawService, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(talk: Talk) -> None:
        talk.take_head()
        talk.answer(502)

    pictures = WebPictures(folder)
    with raw_service() as proxy:
        proxy.plays(refuses)
        monkeypatch.setenv("https_proxy", proxy.address)
        leads_to(monkeypatch, "10.0.0.1")
        assert "leads into a private network" in (await refusal(pictures, f"{host.address}/x")).title
        assert not proxy.talks
        leads_to(monkeypatch)
        assert "the proxy refuses" in (await refusal(pictures, f"{host.address}/x")).title
        assert proxy.received.startswith(f"CONNECT {NAMED}:".encode())
    await pictures.close()


async def test_a_proxy_of_an_unknown_kind(host: RawService, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "gopher://proxy.example")
    async with from_here(folder) as pictures:
        fault = await refusal(pictures, f"{host.address}/x")
    assert f"“cat.jpg” was not fetched. No connection to {NAMED} can be made" in fault.title
    assert "HTTPS_PROXY" in fault.advice


async def test_cancelled_nothing_stays(host: RawService, folder: Path) -> None:
    host.plays(is_silent)
    async with from_here(folder) as pictures:
        task = asyncio.ensure_future(refusal(pictures, f"{host.address}/x"))
        await until_on_loop(lambda: host.taken)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_closed_what_is_under_way_ends(host: RawService, folder: Path) -> None:
    host.plays(is_silent)
    async with from_here(folder) as pictures:
        task = asyncio.ensure_future(refusal(pictures, f"{host.address}/x"))
        await until_on_loop(lambda: host.taken)
        await pictures.close()
        with pytest.raises(asyncio.CancelledError):
            await task
