"""The Qt-free whole: what the window, the commands and the tests all stand on.

It runs on whatever asyncio loop it is called from.
"""

import asyncio
from collections.abc import Callable, Mapping

from vividdesk.errors import KeyringError, VividError
from vividdesk.jobs.local import LocalService
from vividdesk.keys import Key, Keys, name_of_keyring
from vividdesk.model.connection import Connection
from vividdesk.model.service import SERVICES, Service
from vividdesk.paths import Paths
from vividdesk.settings import SettingsFile
from vividdesk.texts import _


class Core:
    def __init__(self, paths: Paths, environ: Mapping[str, str], keyring: bool = True) -> None:
        paths.make()
        self.paths = paths
        self.settings = SettingsFile(paths.settings)
        self.keys = Keys(environ, keyring=keyring)
        self.local = LocalService(paths.data / "local")
        self._environ = environ
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

    def connection(self, service: Service, key: Key | None = None) -> Connection:
        """With the key that is known, or with one to be tried."""
        known = key or self.keys.get(service.id)
        return Connection(service, self._address(service), known.text if known else "")

    async def close(self) -> None:
        await self.local.close()

    def keyed(self, service: Service) -> Connection:
        """The connection where there is a key; else a VividError."""
        connection = self.connection(service)
        if not connection.key:
            raise VividError(
                _("There is no key for {service}.").format(service=service.name),
                _("Store one: vividdesk keys set {id}").format(id=service.id),
            )
        return connection

    def _address(self, service: Service) -> str:
        variable = f"VIVIDDESK_{service.id.upper()}_URL"
        return self._environ.get(variable) or self.settings.settings.address(service.id) or service.address

    async def warm_up(self) -> None:
        """Loads off the loop what is heavy and soon needed, once the first picture is on the screen."""
        await asyncio.to_thread(_load_clients)


def _load_clients() -> None:
    from vividdesk.providers.registry import warm_up

    warm_up()
