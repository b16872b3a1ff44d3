"""The hands of a monkey: what it can do to a window, drawn by dice, and a ledger of all it did."""

import contextlib
import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.campaigns import monkey_goods
from tests.campaigns.monkey_giver import MIDDLE
from tests.campaigns.monkey_goods import Giver
from tests.e2e.screen import SIZE, Program, Screen

Rect = tuple[int, int, int, int]  # left, top, width, height

KEYS = (  # what is there more often is pressed more often
    "Tab Tab Tab shift+Tab Up Down Down Left Right Return Escape Escape space space Delete BackSpace Home End Next "
    "Menu shift+F10 F2 F5 F6 shift+F6 alt F10 minus plus comma period bracketleft bracketright a e m k l f i 0 1 2 5 7"
)
TO_THE_MENU = ("F10", "alt")  # and so to its last entry, which quits
CHORDS = (
    "ctrl+a ctrl+v ctrl+c ctrl+x ctrl+z ctrl+shift+z ctrl+f ctrl+1 ctrl+2 ctrl+e ctrl+shift+l F1 ctrl+slash F11 ctrl+o "
    "ctrl+comma alt+Up alt+Down alt+Left ctrl+Tab ctrl+Home ctrl+End shift+Down shift+End ctrl+space"
)
WORDS = (
    "wan",
    "veo",
    "relight",
    "7",
    "-1",
    "1e999",
    "0.5",
    "../../etc",
    "/",
    "<b>bold</b>",
    "%s %n {0}",
    "a slow zoom",
    "ü ß 中文",
)
SOON = 0.012  # seconds between two things at least


class Hands:
    """`ledger` is called with each thing that is done. One that `stays` hardly ever comes upon the wish to quit."""

    def __init__(
        self,
        screen: Screen,
        program: Program,
        giver: Giver,
        files: list[str],
        dice: random.Random,
        ledger: Callable[[str], None],
        stays: bool,
    ) -> None:
        self._screen = screen
        self._program = program
        self._giver = giver
        self._files = files
        self._dice = dice
        self._ledger = ledger
        self._keys = [key for key in KEYS.split() if not (stays and key in TO_THE_MENU)]
        self._places: list[Rect] = []
        self.second_start: Callable[[], None] = lambda: None

    def do_something(self) -> str:
        """What it was."""
        chosen = self._dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        chosen(self)
        time.sleep(self._dice.choice((SOON, SOON, SOON, 0.03, 0.1)))
        return chosen.__name__

    def look(self) -> None:
        """Where its windows are now, the one with the keys first."""
        active = self._screen.active()
        numbers = self._screen.windows("--pid", self._program.process.pid)
        self._places = []
        for number in sorted(numbers, key=lambda each: each != active):
            with contextlib.suppress(KeyError):
                told = self._screen._geometry(number)
                place = told["X"], told["Y"], told["WIDTH"], told["HEIGHT"]
                if min(place[2:]) > 10:
                    self._places.append(place)

    def _x(self, *words: object) -> None:
        self._ledger(" ".join(map(str, words))[:300])
        self._screen.do(*words)

    def _point(self) -> tuple[int, int]:
        """Mostly in the window that has the keys."""
        left, top, wide, high = (0, 0, *SIZE)
        if self._places and self._dice.random() < 0.98:
            left, top, wide, high = self._places[0] if self._dice.random() < 0.7 else self._dice.choice(self._places)
        x, y = left + self._dice.randrange(wide), top + self._dice.randrange(-20, high)
        return min(max(0, x), SIZE[0] - 1), min(max(0, y), SIZE[1] - 1)

    def click(self) -> None:
        button = self._dice.choices((1, 2, 3, 8), (82, 4, 12, 2))[0]
        times = self._dice.choices((1, 2, 3), (85, 12, 3))[0]
        held = self._dice.choices((None, "ctrl", "shift"), (90, 5, 5))[0]
        words: list[object] = ["mousemove", *self._point(), "click", "--repeat", times, "--delay", 25, button]
        self._x(*(["keydown", held, *words, "keyup", held] if held else words))

    def press_and_drag(self) -> None:
        start, end = self._point(), self._point()
        middle = [(a + b) // 2 for a, b in zip(start, end, strict=True)]
        button = self._dice.choices((1, 2, 3), (90, 5, 5))[0]
        words = ["mousemove", *start, "mousedown", button, "mousemove_relative", 12, 9]
        words += ["mousemove", *middle, "sleep", 0.03, "mousemove", *end, "sleep", 0.03]
        words += ["key", "Escape"] if self._dice.random() < 0.1 else []
        self._x(*words, "mouseup", button)

    def wheel(self) -> None:
        button, times = self._dice.choice((4, 5, 5, 6, 7)), self._dice.randint(1, 12)
        self._x("mousemove", *self._point(), "click", "--repeat", times, "--delay", 4, button)

    def hover(self) -> None:
        self._x("mousemove", *self._point(), "sleep", self._dice.choice((0.02, 0.02, 0.8)))

    def keys(self) -> None:
        self._x("key", "--delay", 4, *(self._dice.choice(self._keys) for _time in range(self._dice.randint(1, 8))))

    def chord(self) -> None:
        self._x("key", self._dice.choice(CHORDS.split()))

    def type_words(self) -> None:
        self._x("type", "--delay", 2, self._dice.choice(WORDS))

    def paste(self) -> None:
        goods = monkey_goods.drawn(self._dice, self._files)
        self._tell("clipboard", goods)
        self._x("key", *self._dice.choice((["ctrl+v"], ["ctrl+v"], ["ctrl+a", "ctrl+v"], ["ctrl+1", "ctrl+v"])))

    def drop(self) -> None:
        goods, (x, y) = monkey_goods.drawn(self._dice, self._files), self._point()
        self._tell("drag", goods)
        words = [
            "mousemove",
            *MIDDLE,
            "mousedown",
            1,
            "sleep",
            0.03,
            "mousemove_relative",
            "--",
            -15,
            -15,
            "sleep",
            0.05,
        ]
        words += [
            "mousemove",
            (x + MIDDLE[0]) // 2,
            (y + MIDDLE[1]) // 2,
            "sleep",
            0.05,
            "mousemove",
            x,
            y,
            "sleep",
            0.1,
        ]
        words += ["mousemove_relative", 1, 1, "sleep", self._dice.choice((0, 0.1, 0.2))]
        words += ["key", "Escape"] if self._dice.random() < 0.05 else []
        self._x(*words, "mouseup", 1)

    def _tell(self, by: str, goods: dict[str, Any]) -> None:
        self._ledger(f"{by}: {json.dumps(goods)[:200]}")
        self._giver.give(by, goods)

    def put_back(self) -> None:
        """Panels that were taken out, closed or pushed aside."""
        self._x("key", "--delay", 25, "Escape", "Escape", "F10", *["Down"] * 6, "Right", "Up", "Return", "sleep", 0.1)

    def make_something(self) -> None:
        """What a person does: a photo, a template, its prompt, off it goes."""
        if self._dice.random() < 0.5:
            self.put_back()
        photo, name = (
            self._dice.choice(self._files[:5]),
            self._dice.choice(("wan", "veo", "birth", "santa", "old", "back")),
        )
        self._x("key", "--delay", 30, "Escape", "Escape", "ctrl+o", "sleep", 0.5)
        self._x("type", "--delay", 4, photo)
        self._x(
            "key", "Return", "sleep", 0.6, "key", "ctrl+f", "type", name, "sleep", 0.3, "key", "Return", "sleep", 0.3
        )
        if name in ("wan", "veo"):
            self._x("type", "a slow zoom")
        self._x("key", "ctrl+Return")

    def open_a_dialog(self) -> None:
        """And mostly leave it again."""
        ways = (["ctrl+comma"], ["F1"], ["ctrl+o"], ["F10", "Up", "Up", "Return"], ["F10", "Up", "Up", "Up", "Return"])
        self._x("key", "Escape", "Escape", "sleep", 0.05, "key", "--delay", 25, *self._dice.choice(ways), "sleep", 0.2)
        self.look()
        for _time in range(self._dice.randint(0, 6)):
            self._dice.choice((self.keys, self.click, self.click, self.type_words))()
        if self._dice.random() < 0.8:
            self._x("key", "--delay", 25, "Escape", "Escape")

    def clear_away(self) -> None:
        """A desk that is never cleared would only grow."""
        part = self._dice.choice((["ctrl+1", "F6"], ["ctrl+2", "Tab", "Tab", "Tab"], ["ctrl+1", "shift+F6"]))
        self._x("key", "--delay", 20, "Escape", "Escape", *part, "ctrl+a", "Delete", "sleep", 0.2, "key", "Return")

    def come_to_rest(self) -> None:
        """As it is at its start, whatever was open: only so can what it holds be compared."""
        window = next(iter(self._program.windows()), 0)
        self._x("key", "--delay", 25, "Escape", "Escape", "Escape", "ctrl+1")
        for state in ("FULLSCREEN", "MAXIMIZED_VERT", "MAXIMIZED_HORZ"):
            self._x("windowstate", "--remove", state, window)
        self._x("windowmap", window, "windowsize", window, 1280, 800, "windowactivate", window)
        self.put_back()
        self._x("key", "--delay", 25, "ctrl+1", "F6", "ctrl+a", "Delete", "Escape")

    def shape(self) -> None:
        window = next(iter(self._program.windows()), 0)
        match self._dice.randrange(6):
            case 0:
                self._x("windowsize", window, self._dice.randint(200, 1900), self._dice.randint(150, 1200))
            case 1:
                self._x("windowmove", window, self._dice.randint(-300, 900), self._dice.randint(-100, 600))
            case 2:
                self._x("windowminimize", window, "sleep", 0.2, "windowmap", window, "windowactivate", window)
            case 3:
                self._x("key", "super+Up")
            case 4:
                self._x("key", "F11", "sleep", 0.1, "key", "F11")
            case _:
                self._x("windowmove", window, 40, 30, "windowsize", window, 1280, 800, "windowactivate", window)

    def start_a_second_one(self) -> None:
        self._ledger("a second start")
        self.second_start()

    def kill_a_child(self) -> None:
        """The local service, or a process that reads photos."""
        children = [pid for pid in self._program.family() if pid != self._program.process.pid]
        named = {pid: command_of(pid) for pid in sorted(children)}
        wanted = self._dice.choice(("vividdesk.localservice", "vividdesk.localservice", "vividdesk.media"))
        for pid, words in named.items():
            if wanted in words:
                self._ledger(f"kill -9 {pid}: {words[-80:]}")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                return


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def pairs() -> Iterator[tuple[Callable[[Hands], None], float]]:
    yield from (
        (Hands.click, 34),
        (Hands.press_and_drag, 6),
        (Hands.wheel, 6),
        (Hands.hover, 4),
        (Hands.keys, 20),
        (Hands.chord, 10),
        (Hands.type_words, 4),
        (Hands.paste, 3),
        (Hands.drop, 3),
        (Hands.make_something, 1.2),
        (Hands.put_back, 0.5),
        (Hands.open_a_dialog, 2),
        (Hands.clear_away, 1),
        (Hands.shape, 2),
        (Hands.start_a_second_one, 0.15),
        (Hands.kill_a_child, 0.2),
    )


WEIGHTS = dict(pairs())
