"""Results and the steps to them, what stays chosen, and what is said where something was done or could not be."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.desk.libraries import Library, desk_loop, in_library
from tests.desk.test_library_page import CTRL, LEFT, Key, Make, click, dialog_button, make, numbers, press, texts
from tests.fakes import RecordedNotices
from tests.waiting import PATIENCE, until_on_loop
from vividdesk.bridge import clip_files
from vividdesk.bridge.clip_files import Trashed
from vividdesk.bridge.clip_list import ClipFilter
from vividdesk.bridge.clip_removal import Removal
from vividdesk.bridge.file_manager import show_folder
from vividdesk.desk.library_removal import RemovalDialog
from vividdesk.errors import JournalUnwritable
from vividdesk.model.clip import Clip
from vividdesk.store import opening

__all__ = ["desk_loop", "make"]


def test_a_search_keeps_what_is_chosen_while_it_is_found(make: Make) -> None:
    library = make(60)
    page = library.show()

    async def scenario() -> None:
        async def search(text: str) -> list[int]:
            page.filters.search.setText(text)
            press(page.filters.search, Key.Key_Return)
            await library.clips.settled()
            return numbers(page.chosen.clips)

        page.activateWindow()
        click(page.grid, 27)
        click(page.grid, 28, CTRL)
        assert await search("portrait") == [33, 32]
        assert await search("number33") == [33]
        assert page.grid.chosen_rows() == [page.grid.currentIndex().row()] == [0]
        assert "Nothing chosen" not in texts(page)
        assert await search("number32") == []
        assert "Nothing chosen" in texts(page)

    in_library(library, scenario)


def test_steps_come_by_their_switch_or_by_their_result(make: Make) -> None:
    library = make(60)
    with closing(sqlite3.connect(library.paths.data / opening.NAME)) as db:
        db.execute("UPDATE clips SET step = 'create_media', kind = 'image/png' WHERE id % 3 > 0")
        db.execute("UPDATE clips SET job = 60 WHERE id = 59")
        db.commit()
    page = library.show()

    async def scenario() -> None:
        assert "20 clips and pictures" in texts(page)
        click(page.grid, 0)
        await until_on_loop(lambda: "On the way to it" in texts(page))
        step = next(each for each in page.details.findChildren(QPushButton) if ", step," in each.accessibleName())
        QTest.mouseClick(step, LEFT)
        await until_on_loop(lambda: numbers(page.chosen.clips) == [59])
        assert "60 clips and pictures, with steps" in texts(page)
        assert page.filters.steps.isChecked()
        await until_on_loop(lambda: "It led to" in texts(page))
        assert "still picture" in texts(page)
        QTest.mouseClick(page.filters.steps, LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 20)
        assert page.chosen.clips == []

    in_library(library, scenario)


def test_a_picture_is_shown_and_a_clip_played(make: Make) -> None:
    library = make(60)
    page = library.show()

    async def scenario() -> None:
        for number, says in ((50, "Show"), (51, "Play")):
            page.grid.choose_rows([library.clips.row_of(number) or 0])
            await until_on_loop(lambda number=number: numbers(page.chosen.clips) == [number])
            assert dialog_button(page, says).isEnabled()

    in_library(library, scenario)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_that_cannot_be_shown_is_named(
    is_there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)  # as where there is no file manager
    notices = RecordedNotices()
    folder = tmp_path if is_there else tmp_path / "gone"
    show_folder(folder, notices)
    (notice,) = notices.told
    assert str(folder) in notice.advice


def test_a_library_whose_journal_stays_closed_says_so_in_place_of_being_empty(make: Make) -> None:
    library = make(3)
    page = library.show()
    first = JournalUnwritable("The journal cannot be opened.", "Make room.")
    later = JournalUnwritable("Another program holds it.", "Close that.")
    tries: list[str] = []
    for fault, tried in ((first, "once"), (later, "twice")):
        library.clips.stay_closed(fault, lambda tried=tried: tries.append(tried))  # type: ignore[misc]
        assert texts(page) == [fault.title, fault.advice]
        QTest.mouseClick(dialog_button(page, "Try again"), LEFT)
    assert tries == ["once", "twice"]

    async def scenario() -> None:
        assert "3 clips and pictures" in texts(page)
        assert later.title not in texts(page)

    in_library(library, scenario)


@pytest.fixture
def with_steps(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Job 8 made the clips 8, 7, and 6, which is a picture on the way to them, as 5 was. Each has its file."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    library = make(8, files=8)
    with closing(sqlite3.connect(library.paths.data / opening.NAME)) as db:
        db.execute("UPDATE clips SET step = 'create_media' WHERE id IN (5, 6)")
        db.execute("UPDATE clips SET job = 8 WHERE id IN (5, 6, 7)")
        db.execute("UPDATE jobs SET state = 'done'")
        db.commit()
    return library


def test_steps_go_with_the_last_result_and_come_back_with_it(with_steps: Library) -> None:
    library = with_steps
    page = library.show()

    def there() -> list[int]:
        return [number for number in range(1, 9) if library.file(number).exists()]

    async def remove(number: int) -> RemovalDialog:
        page.grid.choose_rows([library.clips.row_of(number) or 0])
        await until_on_loop(lambda: numbers(page.chosen.clips) == [number])
        page.actions_of_chosen.named["remove"].trigger()
        return page.findChildren(RemovalDialog)[-1]

    async def scenario() -> None:
        dialog = await remove(8)  # of the same job 7 is left
        QTest.mouseClick(dialog_button(page, "Remove"), LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 5)
        await until_on_loop(page.undo_bar.isVisible)
        assert "1 removed from the list. Its file stays." in texts(page)
        dialog = await remove(7)  # and 8 is not forgotten yet
        await until_on_loop(lambda: any("2 steps made on the way go, too." in text for text in texts(page)))
        dialog.files.click()
        QTest.mouseClick(dialog_button(page, "Remove"), LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 4)
        says = "1 removed. Its file is in the trash. 2 steps made on the way went, too."
        await until_on_loop(lambda: says in texts(page))
        assert there() == [1, 2, 3, 4, 8]
        QTest.mouseClick(page.undo_bar.undo, LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 5)
        assert there() == [1, 2, 3, 4, 5, 6, 7, 8]
        page.filters.steps.setChecked(True)
        await until_on_loop(lambda: library.clips.rowCount() == 7)
        await remove(7)
        QTest.mouseClick(dialog_button(page, "Remove"), LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 4)
        await until_on_loop(page.undo_bar.isVisible)
        page.hide()
        await library.tasks.finish(5)
        kept = await library.core.store.clips.page(ClipFilter(steps=True))
        assert numbers(kept) == [4, 3, 2, 1]
        assert there() == [1, 2, 3, 4, 5, 6, 7, 8]
        assert library.notices.told == []

    in_library(library, scenario)


def test_ended_midway_all_of_it_comes_back_from_the_trash(with_steps: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library = with_steps
    page = library.show()
    really, on_its_way, may_go_on = clip_files.to_trash, threading.Event(), threading.Event()

    def slowly(clips: list[Clip]) -> list[Trashed]:
        if any(clip.step for clip in clips):
            on_its_way.set()
            may_go_on.wait(PATIENCE)
        return really(clips)

    async def scenario() -> None:
        monkeypatch.setattr(clip_files, "to_trash", slowly)
        both = [clip for clip in await library.core.store.clips.page(ClipFilter()) if clip.id in (7, 8)]
        removal = asyncio.ensure_future(page._removals._remove(both, Removal(files=True)))
        await until_on_loop(on_its_way.is_set)
        removal.cancel()
        may_go_on.set()
        await asyncio.wait([removal])
        assert removal.cancelled()
        assert all(library.file(number).exists() for number in range(1, 9))

    in_library(library, scenario)


def test_where_the_journal_fails_over_the_steps_the_result_comes_back_from_the_trash(
    with_steps: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = with_steps
    page = library.show()

    async def fail(*_asked: object) -> None:
        raise JournalUnwritable("The journal cannot be read.", "Try again.")

    async def scenario() -> None:
        click(page.grid, 0)
        monkeypatch.setattr(library.core.store.clips, "steps_left", fail)
        page._removals.remove(page.chosen.clips, Removal(files=True))
        await until_on_loop(lambda: library.notices.told)
        assert library.file(8).exists()
        assert library.clips.rowCount() == 6

    in_library(library, scenario)
