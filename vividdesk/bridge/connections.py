"""The services' keys as the windows see them."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.notices import Notices
from vividdesk.core import Core
from vividdesk.errors import KeyringError, NoKeyring
from vividdesk.keys import LONGEST_KEY, Key, Origin, check, variable
from vividdesk.model.service import SERVICES, Service
from vividdesk.paths import Paths
from vividdesk.texts import _

if TYPE_CHECKING:
    from vividdesk.model.template import Template
    from vividdesk.providers.base import KeyVerdict

logger = logging.getLogger(__name__)

__all__ = ["LONGEST_KEY", "Connections", "KeyState", "Knowledge"]


class Knowledge(Enum):
    LOOKING = "looking"
    NONE = "none"
    KNOWN = "known"


@dataclass(frozen=True)
class KeyState:
    """What a person may know about a service's key; never the key itself."""

    knowledge: Knowledge
    says: str
    can_be_forgotten: bool = False


class Connections(QObject):
    """`changed` carries the service's id when its key came, went or changed."""

    changed = Signal(str)

    def __init__(self, core: Core, notices: Notices) -> None:
        super().__init__()
        self._core = core
        self._notices = notices
        self.loaded = asyncio.Event()

    @property
    def paths(self) -> Paths:
        return self._core.paths

    def key(self, service: Service) -> KeyState:
        key = self._core.keys.get(service.id)
        if key is None:
            return KeyState(Knowledge.NONE if self.loaded.is_set() else Knowledge.LOOKING, self._why_none())
        in_environment = key.origin is Origin.ENVIRONMENT
        return KeyState(Knowledge.KNOWN, _whereabouts(key, service), can_be_forgotten=not in_environment)

    def _why_none(self) -> str:
        if not self.loaded.is_set():
            return _("Looking for a key in the system keyring…")
        if (fault := self._core.keyring_fault) is not None:
            return _("No key yet. One that you paste holds until vividdesk is closed. {fault}").format(fault=fault)
        return _("No key yet. It will be kept in the system keyring.")

    async def load(self) -> None:
        """Reads the keyring once. That there is none is no news to tell before somebody wants to keep a key."""
        try:
            await self._core.load_keys(self._tell_locked)
        except NoKeyring as fault:
            logger.info("%s", fault)
        except KeyringError as fault:
            self._notices.fault(fault)
        finally:
            self.loaded.set()
            self._tell_all()

    async def keep(self, service: Service, text: str) -> None:
        """The key holds for this run in any case; a KeyringError tells that it will not outlast it."""
        try:
            await self._core.keys.put(service.id, text, self._tell_locked)
        finally:
            self.changed.emit(service.id)
            await self._core.key_changed(service)

    async def forget(self, service: Service) -> None:
        try:
            await self._core.keys.forget(service.id, self._tell_locked)
        finally:
            self.changed.emit(service.id)

    async def try_key(self, service: Service, text: str) -> "KeyVerdict":
        """Asks the service about this key, or about the one that is known if the text is empty."""
        from vividdesk.providers.registry import try_key

        if text:
            check(text)
        key = Key(text, Origin.THIS_RUN) if text else None
        return await try_key(self._core.connection(service, key))

    async def templates(self) -> "Sequence[Template]":
        """What the services offer, and what the person's own folder adds; problems in there are told elsewhere."""
        from vividdesk import catalog

        return (await asyncio.to_thread(catalog.load, self.paths.catalog)).templates

    def _tell_all(self) -> None:
        for service in SERVICES:
            self.changed.emit(service.id)

    def _tell_locked(self) -> None:
        self._notices.say(
            _("The system keyring is locked."),
            _("Your desktop asks for its password; your keys are in there."),
        )


def _whereabouts(key: Key, service: Service) -> str:
    match key.origin:
        case Origin.KEYRING:
            return _("Key {key}, in the system keyring.").format(key=key.masked)
        case Origin.ENVIRONMENT:
            return _("Key {key}, from the environment variable {variable}. It goes before any other.").format(
                key=key.masked, variable=variable(service.id)
            )
        case Origin.THIS_RUN:
            return _("Key {key}, until vividdesk is closed.").format(key=key.masked)
