"""Taking clips out of the library: what becomes of their files, here and at their service, and the way back."""

import asyncio
import contextlib
from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge import clip_files
from vividdesk.bridge.clip_files import Trashed
from vividdesk.bridge.clip_list import ClipList
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.model.clip import Clip
from vividdesk.texts import _, count

UNDO_THERE = 15.0  # seconds; what a service has deleted does not come back


@dataclass(frozen=True)
class Removal:
    """From the list in any case."""

    files: bool = False  # to the trash
    there: bool = False  # at the service


class Removals(QObject):
    """The last one can be undone: until the next, until somebody says that it is settled, or the program's end.

    `changed` carries what is to be said while there is a way back, and nothing when there is none any more.
    """

    changed = Signal(str)

    def __init__(self, core: Core, clips: ClipList, tasks: Tasks, notices: Notices) -> None:
        super().__init__()
        self._core = core
        self._clips = clips
        self._tasks = tasks
        self._notices = notices
        self._decision: asyncio.Future[bool] | None = None
        self._closed = False

    def open(self) -> None:
        """Somebody can see what is said."""
        self._closed = False

    def close(self) -> None:
        """The program ends: what is on its way to the trash now is settled, too."""
        self._closed = True
        self.settle()

    def remove(self, clips: Collection[Clip], removal: Removal) -> None:
        self.settle()
        self._tasks.start(self._remove(list(clips), removal))

    def undo(self) -> None:
        self._decide(back=True)

    def settle(self) -> None:
        """There is no way back from now on."""
        self._decide(back=False)

    def _decide(self, back: bool) -> None:
        if self._decision is not None and not self._decision.done():
            self._decision.set_result(back)

    async def _remove(self, clips: list[Clip], removal: Removal) -> None:
        trashed = await self._parted(clips, removal)
        if not trashed:
            return
        chosen = len(trashed)
        try:
            trashed += await self._parted(await self._clips.steps_left(each.clip for each in trashed), removal)
            gone = [each.clip for each in trashed]
            if removal.there:
                await self._core.courier.delete(gone, UNDO_THERE)
        except BaseException:
            await asyncio.to_thread(clip_files.from_trash, trashed)
            raise
        self._clips.take_out([clip.id for clip in gone])
        says = _says(chosen, len(gone) - chosen, removal)
        if await self._is_wanted_back(says, UNDO_THERE if removal.there else None):
            await self._bring_back(trashed, removal)
        else:
            await self._clips.forget([clip.id for clip in gone])

    async def _is_wanted_back(self, says: str, patience: float | None) -> bool:
        self.settle()  # one whose files were on their way to the trash as this one was begun
        self._decision = decision = asyncio.get_running_loop().create_future()
        self.changed.emit(says)
        if self._closed:
            self.settle()
        back = False
        with contextlib.suppress(TimeoutError):
            back = await asyncio.wait_for(asyncio.shield(decision), patience)
        if decision is self._decision:
            self._decision = None
            self.changed.emit("")
        return back

    async def _bring_back(self, trashed: list[Trashed], removal: Removal) -> None:
        lost = await asyncio.to_thread(clip_files.from_trash, trashed)
        if lost:
            self._notices.warn(
                count(
                    "{n} file could not be brought back from the trash.",
                    "{n} files could not be brought back from the trash.",
                    len(lost),
                ),
                _("Restore it in the system's trash; the library then finds it where it was."),
            )
        self._clips.begin()
        if removal.there and not await self._core.courier.spare([each.clip for each in trashed]):
            self._notices.warn(
                _("The service has deleted it already."),
                _("What was on this computer is back in the library."),
            )

    async def _parted(self, clips: list[Clip], removal: Removal) -> list[Trashed]:
        """Those that can go, from their files if these shall go, too."""
        if not removal.files or not clips:
            return [Trashed(clip) for clip in clips]
        work = asyncio.ensure_future(asyncio.to_thread(clip_files.to_trash, clips))
        try:
            trashed = await asyncio.shield(work)
        except asyncio.CancelledError:  # the thread goes on, whoever asked for it
            await asyncio.to_thread(clip_files.from_trash, await work)
            raise
        if kept := len(clips) - len(trashed):
            self._notices.warn(
                count("{n} file could not go to the trash.", "{n} files could not go to the trash.", kept),
                _("It stays where it is, and in the list. Delete it with your file manager, if it is to go."),
            )
        return trashed


def _says(number: int, steps: int, removal: Removal) -> str:
    says = _says_of_chosen(number, removal)
    if steps:
        says += " " + count("{n} step made on the way went, too.", "{n} steps made on the way went, too.", steps)
    return says


def _says_of_chosen(number: int, removal: Removal) -> str:
    if removal.there:
        return count(
            "{n} removed. Its service is told to delete it in 15 seconds.",
            "{n} removed. Their services are told to delete them in 15 seconds.",
            number,
        )
    if removal.files:
        return count("{n} removed. Its file is in the trash.", "{n} removed. Their files are in the trash.", number)
    return count("{n} removed from the list. Its file stays.", "{n} removed from the list. Their files stay.", number)
