"""From a connection to the client that speaks its service's language."""

from collections.abc import Mapping
from pathlib import Path

from vividdesk.model.connection import Connection
from vividdesk.providers import http
from vividdesk.providers.base import Client, KeyVerdict
from vividdesk.providers.http import Line
from vividdesk.providers.vimmerse import Vimmerse
from vividdesk.providers.vistoure import Vistoure
from vividdesk.providers.vividflow import VividFlow

CLIENTS: Mapping[str, type[Client]] = {"vimmerse": Vimmerse, "vividflow": VividFlow, "vistoure": Vistoure}
NO_PHOTOS = Path()


def warm_up() -> None:
    """What the first request would otherwise wait for; slow, so not for a loop."""
    http.trusted()


def client_for(line: Line, photos: Path) -> Client:
    """`photos` is the folder in which the photos of requests lie."""
    return CLIENTS[line.connection.service.id](line, photos)


async def try_key(connection: Connection) -> KeyVerdict:
    """The service's cheapest read that asks for the key; a ServiceError where it fails."""
    async with Line(connection) as line:
        return await client_for(line, NO_PHOTOS).try_key()
