"""Brings in what a service has made that no job of ours asked for: its history becomes clips, each once.

It may be run again at any time, and after whatever broke it: what is here is known by the service's own id, and a
download goes on from what is on the disk.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from vividdesk.errors import FetchBroken, FolderGone, LinkExpired, NotAResult, NotKnown, Rejected
from vividdesk.jobs import marks
from vividdesk.jobs.events import ClipAdded, Told
from vividdesk.jobs.fetching import TRIES
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.naming import name_of_foreign
from vividdesk.jobs.settling import settle, usable
from vividdesk.jobs.ways import Reach, reach
from vividdesk.jobs.wires import Wire, whole_link
from vividdesk.media.results import Facts
from vividdesk.model.clip import Clip
from vividdesk.model.job import JobState, LaneId
from vividdesk.model.report import RemoteState, Report
from vividdesk.providers.base import KeepsHistory
from vividdesk.providers.links import KINDS
from vividdesk.store.clips import Foreign
from vividdesk.store.jobs import Kept
from vividdesk.texts import _

MOST_PAGES = 100
NOT_SETTLED = (JobState.SUBMITTING, JobState.UNSURE)  # what came of these may be in the history already


@dataclass(frozen=True)
class Tally:
    """How far it is. `known` were here before; `broken` could not be fetched, and may be another time."""

    whole: int | None = None  # that are to be brought in, once that is known
    new: int = 0
    known: int = 0
    expired: int = 0
    broken: int = 0

    @property
    def done(self) -> int:
        return self.new + self.expired + self.broken


async def bring_in(kit: Kit, lane: LaneId, labels: Mapping[str, str], tell: Callable[[Tally], None]) -> Tally:
    """`labels` are of templates, by the service's names for them. `tell` is called after each.

    A VividError ends it: no way to the service, no room, no journal. What was brought in until then stays.
    """
    tell(Tally())
    wire = await kit.wires.of(lane)
    reports = [each for each in await _history(wire) if each.state is RemoteState.DONE]
    news = await _news(kit, lane, reports)
    tally = Tally(len(news), known=len(reports) - len(news))
    tell(tally)
    places = _Places(kit)
    for report in reversed(news):  # so that the newest is the first in the library, too
        foreign = _foreign(kit, lane, report, labels)
        count = await _Bringing(kit, wire, foreign, places).one(report)
        tally = replace(tally, **{count: getattr(tally, count) + 1})
        tell(tally)
    return tally


async def _history(wire: Wire) -> list[Report]:
    """All of it, the newest first, as far as the service gives it."""
    client = wire.client
    if not isinstance(client, KeepsHistory):
        raise Rejected(_("The service keeps no history."))
    found: dict[str, Report] = {}
    for page in range(1, MOST_PAGES + 1):
        try:
            reports = (await client.history(page=page)).reports
        except (Rejected, NotKnown):
            if page == 1:
                raise
            break
        before = len(found)
        for report in reports:
            found.setdefault(report.id, report)
        if len(found) == before:
            break
    return list(found.values())


async def _news(kit: Kit, lane: LaneId, reports: list[Report]) -> list[Report]:
    """Asked in this order, so that what a submit brings meanwhile is seen in one of the two."""
    jobs = kit.store.jobs
    unsettled = [job for job in await jobs.in_states(None, NOT_SETTLED) if job.lane.service == lane.service]
    prompts = {" ".join(str(job.request.options.get("prompt", "")).split()) for job in unsettled}
    remotes = [report.id for report in reports]
    known = await jobs.claimed(lane.service, remotes) | await kit.store.clips.known_remotes(lane.service, remotes)
    prompts.discard("")  # of one without words nothing can be told by them
    return [each for each in reports if each.id not in known and " ".join(each.prompt.split()) not in prompts]


def _foreign(kit: Kit, lane: LaneId, report: Report, labels: Mapping[str, str]) -> Foreign:
    return Foreign(
        lane=lane,
        remote=report.id,
        template=report.template,
        label=labels.get(report.template) or report.template or _("From the history"),
        prompt=report.prompt,
        made_at=report.created.timestamp() if report.created else kit.now(),
    )


class _Places:
    """Where results go. That the folder for them is gone is told once, however many there are."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._is_told = False

    async def folder(self) -> Path:
        folders = self._kit.folders()
        try:
            await self._kit.transfer.call(usable, folders.results)
        except FolderGone as fault:
            if not self._is_told:
                self._is_told = True
                self._kit.tell(Told(fault))
            await self._kit.transfer.call(usable, folders.library)
            return folders.library
        return folders.results


class _Bringing:
    """Of one: its link becomes a part, the part a file, the file a clip."""

    def __init__(self, kit: Kit, wire: Wire, foreign: Foreign, places: "_Places") -> None:
        self._kit = kit
        self._wire = wire
        self._places = places
        self._foreign = foreign
        self._stem = name_of_foreign(foreign.made_at, foreign.label, foreign.remote)

    async def one(self, report: Report) -> str:
        """How it counts in the tally."""
        is_fresh = False
        for turn in range(1, TRIES + 1):
            try:
                if is_fresh or not report.links:
                    report, is_fresh = await self._wire.client.look(report.id), True
                return await self._try(report)
            except (LinkExpired, NotKnown):
                if is_fresh:
                    return "expired"
                is_fresh = True
            except NotAResult:
                if turn == TRIES:
                    return "broken"
            except FetchBroken as fault:
                if turn == TRIES:
                    return "broken"
                await asyncio.sleep(max(fault.wait, self._kit.pace.later(self._kit.pace.retries, turn)))
        return "broken"

    async def _try(self, report: Report) -> str:
        if not report.links:
            raise LinkExpired(_("There is no result any more."))
        kit, link = self._kit, report.links[0]
        folder = await self._places.folder()
        part = folder / f"{self._stem}.part"
        if not await kit.transfer.call(part.exists) and (found := await self._finished(folder)):
            return await self._add(*found)
        url = self._whole(link.url)
        try:
            await kit.transfer.run(lambda: kit.downloads.fetch(url, part, _unheard, link.size))
            facts, poster = await kit.results.finish(part, link.kind, self._recipe())
        except (NotAResult, asyncio.CancelledError):
            await asyncio.shield(kit.transfer.call(marks.forget, part))
            raise
        place = await kit.transfer.call(_free, folder, self._stem, facts.suffix)
        await kit.transfer.call(settle, part, place)
        return await self._add(place, facts, poster)

    async def _finished(self, folder: Path) -> tuple[Path, Facts, Path] | None:
        """The end came before the journal learnt of it."""
        for place in [folder / f"{self._stem}{suffix}" for suffix in KINDS]:
            if await self._kit.transfer.call(place.exists):
                with suppress(NotAResult):
                    facts, poster = await self._kit.results.facts(place)
                    return place, facts, poster
        return None

    async def _add(self, place: Path, facts: Facts, poster: Path) -> str:
        kept = Kept(
            str(place), facts.kind, facts.width, facts.height, facts.seconds, facts.size, facts.hash, str(poster)
        )
        clip: Clip | None = await self._kit.store.clips.bring_in(self._foreign, kept)
        if clip is None:
            return "known"
        self._kit.tell(ClipAdded(clip))
        return "new"

    def _whole(self, link: str) -> str:
        """Where it leads; a service elsewhere cannot have put anything on this computer."""
        connection = self._wire.connection
        url = whole_link(link, connection)
        if reach(url) is Reach.HERE and reach(connection.address) is not Reach.HERE:
            raise NotAResult(_("The service names a result on this computer, where it cannot have put one."))
        return url

    def _recipe(self) -> dict[str, object]:
        foreign = self._foreign
        return {
            "service": foreign.lane.service,
            "template": foreign.template,
            "label": foreign.label,
            "options": {"prompt": foreign.prompt} if foreign.prompt else {},
            "job": foreign.remote,
            "made": datetime.fromtimestamp(foreign.made_at, UTC).isoformat(timespec="seconds"),
        }


def _unheard(_done: int, _whole: int | None) -> None:
    """Of one clip nobody waits for the bytes."""


def _free(folder: Path, stem: str, suffix: str) -> Path:
    place, number = folder / f"{stem}{suffix}", 2
    while place.exists():
        place, number = folder / f"{stem} {number}{suffix}", number + 1
    return place
