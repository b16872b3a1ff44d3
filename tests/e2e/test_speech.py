"""The window as a screen reader meets it, over a real accessibility bus; and in German, by the words that are heard."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.screen import Program, Screen
from tests.e2e.speech import Reader, State, Thing, listening
from tests.e2e.test_creating import PHOTO, RENDERED_WITHIN, clips, left, size
from tests.waiting import until

# What a person can act on, as AT-SPI calls it; whatever else has the focus is a place to scroll or to leave.
ROLES = {
    "push button",
    "button menu",
    "radio button",
    "check box",
    "text",
    "spin box",
    "combo box",
    "slider",
    "list",
    "list item",
    "menu item",
    "check menu item",
    "menu bar",
    "table cell",
    "page tab",
    "toggle button",
}
PLACES = {"filler", "frame", "panel", "scroll pane", "viewport", "dialog", "window"}


@pytest.fixture
def ears(screen: Screen, own_world: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    with listening(own_world, screen.display) as (reader, environ):
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        yield reader


def heard(reader: Reader, program: Program) -> Thing:
    return reader.tree(reader.program(program.process.pid))


def nameless(tree: Thing) -> list[str]:
    """What can have the focus and would be read as nothing."""
    focusable = [each for each in tree.walk() if State.FOCUSABLE in each.states and State.SHOWING in each.states]
    assert focusable
    return [str(each) for each in focusable if not each.name.strip()]


def odd(tree: Thing) -> list[str]:
    """What can have the focus and is called what it is not."""
    focusable = [each for each in tree.walk() if State.FOCUSABLE in each.states and State.SHOWING in each.states]
    return [str(each) for each in focusable if each.role not in ROLES | PLACES]


def names(tree: Thing, *roles: str) -> list[str]:
    return [each.name for each in tree.walk() if State.SHOWING in each.states and (not roles or each.role in roles)]


def with_row(tree: Thing, words: str) -> list[Thing]:
    """The tree, if a row that says this is in it."""
    return [tree] if any(words in each for each in names(tree, "list item")) else []


def into_pages(reader: Reader, program: Program, screen: Screen) -> None:
    """Back from the first field of the settings to the list of their pages."""

    def there() -> bool:
        tree = reader.tree(reader.program(program.process.pid), role="dialog")
        if any(each.name == "Pages of the settings" and State.FOCUSED in each.states for each in tree.walk()):
            return True
        screen.press("shift+Tab")
        screen.still()
        return False

    until(there)


def test_whatever_can_have_the_focus_says_what_it_is(ears: Reader, start: Start, screen: Screen) -> None:
    desk = start()
    desk.shown()
    seen: list[str] = []

    def look() -> Thing:
        tree = heard(ears, desk)
        seen.extend([*nameless(tree), *odd(tree)])
        return tree

    def in_dialog(title: str) -> None:
        dialog = desk.window(title)
        until(lambda: screen.active() == dialog)

    until(lambda: "Drop photos here" in names(look(), "label"))
    screen.press("ctrl+o")
    in_dialog("^Choose photos$")  # Qt's own: we answer for nothing in it
    screen.do("type", PHOTO)
    screen.press("Return")
    until(lambda: list(desk.home.glob("photos/*.jpg")))
    photo = until(lambda: [each for each in look().walk() if each.role == "list item" and "portrait" in each.name])[0]
    assert State.SELECTED in photo.states
    screen.press("ctrl+f")
    screen.do("type", "veo")
    screen.press("Return")
    until(lambda: "Prompt" in names(look(), "text"))
    chosen = [each for each in look().walk() if each.role == "radio button" and State.CHECKED in each.states]
    assert {"Create", "Duration: 4 s"} <= {each.name for each in chosen}

    def fold() -> Thing:
        return next(each for each in look().walk() if each.name == "More options")

    folded = fold()
    assert folded.role == "push button"
    assert State.EXPANDABLE in folded.states and State.EXPANDED not in folded.states
    ears.press(ears.program(desk.process.pid), folded)
    until(lambda: State.EXPANDED in fold().states)
    screen.press("ctrl+comma")
    in_dialog("^Settings$")
    into_pages(ears, desk, screen)
    for page in ("Vivid Flow", "VistoureAI", "Folders", "Appearance", "Privacy"):
        screen.press("Down")
        until(lambda page=page: page in names(look(), "label"))
    screen.press("Escape")
    until(lambda: screen.active() == desk.window())
    screen.press("F1")
    in_dialog(".*shortcuts.*")
    look()
    screen.press("Escape")
    until(lambda: screen.active() == desk.window())
    screen.press("ctrl+2")
    until(lambda: "The library is empty" in names(look(), "label"))
    assert sorted(set(seen)) == []


def test_from_a_photo_to_a_clip_in_german(ears: Reader, start: Start, screen: Screen, run_folder: Path) -> None:
    """Chosen as a person chooses it, in the settings; then by keys alone. Each step is known by its German words."""
    desk = start()
    desk.shown()
    screen.press("ctrl+comma")
    dialog = desk.window("^Settings$")
    until(lambda: screen.active() == dialog)
    into_pages(ears, desk, screen)
    screen.press("Down", "Down", "Down", "Down")
    german = until(lambda: [each for each in heard(ears, desk).walk() if each.name == "Deutsch"])[0]
    ears.press(ears.program(desk.process.pid), german)
    until(lambda: "Holds from the next start of vividdesk." in names(heard(ears, desk), "label"))
    screen.press("Escape")
    until(lambda: screen.active() == desk.window())
    left(screen, desk, run_folder)
    desk = start()
    desk.shown()
    until(lambda: "Fotos hier ablegen" in names(heard(ears, desk), "label"))
    screen.press("ctrl+o")
    chooser = desk.window("^Fotos wählen$")
    until(lambda: screen.active() == chooser)
    screen.do("type", PHOTO)
    screen.press("Return")
    until(lambda: screen.active() == desk.window() and list(desk.home.glob("photos/*.jpg")))
    screen.press("ctrl+f")
    screen.do("type", "wan")
    screen.press("Return")
    until(lambda: "Breite" in names(heard(ears, desk), "spin box"))
    screen.do("type", "langsam heran")
    screen.press("Tab", "Tab", "Tab", "Tab")
    screen.do("type", "480")
    until(lambda: any(name.startswith("1 Clip") for name in names(heard(ears, desk), "push button")))
    screen.press("ctrl+Return")
    until(lambda: clips(desk), RENDERED_WITHIN)
    assert [size(clip) for clip in clips(desk)] == [(480, 720)]
    (tree,) = until(lambda: with_row(heard(ears, desk), "Fertig"))
    assert "slider" in {each.role for each in tree.walk() if each.name.startswith("Bewertung: ")}
    assert odd(tree) == []
    said = "Wan 2.1 ist fertig. "
    until(lambda: ears.program(desk.process.pid) and any(each.startswith(said) for each in ears.spoken()))
    screen.press("ctrl+2")
    (tree,) = until(lambda: with_row(heard(ears, desk), "Wan 2.1, 0:0"))
    assert nameless(tree) == []
    left(screen, desk, run_folder)
