"""The library's page under mouse and keys, over a real journal."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.desk.libraries import Library, desk_loop, in_library
from tests.waiting import until, until_on_loop
from vividdesk.bridge import clip_files
from vividdesk.bridge.clip_files import Trashed
from vividdesk.bridge.clip_list import ClipFilter
from vividdesk.bridge.clip_removal import Removal
from vividdesk.desk.library_days import DaysDialog
from vividdesk.desk.library_filters import MenuChoice
from vividdesk.desk.library_page import LibraryPage
from vividdesk.desk.library_removal import RemovalDialog
from vividdesk.errors import JournalUnwritable
from vividdesk.model.clip import Clip
from vividdesk.paths import Paths
from vividdesk.store import opening
from vividdesk.widgets import clip_card
from vividdesk.widgets.clip_card import AT_ONCE, TURNS
from vividdesk.widgets.clip_grid import ClipGrid
from vividdesk.widgets.stars import Stars

__all__ = ["desk_loop"]

Make = Callable[..., Library]
Key = Qt.Key
LEFT, CTRL, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def make(desk_loop: asyncio.AbstractEventLoop, paths: Paths) -> Make:
    return lambda *arguments, **named: Library(desk_loop, paths, *arguments, **named)


def place(grid: ClipGrid, row: int) -> QPoint:
    return grid.visualRect(grid.model().index(row, 0)).center()


def click(grid: ClipGrid, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(grid.viewport(), LEFT, keys, place(grid, row))


def press(widget: object, key: Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, keys)  # type: ignore[call-overload]


def numbers(clips: list[Clip]) -> list[int]:
    return [clip.id for clip in clips]


def texts(page: LibraryPage) -> list[str]:
    return [each.text() for each in page.findChildren(QLabel) if each.isVisible() and each.text()]


def dialog_button(page: LibraryPage, text: str) -> QPushButton:
    buttons = [each for each in page.findChildren(QPushButton) if each.isVisible() and each.text() == text]
    assert buttons, f"no button {text}"
    return buttons[-1]


def test_an_empty_library_says_what_will_be_there_and_leads_to_the_first_step(make: Make) -> None:
    library = make(0)
    page = library.show()
    led: list[str] = []
    page.first_wanted.connect(lambda: led.append("there"))

    async def scenario() -> None:
        assert "The library is empty" in texts(page)
        assert not page.filters.isVisible()
        QTest.mouseClick(dialog_button(page, "Make the first"), LEFT)
        assert led == ["there"]

    in_library(library, scenario)


def test_keys_move_choose_and_open(make: Make) -> None:
    library = make(120)
    page = library.show()
    played: list[Clip] = []
    page.play_wanted.connect(played.append)

    async def scenario() -> None:
        grid = page.grid
        columns = sum(grid.visualRect(library.clips.index(row)).top() == place_top(grid, 0) for row in range(10))
        assert columns == 4
        grid.setFocus()
        for key, row in (
            (Key.Key_Home, 0),
            (Key.Key_Right, 1),
            (Key.Key_Down, 5),
            (Key.Key_Left, 4),
            (Key.Key_Up, 0),
            (Key.Key_Up, 0),
            (Key.Key_End, 119),
            (Key.Key_PageUp, 111),
        ):
            press(grid, key)
            assert grid.currentIndex().row() == row, key
        await library.read(111)
        await until_on_loop(lambda: numbers(page.chosen.clips) == [9])
        assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()))
        press(grid, Key.Key_Return)
        assert numbers(played) == [9]

    def place_top(grid: ClipGrid, row: int) -> int:
        return grid.visualRect(library.clips.index(row)).top()

    in_library(library, scenario)


def test_the_mouse_chooses_one_some_and_all_between(make: Make) -> None:
    library = make(40)
    page = library.show()
    played: list[Clip] = []
    page.play_wanted.connect(played.append)

    async def scenario() -> None:
        grid = page.grid
        click(grid, 6)
        assert numbers(page.chosen.clips) == [34]
        click(grid, 1, CTRL)
        assert numbers(page.chosen.clips) == [39, 34]
        click(grid, 7)
        click(grid, 4, SHIFT)
        assert numbers(page.chosen.clips) == [36, 35, 34, 33]
        click(grid, 3)
        click(grid, 4, SHIFT)  # from the end of a line to the begin of the next
        assert numbers(page.chosen.clips) == [37, 36]
        press(grid, Key.Key_Right, SHIFT)
        assert numbers(page.chosen.clips) == [37, 36, 35]
        press(grid, Key.Key_A, CTRL)
        assert len(page.chosen.clips) == 40
        click(grid, 2)
        QTest.mouseDClick(grid.viewport(), LEFT, pos=place(grid, 2))
        assert numbers(played) == [38]

    in_library(library, scenario)


def test_a_band_chooses_what_it_touches(make: Make) -> None:
    library = make(40)
    page = library.show()

    async def scenario() -> None:
        grid = page.grid
        first, sixth = grid.visualRect(library.clips.index(0)), grid.visualRect(library.clips.index(5))
        begin = QPoint(first.left() - 6, first.top() + 40)
        QTest.mousePress(grid.viewport(), LEFT, pos=begin)
        for point in (begin + QPoint(40, 40), sixth.center()):
            QTest.mouseMove(grid.viewport(), point)
        QTest.mouseRelease(grid.viewport(), LEFT, pos=sixth.center())
        await until_on_loop(lambda: numbers(page.chosen.clips) == [40, 39, 36, 35])

    in_library(library, scenario)


def test_read_from_the_right_the_first_card_is_there(make: Make) -> None:
    library = make(40)
    page = library.show()
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    async def scenario() -> None:
        grid = page.grid
        grid.setFocus()
        assert place(grid, 0).x() > place(grid, 1).x() > place(grid, 3).x()
        press(grid, Key.Key_Home)
        press(grid, Key.Key_Left)
        assert grid.currentIndex().row() == 1

    in_library(library, scenario)


def test_digits_rate_what_is_chosen(make: Make) -> None:
    library = make(10)
    page = library.show()

    async def scenario() -> None:
        page.activateWindow()
        click(page.grid, 0)
        click(page.grid, 1, CTRL)
        press(page.grid, Key.Key_4)
        await until_on_loop(lambda: [clip.rating for clip in page.chosen.clips] == [4, 4])
        assert page.details.findChildren(Stars)[0].rating == 4
        kept = await library.core.store.clips.page(ClipFilter(rating_at_least=4))
        assert numbers(kept) == [10, 9]
        stars = page.details.findChildren(Stars)[0]
        QTest.mouseClick(stars, LEFT, pos=QPoint(2 + 22 + 11, 14))
        await until_on_loop(lambda: [clip.rating for clip in page.chosen.clips] == [2, 2])

    in_library(library, scenario)


def test_f2_gives_a_title(make: Make) -> None:
    library = make(10)
    page = library.show()

    async def scenario() -> None:
        page.activateWindow()
        click(page.grid, 3)
        press(page.grid, Key.Key_F2)
        entry = QApplication.focusWidget()
        assert entry is not None
        assert entry.accessibleName() == "Title (F2)"
        QTest.keyClicks(entry, "Grandma smiles")
        titles: list[str] = []
        page.details.titled.connect(titles.append)
        press(entry, Key.Key_Return)
        assert QApplication.focusWidget() is page.grid
        await until_on_loop(lambda: library.clips.index(3).data() == "Grandma smiles")
        assert titles == ["Grandma smiles"]
        kept = await library.core.store.clips.get(7)
        assert kept is not None
        assert kept.title == "Grandma smiles"

    in_library(library, scenario)


def test_a_title_is_for_the_one_it_was_begun_for(make: Make) -> None:
    """Where others are chosen while somebody writes, nothing is called so."""
    library = make(10)
    page = library.show()

    async def scenario() -> None:
        page.activateWindow()
        click(page.grid, 3)
        press(page.grid, Key.Key_F2)
        entry = QApplication.focusWidget()
        assert entry is not None
        titles: list[str] = []
        page.details.titled.connect(titles.append)
        QTest.keyClicks(entry, "Holiday")
        page.grid.choose_rows([1, 2])
        assert titles == []

    in_library(library, scenario)


def test_f2_finds_the_whole_name_chosen_and_escape_puts_it_back(make: Make) -> None:
    library = make(10)
    page = library.show()

    async def scenario() -> None:
        page.activateWindow()
        click(page.grid, 3)
        label, titles = page.chosen.clips[0].label, list[str]()
        page.details.titled.connect(titles.append)
        press(page.grid, Key.Key_F2)
        entry = QApplication.focusWidget()
        assert isinstance(entry, QLineEdit)
        assert entry.selectedText() == label, "it is called so, and typing takes its place"
        press(entry, Key.Key_Return)
        assert (entry.text(), titles) == ("", []), "nothing was written"
        page.details.titled.emit("Holiday")
        await until_on_loop(lambda: page.chosen.clips[0].title == "Holiday")
        press(page.grid, Key.Key_F2)
        assert entry.selectedText() == "Holiday"
        QTest.keyClicks(entry, "XX")
        press(entry, Key.Key_Escape)
        assert QApplication.focusWidget() is page.grid
        assert entry.text() == "Holiday"
        click(page.grid, 2)
        await library.tasks.finish(5)
        assert titles == ["Holiday"]

    in_library(library, scenario)


def test_what_is_typed_over_the_cards_is_searched(make: Make) -> None:
    library = make(60)
    page = library.show()

    async def scenario() -> None:
        page.grid.setFocus()
        press(page.grid, Key.Key_A)
        assert page.filters.search.text() == "a"
        page.filters.search.clear()
        QTest.keyClicks(page.filters.search, "number33")
        press(page.filters.search, Key.Key_Return)
        await until_on_loop(lambda: library.clips.rowCount() == 1)
        assert "1 found" in texts(page)
        page.filters.search.setText("nowhere")
        press(page.filters.search, Key.Key_Return)
        await until_on_loop(lambda: "Nothing found" in texts(page))
        dialog_button(page, "Clear filters").click()
        await until_on_loop(lambda: library.clips.rowCount() == 60)
        assert "60 clips and pictures" in texts(page)

    in_library(library, scenario)


def test_an_ampersand_in_a_choice_is_one(qtbot: QtBot) -> None:
    choice = MenuChoice("Template", lambda: [("", "All templates"), ("rb", "R & B")])
    qtbot.addWidget(choice)
    choice.menu().aboutToShow.emit()
    assert [action.text() for action in choice.menu().actions()] == ["All templates", "R && B"]


def test_each_filter_is_what_is_asked_of_the_journal(make: Make) -> None:
    library = make(10)
    page = library.show()
    filters = page.filters

    def choose(choice: QPushButton, text: str) -> None:
        choice.menu().aboutToShow.emit()
        actions = [action for action in choice.menu().actions() if action.text() == text]
        actions[0].trigger()

    async def scenario() -> None:
        choose(filters.service, "Vivid Flow")
        choose(filters.rating, "3 stars or more")
        QTest.mouseClick(dialog_button(page, "Pictures"), LEFT)
        wanted = library.clips.wanted
        assert (wanted.service, wanted.rating_at_least) == ("vividflow", 3)
        assert "image/png" in wanted.kinds
        choose(filters.template, "Veo 3.1")
        assert library.clips.wanted.template == "veo3.1"
        choose(filters.service, "Vimmerse")
        assert library.clips.wanted.template == ""
        filters.clear()
        assert library.clips.wanted == ClipFilter()
        assert filters.service.accessibleName() == "Service: Any service"
        choose(filters.date, "Last 7 days")
        begin = date.fromtimestamp(library.clips.wanted.since)
        assert begin == date.today() - timedelta(days=6)
        await library.clips.settled()

    in_library(library, scenario)


def test_between_two_days_are_both_of_them(make: Make) -> None:
    library = make(10)
    page = library.show()

    async def scenario() -> None:
        page.filters.days_wanted.emit()
        dialog = page.findChild(DaysDialog)
        assert dialog is not None
        dialog.first.setDate(dialog.last.date())
        dialog.last.setDate(dialog.last.date().addDays(-2))
        QTest.mouseClick(dialog.show_them, LEFT)
        wanted = library.clips.wanted
        today = date.today()
        assert date.fromtimestamp(wanted.since) == today - timedelta(days=2)
        assert date.fromtimestamp(wanted.until) == today + timedelta(days=1)
        await library.clips.settled()

    in_library(library, scenario)


def test_removed_from_the_list_comes_back_or_goes_for_good(make: Make) -> None:
    library = make(30, files=2)
    page = library.show()

    async def remove() -> None:
        page.activateWindow()
        await until_on_loop(page.isActiveWindow)
        click(page.grid, 0)
        press(page.grid, Key.Key_Delete)
        QTest.mouseClick(dialog_button(page, "Remove"), LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 29)
        await until_on_loop(page.undo_bar.isVisible)

    async def scenario() -> None:
        page.activateWindow()
        await remove()
        QTest.mouseClick(page.undo_bar.undo, LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 30)
        await until_on_loop(lambda: not page.undo_bar.isVisible())
        await remove()
        assert await library.core.store.clips.count(ClipFilter()) == 30
        page.hide()  # as when the program closes
        await library.tasks.finish(5)
        assert await library.core.store.clips.count(ClipFilter()) == 29
        assert library.file(30).exists()

    in_library(library, scenario)


def test_files_go_to_the_trash(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    library = make(30, files=2)
    page = library.show()

    async def scenario() -> None:
        page.activateWindow()
        click(page.grid, 0)
        click(page.grid, 1, CTRL)
        press(page.grid, Key.Key_Delete)
        dialog = page.findChild(RemovalDialog)
        assert dialog is not None
        assert "Remove 2 clips?" in texts(page)
        assert "Move the files to the trash" in texts(page)
        QTest.mouseClick(dialog.files, LEFT)
        QTest.mouseClick(dialog_button(page, "Remove"), LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 28)
        await until_on_loop(page.undo_bar.isVisible)
        assert not library.file(30).exists()
        assert not library.file(29).exists()
        page.hide()
        await library.tasks.finish(5)
        assert await library.core.store.clips.count(ClipFilter()) == 28

    in_library(library, scenario)


def test_what_went_to_the_trash_comes_back(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    library = make(5, files=2)
    page = library.show()

    async def scenario() -> None:
        click(page.grid, 0)
        page.actions_of_chosen.named["remove"].trigger()
        dialog = page.findChild(RemovalDialog)
        assert dialog is not None
        QTest.mouseClick(dialog.files, LEFT)
        QTest.mouseClick(dialog_button(page, "Remove"), LEFT)
        await until_on_loop(page.undo_bar.isVisible)
        assert not library.file(5).exists()
        QTest.mouseClick(page.undo_bar.undo, LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 5)
        assert library.file(5).read_bytes() == b"clip 5"
        assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
        assert library.notices.told == []

    in_library(library, scenario)


def test_another_page_leaves_the_way_back(make: Make) -> None:
    library = make(5)
    page = library.show()

    async def scenario() -> None:
        click(page.grid, 0)
        page._removals.remove(page.chosen.clips, Removal())
        await until_on_loop(page.undo_bar.isVisible)
        window = QWidget()
        page.setParent(window)
        window.show()
        page.show()
        page.hide()  # as the desk does for another page
        page.show()
        assert page.undo_bar.isVisible()
        page.hide()
        window.hide()  # the program ends while another page is shown
        await until_on_loop(lambda: not page.undo_bar.isVisibleTo(page))
        async with asyncio.timeout(10):
            while await library.core.store.clips.count(ClipFilter()) != 4:
                await asyncio.sleep(0.002)
        page.setParent(None)
        page.show()
        click(page.grid, 0)
        page._removals.remove(page.chosen.clips, Removal())  # of the one before there is none any more
        await until_on_loop(lambda: library.clips.rowCount() == 3)
        await until_on_loop(page.undo_bar.isVisible)
        QTest.mouseClick(page.undo_bar.undo, LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 4)

    in_library(library, scenario)


@pytest.fixture
def slow_trash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> threading.Event:
    """Takes no file before it is set."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    usual, go_on = clip_files.to_trash, threading.Event()

    def to_trash(clips: Sequence[Clip]) -> list[Trashed]:
        until(go_on.is_set)
        return usual(clips)

    monkeypatch.setattr(clip_files, "to_trash", to_trash)
    return go_on


def test_removed_while_another_goes_to_the_trash_both_are_gone_for_good(
    make: Make, slow_trash: threading.Event
) -> None:
    library = make(5, files=2)
    page = library.show()

    async def scenario() -> None:
        click(page.grid, 0)
        page._removals.remove(page.chosen.clips, Removal(files=True))
        click(page.grid, 1)
        page._removals.remove(page.chosen.clips, Removal())
        await until_on_loop(lambda: library.clips.rowCount() == 4)
        slow_trash.set()
        await until_on_loop(lambda: library.clips.rowCount() == 3)
        QTest.mouseClick(page.undo_bar.undo, LEFT)  # what went to the trash, which was said last
        await until_on_loop(lambda: library.file(5).exists())
        await library.tasks.finish(5)
        kept = await library.core.store.clips.page(ClipFilter())
        assert [clip.id for clip in kept] == [5, 3, 2, 1]
        assert not page.undo_bar.isVisible()

    in_library(library, scenario)


def test_closed_while_one_goes_to_the_trash_it_is_gone_for_good(make: Make, slow_trash: threading.Event) -> None:
    library = make(5, files=1)
    page = library.show()

    async def scenario() -> None:
        click(page.grid, 0)
        page._removals.remove(page.chosen.clips, Removal(files=True))
        page.hide()
        slow_trash.set()
        await library.tasks.finish(5)
        assert not library.file(5).exists()
        assert await library.core.store.clips.get(5) is None

    in_library(library, scenario)


def test_where_the_journal_fails_files_come_back_from_the_trash(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    library = make(5, files=1)
    page = library.show()

    async def fail(*_asked: object) -> None:
        raise JournalUnwritable("The journal cannot be written.", "Make room.")

    async def scenario() -> None:
        click(page.grid, 0)
        both = Removal(files=True, there=True)
        with monkeypatch.context() as full:
            full.setattr(library.core.courier, "delete", fail)
            page._removals.remove(page.chosen.clips, both)
            await until_on_loop(lambda: library.notices.told)
        assert library.file(5).exists()
        assert not page.undo_bar.isVisible()
        assert library.clips.rowCount() == 5
        page._removals.remove(page.chosen.clips, both)
        await until_on_loop(page.undo_bar.isVisible)
        with monkeypatch.context() as full:
            full.setattr(library.core.courier, "spare", fail)
            QTest.mouseClick(page.undo_bar.undo, LEFT)
            await until_on_loop(lambda: len(library.notices.told) == 2)
        assert library.file(5).exists()
        await until_on_loop(lambda: library.clips.rowCount() == 5)
        assert {notice.title for notice in library.notices.told} == {"The journal cannot be written."}

    in_library(library, scenario)


def test_what_no_trash_takes_stays_and_that_is_said(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file" / "no folder"))
    library = make(5, files=1)
    page = library.show()

    async def scenario() -> None:
        click(page.grid, 0)
        page.actions_of_chosen.named["remove"].trigger()
        dialog = page.findChild(RemovalDialog)
        assert dialog is not None
        QTest.mouseClick(dialog.files, LEFT)
        QTest.mouseClick(dialog_button(page, "Remove"), LEFT)
        await library.tasks.finish(5)
        assert library.clips.rowCount() == 5
        assert [notice.title for notice in library.notices.told] == ["1 file could not go to the trash."]

    in_library(library, scenario)


def test_export_copies_and_tells(make: Make, tmp_path: Path) -> None:
    library = make(10, files=3)
    page = library.show()
    (tmp_path / "out").mkdir()

    def export_to(place: Path, title: str) -> None:
        page.actions_of_chosen.named["export"].trigger()
        dialog = page.findChildren(QFileDialog)[-1]
        assert dialog.windowTitle() == title
        assert Path(dialog.directory().path()) == Path(library.exports.folder or Path.home())
        dialog.fileSelected.emit(str(place))
        dialog.close()

    async def scenario() -> None:
        click(page.grid, 1)
        page.details.titled.emit("Holiday")
        await until_on_loop(lambda: page.chosen.clips[0].title == "Holiday")
        export_to(tmp_path / "out" / "Holiday.mp4", "Export")
        await until_on_loop(lambda: bool(library.notices.told))
        click(page.grid, 0)
        click(page.grid, 2, SHIFT)
        export_to(tmp_path / "out", "Export to a folder")
        await library.tasks.finish(5)
        names = sorted(each.name for each in (tmp_path / "out").iterdir())
        assert names == ["Holiday (2).mp4", "Holiday.mp4", "clip 10.mp4", "clip 8.mp4"]
        assert [(notice.title, notice.folder) for notice in library.notices.told] == [
            ("Exported: Holiday.mp4", str(tmp_path / "out")),
            ("3 files exported.", str(tmp_path / "out")),
        ]

    in_library(library, scenario)


def test_actions_fit_what_is_chosen(make: Make) -> None:
    library = make(20, files=4)
    library.file(17).unlink()
    page = library.show()
    compared: list[list[Clip]] = []
    again: list[Clip] = []
    page.compare_wanted.connect(compared.append)
    page.again_wanted.connect(again.append)
    named = page.actions_of_chosen.named

    def possible() -> set[str]:
        return {name for name, action in named.items() if action.isEnabled()}

    async def scenario() -> None:
        page.activateWindow()
        assert possible() == set()
        click(page.grid, 1)
        assert possible() == {"play", "again", "export", "reveal", "copy", "title", "remove"}
        named["again"].trigger()
        press(page.grid, Key.Key_C, CTRL)
        assert [url.fileName() for url in QGuiApplication.clipboard().mimeData().urls()] == ["clip 19.mp4"]
        assert "1 file is on the clipboard." in texts(page)
        click(page.grid, 0, CTRL)
        assert possible() == {"compare", "export", "copy", "remove"}
        named["compare"].trigger()
        assert [numbers(each) for each in (*compared, again)] == [[20, 19], [19]]
        await until_on_loop(lambda: (clip := library.clips.clip(3)) and clip.missing)
        click(page.grid, 3)
        assert possible() == {"again", "reveal", "title", "remove"}
        assert any("Its file is not where it was." in text for text in texts(page))
        menu = page.actions_of_chosen.menu()
        assert next(action.text() for action in menu.actions() if action.text()) == "Play"
        menu.deleteLater()

    in_library(library, scenario)


def test_the_pane_tells_what_it_is_made_of_and_leads_to_its_kin(make: Make) -> None:
    library = make(299)
    with closing(sqlite3.connect(library.paths.data / opening.NAME)) as db:
        db.execute("UPDATE clips SET photo = 'IMG_0299.jpg' WHERE id = 8")
        db.commit()
    page = library.show()

    async def scenario() -> None:
        click(page.grid, 0)
        await until_on_loop(lambda: "Steps" in texts(page))
        seen = texts(page)
        for text in ("Vimmerse, on this computer", "Arctic", "IMG_0299.jpg", "5.0 s", "1280 × 720 · 4.0 MB", "30"):
            assert text in seen, (text, seen)
        assert "Other takes of the photo" in seen
        take = next(each for each in page.details.findChildren(QPushButton) if "Arctic, 0:05" in each.accessibleName())
        page.filters.search.setText("number299")
        press(page.filters.search, Key.Key_Return)
        await library.clips.settled()
        QTest.mouseClick(take, LEFT)
        await until_on_loop(lambda: numbers(page.chosen.clips) == [8])
        assert page.grid.viewport().rect().contains(page.grid.visualRect(page.grid.currentIndex()))

    in_library(library, scenario)


def test_a_frame_draws_a_few_cards_and_asks_for_another_until_all_are_there(make: Make) -> None:
    library = make(300)

    async def scenario() -> None:
        page = library.show()
        rows = page.grid.rows_in_sight()
        assert len(rows) > 2 * AT_ONCE
        frames: list[int] = []
        page.grid.painting.connect(lambda _in_sight: frames.append(len(page._card._cards)))
        page.grid.viewport().repaint()
        await until_on_loop(lambda: len(page._card._cards) >= len(rows))
        assert max(after - before for before, after in pairwise(frames)) == AT_ONCE

    in_library(library, scenario)


def test_more_cards_than_fit_the_memory_are_drawn_once_and_then_only_copied(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_card, "MEMORY", 1)
    library = make(300)

    async def scenario() -> None:
        page = library.show()
        rows = page.grid.rows_in_sight()
        page.grid.viewport().repaint()
        await until_on_loop(lambda: len(page._card._cards) >= len(rows))
        page.grid.viewport().repaint()
        assert page._card._left == AT_ONCE
        page.grid.verticalScrollBar().setValue(3000)
        page.grid.viewport().repaint()
        await until_on_loop(lambda: not page._card._asked)
        assert len(page._card._cards) <= TURNS * len(page.grid.rows_in_sight())

    in_library(library, scenario)


def test_where_nothing_is_found_there_is_one_way_out(make: Make) -> None:
    library = make(6)
    page = library.show()

    async def scenario() -> None:
        page.filters.search.setText("nothing is called this")
        page.filters._tell()
        await library.clips.settled()
        assert "Nothing found" in texts(page)
        assert not page.details.isVisible()
        ways = [each for each in page.findChildren(QPushButton) if each.isVisible() and each.text() == "Clear filters"]
        QTest.mouseClick(ways.pop(), LEFT)
        assert not ways
        await library.clips.settled()
        assert page.details.isVisible()
        assert page.filters.search.text() == ""
        assert not any(each.isVisible() for each in page.filters.search.actions()[1:]), "nothing left to clear"

    in_library(library, scenario)


def test_a_grid_that_gets_narrower_keeps_what_one_looks_at(make: Make) -> None:
    library = make(2500)
    page = library.show()

    async def scenario() -> None:
        page.grid.scrollTo(library.clips.index(1200), ClipGrid.ScrollHint.PositionAtCenter)
        first = page.grid.rows_in_sight().start
        page.resize(960, 600)
        assert first in page.grid.rows_in_sight()
        await library.read(first)
        page.grid.selectionModel().select(library.clips.index(1200), QItemSelectionModel.SelectionFlag.Select)
        assert not page.grab().isNull()

    in_library(library, scenario)
