"""What runs in the child process that `keys` asks: one question to the system keyring, on stdin and stdout.

It ends when its stdin does, so also when its parent is gone.
"""

import json
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any

PROGRAM = "vividdesk"

# The plaintext, null and chained backends are never asked: a key in a plain file is worse than none.
BACKENDS = (
    "keyring.backends.SecretService:Keyring",
    "keyring.backends.kwallet:DBusKeyring",
    "keyring.backends.macOS:Keyring",
    "keyring.backends.Windows:WinVaultKeyring",
)

# What the libraries call it, and what it is.
FAULTS = dict.fromkeys(("KeyringLocked", "LockedException", "PromptDismissedException"), "locked")
FAULTS["TimeoutError"] = "silent"


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
