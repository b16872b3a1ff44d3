"""The services' keys: from the environment, the system keyring, or for this run only.

A keyring can hang for ever, and a thread that hangs in one keeps a program from ending. So all of it happens in
a child process, `keyring_child`, that can be killed: one line of JSON in, lines of JSON out.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from vividdesk import log
from vividdesk.errors import KeyRefused, KeyringError, KeyringLocked, KeyringSilent, NoKeyring
from vividdesk.texts import _

LONGEST_KEY = 1024  # letters
END_WITHIN = 1.0  # seconds for a child that may stop


@dataclass(frozen=True)
class Patience:
    """Seconds for the keyring to give any sign, and for a person to type its password."""

    silent: float = 8.0
    unlock: float = 90.0


USUAL = Patience()


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

    def __init__(self, environ: Mapping[str, str], patience: Patience = USUAL, keyring: bool = True) -> None:
        self._environ = environ
        self._keyring = keyring
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
        check(text)
        self._keep(service, text, Origin.THIS_RUN)
        await self._ask({"do": "set", "services": [service], "key": text}, locked)
        return self._keep(service, text, Origin.KEYRING)

    async def forget(self, service: str, locked: Callable[[], None]) -> bool:
        """Whether there was one to forget."""
        try:
            there = await self._ask({"do": "forget", "services": [service]}, locked)
        except NoKeyring:
            if self._kept.pop(service, None) is None:
                raise
            return True
        return bool(self._kept.pop(service, None) or there[service])

    async def _ask(self, question: Mapping[str, Any], locked: Callable[[], None]) -> dict[str, Any]:
        if not self._keyring:
            raise _fault("none", "")
        async with self._turn:
            return await ask_keyring(question, locked, self._patience)

    def _keep(self, service: str, text: str, origin: Origin) -> Key:
        self._kept[service] = Key(text, origin)
        return self._kept[service]


def check(text: str) -> None:
    """A KeyRefused for what cannot be a key: it would not pass through a header."""
    if len(text) > LONGEST_KEY or not (text.isascii() and text.isprintable()):
        raise KeyRefused(
            _("That is no key: it is too long, or has letters that no key has."),
            _("Copy it again from the service's page, alone and on one line."),
        )


def variable(service: str) -> str:
    return f"VIVIDDESK_{service.upper()}_KEY"


async def name_of_keyring(patience: Patience = USUAL) -> str:
    """The name of the keyring that would be used; a KeyringError where there is none that answers."""
    return str((await ask_keyring({"do": "name", "services": []}, lambda: None, patience))["name"])


async def ask_keyring(question: Mapping[str, Any], locked: Callable[[], None], patience: Patience) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "vividdesk.keyring_child"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=2**20,  # bytes of an answer
        env={name: value for name, value in os.environ.items() if not name.startswith("VIVIDDESK_")},
    )
    try:
        return await _converse(child, question, locked, patience)
    finally:
        await _end(child)


async def _converse(
    child: asyncio.subprocess.Process, question: Mapping[str, Any], locked: Callable[[], None], patience: Patience
) -> dict[str, Any]:
    import json

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
    import json

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
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
