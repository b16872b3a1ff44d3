"""From a photo to a clip that plays, as a person does it: by mouse, and by keys alone; no service's key, no network."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av
import pytest
from PIL import Image

from tests.e2e.conftest import Start
from tests.e2e.screen import Program, Screen, alike, difference, until
from tests.e2e.test_closing import ends_soon, nothing_left
from vividdesk.paths import resource

# A window that gives a file away when it is dragged: what a file manager does.
FILES = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QWidget

class Files(QWidget):
    def mousePressEvent(self, event):
        drag, given = QDrag(self), QMimeData()
        given.setUrls([QUrl.fromLocalFile(sys.argv[1])])
        drag.setMimeData(given)
        drag.exec(Qt.DropAction.CopyAction)

application = QApplication(sys.argv[:1])
window = Files(windowTitle="files")
window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
window.setGeometry(1100, 60, 240, 160)
window.show()
application.exec()
"""
# A program in which files were copied, as a file manager copies them.
COPIED = """
import sys
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication

application = QGuiApplication(sys.argv[:1])
copied = QMimeData()
copied.setUrls([QUrl.fromLocalFile(sys.argv[1])])
application.clipboard().setMimeData(copied)
print("copied", flush=True)
application.exec()
"""
PHOTO = str(resource("samples", "portrait.jpg"))
Part = tuple[int, int, int, int]
CLEARLY = 1000  # pixels that differ
TAKEN_WITHIN = 8.0
RENDERED_WITHIN = 120.0  # seconds; both cores may be busy with other tests
PREVIEW = (1000, 170, 1330, 450)  # where it stands on the screen
PHOTOS = (90, 150, 310, 600)
CARDS = (340, 190, 950, 320)
FORM = (340, 400, 950, 590)


@pytest.fixture
def desk(start: Start, screen: Screen) -> Program:
    """The program, once its panels have come to life: the ground has the focus, and Tab goes on to the photos."""
    program = start()
    program.shown()
    until(lambda: len(screen.picture().crop(CARDS).getcolors(100_000) or ()) > 1000)
    return program


def clips(program: Program) -> list[Path]:
    return list((program.home / "results").glob("*.mp4"))


def changed(screen: Screen, part: Part, do: Callable[[], object]) -> None:
    """Does it, and waits until it is seen there."""
    before = screen.still().crop(part)
    do()
    until(lambda: difference(screen.picture().crop(part), before) > CLEARLY)


def playing(screen: Screen) -> None:
    """What is there changes with time, and goes on changing."""
    seen = [screen.picture().crop(PREVIEW)]

    def look() -> bool:
        seen.append(screen.picture().crop(PREVIEW))
        return sum(difference(*pair) > CLEARLY for pair in pairwise(seen)) >= 8

    until(look)


def choose_and_fill_in(screen: Screen, *keys: str) -> None:
    """The template is found by its name, and `keys` choose it; the focus is then in what is missing: the prompt."""
    screen.press("ctrl+f")
    screen.do("type", "wan")
    screen.still()
    changed(screen, FORM, lambda: screen.press(*keys))
    screen.do("type", "a slow zoom")
    screen.press("Tab", "Tab", "Tab", "Tab")
    screen.do("type", "240")
    screen.still()


def size(clip: Path) -> tuple[int, int]:
    with av.open(str(clip)) as opened:
        return opened.streams.video[0].width, opened.streams.video[0].height


def left(screen: Screen, program: Program, run_folder: Path) -> None:
    """With Ctrl+Q, and quietly."""
    screen.press("ctrl+q")
    ended(program, run_folder)


def ended(program: Program, run_folder: Path) -> None:
    ends_soon(program)
    nothing_left(program, run_folder)
    assert program.complained == ""
    assert not re.findall("^.*(?:WARNING|ERROR).*", program.logged, re.MULTILINE)


def test_a_dragged_photo_becomes_a_clip_that_plays_by_itself(
    start: Start, desk: Program, screen: Screen, run_folder: Path
) -> None:
    files = start("-c", FILES, PHOTO)
    place = screen.middle(files.window("files"))
    before = screen.still().crop(PHOTOS)

    def dropped() -> bool:
        """Let go of before the other program has heard that it is welcome, a photo goes nowhere: then once more."""
        seen: list[bool] = []

        def is_welcome() -> bool:
            seen.append(difference(screen.picture().crop(PHOTOS), before) > CLEARLY)
            return sum(seen) >= 4

        screen.drag(place, (200, 300), 1, is_welcome)
        screen.rest()
        try:
            return bool(until(lambda: difference(screen.still().crop(PHOTOS), before) > CLEARLY, TAKEN_WITHIN))
        except AssertionError:
            return False

    assert any(dropped() for _time in range(3))
    until(lambda: list(desk.home.glob("photos/*.jpg")))
    files.end()
    screen.activate(desk.window())
    choose_and_fill_in(screen, "Return")
    screen.press("ctrl+Return")
    until(lambda: clips(desk), RENDERED_WITHIN)
    playing(screen)
    assert [size(clip) for clip in clips(desk)] == [(240, 720)]
    left(screen, desk, run_folder)


def test_the_same_by_keys_alone(desk: Program, screen: Screen, run_folder: Path) -> None:
    screen.press("ctrl+o")
    dialog = desk.window("^Choose photos$")
    until(lambda: screen.active() == dialog)
    screen.do("type", PHOTO)
    screen.press("Return")
    until(lambda: screen.active() == desk.window())
    until(lambda: list(desk.home.glob("photos/*.jpg")))
    choose_and_fill_in(screen, "Down", "Return")
    screen.press("ctrl+Return")
    until(lambda: clips(desk), RENDERED_WITHIN)
    playing(screen)
    screen.press("F6", "space")
    paused = screen.still()
    changed(screen, PREVIEW, lambda: screen.press("F6", "Return"))
    playing(screen)
    assert not alike(screen.picture(), paused)
    left(screen, desk, run_folder)


def paste(start: Start, screen: Screen, desk: Program, file: str) -> None:
    other = start("-c", COPIED, file)
    until(lambda: other.said)
    screen.press("ctrl+v")


def while_a_photo_is_read(start: Start, screen: Screen, desk: Program) -> None:
    large = desk.home / "large.png"
    Image.effect_noise((4000, 3000), 80).save(large, compress_level=1)
    children = len(desk.family())
    paste(start, screen, desk, str(large))
    until(lambda: len(desk.family()) > children)


def while_sending(start: Start, screen: Screen, desk: Program) -> None:
    paste(start, screen, desk, PHOTO)
    until(lambda: list(desk.home.glob("photos/*.jpg")))
    choose_and_fill_in(screen, "Return")
    screen.press("ctrl+Return")


def while_rendering(start: Start, screen: Screen, desk: Program) -> None:
    while_sending(start, screen, desk)
    children = len(desk.family())
    until(lambda: len(desk.family()) > children + 1)


def while_a_file_is_chosen(_start: Start, screen: Screen, desk: Program) -> None:
    screen.press("ctrl+o")
    dialog = desk.window("^Choose photos$")
    until(lambda: screen.active() == dialog)


@pytest.mark.parametrize(
    "moment",
    [while_a_photo_is_read, while_sending, while_rendering, while_a_file_is_chosen],
    ids=lambda do: do.__name__,
)
def test_closing(
    start: Start, desk: Program, screen: Screen, run_folder: Path, moment: Callable[[Start, Screen, Program], None]
) -> None:
    moment(start, screen, desk)
    left(screen, desk, run_folder)
