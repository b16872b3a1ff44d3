"""Reads what the services answer, as it comes: names in any case, wrapped or not, numbers as text, things missing.

Nothing here raises. What cannot be read as what is asked for is not there.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from vividdesk import log
from vividdesk.model.report import RemoteState

DEEPEST = 20  # levels of an answer that are looked at
LONGEST_WORDS = 500  # letters of a service's sentence
LONGEST_TEXT = 2_000  # letters of a text in a kept answer
SHORT_TEXT = 200  # letters of one that is likely to come again
LARGEST = 2**53  # of whole numbers
LONGEST_WORD = 300  # letters without a space; beyond, it is a file in base64
LOOKED_AT = 16_000  # letters of a text; cleaning takes a second for a million
MOST = 200  # entries of a list that are kept

# Around the object that is meant, there may be others that only hold it.
WRAPPERS = ("data", "result", "response", "body", "job")
SENTENCES = ("message", "error", "error_message", "detail", "msg", "reason")

# What the three say today or in their documents. Any other word means "still running".
STATES = {
    "new": RemoteState.QUEUED,
    "queued": RemoteState.QUEUED,
    "waiting": RemoteState.QUEUED,
    "pending": RemoteState.QUEUED,
    "success": RemoteState.DONE,
    "succeeded": RemoteState.DONE,
    "completed": RemoteState.DONE,
    "fail": RemoteState.FAILED,
    "failed": RemoteState.FAILED,
    "cancelled": RemoteState.CANCELLED,
    "canceled": RemoteState.CANCELLED,
}

_EMAIL = re.compile(r"[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)
# Quotes and tags end a word, too: in JSON or HTML that is only a text, nothing else may stand between two.
_WORD = r"""[^\s"'<>]"""
_LONG_WORD = re.compile(rf"{_WORD}{{{LONGEST_WORD + 1},}}")
_QUERY = re.compile(rf"\?{_WORD}+")
_BETWEEN = re.compile(r"""[\s"'<>]""")


class Fields:
    """An object of an answer; empty where there is none. Of several names the first that has a value counts."""

    def __init__(self, content: Any) -> None:
        self.content: Mapping[str, Any] = content if isinstance(content, Mapping) else {}
        self._values: dict[str, Any] = {}
        for name, value in self.content.items():
            if value not in (None, "", [], {}):
                self._values.setdefault(plain(name), value)

    def value(self, *names: str) -> Any:
        """None for null and for what is empty, too."""
        return next((found for name in names if (found := self._values.get(plain(name))) is not None), None)

    def text(self, *names: str) -> str:
        return as_text(self.value(*names))

    def words(self, *names: str) -> str:
        """Of the first of the names under which something is said."""
        return next(filter(None, (sentence(self.value(name)) for name in names)), "")

    def number(self, *names: str) -> float | None:
        return as_number(self.value(*names))

    def whole(self, *names: str) -> int | None:
        number = self.number(*names)
        return None if number is None or abs(number) > LARGEST else int(number)

    def time(self, *names: str) -> datetime | None:
        return as_time(self.text(*names))

    def is_true(self, *names: str) -> bool:
        return self.text(*names).casefold() in ("true", "yes", "1")

    def has_how_many(self, names: tuple[str, ...]) -> int:
        return sum(plain(name) in self._values for name in names)


def levels(content: Any) -> Iterator[Fields]:
    """The object, and those within it that it may only be a wrapper of, from the outside in."""
    for _level in range(DEEPEST):
        if isinstance(content, list) and len(content) == 1:
            content = content[0]
        if isinstance(content, Mapping):
            fields = Fields(content)
            yield fields
            inner = (fields.value(name) for name in WRAPPERS)
            content = next((value for value in inner if isinstance(value, Mapping | list)), None)


def object_with(content: Any, names: tuple[str, ...]) -> Fields:
    """The one that has most of these names; empty where none has any."""
    found = max(levels(content), key=lambda fields: fields.has_how_many(names), default=Fields(None))
    return found if found.has_how_many(names) else Fields(None)


def list_in(content: Any, *names: str) -> list[Any] | None:
    """The list itself, or the one that stands under one of these names or in a wrapper; None where there is none."""
    if isinstance(content, list):
        return content
    for fields in levels(content):
        for name in (*names, *WRAPPERS):
            # An empty list counts, too, so this looks past `Fields.value`.
            for known, value in fields.content.items():
                if plain(known) == plain(name) and isinstance(value, list):
                    return value
    return None


def plain(name: str) -> str:
    """A name without its case and its ways of joining words."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def state_of(words: str) -> RemoteState:
    return STATES.get(plain(words), RemoteState.RUNNING)


def as_text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _writable(value).strip()
        case int() | float() if as_number(value) is not None:
            return str(value)
    return ""


def as_id(value: Any) -> str:
    return "" if isinstance(value, bool) else as_text(value)


def as_number(value: Any) -> float | None:
    """Also of a text such as "45%"; None for infinity and for yes and no."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value.strip().removesuffix("%") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def as_percent(value: Any) -> float | None:
    number = as_number(value)
    return None if number is None else min(100.0, max(0.0, number))


def as_time(text: str) -> datetime | None:
    """In UTC, which is also meant where no zone is given."""
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def sentence(value: Any) -> str:
    """What a service says to a person, in one line: a text, a list of them, or an object that holds one."""
    said = "; ".join(dict.fromkeys(islice(_said(value, DEEPEST), MOST)))
    return safe(" ".join(_beginning(said, LOOKED_AT).split()), LONGEST_WORDS)


def _said(value: Any, depth: int) -> Iterator[str]:
    match value:
        case list() if depth:
            for each in value:
                yield from _said(each, depth - 1)
        case Mapping() if depth:
            yield from _said(Fields(value).value(*SENTENCES), depth - 1)
        case str() | int() | float() if not isinstance(value, bool) and (text := as_text(value)):
            yield text


def redacted(content: Any, depth: int = DEEPEST) -> Any:
    """The answer as it may be kept: without keys, query strings of links, e-mail addresses and files in base64."""
    if depth == 0:
        return "…"
    match content:
        case Mapping():
            return {_kept(name): redacted(value, depth - 1) for name, value in islice(content.items(), MOST)}
        case list():
            return [redacted(each, depth - 1) for each in content[:MOST]]
        case str():
            return _kept(content)
        case bool() | None:
            return content
    return content if as_number(content) is not None else "…"


def redacted_object(content: Any) -> Mapping[str, Any]:
    kept = redacted(content)
    return kept if isinstance(kept, Mapping) else {"answer": kept}


def redacted_text(content: Any) -> str:
    """As JSON; cleaned once more, since some names hide what stands beside them."""
    return log.clean(json.dumps(redacted(content), ensure_ascii=False))


def _kept(text: str) -> str:
    """Names and short values come again with each look at a job, and cleaning them is much of what a look costs."""
    return _kept_before(text, log.secrets()) if len(text) <= SHORT_TEXT else safe(_writable(text), LONGEST_TEXT)


@lru_cache(maxsize=1024)
def _kept_before(text: str, _secrets: int) -> str:
    return safe(_writable(text), LONGEST_TEXT)


def safe(text: str, longest: int) -> str:
    """Its beginning, without keys, query strings, e-mail addresses and files."""
    text = _LONG_WORD.sub("…", _QUERY.sub("?…", _beginning(text, LOOKED_AT)))
    text = text if len(text) <= longest else f"{_beginning(text, longest)}…"
    return _EMAIL.sub(log.HIDDEN, log.clean(text))


def _beginning(text: str, longest: int) -> str:
    """In whole words: half a key would not be known for one."""
    if len(text) <= longest:
        return text
    ends = (place for place in range(longest, 0, -1) if _BETWEEN.match(text, place - 1))
    return text[: next(ends, longest)].rstrip()


def _writable(text: str) -> str:
    """Halves of letters, which JSON can spell and no file takes, become question marks."""
    return text.encode("utf-8", "replace").decode()
