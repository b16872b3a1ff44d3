"""The ways to the services: one for each lane, made anew when its key or address changes."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from vividdesk.jobs.transfer import Transfer
from vividdesk.model.connection import Connection
from vividdesk.model.job import LaneId
from vividdesk.model.report import Accepted
from vividdesk.model.request import Request
from vividdesk.providers.base import Client
from vividdesk.providers.http import Line, Patience, Told
from vividdesk.providers.registry import client_for

Connect = Callable[[LaneId], Awaitable[Connection]]


def fingerprint(connection: Connection) -> str:
    """Tells accounts apart, and nothing about the key."""
    return hashlib.sha256(f"vividdesk account {connection.key}".encode()).hexdigest()[:16] if connection.key else ""


@dataclass(frozen=True)
class Wire:
    """`client` asks on the runner's loop, the other one sends on that of the transfer thread."""

    connection: Connection
    client: Client
    _sender: Client
    _lines: tuple[Line, Line]
    _transfer: Transfer

    @property
    def account(self) -> str:
        return fingerprint(self.connection)

    async def submit(self, request: Request, told: Told) -> Accepted:
        """Cancelled, it says by `told` whether anything had left; an answer is never lost."""
        return await self._transfer.run(lambda: self._sender.submit(request, told), keeps_answer=True)

    async def close(self) -> None:
        reading, sending = self._lines
        await reading.close()
        await self._transfer.run(sending.close)


class Wires:
    def __init__(self, connect: Connect, transfer: Transfer, photos: Path, patience: Patience) -> None:
        self._connect = connect
        self._transfer = transfer
        self._photos = photos
        self._patience = patience
        self._wires: dict[LaneId, Wire] = {}
        self._former: list[Wire] = []  # somebody may still use one

    async def of(self, lane: LaneId) -> Wire:
        """A VividError where there is no way: no key, or a local service that does not start."""
        connection = await self._connect(lane)
        wire = self._wires.get(lane)
        if wire is None or wire.connection != connection:
            if wire is not None:
                self._former.append(wire)
            wire = self._wires[lane] = self._made(connection)
        return wire

    async def close(self) -> None:
        for wire in (*self._former, *self._wires.values()):
            await wire.close()
        self._former.clear()
        self._wires.clear()

    def _made(self, connection: Connection) -> Wire:
        reading, sending = (Line(connection, self._patience) for _way in range(2))
        return Wire(
            connection,
            client_for(reading, self._photos),
            client_for(sending, self._photos),
            (reading, sending),
            self._transfer,
        )


def kept_link(url: str, lane: LaneId) -> str:
    """A local service's links without their host: with its next start they lie at another port."""
    if not lane.local:
        return url
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def whole_link(url: str, connection: Connection) -> str:
    return urljoin(connection.address, url)
