"""What the desk remembers, on the disk: written at the end, and before, since not every end is an orderly one."""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QByteArray, QObject, QSettings, QTimer

from vividdesk.bridge.tasks import Tasks
from vividdesk.paths import write_whole

logger = logging.getLogger(__name__)

PAUSE = 30_000  # milliseconds between two looks for what has changed


class Keeper(Protocol):
    """Of QSettings what takes values in."""

    def setValue(self, name: str, value: Any) -> None: ...  # noqa: N802


class Remembered(QObject):
    """`tell` gives all there is to a keeper. A look costs some milliseconds; only what has changed since is written."""

    def __init__(self, owner: QObject, file: Path, tell: Callable[[Keeper], None], tasks: Tasks) -> None:
        super().__init__(owner)
        self._file = file
        self._tell = tell
        self._tasks = tasks
        self._newest: dict[str, Any] = {}
        self._written: dict[str, Any] = {}
        self._one_at_a_time = threading.Lock()
        self._pause = QTimer(self, interval=PAUSE)
        self._pause.timeout.connect(self._look)

    def settings(self) -> QSettings:
        return QSettings(str(self._file), QSettings.Format.IniFormat)

    def begin(self) -> None:
        """What is there now has come from the file, or from nobody."""
        self._newest = self._written = self._now()
        self._pause.start()

    def end(self) -> None:
        """Written when this returns. Values that are not told stay: the end may come before all is there."""
        self._pause.stop()
        self._newest = self._now()
        with self._one_at_a_time:
            kept = self.settings()
            for name, value in self._newest.items():
                kept.setValue(name, value)
            kept.sync()

    def _look(self) -> None:
        now = self._now()
        if now != self._newest or self._newest is not self._written:
            self._newest = now
            self._tasks.start(asyncio.to_thread(self._write, now))

    def _now(self) -> dict[str, Any]:
        values = _Values()
        self._tell(values)
        return values.taken

    def _write(self, values: dict[str, Any]) -> None:
        """For a thread. Not by QSettings: PySide lets nothing else of Python go on while that waits for the disk."""
        with self._one_at_a_time:
            if values is not self._newest:
                return  # it has come late: what is newer is written already, or about to be
            try:
                write_whole(self._file, as_ini(values))
                self._written = values
            except OSError as fault:
                logger.info("What the desk remembers was not written: %s", fault)


class _Values:
    def __init__(self) -> None:
        self.taken: dict[str, Any] = {}

    def setValue(self, name: str, value: Any) -> None:  # noqa: N802
        self.taken[name] = value


def as_ini(values: Mapping[str, Any]) -> bytes:
    """As QSettings reads it: bytes of Qt's, numbers, and texts as JSON has them, on one line and no "@" in front."""
    lines = [f'{name}="{_written(value)}"' for name, value in values.items()]
    return "\n".join(["[General]", *lines, ""]).encode()


def _written(value: Any) -> str:
    if isinstance(value, QByteArray):
        return "@ByteArray({})".format("".join(rf"\x{byte:x}" for byte in value.data()))
    return str(value).replace("\\", r"\\").replace('"', r"\"")
