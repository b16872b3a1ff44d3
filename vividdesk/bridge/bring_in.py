"""Bringing in what Vivid Flow has made elsewhere, as the window sees it: begun, on its way, over."""

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.notices import Notices
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.errors import VividError
from vividdesk.model.service import VIVIDFLOW
from vividdesk.model.template import Template
from vividdesk.texts import _, count

if TYPE_CHECKING:
    from vividdesk.jobs.bringing import Tally


class BringIn(QObject):
    """`changed` when `says`, `part` or `is_running` is another; the end is told as a notice."""

    changed = Signal()

    def __init__(self, core: Core, tasks: Tasks, notices: Notices, templates: Callable[[], Iterable[Template]]) -> None:
        super().__init__()
        self._core = core
        self._tasks = tasks
        self._notices = notices
        self._templates = templates
        self._work: asyncio.Task[Tally] | None = None
        self._tally: Tally | None = None

    @property
    def is_running(self) -> bool:
        return self._work is not None

    @property
    def part(self) -> float | None:
        """0 to 1, once it is known how much there is."""
        return self._tally.done / self._tally.whole if self._tally and self._tally.whole else None

    @property
    def says(self) -> str:
        if self._tally is None or self._tally.whole is None:
            return _("Reading Vivid Flow's history…")
        return _("Bringing in {number} of {whole} from Vivid Flow…").format(
            number=min(self._tally.done + 1, self._tally.whole), whole=self._tally.whole
        )

    def start(self) -> None:
        if self._work is None:
            self._tasks.start(self._run())

    def cancel(self) -> None:
        """What was brought in stays."""
        if self._work is not None:
            self._work.cancel()

    async def _run(self) -> None:
        if self._core.lane_of(VIVIDFLOW.id).local:
            self._notices.warn(
                _("There is no key for {service}.").format(service=VIVIDFLOW.name),
                _("Store one in the settings: its history is read with it."),
            )
            return
        labels = {each.target: each.label for each in self._templates() if each.service == VIVIDFLOW.id}
        self._tally = None
        self._work = work = asyncio.ensure_future(self._core.bring_in(VIVIDFLOW, labels, self._hear))
        self.changed.emit()
        try:
            await asyncio.wait({work})
        finally:
            work.cancel()
            await asyncio.wait({work})
            self._work = None
            self.changed.emit()
        self._tell(work)

    def _hear(self, tally: "Tally") -> None:
        self._tally = tally
        self.changed.emit()

    def _tell(self, work: "asyncio.Task[Tally]") -> None:
        tally = self._tally
        if work.cancelled():
            self._notices.say(_("Stopped."), words(tally) if tally else "")
            return
        fault = work.exception()
        if fault is None:
            self._notices.say(_("Vivid Flow's history is in the library."), words(work.result()))
        elif isinstance(fault, VividError):
            came = f"{words(tally)} " if tally and tally.done else ""
            self._notices.warn(
                _("Vivid Flow's history could not be brought in. {reason}").format(reason=fault.title),
                f"{came}{fault.advice}".strip(),
            )
        else:
            raise fault


def words(tally: "Tally") -> str:
    """What became of all, in one line."""
    said = [count("{n} brought in", "{n} brought in", tally.new)]
    if tally.known:
        said.append(count("{n} was there already", "{n} were there already", tally.known))
    if tally.expired:
        said.append(count("{n} has expired", "{n} have expired", tally.expired))
    if tally.broken:
        said.append(count("{n} could not be fetched", "{n} could not be fetched", tally.broken))
    again = _("Begin again later for what is missing.") if tally.broken else ""
    return f"{', '.join(said)}. {again}".strip()
