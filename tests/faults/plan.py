"""What a fake service is told to do wrong, and when: values that also travel as JSON."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Ask(StrEnum):
    """The kinds of requests, and the connection itself as it is made."""

    CONNECT = "connect"
    SUBMIT = "submit"
    LOOK = "look"
    HISTORY = "history"
    USAGE = "usage"
    CANCEL = "cancel"
    CHANGE = "change"
    WORKFLOWS = "workflows"
    FILE = "file"
    REPORT = "report"


class At(StrEnum):
    """Points in the course of a request. A submit is charged between TAKEN and ACCEPTED."""

    HEAD = "head"  # its head was read, nothing of its body
    BODY = "body"  # so many bytes of its body were read
    TAKEN = "taken"  # it was read whole
    ACCEPTED = "accepted"  # it was done; nothing of the answer has left
    STATUS = "status"  # within the status line of the answer
    HEADERS = "headers"  # within its headers
    ANSWER = "answer"  # after so many bytes of its body
    END = "end"  # it was sent whole


class Act(StrEnum):
    RESET = "reset"
    CLOSE = "close"  # an orderly end of the connection, with whatever is missing
    STALL = "stall"  # does nothing for so many seconds, then goes on as if nothing were; 0: until the client hangs up
    KILL = "kill"  # the process with this number, by signal 9
    DRIP = "drip"  # the answer in many small pieces, so many seconds between them
    UNMEASURED = "unmeasured"  # the answer is cut at so many bytes, and no length told it
    SAY = "say"  # this answer in place of the right one
    WORD = "word"  # a look: this word for the state
    EMPTY = "empty"  # a look: success, and no result
    FAIL = "fail"  # a look: the job has failed, with this text
    FORGET = "forget"  # a look: the service does not know the job
    EXPIRE = "expire"  # a file: its link leads to nothing from now on, with this status; the next look has a fresh one
    SPOIL = "spoil"  # a file: `body` names what comes in place of its content


@dataclass(frozen=True)
class Mishap:
    """Befalls so many requests of a kind, once `skip` of them have passed.

    `part` is a share of the body's, the answer's or the file's bytes, for those acts and points that speak of bytes.
    """

    ask: Ask
    act: Act
    at: At = At.TAKEN
    part: float = 0.5
    seconds: float = 0.0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    pid: int = 0
    skip: int = 0
    times: int = 1
    service: str = ""  # only of this one

    def __str__(self) -> str:
        how = {
            Act.SAY: f"{self.status} {self.headers} {self.body[:40]!r}",
            Act.SPOIL: self.body,
            Act.STALL: self.seconds,
        }
        times = f", {self.times} times" if self.times > 1 else ""
        return f"{self.ask}: {self.act} {how.get(self.act, '')} at {self.at} {self.part:.2f}{times}"

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Mishap":
        return cls(**{**told, "ask": Ask(told["ask"]), "act": Act(told["act"]), "at": At(told["at"])})


class Plan:
    """The mishaps that are still to come, and how often each befell."""

    def __init__(self) -> None:
        self._coming: list[list[Any]] = []  # a mishap, how many to skip, how many times
        self.befell: Counter[str] = Counter()

    def now(self, mishaps: Iterable[Mishap]) -> None:
        """In place of all that were planned."""
        self._coming = [[mishap, mishap.skip, mishap.times] for mishap in mishaps]
        self.befell.clear()

    def add(self, mishaps: Iterable[Mishap]) -> None:
        self._coming += [[mishap, mishap.skip, mishap.times] for mishap in mishaps]

    def drop(self, service: str) -> int:
        """Those of a service that are still to come; how many there were."""
        kept = [entry for entry in self._coming if entry[0].service != service]
        dropped = sum(entry[2] for entry in self._coming if entry[0].service == service)
        self._coming = kept
        return dropped

    def next(self, ask: Ask, service: str) -> Mishap | None:
        """For a request of this kind that begins now."""
        found = None
        for entry in self._coming:
            mishap, skip, times = entry
            if mishap.ask is not ask or mishap.service not in ("", service) or not times:
                continue
            if skip:
                entry[1] -= 1
            elif found is None:
                entry[2] -= 1
                found = mishap
        return found

    def befalls(self, mishap: Mishap) -> None:
        self.befell[_key(mishap)] += 1

    def times(self, mishap: Mishap) -> int:
        return self.befell[_key(mishap)]

    @property
    def is_over(self) -> bool:
        return not any(times for _mishap, _skip, times in self._coming)


def _key(mishap: Mishap) -> str:
    return json.dumps(mishap.to_json(), sort_keys=True)
