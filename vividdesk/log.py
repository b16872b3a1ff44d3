"""The log: a rotating file, and a last word on stderr. No key gets into either.

Keys are hidden where a record becomes text, after the traceback is in it: a filter sees the message only, and
an exception's own words may hold the key too.
"""

import base64
import contextlib
import logging
import os
import re
import sys
import traceback
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import TextIO

from vividdesk.errors import DataFolderError, VividError
from vividdesk.texts import _

HIDDEN = "[hidden]"
LARGEST = 1_000_000  # bytes of a log file
OLDER = 3  # that are kept beside it
SHORTEST_SECRET = 6  # anything shorter is part of ordinary words

_secrets: dict[str, re.Pattern[str]] = {}

_HEADER = re.compile(
    r"""(?ix) (\b(?:x-)?api[-_]?key | \bauthorization | \bproxy-authorization | \bset-cookie | \bcookie)
        (['"]?\s*[:=,]\s*(?:b(?=['"]))?['"]?) (?:(?:bearer|basic|token)\s+)? [^\s'",)}\]]+"""
)
_QUERY = re.compile(r"""(\b[a-z][a-z0-9+.-]{1,15}://[^\s?#'"<>]{0,2000})\?[^\s'"<>)\]]*""", re.IGNORECASE)


def hide(secret: str) -> None:
    """From now on this text appears in no log, in none of the forms a library may give it."""
    if len(secret) >= SHORTEST_SECRET and secret not in _secrets:
        forms = sorted(_forms(secret), key=len, reverse=True)
        _secrets[secret] = re.compile("|".join([_percented(secret), *map(re.escape, forms)]), re.IGNORECASE)


def secrets() -> int:
    """How many there are: what was cleaned before may not be clean any more when there is another."""
    return len(_secrets)


def clean(text: str) -> str:
    """The text without keys, auth headers and query strings."""
    for pattern in _secrets.values():
        text = pattern.sub(HIDDEN, text)
    text = _HEADER.sub(rf"\1\2{HIDDEN}", text)
    return _QUERY.sub(r"\1?…", text)


def _percented(secret: str) -> str:
    """A pattern for the text itself and for it with any of its letters percent-encoded."""
    return "".join(f"(?:{'|'.join(_ways_of(letter))})" for letter in secret)


def _ways_of(letter: str) -> list[str]:
    percent = "".join(f"%{byte:02x}" for byte in letter.encode())
    return [re.escape(letter), percent, "[+]"] if letter == " " else [re.escape(letter), percent]


def _forms(secret: str) -> set[str]:
    import json

    raw = secret.encode()
    forms = {repr(secret)[1:-1], json.dumps(secret)[1:-1], repr(raw)[2:-1], raw.hex()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        # Within a longer text the key may start at any of three offsets of base64's four-letter groups;
        # the letters that its neighbours share are left out.
        for offset in range(3):
            letters = encode(b"\0" * offset + raw).decode().rstrip("=")
            start = (offset * 8 + 5) // 6
            end = (offset + len(raw)) * 8 // 6
            forms.add(letters[start:end])
    return forms


class CleanFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


class _File(logging.FileHandler):
    """Turned over when it is full. The one of `logging.handlers` would load pickle and queue before the first paint."""

    def _open(self) -> TextIOWrapper:
        """Each new file is its owner's alone."""
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self.stream is not None and self.stream.tell() > LARGEST:
                self._turn_over(self.stream)
            super().emit(record)
        except OSError:
            self.handleError(record)

    def _turn_over(self, full: TextIOWrapper) -> None:
        full.close()
        names = [self.baseFilename, *(f"{self.baseFilename}.{number}" for number in range(1, OLDER + 1))]
        for older, newer in pairwise(reversed(names)):
            with contextlib.suppress(FileNotFoundError):
                Path(newer).replace(older)
        self.stream = self._open()

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802
        """Python's own way prints the record as it is, and a key may be in it."""
        _complain()


class _Console(logging.StreamHandler[TextIO]):
    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802
        """There is nowhere left to say it."""


def _complain() -> None:
    with contextlib.suppress(OSError, ValueError):
        print(f"vividdesk: {clean(str(sys.exception()))} (the log could not be written)", file=sys.stderr)


def print_fault(fault: VividError) -> None:
    print(clean(f"vividdesk: {fault.title}\n{fault.advice}".rstrip()), file=sys.stderr)


def start(folder: Path, name: str = "vividdesk", level: str = "info") -> None:
    """Logs to `<folder>/<name>.log`, one megabyte and three older ones; errors of ours also to stderr."""
    try:
        file = _File(folder / f"{name}.log", encoding="utf-8")
    except OSError as fault:
        raise DataFolderError(
            _("The log in {folder} cannot be written ({reason}).").format(folder=folder, reason=fault.strerror),
            _("Give yourself the right to write there, or set VIVIDDESK_HOME to another folder."),
        ) from fault
    file.setFormatter(CleanFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    console = _Console()
    console.setFormatter(CleanFormatter("vividdesk: %(message)s"))
    console.setLevel(logging.ERROR)
    stop()
    for handler in (file, console):
        logging.getLogger().addHandler(handler)
    set_level(level)
    quieten_libraries()


def set_level(level: str) -> None:
    logging.getLogger().setLevel(level.upper())


def quieten_libraries() -> None:
    """httpx and httpcore log whole addresses and headers; qasync logs every timer."""
    for library in ("httpx", "httpcore", "qasync", "asyncio", "PIL"):
        logging.getLogger(library).setLevel(logging.WARNING)


def stop() -> None:
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler.formatter, CleanFormatter):
            root.removeHandler(handler)
            handler.close()


def log_uncaught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """A hook for `sys.excepthook`: what nobody caught goes to the log, cleaned, instead of raw to stderr."""
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(130)
    if logging.getLogger().handlers:
        logging.getLogger("vividdesk").critical("Not caught: %s", fault, exc_info=(kind, fault, trace))
    else:
        print(clean("".join(traceback.format_exception(kind, fault, trace))), file=sys.stderr)
