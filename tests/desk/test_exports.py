"""A result is copied to where one likes: as what it is, and over nothing one was not asked about."""

import asyncio
import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.desk.libraries import desk_loop
from tests.fakes import RecordedNotices
from tests.waiting import until_on_loop
from vividdesk.bridge.tasks import Tasks
from vividdesk.desk.exports import Exports
from vividdesk.errors import VividError
from vividdesk.model.clip import Clip
from vividdesk.widgets.question import Question

__all__ = ["desk_loop"]

LEFT = Qt.MouseButton.LeftButton


class Exporting:
    def __init__(self, parent: QWidget, folder: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.parent, self.loop, self.folder = parent, loop, folder
        self.notices = RecordedNotices()
        self.tasks = Tasks(self.notices)
        self.exports = Exports(self.tasks, self.notices)
        file = folder / "made" / "2026-11-21 Arctic (1).mp4"
        file.parent.mkdir()
        file.write_bytes(b"clip")
        self.clip = Clip(1, str(file), "vimmerse", "a", "Arctic", "video/mp4", 64, 64, 1.0, 4, "", "", 1000.0)

    def dialog(self) -> QFileDialog:
        self.exports.ask(self.parent, [self.clip])
        return self.parent.findChildren(QFileDialog)[-1]

    def type_name(self, name: str) -> None:
        dialog = self.dialog()
        entry = dialog.findChild(QLineEdit, "fileNameEdit")
        assert entry is not None
        entry.setText(str(self.folder / name))
        dialog.accept()

    def finish(self) -> None:
        self.loop.run_until_complete(self.tasks.finish(5))

    async def answer(self, text: str) -> str:
        await until_on_loop(lambda: bool(self.parent.findChildren(Question)))
        question = self.parent.findChildren(Question)[-1]
        (wanted,) = [each for each in question.findChildren(QPushButton) if each.text() == text]
        QTest.mouseClick(wanted, LEFT)
        return question.windowTitle()

    def found(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.folder.iterdir() if file.is_file()}


@pytest.fixture
def exporting(qtbot: QtBot, tmp_path: Path, desk_loop: asyncio.AbstractEventLoop) -> Iterator[Exporting]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    folder = tmp_path / "out"
    folder.mkdir()
    yield Exporting(parent, folder, desk_loop)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("holiday", "holiday.mp4"),
        ("holiday.", "holiday.mp4"),
        ("at 21.04", "at 21.04.mp4"),
        ("a.png", "a.png.mp4"),
        ("Loud.MP4", "Loud.MP4"),
    ],
)
def test_it_ends_as_what_it_is(exporting: Exporting, typed: str, written: str) -> None:
    exporting.type_name(typed)
    exporting.finish()
    assert exporting.found() == {written: b"clip"}
    (notice,) = exporting.notices.told
    assert (notice.title, notice.folder) == (f"Exported: {written}", str(exporting.folder))


def test_the_dialog_offers_its_kind_and_its_title_where_it_was_exported_last(
    exporting: Exporting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    videos = tmp_path / "Videos"
    videos.mkdir()
    (tmp_path / "user-dirs.dirs").write_text(f'XDG_VIDEOS_DIR="{videos}"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for place in (videos, exporting.folder):
        dialog = exporting.dialog()
        assert dialog.nameFilters() == ["Clips (*.mp4)"]
        assert dialog.directory().path() == str(place)
        assert Path(dialog.selectedFiles()[0]).name == "2026-11-21 Arctic (1).mp4"
        dialog.close()
        exporting.type_name("a")
        exporting.finish()


@pytest.mark.parametrize(("says", "kept"), [("Cancel", b"mine"), ("Replace it", b"clip")])
def test_nothing_is_written_over_that_was_not_asked_about(exporting: Exporting, says: str, kept: bytes) -> None:
    (exporting.folder / "holiday.mp4").write_bytes(b"mine")
    exporting.type_name("holiday")
    asked = exporting.loop.run_until_complete(exporting.answer(says))
    exporting.finish()
    assert asked == "holiday.mp4 is there already."
    assert exporting.found() == {"holiday.mp4": kept}


@pytest.mark.parametrize("folder", [True, False])
def test_a_copy_is_for_whom_its_folder_is_for_and_as_old_as_the_clip(
    exporting: Exporting, monkeypatch: pytest.MonkeyPatch, folder: bool
) -> None:
    """Also where the disk keeps no times."""
    source = Path(exporting.clip.file)
    source.chmod(0o600)
    os.utime(source, (1_000_000_000, 1_000_000_000))
    old_mask = os.umask(0o022)
    try:
        for name in ("first", "second"):
            place = exporting.folder / name
            place.mkdir()
            work = exporting.exports.to_file(exporting.parent, exporting.clip, place / "a.mp4")
            if folder:
                work.close()
                work = exporting.exports.to_folder([exporting.clip], place)
            exporting.loop.run_until_complete(work)
            (copy,) = place.iterdir()
            assert copy.read_bytes() == b"clip"
            assert copy.stat().st_mode & 0o777 == 0o644
            assert (copy.stat().st_mtime == 1_000_000_000) is (name == "first")
            monkeypatch.setattr(os, "utime", _refused)
    finally:
        os.umask(old_mask)


def _refused(*_given: object, **_named: object) -> None:
    raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))


def test_what_cannot_be_copied_is_said_and_leaves_all_as_it_was(exporting: Exporting) -> None:
    target = exporting.folder / "a.mp4"
    target.write_bytes(b"mine")
    for place in (exporting.folder / "gone" / "a.mp4", exporting.folder / ("n" * 255), target):
        if place is target:
            Path(exporting.clip.file).unlink()
        with pytest.raises(VividError):
            exporting.loop.run_until_complete(exporting.exports.to_file(exporting.parent, exporting.clip, place))
    assert exporting.found() == {"a.mp4": b"mine"}
    assert not exporting.exports.folder


def test_a_folder_that_takes_nothing_is_named_with_the_copy_until_one_does(exporting: Exporting) -> None:
    clip = replace(exporting.clip, title="Holiday in the snow")
    settled: list[str] = []
    exporting.notices.settled.connect(lambda notice: settled.append(notice.title))
    gone = exporting.folder / "gone"
    exporting.loop.run_until_complete(exporting.exports.to_folder([clip], gone))
    (notice,) = exporting.notices.told
    assert notice.title == "1 file was not exported."
    assert notice.advice.startswith(f"Holiday in the snow.mp4 could not be written to {gone} (")
    assert settled == []
    exporting.loop.run_until_complete(exporting.exports.to_folder([clip], exporting.folder))
    assert settled == ["1 file was not exported."]
    assert exporting.found() == {"Holiday in the snow.mp4": b"clip"}
