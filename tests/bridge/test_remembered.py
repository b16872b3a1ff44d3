"""What is remembered is written as it changes, away from the window, and never for nothing."""

import asyncio
import errno
import json
import os
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QObject, QSettings

from tests.fakes import RecordedNotices
from vividdesk.bridge import remembered
from vividdesk.bridge.remembered import PAUSE, Keeper, Remembered, as_ini
from vividdesk.bridge.tasks import Tasks

pytestmark = pytest.mark.usefixtures("qapp")


class Desk:
    def __init__(self, file: Path) -> None:
        self.owner, self.file = QObject(), file
        self.tasks = Tasks(RecordedNotices())
        self.values: dict[str, Any] = {"volume": 0.5}
        self.remembered = Remembered(self.owner, file, self.tell, self.tasks)

    def tell(self, keeper: Keeper) -> None:
        for name, value in self.values.items():
            keeper.setValue(name, value)

    async def passes(self) -> None:
        """As long as lies between two looks."""
        self.remembered._pause.timeout.emit()
        while self.tasks._running:
            await asyncio.gather(*self.tasks._running)

    def kept(self) -> dict[str, str]:
        kept = QSettings(str(self.file), QSettings.Format.IniFormat)
        return {name: str(kept.value(name)) for name in kept.allKeys()}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(tmp_path / "layout.ini")
    made.remembered.begin()
    yield made
    await made.tasks.finish(5)


async def test_a_change_is_written_without_an_end_and_nothing_is_written_without_a_change(desk: Desk) -> None:
    assert desk.remembered._pause.interval() == PAUSE
    assert desk.remembered._pause.isActive()
    await desk.passes()
    assert not desk.file.exists()
    desk.values["folder"] = "/photos"
    assert not desk.file.exists(), "not at once"
    await desk.passes()
    assert desk.kept() == {"folder": "/photos", "volume": "0.5"}
    desk.file.unlink()
    await desk.passes()
    assert not desk.file.exists()


async def test_the_windows_own_thread_waits_for_no_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    monkeypatch.setattr(remembered, "write_whole", lambda *_words: threads.append(threading.current_thread()))
    desk.values["volume"] = 0.75
    await desk.passes()
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


async def test_what_comes_late_does_not_undo_the_end(desk: Desk) -> None:
    desk.values["volume"] = 0.1
    desk.remembered._look()
    late = desk.remembered._newest
    desk.values["volume"] = 0.9
    desk.remembered.end()
    assert desk.kept() == {"volume": "0.9"}
    assert not desk.remembered._pause.isActive()
    desk.remembered._write(late)
    await asyncio.gather(*desk.tasks._running)
    assert desk.kept() == {"volume": "0.9"}


async def test_a_disk_that_takes_nothing_harms_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(remembered, "write_whole", full)
        desk.values["volume"] = 0.75
        await desk.passes()
    assert not desk.file.exists()
    await desk.passes()
    assert desk.kept()["volume"] == "0.75", "it is tried again"


@pytest.mark.parametrize(
    "value",
    [
        QByteArray(bytes(range(256))),
        QByteArray(b"\x01abcdef)("),
        QByteArray(),
        json.dumps({"folder": "C:\\Bilder\n; ü, %e", "prompt": 'say "x"\t@home', "b": [1, 2.5, None]}),
        json.dumps({"ü": "ä=b"}, ensure_ascii=False),
    ],
)
def test_qsettings_reads_what_is_written_here(tmp_path: Path, value: object) -> None:
    file = tmp_path / "layout.ini"
    file.write_bytes(as_ini({"queue": 0.25, "bench": value}))
    kept = QSettings(str(file), QSettings.Format.IniFormat)
    assert sorted(kept.allKeys()) == ["bench", "queue"]
    assert kept.value("bench") == value
    assert float(str(kept.value("queue"))) == 0.25
