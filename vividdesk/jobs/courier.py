"""Tells services what the person changed or deleted of their results: at once, or as soon as there is a way again.

The journal keeps what is to be told, so a wish outlasts outages and the program. None of it costs anything, and said
twice it means the same; that is why it may be sent again where nobody knows whether it came.
"""

import asyncio
import math
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from vividdesk.errors import (
    JournalError,
    KeyRefused,
    LocalServiceFault,
    NotAllowed,
    NotKnown,
    NoWay,
    Rejected,
    SlowDown,
    Unreachable,
    VividError,
)
from vividdesk.jobs.events import ErrandChanged, Event, JobChanged, LaneChanged, Told
from vividdesk.jobs.kit import Kit, trouble_of
from vividdesk.jobs.steps import who_is_refused
from vividdesk.jobs.wires import Wire
from vividdesk.model.clip import Clip
from vividdesk.model.errand import Errand, ErrandState, What, can_be_deleted_there, is_told_of, place_of
from vividdesk.model.job import LaneId
from vividdesk.providers.base import Edits
from vividdesk.store.errands import Place
from vividdesk.texts import _

OF_THE_WAY = (Unreachable, KeyRefused, NoWay, SlowDown, LocalServiceFault)
TRIES = 20  # of one errand that the service answers with nonsense; then the next start tries


@dataclass
class Rest:
    """Until a moment of the loop's clock; the more often in a row it failed, the longer."""

    until: float = 0.0
    times: int = 0


class Courier:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._wake = asyncio.Event()
        self._lanes: dict[LaneId, Rest] = {}
        self._errands: dict[tuple[int, int], Rest] = {}
        self._drive: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._drive = asyncio.ensure_future(self._live())

    async def close(self) -> None:
        """What is under way is told once more after the next start."""
        if self._drive is not None:
            self._drive.cancel()
            await asyncio.wait({self._drive})

    async def tell(self, clips: Collection[Clip], what: What, value: str) -> None:
        """Of those clips whose service takes it; when this returns it will be done, whatever happens."""
        await self._want([place_of(clip) for clip in clips if is_told_of(clip)], what, value)

    async def delete(self, clips: Collection[Clip], after: float) -> None:
        """So many seconds later, so that the person may think better of it."""
        await self._want([place_of(clip) for clip in clips if can_be_deleted_there(clip)], What.DELETE, "", after)

    async def spare(self, clips: Collection[Clip]) -> bool:
        """The person thought better of it. False: of some it is too late."""
        places = {place_of(clip) for clip in clips if can_be_deleted_there(clip)}
        return len(await self._kit.store.errands.withdraw(places, What.DELETE)) == len(places)

    def go_on(self, service: str) -> None:
        """Its key has changed."""
        self._lanes = {lane: rest for lane, rest in self._lanes.items() if lane.service != service}
        self._wake.set()

    def hear(self, event: Event) -> None:
        """A lane that is well again has a way; a job that has ended lets go of what it made."""
        match event:
            case LaneChanged(lane, trouble=None) if self._lanes.pop(lane, None):
                self._wake.set()
            case JobChanged(job) if job.state.is_end:
                self._wake.set()

    async def _want(self, places: Collection[Place], what: What, value: str, after: float = 0.0) -> None:
        if places:
            for errand in await self._kit.store.errands.want(places, what, value, after):
                self._kit.tell(ErrandChanged(errand))
            self._wake.set()

    async def _live(self) -> None:
        while True:
            self._wake.clear()
            try:
                moment = await self._carry()
            except JournalError:
                moment = self._now() + self._kit.pace.disk
            except Exception as fault:  # noqa: BLE001 - whatever it is, the others are told
                self._kit.tell(Told(fault))
                moment = self._now() + self._kit.pace.disk
            with suppress(TimeoutError):
                async with asyncio.timeout(None if moment == math.inf else max(0.0, moment - self._now())):
                    await self._wake.wait()

    async def _carry(self) -> float:
        """Tells all that may be told now; the moment at which there may be more."""
        soonest = math.inf
        for errand in await self._kit.store.errands.open():
            moment = self._may_from(errand)
            if moment <= self._now():
                await self._do(errand)
                moment = self._may_from(errand)
            if moment > self._now():
                soonest = min(soonest, moment)
        return soonest

    def _may_from(self, errand: Errand) -> float:
        rests = (self._lanes.get(errand.lane), self._errands.get((errand.id, errand.rev)))
        due = self._now() + errand.due_at - self._kit.now()
        return max(due, *(rest.until for rest in rests if rest), 0.0)

    async def _do(self, errand: Errand) -> None:
        begun = await self._kit.store.errands.begin(errand)
        if begun is None:
            return
        trouble = None
        try:
            state = ErrandState.DONE
            wire = await self._kit.wires.of(errand.lane)
            await self._say(wire, errand)
            self._lanes.pop(errand.lane, None)
        except Exception as fault:  # noqa: BLE001 - one that is our mistake must not keep the others waiting
            if not isinstance(fault, VividError):
                self._kit.tell(Told(fault))
            state = await self._became(errand, fault)
            trouble = None if state is ErrandState.DONE else trouble_of(fault)
        changed = await self._kit.store.errands.put(begun, state, trouble)
        if changed is not None:
            self._kit.tell(ErrandChanged(changed))

    async def _say(self, wire: Wire, errand: Errand) -> None:
        client = wire.client
        if not isinstance(client, Edits):
            raise Rejected(_("The service takes no changes to its results."))
        try:
            match errand.what:
                case What.RATING:
                    await client.rate(errand.remote, errand.value)
                case What.TITLE:
                    await client.update(errand.remote, title=errand.value)
                case What.VISIBILITY:
                    await client.update(errand.remote, visibility=errand.value)
                case What.DELETE:
                    await client.delete(errand.remote)
        except NotAllowed as fault:
            refused = await who_is_refused(wire)
            if refused.job:
                raise Rejected(fault.title, fault.advice) from fault
            raise refused.lane or fault from fault

    async def _became(self, errand: Errand, fault: Exception) -> ErrandState:
        match fault:
            case NotKnown() if errand.what is What.DELETE:
                return ErrandState.DONE  # which is what is wanted
            case NotKnown() | Rejected():
                return ErrandState.REFUSED
            case KeyRefused():
                self._lanes[errand.lane] = Rest(math.inf)  # until it is another one
            case SlowDown(wait=wait):
                self._lanes[errand.lane] = Rest(self._now() + wait)
            case _ if isinstance(fault, OF_THE_WAY):
                self._pause(self._lanes.setdefault(errand.lane, Rest()))
            case _:
                rest = self._errands.setdefault((errand.id, errand.rev), Rest())
                self._pause(rest)
                rest.until = math.inf if rest.times >= TRIES else rest.until
        return ErrandState.WANTED

    def _pause(self, rest: Rest) -> None:
        rest.times += 1
        rest.until = self._now() + self._kit.pace.later(self._kit.pace.probes, rest.times)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
