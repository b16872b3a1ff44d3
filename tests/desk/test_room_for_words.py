"""No words are cut off, in the smallest window and in German, which takes more room than English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)

from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app, texts
from vividdesk.desk.service_page import ServicePage
from vividdesk.model.service import SERVICES
from vividdesk.paths import Paths, resource
from vividdesk.widgets.notice_bar import MOST
from vividdesk.widgets.title_line import ElidedLabel

pytestmark = pytest.mark.usefixtures("qapp", "clean_logging")
SMALL = (1280, 720)
PAGES = (*(service.id for service in SERVICES), "folders", "appearance", "privacy")
TEMPLATES = (("vimmerse", "vim_arctic"), ("vividflow", "veo3.1"), ("vistoure", "virtual_tryon"))


@pytest.fixture(autouse=True)
def german(home: Path) -> Iterator[None]:
    paths = Paths.of({"VIVIDDESK_HOME": str(home)})
    paths.make()
    paths.settings.write_text('[look]\nlanguage = "de"\n')
    yield
    texts.speak(["en"], resource("locale"))


def cut(window: QWidget) -> list[str]:
    """What cannot be read whole. A label that elides does so by design, and tells the rest in its tooltip."""
    return [f"{type(each).__name__}: {said}" for each in window.findChildren(QWidget) for said in _cut(each)]


def _cut(widget: QWidget) -> Iterator[str]:
    if not widget.isVisible() or widget.width() <= 1:
        return
    room, metrics = widget.contentsRect(), widget.fontMetrics()
    match widget:
        case ElidedLabel():
            if metrics.horizontalAdvance(widget.text()) > room.width() and not widget.toolTip():
                yield f"{widget.text()} (without a tooltip)"
        case QLabel() if widget.text() and widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height():
                yield widget.text()
        case QLabel() if widget.text():
            if widget.sizeHint().width() > widget.width() or metrics.height() > widget.height():
                yield widget.text()
        case QAbstractButton() if widget.text():
            if widget.sizeHint().width() > widget.width():
                yield widget.text()
        case QLineEdit() if widget.placeholderText() and not widget.text():
            if metrics.horizontalAdvance(widget.placeholderText()) > _inside(widget).width():
                yield widget.placeholderText()


def _inside(line: QLineEdit) -> QRect:
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    inside = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    icons = sum(button.width() for button in line.findChildren(QAbstractButton) if button.isVisible())
    return inside.adjusted(icons, 0, 0, 0)


def read_whole(window: QWidget) -> None:
    lay_out()
    assert cut(window) == []


def lay_out() -> None:
    """In turns: a label that wraps asks for its height once it knows its width."""
    for _turn in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


async def furnished(running: app.App) -> None:
    running.desk.resize(*SMALL)
    await running.furnished.wait()


def test_where_one_creates() -> None:
    async def scenario(running: app.App) -> None:
        await furnished(running)
        page = running.desk.create_page
        assert page.bench is not None and running.studio is not None
        await until_on_loop(lambda: running.desk.width() == SMALL[0])
        read_whole(running.desk)
        running.studio.photos.add_files([resource("samples", "portrait.jpg")])
        await until_on_loop(lambda: running.studio is not None and bool(running.studio.photos.ready()))
        for template in TEMPLATES:
            page.bench.pane.choose(*template)
            read_whole(running.desk)

    in_window(scenario)


def test_under_as_many_notices_as_there_can_be() -> None:
    async def scenario(running: app.App) -> None:
        await furnished(running)
        page = running.desk.create_page
        for number in range(MOST):
            running.notices.warn(f"{number} cannot be reached.", "Check the network.")
        rows = running.desk.notice_bar._rows.values()
        await until_on_loop(lambda: len({row.height() for row in rows}) == 1)  # laid out, all of them
        read_whole(running.desk)
        assert (running.desk.width(), running.desk.height()) == SMALL, "the window has not grown beyond the screen"
        assert page.preview.geometry().bottom() < page.queue.geometry().top(), "no panel lies on another one"

    in_window(scenario)


@pytest.mark.logs("does not support raise")
def test_in_the_smallest_window_and_in_panels_of_their_own() -> None:
    async def scenario(running: app.App) -> None:
        await furnished(running)
        page = running.desk.create_page
        assert page.bench is not None and running.studio is not None
        running.studio.photos.add_files([resource("samples", "portrait.jpg")])
        await until_on_loop(lambda: running.studio is not None and bool(running.studio.photos.ready()))
        for template in TEMPLATES:
            page.bench.pane.choose(*template)
            lay_out()
            running.desk.resize(1, 1)
            read_whole(running.desk)
        page.queue.setFloating(True)
        page.bench.queue.head.show()
        page.queue.resize(1, 1)
        read_whole(page.queue)
        page.photos.setFloating(True)
        page.photos.resize(1, 1)
        read_whole(page.photos)

    in_window(scenario)


def test_the_pages_of_the_settings() -> None:
    async def scenario(running: app.App) -> None:
        await furnished(running)
        for name in PAGES:
            running.desk.open_settings(name)
            dialog = open_dialog()
            page = dialog.findChild(QWidget, name)
            assert page is not None
            if isinstance(page, ServicePage):
                await until_on_loop(lambda page=page: bool(page.prices.entries))  # type: ignore[misc]
            scroll = next(each for each in dialog.findChildren(QScrollArea) if each.isAncestorOf(page))
            lay_out()
            assert page.width() <= scroll.viewport().width(), "nothing lies beyond the edge"
            read_whole(dialog)

    in_window(scenario)


def test_dialogs_and_the_library() -> None:
    async def scenario(running: app.App) -> None:
        await furnished(running)
        for open_it in (running.desk.open_about, running.desk.open_shortcuts):
            open_it()
            dialog = open_dialog()
            read_whole(dialog)
            dialog.close()
        running.desk.show_page(1)
        read_whole(running.desk)

    in_window(scenario)


def open_dialog() -> QDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    return dialog
