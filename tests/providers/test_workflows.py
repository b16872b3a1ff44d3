"""The workflows saved in an account, as templates."""

import json
from collections.abc import Iterator, Mapping

import httpx
import pytest

from tests.loopback import Loopback, loopback
from tests.model.test_manifest import INFO
from vividdesk.model.connection import Connection
from vividdesk.model.service import service_named
from vividdesk.providers import faults
from vividdesk.providers.http import Answer, Line
from vividdesk.providers.reply import Reply
from vividdesk.providers.workflows import saved_workflows

REFUSED = {"error": "Not yours", "request_id": "req-9"}


@pytest.fixture
def service() -> Iterator[Loopback]:
    with loopback() as running:
        running.answers(200, json.dumps(REFUSED))
        running.bodies["/api/v3/workflows"] = b'[{"name": "Closed"}, {"name": "My_Workflow"}]'
        running.bodies["/api/v3/workflow/My_Workflow"] = json.dumps(INFO).encode()
        yield running


def connection(service: Loopback) -> Connection:
    which = service_named("vistoure")
    assert which
    return Connection(which, service.address, "some-key-123")


async def test_one_refused_with_a_yes_does_not_hide_the_others(service: Loopback) -> None:
    found = await saved_workflows(connection(service))
    assert [template.label for template in found.templates] == ["My Workflow"]
    (fault,) = found.faults
    assert "“Closed” is left out" in fault.title
    assert (fault.status, fault.words) == (200, "Not yours")
    assert "req-9" in fault.answer


@pytest.mark.parametrize("status", [400, 403, 404, 422, 500])
async def test_one_refused_does_not_hide_the_others(
    service: Loopback, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Line.read

    async def read(line: Line, path: str, query: Mapping[str, str] | None = None, tries: int = 3) -> Answer:
        if path.endswith("/Closed"):
            reply = Reply(status, httpx.Headers(), json.dumps(REFUSED).encode())
            raise faults.refused(line.connection, reply)
        return await asked(line, path, query, tries)

    monkeypatch.setattr(Line, "read", read)
    found = await saved_workflows(connection(service))
    assert [template.label for template in found.templates] == ["My Workflow"]
    (fault,) = found.faults
    assert "“Closed” is left out" in fault.title
    assert (fault.status, fault.words, fault.request_id) == (status, "Not yours", "req-9")
    assert "req-9" in fault.answer
