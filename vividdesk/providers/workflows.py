"""The workflows saved in a VistoureAI account, as templates."""

from dataclasses import dataclass
from pathlib import Path

from vividdesk.errors import BrokenAnswer, NotAllowed, NotKnown, Rejected, ServiceError
from vividdesk.model import manifest
from vividdesk.model.connection import Connection
from vividdesk.model.template import Template
from vividdesk.providers.base import with_what_was_said
from vividdesk.providers.http import Line
from vividdesk.providers.vistoure import Vistoure
from vividdesk.texts import _


@dataclass(frozen=True)
class Workflows:
    templates: tuple[Template, ...]
    faults: tuple[ServiceError, ...]


async def saved_workflows(connection: Connection) -> Workflows:
    """One that cannot be read costs only itself, and is named among the faults."""
    templates: list[Template] = []
    faults: list[ServiceError] = []
    async with Line(connection) as line:
        client = Vistoure(line, Path())
        for saved in await client.workflows():
            try:
                templates.append(manifest.template(await client.workflow(saved.name)))
            except (BrokenAnswer, NotKnown, NotAllowed, Rejected) as fault:
                left_out = _("The saved workflow “{name}” is left out.").format(name=saved.name)
                named = BrokenAnswer(f"{left_out} {fault.title}", fault.advice)
                faults.append(with_what_was_said(named, fault))
    return Workflows(tuple(templates), tuple(faults))
