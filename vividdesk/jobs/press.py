"""All that works on jobs, put together and taken apart in order: journal, lanes, transfer thread, checks of results."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from vividdesk.errors import JournalError
from vividdesk.jobs.courier import Courier
from vividdesk.jobs.decisions import Decisions
from vividdesk.jobs.download import Downloads
from vividdesk.jobs.events import Event, Told
from vividdesk.jobs.kit import Folders, Kit
from vividdesk.jobs.money import Limits
from vividdesk.jobs.pacing import Pace
from vividdesk.jobs.reports import Reports
from vividdesk.jobs.runner import Runner
from vividdesk.jobs.transfer import Transfer
from vividdesk.jobs.wires import Connect, Wires
from vividdesk.media.results import Results
from vividdesk.model.job import LaneId
from vividdesk.providers import registry
from vividdesk.providers.http import Patience
from vividdesk.store.store import Store

logger = logging.getLogger(__name__)

LOOK_AFTER = 3600.0  # seconds between two looks whether there is a copy of today
KEPT_FOR = 3600.0  # seconds that a photo lies unused at least
PATIENCE = Patience(tries=1)  # a lane has a rhythm of its own for what fails


class Press:
    """Open from `opened` to `close`. Only the owner of the data folder may have one."""

    def __init__(self, store: Store, kit: Kit, runner: Runner, courier: Courier, reports: Reports) -> None:
        self.store = store
        self.runner = runner
        self.courier = courier
        self.reports = reports
        self.decisions = Decisions(runner)
        self.kit = kit
        self._chores: asyncio.Task[None] | None = None

    @classmethod
    async def opened(
        cls,
        data: Path,
        connect: Connect,
        lane_of: Callable[[str], LaneId],
        folders: Callable[[], Folders],
        limits: Limits,
        price: Callable[[str, str], float | None],
        reports_errors: Callable[[], bool],
        tell: Callable[[Event], None],
        pace: Pace,
        now: Callable[[], float],
    ) -> "Press":
        """What was being sent when the program ended is unsure from here on. A JournalError: there is no journal."""
        store = await Store.open(data, now)
        try:
            await store.jobs.recover()
        except BaseException:
            await store.close()
            raise
        for fault in store.told:
            tell(Told(fault))
        transfer = Transfer()
        listeners = [tell]

        def tell_all(event: Event) -> None:
            for each in listeners:
                each(event)

        kit = Kit(
            store=store,
            wires=Wires(connect, transfer, folders().photos, PATIENCE),
            transfer=transfer,
            downloads=Downloads(),
            results=Results(folders().posters),
            folders=folders,
            price=price,
            tell=tell_all,
            pace=pace,
            now=now,
        )
        courier, reports = Courier(kit), Reports(kit, reports_errors)
        listeners += [courier.hear, reports.hear]
        return cls(store, kit, Runner(kit, lane_of, limits), courier, reports)

    async def start(self) -> None:
        """Lanes begin to work, and the journal is looked after."""
        await self._clear_photos()
        await self.runner.start()
        self.courier.start()
        self._chores = asyncio.ensure_future(self._look_after())

    async def close(self, grace: float) -> None:
        """Each step is taken, whatever becomes of the one before."""
        if self._chores is not None:
            self._chores.cancel()
            await asyncio.wait({self._chores})
        until = asyncio.get_running_loop().time() + grace
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self._close_store)
            stack.push_async_callback(self.kit.transfer.close)
            stack.push_async_callback(self.kit.transfer.run, self.kit.downloads.close)
            stack.push_async_callback(self.kit.results.close)
            stack.push_async_callback(self.kit.wires.close)
            stack.push_async_callback(self.reports.close, until)
            stack.push_async_callback(self.runner.close, grace)
            stack.push_async_callback(self.courier.close)

    async def _close_store(self) -> None:
        try:
            await self.store.close()
        except JournalError as fault:
            logger.info("The next start examines the journal: %s", fault)

    async def _clear_photos(self) -> None:
        """Those that no job needs any more. Only now: later one of them might just be taken in again."""
        before, folder = self.kit.now() - KEPT_FOR, self.kit.folders().photos
        orphans = await self.store.photos.orphans(older_than=before)
        old = await self.kit.transfer.call(_older, [folder / name for name in orphans], before)
        dropped = await self.store.photos.drop([file.name for file in old])
        await self.kit.transfer.call(_unlink, [folder / name for name in dropped])

    async def _look_after(self) -> None:
        """In the background: a journal that was not closed in order is examined, and each day one is put aside."""
        if fault := await self.store.check():
            self.kit.tell(Told(fault))
        while True:
            try:
                await self.store.back_up()
            except JournalError as fault:
                self.kit.tell(Told(fault))
            await asyncio.sleep(LOOK_AFTER)


def _older(files: Sequence[Path], moment: float) -> list[Path]:
    """One that was taken in again has been touched."""
    return [file for file in files if not file.exists() or file.stat().st_mtime < moment]


def _unlink(files: Sequence[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def warm_up() -> None:
    """All that is imported here, and what the first request would otherwise wait for; slow, so not for a loop."""
    registry.warm_up()


def within(pace: Pace, hours: dict[str, int | None]) -> Pace:
    """With the person's own allowances in place of the services'."""
    rhythms = {
        service: replace(rhythm, hour=hours.get(service) or rhythm.hour) for service, rhythm in pace.rhythms.items()
    }
    return replace(pace, rhythms=rhythms)
