"""Where in a JSON text a value stands, to name the line of a mistake to the person who wrote it."""

import json
import re
from collections.abc import Iterable

SPACE = re.compile(r"\s*")
_decoder = json.JSONDecoder()


def line_of(text: str, path: Iterable[str | int]) -> int:
    """The line of the value that the keys and indices of `path` lead to, or of the nearest one around it."""
    at = _skip(text, 0)
    for step in path:
        found = _within(text, at, step)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def _within(text: str, at: int, step: str | int) -> int | None:
    """Where a member of the object or array at this place begins."""
    is_object = text[at] == "{"
    end = "}" if is_object else "]"
    if text[at] not in "{[" or is_object != isinstance(step, str):
        return None
    at, index = _skip(text, at + 1), 0
    while text[at] != end:
        key: str | int = index
        if is_object:
            key, at = _decoder.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        if key == step:
            return at
        _value, at = _decoder.raw_decode(text, at)
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at] == "," else at
        index += 1
    return None


def _skip(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at
