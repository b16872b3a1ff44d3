"""What a lane does with a job in each step, and what each costs of its allowance and its purse."""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from vividdesk.errors import NoRoom, VividError
from vividdesk.jobs import fetching, looking, searching, submitting
from vividdesk.jobs.hand import Going, Hand
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.money import Limits, Prospect, Purse, over_limit, prospect
from vividdesk.jobs.pacing import Past
from vividdesk.jobs.steps import Became
from vividdesk.jobs.submitting import Gate
from vividdesk.model.job import JobState, LaneId
from vividdesk.paths import is_folder
from vividdesk.texts import _

ROOM = 1024 * 1024  # bytes of the disk without which nothing is sent: what the service answers must be written down


class Work:
    """`is_stopped` tells of a job that it must not be sent any more."""

    def __init__(self, lane: LaneId, kit: Kit, limits: Limits, hand: Hand, is_stopped: Callable[[int], bool]) -> None:
        self._lane = lane
        self._kit = kit
        self._limits = limits
        self._hand = hand
        self._is_stopped = is_stopped
        self._purse = Purse()
        self._past: dict[str, Past | None] = {}
        self._turn = asyncio.Lock()

    async def prospect(self, template: str) -> Prospect:
        limit, past = self._limits(self._lane.service), await self.expected(template)
        return await prospect(self._kit, self._lane, limit, template, past, self._purse.left)

    async def expected(self, template: str) -> Past | None:
        """As past runs tell."""
        if template not in self._past:
            durations = await self._kit.store.jobs.durations(self._lane.service, self._lane.local, template)
            self._past[template] = Past.of(durations)
        return self._past[template]

    def expect_anew(self, template: str) -> None:
        """One more has come to its result."""
        self._past.pop(template, None)

    async def send(self, going: Going) -> Became:
        if not self._lane.local and self._purse.left is None:
            self._ask()
            await self._purse.count(self._kit, self._lane)
        self._ask(2)
        gate = Gate(self._turn, self._check, lambda: self._is_stopped(going.job.id))
        became = await submitting.submit(self._kit, going.job, gate)
        if became.job.state is JobState.WAITING and not self._lane.local:
            self._purse.bought(became.job)
        return became

    async def count_credits(self) -> None:
        """A moment after something was bought; more may come together."""
        if self._purse.is_due:
            await asyncio.sleep(self._kit.pace.credits)
            self._ask()
            await self._purse.count(self._kit, self._lane)

    async def look(self, going: Going) -> Became:
        self._ask()
        return await looking.look(self._kit, going.job)

    async def look_at_all(self, all_going: Sequence[Going]) -> dict[int, Became]:
        self._ask()
        return await looking.look_at_all(self._kit, [going.job for going in all_going])

    async def search(self, going: Going) -> Became:
        self._ask()
        return await searching.search(self._kit, going.job, self._hand.is_last_search(going))

    async def fetch(self, going: Going) -> Became:
        return await fetching.fetch(self._kit, going.job, going.failures, going.spoilt, going.renewals)

    async def _check(self, price: float | None) -> VividError | None:
        """Why nothing may be sent now."""
        if await self._kit.transfer.call(lambda: _room(self._kit.folders().photos)) < ROOM:
            return NoRoom(_("The disk is full, so nothing is sent."), _("Make room; it then goes on by itself."))
        return await over_limit(self._kit, self._lane, self._limits(self._lane.service), price)

    def _ask(self, times: int = 1) -> None:
        self._hand.allowance.used(asyncio.get_running_loop().time(), times)


def _room(folder: Path) -> int:
    """On the disk of a folder that may be gone: which photos are not there is seen as they are sent."""
    there = next(each for each in (folder, *folder.parents) if is_folder(each))
    return shutil.disk_usage(there).free
