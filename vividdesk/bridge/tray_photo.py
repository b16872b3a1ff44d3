"""One of the photos that a person works with, and what is said of it."""

from dataclasses import dataclass

from vividdesk.errors import VividError
from vividdesk.model.photo import Photo
from vividdesk.texts import _


@dataclass(frozen=True)
class TrayPhoto:
    """With neither photo nor fault it is being read."""

    key: int
    name: str
    photo: Photo | None = None
    notes: tuple[str, ...] = ()
    fault: VividError | None = None


def words(row: TrayPhoto) -> list[str]:
    """What is said of it besides its name."""
    if row.fault is not None:
        return [row.fault.title, row.fault.advice]
    return [facts(row.photo) if row.photo is not None else _("being read…"), *row.notes]


def facts(photo: Photo) -> str:
    mega = photo.size / 1_000_000
    size = _("{n} MB").format(n=f"{mega:.1f}") if mega >= 1 else _("{n} kB").format(n=max(1, round(mega * 1000)))
    return f"{photo.width} × {photo.height} · {size}"
