"""The points at which a process changes something outside itself: counted, and made to fail or to be its last.

They are those of our own code: commits of the journal, what is written, flushed and named, and what goes into sockets.
SQLite's own writes lie between the two points of a commit.
"""

import errno
import functools
import io
import mmap
import os
import signal
import socket
import stat
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Kind(StrEnum):
    COMMIT = "commit"
    FSYNC = "fsync"
    WRITE = "write"
    NAME = "name"  # rename, replace, link and unlink
    SEND = "send"


class Side(StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Point:
    """The number-th of its kind, counted from 1; of the program, or of its child that looks into results."""

    kind: Kind
    number: int
    side: Side = Side.BEFORE
    in_child: bool = False

    def __str__(self) -> str:
        return f"{self.side} {self.kind} {self.number}{' of the child' if self.in_child else ''}"


Act = Callable[[], None]
KINDS = tuple(Kind)
FAULTS: dict[str, Callable[[], Exception]] = {
    "EIO": lambda: OSError(errno.EIO, os.strerror(errno.EIO)),
    "ENOSPC": lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    "mistake": lambda: RuntimeError("a mistake that the trial makes"),
}


class Points:
    """Counts them once it is installed, and acts at the one that is chosen.

    What was counted is seen by all processes that were forked from the one that made this.
    """

    def __init__(self, chosen: Point | None = None, act: Act = lambda: None) -> None:
        self._seen = mmap.mmap(-1, mmap.PAGESIZE)  # whether the point was reached, then a count for each kind
        self._chosen = chosen
        self._act = act
        self._lock = threading.Lock()
        self._former: list[tuple[Any, str, Any]] = []
        self._in_child = False

    @property
    def reached(self) -> bool:
        return bool(self._seen[0])

    @property
    def counts(self) -> Counter[Kind]:
        return Counter({kind: self._seen[place] for place, kind in enumerate(KINDS, start=1)})

    def install(self, in_child: bool = False) -> None:
        from vividdesk.store.db import Database

        self._in_child = in_child
        self._wrap(Database, "_commit", Kind.COMMIT)
        self._wrap(os, "fsync", Kind.FSYNC)
        self._wrap(os, "write", Kind.WRITE, _is_file)
        for name in ("write_text", "write_bytes"):
            self._wrap(Path, name, Kind.WRITE)
        for name in ("replace", "rename", "link", "unlink", "remove"):
            self._wrap(os, name, Kind.NAME)
        for name in ("send", "sendmsg"):
            self._wrap(socket.socket, name, Kind.SEND, _is_wire)
        self._put(os, "fdopen", self._opening(os.fdopen))

    def remove(self) -> None:
        for owner, name, former in reversed(self._former):
            setattr(owner, name, former)
        self._former.clear()

    def _put(self, owner: Any, name: str, new: Any) -> None:
        self._former.append((owner, name, getattr(owner, name)))
        setattr(owner, name, new)

    def _wrap(self, owner: Any, name: str, kind: Kind, counts: Callable[..., bool] = lambda *_: True) -> None:
        former = getattr(owner, name)

        @functools.wraps(former)
        def wrapped(*arguments: Any, **named: Any) -> Any:
            if not counts(*arguments):
                return former(*arguments, **named)
            return self._counted(kind, lambda: former(*arguments, **named))

        self._put(owner, name, wrapped)

    def _counted(self, kind: Kind, work: Callable[[], Any]) -> Any:
        with self._lock:
            place = KINDS.index(kind) + 1
            self._seen[place] = min(self._seen[place] + 1, 255)
            number = self._seen[place]
        self._reach(Point(kind, number, Side.BEFORE, self._in_child))
        result = work()
        self._reach(Point(kind, number, Side.AFTER, self._in_child))
        return result

    def _opening(self, former: Callable[..., Any]) -> Callable[..., Any]:
        """Files that are written by Python's own buffers, which `os.write` does not see."""
        points = self

        class Written(io.BufferedWriter):
            def write(self, data: Any) -> int:
                return int(points._counted(Kind.WRITE, lambda: super(Written, self).write(data)))

        def opened(descriptor: int, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if mode != "wb" or not _is_file(descriptor):
                return former(descriptor, mode, *rest, **named)
            return Written(io.FileIO(descriptor, "w"))

        return opened

    def _reach(self, point: Point) -> None:
        if point == self._chosen:
            self._seen[0] = 1
            self._act()


def die() -> None:
    """The program, also when it is its child that has come to the point."""
    if _program and os.getpid() != _program[-1]:
        os.kill(_program[-1], signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def is_program() -> None:
    """To be said by the process that is, before it has children."""
    _program.append(os.getpid())


_program: list[int] = []


def failing(fault: str) -> Act:
    def fail() -> None:
        raise FAULTS[fault]()

    return fail


def _is_file(descriptor: int, *_rest: Any) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def _is_wire(wire: socket.socket, *_rest: Any) -> bool:
    """Not what a loop wakes itself with."""
    return wire.family == socket.AF_INET
