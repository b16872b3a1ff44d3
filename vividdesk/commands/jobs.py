"""The command `jobs`: what the journal holds, and what a person decides about it."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from rich.console import Console
from rich.table import Table
from rich.text import Text

from vividdesk import log
from vividdesk.commands import words
from vividdesk.errors import VividError
from vividdesk.paths import Paths
from vividdesk.texts import _, count
from vividdesk.wishes.journal import Journal, Standing, Wanted
from vividdesk.wishes.shared import Shared

WHOLE = 10_000  # letters of a line that goes to another program: a path in pieces is of no use to it


class Jobs:
    """Each method is a command and returns its exit code."""

    def __init__(self, paths: Paths, environ: Mapping[str, str]) -> None:
        self._paths = paths
        self._environ = environ

    def list(self, wanted: Wanted, as_json: bool) -> int:
        standing = asyncio.run(self._listed(wanted))
        if as_json:
            print(json.dumps(standing["jobs"], indent=2))
        else:
            _show(standing)
        return 0

    def cancel(self, numbers: Sequence[int]) -> int:
        return asyncio.run(self._each(numbers, lambda number, journal: journal.cancel(number), keys=True))

    def retry(self, numbers: Sequence[int], anew: bool) -> int:
        return asyncio.run(self._each(numbers, lambda number, journal: journal.retry(number, anew), goes_on=True))

    def decide(self, number: int, found: str | None, resend: bool) -> int:
        goes_on = resend or found is not None
        return asyncio.run(
            self._each([number], lambda each, journal: journal.decide(each, found, resend), goes_on=goes_on)
        )

    def forget(self, numbers: Sequence[int], files: bool) -> int:
        return asyncio.run(self._forget(numbers, files))

    def _shared(self, keys: bool = False) -> Shared:
        """Nothing is sent where this process owns the journal."""
        return Shared(self._paths, self._environ, log.print_fault, words.tell_locked, lanes=False, keys=keys)

    async def _listed(self, wanted: Wanted) -> Standing:
        async with self._shared() as shared:
            return await shared.ask(lambda journal: journal.page(wanted))

    async def _each(
        self,
        numbers: Sequence[int],
        wish: Callable[[int, Journal], Awaitable[str]],
        keys: bool = False,
        goes_on: bool = False,
    ) -> int:
        """`goes_on`: what is wished for needs somebody who works on the jobs."""
        code = 0
        async with self._shared(keys) as shared:
            for number in dict.fromkeys(numbers):
                try:
                    print(await shared.ask(partial(wish, number)))
                except VividError as fault:
                    log.print_fault(fault)
                    code = 1
            if goes_on and shared.is_own and code == 0:
                words.say(_("vividdesk make --resume takes it up, or the desk when it is opened."))
        return code

    async def _forget(self, numbers: Sequence[int], files: bool) -> int:
        async with self._shared() as shared:
            gone = await shared.ask(lambda journal: journal.forget(numbers, files))
        said = count("{n} job is forgotten.", "{n} jobs are forgotten.", len(set(numbers)))
        if files:
            said += " " + count("{n} file is deleted.", "{n} files are deleted.", len(gone))
        print(said)
        return 0


def _show(standing: Standing) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WHOLE)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in (_("id"), _("photo"), _("template"), _("state"), _("since"), _("files")):
        table.add_column(heading, overflow="fold")
    for job in standing["jobs"]:
        template = f"{job['service']}/{job['template']}" + (_(" (here)") if job["here"] else "")
        table.add_row(
            *map(Text, (str(job["id"]), job["photo"], template, words.state(job), words.since(job["changed"]))),
            Text("\n".join(job["files"])),
        )
    if standing["jobs"]:
        console.print(table)
    else:
        console.print(_("There are no such jobs."))
    for line in (*words.asked(standing["jobs"]), *words.troubles(standing["lanes"])):
        console.print(Text(line))
