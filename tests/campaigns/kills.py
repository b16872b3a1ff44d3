"""The program killed with signal 9 wherever it can be, and started again: no job lost, none charged twice, no half file

Each round is one to three jobs and one or two lives that are cut short, then one that is left in peace. First the
points of an undisturbed life are counted and each of them is hit, then the rest follow from the seed.
"""

import itertools
import random
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.campaigns.forks import Death, lived
from tests.campaigns.life import SERVICES, Wanted
from tests.campaigns.trial import Figures, Trial, in_workers, trial_in_memory
from tests.faults.orders import LARGE, SMALL
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.points import Kind, Point, Side

LATEST = 0.11  # seconds at which a life ends that dies at any time
REPORT_EVERY = 500
ASKS = (Ask.SUBMIT, Ask.SUBMIT, Ask.LOOK, Ask.FILE, Ask.FILE, Ask.HISTORY, Ask.USAGE)
WHILE_ANSWERED = (At.TAKEN, At.ACCEPTED, At.STATUS, At.HEADERS, At.ANSWER, At.END)
OF_CHILD = (Kind.FSYNC, Kind.WRITE, Kind.NAME)
EXTRA = 2  # points beyond those that were counted: not all lives are the same


@dataclass(frozen=True)
class Round:
    number: int
    wanted: tuple[Wanted, ...]
    deaths: tuple[Death, ...]
    fresh: bool = False  # on a data folder that has no journal yet
    looks: int = 1  # after which the services have the results
    steps: int = 0  # pictures of the way there


class KillTrial(Trial):
    def play_all(self, rounds: Iterable[Round]) -> None:
        for done, this in enumerate(rounds, start=1):
            self.play(this)
            if done % REPORT_EVERY == 0:
                print(f"{done} rounds, {self.figures.kills.total()} kills, {len(self.figures.wrong)} wrong", flush=True)

    def undisturbed(self, wanted: Sequence[Wanted], fresh: bool = False) -> dict[tuple[Kind, bool], int]:
        """How many points of each kind there are in a life that nothing ends, in the program and in its child."""
        told = self.peace(self.stage(wanted, fresh), "undisturbed").told
        counts = (("counts", False), ("counts_of_child", True))
        return {(Kind(kind), inner): most for name, inner in counts for kind, most in told[name].items() if most}

    def play(self, this: Round) -> None:
        began = len(self.figures.wrong)
        stage = self.stage(this.wanted, this.fresh)
        self.service.plan((), looks=this.looks, steps=this.steps)
        name = f"round {this.number} ({'; '.join(map(str, this.deaths))}; {this.wanted[0].service})"
        promised: set[str] = set()
        for death in this.deaths:
            fate = lived(stage, death)
            self.service.quiet()
            if fate.killed:
                self.figures.kills[death.kind] += 1
            else:
                self.figures.missed += 1
            promised = self.look_at(fate, promised, name)
        fate = self.peace(stage, name)
        self.look_at(fate, promised, name)
        self.figures.rounds += 1
        if len(self.figures.wrong) > began:
            self.keep()


def enumerated(
    trial: KillTrial,
    services: Sequence[str] = SERVICES,
    kinds: Collection[Kind] = tuple(Kind),
    starts: Sequence[bool] = (True, False),
) -> Iterator[Round]:
    """Each point of a life of each service, both sides of it; of a first life, all of the journal's beginning, too."""
    number = 0
    for service in services:
        for fresh in starts:
            counts = trial.undisturbed([trial.wanted(number := number - 1, service)], fresh)
            for (kind, inner), most in sorted(counts.items()):
                points = range(1, most + EXTRA + 1) if kind in kinds else ()
                for at, side in itertools.product(points, Side):
                    number -= 1
                    wanted = (trial.wanted(number, service),)
                    yield Round(number, wanted, (Death(Point(kind, at, side, inner)),), fresh)


def drawn(trial: KillTrial, number: int, seed: int) -> Round:
    """It follows from the seed and its number alone."""
    chance = random.Random(f"{seed}-{number}")
    service = chance.choice(SERVICES)
    size = chance.choice((SMALL, SMALL, SMALL, LARGE))
    jobs = chance.choice((1, 1, 1, 2, 3))
    wanted = [trial.wanted(number * 10 + each, service, chance.randrange(2), size) for each in range(jobs)]
    deaths = [_death(chance) for _life in range(chance.choice((1, 1, 1, 1, 2)))]
    fresh = chance.random() < 0.02
    return Round(number, tuple(wanted), tuple(deaths), fresh, chance.choice((1, 1, 2)), chance.choice((0, 0, 1)))


def _death(chance: random.Random) -> Death:
    match chance.randrange(4):
        case 0:
            kind = chance.choice(list(Kind))
            most = {Kind.COMMIT: 14, Kind.FSYNC: 10, Kind.WRITE: 6, Kind.NAME: 12, Kind.SEND: 10}[kind]
            inner = kind in OF_CHILD and chance.random() < 0.3
            return Death(Point(kind, chance.randint(1, most), chance.choice(list(Side)), inner))
        case 1 | 2:
            return Death(mishap=_mishap(chance))
    return Death(after=chance.uniform(0.0, LATEST))


def _mishap(chance: random.Random) -> Mishap:
    ask = chance.choice(ASKS)
    points = (At.HEAD, At.BODY, At.BODY, *WHILE_ANSWERED) if ask is Ask.SUBMIT else WHILE_ANSWERED
    return Mishap(
        ask,
        Act.KILL,
        chance.choice(points),
        part=chance.random(),
        seconds=chance.choice((0.0, 0.0, 0.001, 0.003)),
        skip=chance.choice((0, 0, 0, 1)),
    )


def run(count: int, seed: int, worker: int = 0, workers: int = 1) -> Figures:
    """This worker's share of the rounds."""
    with trial_in_memory(KillTrial, "kills", seed) as trial:
        share = len(range(worker, count, workers))
        known = list(itertools.islice(enumerated(trial), worker, None, workers))[:share]
        numbers = range(worker, count, workers)[: share - len(known)]
        trial.play_all(itertools.chain(known, (drawn(trial, number, seed) for number in numbers)))
    return trial.figures


def run_short(seed: int, others: int = 16) -> Figures:
    """Both sides of every commit in a life, and some others."""
    with trial_in_memory(KillTrial, "kills", seed) as trial:
        known = enumerated(trial, ("vividflow",), (Kind.COMMIT,), (False,))
        trial.play_all(itertools.chain(known, (drawn(trial, number, seed) for number in range(others))))
    return trial.figures


def main(count: int, seed: int, workers: int, told: Callable[[str], None], short: bool = False) -> int:
    figures = run_short(seed) if short else in_workers(workers, lambda worker: run(count, seed, worker, workers))
    told(
        f"kills, seed {seed}, {count} rounds asked for, {workers} workers\n{figures.as_text('lives ended by signal 9')}"
    )
    return int(bool(figures.wrong))
