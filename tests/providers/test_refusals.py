"""What the services refuse, in their documented forms, and what a client makes of it."""

import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Loopback, loopback
from tests.providers.test_answers import REQUESTS
from vividdesk.errors import (
    KeyRefused,
    NotAllowed,
    NotKnown,
    OutOfCredits,
    Rejected,
    ServiceError,
    SlowDown,
    Unsure,
)
from vividdesk.model.connection import Connection
from vividdesk.model.service import SERVICES, service_named
from vividdesk.providers.http import Line
from vividdesk.providers.registry import client_for


@pytest.fixture
def service() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


async def refusal(service: Loopback, which: str, ask: Callable[[Any], Awaitable[Any]]) -> ServiceError:
    named = service_named(which)
    assert named
    async with Line(Connection(named, service.address, "some-key-123")) as line:
        with pytest.raises(ServiceError) as caught:
            await ask(client_for(line, Path()))
    assert named.name in caught.value.title
    assert caught.value.advice
    return caught.value


def submit(which: str) -> Callable[[Any], Awaitable[Any]]:
    return lambda client: client.submit(REQUESTS[which])


FIELD = {"loc": ["body", "title"], "msg": "field required", "type": "value_error.missing"}


@pytest.mark.parametrize(
    ("which", "status", "body", "kind"),
    [
        ("vimmerse", 400, {"message": "BAD_REQUEST"}, Rejected),
        ("vimmerse", 401, {"message": "UNAUTHORIZED"}, KeyRefused),
        ("vimmerse", 402, {"message": "INSUFFICIENT_CREDIT"}, OutOfCredits),
        ("vimmerse", 404, {"message": "NOT_FOUND"}, NotKnown),
        ("vimmerse", 422, {"detail": [FIELD]}, Rejected),
        ("vimmerse", 500, {"message": "oops"}, Unsure),
        ("vividflow", 400, {"error": "No image file provided"}, Rejected),
        ("vividflow", 401, {"error": "Invalid API key"}, KeyRefused),
        ("vividflow", 403, {"error": "Account awaits approval"}, NotAllowed),
        ("vividflow", 429, {"error": "Too many requests", "retry_after": 42}, SlowDown),
        ("vividflow", 500, {"error": "x"}, Unsure),
        ("vistoure", 401, {"error": "Invalid key"}, KeyRefused),
        ("vistoure", 402, {"error": "InsufficientTokens"}, OutOfCredits),
        ("vistoure", 402, {"id": None, "error": {"name": "InsufficientTokens", "message": "Too few."}}, OutOfCredits),
        ("vistoure", 404, {"error": "Workflow not found"}, NotKnown),
    ],
)
async def test_a_submit_is_refused(
    service: Loopback, which: str, status: int, body: Any, kind: type[ServiceError]
) -> None:
    service.answers(status, json.dumps(body))
    fault = await refusal(service, which, submit(which))
    assert (type(fault), fault.status) == (kind, status)
    assert len(service.asked) == 1
    assert service.asked[0].body


async def test_a_field_is_named(service: Loopback) -> None:
    service.answers(422, json.dumps({"detail": [FIELD]}))
    fault = await refusal(service, "vimmerse", submit("vimmerse"))
    assert isinstance(fault, Rejected)
    assert fault.fields == {"title": "field required"}


async def test_a_list_of_errors_and_the_requests_id(service: Loopback) -> None:
    body = {"error": ["Prompt too short", "No image"], "details": "see the manual", "request_id": "req-7"}
    service.answers(400, json.dumps(body))
    fault = await refusal(service, "vividflow", submit("vividflow"))
    assert fault.request_id == "req-7"
    assert all(words in fault.title for words in ("Prompt too short", "No image", "see the manual", "req-7"))


async def test_how_long_to_wait_may_stand_in_the_body(service: Loopback) -> None:
    service.answers(429, '{"error": "Too many requests", "retry_after": 42}')
    fault = await refusal(service, "vividflow", lambda client: client.look("x"))
    assert isinstance(fault, SlowDown)
    assert fault.wait == 42


@pytest.mark.parametrize("which", [each.id for each in SERVICES])
@pytest.mark.parametrize(("status", "kind"), [(403, NotAllowed), (404, NotKnown)])
async def test_a_look_may_be_refused_for_just_this_job(
    service: Loopback, which: str, status: int, kind: type[ServiceError]
) -> None:
    service.answers(status, '{"error": "Not found"}')
    assert type(await refusal(service, which, lambda client: client.look("x"))) is kind


@pytest.mark.parametrize(
    ("which", "ask"),
    [
        ("vimmerse", lambda client: client.delete("x")),
        ("vimmerse", lambda client: client.update("x", title="y")),
        ("vimmerse", lambda client: client.rate("x", "5")),
        ("vividflow", lambda client: client.cancel("x")),
        ("vistoure", lambda client: client.workflow("x")),
    ],
)
async def test_what_is_gone_is_not_known(service: Loopback, which: str, ask: Any) -> None:
    service.answers(404, '{"error": "Not found"}')
    assert type(await refusal(service, which, ask)) is NotKnown
