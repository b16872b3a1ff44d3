"""The whole window by the Tab key, with photos, a form, jobs and a clip in it: no stop is left out, none is a trap."""

from collections.abc import Iterator
from itertools import groupby
from operator import ne

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.desk.test_workbench import parts, sent, shown
from tests.desk.test_workbench import service as service
from tests.faults.plan import Act, Ask, Mishap
from tests.faults.service import Service
from tests.hearing import heard
from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.desk.window import LIBRARY
from vividdesk.paths import resource
from vividdesk.widgets.form.body import Fold

pytestmark = [
    pytest.mark.usefixtures("qapp", "clean_logging"),
    pytest.mark.qt_log_ignore(
        "Using Qt multimedia", "No HW decoder", "No RHI backend", "PulseAudio", "Could not open", extend=True
    ),
]
LEAST = 40  # pixels that a focus changes; the blinking cursor of a text alone changes fewer
MOST_STOPS = 120


@pytest.fixture(autouse=True, scope="module")
def said_before(qapp: QApplication) -> Iterator[None]:
    """What Qt says once of a computer without a GPU, it says here, and not into the log of the window."""
    QVideoFrame(QImage(8, 8, QImage.Format.Format_RGB32)).toImage()
    yield


def press(key: Qt.Key) -> QWidget:
    before = QApplication.focusWidget()
    assert before is not None
    QTest.keyClick(before, key)
    now = QApplication.focusWidget()
    assert now is not None, f"no key comes anywhere after {before}"
    return now


def name(stop: QWidget) -> str:
    told = heard(stop)
    return f"{told.role} {told.name}"


def round_by(key: Qt.Key) -> tuple[list[QWidget], list[str]]:
    """Each stop in turn until the first comes again, and which of them look as if they had no focus."""
    stops: list[QWidget] = []
    unseen: list[str] = []
    now = press(key)
    while now not in stops:
        assert len(stops) < MOST_STOPS, "it goes on and on"
        stops.append(now)
        focused = now.grab().toImage()
        last, now = now, press(key)
        assert now is not last, f"a trap: {name(last)}"
        if last.isVisible() and differing(focused, last.grab().toImage()) < LEAST:
            unseen.append(name(last))
    assert now is stops[0], f"it never comes back to {name(stops[0])}"
    return stops, unseen


def differing(one: QImage, other: QImage) -> int:
    if one.size() != other.size():
        return one.width() * one.height()
    one, other = (each.convertToFormat(QImage.Format.Format_RGB32) for each in (one, other))
    first, second = (memoryview(each.constBits()).cast("I") for each in (one, other))
    return sum(map(ne, first, second))


def test_tab_goes_through_the_filled_window_in_the_order_in_which_it_stands(service: Service) -> None:
    async def scenario(running: app.App) -> None:
        page, bench, studio = await parts(running)
        desk = running.desk
        desk.resize(1440, 900)
        studio.photos.add_files([resource("samples", "portrait.jpg"), resource("samples", "product.jpg")])
        await until_on_loop(lambda: len(studio.photos.ready()) == 2)
        bench.pane.choose("vividflow", "wan2.1")
        await shown(bench, await sent(bench, studio, "mark-a"))
        bench.preview.pause()
        refusal = Mishap(Ask.SUBMIT, Act.SAY, status=401, body='{"error": "Invalid API key"}', service="vividflow")
        service.plan.now([refusal])
        await sent(bench, studio, "mark-b")
        await until_on_loop(lambda: bool(studio.lanes.lines()))
        studio.notices.warn("Something is odd.")
        bench.pane.form.findChildren(Fold)[0].open()
        desk._top.menu_button.setFocus()
        stops, unseen = round_by(Qt.Key.Key_Tab)
        assert unseen == [], "nobody sees where the keys go"
        named = [name(each) for each in stops]
        assert [each for each in named if not each.partition(" ")[2].strip()] == []
        pane = bench.pane
        before = [desk.notice_bar, bench.tray, pane.picker, pane.form, pane.advice, pane.send_bar]
        order = [*before, bench.preview.stars, bench.preview, bench.queue.head, bench.queue]
        parts_of = ([part is stop or part.isAncestorOf(stop) for part in order] for stop in stops)
        panels = [found.index(True) for found in parts_of if True in found]
        assert [place for place, _stops in groupby(panels)] == sorted(set(panels)), named
        assert set(panels) == set(range(len(order)))
        assert bench.queue.view in stops
        assert bench.tray.list in stops
        page.setFocus()
        back, _unseen = round_by(Qt.Key.Key_Backtab)
        at = stops.index(back[0])
        assert [name(each) for each in back] == [*reversed(named[: at + 1]), *reversed(named[at + 1 :])]
        desk.show_page(LIBRARY)
        await until_on_loop(lambda: desk.library_page.grid.isVisible())
        desk.library_page.grid.setFocus()
        desk.library_page.grid.setCurrentIndex(desk.library_page.grid.model().index(0, 0))
        await until_on_loop(lambda: desk.library_page.details.isVisible())
        stops, unseen = round_by(Qt.Key.Key_Tab)
        assert unseen == []
        assert "RadioButton Library" in map(name, stops), "of several, the one that is chosen"
        assert [name(each) for each in stops if not heard(each).name] == []

    in_window(scenario)
