"""The window as a person meets it: with the mouse, with the keys alone, and again the next day."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.conftest import Start
from tests.e2e.screen import SIZE, Program, Screen, alike, difference, until
from vividdesk.widgets.theme import DARK, LIGHT

ANOTHER_PROGRAM = """
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
window = QWidget(windowTitle="something else")
window.showMaximized()
application.exec()
"""
GROUND = (5, 30)  # a place in the window where it shows nothing else


@pytest.fixture(autouse=True)
def keys_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing left to find out, the window looks as it will look."""
    for service in ("VIMMERSE", "VIVIDFLOW", "VISTOURE"):
        monkeypatch.setenv(f"VIVIDDESK_{service}_KEY", "a-key-for-tests")


@pytest.fixture
def changed(screen: Screen) -> Callable[[Image.Image], Image.Image]:
    """The next picture that differs from the one before, and then holds."""

    def wait(before: Image.Image) -> Image.Image:
        until(lambda: not alike(screen.picture(), before))
        return screen.still()

    return wait


def left(screen: Screen, program: Program) -> None:
    screen.press("ctrl+q")
    assert program.process.wait(10) == 0
    assert program.complained == ""


@pytest.mark.parametrize("away", ["behind", "minimised"])
def test_a_second_start_brings_the_window_to_the_front(start: Start, desk: Program, screen: Screen, away: str) -> None:
    window = desk.window()
    if away == "behind":
        other = start("-c", ANOTHER_PROGRAM).window("something else")
        until(lambda: screen.active() == other)
    else:
        screen.do("windowminimize", window)
        until(lambda: screen.active() != window)
    second = start()
    assert second.process.wait(10) == 0
    assert second.said == "vividdesk is open already; its window is in front now.\n"
    until(lambda: screen.active() == window)
    until(lambda: screen.pixel(window, GROUND) == ground(LIGHT.ground))


def test_pages_by_keys(desk: Program, screen: Screen, changed: Callable[[Image.Image], Image.Image]) -> None:
    create = screen.still()
    screen.press("ctrl+2")
    library = changed(create)
    screen.press("ctrl+1")
    assert alike(changed(library), create)
    left(screen, desk)


def test_a_typed_key_stays_hidden_until_it_is_asked_for(desk: Program, screen: Screen) -> None:
    screen.press("ctrl+comma")
    dialog = desk.window("^Settings$")
    until(lambda: screen.active() == dialog)
    seen = []
    for text in ("iiiiiiii", "WWWWWWWW"):
        screen.press("ctrl+a")
        screen.do("type", text)
        seen.append(screen.still())
    assert alike(*seen)
    screen.press("Tab", "space")
    until(lambda: difference(screen.picture(), seen[-1]) > 500)
    screen.press("Escape")
    until(lambda: desk.windows("^Settings$") == [])
    until(lambda: screen.active() == desk.window())
    left(screen, desk)


def test_the_menu_by_keys(desk: Program, screen: Screen) -> None:
    def windows() -> int:
        return len(screen.windows("--pid", desk.process.pid))

    before = screen.still()
    screen.press("F10")
    until(lambda: windows() == 2)
    screen.press("Escape")
    until(lambda: windows() == 1)
    assert alike(screen.still(), before)
    screen.press("F10")
    until(lambda: windows() == 2)
    screen.press("Up", "Return")
    assert desk.process.wait(10) == 0


def test_light_and_dark_by_keys(desk: Program, screen: Screen) -> None:
    for colours in (LIGHT, DARK, LIGHT):
        until(lambda colours=colours: screen.pixel(desk.window(), GROUND) == ground(colours.ground))
        screen.press("ctrl+shift+l")
    until(lambda: screen.pixel(desk.window(), GROUND) == ground(DARK.ground))
    left(screen, desk)


def test_it_looks_the_next_day_as_it_was_left(
    start: Start, desk: Program, screen: Screen, changed: Callable[[Image.Image], Image.Image]
) -> None:
    first = screen.still()
    screen.click(desk.window(), -30, 72)
    without_preview = changed(first)
    screen.press("F10", *["Down"] * 6, "Right", "Return")
    without_photos = changed(without_preview)
    screen.press("ctrl+shift+l")
    dark = changed(without_photos)
    window = desk.window()
    screen.do("keydown", "alt")
    screen.drag((1300, 800), (1000, 600), 3, lambda: screen.size(window)[0] < SIZE[0] - 250)
    screen.drag((500, 300), (600, 400), 1, lambda: not alike(screen.picture(), dark))
    screen.do("keyup", "alt")
    screen.press("ctrl+f")  # where the keys go is not remembered
    screen.rest()
    before, size = changed(dark), screen.size(window)
    left(screen, desk)
    again = start()
    until(lambda: screen.size(again.shown()) == size)
    screen.press("ctrl+f")
    assert difference(screen.still(), before) < 300
    left(screen, again)


def test_a_panel_taken_out_is_still_out_the_next_day(start: Start, desk: Program, screen: Screen) -> None:
    screen.click(desk.window(), -58, 72)
    until(lambda: desk.windows("^Preview$"))
    screen.activate(desk.window())
    left(screen, desk)
    again = start()
    again.window()
    again.window("^Preview$")
    screen.activate(again.window())
    left(screen, again)


def nonsense(number: int) -> bytes:
    return random.Random(number).randbytes(4000)


@pytest.mark.parametrize(
    "content",
    [nonsense(1), b"", b"[General]\nwindow=@ByteArray(" + nonsense(2).hex().encode() + b")\npanels=@ByteArray(x)\n"],
    ids=["bytes", "empty", "wrong"],
)
def test_a_layout_that_makes_no_sense_does_no_harm(start: Start, screen: Screen, home: Path, content: bytes) -> None:
    (home / "layout.ini").write_bytes(content)
    program = start()
    program.shown()
    left(screen, program)


def ground(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
