"""Results are seen: they play by themselves, stand still exactly, and say so where they cannot."""

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.disks import go_dead
from tests.media.made_clips import with_sound
from tests.widgets.player.grey_clip import RATE, brightness, grey_clip
from vividdesk.bridge.clip_files import carried
from vividdesk.bridge.incoming import OURS
from vividdesk.bridge.loop import qt_loop
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.tasks import Tasks
from vividdesk.desk.preview import Preview
from vividdesk.media.frames import Frames
from vividdesk.model.clip import Clip
from vividdesk.widgets.player.caption import Caption
from vividdesk.widgets.theme import DARK

# What Qt itself says of its player, of a computer without a sound server, and of a screen without a GPU.
pytestmark = pytest.mark.qt_log_ignore(
    "Using Qt multimedia with FFmpeg",
    "No HW decoder found",
    "No RHI backend",
    "PulseAudioService",
    "does not support",
    "Could not open media",
    extend=True,
)
LEFT = Qt.MouseButton.LeftButton
PATIENCE = 15

Scenario = Callable[[Preview], AsyncIterator[None]]


async def until(look: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not look():
            await asyncio.sleep(0.005)


def on_stage(qapp: QApplication, tmp_path: Path, scenario: Callable[[Preview], object]) -> None:
    """Runs it on Qt's loop with a preview that is shown; nothing of it is left behind."""
    notices = Notices()
    told: list[object] = []
    notices.shown.connect(told.append)

    async def whole() -> None:
        tasks, frames = Tasks(notices), Frames(tmp_path / "frames")
        preview = Preview(frames, tasks, lambda: DARK)
        preview.resize(400, 500)
        preview.show()
        try:
            await scenario(preview)  # type: ignore[misc]
        finally:
            await preview.close_media()
            await frames.close()
            await tasks.finish(2)
            preview.close()
            preview.deleteLater()

    with qt_loop(qapp) as loop:
        qapp.setQuitOnLastWindowClosed(False)
        loop.run_until_complete(whole())
    assert not told


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Clip]:
    def made(content: bytes = b"", name: str = "clip.mp4", kind: str = "video/mp4", number: int = 1) -> Clip:
        file = tmp_path / name
        if content:
            file.write_bytes(content)
        seconds = 2.0 if kind.startswith("video") else 0.0
        facts = (64, 48, seconds, len(content), name, "", 0.0)
        return Clip(number, str(file), "vividflow", "wan2.1", f"Wan {number}", kind, *facts, rating=3)

    return made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(tmp_path / "photo.png"))
    return tmp_path / "photo.png"


def shade(preview: Preview) -> int:
    """Of the middle, which grows brighter with each frame."""
    view = preview.stage.view
    return view.grab().toImage().pixelColor(view.width() // 2, view.height() // 2).lightness()


def test_it_fits_where_there_is_little_height(qapp: QApplication, tmp_path: Path, make: Callable) -> None:
    async def scenario(preview: Preview) -> None:
        for show in (lambda: preview.show_clip(make(grey_clip())), lambda: preview.show_clip(make(name="gone.mp4"))):
            show()
            assert preview.minimumSizeHint().height() <= 360

    on_stage(qapp, tmp_path, scenario)


def test_a_clip_plays_by_itself_and_its_pixels_change(qapp: QApplication, tmp_path: Path, make: Callable) -> None:
    async def scenario(preview: Preview) -> None:
        preview.show_clip(make(grey_clip()))
        await until(lambda: preview.stage.film.has_begun)
        first = shade(preview)
        await until(lambda: shade(preview) > first + 10)
        assert preview.title.text() == "Wan 1"
        assert preview.stars.rating == 3
        await until(lambda: preview.stage.strip.tiles)

    on_stage(qapp, tmp_path, scenario)


def test_it_begins_again_without_a_black_frame(qapp: QApplication, tmp_path: Path, make: Callable) -> None:
    async def scenario(preview: Preview) -> None:
        places: list[float] = []
        film, view = preview.stage.film, preview.stage.view
        seen: list[int] = []
        film.moved.connect(places.append)
        film.framed.connect(lambda _frame: seen.append(view.image.pixelColor(9, 9).red()))
        preview.stage.set_settings(0.8, True, True, 2.0)
        preview.show_clip(make(grey_clip()))
        await until(lambda: any(later < earlier for earlier, later in pairwise(places)))
        assert min(seen) >= brightness(0) - 4
        assert film.is_playing

    on_stage(qapp, tmp_path, scenario)


def test_steps_are_exact(qapp: QApplication, tmp_path: Path, make: Callable) -> None:
    async def scenario(preview: Preview) -> None:
        stage = preview.stage
        preview.show_clip(make(grey_clip()), play=False)
        await until(lambda: stage.film.has_begun and stage.film.length)
        for _press in range(5):
            QTest.keyClick(stage.view, Qt.Key.Key_Period)
        await until(lambda: round(stage.stepping.at * RATE) == 5)
        QTest.keyClick(stage.view, Qt.Key.Key_Comma)
        await until(lambda: round(stage.stepping.at * RATE) == 4)
        assert stage.controls.time.text() == "00:00.33 / 00:02.0"
        assert stage.view.image.pixelColor(30, 24).red() == pytest.approx(brightness(4), abs=3)
        QTest.keyClick(stage.view, Qt.Key.Key_Space)
        await until(lambda: stage.film.at * RATE > 5)
        assert not stage.stepping.holds

    on_stage(qapp, tmp_path, scenario)


def test_a_click_stops_it_and_the_strip_goes_anywhere(qapp: QApplication, tmp_path: Path, make: Callable) -> None:
    async def scenario(preview: Preview) -> None:
        stage = preview.stage
        preview.show_clip(make(grey_clip()))
        await until(lambda: stage.film.has_begun and stage.film.length)
        QTest.mouseClick(stage.view, LEFT, pos=QPoint(200, 100))
        assert not stage.film.is_playing
        assert stage.controls.play.accessibleName() == "Play (Space)"
        place = QPoint(round(stage.strip.width() * 0.77), 20)  # within the frame that is shown from 1.5 on
        QTest.mousePress(stage.strip, LEFT, pos=place)
        QTest.mouseRelease(stage.strip, LEFT, pos=place)
        await until(lambda: stage.stepping.holds and round(stage.stepping.at, 2) == 1.5)

    on_stage(qapp, tmp_path, scenario)


def test_the_photo_lies_beside_the_clip(qapp: QApplication, tmp_path: Path, make: Callable, photo: Path) -> None:
    async def scenario(preview: Preview) -> None:
        stage = preview.stage
        preview.show_clip(make(grey_clip()), photo)
        await until(lambda: stage.film.has_begun)
        QTest.mouseClick(preview.compare_button, LEFT)
        await until(stage.wipe.isVisible)
        QTest.keyClick(stage.wipe, Qt.Key.Key_4)
        assert preview.stars.accessibleName().startswith("Rating: 4"), "wherever in the preview the focus is"
        seen, middle = stage.view.grab().toImage(), stage.view.height() // 2 + 40
        assert seen.pixelColor(stage.view.width() // 4, middle).name() == "#ff0000"
        assert seen.pixelColor(stage.view.width() * 3 // 4, middle).name() != "#ff0000"
        QTest.keyClick(stage.wipe, Qt.Key.Key_Escape)
        assert not preview.compare_button.isChecked()
        assert not stage.wipe.isVisible()
        QTest.mouseClick(preview.compare_button, LEFT)
        await until(stage.wipe.isVisible)
        preview.show_clip(make(grey_clip(), "other.mp4"))
        assert not preview.compare_button.isEnabled()
        assert not stage.wipe.isVisible()

    on_stage(qapp, tmp_path, scenario)


def test_a_missing_and_a_broken_file_are_told(qapp: QApplication, tmp_path: Path, make: Callable, photo: Path) -> None:
    async def scenario(preview: Preview) -> None:
        trouble = preview.stage.trouble
        preview.show_clip(make(), photo)
        await until(trouble.isVisible)
        assert trouble.title.text() == "The file is not there any more."
        assert [one.isEnabled() for one in (preview.export, preview.again, preview.compare_button)] == [0, 1, 0]
        assert preview.export.toolTip() == trouble.title.text()
        preview.show_clip(make(b"no clip at all"), photo)
        await until(lambda: trouble.isVisible() and trouble.open.isVisible())
        assert trouble.title.text() == "This cannot be shown here."
        assert [one.isEnabled() for one in (preview.export, preview.again, preview.compare_button)] == [1, 1, 0]
        preview.show_clip(make(grey_clip(), "fine.mp4"), photo)
        await until(lambda: preview.stage.film.has_begun)
        assert preview.stage.controls.isVisible()
        assert preview.compare_button.isEnabled()

    on_stage(qapp, tmp_path, scenario)


def test_a_clip_and_a_picture_on_a_share_that_is_gone_are_told(
    qapp: QApplication, tmp_path: Path, make: Callable, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_dead(tmp_path / "share", monkeypatch)

    async def scenario(preview: Preview) -> None:
        trouble = preview.stage.trouble
        for name, kind in (("a.mp4", "video/mp4"), ("a.png", "image/png")):
            preview.show_clip(make(name=f"share/{name}", kind=kind), photo)
            await until(trouble.isVisible)
            assert trouble.title.text() == "The file cannot be reached."
            assert f"{name} cannot be read now (Transport endpoint is not connected)." in trouble.says.text()
            assert not preview.stage.controls.isVisible()
            assert not trouble.open.isVisible()
            assert [one.isEnabled() for one in (preview.export, preview.compare_button)] == [False, False]
            preview.clear()

    on_stage(qapp, tmp_path, scenario)


def test_several_go_in_step_and_one_is_heard(qapp: QApplication, tmp_path: Path, make: Callable) -> None:
    async def scenario(preview: Preview) -> None:
        several = preview.stage.several
        preview.compare([make(grey_clip(), f"{number}.mp4", number=number) for number in range(3)])
        await until(lambda: several.at > 0.3)
        assert max(abs(film.at - several.at) for film in several.films) < 0.3
        heard = [film for film in several.films if not film.is_muted]
        assert heard == several.films[:1]
        assert preview.stage.controls.sound.toolTip() == "This clip has no sound"
        several.screens[2].setFocus()
        assert [film for film in several.films if not film.is_muted] == several.films[2:]
        QTest.keyClick(several.screens[0], Qt.Key.Key_Space)
        assert not several.is_playing

    on_stage(qapp, tmp_path, scenario)


@pytest.mark.parametrize("rates", [(16, 30), (30, 16)])
def test_several_are_stepped_by_frames_of_the_fastest(
    qapp: QApplication, tmp_path: Path, make: Callable, rates: tuple[int, int]
) -> None:
    """To and fro the same: the first has the clock, whether it is the fastest or not."""

    def frames_at(number: int) -> list[int]:
        return [int((number + 0.3) * rate / 30) for rate in rates]

    async def scenario(preview: Preview) -> None:
        several, controls = preview.stage.several, preview.stage.controls
        preview.compare([make(grey_clip(rate), f"{rate}.mp4", number=rate) for rate in rates])
        await until(lambda: several.at > 0.1)
        QTest.keyClick(several.screens[0], Qt.Key.Key_Space)
        several.seek(0)
        await until(lambda: [film.at for film in several.films] == [0, 0])
        numbers = [*range(1, 16), *range(14, -1, -1)]
        for before, number in pairwise([0, *numbers]):
            QTest.keyClick(several.screens[0], Qt.Key.Key_Period if number > before else Qt.Key.Key_Comma)

            def shown() -> list[int]:
                return [round(film.at * rate) for film, rate in zip(several.films, rates, strict=True)]

            await until(lambda number=number, shown=shown: shown() == frames_at(number))
            assert controls.time.text().startswith(f"00:00.{int(number / 30 * 100 + 1e-6):02}")
        QTest.keyClick(several.screens[0], Qt.Key.Key_Comma)
        assert several.at == 0
        QTest.keyClick(several.screens[0], Qt.Key.Key_Space)
        await until(lambda: several.at > 0.1)

    on_stage(qapp, tmp_path, scenario)


def test_one_broken_among_several_does_not_hold_up_the_others(
    qapp: QApplication, tmp_path: Path, make: Callable
) -> None:
    async def scenario(preview: Preview) -> None:
        several = preview.stage.several
        preview.compare([make(grey_clip(), "fine.mp4"), make(b"no clip", "bad.mp4", number=2)])
        await until(lambda: several.at > 0.1)
        assert any(one.whole == "Wan 2: cannot be shown here" for one in several.findChildren(Caption))

    on_stage(qapp, tmp_path, scenario)


def test_a_clip_with_sound_plays_where_there_is_no_sound_device(
    qapp: QApplication, tmp_path: Path, make: Callable
) -> None:
    async def scenario(preview: Preview) -> None:
        preview.show_clip(make(with_sound("index in front")))
        await until(lambda: preview.stage.film.at > 0.1)
        assert preview.stage.controls.sound.toolTip() in ("No sound device", "Volume (M mutes)")

    on_stage(qapp, tmp_path, scenario)


def test_full_screen_and_back(qapp: QApplication, tmp_path: Path, make: Callable) -> None:
    async def scenario(preview: Preview) -> None:
        stage = preview.stage
        preview.show_clip(make(grey_clip()), play=False)
        QTest.keyClick(stage.view, Qt.Key.Key_F)
        assert stage.window() is not preview.window()
        assert stage.window().isFullScreen()
        QTest.keyClick(stage.view, Qt.Key.Key_Escape)
        assert stage.window() is preview.window()
        assert stage.isVisible()

    on_stage(qapp, tmp_path, scenario)


def test_a_picture_and_what_is_done_with_a_result(
    qapp: QApplication, tmp_path: Path, make: Callable, photo: Path
) -> None:
    async def scenario(preview: Preview) -> None:
        wishes: list[object] = []
        preview.again_wanted.connect(wishes.append)
        preview.export_wanted.connect(wishes.append)
        preview.rated.connect(lambda shown, stars: wishes.append((shown, stars)))
        picture = make(photo.read_bytes(), "made.png", "image/png")
        preview.show_clip(picture)
        await until(lambda: preview.stage.picture.image.width() == 64)
        assert preview.stage.controls.isHidden()
        for one in (preview.again, preview.export):
            QTest.mouseClick(one, LEFT)
        QTest.keyClick(preview.stars, Qt.Key.Key_5)
        assert wishes == [picture, picture, (picture, 5)]
        preview.show_photo(photo, "photo.png")
        assert not preview.export.isVisible()
        await until(lambda: preview.stage.picture.image.width() == 64)

    on_stage(qapp, tmp_path, scenario)


def test_no_picture_stays_in_memory_behind_another(
    qapp: QApplication, tmp_path: Path, make: Callable, photo: Path
) -> None:
    async def scenario(preview: Preview) -> None:
        stage = preview.stage
        preview.show_clip(make(photo.read_bytes(), "made.png", "image/png"), photo)
        await until(lambda: stage.picture.image.width() == 64)
        QTest.mouseClick(preview.compare_button, LEFT)
        await until(stage.wipe.isVisible)
        preview.show_clip(make(grey_clip()))
        assert stage.picture.image.isNull()
        assert stage.wipe._photo.isNull()
        await until(lambda: not stage.view.image.isNull())
        preview.clear()
        assert stage.view.image.isNull()

    on_stage(qapp, tmp_path, scenario)


def test_what_was_set_is_remembered(qapp: QApplication, tmp_path: Path) -> None:
    async def scenario(preview: Preview) -> None:
        preview.recall({"volume": 0.25, "muted": True, "loop": False, "speed": 0.5})
        assert preview.remember() == {"volume": 0.25, "muted": True, "loop": False, "speed": 0.5}
        preview.recall({"volume": "loud", "speed": 77.0})
        assert preview.remember() == {"volume": 0.25, "muted": True, "loop": False, "speed": 1.0}

    on_stage(qapp, tmp_path, scenario)


LETTING_GO = {
    "add": "Let go to add it to the photos",
    "look": "Let go to look at it",
    "play": "Let go to play it",
}


def hovering(make: Callable[..., Clip], photo: Path, name: str) -> QMimeData:
    clip = make()
    match name:
        case "a file":
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(photo))])
        case "a film from another program":
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile("/elsewhere/holiday.MOV")])
        case "a photo of the tray":
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(photo))])
            mime.setData(OURS, b"abc123")
        case _:
            mime = carried([clip, make(number=2)])
    return mime


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("a file", "add"),
        ("a film from another program", "play"),
        ("a photo of the tray", "look"),
        ("clips of the library", "play"),
    ],
)
def test_what_hovers_is_told_what_becomes_of_it(
    qapp: QApplication, tmp_path: Path, make: Callable, photo: Path, name: str, use: str
) -> None:
    async def scenario(preview: Preview) -> None:
        let_go: list[QMimeData] = []
        preview.dropped.connect(let_go.append)
        copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        for ends in (QDragLeaveEvent(), None):
            mime = hovering(make, photo, name)
            enter = QDragEnterEvent(QPoint(50, 90), copy, mime, LEFT, none)
            QApplication.sendEvent(preview, enter)
            assert enter.isAccepted()
            assert preview._hint.words == LETTING_GO[use]
            assert preview._hint.geometry() == preview.rect()
            event = ends or QDropEvent(QPointF(50, 90), copy, mime, LEFT, none)
            QApplication.sendEvent(preview, event)
            assert preview._hint.words == ""
        assert let_go == [mime]

    on_stage(qapp, tmp_path, scenario)


def test_what_is_nothing_to_it_is_not_taken(qapp: QApplication, tmp_path: Path) -> None:
    async def scenario(preview: Preview) -> None:
        mime = QMimeData()
        mime.setData("application/x-vividdesk-job", b"7")  # one that waits, and has no result
        enter = QDragEnterEvent(QPoint(5, 9), Qt.DropAction.MoveAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
        enter.ignore()
        QApplication.sendEvent(preview, enter)
        assert not enter.isAccepted()
        assert preview._hint.words == ""

    on_stage(qapp, tmp_path, scenario)


def test_a_film_that_is_no_clip_of_ours_plays(qapp: QApplication, tmp_path: Path) -> None:
    async def scenario(preview: Preview) -> None:
        (tmp_path / "holiday.mp4").write_bytes(grey_clip())
        preview.show_film(tmp_path / "holiday.mp4")
        await until(lambda: preview.stage.film.has_begun)
        assert preview.title.text() == "holiday.mp4"
        assert not preview.stars.isVisible()

    on_stage(qapp, tmp_path, scenario)
