"""What a host sends, piece by piece onto the disk, within the bounds of a fetch; and what it says of it beforehand."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import httpx

from vividdesk.jobs.asking import Bounds
from vividdesk.jobs.growing import Growing, check_room
from vividdesk.providers import faults
from vividdesk.providers.reply import Late
from vividdesk.texts import _

TELL_EVERY = 0.1  # seconds

WORDS = re.compile(r"text/html|application/xhtml|(?:application|text)/(?:.*\+)?(?:json|xml)\b")

Told = Callable[[int, int | None], None]  # bytes that are there, bytes in all


class Taking:
    """Piece by piece into the part, within the bounds, and told of."""

    def __init__(self, growing: Growing, total: int | None, told: Told, bounds: Bounds, folder: Path) -> None:
        self._growing = growing
        self._folder = folder
        self._total = total
        self._told = told
        self._bounds = bounds
        self._clock = asyncio.get_running_loop().time
        self._told_at = self._since = self._clock()
        self._from = growing.size
        told(growing.size, total)

    def take(self, piece: bytes) -> None:
        if self._growing.size + len(piece) > self._bounds.largest:
            raise TooMuch
        self._growing.add(piece)
        now = self._clock()
        if now - self._told_at >= TELL_EVERY:
            self._told_at = now
            check_room(self._folder, self._bounds.room)
            self._told(self._growing.size, self._total)
        if now - self._since >= self._bounds.window:
            if self._growing.size - self._from < self._bounds.slowest * (now - self._since):
                raise TooSlow
            self._since, self._from = now, self._growing.size


class TooMuch(Exception):
    pass


class TooSlow(Exception):
    pass


BROKEN = (TooSlow, *faults.LOST)


def why_broken(fault: Exception) -> str:
    match fault:
        case TooSlow():
            return _("it sends too slowly")
        case Late():
            return _("it takes too long")
    return faults.reason(fault)


def kind_of(answer: httpx.Response) -> str:
    said: str = answer.headers.get("Content-Type", "")
    return said.partition(";")[0].strip().lower()


def length_of(answer: httpx.Response) -> int | None:
    said = answer.headers.get("Content-Length", "")
    is_told = said.isascii() and said.isdigit() and "Transfer-Encoding" not in answer.headers
    return int(said) if is_told else None
