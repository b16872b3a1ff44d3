"""What a drop or a paste holds that can become photos: files, the data of a picture, the address of one."""

import base64
import binascii
import html
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QStandardPaths, QUrl
from PySide6.QtGui import QImage

from vividdesk.media.sniff import Format
from vividdesk.paths import is_folder
from vividdesk.texts import _

OURS = "application/x-vividdesk-photos"  # what is dragged out of the tray says so, with hashes, one in a line
AS_THEY_ARE = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif", "image/heic", "image/tiff")
MOZILLA = "text/x-moz-url"
SHOWN_PICTURE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
MOST_LETTERS = 40_000_000  # of a picture within its address
LONGEST_ADDRESS = 4000
WEB = ("https://", "http://")  # the latter only to be told that nothing is fetched from there
SUFFIXES = frozenset(suffix for form in Format for suffix in form.suffixes)
LOST = "\ufffd"  # what Qt makes of a byte that is no text
MOST_FILES = 1000  # of one drop


@dataclass(frozen=True)
class Incoming:
    """At most one of the first three is there; `name` is for data that has none of its own."""

    files: list[Path] = field(default_factory=list)
    content: bytes = b""  # a file's
    image: QImage | None = None  # pixels, where no file's bytes are offered
    address: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.files or self.content or self.image or self.address)


def may_hold(mime: QMimeData) -> bool:
    """While something hovers: no data is fetched from the program it comes from."""
    if mime.hasFormat(OURS):
        return False
    return mime.hasUrls() or mime.hasImage() or any(map(mime.hasFormat, (*AS_THEY_ARE, MOZILLA))) or mime.hasText()


def incoming(mime: QMimeData) -> Incoming:
    if mime.hasFormat(OURS):
        return Incoming()
    if files := [_file(url) for url in mime.urls() if url.isLocalFile() and url.toLocalFile()]:
        return Incoming(files=files)
    addresses = list(_addresses(mime))
    name = next(filter(None, map(_name_in, addresses)), "")
    for kind in AS_THEY_ARE:
        if mime.hasFormat(kind) and (content := mime.data(kind).data()):
            return Incoming(content=bytes(content), name=name)
    if mime.hasImage() and isinstance(image := mime.imageData(), QImage) and not image.isNull():
        return Incoming(image=image, name=name)
    for address in addresses:
        if content := _within(address):
            return Incoming(content=content)
        if address.startswith(WEB) and len(address) <= LONGEST_ADDRESS:
            return Incoming(address=address, name=name)
    return Incoming()


def usual_folder(
    last: str = "", place: QStandardPaths.StandardLocation = QStandardPaths.StandardLocation.PicturesLocation
) -> str:
    """In which files are looked for: the last one, as long as it is there, or where this computer keeps such."""
    kept = QStandardPaths.writableLocation(place)
    known = (folder for folder in (last, kept) if folder)
    return next(filter(is_folder, known), str(Path.home()))


def photo_filters() -> list[str]:
    """Of a dialog: what we take, and everything."""
    patterns = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
    return [_("Photos ({patterns})").format(patterns=patterns), _("All files (*)")]


def _file(url: QUrl) -> Path:
    """A name may have bytes that are no text: Qt would put a sign in their place, and the file would not be there."""
    named = url.toLocalFile()
    if LOST in named and os.name == "posix":
        return Path(os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded))))
    return Path(named)


def as_file(image: QImage) -> bytes:
    """A PNG that is quickly written; for a thread."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 90)  # type: ignore[call-overload]
    return bytes(content.data())


def photos_in(paths: Iterable[Path]) -> tuple[list[Path], bool]:
    """The files, and of folders the pictures in them, sorted as people count; whether there would be more.

    For a thread. What was named itself and is no folder, or cannot be looked at, is there whatever it is.
    """
    found: list[Path] = []
    for path in sorted(paths, key=_as_people_count):
        for file in _pictures(path) if is_folder(path) else [path]:
            if len(found) == MOST_FILES:
                return found, True
            found.append(file)
    return found, False


def _pictures(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted((each for each in folders if not each.startswith(".")), key=_counted)
        for name in sorted(names, key=_counted):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(place, name)


def _as_people_count(path: Path) -> list[tuple[int, int, str]]:
    return _counted(str(path))


def _counted(name: str) -> list[tuple[int, int, str]]:
    """IMG 2 before IMG 10."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(0, int(part), "") if number % 2 else (1, 0, part) for number, part in enumerate(parts)]


def _addresses(mime: QMimeData) -> Iterator[str]:
    """The picture a page showed comes before the page that it may link to."""
    if mime.hasHtml() and (shown := SHOWN_PICTURE.search(mime.html()[:MOST_LETTERS])):
        yield html.unescape(shown.group(1)).strip()
    for url in mime.urls():
        yield url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
    if mime.hasFormat(MOZILLA):
        yield bytes(mime.data(MOZILLA).data()).decode("utf-16-le", "replace").partition("\n")[0].strip("\0\r ")
    if mime.hasText() and len(words := mime.text().split()) == 1:
        yield words[0]


def _name_in(address: str) -> str:
    """The last part of its path, if that is called like a picture."""
    try:
        name = PurePosixPath(unquote(urlsplit(address).path)).name
    except ValueError:
        return ""
    return name if address.startswith("http") and PurePosixPath(name).suffix.lower() in SUFFIXES else ""


def _within(address: str) -> bytes:
    """The content of a data: address that is a picture."""
    head, comma, body = address.partition(",")
    if not comma or not head.startswith("data:image/") or len(body) > MOST_LETTERS:
        return b""
    if not head.endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(unquote(body))
    except (binascii.Error, ValueError):
        return b""
