"""Photos that wait to be read, one after the other; what came of each is told."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.tasks import Tasks
from vividdesk.bridge.tray_photo import TrayPhoto, not_read
from vividdesk.bridge.web_photos import Fetched, Web, WebPhotos, called
from vividdesk.errors import PhotoRefused, VividError
from vividdesk.media.intake import Taken
from vividdesk.media.words import shown
from vividdesk.texts import _


@dataclass(frozen=True)
class Loose:
    """Data without a file."""

    content: bytes
    name: str


Known = Path | Loose  # what is there already
Source = Known | Web
Take = Callable[[Path], Awaitable[Taken]]


def listed(key: int, source: Source) -> TrayPhoto:
    """Before it is read."""
    return TrayPhoto(key, source.name or str(source), host=source.host if isinstance(source, Web) else "")


class PhotoReader(QObject):
    came = Signal(int, object)  # the key, and a Taken or a VividError
    idle = Signal()

    def __init__(
        self,
        take: Take,
        fetched: Fetched,
        before: Callable[[int], Awaitable[None]],
        tasks: Tasks,
    ) -> None:
        """`before` is awaited with the key of each that is about to be read."""
        super().__init__()
        self._take = take
        self._before = before
        self._tasks = tasks
        self._web = WebPhotos(fetched, take, self.came.emit, tasks)
        self._waiting: dict[int, Known] = {}
        self._at_work = False
        self._begun = self._asked = 0

    def read(self, key: int, source: Source) -> None:
        """What comes from the web keeps nobody waiting, and is not counted."""
        if isinstance(source, Web):
            self._web.read(key, source)
            return
        self._waiting[key] = source
        self._asked += 1
        if not self._at_work:
            self._at_work = True
            self._tasks.start(self._read_all())

    def skip(self, key: int) -> None:
        self._web.skip(key)
        if self._waiting.pop(key, None) is not None:
            self._asked -= 1

    def stop(self) -> None:
        self._web.stop()
        self._waiting.clear()

    def progress(self) -> tuple[int, int] | None:
        """The how manieth of how many is being read; None when none is."""
        return (max(self._begun, 1), self._asked) if self._at_work else None

    async def _read_all(self) -> None:
        try:
            while self._waiting:
                key = next(iter(self._waiting))
                self._begun += 1
                await self._before(key)
                if key in self._waiting:
                    await self._read(key, self._waiting.pop(key))
        finally:
            self._at_work = False
            self._begun = self._asked = 0
            for key, source in list(self._waiting.items()):  # a mistake of ours with one is not the others'
                self.read(key, source)
        self.idle.emit()

    async def _read(self, key: int, source: Known) -> None:
        try:
            came: Taken | VividError = await taken(self._take, source)
        except VividError as fault:
            came = fault
        except Exception:
            self.came.emit(key, not_read(source.name))
            raise
        self.came.emit(key, came)


async def taken(take: Take, source: Known) -> Taken:
    """Also of what is no file."""
    if isinstance(source, Path):
        return await take(source)
    try:
        file = await asyncio.to_thread(_as_file, source.content)
    except OSError as fault:
        raise PhotoRefused(
            _("“{name}” could not be stored for a moment ({reason}).").format(
                name=shown(source.name), reason=fault.strerror or fault
            ),
            _("Make room on the disk for temporary files, and try again."),
        ) from fault
    try:
        came = await take(file)
    finally:
        await asyncio.to_thread(shutil.rmtree, file.parent, ignore_errors=True)
    return called(came, source.name)


def _as_file(content: bytes) -> Path:
    """In a folder that only its owner reads."""
    file = Path(tempfile.mkdtemp(prefix="vividdesk-")) / _("Picture")
    file.write_bytes(content)
    return file
