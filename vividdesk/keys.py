"""The services' keys: from the environment, the system keyring, or for this run only.

A keyring can hang for ever, and a thread that hangs in one keeps a program from ending. So all of it happens in
a child process, `python -m vividdesk.keys`, that can be killed: one line of JSON in, lines of JSON out. It ends
when its stdin does, so also when its parent is gone.
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
LONGEST_KEY = 1024  # letters
END_WITHIN = 1.0  # seconds for a child that may stop

# The plaintext, null and chained backends are never asked: a key in a plain file is worse than none.
BACKENDS = (
    "keyring.backends.SecretService:Keyring",
    "keyring.backends.kwallet:DBusKeyring",
    "keyring.backends.macOS:Keyring",
    "keyring.backends.Windows:WinVaultKeyring",
)


@dataclass(frozen=True)
class Patience:
    """Seconds for the keyring to give any sign, and for a person to type its password."""

    silent: float = 8.0
    unlock: float = 90.0


USUAL = Patience()

# What the libraries call it, and what it is.
FAULTS = dict.fromkeys(("KeyringLocked", "LockedException", "PromptDismissedException"), "locked")
FAULTS["TimeoutError"] = "silent"


class Origin(Enum):
    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    THIS_RUN = "this run"


@dataclass(frozen=True)
class Key:
    text: str
    origin: Origin

    def __post_init__(self) -> None:
        log.hide(self.text)

    def __repr__(self) -> str:
        return f"Key({self.masked!r}, {self.origin})"

    @property
    def masked(self) -> str:
        """All that is ever shown of it."""
        return f"…{self.text[-4:]}" if len(self.text) >= 12 else "…"


class Keys:
    """The keys that are known now. The environment goes before the keyring."""

    def __init__(self, environ: Mapping[str, str], patience: Patience = USUAL) -> None:
        self._environ = environ
        self._patience = patience
        self._kept: dict[str, Key] = {}
        self._turn = asyncio.Lock()  # one question at a time: a locked keyring asks the person once

    def get(self, service: str) -> Key | None:
        if text := self._environ.get(variable(service), "").strip():
            return Key(text, Origin.ENVIRONMENT)
        return self._kept.get(service)

    async def load(self, services: Iterable[str], locked: Callable[[], None]) -> None:
        """Reads from the keyring what the environment does not give. `locked` is called when a person must act."""
        wanted = [service for service in services if self.get(service) is None]
        if wanted:
            found: dict[str, str | None] = await self._ask({"do": "get", "services": wanted}, locked)
            for service, text in found.items():
                if text and self.get(service) is None:  # a newer one may have come meanwhile
                    self._keep(service, text, Origin.KEYRING)

    async def put(self, service: str, text: str, locked: Callable[[], None]) -> Key:
        """Known for this run at once; stored in the keyring, or a KeyringError tells why it was not."""
        self._keep(service, text, Origin.THIS_RUN)
        await self._ask({"do": "set", "services": [service], "key": text}, locked)
        return self._keep(service, text, Origin.KEYRING)

    async def forget(self, service: str, locked: Callable[[], None]) -> bool:
        """Whether there was one to forget."""
        here = self._kept.pop(service, None)
        try:
            there = await self._ask({"do": "forget", "services": [service]}, locked)
        except NoKeyring:
            if here is None:
                raise
            return True
        return bool(self._kept.pop(service, here) or there[service])

    async def _ask(self, question: Mapping[str, Any], locked: Callable[[], None]) -> dict[str, Any]:
        async with self._turn:
            return await ask_keyring(question, locked, self._patience)

    def _keep(self, service: str, text: str, origin: Origin) -> Key:
        self._kept[service] = Key(text, origin)
        return self._kept[service]


def variable(service: str) -> str:
    return f"VIVIDDESK_{service.upper()}_KEY"


async def name_of_keyring(patience: Patience = USUAL) -> str:
    """The name of the keyring that would be used; a KeyringError where there is none that answers."""
    return str((await ask_keyring({"do": "name", "services": []}, lambda: None, patience))["name"])


async def ask_keyring(question: Mapping[str, Any], locked: Callable[[], None], patience: Patience) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "vividdesk.keys"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=2**20,  # bytes of an answer
    )
    try:
        return await _converse(child, question, locked, patience)
    finally:
        await _end(child)


async def _converse(
    child: asyncio.subprocess.Process, question: Mapping[str, Any], locked: Callable[[], None], patience: Patience
) -> dict[str, Any]:
    assert child.stdin and child.stdout
    child.stdin.write(json.dumps(question).encode() + b"\n")
    within, late = patience.silent, "silent"
    while True:
        match await _word(child.stdout, within, late):
            case {"stage": "locked"}:
                locked()
                within, late = patience.unlock, "locked"
            case {"stage": "open"}:
                within, late = patience.silent, "silent"
            case {"answer": dict() as answer}:
                return answer
            case {"fault": kind, "reason": reason}:
                raise _fault(kind, reason)


async def _word(stdout: asyncio.StreamReader, within: float, late: str) -> Any:
    try:
        return json.loads(await asyncio.wait_for(stdout.readline(), within))
    except TimeoutError:
        return {"fault": late, "reason": ""}
    except ValueError:
        return {"fault": "failed", "reason": _("its answer broke off")}


def _fault(kind: str, reason: str) -> KeyringError:
    match kind:
        case "none":
            return NoKeyring(
                _("This computer has no keyring that vividdesk can use."),
                _("Install one (GNOME Keyring, KWallet), or give the key as the variable VIVIDDESK_<SERVICE>_KEY."),
            )
        case "locked":
            return KeyringLocked(_("The system keyring is locked."), _("Unlock it, then try again."))
        case "silent":
            return KeyringSilent(_("The system keyring does not answer."), _("Restart it, or sign out and in again."))
    return KeyringError(
        _("The system keyring refused: {reason}.").format(reason=log.clean(reason).rstrip(".")),
        _("Try again, or give the key as the variable VIVIDDESK_<SERVICE>_KEY."),
    )


async def _end(child: asyncio.subprocess.Process) -> None:
    """A kill is the last resort, for it may reap the child behind the back of asyncio, which then warns."""
    assert child.stdin
    child.stdin.close()
    try:
        await asyncio.wait_for(child.wait(), END_WITHIN)
    except TimeoutError:
        child.kill()
        await child.wait()


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
        except TimeoutError:  # a bus that does not answer is no sign that there is no keyring
            raise
        except Exception as fault:  # noqa: BLE001 - each backend says in its own way that it is not for this system
            print(f"{name}: {fault!r}", file=sys.stderr)
    return max(found, key=lambda pair: pair[0])[1]() if found else None


def _opened(backend: Any, do: str) -> bool:
    """Whether a key can be in there. Tells when a person has to type the keyring's password, or to choose one."""
    if not type(backend).__module__.endswith("SecretService"):
        return True
    import secretstorage

    connection = secretstorage.dbus_init()
    try:
        collection = secretstorage.Collection(connection)
    except secretstorage.ItemNotFoundException:
        if do != "set":
            return False
        _tell(stage="locked")
        collection = secretstorage.get_default_collection(connection)
    if do != "name" and collection.is_locked() and _needs_password(collection):
        _tell(stage="locked")
        if collection.unlock():
            raise secretstorage.PromptDismissedException("nobody unlocked it")
    _tell(stage="open")
    return True


def _needs_password(collection: Any) -> bool:
    """Tries to unlock it: one without a password opens at once, any other offers to ask for it."""
    from secretstorage.defines import SS_PATH, SS_PREFIX
    from secretstorage.util import DBusAddressWrapper

    service = DBusAddressWrapper(SS_PATH, f"{SS_PREFIX}Service", collection.connection)
    _unlocked, prompt = service.call("Unlock", "ao", [collection.collection_path])
    return bool(prompt != "/")


def _obey(backend: Any, question: Mapping[str, Any]) -> dict[str, Any]:
    do, services = question["do"], question["services"]
    exists = _opened(backend, do)
    match do:
        case "name":
            return {"name": type(backend).__module__.rpartition(".")[2]}
        case "get":
            return {service: backend.get_password(PROGRAM, service) if exists else None for service in services}
        case "set":
            backend.set_password(PROGRAM, services[0], question["key"])
            return {}
        case "forget":
            known = {s: bool(exists and backend.get_password(PROGRAM, s)) for s in services}
            for service in (service for service in services if known[service]):
                backend.delete_password(PROGRAM, service)
            return known
    raise ValueError(do)


def _end_with_stdin() -> None:
    try:
        sys.stdin.buffer.read()
    finally:
        os._exit(1)


def serve_one() -> None:
    question = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        backend = _chosen_backend()
        if backend is None:
            _tell(fault="none", reason="no backend")
        else:
            _tell(answer=_obey(backend, question))
    except Exception as fault:  # noqa: BLE001 - a dozen libraries' faults: the parent turns them into ours
        name = type(fault).__name__
        _tell(fault=FAULTS.get(name, "failed"), reason=str(fault) or name)
    os._exit(0)  # the thread above still reads


if __name__ == "__main__":
    serve_one()
