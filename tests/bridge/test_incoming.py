"""What a drop or a paste holds, as file managers and browsers offer it."""

import base64
import errno
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from tests.disks import go_dead
from tests.media.pictures import decoded, encoded, scene
from vividdesk.bridge.incoming import OURS, Incoming, as_file, incoming, may_hold, photos_in, usual_folder

PNG = encoded(scene(), "PNG")
ADDRESS = "https://example.org/pictures/red%20cat.png?size=2"


def mime(text: str = "", html: str = "", urls: tuple[str, ...] = (), **data: bytes) -> QMimeData:
    made = QMimeData()
    if text:
        made.setText(text)
    if html:
        made.setHtml(html)
    if urls:
        made.setUrls([QUrl(url) for url in urls])
    for kind, content in data.items():
        made.setData(kind.replace("__", "/").replace("_", "-"), content)
    return made


def test_files_and_folders_come_before_all_else(tmp_path: Path) -> None:
    found = incoming(mime("ignored", urls=(tmp_path.as_uri(), (tmp_path / "ü 1.jpg").as_uri()), image__png=PNG))
    assert found == Incoming(files=[tmp_path, tmp_path / "ü 1.jpg"])


def test_the_bytes_of_a_browsers_picture_with_the_name_it_has_there() -> None:
    assert incoming(mime(urls=(ADDRESS,), image__png=PNG)) == Incoming(content=PNG, name="red cat.png")


def test_pixels_where_no_file_is_offered() -> None:
    made = QMimeData()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 200, 30))
    made.setImageData(image)
    found = incoming(made)
    assert found.image is not None
    assert not found.content
    picture = decoded(as_file(found.image))
    assert (picture.size, picture.convert("RGB").getpixel((5, 5))) == ((40, 30), (10, 200, 30))


@pytest.mark.parametrize(
    "offered",
    [
        mime(urls=(ADDRESS,)),
        mime(f"  {ADDRESS}\n"),
        mime(text__x_moz_url=f"{ADDRESS}\nA red cat".encode("utf-16-le")),
        mime(html=f"<a href='https://example.org/'><img width=3 src='{ADDRESS}'></a>", urls=("https://example.org/",)),
    ],
    ids=["url", "text", "mozilla", "picture within a link"],
)
def test_an_address_without_data(offered: QMimeData) -> None:
    assert incoming(offered) == Incoming(address=ADDRESS, name="red cat.png")


def test_an_address_that_is_not_safe_comes_in_to_be_refused_with_a_reason() -> None:
    assert incoming(mime("http://example.org/cat.png")).address == "http://example.org/cat.png"


def test_a_picture_within_its_address() -> None:
    address = "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert incoming(mime(html=f'<img src="{address}">')) == Incoming(content=PNG)


@pytest.mark.parametrize(
    "offered",
    [
        mime(),
        mime("a line of words"),
        mime("data:image/png;base64,%%%"),
        mime("data:text/html,<b>"),
        mime("https://" + "x" * 5000),
        mime(urls=("ftp://example.org/cat.png",)),
        mime(image__png=b""),
    ],
    ids=["nothing", "words", "broken", "no picture", "long", "ftp", "empty"],
)
def test_nothing_for_us(offered: QMimeData) -> None:
    assert not incoming(offered)


def test_what_is_dragged_out_of_the_tray_does_not_come_in_again(tmp_path: Path) -> None:
    own = mime(urls=(tmp_path.as_uri(),))
    assert may_hold(own)
    own.setData(OURS, b"a" * 64)
    assert not may_hold(own)
    assert not incoming(own)


def test_folders_are_searched_and_sorted_as_people_count(tmp_path: Path) -> None:
    for name in ("a/10.jpg", "a/2.JPG", "a/b/1.heic", "a/notes.txt", "a/.hidden.jpg", "a/.cache/x.jpg", "z.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found, more = photos_in([tmp_path / "z.txt", tmp_path / "a"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a/2.JPG", "a/10.jpg", "a/b/1.heic", "z.txt"]
    assert not more


def test_a_whole_disk_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vividdesk.bridge.incoming.MOST_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.jpg").touch()
    found, more = photos_in([tmp_path])
    assert ([path.name for path in found], more) == (["0.jpg", "1.jpg", "2.jpg"], True)


@pytest.mark.parametrize("reason", [errno.EACCES, errno.ENOTCONN, errno.ESTALE])
def test_a_folder_that_may_not_be_looked_at_is_as_good_as_gone(monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    """A share that was unmounted, for one: its dialog opens elsewhere."""
    go_dead(Path("/share"), monkeypatch, reason)
    assert usual_folder("/share") == usual_folder("")


def test_one_that_cannot_be_looked_at_keeps_none_of_the_others_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "album").mkdir()
    for name in ("1.jpg", "album/2.jpg", "z.jpg"):
        (tmp_path / name).touch()
    dead = tmp_path / "share" / "3.jpg"
    go_dead(dead.parent, monkeypatch)
    found, more = photos_in([tmp_path / "z.jpg", dead, tmp_path / "album", tmp_path / "1.jpg"])
    assert [path.name for path in found] == ["1.jpg", "2.jpg", "3.jpg", "z.jpg"]
    assert not more
