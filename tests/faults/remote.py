"""What the fake service has accepted, and the ledger of what that costs."""

import json
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.goods import CLIP

MARK = re.compile(r"mark-[0-9a-z-]*[0-9a-z]")  # each job of a trial has its own, in its prompt, title or options
PRICE = 5.0


@dataclass(frozen=True)
class Order:
    """What a submit asks for."""

    service: str
    text: str  # all that it says in words
    prompt: str = ""
    title: str = ""
    template: str = ""
    kind: str = CLIP
    options: dict[str, Any] = field(default_factory=dict)
    photos: tuple[str, ...] = ()  # hashes of what came

    @property
    def mark(self) -> str:
        found = MARK.search(self.text)
        return found[0] if found else ""


@dataclass
class Work:
    id: str
    order: Order
    at: float
    links: str  # a part of its links; another when they have expired
    looks: int = 0
    done: bool = False
    cancelled: bool = False
    deleted: bool = False
    failed: str = ""
    changes: dict[str, str] = field(default_factory=dict)  # that it was told


@dataclass(frozen=True)
class Charge:
    """A line of the ledger."""

    service: str
    id: str
    mark: str
    text: str
    hash: str
    photos: tuple[str, ...]
    at: float


@dataclass(frozen=True)
class Life:
    """How long a job takes: so many looks, and so many seconds at least.

    `steps` are its intermediate pictures; so many of them, `early`, are told of while it is still being made.
    """

    looks: int = 1
    seconds: float = 0.0
    steps: int = 0
    early: int = 0


class Works:
    """`ledger` is a file to which each charge goes as a line before the submit is answered."""

    def __init__(self, now: Callable[[], float], ledger: Path | None = None) -> None:
        self.now = now
        self.life = Life()
        self.charges: list[Charge] = []
        self._by_id: dict[str, Work] = {}
        self._of: dict[str, list[Work]] = {}
        self._by_links: dict[str, Work] = {}
        self._expired: set[str] = set()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._file = os.open(ledger, flags, 0o600) if ledger is not None else None

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def accept(self, order: Order, digest: str) -> Work:
        name = f"{ {'vistoure': 'wr_', 'vividflow': 'vf-'}.get(order.service, 'w-') }{secrets.token_hex(8)}"
        work = Work(name, order, self.now(), secrets.token_hex(8))
        charge = Charge(order.service, name, order.mark, order.text[:500], digest, order.photos, work.at)
        if self._file is not None:
            os.write(self._file, (json.dumps(asdict(charge)) + "\n").encode())
        self.charges.append(charge)
        self._by_id[name] = self._by_links[work.links] = work
        self._of.setdefault(order.service, []).append(work)
        return work

    def find(self, service: str, name: str) -> Work | None:
        work = self._by_id.get(name)
        return None if work is None or work.order.service != service or work.deleted else work

    def newest(self, service: str, most: int) -> list[Work]:
        return self._of.get(service, [])[: -most - 1 : -1]

    def look(self, work: Work) -> Work:
        """Time passes for it; and where its links have expired it gets fresh ones."""
        work.looks += 1
        if work.looks >= self.life.looks and self.now() >= work.at + self.life.seconds:
            work.done = True
        if work.links in self._expired:
            work.links = secrets.token_hex(8)
            self._by_links[work.links] = work
        return work

    def behind(self, links: str, expired: bool = False) -> Work | None:
        """None where there never was such a link; and where it has expired, unless those are wanted, too."""
        return None if links in self._expired and not expired else self._by_links.get(links)

    def expire(self, links: str) -> None:
        self._expired.add(links)

    def credits(self, service: str) -> float:
        return 1_000_000.0 - PRICE * len(self._of.get(service, ()))
