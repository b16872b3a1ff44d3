"""The fake service itself: a trial proves nothing if what it stands on does not misbehave as it is told."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.faults import goods
from tests.faults.orders import order, shelved
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.service import KEY, Service, in_a_thread, running
from vividdesk.errors import BrokenAnswer, KeyRefused, NotKnown, Rejected, ServiceError, SlowDown, Unreachable, Unsure
from vividdesk.model.connection import Connection
from vividdesk.model.report import RemoteState
from vividdesk.model.service import SERVICES, service_named
from vividdesk.providers.base import Client, Edits
from vividdesk.providers.http import Line, Patience
from vividdesk.providers.registry import client_for
from vividdesk.providers.vividflow import VividFlow

HASTY = Patience(whole=2.0, connect=1.0, silent=0.2, submit=0.3, slowest=1e6, answer=0.2, pause=0.0, wait=0.0, tries=1)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running(tmp_path / "ledger") as service:
        yield service


def line_to(service: Service, name: str, key: str = KEY) -> Line:
    found = service_named(name)
    assert found is not None
    return Line(Connection(found, f"{service.address}/{name}", key), HASTY)


@pytest.mark.parametrize("name", [service.id for service in SERVICES])
async def test_takes_a_job_keeps_a_ledger_and_gives_the_result(service: Service, name: str, tmp_path: Path) -> None:
    photo = shelved(tmp_path / "photos")
    async with line_to(service, name) as line:
        client = client_for(line, tmp_path / "photos")
        taken = await client.submit(order(name, "mark-7", photo))
        report = await client.look(taken.id)
    (charge,) = service.works.charges
    assert (charge.id, charge.mark, charge.photos) == (taken.id, "mark-7", (photo.hash,))
    assert (tmp_path / "ledger").read_text().count("mark-7") >= 1
    assert report.state is RemoteState.DONE
    async with httpx.AsyncClient(trust_env=False) as plain:
        whole = await plain.get(report.links[0].url)
        rest = await plain.get(report.links[0].url, headers={"Range": "bytes=100-", "If-Range": whole.headers["ETag"]})
        beyond = await plain.get(report.links[0].url, headers={"Range": "bytes=999999-"})
        assert not service.leaks
        await plain.get(report.links[0].url, headers={"X-Api-Key": KEY})
    assert goods.is_of(whole.content, taken.id, report.links[0].kind)
    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    assert beyond.status_code == 416
    assert len(service.leaks) == 1


async def test_refuses_another_key_and_what_is_no_form(service: Service, tmp_path: Path) -> None:
    async with line_to(service, "vividflow", "another") as line:
        with pytest.raises(KeyRefused):
            await client_for(line, tmp_path).look("x")
    async with line_to(service, "vividflow") as line:
        with pytest.raises(Rejected):
            await line.change("POST", "/generate", {"prompt": "no form"})
    assert service.works.charges == []


async def test_history_credits_cancelling_and_deleting(service: Service, tmp_path: Path) -> None:
    photo = shelved(tmp_path / "photos")
    async with line_to(service, "vividflow") as line:
        client = client_for(line, tmp_path / "photos")
        assert isinstance(client, VividFlow)
        ids = [(await client.submit(order("vividflow", f"mark-{n}", photo))).id for n in range(3)]
        assert await client.cancel(ids[0])
        history = await client.history()
        assert [report.id for report in history.reports] == ids[::-1]
        assert history.reports[-1].state is RemoteState.CANCELLED
        assert not await client.cancel(ids[1])
        usage = await client.usage()
        assert usage.jobs == 3
    async with line_to(service, "vimmerse") as line:
        client = client_for(line, tmp_path / "photos")
        assert isinstance(client, Edits)
        taken = await client.submit(order("vimmerse", "mark-9", photo))
        await client.delete(taken.id)
        with pytest.raises(NotKnown):
            await client.look(taken.id)


# What the client makes of it, and whether it was charged.
SUBMITS: list[tuple[Mishap, type[ServiceError] | None, bool]] = [
    *[
        (Mishap(Ask.SUBMIT, act, at), Unsure, False)
        for act in (Act.RESET, Act.CLOSE, Act.STALL)
        for at in (At.HEAD, At.BODY, At.TAKEN)
    ],
    *[
        (Mishap(Ask.SUBMIT, act, at), Unsure, True)
        for act in (Act.RESET, Act.CLOSE, Act.STALL)
        for at in (At.ACCEPTED, At.STATUS, At.HEADERS, At.ANSWER)
    ],
    (Mishap(Ask.CONNECT, Act.RESET), Unsure, False),
    (Mishap(Ask.SUBMIT, Act.DRIP, seconds=0.05), Unsure, True),
    (Mishap(Ask.SUBMIT, Act.UNMEASURED), Unsure, True),
    (Mishap(Ask.SUBMIT, Act.SAY, status=503), Unsure, False),
    (Mishap(Ask.SUBMIT, Act.SAY, At.ACCEPTED, body="{"), Unsure, True),
    (Mishap(Ask.SUBMIT, Act.SAY, At.ACCEPTED, status=502, body="<html>"), Unsure, True),
    (Mishap(Ask.SUBMIT, Act.SAY, status=429, headers={"Retry-After": "in 30 s"}), SlowDown, False),
    (Mishap(Ask.SUBMIT, Act.SAY, status=422, body='{"error": "no"}'), Rejected, False),
    (Mishap(Ask.SUBMIT, Act.RESET, skip=1), None, True),
    (Mishap(Ask.LOOK, Act.RESET), None, True),
]


@pytest.mark.parametrize(("mishap", "fault", "charged"), SUBMITS)
async def test_a_submit_goes_wrong_as_planned(
    service: Service, tmp_path: Path, mishap: Mishap, fault: type[ServiceError] | None, charged: bool
) -> None:
    photo = shelved(tmp_path / "photos")
    service.plan.now([Mishap.from_json(mishap.to_json())])
    async with line_to(service, "vividflow") as line:
        found = await _fault_of(client_for(line, tmp_path / "photos"), order("vividflow", "mark-1", photo))
    assert found is fault
    assert len(service.works.charges) == charged
    assert service.plan.is_over == (fault is not None)


async def _fault_of(client: Client, request: object) -> type[ServiceError] | None:
    try:
        await client.submit(request)  # type: ignore[arg-type]
    except ServiceError as fault:
        return type(fault)
    return None


async def test_a_look_goes_wrong_as_planned(service: Service, tmp_path: Path) -> None:
    photo = shelved(tmp_path / "photos")
    async with line_to(service, "vistoure") as line:
        client = client_for(line, tmp_path / "photos")
        job = (await client.submit(order("vistoure", "mark-1", photo))).id
        service.plan.now(
            [
                Mishap(Ask.LOOK, Act.WORD, body="dreaming"),
                Mishap(Ask.LOOK, Act.EMPTY),
                Mishap(Ask.LOOK, Act.FORGET),
                Mishap(Ask.LOOK, Act.SAY, body="<html>"),
                Mishap(Ask.FILE, Act.EXPIRE, status=410),
                Mishap(Ask.FILE, Act.SPOIL, body="html", skip=2),
            ]
        )
        dreaming, empty = await client.look(job), await client.look(job)
        assert (dreaming.state, dreaming.words) == (RemoteState.RUNNING, "dreaming")
        assert (empty.state, empty.links) == (RemoteState.DONE, ())
        for fault in (NotKnown, BrokenAnswer):
            with pytest.raises(fault):
                await client.look(job)
        first = (await client.look(job)).links[0].url
        async with httpx.AsyncClient(trust_env=False) as plain:
            assert (await plain.get(first)).status_code == 410
            assert (await plain.get(first)).status_code == 403
            fresh = (await client.look(job)).links[0].url
            assert fresh != first
            assert (await plain.get(fresh)).text.startswith("<!doctype html>")
            assert (await plain.get(fresh)).status_code == 200
    assert service.plan.is_over


async def test_goes_down_and_comes_back_at_the_same_place(service: Service, tmp_path: Path) -> None:
    await service.close()
    async with line_to(service, "vividflow") as line:
        client = client_for(line, tmp_path)
        with pytest.raises(Unreachable):
            await client.look("x")
        await service.open()
        with pytest.raises(NotKnown):
            await client.look("x")


async def test_runs_in_a_thread_and_takes_its_plan_over_the_wire(tmp_path: Path) -> None:
    with in_a_thread() as service:
        async with httpx.AsyncClient(trust_env=False, base_url=service.address) as plain:
            plan = {"mishaps": [Mishap(Ask.LOOK, Act.SAY, status=418).to_json()], "life": {"looks": 3}}
            await plain.post("/_plan", json=plan)
            assert (await plain.get("/vividflow/status/x")).status_code == 418
            told = (await plain.get("/_ledger")).json()
    assert (told["befell"], told["is_over"], told["counts"]["look"]) == (1, True, 1)
    assert service.works.life.looks == 3
