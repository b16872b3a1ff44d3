"""What a submit carries: forms and JSON with photos in them, streamed from disk and never whole in memory."""

import binascii
import hashlib
import json
import os
import re
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from vividdesk.errors import PhotoRefused
from vividdesk.texts import _

CHUNK = 1024 * 1024  # bytes that leave at once
THREES = CHUNK // 4 * 3  # bytes that base64 turns into a chunk, without a remainder


class Body(Protocol):
    """`size` is fixed when it is made: files that are gone or changed by then or later are a `PhotoRefused`.

    `chunks` may be called again and gives the same bytes. All files are open before the first chunk comes.
    """

    size: int
    type: str

    def chunks(self) -> AsyncGenerator[bytes, None]: ...


@dataclass(frozen=True)
class Upload:
    """A file in a form. `kind` is its media type; `file_name` is what the service is told."""

    field: str
    file_name: str
    kind: str
    path: Path


@dataclass(frozen=True)
class InBase64:
    """Stands in JSON for the text that a file becomes in base64; a data URI names its media type before it."""

    path: Path
    kind: str
    data_uri: bool = False


@dataclass(frozen=True)
class _File:
    path: Path
    size: int
    in_base64: bool

    @property
    def length(self) -> int:
        return (self.size + 2) // 3 * 4 if self.in_base64 else self.size

    def read(self, file: BinaryIO) -> Iterator[bytes]:
        left = self.size
        while left:
            read = _read(file, min(left, THREES if self.in_base64 else CHUNK), self.path)
            left -= len(read)
            yield binascii.b2a_base64(read, newline=False) if self.in_base64 else read
        if file.read(1):
            raise _changed(self.path)


class _Pieces:
    """Bytes and files, one after the other."""

    def __init__(self, kind: str, pieces: Sequence[bytes | _File]) -> None:
        self.type = kind
        self.size = sum(len(piece) if isinstance(piece, bytes) else piece.length for piece in pieces)
        self._pieces = pieces

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        with ExitStack() as stack:
            opened = [(piece, _open(piece, stack) if isinstance(piece, _File) else None) for piece in self._pieces]
            for piece, file in opened:
                if isinstance(piece, bytes):
                    yield piece
                elif file is not None:
                    for chunk in piece.read(file):
                        yield chunk


class Multipart(_Pieces):
    """A form as browsers send it (RFC 7578 and the HTML standard): fields first, then files, in their order.

    Values go as they are; a line break in one stays the line break it was.
    """

    def __init__(self, fields: Sequence[tuple[str, str]], files: Sequence[Upload]) -> None:
        stored = [_file(upload.path, in_base64=False) for upload in files]
        boundary = _boundary(fields, files, stored)
        line = b"--" + boundary.encode()
        pieces: list[bytes | _File] = [
            b'%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (line, _name(name), _encoded(value))
            for name, value in fields
        ]
        for upload, file in zip(files, stored, strict=True):
            pieces += [
                b'%b\r\nContent-Disposition: form-data; name="%b"; filename="%b"\r\nContent-Type: %b\r\n\r\n'
                % (line, _name(upload.field), _quoted(upload.file_name), upload.kind.encode()),
                file,
                b"\r\n",
            ]
        pieces.append(line + b"--\r\n")
        super().__init__(f"multipart/form-data; boundary={boundary}", _joined(pieces))


class JsonBody(_Pieces):
    def __init__(self, content: Mapping[str, Any]) -> None:
        super().__init__("application/json", _joined(list(_written(content))))


def _written(value: Any) -> Iterator[bytes | _File]:
    match value:
        case InBase64():
            yield f'"data:{value.kind};base64,'.encode() if value.data_uri else b'"'
            yield _file(value.path, in_base64=True)
            yield b'"'
        case Mapping():
            yield b"{"
            for number, (name, each) in enumerate(value.items()):
                yield b"%b%b:" % (b"," if number else b"", json.dumps(name).encode())
                yield from _written(each)
            yield b"}"
        case list() | tuple():
            yield b"["
            for number, each in enumerate(value):
                yield b"," if number else b""
                yield from _written(each)
            yield b"]"
        case _:
            yield json.dumps(value, allow_nan=False).encode()


def _joined(pieces: Sequence[bytes | _File]) -> list[bytes | _File]:
    """Neighbouring bytes in one piece."""
    joined: list[bytes | _File] = []
    for piece in pieces:
        if joined and isinstance(piece, bytes) and isinstance(joined[-1], bytes):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _boundary(fields: Sequence[tuple[str, str]], files: Sequence[Upload], stored: Sequence[_File]) -> str:
    """From what the form says, so that the same form gives the same bytes and no field can hold it.

    Of a photo it takes name and size; photos are kept under the hash of their content.
    """
    told = [(upload.field, upload.file_name, upload.kind, upload.path.name) for upload in files]
    return hashlib.sha256(
        repr((list(fields), told, [file.size for file in stored])).encode("utf-8", "replace")
    ).hexdigest()[:40]


def _name(text: str) -> bytes:
    """A field's name: as in a browser, each line break is the one of HTTP before it is escaped."""
    return _quoted(re.sub("\r\n|\r|\n", "\r\n", text))


def _quoted(text: str) -> bytes:
    return _encoded(text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A"))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _file(path: Path, *, in_base64: bool) -> _File:
    try:
        return _File(path, path.stat().st_size, in_base64)
    except OSError as fault:
        raise _gone(path) from fault


def _open(wanted: _File, stack: ExitStack) -> BinaryIO:
    try:
        file = stack.enter_context(wanted.path.open("rb", buffering=0))
        size = os.fstat(file.fileno()).st_size
    except OSError as fault:
        raise _gone(wanted.path) from fault
    if size != wanted.size:
        raise _changed(wanted.path)
    return file


def _read(file: BinaryIO, size: int, path: Path) -> bytes:
    """Exactly as many bytes: fewer would shift all that base64 makes of the rest."""
    try:
        read = file.read(size)
    except OSError as fault:
        raise _gone(path) from fault
    if len(read) != size:
        raise _changed(path)
    return read


def _gone(path: Path) -> PhotoRefused:
    return PhotoRefused(
        _("The kept copy of a photo is gone or cannot be read ({file}).").format(file=path.name),
        _("Add the photo again."),
    )


def _changed(path: Path) -> PhotoRefused:
    return PhotoRefused(
        _("The kept copy of a photo was changed ({file}).").format(file=path.name), _("Add the photo again.")
    )
