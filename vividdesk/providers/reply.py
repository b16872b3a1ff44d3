"""An answer as it came, and what can be read from it: its JSON, and where it is a refusal, the service's own words."""

import json
import math
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from itertools import islice
from typing import Any

import httpx

from vividdesk.providers import reading

LONGEST = 4 * 1024 * 1024  # bytes of an answer, packed or unpacked
KEPT = 4096  # letters of an answer that an error keeps
LONGEST_WORDS = 300
MOST_FAULTS = 20  # that an answer can list
DEEPEST = 4  # levels of a refusal in which words are looked for
LONGEST_ID = 100
SHORTEST_WAIT, USUAL_WAIT, LONGEST_WAIT = 1.0, 60.0, 900.0  # seconds

# Codes that say no more than the status beside them.
SAID_ALREADY = {"INSUFFICIENT_CREDIT", "NOT_FOUND", "BAD_REQUEST"}

_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,}|(?:[A-Z][a-z0-9]+){2,}")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class TooLong(Exception):
    """More came than an answer can be."""


class Late(Exception):
    """The time for all of it is over."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: httpx.Headers
    body: bytes

    @cached_property
    def content(self) -> Any:
        """Its JSON; a ValueError where it is none."""
        try:
            content = json.loads(self.body)
            return _whole(content) if b"\\ud" in self.body.lower() else content
        except RecursionError as fault:
            raise ValueError("nested too deeply") from fault

    @property
    def at(self) -> datetime | None:
        return _date(self.headers.get("Date", ""))

    @property
    def words(self) -> str:
        """The service's explanation on one line, from any of the forms that the three use; often nothing."""
        return _cut("; ".join(dict.fromkeys(islice(_words(self._refusal), MOST_FAULTS))), LONGEST_WORDS)

    @property
    def fields(self) -> dict[str, str]:
        """Its words for each option that it names."""
        detail = self._refusal.get("detail")
        listed = detail[:MOST_FAULTS] if isinstance(detail, list) else []
        entries = [entry for entry in listed if isinstance(entry, dict)]
        named = [(_option(entry.get("loc")), _line(entry.get("msg"))) for entry in entries]
        return {name: words for name, words in named if name and words}

    @property
    def request_id(self) -> str:
        found = self._refusal.get("request_id") or self.headers.get("X-Request-Id", "")
        return _cut(_line(str(found)), LONGEST_ID) if isinstance(found, str | int) else ""

    @property
    def asks_to_wait(self) -> bool:
        return "Retry-After" in self.headers

    @property
    def wait(self) -> float:
        """Seconds until it may be asked again: from the header or the body, and never absurd."""
        seconds = self._wait_in_header()
        if seconds is None:
            seconds = next(
                (wait for wait in map(_seconds, _nested(self._refusal, "retry_after")) if wait is not None), None
            )
        return USUAL_WAIT if seconds is None else min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)

    @property
    def kept(self) -> str:
        """The beginning of the body, without keys, signatures and pictures."""
        try:
            text = reading.redacted_text(self.content)
        except ValueError:
            # What JSON's escapes would hide is seen, too.
            text = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), self.body.decode("utf-8", "replace"))
            text = reading.safe(text.replace("\\/", "/"), KEPT)
        return _cut(text.encode("utf-8", "replace").decode(), KEPT)

    @cached_property
    def _refusal(self) -> Mapping[str, Any]:
        try:
            content = self.content
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    def _wait_in_header(self) -> float | None:
        text = self.headers.get("Retry-After", "")
        seconds = _seconds(text)
        if seconds is None and (then := _date(text)) is not None:
            return (then - (self.at or datetime.now(UTC))).total_seconds()
        return seconds


def unpacked(body: bytes, coding: str) -> bytes:
    """The body of an answer that came packed although none was asked for; what cannot be unpacked stays as it is."""
    if coding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        plain = zlib.decompressobj(wbits=47).decompress(body, LONGEST + 1)
    except zlib.error:
        return body
    if len(plain) > LONGEST:
        raise TooLong
    return plain


def _words(refusal: Mapping[str, Any], deepest: int = DEEPEST) -> Iterator[str]:
    for name in ("error", "error_message", "message", "detail", "details", "msg", "reason"):
        yield from _said(refusal.get(name), deepest)


def _said(value: Any, deepest: int) -> Iterator[str]:
    match value:
        case str() if value.strip() not in SAID_ALREADY:
            yield _spelled(_line(value))
        case list() if deepest:
            for each in value:
                yield from _said(each, deepest - 1)
        case {"msg": str(words)}:
            name = _option(value.get("loc"))
            yield f"{name}: {_line(words)}" if name else _line(words)
        case dict() if deepest:
            yield from _words(value, deepest - 1)


def _spelled(text: str) -> str:
    """A code such as IMAGE_TOO_SMALL or InsufficientTokens in plain words."""
    return _WORD_START.sub(" ", text).lower() if _CODE.fullmatch(text) else text


def _option(place: Any) -> str:
    """["body", "options", "seed", 0] → seed."""
    names = [each for each in place if isinstance(each, str) and each != "body"] if isinstance(place, list) else []
    return _line(names[-1]) if names else ""


def _line(text: Any) -> str:
    return reading.sentence(text) if isinstance(text, str) else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _nested(content: Mapping[str, Any], name: str) -> Iterator[Any]:
    """Its value, and those one level further in."""
    for each in (content, *content.values()):
        if isinstance(each, dict) and name in each:
            yield each[name]


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        seconds = float(value)
    except ValueError:
        return None
    except OverflowError:
        return LONGEST_WAIT
    return None if math.isnan(seconds) else seconds


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _whole(value: Any) -> Any:
    """Without the halves of letters that JSON can hold, but neither a file nor a window can."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list():
            return [_whole(each) for each in value]
        case dict():
            return {_whole(name): _whole(each) for name, each in value.items()}
        case _:
            return value
