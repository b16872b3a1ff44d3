"""What a body says: forms in both of their spellings, and JSON, each within bounds.

The body is here whole already; the guard has seen to its size.
"""

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from vividdesk.localservice.refusal import Refusal

MOST_PARTS = 200
LONGEST_TEXT = 100_000  # bytes of a field
LONGEST_ENCODED = 500_000  # bytes of a form without files; each sign that is escaped takes a hundred while it is read
DEEPEST = 20  # levels of JSON
MOST_VALUES = 10_000  # in it
LONGEST_NUMBER = 40  # digits

LARGE = 20_000  # bytes of a body, from which on reading it takes a while
PIECE = 1_000_000  # bytes that are parsed at a time: meanwhile nobody else has a turn

T = TypeVar("T")

MULTIPART, ENCODED = b"multipart/form-data", b"application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Form:
    """In the order in which they came; a name may come again."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def text(self, name: str, otherwise: str = "") -> str:
        """Of several the last, as in most frameworks."""
        return dict(self.fields).get(name, otherwise)

    def texts(self, name: str) -> list[str]:
        return [value for each, value in self.fields if each == name and value.strip()]

    def contents(self, name: str) -> list[bytes]:
        """Of the files of this name. One without content is what a browser sends of an empty field."""
        return [content for each, content in self.files if each == name and content]


async def form(request: Request) -> Form:
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    body = await request.body()
    if kind == MULTIPART and (boundary := options.get(b"boundary")):
        return await apart(request, _multipart, body, boundary)
    if kind == ENCODED:
        return _encoded(body)
    if body:
        raise _broken("send it as multipart/form-data")
    return Form()


async def apart(request: Request, read: Callable[..., T], *given: Any) -> T:
    """Of a large body on a thread, so that all others are answered meanwhile."""
    if len(await request.body()) < LARGE:
        return read(*given)
    return await asyncio.to_thread(read, *given)


def _encoded(body: bytes) -> Form:
    if len(body) > LONGEST_ENCODED:
        raise _broken("it is too long for one without files")
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARTS)
    except ValueError as fault:
        raise _broken(f"it is no text in UTF-8, or has more than {MOST_PARTS} fields") from fault
    if any(len(part) > LONGEST_TEXT for pair in fields for part in pair):
        raise _broken("a field is too long")
    return Form([(_readable(name), _readable(value)) for name, value in fields])


def _multipart(body: bytes, boundary: bytes) -> Form:
    parts = _Parts()
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        for start in range(0, len(body), PIECE):
            parser.write(body[start : start + PIECE])
    except FormParserError as fault:
        raise _broken("its parts cannot be told apart") from fault
    if not parts.is_whole:
        raise _broken("it breaks off before its end")
    return parts.form


class _Parts:
    """Listens to the parser."""

    def __init__(self) -> None:
        self.form = Form()
        self.is_whole = False
        self._headers: dict[bytes, bytes] = {}
        self._name, self._value = bytearray(), bytearray()
        self._content = bytearray()

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header,
            "on_part_data": lambda data, start, end: self._content.extend(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        if len(self.form.fields) + len(self.form.files) >= MOST_PARTS:
            raise _broken(f"it has more than {MOST_PARTS} fields")
        self._headers = {}
        self._name, self._value, self._content = bytearray(), bytearray(), bytearray()

    def _header(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def _end(self) -> None:
        _kind, said = parse_options_header(self._headers.get(b"content-disposition"))
        if b"name" not in said:
            raise _broken("a part of it has no name")
        name = _text(said[b"name"])
        if b"filename" in said:
            self.form.files.append((name, bytes(self._content)))
        elif len(self._content) > LONGEST_TEXT:
            raise _broken("a field is too long")
        else:
            self.form.fields.append((name, _text(bytes(self._content))))

    def _finish(self) -> None:
        self.is_whole = True


def _text(content: bytes) -> str:
    try:
        return _readable(content.decode())
    except UnicodeDecodeError as fault:
        raise _broken("a field is no text in UTF-8") from fault


def _readable(text: str) -> str:
    if "\0" in text:
        raise _broken("a field holds characters that no text has")
    return text


def _broken(reason: str) -> Refusal:
    return Refusal(422, faults={("body",): f"The form cannot be read: {reason}."})


async def json_body(request: Request) -> Any:
    try:
        return await apart(request, read_json, (await request.body()).decode())
    except UnicodeDecodeError as fault:
        raise Refusal(422, faults={("body",): "The body cannot be read: it is no text in UTF-8."}) from fault
    except ValueError as fault:
        raise Refusal(422, faults={("body",): f"The body cannot be read: {fault}."}) from fault


def read_json(text: str) -> Any:
    """A ValueError says why not. Of names that come twice the last counts, as with most readers."""
    if text.count(",") > MOST_VALUES:  # before any is made
        raise ValueError("it holds too many values")
    try:
        content = json.loads(text, parse_int=_whole, parse_float=_decimal, parse_constant=_decimal)
    except RecursionError as fault:
        raise ValueError("it is nested too deeply") from fault
    except json.JSONDecodeError as fault:
        raise ValueError(f"it is no JSON, {fault.msg} at {fault.lineno}:{fault.colno}") from fault
    _measure(content)
    if "\\u" in text:
        _write(content)
    return content


def _measure(content: Any) -> None:
    level, seen = [content], 0
    for _depth in range(DEEPEST):
        seen += len(level)
        if seen > MOST_VALUES:
            raise ValueError("it holds too many values")
        inner = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [value for values in inner for value in values]
        if not level:
            return
    raise ValueError("it is nested too deeply")


def _write(content: Any) -> None:
    """JSON can spell halves of characters, which no answer could hold."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError as fault:
        raise ValueError("it holds characters that nothing can write") from fault


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("it holds a number that is too long")
    return int(text)


def _decimal(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("it holds a number without an end")
    return number
