"""The way of the keyboard through the page where one creates, in the whole window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.desk.create_page import CreatePage
from vividdesk.desk.workbench import Workbench
from vividdesk.paths import resource

pytestmark = pytest.mark.usefixtures("qapp", "clean_logging")
Key, CONTROL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ARCTIC = ("vimmerse", "vim_arctic")


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QWidget:
    QTest.keyClick(focus(), key, held)
    return focus()


async def filled(running: app.App) -> tuple[CreatePage, Workbench]:
    """What comes of it: nothing of the person's has the focus, and no ring is shown."""
    await running.furnished.wait()
    running.desk.activateWindow()
    page = running.desk.create_page
    await until_on_loop(lambda: QApplication.focusWidget() is page)
    assert page.bench is not None
    return page, page.bench


def parts(page: CreatePage, bench: Workbench) -> dict[str, QWidget]:
    pane = bench.pane
    insides = {
        "photos": bench.tray,
        "search": pane.picker.head,
        "cards": pane.picker.grid,
        "form": pane.form,
        "send": pane.send_bar,
        "preview": bench.preview,
        "queue": bench.queue,
    }
    return insides | {f"title of {panel.objectName()}": panel.titleBarWidget() for panel in page.panels}


def walked(parts: dict[str, QWidget], steps: Iterator[QWidget]) -> list[str]:
    """Through which of them the focus goes, until it leaves the page."""
    way: list[str] = []
    for stop in steps:
        name = next((name for name, part in parts.items() if part is stop or part.isAncestorOf(stop)), None)
        if name is None:
            break
        way += [name] if name not in way[-1:] else []
    return way


def tabs() -> Iterator[QWidget]:
    while True:
        yield press(Key.Key_Tab)


INSIDE = ["photos", "search", "cards", "form", "send"]
TITLES = ["title of photos", "title of templates", "title of preview", "title of queue"]


def test_tab_goes_by_where_things_stand_and_to_the_titles_last() -> None:
    async def scenario(running: app.App) -> None:
        page, bench = await filled(running)
        for template in (("vividflow", "wan2.1"), ARCTIC):  # the form is made anew each time
            bench.pane.choose(*template)
        assert walked(parts(page, bench), tabs()) == [*INSIDE, *TITLES]

    in_window(scenario)


@pytest.mark.logs("does not support raise")
def test_a_panel_that_was_out_of_the_window_has_its_turn_again() -> None:
    async def scenario(running: app.App) -> None:
        page, bench = await filled(running)
        bench.pane.choose(*ARCTIC)
        page.photos.setFloating(True)
        page.photos.setFloating(False)
        running.desk.activateWindow()
        page.setFocus()
        await until_on_loop(lambda: QApplication.focusWidget() is page)
        assert walked(parts(page, bench), tabs()) == [*INSIDE, *TITLES]

    in_window(scenario)


def test_f6_goes_from_panel_to_panel_and_back_to_where_one_was() -> None:
    async def scenario(running: app.App) -> None:
        page, bench = await filled(running)
        bench.pane.choose(*ARCTIC)
        assert bench.tray.isAncestorOf(press(Key.Key_F6))
        assert press(Key.Key_F6) is bench.pane.picker.head.search
        cards = bench.pane.picker.grid
        cards.setFocus()
        assert bench.tray.isAncestorOf(press(Key.Key_F6)), "there is nothing to come to in the preview and the queue"
        assert press(Key.Key_F6) is cards
        assert bench.tray.isAncestorOf(press(Key.Key_F6, SHIFT))
        page.photos.hide()
        page.templates.setFocus()
        assert page.templates.isAncestorOf(press(Key.Key_F6))
        page.setFocus()
        assert page.templates.isAncestorOf(press(Key.Key_F6, SHIFT)), "the only one there is"

    in_window(scenario)


def test_enter_in_the_cards_goes_on_to_the_first_option_that_is_missing() -> None:
    async def scenario(running: app.App) -> None:
        _page, bench = await filled(running)
        press(Key.Key_F, CONTROL)
        for letter in (Key.Key_W, Key.Key_A, Key.Key_N):
            press(letter)
        press(Key.Key_Down)
        assert press(Key.Key_Space) is bench.pane.picker.grid, "the space bar only chooses"
        assert press(Key.Key_Return).accessibleName() == "Prompt"
        bench.pane.picker.show_all()
        bench.pane.choose(*ARCTIC)
        bench.pane.picker.grid.setFocus()
        assert press(Key.Key_Return).accessibleName() == "Shape", "nothing but a photo is missing"

    in_window(scenario)


@pytest.mark.parametrize("place", ["ground", "cards", "button"])
def test_photos_are_pasted_wherever_no_text_is_edited(place: str) -> None:
    async def scenario(running: app.App) -> None:
        page, bench = await filled(running)
        places: dict[str, Callable[[], QWidget]] = {
            "ground": lambda: page,
            "cards": lambda: bench.pane.picker.grid,
            "button": lambda: page.queue.titleBarWidget().findChildren(QPushButton)[-1],
        }
        copied = QMimeData()
        copied.setUrls([QUrl.fromLocalFile(str(resource("samples", "portrait.jpg")))])
        QGuiApplication.clipboard().setMimeData(copied)
        places[place]().setFocus()
        press(Key.Key_V, CONTROL)
        await until_on_loop(bench.tray.chosen)

    in_window(scenario)


@pytest.fixture
def page(qtbot: QtBot) -> CreatePage:
    made = CreatePage()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitUntil(lambda: 0.2 < made.queue.height() / made.height() < 0.3)
    return made


def drag_the_edge(page: CreatePage, by: int, qtbot: QtBot) -> None:
    edge = QPoint(page.width() // 2, page.queue.y() - 3)
    QTest.mousePress(page, Qt.MouseButton.LeftButton, pos=edge)
    end = QPointF(edge + QPoint(0, by))
    held = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QMouseEvent(QEvent.Type.MouseMove, end, page.mapToGlobal(end), *held))
    qtbot.waitUntil(lambda: page.queue.height() > 0.35 * page.height())
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, pos=end.toPoint())


def test_the_queue_keeps_the_share_it_was_given(page: CreatePage, qtbot: QtBot) -> None:
    drag_the_edge(page, -100, qtbot)
    page.resize(900, 900)
    qtbot.waitUntil(lambda: page.height() == 900 and page.queue.height() > 0.35 * 900)


def test_a_click_while_it_stands_alone_gives_it_none(page: CreatePage, qtbot: QtBot) -> None:
    above = page.photos, page.templates, page.preview
    for panel in above:
        panel.hide()
    qtbot.waitUntil(lambda: page.queue.height() > 0.95 * page.height())
    QTest.mouseClick(page, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    for panel in above:
        panel.show()
    page.resize(900, 700)
    qtbot.waitUntil(lambda: page.height() == 700 and page.queue.height() < 0.3 * 700)


@pytest.mark.parametrize("share", [0.0, 1.0, 2.4])
def test_a_share_that_leaves_no_room_is_not_kept(page: CreatePage, qtbot: QtBot, tmp_path: Path, share: float) -> None:
    kept = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)
    page.remember(kept)
    kept.setValue("queue", share)
    page.recall(kept)
    page.resize(900, 700)
    qtbot.waitUntil(lambda: page.height() == 700 and 0.2 < page.queue.height() / 700 < 0.3)
