"""The frame under real mouse and keys, and from "Crop…" to the photo in the tray."""

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.bridge.notices import Notice
from vividdesk.desk.crop_dialog import CropDialog
from vividdesk.model.crop import Frame, Shape
from vividdesk.model.photo import JPEG, Photo
from vividdesk.model.warnings import Needs
from vividdesk.paths import resource

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT, SHIFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PHOTO = Photo("0" * 64, JPEG, 1600, 1200, 300_000, "portrait.jpg")
WIDE, TALL = Shape(16, 9), Shape(9, 16)
KNOWN = Needs("Vivid Flow", (WIDE,), 0.9, 1280, 720)


Opened = Callable[..., CropDialog]


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    desk = QWidget()
    qtbot.addWidget(desk)
    desk.show()

    def opened(frame: Frame | None = None, position: tuple[int, int] = (1, 1)) -> CropDialog:
        made = CropDialog(desk, PHOTO, PHOTO.name, [WIDE, TALL], KNOWN, frame, position)
        made.resize(800, 700)
        made.open()
        made.activateWindow()
        qtbot.waitUntil(made.view.hasFocus)
        return made

    return opened


def drag(made: CropDialog, start: QPoint, end: QPoint) -> None:
    view = made.view
    QTest.mousePress(view, LEFT, pos=start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, LEFT, pos=end)


def press(made: CropDialog, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Frame:
    QTest.keyClick(made.view, key, held)
    return made.view.frame


def press_button(made: CropDialog, text: str) -> None:
    QTest.mouseClick(next(one for one in made.findChildren(QPushButton) if one.text() == text), LEFT)


def test_it_begins_with_what_the_template_wants(opened: Opened) -> None:
    made = opened()
    assert (made.view.frame.width, made.view.frame.height) == (1600, 900)
    assert made.view.hasFocus()
    assert "1600 × 900" in made.view.accessibleDescription()


def test_the_frame_is_dragged_and_pulled(opened: Opened) -> None:
    made = opened()
    place = made.view.frame_place()
    corner, middle = place.bottomRight().toPoint(), place.center().toPoint()
    drag(made, corner, corner - QPoint(200, 0))
    smaller = made.view.frame
    assert smaller.width < 1600
    assert smaller.width / smaller.height == pytest.approx(16 / 9)
    assert (smaller.left, smaller.top) == pytest.approx((0, made.view.frame.top))
    drag(made, middle - QPoint(60, 20), middle + QPoint(40, 30))
    assert made.view.frame.left > 50
    assert made.view.frame.width == smaller.width
    before = made.view.frame_place()
    drag(made, QPoint(2, 2), QPoint(200, 200))
    assert made.view.frame_place() == before, "beside the frame there is nothing to take"


def test_the_keys_do_the_same(opened: Opened) -> None:
    made = opened()
    top = made.view.frame.top
    assert press(made, Qt.Key.Key_Down).top == pytest.approx(top + 12)
    assert press(made, Qt.Key.Key_Up, CONTROL).top == pytest.approx(top + 11)
    smaller = press(made, Qt.Key.Key_Left, SHIFT)
    assert smaller.width == pytest.approx(1588)
    assert press(made, Qt.Key.Key_Right, SHIFT).width == pytest.approx(1600)
    heard: list[object] = []
    made.cropped.connect(heard.append)
    press(made, Qt.Key.Key_Return)
    assert isinstance(heard[0], Frame)


def test_another_shape_by_its_key_and_free(opened: Opened) -> None:
    made = opened()
    QTest.keyClick(made.view, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert made.view.frame.width / made.view.frame.height == pytest.approx(9 / 16)
    QTest.keyClick(made.view, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    before = made.view.frame
    assert press(made, Qt.Key.Key_Left, SHIFT).height == before.height
    heard: list[object] = []
    made.cropped.connect(heard.append)
    press_button(made, "Whole photo")
    press_button(made, "Crop")
    assert heard == [None]


def test_it_says_when_too_little_is_left(opened: Opened) -> None:
    made = opened(Frame(100, 100, 640, 360))
    assert list(made.view.frame) == [100, 100, 640, 360], "as it was cropped before"
    assert "looks soft" in made._pixels.text()
    made.view.put(Frame(0, 0, 1600, 900))
    assert "looks soft" not in made._pixels.text()


def test_one_of_several_can_be_left(opened: Opened) -> None:
    made = opened(position=(2, 3))
    heard: list[int] = []
    made.finished.connect(heard.append)
    press_button(made, "Leave this one")
    assert heard == [CropDialog.DialogCode.Accepted]


def test_a_picture_goes_with_its_dialog(opened: Opened) -> None:
    """At once: forty large ones can come one after the other."""
    made = opened()
    view = made.view
    picture = QImage(160, 120, QImage.Format.Format_RGB32)
    made.show_picture(picture)
    assert view._picture.cacheKey() == picture.cacheKey()
    made.reject()
    assert view._picture.isNull()


@pytest.mark.usefixtures("qapp", "clean_logging")
def test_from_the_warning_to_the_photo_and_back() -> None:
    async def scenario(running: app.App) -> None:
        await running.furnished.wait()
        bench, studio = running.desk.create_page.bench, running.studio
        assert bench is not None and studio is not None
        bench.pane.choose("vividflow", "wan2.1")
        studio.photos.add_files([resource("samples", "portrait.jpg"), resource("samples", "family.jpg")])
        await until_on_loop(lambda: [len(one.photos) for one in studio.cautions.advice] == [2])
        wholes = studio.photos.ready()
        crop = next(one for one in bench.pane.advice.findChildren(QPushButton) if one.text() == "Crop…")
        crop.click()
        for _turn in range(2):
            made = bench.pane.cropping.dialog
            assert made is not None
            QTest.keyClick(made.view, Qt.Key.Key_Return)
        assert bench.pane.cropping.dialog is None
        await until_on_loop(lambda: all(photo.height == 900 for photo in bench.tray.chosen()))
        await until_on_loop(lambda: not studio.cautions.advice)
        assert not bench.pane.advice.isVisible()
        assert [photo.name for photo in bench.tray.chosen()] == [photo.name for photo in wholes]
        for back in (1, 2, 2):
            bench.tray.undo()
            assert sum(photo in wholes for photo in studio.photos.ready()) == back

    in_window(scenario)


@pytest.mark.usefixtures("qapp", "clean_logging")
def test_nothing_is_sent_before_its_photo_is_cut_and_then_the_part_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it was put by itself, and is not chosen in the tray."""
    told: list[Notice] = []

    async def scenario(running: app.App) -> None:
        running.notices.shown.connect(told.append)
        await running.furnished.wait()
        await until_on_loop(running.journal_known.is_set)
        await running.core.runner.pause()
        bench, studio = running.desk.create_page.bench, running.studio
        assert bench is not None and studio is not None
        cut, go_on = studio.crop, asyncio.Event()

        async def slow(whole: Photo, box: tuple[int, int, int, int]) -> Photo:
            await go_on.wait()
            return await cut(whole, box)

        monkeypatch.setattr(studio, "crop", slow)
        bench.pane.choose("vividflow", "wan2.1")
        studio.photos.add_files([resource("samples", "portrait.jpg")])
        await until_on_loop(bench.tray.chosen)
        (whole,) = studio.photos.ready()
        bench.tray.list.clearSelection()
        studio.compose.put("image", whole)
        assert studio.compose.draft is not None
        studio.compose.fill(studio.compose.draft.set("prompt", "slow dolly in"))
        bench.pane.cropping.begin([whole])
        assert bench.pane.cropping.dialog is not None
        QTest.keyClick(bench.pane.cropping.dialog.view, Qt.Key.Key_Return)
        bench.pane.send()
        assert [notice.title for notice in told] == ["A photo is still being cropped."]
        go_on.set()
        await until_on_loop(lambda: studio.photos.ready() != [whole])
        (part,) = studio.photos.ready()
        await until_on_loop(lambda: not bench.pane.cropping.cutting)
        bench.pane.send()
        await until_on_loop(studio.jobs.rowCount)
        assert studio.jobs.job(0).request.photos == (part,)
        assert studio.photos.undo()
        assert studio.compose.draft.pictures["image"] == (whole,), "what was undone is whole there, too"

    in_window(scenario)
