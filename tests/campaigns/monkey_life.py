"""One life of the program in the hands of a monkey: from its start to its end, whichever way that comes."""

import contextlib
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns import monkey_checks as checks
from tests.campaigns.monkey_goods import Giver
from tests.campaigns.monkey_hands import Hands, command_of
from tests.e2e.screen import Program, Screen
from tests.waiting import PATIENCE

CAGE = str(Path(__file__).with_name("monkey_cage.py"))
CLOSES_WITHIN = 20.0  # seconds, in which it may have to come first
ENDS_WITHIN = 12.0  # seconds; its own bound is six, on a computer with nothing else to do
LOOK_EVERY = 10  # things done
ASK_EVERY = 40
SAMPLE_EVERY = 60.0  # seconds
RESTS_FOR = 5.0  # seconds, before memory is looked at
SECOND_STARTS_WITHIN = 40.0


@dataclass(frozen=True)
class World:
    """What all lives share. `found` is told what is wrong."""

    screen: Screen
    folder: Path  # the only one in which anything can be changed
    giver: Giver
    files: list[str]
    environ: dict[str, str]
    ledger: Callable[[str], None]
    found: Callable[[str, "Life"], None]

    @property
    def home(self) -> Path:
        return self.folder / "data"


@dataclass
class Life:
    world: World
    name: str
    dice: random.Random
    environ: dict[str, str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    samples: list[checks.Sample] = field(default_factory=list)
    records: list[str] = field(default_factory=list)  # of the log, that should not be there
    end: str = ""
    took: float = 0.0  # seconds from the wish to leave to the end; for a window, it may have to come first
    step: int = 0
    log: checks.Log = field(init=False)
    program: Program = field(init=False)

    def live(self, seconds: float, leave: str, stays: bool = False) -> None:
        """For so long, unless it ends before; then left in this way, at whatever moment that is."""
        world = self.world
        world.ledger(f"life {self.name}: {seconds:.1f} s, then {leave}; {self.environ}")
        self.log = checks.Log(world.home / "logs" / "vividdesk.log")
        self.log.skip()
        command = CAGE, str(world.folder), "-m", "vividdesk"
        self.program = Program(world.screen, world.home, *command, **world.environ, **self.environ)
        try:
            self._play(seconds, stays)
            self._leave(leave)
            self._look_back()
        finally:
            self.program.end()

    def _play(self, seconds: float, stays: bool) -> None:
        world, program = self.world, self.program
        hands = Hands(world.screen, program, world.giver, world.files, self.dice, world.ledger, stays)
        hands.second_start = self._start_second
        began = time.monotonic()
        sampled = 0.0
        while (passed := time.monotonic() - began) < seconds and self._lives():
            if self.step % LOOK_EVERY == 0:
                hands.look()
            self.done[hands.do_something()] += 1
            self.step += 1
            if self.step % ASK_EVERY == 0:
                self._ask()
                self._read_log()
            if passed - sampled > SAMPLE_EVERY:
                sampled = passed
                hands.come_to_rest()
                time.sleep(RESTS_FOR)
                self._sample(began)

    def _lives(self) -> bool:
        return self.program.process.poll() is None

    def _sample(self, began: float) -> None:
        if taken := checks.sample(self.program, began):
            self.samples.append(taken)

    def _ask(self) -> None:
        if (self.world.home / "owner.address").exists() and not checks.reacts(self.world.home):
            self.wrong(f"no answer in {checks.ANSWERS_WITHIN} s\n{checks.stack(self.program.process.pid)}")

    def _read_log(self) -> None:
        for record in self.log.wrongs():
            self.records.append(record)
            self.wrong(record)

    def wrong(self, what: str) -> None:
        self.world.found(what, self)

    def _start_second(self) -> None:
        """It raises the first, unless that is just leaving: then it would open a window, and is not wanted."""
        second = Program(
            self.world.screen, self.world.home, CAGE, str(self.world.folder), "-m", "vividdesk", **self.world.environ
        )
        try:
            code = second.process.wait(SECOND_STARTS_WITHIN)
            if code or "Traceback" in second.complained:
                self.wrong(f"a second start ended with {code}: {second.complained}")
        except subprocess.TimeoutExpired:
            if self._lives():
                self.wrong(f"a second start stayed\n{checks.stack(second.process.pid)}")
        finally:
            second.end()

    def _leave(self, way: str) -> None:
        process, asked = self.program.process, time.monotonic()
        if not self._lives():
            self.end = "by its menu"
        else:
            self.end = way
            self.world.ledger(way)
            self._read_log()
            if way == "by its window":
                self._close_window()
            else:
                process.send_signal(
                    {"terminated": signal.SIGTERM, "interrupted": signal.SIGINT, "killed": signal.SIGKILL}[way]
                )
        is_early = not self.log.tail
        try:
            self._wait(way, is_early)
        except subprocess.TimeoutExpired:
            self.wrong(f"{self.end}, it had not ended after {ENDS_WITHIN} s\n{checks.stack(process.pid)}")
            process.kill()
            process.wait()
            return
        self.took = time.monotonic() - asked
        self._read_log()
        if process.returncode not in self._lawful():
            self.wrong(f"{self.end}, it ended with {process.returncode}\n{self.program.complained[-6000:]}")

    def _wait(self, way: str, is_early: bool) -> None:
        """Python itself loses one SIGINT of 500 that come in its first moments: it is sent again, as a person would."""
        process = self.program.process
        if way == "interrupted" and is_early:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(ENDS_WITHIN / 2)
                return
            process.send_signal(signal.SIGINT)
        process.wait(ENDS_WITHIN)

    def _lawful(self) -> tuple[int, ...]:
        """A signal that comes before the loop ends it as it ends any program; in Python's first moments with a word."""
        match self.end:
            case "killed":
                return (-signal.SIGKILL,)
            case "terminated" if not self.log.tail:
                return (0, -signal.SIGTERM)
            case "interrupted" if not self.log.tail:
                return (0, -signal.SIGINT)
            case _:
                return (0,)

    def _close_window(self) -> None:
        """As the window manager does it. A menu or a question that is open wants its own end first."""
        screen = self.world.screen
        deadline = time.monotonic() + CLOSES_WITHIN
        while time.monotonic() < deadline:
            for window in self.program.windows()[:1]:
                screen.do("mouseup", 1, "key", "--delay", 20, "Escape", "Escape", "Escape")
                screen.do("windowmap", window, "windowactivate", "--sync", window, "key", "alt+F4")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.program.process.wait(1.5)
                return
        self.wrong(f"its window could not be closed in {CLOSES_WITHIN} s\n{checks.stack(self.program.process.pid)}")
        self.program.process.terminate()

    def _look_back(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while (left := self.program.family()) and time.monotonic() < deadline:
            time.sleep(0.05)
        if left:
            self.wrong(f"left behind: {[command_of(pid) for pid in left]}")
        self._read_log()
        if said := self._said_besides():
            self.wrong(f"stderr: {said}")
        for said in checks.wrong_in_journal(self.world.home):
            self.wrong(said)

    def _said_besides(self) -> str:
        """On stderr; what the log says, too, is judged there."""
        known = {line for record in self.records for line in record.splitlines()}
        complained = self.program.complained
        if self.end == "interrupted" and not self.log.tail and complained.endswith("KeyboardInterrupt\n"):
            return ""  # before the first line of ours
        lines = complained.splitlines()
        return "\n".join(line for line in lines if line not in known and not line.startswith("vividdesk: "))[-6000:]
