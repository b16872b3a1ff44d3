"""A clip of the sample photo, made on this computer: what a newcomer sees first, over the whole way of a photo."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from vividdesk import catalog
from vividdesk.errors import LocalServiceFault
from vividdesk.jobs.local import LocalService
from vividdesk.media.intake import Intake
from vividdesk.model.draft import Draft
from vividdesk.model.report import RemoteState, Report
from vividdesk.model.request import Request
from vividdesk.model.service import VIVIDFLOW
from vividdesk.paths import resource, write_whole
from vividdesk.providers.base import Client
from vividdesk.providers.http import Line
from vividdesk.providers.registry import client_for
from vividdesk.texts import _

LOOK_EVERY = 0.25  # seconds
READY_WITHIN = 180.0
TEMPLATE = "veo3.1"
WISHES = {"prompt": "A calm evening", "camera_motion": "Dolly (In)", "environmental_animation": "Drifting dust"}


async def make_sample_clip(local: LocalService, file: Path) -> None:
    """A VividError where none could be made."""
    try:
        async with asyncio.timeout(READY_WITHIN):
            write_whole(file, await _content(local))
    except (TimeoutError, httpx.HTTPError, OSError) as fault:
        raise _not_made(str(fault) or _("it took too long")) from fault


async def _content(local: LocalService) -> bytes:
    with TemporaryDirectory(prefix="vividdesk-sample-") as folder:
        request = await sample_request(Path(folder))
        async with Line(await local.connection(VIVIDFLOW)) as line:
            report = await _made(client_for(line, Path(folder)), request)
    async with httpx.AsyncClient(trust_env=False) as plain:  # the result needs no key, and gets none
        answer = await plain.get(report.links[0].url)
    return answer.raise_for_status().content


async def sample_request(folder: Path) -> Request:
    """Its photo is kept in the folder."""
    template = catalog.load().find(VIVIDFLOW.id, TEMPLATE)
    assert template is not None
    intake = Intake(folder)
    try:
        photo = (await intake.take(resource("samples", "portrait.jpg"))).photo
    finally:
        await intake.close()
    draft = Draft(template).put("image", photo)
    for name, value in WISHES.items():
        draft = draft.set(name, value)
    return draft.request()


async def _made(client: Client, request: Request) -> Report:
    job = (await client.submit(request)).id
    while True:
        report = await client.look(job)
        if report.state.is_end:
            break
        await asyncio.sleep(LOOK_EVERY)
    if report.state is not RemoteState.DONE or not report.links:
        raise _not_made(report.fault)
    return report


def _not_made(reason: str) -> LocalServiceFault:
    return LocalServiceFault(_("The sample clip could not be made ({reason}).").format(reason=reason))
