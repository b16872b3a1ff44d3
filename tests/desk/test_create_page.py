"""The way of the keyboard through the page where one creates, in the whole window."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

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
