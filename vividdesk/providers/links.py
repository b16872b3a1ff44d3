"""Reads where results lie and how long they will."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from vividdesk.model.report import Link
from vividdesk.providers.reading import DEEPEST, Fields, as_text

LONGEST_LINK = 4_096  # letters; beyond, it is a file in base64 that begins like a path

KINDS = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
}


@dataclass(frozen=True)
class Links:
    """Takes links from an answer of the service at `address` that was given `at` this time.

    `life` is how long a link of this service lives where it does not tell itself.
    """

    address: str
    at: datetime
    life: timedelta | None = None

    def of(self, value: Any, name: str = "") -> tuple[Link, ...]:
        """From a text, an object with `url`, one of texts by name, or a list of any of these; each link once."""
        found: dict[str, Link] = {}
        for link in self._walk(value, name, DEEPEST):
            found.setdefault(link.url, link)
        return tuple(found.values())

    def _walk(self, value: Any, name: str, depth: int) -> Iterator[Link]:
        if depth == 0:
            return
        match value:
            case str():
                yield from self._link(value, name)
            case list():
                for each in value:
                    yield from self._walk(each, name, depth - 1)
            case Mapping():
                fields = Fields(value)
                if isinstance(url := fields.value("url"), str):
                    yield from self._link(url, name, fields.text("content_type"), fields.whole("size"))
                else:
                    for inner, each in value.items():
                        yield from self._walk(each, name or as_text(inner), depth - 1)

    def _link(self, text: str, name: str, kind: str = "", size: int | None = None) -> Iterator[Link]:
        url = self._whole(text.strip())
        if url:
            yield Link(url, kind_of(url, kind), name, size, expiry(url) or self._end())

    def _end(self) -> datetime | None:
        try:
            return self.at + self.life if self.life else None
        except OverflowError:
            return None

    def _whole(self, text: str) -> str:
        """With its host; nothing where it is no link that can be fetched."""
        if len(text) > LONGEST_LINK or not text.isprintable() or " " in text:
            return ""
        try:
            if not urlsplit(text).scheme:
                if not text.startswith("/") and not kind_of(text):
                    return ""  # a word
                text = urljoin(f"{self.address.rstrip('/')}/", text)
            parts = urlsplit(text)
            _port = parts.port
            return text if parts.scheme in ("https", "http") and parts.hostname else ""
        except ValueError:
            return ""


def kind_of(url: str, told: str = "") -> str:
    """What the service tells, if that is a picture or clip at all; else by the address."""
    told = told.partition(";")[0].strip().casefold()
    if told.startswith(("image/", "video/")):
        return told
    suffix = PurePosixPath(urlsplit(url).path).suffix.casefold()
    return KINDS.get(suffix, told if "/" in told else "")


def expiry(url: str) -> datetime | None:
    """As signed links tell it: those of Google, of Amazon, and those with a plain `Expires`."""
    try:
        query = {name.casefold(): value for name, value in parse_qsl(urlsplit(url).query)}
        for signer in ("x-goog", "x-amz"):
            if f"{signer}-date" in query:
                start = datetime.strptime(query[f"{signer}-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                return start + timedelta(seconds=int(query[f"{signer}-expires"]))
        return datetime.fromtimestamp(int(query["expires"]), UTC) if "expires" in query else None
    except (KeyError, ValueError, OverflowError, OSError):
        return None
