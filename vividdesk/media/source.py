"""Reading a file that somebody dropped, whatever it is: nothing here waits for a pipe or starts a device."""

import os
import stat
from pathlib import Path

from vividdesk.media.refusal import MOST_BYTES, Reason, Refusal, Thing
from vividdesk.media.sniff import HEAD, Format, claimed_suffix, sniff

FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def read(path: str) -> tuple[bytes, Format]:
    """All of it, and what it is; a Refusal after a look at its first bytes if that is no picture."""
    try:
        _size(Path(path).stat())
        with os.fdopen(os.open(path, FLAGS), "rb") as file:
            size = _size(os.fstat(file.fileno()))  # it may be another file by now
            found = sniff(file.read(HEAD))
            if not isinstance(found, Format):
                raise _no_photo(found, claimed_suffix(Path(path)))
            file.seek(0)
            return file.read(size), found
    except OSError as fault:
        raise _refusal(fault) from fault
    except ValueError as fault:  # a name with a NUL in it
        raise Refusal(Reason.GONE) from fault


def _size(status: os.stat_result) -> int:
    if stat.S_ISDIR(status.st_mode):
        raise Refusal(Reason.FOLDER)
    if not stat.S_ISREG(status.st_mode):
        raise Refusal(Reason.NO_FILE)
    if not status.st_size:
        raise Refusal(Reason.EMPTY)
    if status.st_size > MOST_BYTES:
        raise Refusal(Reason.MANY_BYTES, size=status.st_size)
    return status.st_size


def _no_photo(found: Thing, suffix: str) -> Refusal:
    if found.is_picture:
        return Refusal(Reason.OTHER_KIND, thing=found)
    return Refusal(Reason.NO_PICTURE, thing=found, suffix=suffix)


def _refusal(fault: OSError) -> Refusal:
    match fault:
        case FileNotFoundError() | NotADirectoryError():
            return Refusal(Reason.GONE)
        case PermissionError():
            return Refusal(Reason.NO_RIGHT)
    return Refusal(Reason.UNREADABLE, why=fault.strerror or str(fault))
