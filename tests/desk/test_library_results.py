"""Results and the steps to them, what stays chosen, and what is said where something was done or could not be."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.desk.libraries import desk_loop, in_library
from tests.desk.test_library_page import CTRL, LEFT, Key, Make, click, dialog_button, make, numbers, press, texts
from tests.fakes import RecordedNotices
from tests.waiting import until_on_loop
from vividdesk.bridge.file_manager import show_folder
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
            return numbers(page.chosen)

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
        await until_on_loop(lambda: numbers(page.chosen) == [59])
        assert "60 clips and pictures, with steps" in texts(page)
        assert page.filters.steps.isChecked()
        await until_on_loop(lambda: "It led to" in texts(page))
        assert "the picture that then moves" in texts(page)
        QTest.mouseClick(page.filters.steps, LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 20)
        assert page.chosen == []

    in_library(library, scenario)


def test_a_picture_is_shown_and_a_clip_played(make: Make) -> None:
    library = make(60)
    page = library.show()

    async def scenario() -> None:
        for number, says in ((50, "Show"), (51, "Play")):
            page.grid.choose_rows([library.clips.row_of(number) or 0])
            await until_on_loop(lambda number=number: numbers(page.chosen) == [number])
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
