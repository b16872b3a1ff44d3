"""One owner of the data folder at a time; a second start hands its wish to the first and leaves.

The owner holds a lock for as long as it lives, so that a crash frees it, and listens on a private local socket
(a named pipe on Windows). A wish is a line of JSON, and so is its answer.
"""

import asyncio
import contextlib
import inspect
import logging
import os
import socket
import stat
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

from vividdesk.errors import DataFolderError, FolderInUse
from vividdesk.paths import locked
from vividdesk.texts import _

logger = logging.getLogger(__name__)

ANSWER_WITHIN = 3.0  # seconds
LONGEST_RUNTIME_FOLDER = 60  # letters; a socket's whole path may have 107 bytes
LONGEST_WISH = LONGEST_ANSWER = 8 * 2**20  # bytes; a batch of 500 jobs takes a tenth of it

Wish = dict[str, Any]
Answer = Mapping[str, Any]
Grant = Callable[[Wish], Answer | Awaitable[Answer]]


class Ownership:
    """The right to work on the data folder, held until `release` or the end of the process."""

    def __init__(self, lock: IO[bytes], address: str) -> None:
        self._lock = lock
        self._address = address
        self._server: Any = None
        self._callers: set[asyncio.BaseTransport] = set()
        self._under_way: set[asyncio.Task[None]] = set()  # a loop alone does not keep a task alive

    async def listen(self, grant: Grant) -> None:
        """Answers wishes on the running loop, each when it is granted."""
        loop = asyncio.get_running_loop()
        line = partial(_Line, grant, self._callers, self._under_way)
        if sys.platform == "win32":
            self._server = (await loop.start_serving_pipe(line, self._address))[0]
            return
        with contextlib.suppress(FileNotFoundError):  # left behind by a crash: the lock says nobody listens
            Path(self._address).unlink()
        self._server = await loop.create_unix_server(line, self._address)
        Path(self._address).chmod(0o600)

    def deafen(self) -> None:
        """Takes no more wishes: who comes now, or has called but not spoken yet, waits for the lock instead."""
        if self._server is not None:
            self._server.close()
            self._server = None
            for caller in tuple(self._callers):
                caller.close()
            if sys.platform != "win32":
                Path(self._address).unlink(missing_ok=True)

    def release(self) -> None:
        self.deafen()
        self._lock.close()


def claim(data: Path, wish: Wish, patience: float = 15.0) -> Ownership | Answer:
    """The ownership, or the answer of the owner there is, who left its address: another session may reckon another.

    An owner that is just starting or closing answers nothing for a moment: both ways are tried in turn until
    patience runs out (FolderInUse). So the wish must be one that does no harm when it is granted twice.
    """
    address = _address(data)
    deadline = time.monotonic() + patience
    while True:
        lock = locked(data / "owner.lock")
        if lock is not None:
            (data / "owner.address").write_text(address)
            return Ownership(lock, address)
        with contextlib.suppress(OSError, ValueError):
            return ask(owner_of(data), wish)
        if time.monotonic() > deadline:
            raise FolderInUse(
                _("Another vividdesk works on {folder} and does not answer.").format(folder=data),
                _("Close it, or end it in the system's task list, then start again."),
            )
        time.sleep(0.05)


def owner_of(data: Path) -> str:
    """The address that the last owner left. OSError: there was none yet."""
    return (data / "owner.address").read_text()


def ask(address: str, wish: Wish, patience: float | None = None) -> Answer:
    """What the owner answers. OSError, ValueError: nobody listens, or what came back is no answer.

    `patience`: seconds in which the owner must say something.
    """
    import json

    with _connected(address, ANSWER_WITHIN if patience is None else patience) as stream:
        stream.write(json.dumps(wish).encode() + b"\n")
        stream.flush()
        answer = json.loads(stream.readline(LONGEST_ANSWER))
    if not isinstance(answer, dict):
        raise ValueError("not an answer")
    return answer


@contextlib.contextmanager
def _connected(address: str, patience: float) -> Iterator[Any]:
    if sys.platform == "win32":
        with Path(address).open("r+b", buffering=0) as pipe:
            yield pipe
        return
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(patience)
        connection.connect(address)
        with connection.makefile("rwb") as stream:
            yield stream


class _Line(asyncio.Protocol):
    def __init__(self, grant: Grant, callers: set[asyncio.BaseTransport], under_way: set[asyncio.Task[None]]) -> None:
        self._grant = grant
        self._callers = callers
        self._under_way = under_way
        self._received = bytearray()
        self._is_read = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._callers.add(transport)

    def connection_lost(self, _fault: Exception | None) -> None:
        self._callers.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        if self._is_read:
            return
        self._received += data
        if len(self._received) > LONGEST_WISH:
            self._transport.abort()
        elif b"\n" in data:
            self._is_read = True
            task = asyncio.ensure_future(self._answer())
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _answer(self) -> None:
        """A mistake of ours leaves the caller without an answer, and the owner as it was."""
        import json

        try:
            answer = json.dumps(await self._granted()).encode() + b"\n"
        except Exception:
            logger.exception("While a wish was granted")
            self._transport.abort()
            return
        if not self._transport.is_closing():  # the caller may have lost patience, or the owner may have to leave
            self._transport.write(answer)
            self._transport.close()

    async def _granted(self) -> Answer:
        import json

        try:
            wish = json.loads(self._received.partition(b"\n")[0])
        except (ValueError, RecursionError):
            wish = None
        if not isinstance(wish, dict):
            return {"refused": "not understood"}
        answer = self._grant(wish)
        return await answer if inspect.isawaitable(answer) else answer


def _address(data: Path) -> str:
    """Short whatever the folder's path, and the same by whatever path one comes."""
    folder = data.stat()
    mark = f"{folder.st_dev:x}-{folder.st_ino:x}"
    if sys.platform == "win32":
        return rf"\\.\pipe\vividdesk-{mark}"
    return str(_private_folder() / f"{mark}.sock")


def _private_folder() -> Path:
    """A folder that no other account can enter or have put there for us."""
    usual = os.environ.get("XDG_RUNTIME_DIR", "")
    if 0 < len(usual) <= LONGEST_RUNTIME_FOLDER:
        folder = Path(usual, "vividdesk")
    else:
        from tempfile import gettempdir

        folder = Path(gettempdir(), f"vividdesk-{os.getuid()}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True, parents=True)
        found = folder.lstat()
    except OSError as fault:
        raise DataFolderError(
            _("The folder {folder} cannot be made ({reason}).").format(folder=folder, reason=fault.strerror),
            _("Where XDG_RUNTIME_DIR names a folder that is not yours, set it to one that is, or unset it."),
        ) from fault
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise DataFolderError(
            _("The folder {folder} is not private to you, so vividdesk will not use it.").format(folder=folder),
            _("Remove it, then start again."),
        )
    return folder
