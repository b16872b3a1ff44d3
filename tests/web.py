"""A host of the public web that is really on this computer: real sockets, real TLS, and a name that leads to it."""

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.providers.test_http import NAMED
from tests.rawservice import RawService, Scene, Talk, raw_service
from vividdesk.jobs import asking

HERE = "127.0.0.1"


@contextmanager
def web_host(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RawService]:
    """Its address has the name; it is believed, and no proxy stands before it."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    believed = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(asking, "trusted", lambda: believed)
    leads_to(monkeypatch, HERE)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with raw_service(context) as running:
        running.address = running.address.replace(HERE, NAMED)
        yield running


def leads_to(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """What the name is found to stand for, the first time and the next ones; without any it is not found."""
    known, find = list(numbers), socket.getaddrinfo

    def found(host: Any, *more: Any, **named: Any) -> Any:
        if host not in (NAMED, NAMED.encode()):
            return find(host, *more, **named)
        if not known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return find(known.pop(0) if len(known) > 1 else known[0], *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)


def gives(content: bytes, kind: str = "image/jpeg", status: int = 200, **headers: str) -> Scene:
    def scene(talk: Talk) -> None:
        talk.take()
        talk.answer(status, content, **{"Content_Type": kind, "Connection": "close"} | headers)

    return scene


def is_silent(talk: Talk) -> None:
    talk.take()
    talk.stay_silent()
