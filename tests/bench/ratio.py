"""Speed as a ratio against something real, both measured in turn in the same run."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

Measure = Callable[[], float]


@dataclass(frozen=True)
class Ratio:
    what: str
    ours: float  # seconds, the median
    theirs: float
    limit: float
    turns: int

    @property
    def value(self) -> float:
        return self.ours / self.theirs

    def __str__(self) -> str:
        verdict = "within" if self.value <= self.limit else "OVER"
        return (
            f"{self.what}: {self.value:.2f} ({verdict} {self.limit}; "
            f"{self.ours * 1000:.1f} ms against {self.theirs * 1000:.1f} ms, medians of {self.turns})"
        )


@dataclass(frozen=True)
class Amount:
    """Of something that has a limit of its own."""

    what: str
    value: float
    limit: float
    unit: str

    def __str__(self) -> str:
        verdict = "within" if self.value <= self.limit else "OVER"
        return f"{self.what}: {self.value:.3g} {self.unit} ({verdict} {self.limit:g} {self.unit})"


def ratio(what: str, ours: Measure, theirs: Measure, limit: float, turns: int) -> Ratio:
    """One turn of each to warm up, then as many in alternation."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _turn in range(turns)]
    return Ratio(
        what,
        statistics.median(mine for mine, _other in pairs),
        statistics.median(other for _mine, other in pairs),
        limit,
        turns,
    )
