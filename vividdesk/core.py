"""The Qt-free whole: what the window, the commands and the tests all stand on.

It runs on whatever asyncio loop it is called from. Opening it is for the owner of the data folder alone.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from vividdesk.errors import KeyringError, NoWay, VividError
from vividdesk.jobs.local import LocalService
from vividdesk.keys import Key, Keys, name_of_keyring
from vividdesk.model.connection import Connection
from vividdesk.model.service import SERVICES, Service, service_named
from vividdesk.paths import Paths
from vividdesk.settings import SettingsFile
from vividdesk.texts import _

if TYPE_CHECKING:
    from vividdesk.jobs.bringing import Tally
    from vividdesk.jobs.courier import Courier
    from vividdesk.jobs.decisions import Decisions
    from vividdesk.jobs.events import Event
    from vividdesk.jobs.kit import Folders
    from vividdesk.jobs.money import Limit
    from vividdesk.jobs.pacing import Pace
    from vividdesk.jobs.press import Press
    from vividdesk.jobs.runner import Runner
    from vividdesk.model.job import LaneId
    from vividdesk.store.store import Store

logger = logging.getLogger(__name__)

GRACE = 4.0  # seconds that a submit has to end when the program closes


class Core:
    def __init__(self, paths: Paths, environ: Mapping[str, str], keyring: bool = True) -> None:
        paths.make()
        self.paths = paths
        self.settings = SettingsFile(paths.settings)
        self.keys = Keys(environ, keyring=keyring)
        self.local = LocalService(paths.local)
        self._environ = environ
        self._listeners: list[Callable[[Event], None]] = []
        self._press: Press | None = None
        self._opening = asyncio.Lock()
        self.keyring_fault: KeyringError | None = None

    async def load_keys(self, locked: Callable[[], None]) -> None:
        """A KeyringError is kept as `keyring_fault` and raised: keys of the environment work all the same."""
        try:
            await self.keys.load((service.id for service in SERVICES), locked)
            self.keyring_fault = None
        except KeyringError as fault:
            self.keyring_fault = fault
            raise

    async def keyring_name(self) -> str:
        """Of the keyring that keys would go to; a KeyringError where there is none that answers."""
        return await name_of_keyring()

    def listen(self, listener: "Callable[[Event], None]") -> None:
        """To all that becomes of jobs, lanes and clips."""
        self._listeners.append(listener)

    async def open(
        self, *, lanes: bool = True, pace: "Pace | None" = None, now: Callable[[], float] = time.time
    ) -> None:
        """The journal, and unless it is only to be read and changed, the lanes. A JournalError where there is none.

        Once: a second press would send the same jobs again.
        """
        async with self._opening:
            if self._press is None:
                await self._open_now(lanes, pace, now)

    async def _open_now(self, lanes: bool, pace: "Pace | None", now: Callable[[], float]) -> None:
        from vividdesk.jobs.pacing import Pace
        from vividdesk.jobs.press import Press, within

        hours = {service.id: self.settings.settings.requests_an_hour(service.id) for service in SERVICES}
        self._press = press = await Press.opened(
            self.paths.data,
            self.connect,
            self.lane_of,
            self.folders,
            self._limit,
            self._price,
            lambda: self.settings.settings.vimmerse_error_reports,
            self._tell,
            within(pace or Pace(), hours),
            now=now,
        )
        if lanes:
            try:
                await press.start()
            except BaseException:
                self._press = None
                await press.close(0)
                raise

    @property
    def is_open(self) -> bool:
        return self._press is not None

    @property
    def runner(self) -> "Runner":
        return self._open.runner

    @property
    def decisions(self) -> "Decisions":
        return self._open.decisions

    @property
    def courier(self) -> "Courier":
        return self._open.courier

    @property
    def store(self) -> "Store":
        return self._open.store

    @property
    def _open(self) -> "Press":
        if self._press is None:
            raise VividError(_("The journal is not open."), _("A notice says why; without it nothing can be sent."))
        return self._press

    async def close(self, grace: float = GRACE) -> None:
        try:
            if self._press is not None:
                await self._press.close(grace)
        finally:
            self._press = None
            await self.local.close()

    async def bring_in(self, service: Service, labels: Mapping[str, str], tell: "Callable[[Tally], None]") -> "Tally":
        """What the service has made that no job here asked for; `labels` are those of its templates."""
        from vividdesk.jobs.bringing import bring_in

        return await bring_in(self._open.kit, self.lane_of(service.id), labels, tell)

    def connection(self, service: Service, key: Key | None = None) -> Connection:
        """To the hosted service, with the key that is known or with one to be tried."""
        known = key or self.keys.get(service.id)
        return Connection(service, self._address(service), known.text if known else "")

    def keyed(self, service: Service) -> Connection:
        """The connection where there is a key; else a VividError."""
        connection = self.connection(service)
        if not connection.key:
            raise VividError(
                _("There is no key for {service}.").format(service=service.name),
                _("Store one: vividdesk keys set {id}").format(id=service.id),
            )
        return connection

    def lane_of(self, service: str) -> "LaneId":
        """Where new jobs go: to this computer where there is neither a key nor an address of the person's own."""
        from vividdesk.model.job import LaneId

        known = _known(service)
        address = self._address(known)
        if self.keys.get(known.id) is None and address == known.address:
            return LaneId(known.id, local=True)
        return LaneId(known.id, local=False, address=address)

    async def connect(self, lane: "LaneId") -> Connection:
        """The way to a lane's service as it is now. A job stays with the address it was sent to, and so does a key."""
        service = _known(lane.service)
        if lane.local:
            return await self.local.connection(service)
        connection = self.connection(service)
        if connection.address != lane.address:
            raise NoWay(
                _("These jobs went to {address}, which is not the address of {service} now.").format(
                    address=lane.address, service=service.name
                ),
                _("Set that address again in the settings, or let the jobs go."),
            )
        if not connection.key and lane.address == service.address:
            raise NoWay(
                _("There is no key for {service} any more.").format(service=service.name),
                _("Store one: vividdesk keys set {id}").format(id=service.id),
            )
        return connection

    def folders(self) -> "Folders":
        from vividdesk.jobs.kit import Folders

        chosen = self.settings.settings.results_folder
        return Folders(
            photos=self.paths.photos,
            results=Path(chosen).expanduser() if chosen else self.paths.results,
            library=self.paths.library,
            steps=self.paths.steps,
            posters=self.paths.posters,
        )

    async def key_changed(self, service: Service) -> None:
        """Lanes that waited for a key try again."""
        if self._press is not None:
            await self._press.runner.key_changed(service.id)
            self._press.courier.go_on(service.id)

    async def warm_up(self) -> None:
        """Loads off the loop what is heavy and soon needed, once the first picture is on the screen."""
        await asyncio.to_thread(_load)

    def _limit(self, service: str) -> "Limit":
        from vividdesk.jobs.money import Limit

        settings = self.settings.settings
        return Limit(settings.jobs_a_day(service), settings.credits_a_day(service))

    def _price(self, service: str, template: str) -> float | None:
        return self.settings.settings.price(service, template)

    def _address(self, service: Service) -> str:
        variable = f"VIVIDDESK_{service.id.upper()}_URL"
        return self._environ.get(variable) or self.settings.settings.address(service.id) or service.address

    def _tell(self, event: "Event") -> None:
        """Whatever becomes of it in a listener, the lanes go on."""
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception:
                logger.exception("While telling of %s", type(event).__name__)


def _known(service: str) -> Service:
    found = service_named(service)
    assert found is not None, f"no service of ours: {service}"
    return found


def _load() -> None:
    from vividdesk.jobs import press
    from vividdesk.model import validate

    press.warm_up()
    validate.warm_up()
