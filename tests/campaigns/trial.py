"""What the trials in forked children have in common: where lives take place, what is looked at after each, figures."""

import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from tests.campaigns.checking import wrongs
from tests.campaigns.forks import Fate, Remote, Stage, lived, remote, warm_up
from tests.campaigns.life import SERVICES, Wanted
from tests.faults.orders import SMALL, shelved

T = TypeVar("T", bound="Trial")

LIVES_PER_HOME = 40


@dataclass
class Figures:
    """`wrong` must stay empty."""

    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)  # that hit, by where
    missed: int = 0  # lives that ended before their point came
    acts: Counter[str] = field(default_factory=Counter)  # of the person
    charges: int = 0
    journals: int = 0  # read through
    leaks: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Figures") -> None:
        for name in ("rounds", "missed", "charges", "journals", "leaks"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.kills += other.kills
        self.acts += other.acts
        self.wrong += other.wrong
        self.seconds = max(self.seconds, other.seconds)

    def to_json(self) -> str:
        return json.dumps(vars(self))

    @classmethod
    def from_json(cls, text: str) -> "Figures":
        told = json.loads(text)
        return cls(**{**told, "kills": Counter(told["kills"]), "acts": Counter(told["acts"])})

    def as_text(self, what: str) -> str:
        lines = [
            f"{self.rounds:8}  rounds in {self.seconds:.0f} s",
            f"{self.kills.total():8}  {what}:",
            *(f"{number:12}  {where}" for where, number in sorted(self.kills.items())),
            f"{self.charges:8}  charges at the services, {self.leaks} keys sent where none belongs",
            f"{self.missed:8}  lives ended before their point came",
            f"{self.journals:8}  journals read through",
            *(f"{number:8}  times: {act}" for act, number in sorted(self.acts.items())),
            f"{len(self.wrong):8}  wrong",
        ]
        return "\n".join([*lines, *(f"WRONG: {each}" for each in self.wrong)])


class Trial:
    """One parent with its service and its data folders."""

    def __init__(self, folder: Path, service: Remote, seed: int) -> None:
        self.figures = Figures()
        self._folder = folder
        self.service = service
        self.seed = seed
        self._home = folder
        self._marks: list[str] = []
        self._since = 0
        self._homes = 0
        self._left = 0
        self._tag = f"{seed}-{os.getpid()}"
        warm_up(self.stage([Wanted(name, f"mark-{self._tag}-{name}") for name in SERVICES], fresh=True))

    def wanted(self, number: int, service: str, variant: int = 0, size: int = SMALL) -> Wanted:
        return Wanted(service, f"mark-{self._tag}-{number}", variant, size)

    def finish(self) -> None:
        """The last home is looked through as the others were."""
        self._leave()
        self.figures.leaks = len(self.service.state(1 << 30)["leaks"])
        if self.figures.leaks:
            self.figures.wrong.append("a key went to a result's address")

    def peace(self, stage: Stage, name: str) -> Fate:
        """A life that nothing ends, and all must be well."""
        fate = lived(stage)
        self.service.quiet()
        self.figures.acts.update(fate.told.get("did", {}))
        said = [f"mistake: {each}" for each in fate.told.get("mistakes", ())]
        if fate.hung or fate.killed or "crashed" in fate.told:
            said.append(f"hung {fate.hung}, killed {fate.killed}, crashed {fate.told.get('crashed')}")
        self.figures.wrong += [f"{name}: {each}" for each in said]
        self.check(stage, name)
        return fate

    def check(self, stage: Stage, name: str) -> None:
        charges = stage.charges()
        self.figures.charges += sum(map(len, charges.values()))
        said = [*wrongs(stage.home, stage.marks, charges, deep=False), *self._wrong_photos(stage)]
        self.figures.wrong += [f"{name}: {each}" for each in said]

    def _wrong_photos(self, stage: Stage) -> Iterator[str]:
        for each in stage.wanted:
            sent = {tuple(photos) for photos in self.service.photos(stage.since, each.mark)}
            if sent - {(shelved(stage.home / "photos", each.size).hash,)}:
                yield f"{each.mark}: another photo arrived than was sent"

    def look_at(self, fate: Fate, promised: set[str], name: str) -> set[str]:
        """What a life was told to be queued must be there in the next one."""
        if "found" in fate.told and (lost := promised - set(fate.told["found"])):
            self.figures.wrong.append(f"{name}: LOST {sorted(lost)}")
        if "crashed" in fate.told and not fate.killed:
            self.figures.wrong.append(f"{name}: crashed: {fate.told['crashed']}")
        return promised | set(fate.told.get("ordered", ()))

    def stage(self, wanted: Sequence[Wanted], fresh: bool) -> Stage:
        if fresh or not self._left:
            self._leave()
            self._homes += 1
            self._home = self._folder / f"home-{self._homes}"
            self._since, self._left = self.service.size(), LIVES_PER_HOME
        self._left -= 1
        for each in wanted:
            shelved(self._home / "photos", each.size)
        self._marks += [each.mark for each in wanted]
        return Stage(self._home, self.service, wanted, self.service.size())

    def _leave(self) -> None:
        """The home has served: all of it is looked at once more."""
        if self._marks:
            charges = self.service.charges(self._since, self._marks)
            self.figures.wrong += [
                f"{self._home.name}: {each}" for each in wrongs(self._home, self._marks, charges, deep=True)
            ]
            self.figures.journals += 1
            shutil.rmtree(self._home, ignore_errors=True)
        self._marks = []

    def keep(self) -> None:
        """A home in which something went wrong is not used again, and stays for whoever looks for the reason."""
        kept = Path(tempfile.mkdtemp(prefix="vividdesk-wrong-"))
        shutil.copytree(self._home, kept / "home")
        self.figures.wrong[-1] += f" — kept in {kept}"
        self._marks, self._left = [], 0


@contextmanager
def trial_in_memory(kind: type[T], name: str, seed: int) -> Iterator[T]:
    """With a service and data folders of its own, all of which go at the end."""
    with TemporaryDirectory(prefix=f"vividdesk-{name}-", dir=memory()) as folder, remote(Path(folder)) as service:
        began = time.monotonic()
        trial = kind(Path(folder), service, seed)
        yield trial
        trial.finish()
        trial.figures.seconds = time.monotonic() - began


def memory() -> str | None:
    """A disk in memory, where there is one: signal 9 takes nothing from the system's own buffers."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def in_workers(workers: int, work: Callable[[int], Figures]) -> Figures:
    """Each in a process of its own."""
    pipes: list[tuple[int, int]] = []
    for worker in range(workers):
        here, there = os.pipe()
        if (child := os.fork()) == 0:
            code = 1
            try:
                with os.fdopen(there, "w") as out:
                    out.write(work(worker).to_json())
                code = 0
            finally:
                os._exit(code)
        os.close(there)
        pipes.append((child, here))
    figures = Figures()
    for child, here in pipes:
        with os.fdopen(here) as said:
            figures.add(Figures.from_json(said.read()))
        os.waitpid(child, 0)
    return figures
