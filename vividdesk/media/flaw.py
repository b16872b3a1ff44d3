"""Why a file is no result. `inspector` answers with these, `results` makes sentences of them."""

from enum import StrEnum


class Flaw(StrEnum):
    GONE = "gone"
    EMPTY = "empty"
    OTHER = "other"  # thing, or a kind of picture that is not kept
    TRUNCATED = "truncated"
    BROKEN = "broken"
    TOO_LARGE = "too large"
    MEMORY = "memory"
    TIME = "time"
    DIED = "died"


class Flawed(Exception):
    """`words` are for the log: they say where it was seen."""

    def __init__(self, flaw: Flaw, thing: str = "", words: str = "") -> None:
        super().__init__(f"{flaw}: {words}" if words else flaw)
        self.flaw = flaw
        self.thing = thing
