"""What a newcomer sees made first: a request for a clip of the sample photo."""

from pathlib import Path

from vividdesk import catalog
from vividdesk.media.intake import Intake
from vividdesk.model.draft import Draft
from vividdesk.model.request import Request
from vividdesk.model.service import VIVIDFLOW
from vividdesk.paths import resource

TEMPLATE = "veo3.1"
WISHES = {"prompt": "A calm evening", "camera_motion": "Dolly (In)", "environmental_animation": "Drifting dust"}


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
