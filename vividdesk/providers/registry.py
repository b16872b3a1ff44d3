"""From a connection to the client that speaks its service's language."""

from vividdesk.model.connection import Connection
from vividdesk.providers import http, vimmerse, vistoure, vividflow
from vividdesk.providers.base import KeyVerdict

CLIENTS = {"vimmerse": vimmerse, "vividflow": vividflow, "vistoure": vistoure}


def warm_up() -> None:
    """What the first request would otherwise wait for; slow, so not for a loop."""
    http.trusted()


async def try_key(connection: Connection) -> KeyVerdict:
    """The service's cheapest read that asks for the key; a ServiceError where it fails."""
    verdict: KeyVerdict = await CLIENTS[connection.service.id].try_key(connection)
    return verdict
