"""One of the photos that a person works with, and what is said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl

from vividdesk.bridge import figures
from vividdesk.bridge.incoming import OURS
from vividdesk.errors import VividError
from vividdesk.media.words import shown
from vividdesk.model.crop import Frame
from vividdesk.model.photo import Photo
from vividdesk.model.warnings import Caution
from vividdesk.texts import _


@dataclass(frozen=True)
class TrayPhoto:
    """With neither photo nor fault it is being read."""

    key: int
    name: str
    photo: Photo | None = None
    notes: tuple[str, ...] = ()
    fault: VividError | None = None
    cautions: tuple[Caution, ...] = ()  # with the template that is chosen now
    whole: Photo | None = None  # that it was cut out of
    frame: Frame | None = None  # where
    host: str = ""  # that it is fetched from

    @property
    def seen_as(self) -> str:
        """The name of its thumbnail: by its content, once that is known."""
        return unread(self.key) if self.photo is None else self.photo.hash


def unread(key: int | str = "") -> str:
    """The name of the thumbnail of a row that is not read yet; without a key, how all of them begin."""
    return f"row {key}"


def words(row: TrayPhoto) -> list[str]:
    """What is said of it besides its name."""
    if row.fault is not None:
        return [row.fault.title, row.fault.advice]
    return [facts(row.photo) if row.photo else under_way(row), *row.notes, *(caution.says for caution in row.cautions)]


def under_way(row: TrayPhoto) -> str:
    """What is being done with one that is not there yet."""
    return _("being fetched from {host}…").format(host=row.host) if row.host else _("being read…")


def not_read(name: str) -> VividError:
    """A mistake of ours kept it from that."""
    return VividError(_("“{name}” could not be read.").format(name=shown(name)), _("Try again, or choose another."))


def said_as(row: TrayPhoto, role: int) -> str | None:
    """As Qt asks for it."""
    name = shown(row.name)
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return name
        case Qt.ItemDataRole.ToolTipRole:
            return "\n".join([name, *words(row)])
        case Qt.ItemDataRole.AccessibleTextRole:
            named = name if row.fault is None else _("{name}, refused").format(name=name)
            return ". ".join(said.removesuffix(".") for said in (named, *words(row)))
        case Qt.ItemDataRole.AccessibleDescriptionRole if row.fault is not None:
            return _("F5 tries it again, Delete removes it.")
    return None


def facts(photo: Photo) -> str:
    mega = photo.size / 1_000_000
    kilo = max(1, round(mega * 1000))
    size = _("{n} MB").format(n=figures.decimal(mega)) if mega >= 1 else _("{n} kB").format(n=kilo)
    return f"{photo.width} × {photo.height} · {size}"


def carried(photos: Iterable[Photo], shelf: Path) -> QMimeData:
    """For other parts of the desk, and for other programs."""
    mime, there = QMimeData(), list(photos)
    mime.setData(OURS, "\n".join(photo.hash for photo in there).encode())
    mime.setUrls([QUrl.fromLocalFile(str(shelf / photo.file_name)) for photo in there])
    return mime
