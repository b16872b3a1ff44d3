"""A monkey at the window: mouse, keys, drops, and closing at any moment. No traceback, no warning, no hang, no growth.

All of it follows from the seed, though not its timing. What it did stands in a ledger, each finding beside it.
"""

import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns import monkey_cage, monkey_checks, monkey_goods
from tests.campaigns.monkey_goods import Giver
from tests.campaigns.monkey_life import Life, World
from tests.e2e.screen import opened
from vividdesk.model.service import SERVICES
from vividdesk.settings import Appearance, SettingsFile

SHORT_LIVES = 0.35  # of the time; then one long life, for the sake of its memory
WAYS = {"by its window": 5, "terminated": 3, "interrupted": 1, "killed": 1}
OPENERS = (
    "xdg-open",
    "gio",
    "kde-open",
    "gnome-open",
    "x-www-browser",
    "firefox",
    "google-chrome",
    "vlc",
    "mpv",
    "totem",
)
MOST_FINDINGS = 25
# Only what concerns one window: openbox's usual settings offer other programs and other desktops. Without the button
# that closes, which ended each long life before its memory could be judged; Alt+F4 asks for the same.
OPENBOX = Path(__file__).with_name("openbox.xml")
# A monkey may type what passes for a key: no service may ever see it.
NOWHERE = "http://127.0.0.1:9"
PROXIES = "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"


@dataclass
class Figures:
    lives: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)  # seconds, by the way it was left
    done: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    jobs: int = 0
    long: list[list[monkey_checks.Sample]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)  # what is wrong in the same way was told once

    def judge(self) -> None:
        for samples in map(monkey_checks.warm, self.long):
            for name, bound in monkey_checks.GROWTH.items():
                if monkey_checks.lasted(samples) < monkey_checks.WORTH_JUDGING:
                    continue
                if (grown := monkey_checks.growth(samples, name)) > bound:
                    self.wrong.append(f"{name} grow by {grown:.1f} an hour, more than {bound}")

    def __str__(self) -> str:
        lines = [
            f"{self.lives.total():8}  lives in {self.seconds:.0f} s",
            *(
                f"{number:12}  ended {end}, the slowest after {self.slowest[end]:.1f} s"
                for end, number in self.lives.most_common()
            ),
            f"{self.done.total():8}  things done, {self.done.total() / max(1.0, self.seconds):.1f} a second",
            *(f"{number:12}  {name.replace('_', ' ')}" for name, number in self.done.most_common()),
            f"{self.jobs:8}  jobs in the journal",
        ]
        for samples in self.long:
            lines += ["a long life:", *map(str, samples[:: max(1, len(samples) // 20)])]
            warm = monkey_checks.warm(samples)
            lines.append(f"{monkey_checks.lasted(warm):12.0f}  seconds of it count")
            lines += [
                f"{monkey_checks.growth(warm, name):12.2f}  {name} an hour (at most {bound})"
                for name, bound in monkey_checks.GROWTH.items()
            ]
        lines += [f"{len(self.wrong):8}  wrong", *(f"WRONG: {each}" for each in self.wrong)]
        return "\n".join([*lines, *(f"{number} times: {what}" for what, number in self.again.items() if number > 1)])


class Monkey:
    def __init__(self, folder: Path, seed: int, told: Path) -> None:
        self.figures = Figures()
        self._folder = folder
        self._seed = seed
        self._told = told
        self._began = time.monotonic()
        self._number = 0
        self._ledger = (told / "ledger.txt").open("w", buffering=1)

    @contextmanager
    def in_its_world(self) -> Iterator[None]:
        environ = _environ(self._folder)
        files = monkey_goods.lay_out(self._folder / "things")
        with opened(OPENBOX.read_text()) as screen:
            giver = Giver(screen, environ)
            self._world = World(screen, self._folder, giver, files, environ, self._note, self._found)
            try:
                yield
            finally:
                giver.end()
                self._ledger.close()

    def one_life(self, seconds: float, way: str, stays: bool = False) -> Life:
        self._number += 1
        dice = random.Random(f"{self._seed}-{self._number}")
        life = Life(self._world, f"{self._seed}-{self._number}", dice, self._settings(dice))
        life.live(seconds, way, stays)
        self.figures.done += life.done
        self.figures.lives[life.end] += 1
        self.figures.slowest[life.end] = max(life.took, self.figures.slowest.get(life.end, 0.0))
        self.figures.jobs = max([self.figures.jobs, *(each.jobs for each in life.samples)])
        if monkey_checks.lasted(monkey_checks.warm(life.samples)) >= monkey_checks.WORTH_TELLING:
            self.figures.long.append(life.samples)
        return life

    def run(self, seconds: float) -> None:
        dice = random.Random(f"{self._seed}-lives")
        while (passed := time.monotonic() - self._began) < seconds:
            way = dice.choices(list(WAYS), list(WAYS.values()))[0]
            short = dice.choice((dice.uniform(0, 1), dice.uniform(0, 6), dice.uniform(2, 15), dice.uniform(5, 60)))
            is_early = passed < SHORT_LIVES * seconds
            self.one_life(min(short, seconds - passed) if is_early else seconds - passed, way, stays=not is_early)
            if len(self.figures.wrong) > MOST_FINDINGS:
                break
        self.figures.seconds = time.monotonic() - self._began

    def _settings(self, dice: random.Random) -> dict[str, str]:
        """As the person may have changed them since."""
        file = self._world.home / "settings.toml"
        if dice.random() < 0.4:
            look = dice.choice((Appearance.LIGHT, Appearance.DARK, Appearance.SYSTEM))
            SettingsFile(file).change(appearance=look, language=dice.choice(("system", "en", "de")))
        return {"QT_SCALE_FACTOR": dice.choice(("1", "1", "1", "1.5", "2"))}

    def _note(self, what: str) -> None:
        self._ledger.write(f"{time.monotonic() - self._began:9.2f} {what}\n")

    def _found(self, what: str, life: Life) -> None:
        """Kept with all that may say why."""
        last = what.strip().splitlines()[-1][:300]
        self._note(f"FOUND {last}")
        kind = re.sub(r"[\d/]+", "…", last)
        self.figures.again[kind] += 1
        if self.figures.again[kind] > 1:
            return
        number = len(self.figures.wrong) + 1
        head = f"life {life.name}, step {life.step}"
        self.figures.wrong.append(f"{head}: {last} — {self._told}/{number}")
        place = self._told / str(number)
        place.mkdir()
        life.world.screen.picture().save(place / "screen.png")
        done = (self._told / "ledger.txt").read_text().splitlines()[-80:]
        log = "\n".join(life.log.tail)
        story = [head, what, "— what was done", *done, "— the log", log, "— stderr", life.program.complained[-20_000:]]
        (place / "story.txt").write_text("\n".join(story))


def _environ(folder: Path) -> dict[str, str]:
    """A world in the folder: whatever the program would start elsewhere is a script that does nothing."""
    for name in ("data", "home", "run", "bin", "tmp"):
        (folder / name).mkdir(mode=0o700)
    for name in OPENERS:
        script = folder / "bin" / name
        script.write_text(f'#!/bin/sh\necho "$0 $@" >> {folder}/opened\n')
        script.chmod(0o755)
    home = folder / "home"
    own = {f"XDG_{name}_HOME": str(home / f".{name.lower()}") for name in ("CONFIG", "CACHE", "DATA", "STATE")}
    own |= dict.fromkeys((*PROXIES, *map(str.lower, PROXIES)), NOWHERE)
    own |= {f"VIVIDDESK_{service.id.upper()}_URL": NOWHERE for service in SERVICES}
    own |= {"HOME": str(home), "TMPDIR": str(folder / "tmp"), "XDG_RUNTIME_DIR": str(folder / "run")}
    own |= {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus", "BROWSER": str(folder / "bin" / "firefox")}
    own |= {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "NO_PROXY": "", "no_proxy": ""}
    return own | {"PYTHONPATH": str(Path(__file__).parents[2]), "QT_API": "pyside6"}


@contextmanager
def monkey(seed: int) -> Iterator[Monkey]:
    """In a folder that goes at the end; what was found stays, if it is anything."""
    told = Path(tempfile.mkdtemp(prefix="vividdesk-monkey-"))
    with tempfile.TemporaryDirectory(prefix="vd-", ignore_cleanup_errors=True) as folder:
        made = Monkey(Path(folder), seed, told)
        with made.in_its_world():
            yield made
    if not made.figures.wrong:
        shutil.rmtree(told)


def main(minutes: float, seed: int, told: Callable[[str], None]) -> int:
    if monkey_cage.version() < monkey_cage.NEEDED:
        told("monkey: this kernel has no Landlock (3), and without it a file dialog could delete the person's files")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what it started ends with it
    with monkey(seed) as made:
        made.run(minutes * 60)
        made.figures.judge()
    told(f"monkey, seed {seed}, {minutes:g} minutes\n{made.figures}")
    return int(bool(made.figures.wrong))
