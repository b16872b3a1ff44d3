"""A display of its own with a window manager on it, hands for it, and the program as a real child process."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from PIL import Image, ImageChops, ImageGrab

from tests import waiting
from tests.conftest import ROOT, tool
from tests.waiting import PATIENCE

T = TypeVar("T")
Point = tuple[int, int]

DESK = ("-m", "vividdesk")
BUSY = str(Path(__file__).with_name("busy.py"))
SIZE = (1440, 900)
PAUSE = 0.1  # seconds between two looks: each starts a program, or takes a picture of the screen


def until(look: Callable[[], T], patience: float = PATIENCE) -> T:
    return waiting.until(look, patience, PAUSE)


class Screen:
    def __init__(self, display: str) -> None:
        self.display = display
        self._xdotool = tool("xdotool")

    def do(self, *words: object) -> str:
        """Empty where xdotool failed: a window may go while it is looked at."""
        told = subprocess.run(
            [self._xdotool, *map(str, words)],
            env=os.environ | {"DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return told.stdout.strip() if told.returncode == 0 else ""

    def press(self, *keys: str) -> None:
        self.do("key", *keys)

    def click(self, window: int, x: int, y: int) -> None:
        """Counted from the window's corner; what is negative, from the opposite one."""
        wide, high = self.size(window)
        self.do("mousemove", "--window", window, x % wide, y % high, "click", 1)

    def drag(self, start: Point, end: Point, button: int, done: Callable[[], bool]) -> None:
        """Moves to and fro with the button held down, until it is seen to do something, and lets go at the end."""
        self.do("mousemove", *start, "mousedown", button)

        def moved() -> bool:
            self.do("mousemove", *((a + b) // 2 for a, b in zip(start, end, strict=True)))
            self.do("mousemove", *end)
            return done()

        waiting.until(moved)
        self.do("mouseup", button)

    def rest(self) -> None:
        """The mouse to where nothing lights up under it."""
        self.do("mousemove", SIZE[0] - 1, SIZE[1] - 1)

    def windows(self, *which: object) -> list[int]:
        return [int(line) for line in self.do("search", "--all", "--onlyvisible", *which).split()]

    def active(self) -> int:
        return int(self.do("getactivewindow") or 0)

    def activate(self, window: int) -> None:
        self.do("windowactivate", window)
        until(lambda: self.active() == window)

    def size(self, window: int) -> Point:
        told = self._geometry(window)
        return told["WIDTH"], told["HEIGHT"]

    def middle(self, window: int) -> Point:
        """On the screen."""
        told = self._geometry(window)
        return told["X"] + told["WIDTH"] // 2, told["Y"] + told["HEIGHT"] // 2

    def _geometry(self, window: int) -> dict[str, int]:
        lines = self.do("getwindowgeometry", "--shell", window).split()
        return {name: int(value) for name, _equals, value in (line.partition("=") for line in lines)}

    def pixel(self, window: int, place: Point) -> tuple[int, ...]:
        """The colour at a place of the window; none while that lies outside the screen."""
        told, picture = self._geometry(window), self.picture()
        x, y = told["X"] + place[0], told["Y"] + place[1]
        inside = 0 <= x < picture.width and 0 <= y < picture.height
        return picture.getpixel((x, y)) if inside else ()

    def picture(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def still(self) -> Image.Image:
        """The picture once it stays as it is; a blinking cursor does not count."""
        seen = [self.picture()]

        def settled() -> bool:
            time.sleep(PAUSE)
            seen.append(self.picture())
            return alike(seen[-2], seen[-1])

        waiting.until(settled, pause=0.0)
        return seen[-1]


def difference(one: Image.Image, other: Image.Image) -> int:
    """In how many pixels they differ; of two sizes: in all."""
    if one.size != other.size:
        return max(one.width * one.height, other.width * other.height)
    changed = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value else 0)
    return changed.histogram()[255]


def alike(one: Image.Image, other: Image.Image) -> bool:
    return difference(one, other) < 60  # a text cursor has some twenty


class Program:
    """A child process that carries a mark, by which its own children are found."""

    def __init__(self, screen: Screen, home: Path, *command: str, **environ: str) -> None:
        self.home = home
        self._screen = screen
        self._ready = self.logged.count("The desk is ready") if self._log.exists() else 0  # in earlier starts
        self._starved = 0.0
        mark = uuid.uuid4().hex
        self._mark = f"E2E_MARK={mark}".encode()
        self._out, self._err = (home.parent / f"{mark}.{name}" for name in ("out", "err"))
        usual = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "LANGUAGE")}
        own = {"DISPLAY": screen.display, "VIVIDDESK_HOME": str(home), "LC_ALL": "C.UTF-8", "E2E_MARK": mark}
        own["PYTHONFAULTHANDLER"] = "1"  # a crash says where
        words = [sys.executable, *(command or DESK)]
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(words, cwd=ROOT, env=usual | own | environ, stdout=out, stderr=err)

    @property
    def said(self) -> str:
        return self._out.read_text(encoding="utf-8")

    @property
    def complained(self) -> str:
        return self._err.read_text(encoding="utf-8")

    @property
    def logged(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def _log(self) -> Path:
        return self.home / "logs" / "vividdesk.log"

    def windows(self, title: str = "^vividdesk$") -> list[int]:
        return self._screen.windows("--pid", self.process.pid, "--name", title)

    def window(self, title: str = "^vividdesk$") -> int:
        def look() -> list[int]:
            self._lives()
            return self.windows(title)

        return until(look)[0]

    def shown(self) -> int:
        """Its window, once it has come to life and that is where the keys go."""
        waiting.until(self._is_ready)
        window = self.window()
        until(lambda: self._screen.active() == window)
        return window

    def clock(self) -> float:
        """The seconds that pass for it: not those in which others have the processor that it is ready to use."""
        with contextlib.suppress(OSError, IndexError):
            self._starved = int(Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[1]) / 1e9
        return time.monotonic() - self._starved

    def over(self, before: float) -> int:
        """Its exit code. By its clock it has to end before that."""
        while (code := self.process.poll()) is None:
            assert self.clock() < before, "it does not end"
            time.sleep(0.02)
        return code

    def _is_ready(self) -> bool:
        self._lives()
        return self._log.exists() and self.logged.count("The desk is ready") > self._ready

    def _lives(self) -> None:
        assert self.process.poll() is None, f"it ended: {self.complained}"

    def family(self) -> list[int]:
        """Whatever still runs of it and of its children."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if self._mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
        return found

    def end(self) -> None:
        """By force, with all its children."""
        for pid in self.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def opened(settings: str = "") -> Iterator[Screen]:
    """Xvfb and openbox, with openbox's own settings or these, and none of the person's."""
    with tempfile.TemporaryDirectory(prefix="vd-screen-") as folder, contextlib.ExitStack() as running:
        display = _xvfb(running)
        screen = Screen(display)
        if settings:
            (Path(folder) / "openbox").mkdir()
            (Path(folder) / "openbox" / "rc.xml").write_text(settings)
        environ = os.environ | {"DISPLAY": display, "HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder}
        running.enter_context(_child([tool("openbox")], env=environ))
        until(lambda: screen.do("get_num_desktops"), patience=60.0)  # its fonts may have to come from a busy disk
        yield screen


def _xvfb(running: contextlib.ExitStack) -> str:
    reads, writes = os.pipe()
    with os.fdopen(reads) as number:
        # Without -noreset it starts anew when its last client leaves, and drops whoever connects just then.
        words = [tool("Xvfb"), "-displayfd", str(writes), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"]
        words += ["-nolisten", "tcp", "-noreset"]
        running.enter_context(_child(words, pass_fds=(writes,)))
        os.close(writes)
        return f":{number.readline().strip()}"


@contextlib.contextmanager
def _child(words: list[str], **how: object) -> Iterator[None]:
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how) as process:  # type: ignore[call-overload]
        try:
            yield
        finally:
            process.terminate()
