"""Vivid Flow, API v1.2."""

from vividdesk.model.connection import Connection
from vividdesk.providers.base import KeyVerdict
from vividdesk.providers.http import read
from vividdesk.texts import _, count


async def try_key(connection: Connection) -> KeyVerdict:
    usage = await read(connection, "/usage")
    credits_left = usage.get("credits_remaining") if isinstance(usage, dict) else None
    if isinstance(credits_left, int):
        return KeyVerdict(
            True,
            _("The key works: {left}.").format(left=count("{n} credit left", "{n} credits left", credits_left)),
        )
    return KeyVerdict(True, _("The key works."))
