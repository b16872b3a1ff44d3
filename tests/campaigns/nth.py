"""The n-th commit, flush, write, rename or send of a job's life fails, for every n there is; then the world is well.

The program goes on by itself or, where it said that it cannot, is started again; the jobs must come out as ever.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.campaigns.forks import Fate, lived
from tests.campaigns.life import SERVICES
from tests.campaigns.trial import Figures, Trial, in_workers, trial_in_memory
from tests.faults.points import FAULTS, Kind, Point, Side, failing

RESTARTED = 4  # every so many runs the program is started again, even where nothing is left to do


@dataclass(frozen=True)
class Series:
    """All points of one kind, one after the other, with one fault."""

    service: str
    kind: Kind
    fault: str
    side: Side = Side.BEFORE
    fresh: bool = False
    in_child: bool = False

    def __str__(self) -> str:
        more = f"{' of the child' if self.in_child else ''}{', first start' if self.fresh else ''}"
        return f"{self.fault} {self.side} a {self.kind}{more}"


def all_series() -> Iterator[Series]:
    for service in SERVICES:
        for fault in FAULTS:
            for kind in Kind:
                yield Series(service, kind, fault)
            yield Series(service, Kind.COMMIT, fault, Side.AFTER)
            for kind in (Kind.FSYNC, Kind.WRITE, Kind.NAME):
                yield Series(service, kind, fault, in_child=True)
    for fault in FAULTS:
        for kind in (Kind.COMMIT, Kind.FSYNC, Kind.NAME):
            yield Series("vividflow", kind, fault, fresh=True)
        yield Series("vividflow", Kind.COMMIT, fault, Side.AFTER, fresh=True)


class NthTrial(Trial):
    _numbers = itertools.count(10_000)

    def play_series(self, series: Series, most: int) -> None:
        """Until there is no n-th any more; `most` runs at most, where it is not 0."""
        for number in itertools.count(1):
            if not self._play_nth(series, number) or number == most:
                return

    def _play_nth(self, series: Series, number: int) -> bool:
        began = len(self.figures.wrong)
        wanted = self.wanted(next(self._numbers), series.service)
        stage = replace(self.stage([wanted], series.fresh), persistent=True)
        point = Point(series.kind, number, series.side, series.in_child)
        name = f"{series.service}, {series.fault} {point}"
        fate = lived(stage, failing=(point, failing(series.fault)))
        self.service.quiet()
        reached = bool(fate.told.get("reached"))
        if reached:
            self._judge(fate, series, name)
        else:
            self.look_at(fate, set(), f"{name}, which was not reached")
        if is_over(fate) and number % RESTARTED:
            self.check(stage, name)
        else:
            self.look_at(self.peace(stage, name), set(fate.told.get("ordered", ())), name)
        self.figures.rounds += 1
        if len(self.figures.wrong) > began:
            self.keep()
        return reached

    def _judge(self, fate: Fate, series: Series, name: str) -> None:
        """How the life ended that the fault befell."""
        self.figures.kills[str(series)] += 1
        self.figures.acts.update(fate.told.get("did", {}))
        if fate.hung:
            self.figures.wrong.append(f"{name}: hangs")
        where = "in the same life" if is_over(fate) else "after a restart"
        self.figures.acts[f"brought to their end {where}"] += 1
        raw = [*fate.told.get("mistakes", ()), *([fate.told["crashed"]] if "crashed" in fate.told else [])]
        if series.fault != "mistake":
            # The disk's or the network's fault must reach the person in words of ours.
            strange = [each for each in raw if not in_our_words(each)]
            self.figures.wrong += [f"{name}: told as a mistake of ours: {shortly(each)}" for each in strange]


def is_over(fate: Fate) -> bool:
    """Whether the life closed in order with nothing left to do."""
    return "closed" in fate.told and set(fate.told.get("states", {}).values()) == {"done"}


def in_our_words(trace: str) -> bool:
    return trace.strip().splitlines()[-1].startswith("vividdesk.errors.")


def shortly(trace: str) -> str:
    """What it was, and the innermost place of the program's own."""
    places = re.findall(r'File ".*(vividdesk/[^"]+)", line (\d+), in (\w+)', trace)
    return f"{trace.strip().splitlines()[-1]} at {' '.join(places[-1]) if places else '?'}"


SHORT = (
    Series("vimmerse", Kind.COMMIT, "EIO"),
    Series("vividflow", Kind.COMMIT, "EIO", Side.AFTER),
    Series("vistoure", Kind.FSYNC, "ENOSPC"),
    Series("vividflow", Kind.NAME, "ENOSPC"),
    Series("vimmerse", Kind.WRITE, "ENOSPC"),
    Series("vistoure", Kind.WRITE, "EIO", in_child=True),
    Series("vividflow", Kind.SEND, "mistake"),
)


def run(most: int, seed: int, chosen: Sequence[Series]) -> Figures:
    with trial_in_memory(NthTrial, "nth", seed) as trial:
        for series in chosen:
            trial.play_series(series, most)
    return trial.figures


def main(most: int, seed: int, workers: int, told: Callable[[str], None], short: bool = False) -> int:
    known = tuple(all_series())
    figures = (
        run(most, seed, SHORT) if short else in_workers(workers, lambda worker: run(most, seed, known[worker::workers]))
    )
    told(f"nth\n{figures.as_text('faults raised')}")
    return int(bool(figures.wrong))
