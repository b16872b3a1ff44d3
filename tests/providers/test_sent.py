"""What leaves, byte for byte, against the services' own examples. The expected bytes are written by hand."""

import base64
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.rawservice import RawService, Taken, raw_service
from vividdesk.errors import Rejected
from vividdesk.model.connection import Connection
from vividdesk.model.photo import JPEG, PNG, Photo, WebPhoto
from vividdesk.model.request import Request
from vividdesk.model.service import SERVICES, Service
from vividdesk.model.template import Kind
from vividdesk.providers.base import (
    Cancels,
    CountsCredits,
    Delivery,
    Edits,
    KeepsHistory,
    SavesWorkflows,
    TakesErrors,
)
from vividdesk.providers.http import Line
from vividdesk.providers.registry import client_for
from vividdesk.providers.vistoure import Vistoure

KEY = "canary-key-0123456789"
VIMMERSE, VIVIDFLOW, VISTOURE = SERVICES
FIRST = b"\xff\xd8\xff\xe0 the first \r\n--\x00"
SECOND = b"\x89PNG the second"


@pytest.fixture
def service() -> Iterator[RawService]:
    with raw_service() as running:
        running.answers(200, '{"id": "x", "job_id": "x", "jobs": [], "workflows": [], "name": "x", "total_jobs": 1}')
        yield running


def photo(folder: Path, content: bytes, kind: str) -> Photo:
    made = Photo(f"{len(content):064x}", kind, 4, 3, len(content), "Anna's holiday.jpeg")
    (folder / made.file_name).write_bytes(content)
    return made


async def told_by(service: RawService, which: Service, ask: Callable[[Any], Awaitable[Any]], photos: Path) -> Taken:
    """The one request that a client makes, its key in its one place."""
    async with Line(Connection(which, service.address, KEY)) as line:
        await ask(client_for(line, photos))
    assert service.received.count(KEY.encode()) == 1
    assert service.taken[-1].headers["x-api-key"] == KEY
    return service.taken[-1]


async def submitted(service: RawService, request: Request, photos: Path) -> Taken:
    which = next(each for each in SERVICES if each.id == request.service)
    taken = await told_by(service, which, lambda client: client.submit(request), photos)
    assert b"Anna" not in service.received
    assert taken.method == "POST"
    assert len(service.taken) == 1
    return taken


def form(taken: Taken, text: str, **files: bytes) -> bytes:
    """A form's bytes: its lines, BOUNDARY as the header tells it, and the content of files."""
    kind, _semicolon, boundary = taken.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    expected = text.replace("\n", "\r\n").replace("BOUNDARY", boundary).encode()
    for name, content in files.items():
        expected = expected.replace(name.encode(), content)
    return expected


def vimmerse_request(**changes: Any) -> Request:
    whole: dict[str, Any] = {
        "service": "vimmerse",
        "template": "vim_new_year_2026",
        "kind": Kind.TEMPLATE,
        "target": "vim_new_year_2026",
        "label": "New Year 2026",
        "options": {"aspect_ratio": "16:9", "pipeline_mode": "video"},
        "details": {
            "visibility_status": "1",
            "title": "My Workflow Video",
            "description": "Animated overlay video",
        },
    }
    return Request(**(whole | changes))


async def test_vimmerses_own_example(service: RawService, tmp_path: Path) -> None:
    pictures = {"image_files": (WebPhoto("https://example.com/image.png"),)}
    taken = await submitted(service, vimmerse_request(pictures=pictures), tmp_path)
    assert taken.path == "/workflow"
    assert taken.body == form(
        taken,
        """--BOUNDARY
Content-Disposition: form-data; name="title"

My Workflow Video
--BOUNDARY
Content-Disposition: form-data; name="description"

Animated overlay video
--BOUNDARY
Content-Disposition: form-data; name="visibility_status"

1
--BOUNDARY
Content-Disposition: form-data; name="template_id"

vim_new_year_2026
--BOUNDARY
Content-Disposition: form-data; name="options"

{"aspect_ratio": "16:9", "pipeline_mode": "video"}
--BOUNDARY
Content-Disposition: form-data; name="image_urls"

https://example.com/image.png
--BOUNDARY--
""",
    )


async def test_vimmerse_with_files_and_all_details(service: RawService, tmp_path: Path) -> None:
    details = {"webhook_url": "https://a.example/hook", "event_id": "fair", "title": "", "description": None}
    # Addresses are ignored by the service where there are files.
    taken_pictures = (photo(tmp_path, FIRST, JPEG), WebPhoto("https://a.example/x.png"), photo(tmp_path, SECOND, PNG))
    request = vimmerse_request(details=details, pictures={"image_files": taken_pictures}, options={"user_name": "Zoë"})
    taken = await submitted(service, request, tmp_path)
    assert taken.body == form(
        taken,
        """--BOUNDARY
Content-Disposition: form-data; name="title"


--BOUNDARY
Content-Disposition: form-data; name="template_id"

vim_new_year_2026
--BOUNDARY
Content-Disposition: form-data; name="options"

{"user_name": "Zo\\u00eb"}
--BOUNDARY
Content-Disposition: form-data; name="event_id"

fair
--BOUNDARY
Content-Disposition: form-data; name="webhook_url"

https://a.example/hook
--BOUNDARY
Content-Disposition: form-data; name="image_files"; filename="photo-1.jpg"
Content-Type: image/jpeg

FIRST
--BOUNDARY
Content-Disposition: form-data; name="image_files"; filename="photo-2.png"
Content-Type: image/png

SECOND
--BOUNDARY--
""",
        FIRST=FIRST,
        SECOND=SECOND,
    )


async def test_vimmerse_without_a_picture_or_detail(service: RawService, tmp_path: Path) -> None:
    taken = await submitted(service, vimmerse_request(details={}, options={}), tmp_path)
    assert taken.body == form(
        taken,
        """--BOUNDARY
Content-Disposition: form-data; name="template_id"

vim_new_year_2026
--BOUNDARY
Content-Disposition: form-data; name="options"

{}
--BOUNDARY--
""",
    )


async def test_several_addresses_are_a_repeated_field(service: RawService, tmp_path: Path) -> None:
    pictures = {"image_files": (WebPhoto("https://a.example/1.png"), WebPhoto("https://a.example/2.png"))}
    taken = await submitted(service, vimmerse_request(pictures=pictures), tmp_path)
    assert taken.body.count(b'name="image_urls"') == 2
    assert b"https://a.example/2.png\r\n" in taken.body


async def test_vivid_flows_own_example(service: RawService, tmp_path: Path) -> None:
    request = Request(
        service="vividflow",
        template="veo3.1",
        kind=Kind.MODEL,
        target="veo3.1",
        label="Veo 3.1",
        options={"duration_seconds": 8, "prompt": "A cinematic, wide shot of a futuristic city at dusk"},
        pictures={"image": (photo(tmp_path, FIRST, JPEG),)},
    )
    taken = await submitted(service, request, tmp_path)
    assert taken.path == "/generate"
    assert taken.body == form(
        taken,
        """--BOUNDARY
Content-Disposition: form-data; name="prompt"

A cinematic, wide shot of a futuristic city at dusk
--BOUNDARY
Content-Disposition: form-data; name="model"

veo3.1
--BOUNDARY
Content-Disposition: form-data; name="duration_seconds"

8
--BOUNDARY
Content-Disposition: form-data; name="image"; filename="photo-1.jpg"
Content-Type: image/jpeg

FIRST
--BOUNDARY--
""",
        FIRST=FIRST,
    )


async def test_vivid_flows_words_and_numbers(service: RawService, tmp_path: Path) -> None:
    options: dict[str, Any] = {
        "prompt": " Über\nden Wolken ",
        "cfg": 7.5,
        "length": 81.0,
        "generate_audio": True,
        "enhance_prompt": False,
        "camera_motion": None,
        "negative_prompt": "",
        "tags": ["a", 1],
    }
    request = Request("vividflow", "wan2.1", Kind.MODEL, "wan2.1", "Wan 2.1", options)
    taken = await submitted(service, request, tmp_path)
    assert taken.body == form(
        taken,
        """--BOUNDARY
Content-Disposition: form-data; name="prompt"

PROMPT
--BOUNDARY
Content-Disposition: form-data; name="model"

wan2.1
--BOUNDARY
Content-Disposition: form-data; name="cfg"

7.5
--BOUNDARY
Content-Disposition: form-data; name="length"

81
--BOUNDARY
Content-Disposition: form-data; name="generate_audio"

true
--BOUNDARY
Content-Disposition: form-data; name="enhance_prompt"

false
--BOUNDARY
Content-Disposition: form-data; name="negative_prompt"


--BOUNDARY
Content-Disposition: form-data; name="tags"

["a", 1]
--BOUNDARY--
""",
        PROMPT=options["prompt"].encode(),
    )


async def test_the_forms_own_names_are_never_options(service: RawService, tmp_path: Path) -> None:
    options = {"model": "another", "image": "https://a.example/x.png", "prompt": "The sea", "seed": 1}
    request = Request("vividflow", "wan2.1", Kind.MODEL, "wan2.1", "Wan 2.1", options)
    taken = await submitted(service, request, tmp_path)
    assert names_in(taken) == [b"prompt", b"model", b"seed"]
    assert b"another" not in taken.body


async def test_details_of_a_persons_own_are_sent_last(service: RawService, tmp_path: Path) -> None:
    details = {"z_last": 7, "folder_id": "fair", "event_id": "x", "template_id": "y", "image_urls": "z", "none": None}
    taken = await submitted(service, vimmerse_request(details=details), tmp_path)
    assert names_in(taken) == [b"template_id", b"options", b"event_id", b"z_last", b"folder_id"]


def names_in(taken: Taken) -> list[bytes]:
    return re.findall(rb' name="([^"]*)"', taken.body)


def vistoure_request(**changes: Any) -> Request:
    whole: dict[str, Any] = {
        "service": "vistoure",
        "template": "workflow:My Custom Model Workflow",
        "kind": Kind.WORKFLOW,
        "target": "My Custom Model Workflow",
        "label": "My Custom Model Workflow",
    }
    return Request(**(whole | changes))


async def test_vistoures_own_example(service: RawService, tmp_path: Path) -> None:
    pictures = {"User_Garment.garment_image": (WebPhoto("https://example.com/new_shirt.jpg"),)}
    taken = await submitted(service, vistoure_request(pictures=pictures), tmp_path)
    assert (taken.path, taken.headers["content-type"]) == ("/api/v3/run", "application/json")
    assert taken.body == (
        b'{"type":"workflow","target":"My Custom Model Workflow",'
        b'"input":{"User_Garment.garment_image":"https://example.com/new_shirt.jpg"}}'
    )


async def test_vistoures_second_example(service: RawService, tmp_path: Path) -> None:
    """Of the questions: an optional parameter beside the mandatory one."""
    taken = await submitted(
        service,
        vistoure_request(
            base={"User_Garment.garment_image": "https://example.com/new_shirt.jpg", "Model_Gen.gender": "female"},
            options={"Model_Gen.gender": "male"},
        ),
        tmp_path,
    )
    assert json.loads(taken.body)["input"] == {
        "User_Garment.garment_image": "https://example.com/new_shirt.jpg",
        "Model_Gen.gender": "male",
    }


async def test_a_photo_for_vistoure_is_bare_base64(service: RawService, tmp_path: Path) -> None:
    first, second = photo(tmp_path, FIRST, JPEG), photo(tmp_path, SECOND, PNG)
    request = vistoure_request(
        kind=Kind.TOOL,
        target="virtual_tryon",
        base={"model_image": "https://a.example/old.png"},
        options={"category": "top", "seed": 7, "extra": {"deep": [1, None, True]}},
        pictures={"model_image": (first,), "more": (second, WebPhoto("https://a.example/x.png"))},
    )
    taken = await submitted(service, request, tmp_path)
    assert json.loads(taken.body) == {
        "type": "node",
        "target": "virtual_tryon",
        "input": {
            "model_image": base64.b64encode(FIRST).decode(),
            "category": "top",
            "seed": 7,
            "extra": {"deep": [1, None, True]},
            "more": [base64.b64encode(SECOND).decode(), "https://a.example/x.png"],
        },
    }


async def test_a_photo_for_vistoure_as_a_data_uri(service: RawService, tmp_path: Path) -> None:
    request = vistoure_request(pictures={"my_garment": (photo(tmp_path, SECOND, PNG),)})
    async with Line(Connection(VISTOURE, service.address, KEY)) as line:
        await Vistoure(line, tmp_path, data_uris=True).submit(request)
    uri = f"data:image/png;base64,{base64.b64encode(SECOND).decode()}"
    assert json.loads(service.taken[0].body)["input"] == {"my_garment": uri}


async def test_the_progress_of_a_submit_is_told(service: RawService, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    request = vimmerse_request(pictures={"image_files": (photo(tmp_path, FIRST * 1000, JPEG),)})
    async with Line(Connection(VIMMERSE, service.address, KEY)) as line:
        await client_for(line, tmp_path).submit(request, lambda sent, whole: seen.append((sent, whole)))
    assert seen[-1] == (len(service.taken[0].body), len(service.taken[0].body))


CALLS = [
    (VIMMERSE, lambda c: c.update("a b/c", title="New"), "PUT", "/workflow/a%20b%2Fc", {"title": "New"}),
    (
        VIMMERSE,
        lambda c: c.update("7", description="", visibility="0", delivered=Delivery.NOW),
        "PUT",
        "/workflow/7",
        {"description": "", "visibility_status": "0", "delivered_at": None},
    ),
    (
        VIMMERSE,
        lambda c: c.update("7", delivered=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        "PUT",
        "/workflow/7",
        {"delivered_at": "2026-01-02T03:04:05+00:00"},
    ),
    (VIMMERSE, lambda c: c.rate("7", "4"), "PUT", "/workflow/7", {"rating": "4"}),
    (VIMMERSE, lambda c: c.delete("7"), "DELETE", "/workflow/7", None),
    (
        VIMMERSE,
        lambda c: c.log_error("It broke.", {"workflow_id": "7"}),
        "POST",
        "/workflow/error-log",
        {"error_message": "It broke.", "context": {"workflow_id": "7"}},
    ),
    (VIMMERSE, lambda c: c.log_error("x"), "POST", "/workflow/error-log", {"error_message": "x"}),
    (VIVIDFLOW, lambda c: c.cancel("c2c625a3-0fc9"), "POST", "/cancel/c2c625a3-0fc9", None),
    (VIVIDFLOW, lambda c: c.history(), "GET", "/history?limit=100", None),
    (VIVIDFLOW, lambda c: c.history(limit=5), "GET", "/history?limit=5", None),
    (VIVIDFLOW, lambda c: c.history(page=3), "GET", "/history?limit=100&page=3", None),
    (VIVIDFLOW, lambda c: c.usage(), "GET", "/usage", None),
    (VISTOURE, lambda c: c.workflows(), "GET", "/api/v3/workflows", None),
    (VISTOURE, lambda c: c.workflow("Premium_Studio_V1"), "GET", "/api/v3/workflow/Premium_Studio_V1", None),
    (
        VISTOURE,
        lambda c: c.workflow("My Flow/ä?100%#.."),
        "GET",
        "/api/v3/workflow/My%20Flow%2F%C3%A4%3F100%25%23..",
        None,
    ),
    (VISTOURE, lambda c: c.workflow(".."), "GET", "/api/v3/workflow/%2E%2E", None),
]


@pytest.mark.parametrize(("which", "ask", "method", "path", "content"), CALLS)
async def test_each_call(
    service: RawService, tmp_path: Path, which: Service, ask: Any, method: str, path: str, content: Any
) -> None:
    taken = await told_by(service, which, ask, tmp_path)
    assert (taken.method, taken.path) == (method, path)
    assert (json.loads(taken.body) if taken.body else None) == content


@pytest.mark.parametrize(
    ("which", "path"),
    [
        (VIMMERSE, "/workflow/wr_6677889900aabbcc"),
        (VIVIDFLOW, "/status/wr_6677889900aabbcc"),
        (VISTOURE, "/api/v3/status/wr_6677889900aabbcc"),
    ],
)
async def test_a_look(service: RawService, tmp_path: Path, which: Service, path: str) -> None:
    service.answers(200, '{"processing_status": "new", "status": "queued"}')
    taken = await told_by(service, which, lambda client: client.look("wr_6677889900aabbcc"), tmp_path)
    assert (taken.method, taken.path, taken.body) == ("GET", path, b"")


async def test_a_job_that_is_not_queued_any_more_is_not_cancelled(service: RawService, tmp_path: Path) -> None:
    async with Line(Connection(VIVIDFLOW, service.address, KEY)) as line:
        client = client_for(line, tmp_path)
        assert isinstance(client, Cancels)
        assert await client.cancel("x") is True
        service.answers(400, '{"error": "Only queued jobs can be cancelled"}')
        assert await client.cancel("x") is False
        service.answers(405, "{}")
        with pytest.raises(Rejected):
            await client.cancel("x")


OFFERS = {
    "vimmerse": {Edits, TakesErrors},
    "vividflow": {Cancels, KeepsHistory, CountsCredits},
    "vistoure": {SavesWorkflows},
}


@pytest.mark.parametrize("which", SERVICES, ids=lambda each: each.id)
async def test_what_a_client_offers_can_be_asked(which: Service, tmp_path: Path) -> None:
    async with Line(Connection(which, which.address)) as line:
        client = client_for(line, tmp_path)
        every = set().union(*OFFERS.values())
        assert {each for each in every if isinstance(client, each)} == OFFERS[which.id]
