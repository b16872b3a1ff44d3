"""Photos of which only the address came: in the tray at once, fetched beside the others, and refused with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests import photo_reading
from tests.media.pictures import encoded, scene
from tests.photo_reading import Reading, on_desk
from tests.providers.test_http import NAMED, certificate  # noqa: F401 - a fixture
from tests.rawservice import RawService
from tests.web import HERE, gives, is_silent, web_host
from vividdesk.bridge.photo_reader import Loose
from vividdesk.bridge.photos import Photos
from vividdesk.bridge.web_photos import Web, web
from vividdesk.media.intake import Taken

PICTURE = encoded(scene(), "JPEG")


desk = photo_reading.desk


@pytest.fixture
def host(desk: Reading, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RawService]:  # noqa: F811
    with web_host(certificate, monkeypatch) as running:
        monkeypatch.setattr(desk.web, "_only", lambda number: number == HERE)
        yield running


def on_the_way(desk: Reading) -> list[Path]:
    folder = desk.shelf.parent / "web"
    return list(folder.iterdir()) if folder.exists() else []


def said_of(photos: Photos, row: int = 0) -> str:
    told = photos.data(photos.index(row), Qt.ItemDataRole.ToolTipRole)
    assert isinstance(told, str)
    return told


@pytest.mark.parametrize(
    ("url", "name", "host"),
    [
        ("https://pictures.example/a/red%20cat.jpg?token=x", "red cat.jpg", NAMED),
        ("https://pictures.example/photo?id=5", "photo", NAMED),
        ("https://pictures.example/", NAMED, NAMED),
        ("https://[broken", "https://[broken", "?"),
    ],
)
def test_what_it_is_called(url: str, name: str, host: str) -> None:
    assert web(url) == Web(url, name, host)


@on_desk
async def test_it_is_listed_at_once_and_becomes_a_photo_like_any_other(desk: Reading, host: RawService) -> None:
    host.plays(gives(PICTURE))
    photos = desk.photos()
    photos.add(web(f"{host.address}/red%20cat.png"))
    assert said_of(photos) == f"red cat.png\nbeing fetched from {NAMED}…"
    assert photos.reading() is None, "it keeps no other waiting"
    await desk.until(photos.ready)
    (photo,) = photos.ready()
    assert photo.name == "red cat.png"
    assert photos.at(0).notes == (), "nothing is said of the kind that its address named"
    assert (desk.shelf / photo.file_name).is_file()
    await desk.idle()
    assert on_the_way(desk) == []


@on_desk
async def test_a_slow_host_keeps_no_file_waiting(desk: Reading, host: RawService) -> None:
    host.plays(is_silent)
    photos = desk.photos()
    photos.add(web(f"{host.address}/x"))
    photos.add(Loose(PICTURE, "other.jpg"))
    await desk.until(photos.ready)
    await desk.until(lambda: host.taken)
    assert photos.at(0).photo is None
    photos.stop()
    await desk.idle()
    assert on_the_way(desk) == []


@on_desk
async def test_refused_it_stays_and_can_be_tried_again(desk: Reading, host: RawService) -> None:
    host.plays(gives(b"", status=404), gives(b"%PDF-1.7 nothing", "image/jpeg"), gives(PICTURE))
    photos = desk.photos()
    photos.add(web(f"{host.address}/cat.jpg"))
    await desk.until(lambda: photos.at(0).fault)
    assert f"“cat.jpg” was not fetched: {NAMED} answers 404." in said_of(photos)
    photos.retry(0)
    assert "being fetched" in said_of(photos)
    await desk.until(lambda: photos.at(0).fault)
    assert "“cat” is a PDF document, not a picture." in said_of(photos)
    photos.retry(0)
    await desk.until(photos.ready)
    assert photos.at(0).name == "cat.jpg"


@on_desk
async def test_the_same_picture_twice_is_one_photo(desk: Reading, host: RawService) -> None:
    host.plays(gives(PICTURE))
    photos = desk.photos()
    photos.add(web(f"{host.address}/cat.jpg"))
    photos.add(web(f"{host.address}/again.jpg"))
    await desk.until(lambda: photos.rowCount() == 1 and photos.ready())
    assert photos.at(0).notes == ("Added again: it is the same photo.",)


@on_desk
async def test_removed_it_is_fetched_no_more_and_brought_back_anew(desk: Reading, host: RawService) -> None:
    host.plays(is_silent, gives(PICTURE))
    photos = desk.photos()
    photos.add(web(f"{host.address}/cat.jpg"))
    await desk.until(lambda: host.taken)
    photos.remove([0])
    await desk.idle()
    assert on_the_way(desk) == []
    assert photos.undo()
    await desk.until(photos.ready)
    assert photos.at(0).name == "cat.jpg"


@on_desk
async def test_removed_before_it_began_nothing_is_asked(desk: Reading, host: RawService) -> None:
    photos = desk.photos()
    photos.add(web(f"{host.address}/cat.jpg"))
    photos.remove([0])
    await desk.idle()
    assert not host.talks


@pytest.mark.logs("In WebPhotos")
@on_desk
async def test_a_mistake_of_ours_leaves_it_refused(desk: Reading, host: RawService) -> None:
    async def take(_path: Path) -> Taken:
        raise ZeroDivisionError

    host.plays(gives(PICTURE))
    photos = Photos(take, desk.web.fetched, desk.thumbs, desk.tasks, desk.shelf)
    photos.add(web(f"{host.address}/cat.jpg"))
    await desk.until(lambda: photos.at(0).fault)
    assert "“cat.jpg” could not be read." in said_of(photos)
    assert "inside vividdesk" in desk.notices.told.pop().title
