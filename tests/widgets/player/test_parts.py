"""The parts of the player, each by its own mouse and keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDesktopServices, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.disks import go_dead
from vividdesk.widgets.player.caption import Caption
from vividdesk.widgets.player.compare import Wipe
from vividdesk.widgets.player.controls import Controls, clock
from vividdesk.widgets.player.picture import PictureView
from vividdesk.widgets.player.screen import Screen
from vividdesk.widgets.player.strip import Strip
from vividdesk.widgets.player.trouble import Trouble
from vividdesk.widgets.stars import SIDE, Stars
from vividdesk.widgets.theme import DARK

LEFT = Qt.MouseButton.LeftButton


def plain(colour: str, wide: int = 200, high: int = 100) -> QImage:
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "00:00.0"), (2.5, "00:02.5"), (2.5999, "00:02.5"), (61.04, "01:01.0"), (0.3, "00:00.3")]
)
def test_the_time(seconds: float, words: str) -> None:
    assert clock(seconds) == words


def test_where_it_stands_still_each_frame_has_its_own_time(qtbot: QtBot) -> None:
    controls = Controls()
    qtbot.addWidget(controls)
    frames = [number / 24 for number in range(72, 96)]
    told = []
    for at in frames:
        controls.show_time(at, 4.0)
        told.append(controls.time.text())
    assert (told[0], told[1], len(set(told))) == ("00:03.00 / 00:04.0", "00:03.04 / 00:04.0", len(frames))
    assert controls.time.minimumSizeHint().width() <= controls.time.minimumWidth(), "else the row moves"
    controls.show_playing(True)
    assert controls.time.text() == "00:03.9 / 00:04.0"
    controls.show_playing(False)
    assert controls.time.text() == "00:03.95 / 00:04.0"


def test_a_star_is_given_and_taken_away(qtbot: QtBot) -> None:
    stars = Stars(lambda: DARK)
    qtbot.addWidget(stars)
    stars.show()
    given: list[int] = []
    stars.given.connect(given.append)
    third = QPoint(2 + SIDE * 2 + SIDE // 2, 12)
    QTest.mouseClick(stars, LEFT, pos=third)
    QTest.mouseClick(stars, LEFT, pos=third)
    QTest.mouseClick(stars, Qt.MouseButton.RightButton, pos=third)
    QTest.mousePress(stars, LEFT, pos=third)
    QTest.mouseRelease(stars, LEFT, pos=third + QPoint(0, 200))
    QTest.keyClick(stars, Qt.Key.Key_5)
    QTest.keyClick(stars, Qt.Key.Key_Left)
    assert given == [3, 0, 5, 4]
    assert stars.accessibleName() == "Rating: 4 stars"


def test_the_line_between_photo_and_clip_follows_the_hand(qtbot: QtBot) -> None:
    screen = Screen("Clip")
    qtbot.addWidget(screen)
    screen.resize(400, 200)
    wipe = Wipe(screen)
    screen.show_image(plain("blue"))
    screen.show()
    wipe.show_photo(plain("red", 300, 300), "clip")
    clicks: list[int] = []
    wipe.clicked.connect(lambda: clicks.append(1))
    QTest.mousePress(wipe, LEFT, pos=QPoint(200, 150))
    QTest.mouseMove(wipe, QPoint(300, 150))
    QTest.mouseRelease(wipe, LEFT, pos=QPoint(300, 150))
    seen = screen.grab().toImage()
    assert (seen.pixelColor(250, 150).name(), seen.pixelColor(350, 150).name()) == ("#ff0000", "#0000ff")
    assert not clicks
    QTest.mouseClick(wipe, LEFT, pos=QPoint(100, 150))
    assert clicks, "a click that drags nothing is one on the screen"
    QTest.keyClick(wipe, Qt.Key.Key_Home)
    QTest.keyClick(wipe, Qt.Key.Key_Right)
    assert wipe.accessibleName() == "Line between photo and result, at 2 %"
    assert screen.grab().toImage().pixelColor(250, 150).name() == "#0000ff"


def test_words_stand_only_on_their_own_side_of_the_line(qtbot: QtBot) -> None:
    screen = Screen("Clip")
    qtbot.addWidget(screen)
    screen.resize(400, 200)
    wipe = Wipe(screen)
    screen.show_image(plain("blue"))
    screen.show()
    wipe.show_photo(plain("red"), "clip")

    def at_the_ends() -> tuple[str, str]:
        seen = screen.grab().toImage()
        return seen.pixelColor(12, 20).name(), seen.pixelColor(387, 20).name()

    left, right = at_the_ends()
    assert left != "#ff0000" and right != "#0000ff", "there are words"
    for key, side, others in ((Qt.Key.Key_Home, "#0000ff", right), (Qt.Key.Key_End, left, "#ff0000")):
        QTest.keyClick(wipe, key)
        assert at_the_ends() == (side, others)


def test_dragging_on_the_strip_is_told_in_seconds(qtbot: QtBot) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.resize(400, 40)
    strip.set_length(8.0)
    strip.show()
    places: list[float] = []
    strip.scrubbed.connect(places.append)
    QTest.mousePress(strip, LEFT, pos=QPoint(100, 20))
    QTest.mouseMove(strip, QPoint(300, 20))
    QTest.mouseMove(strip, QPoint(900, 20))
    assert places == [2.0, 6.0, 8.0]


def test_the_picture_zooms_where_the_pointer_is(qtbot: QtBot) -> None:
    view = PictureView("Picture")
    qtbot.addWidget(view)
    view.resize(400, 200)
    image = plain("white", 800, 400)
    image.setPixelColor(100, 100, QColor("red"))
    view.show_image(image)
    view.show()
    assert view.scale == 0.5
    view.zoom(4, QPointF(50, 50))
    assert view.scale == 2.0
    assert view.grab().toImage().pixelColor(51, 51).red() == 255
    assert view.grab().toImage().pixelColor(51, 51).green() < 40
    QTest.mousePress(view, LEFT, pos=QPoint(50, 50))
    QTest.mouseMove(view, QPoint(90, 50))
    QTest.mouseRelease(view, LEFT, pos=QPoint(90, 50))
    assert view.grab().toImage().pixelColor(91, 51).green() < 40
    QTest.keyClicks(view, "1")
    assert view.scale == 1.0
    QTest.keyClicks(view, "0")
    assert view.scale == 0.5
    view.zoom(0.01)
    assert view.scale == 0.5, "never smaller than the whole of it"


def test_controls_say_what_they_do_and_what_holds(qtbot: QtBot) -> None:
    controls = Controls()
    qtbot.addWidget(controls)
    controls.show_playing(True)
    assert controls.play.accessibleName() == "Pause (Space)"
    controls.show_speed(0.5)
    assert (controls.speed.text(), controls.speed.accessibleName()) == ("0.5×", "Speed: 0.5×")
    chosen: list[float] = []
    controls.speed_wanted.connect(chosen.append)
    controls.speed.menu().actions()[-1].trigger()
    assert chosen == [2.0]
    controls.show_voice(True, False)
    assert (controls.sound.isEnabled(), controls.sound.toolTip()) == (False, "No sound device")
    controls.show_voice(True, True)
    controls.show_sound(0.5, muted=True)
    assert (controls.sound.isEnabled(), controls.sound.toolTip()) == (True, "Volume: muted (M)")


def test_a_long_title_is_whole_in_its_tooltip(qtbot: QtBot) -> None:
    caption = Caption()
    qtbot.addWidget(caption)
    caption.resize(80, 20)
    caption.show()
    caption.show_text("a title of many words that does not fit")
    assert caption.text().endswith("…")
    assert caption.toolTip() == "a title of many words that does not fit"
    caption.resize(800, 20)
    assert caption.toolTip() == ""


def test_where_the_system_opens_nothing_the_place_is_named(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble, file = Trouble(), tmp_path / "a.mp4"
    qtbot.addWidget(trouble)
    trouble.show()
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    trouble.show_unplayable(file)
    says = trouble.says.text()
    QTest.mouseClick(trouble.open, LEFT)
    QTest.mouseClick(trouble.folder, LEFT)
    assert opened == [str(file), str(tmp_path)]
    assert trouble.says.text() == says
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    QTest.mouseClick(trouble.open, LEFT)
    assert trouble.says.text().endswith(f"It can be opened by hand: {file}")
    QTest.mouseClick(trouble.folder, LEFT)
    assert trouble.says.text().endswith(f"It can be opened by hand: {tmp_path}")
    trouble.show_missing(tmp_path / "gone" / "a.mp4")
    QTest.mouseClick(trouble.folder, LEFT)
    assert trouble.says.text() == f"The folder is not where it was. It was {tmp_path / 'gone'}."
    go_dead(tmp_path / "share", monkeypatch)
    trouble.show_missing(tmp_path / "share" / "a.mp4")
    QTest.mouseClick(trouble.folder, LEFT)
    assert trouble.says.text() == f"The folder is not where it was. It was {tmp_path / 'share'}."
