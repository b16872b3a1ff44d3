"""How the templates and their options share the height, and what is never covered however small the window is."""

import asyncio
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.desk.compose_pane import ComposePane

pytestmark = pytest.mark.usefixtures("qapp", "clean_logging")
ARCTIC, VEO = ("vimmerse", "vim_arctic"), ("vividflow", "veo3.1")
ROOM = 220  # for a photo and the prompt


async def opened(running: app.App, width: int, height: int) -> ComposePane:
    running.desk.resize(width, height)
    await running.furnished.wait()
    running.desk.activateWindow()
    bench = running.desk.create_page.bench
    assert bench is not None
    await until_on_loop(lambda: running.desk.isActiveWindow() and running.desk.width() == width)
    return bench.pane


async def point(widget: QWidget, place: QPoint) -> None:
    """With the mouse, from beside it: Qt tells of a move alone. QTest's own would run the loop within a step of it."""
    for at in (place + QPoint(4, 4), place):
        QCursor.setPos(widget.mapToGlobal(at))
        await asyncio.sleep(0)


def seen_whole(pane: ComposePane) -> bool:
    """The card that is chosen."""
    grid = pane.picker.grid
    (chosen,) = grid.selectionModel().selectedIndexes()
    return grid.viewport().rect().contains(grid.visualRect(chosen))


def test_in_a_low_window_the_form_has_the_room_and_the_search_gets_it_back() -> None:
    async def scenario(running: app.App) -> None:
        pane = await opened(running, 1280, 720)
        before = pane.picker.grid.height()
        pane.choose(*VEO)
        assert pane.form.height() > ROOM
        assert seen_whole(pane)
        pane.picker.focus_search()
        assert pane.picker.grid.height() >= before - 10
        pane.choose(*ARCTIC)
        assert pane.form.height() > ROOM
        assert seen_whole(pane)

    in_window(scenario)


def test_until_one_is_chosen_the_templates_have_the_room() -> None:
    async def scenario(running: app.App) -> None:
        pane = await opened(running, 1920, 1080)
        before = pane.picker.height()
        assert before > pane.height() / 2
        pane.choose(*VEO)
        assert pane.form.height() > pane.picker.height()
        assert pane.picker.grid.gridSize().height() < pane.picker.grid.height(), "a row of upright cards"
        assert seen_whole(pane)

    in_window(scenario)


def test_the_second_click_of_two_still_lands_on_the_card() -> None:
    async def scenario(running: app.App) -> None:
        pane = await opened(running, 1280, 720)
        grid, before = pane.picker.grid, pane.picker.height()
        await point(grid.viewport(), QPoint(60, 60))
        await until_on_loop(pane.picker.underMouse)
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
        assert pane.form.isVisible() and pane.picker.height() == before
        await until_on_loop(lambda: pane.picker.height() < before)

    in_window(scenario)


def test_an_edge_that_was_dragged_stays() -> None:
    async def scenario(running: app.App) -> None:
        pane = await opened(running, 1280, 720)
        edge = pane._parts.handle(1)
        before, grip = pane.picker.height(), edge.rect().center()
        QTest.mousePress(edge, Qt.MouseButton.LeftButton, pos=grip)
        end = QPointF(grip - QPoint(0, 20))
        held = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        moved = QMouseEvent(QEvent.Type.MouseMove, end, edge.mapToGlobal(end), *held)
        QApplication.sendEvent(edge, moved)
        QTest.mouseRelease(edge, Qt.MouseButton.LeftButton)
        dragged = pane.picker.height()
        assert dragged < before
        pane.choose(*VEO)
        pane.picker.focus_search()
        assert pane.picker.height() == dragged

    in_window(scenario)


def test_no_panel_lies_over_another_in_the_smallest_window() -> None:
    async def scenario(running: app.App) -> None:
        pane = await opened(running, 1280, 720)
        pane.choose(*ARCTIC)
        running.desk.resize(100, 100)
        page = running.desk.create_page
        await until_on_loop(lambda: running.desk.width() < 1280)
        page.lay_out()
        places = [_place(panel, running.desk) for panel in page.panels]
        assert all(running.desk.rect().contains(place) for place in places)
        assert not any(one.intersects(other) for one, other in combinations(places, 2))

    in_window(scenario)


def _place(widget: QWidget, window: QWidget) -> QRect:
    return widget.rect().translated(widget.mapTo(window, QPoint()))
