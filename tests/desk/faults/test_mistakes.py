"""Fault 32: a mistake of ours is told once, in words that say what one can do, and everything else goes on."""

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import QTimer

from tests.desk.faults.window import Window, in_its_window
from tests.faults import goods
from tests.waiting import until_on_loop
from vividdesk.widgets.photo_row import PhotoRow

pytestmark = [
    pytest.mark.usefixtures("qapp", "clean_logging"),
    pytest.mark.logs("planted"),
]
TOLD = (
    "Fault Something went wrong inside vividdesk (ZeroDivisionError). "
    "You can go on working. The log has the details, should you want to report it."
)
TIMES = 3


def fail(*_whatever: object) -> None:
    raise ZeroDivisionError("planted")


async def in_a_slot(window: Window, _patch: pytest.MonkeyPatch) -> None:
    window.bench.tray.counted.connect(fail)
    for number in range(TIMES):
        window.bench.tray.counted.emit(f"{number} photos")


async def in_a_timer(window: Window, _patch: pytest.MonkeyPatch) -> None:
    for _time in range(TIMES):
        QTimer.singleShot(0, fail)


async def in_a_task(window: Window, _patch: pytest.MonkeyPatch) -> None:
    async def later() -> None:
        fail()

    for _time in range(TIMES):
        window.app.tasks.start(later())


async def in_a_paint(window: Window, patch: pytest.MonkeyPatch) -> None:
    """Of a row, which is painted again and again."""
    patch.setattr(PhotoRow, "_paint_words", fail)
    viewport = window.bench.tray.list.viewport()
    photo = window.app.core.paths.photos.parent / "x.jpg"
    photo.write_bytes(goods.photo(20_000))
    await window.drop(photo)
    for _time in range(TIMES):
        viewport.repaint()
    patch.undo()
    viewport.repaint()


PLACES = [in_a_slot, in_a_timer, in_a_task, pytest.param(in_a_paint, marks=pytest.mark.logs("Painter ended with"))]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_fault_32_it_is_told_once_and_all_goes_on(
    place: Callable[[Window, pytest.MonkeyPatch], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario(window: Window) -> None:
        with monkeypatch.context() as patch:
            await place(window, patch)
        await until_on_loop(lambda: sum("planted" in each.getMessage() for each in caplog.records) >= TIMES)
        assert window.notices() == [TOLD]
        assert all(each.exc_info for each in caplog.records if "planted" in each.getMessage())
        window.choose("vividflow", "wan2.1", prompt="it lives")
        assert window.bench.pane.send_bar.button.text() in ("Choose a photo", "Make 1 clip on this computer")
        window.desk.show_page(1)
        window.desk.show_page(0)
        assert window.notices() == [TOLD]

    in_its_window(scenario)
