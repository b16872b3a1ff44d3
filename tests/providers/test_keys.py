"""Whether a key works, asked by each service's most harmless call."""

import json
from collections.abc import Iterator

import pytest

from tests.loopback import Loopback, loopback
from vividdesk import log
from vividdesk.errors import BrokenAnswer, KeyRefused, OutOfCredits, Rejected, ServiceError
from vividdesk.model.connection import Connection
from vividdesk.model.service import SERVICES, Service
from vividdesk.providers.registry import try_key

KEY = "canary-key-0123456789"
VIMMERSE, VIVIDFLOW, VISTOURE = SERVICES


@pytest.fixture
def service() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def to(service: Loopback, which: Service = VIVIDFLOW, key: str = KEY) -> Connection:
    return Connection(which, service.address, key)


@pytest.mark.parametrize("credits_left", ["850", '"850"', "850.9"])
async def test_vivid_flow_tells_the_credits_left(service: Loopback, credits_left: str) -> None:
    service.answers(200, f'{{"credits_remaining": {credits_left}, "cycle_resets_on": "2026-01-01T00:00:00Z"}}')
    verdict = await try_key(to(service))
    assert (verdict.accepted, verdict.says) == (True, "The key works: 850 credits left.")
    assert [(asked.method, asked.path) for asked in service.asked] == [("GET", "/usage")]
    assert service.asked[0].headers["X-Api-Key"] == KEY


async def test_vistoure_tells_the_saved_workflows(service: Loopback) -> None:
    service.answers(200, '[{"id": 12, "name": "Professional Studio Portrait", "system_workflow": true}]')
    verdict = await try_key(to(service, VISTOURE))
    assert (verdict.accepted, verdict.says) == (True, "The key works: 1 saved workflow.")
    assert service.asked[0].path == "/api/v3/workflows"


@pytest.mark.parametrize(
    ("status", "body"), [(404, {"message": "NOT_FOUND"}), (422, {"detail": [{"msg": "no id"}]}), (200, {})]
)
async def test_vimmerse_only_tells_that_it_did_not_refuse(service: Loopback, status: int, body: object) -> None:
    service.answers(status, json.dumps(body))
    verdict = await try_key(to(service, VIMMERSE))
    assert verdict.accepted is None
    assert "not refused" in verdict.says
    assert service.asked[0].path.startswith("/workflow/")


async def test_another_refusal_of_vimmerse_tells_nothing_of_the_key(service: Loopback) -> None:
    service.answers(400, '{"message": "BAD_REQUEST"}')
    with pytest.raises(Rejected):
        await try_key(to(service, VIMMERSE))


@pytest.mark.parametrize("which", SERVICES, ids=lambda service: service.id)
@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_is_said_in_the_services_own_words(service: Loopback, which: Service, status: int) -> None:
    service.answers(status, '{"error": "Invalid API key", "request_id": "req-3"}')
    with pytest.raises(KeyRefused, match="Invalid API key") as caught:
        await try_key(to(service, which))
    assert which.name in caught.value.title
    assert caught.value.advice
    assert (caught.value.status, caught.value.words, caught.value.request_id) == (status, "Invalid API key", "req-3")
    assert "Invalid" in caught.value.answer


@pytest.mark.parametrize(
    "body", ["null", "[]", "3", '{"credits_remaining": null}', '{"credits_remaining": "many"}', "{}"]
)
async def test_an_unexpected_yes_is_not_a_no(service: Loopback, body: str) -> None:
    service.answers(200, body)
    for which in SERVICES:
        verdict = await try_key(to(service, which))
        if which is VISTOURE and body == "[]":
            assert (verdict.accepted, verdict.says) == (True, "The key works: 0 saved workflows.")
        else:
            assert verdict.accepted is None
            assert "not refused" in verdict.says


@pytest.mark.parametrize("which", [VIVIDFLOW, VISTOURE], ids=lambda service: service.id)
@pytest.mark.parametrize(
    "body", [{"error": "Invalid API key"}, [{"error": "Invalid API key"}], {"data": {"error": ["Invalid API key"]}}]
)
async def test_a_yes_with_an_error_is_a_no(service: Loopback, which: Service, body: object) -> None:
    service.answers(200, json.dumps(body))
    with pytest.raises(Rejected, match="Invalid API key") as caught:
        await try_key(to(service, which))
    assert (caught.value.status, caught.value.words) == (200, "Invalid API key")
    assert caught.value.advice
    assert "Invalid" in caught.value.answer


async def test_a_yes_may_say_that_the_credits_are_gone(service: Loopback) -> None:
    service.answers(200, '{"error": "InsufficientTokens", "workflows": []}')
    with pytest.raises(OutOfCredits):
        await try_key(to(service, VISTOURE))


async def test_no_credits_beside_an_error_are_no_yes(service: Loopback) -> None:
    service.answers(200, '{"credits_remaining": null, "total_jobs": 3, "error": "Key expired"}')
    with pytest.raises(ServiceError, match="Key expired"):
        await try_key(to(service))


@pytest.mark.parametrize("which", SERVICES, ids=lambda service: service.id)
async def test_it_is_asked_once(service: Loopback, which: Service) -> None:
    service.answers(500, "<html>oops</html>")
    with pytest.raises(BrokenAnswer):
        await try_key(to(service, which))
    assert len(service.asked) == 1


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_echoed_by_the_service_is_not_shown(service: Loopback, status: int) -> None:
    log.hide(KEY)
    service.answers(status, json.dumps({"error": f"The key {KEY} is unknown"}))
    with pytest.raises(KeyRefused) as caught:
        await try_key(to(service))
    assert KEY not in str(caught.value)
    assert KEY not in caught.value.answer
