"""Vimmerse, the legacy Workflow API."""

from vividdesk.model.connection import Connection
from vividdesk.providers.base import KeyVerdict
from vividdesk.providers.http import read
from vividdesk.texts import _

UNKNOWN_ID = "vividdesk-key-test"


async def try_key(connection: Connection) -> KeyVerdict:
    await read(connection, f"/workflow/{UNKNOWN_ID}", missing_is_fine=True)
    return KeyVerdict(None, _("The key was not refused. Vimmerse tells no more before the first job."))
