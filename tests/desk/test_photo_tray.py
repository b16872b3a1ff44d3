"""The tray under real mouse, keys and drops."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests import photo_reading
from tests.media.pictures import encoded, scene
from tests.photo_reading import Reading, on_desk
from tests.providers.test_http import certificate  # noqa: F401 - a fixture
from tests.rawservice import RawService
from tests.web import HERE, gives, web_host
from vividdesk.desk.photo_tray import PhotoTray
from vividdesk.model.crop import Frame
from vividdesk.model.photo import Photo
from vividdesk.model.warnings import Caution, Trouble
from vividdesk.paths import resource
from vividdesk.widgets.photo_row import Act, PhotoRow
from vividdesk.widgets.theme import DARK

LEFT = Qt.MouseButton.LeftButton


desk = photo_reading.desk


@pytest.fixture
def tray(desk: Reading, qtbot: QtBot) -> PhotoTray:
    made = PhotoTray(desk.photos(), resource("samples", "product.jpg"), lambda: DARK, desk.tasks)
    qtbot.addWidget(made)
    made.resize(243, 560)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"photo {number}.jpg" for number in range(4)]
    for number, path in enumerate(made):
        path.write_bytes(encoded(scene((80 + number, 60)), "JPEG"))
    return made


async def fill(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    await desk.add(tray._photos, *files)
    tray.list.setFocus()


def of(*files: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return mime


def drag(tray: PhotoTray, mime: QMimeData) -> bool:
    """Whether it would be taken."""
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(tray, enter)
    return enter.isAccepted()


def let_go(tray: PhotoTray, mime: QMimeData) -> None:
    assert drag(tray, mime)
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(tray, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, LEFT, none))


def click(tray: PhotoTray, row: int, key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = tray.list.visualRect(tray._photos.index(row)).center()
    QTest.mouseClick(tray.list.viewport(), LEFT, key, place)


def click_act(tray: PhotoTray, row: int, act: Act) -> None:
    rows = tray.list.itemDelegate()
    assert isinstance(rows, PhotoRow)
    place = rows.acts(tray._photos.index(row))[act].center()
    QTest.mouseClick(tray.list.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def press(tray: PhotoTray, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(tray.list, key, held)


def names(photos: list[Photo]) -> list[str]:
    return [photo.name for photo in photos]


def says(tray: PhotoTray) -> list[str]:
    return [label.text() for label in tray.findChildren(QLabel) if label.isVisible() and label.text()]


def button(tray: PhotoTray, text: str) -> QPushButton:
    (found,) = [one for one in tray.findChildren(QPushButton) if text in (one.text(), one.accessibleName())]
    assert found.isVisible()
    return found


@on_desk
async def test_empty_it_says_what_to_do(desk: Reading, tray: PhotoTray) -> None:
    assert "Drop photos here" in says(tray)
    assert not tray.list.isVisible()
    QTest.mouseClick(button(tray, "Try a sample photo"), LEFT)
    await desk.until(lambda: tray.chosen())
    assert names(tray.chosen()) == ["product.jpg"]
    assert "1 photo" in says(tray)
    assert tray.zone.height() < 90


@on_desk
async def test_what_is_dropped_is_chosen_as_it_becomes_ready(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    heard: list[int] = []
    tray.selected.connect(lambda: heard.append(len(tray.chosen())))
    assert drag(tray, of(*files))
    assert "Let go to add" in says(tray)
    let_go(tray, of(*files))
    await desk.until(lambda: len(tray.chosen()) == 4)
    assert "Drop photos here" in says(tray)
    assert heard[0] == 1
    assert heard == sorted(set(heard))  # those that follow soon are told of together
    await desk.until(lambda: "4 of 4 chosen" in says(tray))


@on_desk
async def test_progress_is_counted(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    counted: list[str] = []
    tray.counted.connect(counted.append)
    await desk.add(tray._photos, *files)
    assert "reading 1 of 4" in counted
    assert counted[-1] == "4 of 4 chosen"


@on_desk
async def test_a_drag_that_leaves(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    assert drag(tray, of(*files))
    QApplication.sendEvent(tray, QDragLeaveEvent())
    assert "Drop photos here" in says(tray)


@on_desk
async def test_its_own_photos_cannot_be_dropped_on_it(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    await fill(desk, tray, files)
    assert not drag(tray, tray._photos.mimeData([tray._photos.index(0)]))


@pytest.fixture
def host(desk: Reading, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RawService]:  # noqa: F811
    """On the web, as far as the desk knows."""
    with web_host(certificate, monkeypatch) as running:
        monkeypatch.setattr(desk.web, "_only", lambda number: number == HERE)
        yield running


def words(text: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(text)
    return mime


@on_desk
async def test_an_address_becomes_a_photo_that_is_chosen(desk: Reading, host: RawService, tray: PhotoTray) -> None:
    host.plays(gives(encoded(scene(), "JPEG")))
    let_go(tray, words(f"{host.address}/red%20cat.jpg"))
    assert [tray._photos.at(row).name for row in range(tray._photos.rowCount())] == ["red cat.jpg"]
    await desk.until(lambda: tray.chosen())
    assert names(tray.chosen()) == ["red cat.jpg"]


@on_desk
async def test_an_address_that_is_pasted_and_refused_is_tried_again(
    desk: Reading, host: RawService, tray: PhotoTray
) -> None:
    host.plays(gives(b"", status=404), gives(encoded(scene(), "JPEG")))
    QGuiApplication.clipboard().setText(f"{host.address}/cat.jpg")
    tray.zone.setFocus()
    QTest.keyClick(tray, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await desk.until(lambda: tray._photos.at(0).fault)
    assert "0 photos, 1 refused" in says(tray)
    tray.grab()
    click_act(tray, 0, Act.RETRY)
    await desk.until(lambda: names(tray._photos.ready()) == ["cat.jpg"])


@on_desk
async def test_an_address_in_here_is_refused_where_it_was_dropped(desk: Reading, tray: PhotoTray) -> None:
    let_go(tray, words("https://192.168.1.1/cat.jpg"))
    await desk.until(lambda: tray._photos.at(0).fault)
    fault = tray._photos.at(0).fault
    assert fault is not None
    assert fault.title == "“cat.jpg” was not fetched: 192.168.1.1 is in a private network, not in the public one."
    assert fault.advice == "Save the picture in your browser, then drop the file here."


@on_desk
async def test_a_drop_without_a_picture_says_so(desk: Reading, tray: PhotoTray) -> None:
    mime = QMimeData()
    mime.setText("just words")
    let_go(tray, mime)
    assert "There was no picture in it. Save it as a file and drop that." in says(tray)


@on_desk
async def test_pasting_pixels_and_nothing(desk: Reading, tray: PhotoTray) -> None:
    clipboard = QGuiApplication.clipboard()
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.green)
    clipboard.setImage(image)
    tray.zone.setFocus()
    QTest.keyClick(tray, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await desk.until(lambda: tray.chosen())
    assert [(photo.name, photo.width) for photo in tray.chosen()] == [("Picture", 64)]
    clipboard.clear()
    tray.resize(320, 560)  # without the theme the ways to bring photos are wider
    QTest.mouseClick(button(tray, "paste"), LEFT)
    assert "There is no picture on the clipboard. Copy one, then paste again." in says(tray)


@on_desk
async def test_browsing(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    QTest.mouseClick(button(tray, "browse"), LEFT)
    dialog = tray.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.testOption(QFileDialog.Option.ReadOnly), "nothing can be renamed or deleted in it"
    dialog.setDirectory(str(files[0].parent))
    dialog.selectFile(str(files[0]))
    dialog.accept()
    await desk.until(lambda: names(tray.chosen()) == ["photo 0.jpg"])


@on_desk
async def test_choosing_by_mouse_and_keys(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    await fill(desk, tray, files)
    click(tray, 0)
    assert names(tray.chosen()) == ["photo 0.jpg"]
    click(tray, 2, Qt.KeyboardModifier.ControlModifier)
    assert names(tray.chosen()) == ["photo 0.jpg", "photo 2.jpg"]
    press(tray, Qt.Key.Key_Down)
    press(tray, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert names(tray.chosen()) == ["photo 2.jpg", "photo 3.jpg"]
    press(tray, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(tray.chosen()) == 4


@on_desk
async def test_a_photo_that_was_there_already_changes_nothing_of_what_was_chosen_since(
    desk: Reading, tray: PhotoTray, files: list[Path]
) -> None:
    await fill(desk, tray, files[:2])
    told: list[list[int]] = []
    tray._photos.known.connect(told.append)
    await desk.add(tray._photos, *files[1:])
    await desk.until(lambda: told and len(tray._photos.ready()) == 4)
    assert names(tray.chosen()) == ["photo 1.jpg", "photo 2.jpg", "photo 3.jpg"], "all that came"
    tray._photos.added.connect(lambda _keys: click(tray, 0))
    told.clear()
    tray._photos.add_files(files[2:])
    await desk.until(lambda: len(told) == 2 and tray._photos.rowCount() == 4)
    assert names(tray.chosen()) == ["photo 0.jpg"]


@on_desk
async def test_delete_and_undo(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    await fill(desk, tray, files)
    click(tray, 1)
    click(tray, 2, Qt.KeyboardModifier.ControlModifier)
    press(tray, Qt.Key.Key_Delete)
    assert "2 photos removed." in says(tray)
    assert names(tray._photos.ready()) == ["photo 0.jpg", "photo 3.jpg"]
    press(tray, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert names(tray.chosen()) == ["photo 1.jpg", "photo 2.jpg"]
    assert len(tray._photos.ready()) == 4
    assert "2 photos removed." not in says(tray)


@on_desk
async def test_clearing_and_the_way_back(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    await fill(desk, tray, files)
    QTest.mouseClick(button(tray, "Remove all photos"), LEFT)
    assert not tray.list.isVisible()
    QTest.mouseClick(button(tray, "Undo"), LEFT)
    assert len(tray._photos.ready()) == 4


@pytest.fixture
def search(tray: PhotoTray, qtbot: QtBot) -> Iterator[QLineEdit]:
    """A field beside the tray, with typed text that a Ctrl+Z could take back."""
    window, field = QWidget(), QLineEdit()
    qtbot.addWidget(window)
    beside = QHBoxLayout(window)
    beside.addWidget(tray)
    beside.addWidget(field)
    window.resize(560, 560)
    window.show()
    tray.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    QTest.keyClicks(field, "alps")
    yield field
    tray.setParent(None)  # its own fixture closes it


def press_where_the_focus_is(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, held)


@on_desk
async def test_after_the_last_photo_the_keys_stay_with_the_tray(
    desk: Reading, tray: PhotoTray, search: QLineEdit, files: list[Path]
) -> None:
    await fill(desk, tray, files[:2])
    for _twice in range(2):
        press_where_the_focus_is(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        press_where_the_focus_is(Qt.Key.Key_Delete)
        assert not tray.list.isVisible()
        assert QApplication.focusWidget() is button(tray, "browse")
        press_where_the_focus_is(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert names(tray._photos.ready()) == ["photo 0.jpg", "photo 1.jpg"]
        assert QApplication.focusWidget() is tray.list
    assert search.text() == "alps"


@on_desk
async def test_a_sample_photo_that_was_deleted_comes_back(desk: Reading, tray: PhotoTray, search: QLineEdit) -> None:
    sample = button(tray, "Try a sample photo")
    sample.setFocus()
    press_where_the_focus_is(Qt.Key.Key_Space)
    await desk.until(lambda: tray.chosen())
    assert QApplication.focusWidget() is tray.list, "not where the button that hid would have passed it"
    click(tray, 0)
    press_where_the_focus_is(Qt.Key.Key_Delete)
    press_where_the_focus_is(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert names(tray.chosen()) == ["product.jpg"]
    assert search.text() == "alps"


@on_desk
async def test_the_button_that_removes_all_leaves_the_keys_with_the_tray_too(
    desk: Reading, tray: PhotoTray, search: QLineEdit, files: list[Path]
) -> None:
    await fill(desk, tray, files)
    button(tray, "Remove all photos").setFocus()
    press_where_the_focus_is(Qt.Key.Key_Space)
    press_where_the_focus_is(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(tray._photos.ready()) == 4
    assert search.text() == "alps"


@on_desk
@pytest.mark.parametrize("way", ["Undo", "Close this message"])
async def test_the_message_leaves_the_keys_with_the_tray(
    desk: Reading, tray: PhotoTray, search: QLineEdit, files: list[Path], way: str
) -> None:
    await fill(desk, tray, files[:2])
    click(tray, 0)
    press_where_the_focus_is(Qt.Key.Key_Delete)
    button(tray, way).setFocus()
    press_where_the_focus_is(Qt.Key.Key_Space)
    assert not tray.message.isVisible()
    assert QApplication.focusWidget() is tray.list
    assert search.text() == "alps"


@on_desk
async def test_what_comes_while_the_focus_is_elsewhere_does_not_take_it(
    desk: Reading, tray: PhotoTray, search: QLineEdit, files: list[Path]
) -> None:
    await desk.add(tray._photos, *files)
    assert QApplication.focusWidget() is search
    tray.clear()
    assert QApplication.focusWidget() is search


@on_desk
async def test_a_refused_one_has_a_way_out(desk: Reading, tray: PhotoTray, files: list[Path], tmp_path: Path) -> None:
    await fill(desk, tray, files)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"")
    await desk.add(tray._photos, broken)
    press(tray, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(tray.chosen()) == 4
    assert "4 of 4 chosen, 1 refused" in says(tray)
    tray.resize(120, 560)
    (cut,) = [each for each in tray.findChildren(QLabel) if each.accessibleName() == "4 of 4 chosen, 1 refused"]
    assert cut.text().endswith("…") and cut.toolTip() == cut.accessibleName()
    tray.resize(243, 560)
    tray.list.scrollToBottom()
    tray.grab()
    broken.write_bytes(encoded(scene((99, 60)), "JPEG"))
    click_act(tray, 4, Act.RETRY)
    await desk.until(lambda: len(tray.chosen()) == 5)
    click_act(tray, 3, Act.REMOVE)
    assert names(tray.chosen()) == ["photo 0.jpg", "photo 1.jpg", "photo 2.jpg", "broken.jpg"]


@on_desk
async def test_opening_by_double_click_and_return(desk: Reading, tray: PhotoTray, files: list[Path]) -> None:
    await fill(desk, tray, files)
    opened: list[Photo] = []
    tray.opened.connect(opened.append)
    place = tray.list.visualRect(tray._photos.index(1)).center()
    QTest.mouseClick(tray.list.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseDClick(tray.list.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    press(tray, Qt.Key.Key_Down)
    press(tray, Qt.Key.Key_Return)
    assert names(opened) == ["photo 1.jpg", "photo 2.jpg"]


@pytest.mark.qt_log_ignore("This plugin does not support")
@on_desk
async def test_the_menu_offers_what_fits(desk: Reading, tray: PhotoTray, files: list[Path], tmp_path: Path) -> None:
    await fill(desk, tray, files)
    (tmp_path / "broken.jpg").write_bytes(b"")
    await desk.add(tray._photos, tmp_path / "broken.jpg")
    for row, offered in (
        (0, ["Look at it", "Crop…", "Remove", "Choose all"]),
        (4, ["Try again", "Remove", "Choose all"]),
    ):
        tray.list.selectionModel().clear()
        tray.list.setCurrentIndex(tray._photos.index(row))
        tray.list.customContextMenuRequested.emit(QPoint(5, 5))
        menu = tray.findChild(QMenu)
        assert menu is not None
        assert [action.text() for action in menu.actions()] == offered
        menu.close()
        QApplication.sendPostedEvents(menu, 52)  # what is to be deleted


@on_desk
async def test_mirrored_everything_is_on_the_other_side(
    desk: Reading, tray: PhotoTray, files: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"")
    await desk.add(tray._photos, tmp_path / "broken.jpg", files[0])
    rows = tray.list.itemDelegate()
    assert isinstance(rows, PhotoRow)
    indexes = [tray._photos.index(row) for row in (0, 1)]
    tray.grab()
    before = [place for index in indexes for place in rows.acts(index).values()]
    tray.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    tray.grab()
    after = [place for index in indexes for place in rows.acts(index).values()]
    wide = tray.list.viewport().width()
    assert [place.left() for place in after] == [wide - 1 - place.right() for place in before]


@on_desk
async def test_a_refused_one_that_is_chosen_does_not_look_like_those_that_are_worked_with(
    desk: Reading, tray: PhotoTray, files: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "text.txt").write_text("no picture")
    await fill(desk, tray, [*files[:1], tmp_path / "text.txt"])
    tray.list.selectAll()
    picture = tray.list.viewport().grab().toImage()
    rows = [tray.list.visualRect(tray._photos.index(row)) for row in range(2)]
    refused = [tray._photos.at(row).fault is not None for row in range(2)]
    edges = {
        fault: picture.pixelColor(place.left() + 1, place.bottom() - 2).name()
        for fault, place in zip(refused, rows, strict=True)
    }
    assert edges == {False: DARK.accent, True: DARK.quiet}


@on_desk
async def test_what_is_chosen_can_be_cropped_and_brought_back(
    desk: Reading, tray: PhotoTray, files: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"")
    await desk.add(tray._photos, tmp_path / "broken.jpg", *files[:2])
    tray.list.setFocus()
    tray.list.selectAll()
    wanted: list[list[Photo]] = []
    tray.crop_wanted.connect(wanted.append)
    press(tray, Qt.Key.Key_C)
    (whole, other), *_more = wanted
    part = await desk.intake.crop(whole, (0, 0, 40, 40))
    row = next(row for row in range(3) if tray._photos.at(row).photo == whole)
    tray._photos.crop(tray._photos.at(row).key, part, whole, Frame(0, 0, 40, 40))
    assert tray.chosen() == [part, other]
    assert "The photo was cropped." in says(tray)
    press(tray, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert tray.chosen() == [whole, other]


@on_desk
async def test_a_photo_with_a_warning_bears_a_mark_and_is_no_higher(
    desk: Reading, tray: PhotoTray, files: list[Path]
) -> None:
    await fill(desk, tray, files[:2])
    tray.list.clearSelection()
    places = [tray.list.visualRect(tray._photos.index(row)) for row in range(2)]
    tray._photos.warn({tray._photos.ready()[0].hash: (Caution(Trouble.BLURRED, "The photo looks blurred."),)})

    def marked(place: QRect) -> bool:
        picture = tray.list.viewport().grab(place).toImage()
        points = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
        return any(point.name() == DARK.waiting for point in points)

    assert [marked(place) for place in places] == [True, False]
    assert [tray.list.visualRect(tray._photos.index(row)) for row in range(2)] == places
    assert "The photo looks blurred" in tray._photos.data(tray._photos.index(0), Qt.ItemDataRole.AccessibleTextRole)
