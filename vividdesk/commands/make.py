"""The command `make`: photos in, files out, through the journal and its lanes, whoever owns them."""

import asyncio
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vividdesk import log
from vividdesk.commands import words
from vividdesk.commands.interrupt import Interrupt
from vividdesk.commands.order import Saved, Usual, Words, WrongCall, requests
from vividdesk.commands.screen import Screen, screen
from vividdesk.errors import PhotoRefused, VividError
from vividdesk.model.job import ACTIVE
from vividdesk.model.request import Request
from vividdesk.model.service import service_named
from vividdesk.paths import Paths
from vividdesk.texts import _
from vividdesk.wishes.journal import Journal, ShownJob, Standing, Twice, Wanted
from vividdesk.wishes.shared import Shared

ALL_DONE, SOME_FAILED, WRONG_CALL, STAYS, STOPPED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class Call:
    words: Words
    out: Path | None = None
    as_json: bool = False
    timeout: float | None = None  # seconds
    resume: bool = False  # what has not ended, in place of something new
    usual: Usual = lambda _service: {}


def run(call: Call, paths: Paths, environ: Mapping[str, str], saved: Saved) -> int:
    """The exit code. `saved` fetches the person's saved workflows."""
    return asyncio.run(_run(call, paths, environ, saved))


async def _run(call: Call, paths: Paths, environ: Mapping[str, str], saved: Saved) -> int:
    with Interrupt() as interrupt:
        try:
            asked = [] if call.resume else await _asked(call, paths, saved)
            if interrupt.is_set():
                words.say(_("stopped; nothing was sent."))
                return STOPPED
            async with Shared(paths, environ, log.print_fault, words.tell_locked, lanes=True) as shared:
                numbers = await (_unfinished(shared) if call.resume else _enqueued(shared, asked, call))
                return await Watch(shared, numbers, call, interrupt).run()
        except Twice as fault:
            raise WrongCall(fault.title, f"{fault.advice} " + _("--again does so.")) from fault
        except PhotoRefused as fault:
            raise WrongCall(fault.title, fault.advice) from fault


async def _asked(call: Call, paths: Paths, saved: Saved) -> list[Request]:
    return await requests(call.words, paths.catalog, paths.photos, saved, words.say, call.usual)


async def _enqueued(shared: Shared, asked: Sequence[Request], call: Call) -> list[int]:
    batch = secrets.token_hex(8)
    out = str(call.out.expanduser().absolute()) if call.out else ""
    return await shared.ask(lambda journal: journal.enqueue(asked, out, batch, call.words.again))


async def _unfinished(shared: Shared) -> list[int]:
    wanted = Wanted(tuple(state.value for state in ACTIVE))
    standing = await shared.ask(lambda journal: journal.page(wanted))
    numbers = sorted(job["id"] for job in standing["jobs"])
    if not numbers:
        words.say(_("there is nothing to go on with."))
    return numbers


class Watch:
    """Until all have ended, or nothing more happens by itself, or the person or the time says stop."""

    def __init__(self, shared: Shared, numbers: Sequence[int], call: Call, interrupt: Interrupt) -> None:
        self._shared = shared
        self._left = list(numbers)
        self._call = call
        self._interrupt = interrupt
        self._end = None if call.timeout is None else asyncio.get_running_loop().time() + call.timeout
        self._has_failed = False
        self._here: set[str] = set()  # services of which it was said that they are rendered here
        self._wrong: list[str] = []  # what was said and is not over

    async def run(self) -> int:
        shown = screen()
        interrupt = self._interrupt
        interrupt.before_leaving = shown.close
        try:
            standing = await self._follow(shown)
        except VividError as fault:
            shown.close()
            log.print_fault(fault)
            words.say(words.staying(len(self._left)))
            return STAYS
        finally:
            shown.close()
            interrupt.before_leaving = None
        if not self._left:
            return SOME_FAILED if self._has_failed else ALL_DONE
        if self._call.as_json and not interrupt.is_set():
            for job in standing["jobs"]:
                if job["id"] in self._left:
                    _print(job, as_json=True)
        if interrupt.is_set():
            words.say(_("stopped waiting; the jobs are not stopped."))
        elif not standing["idle"]:
            words.say(_("the time is up."))
        words.say(words.staying(len(self._left)))
        return STOPPED if interrupt.is_set() else STAYS

    async def _follow(self, shown: Screen) -> Standing:
        while True:
            standing = await self._shared.ask(self._stand)
            self._tell_of_here(standing["jobs"], shown)
            self._tell_of_what_is_wrong(standing, shown)
            shown.show(standing["jobs"])
            for job in standing["jobs"]:
                if job["ended"]:
                    self._settle(job, shown)
            self._let_go({job["id"] for job in standing["jobs"]}, shown)
            if not self._left or standing["idle"] or self._interrupt.is_set() or self._is_late():
                return standing
            await self._pause()

    async def _stand(self, journal: Journal) -> Standing:
        return await journal.stand(self._left)

    def _settle(self, job: ShownJob, shown: Screen) -> None:
        self._left.remove(job["id"])
        with shown.aside():
            if job["state"] != "done":
                self._has_failed = True
                advice = job["trouble"]["advice"] if job["trouble"] else ""
                words.say(f"{job['id']} ({words.title(job)}): {words.state(job)} {advice}".rstrip())
            _print(job, self._call.as_json)

    def _let_go(self, known: set[int], shown: Screen) -> None:
        """Of those that somebody else has taken off the list meanwhile."""
        for number in [each for each in self._left if each not in known]:
            self._left.remove(number)
            self._has_failed = True
            with shown.aside():
                words.say(_("{id}: somebody has taken this job off the list.").format(id=number))

    def _tell_of_here(self, jobs: Sequence[ShownJob], shown: Screen) -> None:
        new = {job["service"] for job in jobs if job["here"]} - self._here
        self._here |= new
        if new:
            names = ", ".join(service.name for each in sorted(new) if (service := service_named(each)))
            with shown.aside():
                words.say(_("rendered on this computer, not by the hosted service: {names}").format(names=names))

    def _tell_of_what_is_wrong(self, standing: Standing, shown: Screen) -> None:
        """Each question and trouble as it comes."""
        concerned = {(job["service"], job["here"]) for job in standing["jobs"]}
        lanes = [lane for lane in standing["lanes"] if (lane["service"], lane["here"]) in concerned]
        now = [*words.asked(standing["jobs"]), *words.troubles(lanes)]
        for line in now:
            if line not in self._wrong:
                with shown.aside():
                    words.say(line)
        self._wrong = now

    def _is_late(self) -> bool:
        return self._end is not None and asyncio.get_running_loop().time() >= self._end

    async def _pause(self) -> None:
        now = asyncio.get_running_loop().time()
        ways = {asyncio.ensure_future(self._shared.news()), asyncio.ensure_future(self._interrupt.wait())}
        left = None if self._end is None else max(0.0, self._end - now)
        done, rest = await asyncio.wait(ways, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        for way in rest:
            way.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        for way in done:
            way.result()


def _print(job: ShownJob, as_json: bool) -> None:
    if as_json:
        print(json.dumps(job), flush=True)
    else:
        for file in job["files"]:
            print(file, flush=True)
