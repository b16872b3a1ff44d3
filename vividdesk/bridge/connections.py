"""The services' keys as the windows see them."""

import asyncio

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.notices import Notices
from vividdesk.core import Core
from vividdesk.errors import KeyringError, NoKeyring
from vividdesk.keys import Key, Origin
from vividdesk.model.service import Service
from vividdesk.providers.base import KeyVerdict
from vividdesk.texts import _


class Connections(QObject):
    """`changed` carries the service's id when its key came, went or changed."""

    changed = Signal(str)

    def __init__(self, core: Core, notices: Notices) -> None:
        super().__init__()
        self._core = core
        self._notices = notices
        self.loaded = asyncio.Event()

    def key(self, service: Service) -> Key | None:
        return self._core.keys.get(service.id)

    @property
    def keyring_fault(self) -> KeyringError | None:
        return self._core.keyring_fault

    async def load(self) -> None:
        """Reads the keyring once. That there is none is no news to tell before somebody wants to keep a key."""
        try:
            await self._core.load_keys(self._tell_locked)
        except NoKeyring:
            pass
        except KeyringError as fault:
            self._notices.fault(fault)
        finally:
            self.loaded.set()
            self._tell_all()

    async def keep(self, service: Service, text: str) -> Key:
        """The key holds for this run in any case; a KeyringError tells that it will not outlast it."""
        try:
            return await self._core.keys.put(service.id, text, self._tell_locked)
        finally:
            self.changed.emit(service.id)

    async def forget(self, service: Service) -> None:
        try:
            await self._core.keys.forget(service.id, self._tell_locked)
        finally:
            self.changed.emit(service.id)

    async def try_key(self, service: Service, text: str) -> KeyVerdict:
        """Asks the service about this key, or about the one that is known if the text is empty."""
        from vividdesk.providers.registry import try_key

        key = Key(text, Origin.THIS_RUN) if text else None
        return await try_key(self._core.connection(service, key))

    def _tell_all(self) -> None:
        from vividdesk.model.service import SERVICES

        for service in SERVICES:
            self.changed.emit(service.id)

    def _tell_locked(self) -> None:
        self._notices.say(
            _("The system keyring is locked."),
            _("Your desktop asks for its password; your keys are in there."),
        )
