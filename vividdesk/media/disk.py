"""What a disk refuses, as faults of the world."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from vividdesk.errors import FolderGone, NoRoom, ResultFault
from vividdesk.texts import _

FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def refusal(folder: Path, code: int | None, reason: str) -> ResultFault:
    if code in FULL:
        return no_room(folder)
    return FolderGone(
        _("The folder {folder} cannot be used ({reason}).").format(folder=_shown(folder), reason=reason),
        _("Connect its disk, give yourself the right to write there, or choose another folder."),
    )


def no_room(folder: Path) -> NoRoom:
    return NoRoom(
        _("There is no room left on the disk of {folder}.").format(folder=_shown(folder)),
        _("Make room there: it goes on by itself then."),
    )


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """What the system refuses within is a NoRoom or a FolderGone."""
    try:
        yield
    except OSError as fault:
        raise refusal(folder, fault.errno, fault.strerror or str(fault)) from fault


def _shown(folder: Path) -> str:
    """A folder can have any bytes in its name."""
    return os.fsencode(folder).decode("utf-8", "replace")
