"""The services' keys: from the environment, the system keyring, or for this run only.

A keyring can hang for ever, and a thread that hangs in one keeps a program from ending. So all of it happens in
a child process, `python -m vividdesk.keys`, that can be killed: one line of JSON in, lines of JSON out. It ends
by itself when its parent is gone.
"""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from vividdesk import log
from vividdesk.errors import KeyringError, KeyringLocked, KeyringSilent, NoKeyring
from vividdesk.texts import _

PROGRAM = "vividdesk"
SILENT_AFTER = 8.0  # seconds for a keyring to give any sign
UNLOCK_WITHIN = 90.0  # seconds for a person to type the keyring's password

# The plaintext, null and chained backends are never asked: a key in a plain file is worse than none.
BACKENDS = (
    "keyring.backends.SecretService:Keyring",
    "keyring.backends.kwallet:DBusKeyring",
    "keyring.backends.macOS:Keyring",
    "keyring.backends.Windows:WinVaultKeyring",
)


class Origin(Enum):
    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    THIS_RUN = "this run"


@dataclass(frozen=True)
class Key:
    text: str
    origin: Origin

    def __repr__(self) -> str:
        return f"Key({self.masked!r}, {self.origin})"

    @property
    def masked(self) -> str:
        """All that is ever shown of it."""
        return f"…{self.text[-4:]}" if len(self.text) >= 12 else "…"


class Keys:
    """The keys that are known now. The environment goes before the keyring."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._kept: dict[str, Key] = {}

    def get(self, service: str) -> Key | None:
        if text := self._environ.get(variable(service), "").strip():
            log.hide(text)
            return Key(text, Origin.ENVIRONMENT)
        return self._kept.get(service)

    async def load(self, services: Iterable[str], locked: Callable[[], None]) -> None:
        """Reads from the keyring what the environment does not give. `locked` is called when a person must act."""
        wanted = [service for service in services if self.get(service) is None]
        if wanted:
            found: dict[str, str | None] = await ask_keyring({"do": "get", "services": wanted}, locked)
            for service, text in found.items():
                if text:
                    self._keep(service, text, Origin.KEYRING)

    async def put(self, service: str, text: str, locked: Callable[[], None]) -> Key:
        """Known for this run at once; stored in the keyring, or a KeyringError tells why it was not."""
        self._keep(service, text, Origin.THIS_RUN)
        await ask_keyring({"do": "set", "services": [service], "key": text}, locked)
        return self._keep(service, text, Origin.KEYRING)

    async def forget(self, service: str, locked: Callable[[], None]) -> bool:
        """Whether there was one to forget."""
        here = self._kept.pop(service, None)
        there = await ask_keyring({"do": "forget", "services": [service]}, locked)
        return here is not None or bool(there[service])

    def _keep(self, service: str, text: str, origin: Origin) -> Key:
        log.hide(text)
        self._kept[service] = Key(text, origin)
        return self._kept[service]


def variable(service: str) -> str:
    return f"VIVIDDESK_{service.upper()}_KEY"


async def name_of_keyring() -> str:
    """The name of the keyring that would be used; a KeyringError where there is none that answers."""
    return str((await ask_keyring({"do": "name", "services": []}, lambda: None))["name"])


async def ask_keyring(question: Mapping[str, Any], locked: Callable[[], None]) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "vividdesk.keys"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        return await _converse(child, question, locked)
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def _converse(
    child: asyncio.subprocess.Process, question: Mapping[str, Any], locked: Callable[[], None]
) -> dict[str, Any]:
    assert child.stdin and child.stdout
    child.stdin.write(json.dumps(question).encode() + b"\n")
    patience, late = SILENT_AFTER, _silent
    while True:
        try:
            line = await asyncio.wait_for(child.stdout.readline(), patience)
        except TimeoutError:
            raise late() from None
        match json.loads(line or b'{"failed": "it ended without a word"}'):
            case {"stage": "locked"}:
                locked()
                patience, late = UNLOCK_WITHIN, _locked
            case {"answer": dict() as answer}:
                return answer
            case {"none": _reason}:
                raise NoKeyring(
                    _("This computer has no keyring that vividdesk can use."),
                    _("Install one (GNOME Keyring, KWallet), or give the key as the variable VIVIDDESK_<SERVICE>_KEY."),
                )
            case {"locked": _reason}:
                raise _locked()
            case {"failed": reason}:
                raise KeyringError(
                    _("The system keyring refused: {reason}.").format(reason=log.clean(str(reason)).rstrip(".")),
                    _("Try again, or give the key as the variable VIVIDDESK_<SERVICE>_KEY."),
                )


def _silent() -> KeyringError:
    return KeyringSilent(
        _("The system keyring does not answer."),
        _("Restart it, or sign out and in again."),
    )


def _locked() -> KeyringError:
    return KeyringLocked(
        _("The system keyring is locked."),
        _("Unlock it, then try again."),
    )


# From here on: what runs in the child.


def _tell(**words: Any) -> None:
    print(json.dumps(words), flush=True)


def _chosen_backend() -> Any:
    """The system's own keyring, whatever the keyring library's own configuration says."""
    from importlib import import_module

    found = []
    for name in BACKENDS:
        module, _colon, attribute = name.partition(":")
        try:
            backend = getattr(import_module(module), attribute)
            found.append((backend.priority, backend))
        except Exception as fault:  # noqa: BLE001 - each backend says in its own way that it is not for this system
            print(f"{name}: {fault!r}", file=sys.stderr)
    return max(found, key=lambda pair: pair[0])[1]() if found else None


def _unlock_if_needed(backend: Any) -> bool:
    """Tells when a person has to type the keyring's password. False: there is nothing in it yet."""
    if not type(backend).__module__.endswith("SecretService"):
        return True
    import secretstorage

    connection = secretstorage.dbus_init()
    try:
        collection = secretstorage.Collection(connection)
    except secretstorage.ItemNotFoundException:
        return False
    if collection.is_locked():
        _tell(stage="locked")
        if collection.unlock():
            raise secretstorage.LockedException("nobody unlocked it")
    return True


def _obey(backend: Any, question: Mapping[str, Any]) -> dict[str, Any]:
    services = question["services"]
    if question["do"] == "name":
        return {"name": f"{type(backend).__module__.rpartition('.')[2]}"}
    exists = _unlock_if_needed(backend)
    match question["do"]:
        case "get":
            return {service: backend.get_password(PROGRAM, service) if exists else None for service in services}
        case "set":
            if not exists:
                _tell(stage="locked")  # making the first collection asks for a password, too
            for service in services:
                backend.set_password(PROGRAM, service, question["key"])
            return {}
        case "forget":
            known = {s: bool(exists and backend.get_password(PROGRAM, s)) for s in services}
            for service in (service for service in services if known[service]):
                backend.delete_password(PROGRAM, service)
            return known
    raise ValueError(question["do"])


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def serve_one() -> None:
    question = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        backend = _chosen_backend()
        if backend is None:
            _tell(none="no backend")
        else:
            _tell(answer=_obey(backend, question))
    except Exception as fault:  # noqa: BLE001 - a dozen libraries' faults: the parent turns them into ours
        _tell(**{"locked" if "Lock" in type(fault).__name__ else "failed": str(fault) or type(fault).__name__})
    sys.stdout.flush()
    os._exit(0)  # the thread above still reads


if __name__ == "__main__":
    serve_one()
