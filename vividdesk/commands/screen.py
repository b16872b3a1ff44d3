"""How far jobs are, on stderr: a table that moves on a terminal, elsewhere a line for each change."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from vividdesk.commands import words
from vividdesk.texts import _
from vividdesk.wishes.journal import ShownJob

ROWS = 20  # that are shown at once
BAR = 20  # letters


class Screen(Protocol):
    def show(self, jobs: Sequence[ShownJob]) -> None: ...

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Meanwhile something else may be printed."""

    def close(self) -> None: ...


def screen() -> "Screen":
    return Moving(Console(stderr=True, highlight=False)) if sys.stderr.isatty() else Lines()


class Lines:
    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def show(self, jobs: Sequence[ShownJob]) -> None:
        """What became of those that fail is said by whoever knows what to do about it."""
        for job in jobs:
            said = words.state(job)
            if self._known.get(job["id"]) != said and job["state"] not in ("failed", "cancelled"):
                self._known[job["id"]] = said
                words.say(f"{job['id']} ({words.title(job)}): {said}")

    @contextmanager
    def aside(self) -> Iterator[None]:
        yield

    def close(self) -> None:
        """Nothing is open."""


class Moving:
    def __init__(self, console: Console) -> None:
        self._live = Live(
            console=console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False
        )
        self._live.start()
        self._jobs: dict[int, ShownJob] = {}

    def show(self, jobs: Sequence[ShownJob]) -> None:
        self._jobs |= {job["id"]: job for job in jobs}
        self._live.update(self._table(), refresh=True)

    @contextmanager
    def aside(self) -> Iterator[None]:
        self._live.stop()
        try:
            yield
        finally:
            self._live.start(refresh=True)

    def close(self) -> None:
        self._live.stop()

    def _table(self) -> Table:
        """Those that go on before those that wait, and what has ended in one line below."""
        table = Table.grid(padding=(0, 2))
        ended = [job for job in self._jobs.values() if job["ended"]]
        going = sorted((job for job in self._jobs.values() if not job["ended"]), key=lambda job: job["sent"] is None)
        for job in going[:ROWS]:
            table.add_row(Text(words.title(job)), Text(words.state(job)), _bar(job), Text(_time(job), "dim"))
        told = _("{ended} of {all} ended").format(ended=len(ended), all=len(self._jobs))
        table.add_row(Text(told, "dim"))
        return table


def _bar(job: ShownJob) -> ProgressBar | Text:
    part = job.get("progress")
    return Text("") if part is None else ProgressBar(total=1.0, completed=part, width=BAR)


def _time(job: ShownJob) -> str:
    """Since it was sent, and what others of its kind took."""
    if job["sent"] is None or job["state"] != "waiting":
        return ""
    passed = (datetime.now(UTC) - datetime.fromisoformat(job["sent"])).total_seconds()
    went = words.lasting(passed)
    expected = job.get("expected")
    if expected is None:
        return went
    said = _("{went} of about {usual}") if passed <= expected["median"] else _("{went}, usually {usual}")
    return said.format(went=went, usual=words.lasting(expected["median"]))
