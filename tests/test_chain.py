"""The whole way of a photo as far as it is built: file, intake, draft, request, service."""

from email import message_from_bytes
from pathlib import Path

import pytest
from PIL import Image

from tests.media.pictures import detailed, encoded, stored
from tests.rawservice import raw_service
from vividdesk import catalog
from vividdesk.media.intake import Intake
from vividdesk.model.connection import Connection
from vividdesk.model.draft import Draft
from vividdesk.model.request import Request
from vividdesk.model.service import SERVICES, Service
from vividdesk.providers.http import Line
from vividdesk.providers.registry import client_for

KEY = "canary-key-0123456789"
FILLED = {"prompt": "The sea begins to move", "user_name": "mia", "image_description": "a pilot"}


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: each.id)
async def test_a_photo_goes_to_each_template_of_each_service(service: Service, tmp_path: Path) -> None:
    source, kept = tmp_path / "Mia at home.jpg", tmp_path / "photos"
    source.write_bytes(encoded(detailed(), "JPEG", comment=b"CANARYCOMMENT"))
    intake = Intake(kept)
    try:
        photo = (await intake.take(source)).photo
    finally:
        await intake.close()
    source.unlink()
    with raw_service() as running:
        running.answers(200, '{"id": "wr_1", "job_id": "wr_1"}')
        async with Line(Connection(service, running.address, KEY)) as line:
            for template in catalog.load().of(service):
                draft = Draft(template)
                for slot in template.slots:
                    draft = draft.put(slot.name, photo)
                for name in template.options.required:
                    draft = draft.set(name, FILLED[name])
                request = Request.from_json(draft.request().to_json())
                assert (await client_for(line, kept).submit(request)).id == "wr_1"
                body = running.taken[-1].body
                assert b"Mia at home" not in body and b"CANARYCOMMENT" not in body and KEY.encode() not in body
    assert len(running.taken) == len(catalog.load().of(service)), "each was sent once"


async def test_a_photo_over_the_limit_is_made_to_fit_first(tmp_path: Path) -> None:
    source, kept = tmp_path / "large.png", tmp_path / "photos"
    noise = Image.merge("RGB", [Image.effect_noise((2400, 2000), 90) for _band in range(3)])
    source.write_bytes(encoded(noise, "PNG", compress_level=1))
    template = catalog.load().find("vividflow", "wan2.1")
    assert template is not None
    intake = Intake(kept)
    try:
        photo = (await intake.take(source)).photo
        draft = Draft(template).set("prompt", "it moves").put("image", photo)
        assert draft.unfit == (photo,)
        fitted = await intake.fit(photo, template.limits)
    finally:
        await intake.close()
    assert fitted.size <= 10_000_000
    stored(kept, fitted)
    with raw_service() as running:
        running.answers(202, '{"message": "Generation job accepted.", "job_id": "j1"}')
        async with Line(Connection(SERVICES[1], running.address, KEY)) as line:
            await client_for(line, kept).submit(draft.put("image", fitted).request())
        head = f"Content-Type: {running.taken[0].headers['content-type']}\r\n\r\n".encode()
        parts = message_from_bytes(head + running.taken[0].body).get_payload()
    sent = {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in parts}
    assert sent["image"] == (kept / fitted.file_name).read_bytes()
    assert {name: value for name, value in sent.items() if name != "image"} == {
        "prompt": b"it moves",
        "model": b"wan2.1",
        "negative_prompt": b"",
        "cfg": b"7.5",
        "width": b"1280",
        "height": b"720",
        "length": b"81",
        "steps": b"30",
        "seed": b"42",
    }
