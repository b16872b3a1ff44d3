"""VistoureAI, API v3."""

from vividdesk.model.connection import Connection
from vividdesk.providers.base import KeyVerdict
from vividdesk.providers.http import read
from vividdesk.texts import _, count


async def try_key(connection: Connection) -> KeyVerdict:
    workflows = await read(connection, "/api/v3/workflows")
    if isinstance(workflows, list):
        saved = count("{n} saved workflow", "{n} saved workflows", len(workflows))
        return KeyVerdict(True, _("The key works: {saved}.").format(saved=saved))
    return KeyVerdict(True, _("The key works."))
