"""The journal, whoever owns it now: this process where nobody else does, and from then on where the owner leaves."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeVar

from vividdesk import handover
from vividdesk.core import Core
from vividdesk.errors import KeyringError, NoKeyring, VividError
from vividdesk.handover import Ownership
from vividdesk.jobs.events import Event, Told
from vividdesk.paths import Paths
from vividdesk.texts import _
from vividdesk.wishes.handing import Handed, grant, granted
from vividdesk.wishes.journal import Journal, OwnerGone
from vividdesk.wishes.own import Own

logger = logging.getLogger(__name__)

SUBMITS_END_WITHIN = 120.0  # seconds: cut off, they would be unsure, and it may be others' that were handed over
TURNS = 5  # owners in a row that leave before they answer

T = TypeVar("T")
Tell = Callable[[VividError], None]


class Shared:
    """`lanes`: whether this process works on the jobs where it owns them; `keys`: whether it may need them."""

    def __init__(
        self,
        paths: Paths,
        environ: Mapping[str, str],
        tell: Tell,
        locked: Callable[[], None],
        *,
        lanes: bool,
        keys: bool = True,
    ) -> None:
        self._paths = paths
        self._environ = environ
        self._tell = tell
        self._locked = locked
        self._lanes = lanes
        self._keys = keys
        self._journal: Journal | None = None
        self._ownership: Ownership | None = None
        self._core: Core | None = None

    @property
    def is_own(self) -> bool:
        return self._core is not None

    async def __aenter__(self) -> "Shared":
        try:
            await self._reached()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(self, *_fault: object) -> None:
        await self._close()

    async def ask(self, wish: Callable[[Journal], Awaitable[T]]) -> T:
        """Where the owner leaves, the next one is asked: so it must be a wish that may be granted twice."""
        for _turn in range(TURNS):
            try:
                return await wish(await self._reached())
            except OwnerGone:
                logger.info("The owner of the data folder does not answer any more", exc_info=True)
                self._journal = None
        raise VividError(
            _("The vividdesk that is open does not answer to this."), _("Its log says why. Close it, then try again.")
        )

    async def news(self) -> None:
        await (await self._reached()).news()

    async def _close(self) -> None:
        try:
            if self._ownership is not None:
                self._ownership.deafen()
            if self._core is not None:
                await self._core.close(grace=SUBMITS_END_WITHIN)
        finally:
            if self._ownership is not None:
                self._ownership.release()

    async def _reached(self) -> Journal:
        if self._journal is None:
            found = await asyncio.to_thread(handover.claim, self._paths.data, {"do": "hello"})
            if isinstance(found, Ownership):
                self._ownership = found
                self._journal = await self._opened(found)
            else:
                granted(found)
                self._journal = Handed(self._paths.data)
        return self._journal

    async def _opened(self, ownership: Ownership) -> Journal:
        self._core = core = Core(self._paths, self._environ)
        if self._keys:
            await self._load_keys(core)
        for problem in core.settings.problems if self._lanes else ():
            self._tell(VividError(_("A setting cannot be understood."), str(problem)))
        core.listen(self._heard)
        own = Own(core)
        await core.open(lanes=self._lanes)
        try:
            await ownership.listen(partial(grant, own))
        except OSError:
            logger.warning("Other commands cannot reach this one", exc_info=True)
        return own

    async def _load_keys(self, core: Core) -> None:
        """Services without a key render here, which whoever has no keyring knows."""
        try:
            await core.load_keys(self._locked)
        except NoKeyring:
            pass
        except KeyringError as fault:
            self._tell(fault)

    def _heard(self, event: Event) -> None:
        match event:
            case Told(VividError() as fault):
                self._tell(fault)
            case Told(mistake):
                logger.error("While working on jobs", exc_info=mistake)
