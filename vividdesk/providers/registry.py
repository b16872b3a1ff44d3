"""From a connection to the client that speaks its service's language."""

from vividdesk.model.connection import Connection
from vividdesk.providers import vimmerse, vistoure, vividflow
from vividdesk.providers.base import KeyVerdict

CLIENTS = {"vimmerse": vimmerse, "vividflow": vividflow, "vistoure": vistoure}


async def try_key(connection: Connection) -> KeyVerdict:
    """The service's cheapest read that asks for the key; a ServiceError where it fails."""
    verdict: KeyVerdict = await CLIENTS[connection.service.id].try_key(connection)
    return verdict
