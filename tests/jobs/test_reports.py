"""What went wrong at Vimmerse gets into the error log there where the person wants it: once, and nothing of theirs."""

import asyncio
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.service import KEY, Service
from tests.jobs.conftest import Desk
from tests.waiting import until_on_loop
from vividdesk.jobs.events import JobChanged
from vividdesk.jobs.reports import without
from vividdesk.log import HIDDEN
from vividdesk.model.job import Job, JobState, LaneId
from vividdesk.paths import Paths

REFUSAL = '{"message": "image too dark"}'


def fails(words: str = "out of memory", times: int = 1) -> Mishap:
    return Mishap(Ask.LOOK, Act.FAIL, body=words, times=times)


def said(service: Service) -> list[dict[str, Any]]:
    return [json.loads(body) for body in service.reports]


@pytest.fixture
async def telling(desk: Desk) -> Desk:
    desk.core.settings.change(vimmerse_error_reports=True)
    return desk


async def failed(desk: Desk, service: Service, mark: str = "mark-a", mishap: Mishap | None = None) -> Job:
    service.plan.now([mishap or fails()])
    (job,) = await desk.until(JobState.FAILED, *await desk.send(mark, service="vimmerse"))
    return job


async def reported(service: Service, number: int) -> list[dict[str, Any]]:
    await until_on_loop(lambda: len(service.reports) >= number)
    assert service.counts[Ask.REPORT.value] == number
    return said(service)


async def test_nothing_is_told_unless_it_is_wanted_and_from_then_on_each_failure_once(
    desk: Desk, service: Service
) -> None:
    await failed(desk, service)
    desk.core.settings.change(vimmerse_error_reports=True)
    job = await failed(desk, service, "mark-b")
    assert await reported(service, 1) == [
        {
            "error_message": "Job failed (Failed): out of memory",
            "context": {
                "template_id": "vim_dreamcareer_0226",
                "workflow_id": job.remote,
                "processing_status": "fail",
            },
        }
    ]
    desk.core.settings.change(vimmerse_error_reports=False)
    await failed(desk, service, "mark-c")
    await desk.core.close()
    assert service.counts[Ask.REPORT.value] == 1


async def test_neither_what_is_told_again_nor_another_start_tells_it_twice(telling: Desk, service: Service) -> None:
    job = await failed(telling, service)
    await reported(service, 1)
    await telling.core.runner.prioritise([job.id], 1)
    await telling.reopen()
    await telling.core.runner.prioritise([job.id], 2)
    await telling.core.runner.reorder(job.id, None)
    assert sum(isinstance(each, JobChanged) and each.job.state is JobState.FAILED for each in telling.events) == 4
    other = await failed(telling, service, "mark-b")
    told = await reported(service, 2)
    assert [each["context"]["workflow_id"] for each in told] == [job.remote, other.remote]


async def test_one_that_is_sent_again_and_fails_again_is_another_failure(telling: Desk, service: Service) -> None:
    job = await failed(telling, service)
    telling.states.clear()
    service.plan.now([fails("still out of memory")])
    await telling.core.decisions.retry(job.id)
    await telling.until(JobState.FAILED, job)
    assert [each["error_message"] for each in await reported(service, 2)] == [
        "Job failed (Failed): out of memory",
        "Job failed (Failed): still out of memory",
    ]


async def test_a_refusal_is_told_with_what_was_answered(telling: Desk, service: Service) -> None:
    await failed(telling, service, mishap=Mishap(Ask.SUBMIT, Act.SAY, status=422, body=REFUSAL))
    (told,) = await reported(service, 1)
    assert told["error_message"] == "Job failed (Rejected): image too dark"
    assert told["context"] == {"template_id": "vim_dreamcareer_0226"}


async def test_an_answer_that_says_nothing_or_is_no_json(telling: Desk, service: Service) -> None:
    for number, body in enumerate(("", "<html>no</html>"), start=1):
        mishap = Mishap(Ask.SUBMIT, Act.SAY, status=400, body=body)
        await failed(telling, service, f"mark-{number}", mishap)
        assert (await reported(service, number))[-1]["error_message"] == "Job failed (Rejected)"


async def test_a_refusal_without_a_word_does_not_get_those_of_the_failure_before(
    telling: Desk, service: Service
) -> None:
    job = await failed(telling, service)
    telling.states.clear()
    service.plan.now([Mishap(Ask.SUBMIT, Act.SAY, status=400, body="")])
    await telling.core.decisions.retry(job.id)
    await telling.until(JobState.FAILED, job)
    assert (await reported(service, 2))[-1]["error_message"] == "Job failed (Rejected)"


async def test_other_services_and_this_computer_have_no_such_log(telling: Desk, service: Service) -> None:
    service.plan.now([fails(times=2)])
    jobs = [*await telling.send("mark-a"), *await telling.send("mark-b", service="vistoure")]
    await telling.until(JobState.FAILED, *jobs)
    job = await failed(telling, service, "mark-c")
    press = telling.core._press
    assert press is not None
    here = replace(job, lane=LaneId("vimmerse", local=True))
    going = set(press.reports._going)
    press.reports.hear(JobChanged(here, before=JobState.WAITING))
    assert press.reports._going <= going
    await telling.core.close()
    assert [each["context"]["workflow_id"] for each in said(service)] == [job.remote]


async def test_what_never_came_to_vimmerse_did_not_fail_there(telling: Desk, service: Service) -> None:
    """A photo that is gone from this computer."""
    await telling.core.runner.pause()
    request = telling.request("mark-a", "vimmerse")
    (job,) = await telling.core.runner.enqueue([request])
    for photo in request.photos:
        (telling.core.paths.photos / photo.file_name).unlink()
    await telling.core.runner.resume()
    (job,) = await telling.until(JobState.FAILED, job)
    assert job.trouble is not None
    assert job.trouble.kind == "PhotoRefused"
    await telling.core.close()
    assert service.counts[Ask.REPORT.value] == 0


async def test_nothing_that_is_the_persons_own_is_in_it(telling: Desk, service: Service) -> None:
    private = {
        "key": KEY,
        "photo": "CANARYPHOTO.jpg",
        "prompt": "a CANARYPROMPT, mark-a \U0001f600 on the moon",
        "title": "CANARYTITLE of Zoë",
        "folder": "/home/CANARYHOME/My Pictures/of us",
    }
    words = (
        f"Out of memory for {private['prompt']} / {json.dumps(private['prompt'])} / canaryprompt%2C; "
        "the word moon is not allowed; "
        f"{private['title']!r} from {private['photo']} or CANARYPHOTO; X-Api-Key: {KEY}; key={KEY}; "
        f"https://cdn.example/CANARYLINK.mp4?X-Amz-Signature=CANARYSIGNATURE; {private['folder']}/one.jpg; "
        r"C:\CANARYWINDOWS\two.jpg; ~/CANARYTILDE; //CANARYHOST/x; in step 3"
    )
    request = telling.request("mark-a", "vimmerse")
    (photo,) = request.photos
    request = replace(
        request,
        options={**request.options, "image_description": private["prompt"], "user_name": "Zoë"},
        details={"title": private["title"]},
        pictures={slot: (replace(photo, name=private["photo"]),) for slot in request.pictures},
    )
    service.plan.now([fails(words)])
    jobs = await telling.core.runner.enqueue([request], out=private["folder"])
    await telling.until(JobState.FAILED, *jobs)
    (told,) = await reported(service, 1)
    (body,) = service.reports
    shown = told["error_message"]
    assert "CANARY" not in body.decode().upper()
    for part in (KEY, "Zo", "\U0001f600", "Signature", "cdn.example", "Pictures", "moon", "vd-"):
        assert part not in shown
    assert shown.startswith("Job failed (Failed): Out of memory for ")
    assert f"the word {HIDDEN} is not allowed" in shown
    assert told["context"].keys() == {"template_id", "workflow_id", "processing_status"}


@pytest.mark.parametrize(
    ("text", "private", "left"),
    [
        ("aspect ratio 16:9 is not known", ["16:10", ""], "aspect ratio 16:9 is not known"),
        ("Zoë and zoë, not Zoës", ["Zoë"], f"{HIDDEN} and {HIDDEN}, not Zoës"),
        ("said: a red fox ru…", ["a red fox runs"], f"said: {HIDDEN}…"),
        ("A%20red%20fox", ["a red fox"], HIDDEN),
        ("one  line", ["one\nline"], "one  line"),
        ("İstanbul, one line", ["one\nline", "İSTANBUL"], f"{HIDDEN}, {HIDDEN}"),
        ("see image/png and n/a", [], "see image/png and n/a"),
        ("said: X-Api-Key: abc123def", [], f"said: X-Api-Key: {HIDDEN}"),
        ("in /srv/a.png: broken", [], f"in {HIDDEN}: broken"),
    ],
)
def test_what_is_left_of_a_text(text: str, private: list[str], left: str) -> None:
    assert without(text, private) == left


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap(Ask.REPORT, Act.SAY, status=500, body="{}"),
        Mishap(Ask.REPORT, Act.SAY, status=429, body="{}", headers={"Retry-After": "1"}),
        Mishap(Ask.REPORT, Act.SAY, status=200, body="<html>"),
        Mishap(Ask.REPORT, Act.RESET, At.ACCEPTED),
    ],
    ids=["a broken service", "too many requests", "nonsense", "an answer that is lost"],
)
async def test_one_that_does_not_arrive_is_not_sent_again_and_troubles_nobody(
    telling: Desk, service: Service, caplog: pytest.LogCaptureFixture, mishap: Mishap
) -> None:
    caplog.set_level(logging.INFO, "vividdesk.jobs.reports")
    service.plan.now([fails(), mishap])
    (job,) = await telling.until(JobState.FAILED, *await telling.send("mark-a", service="vimmerse"))
    await until_on_loop(lambda: caplog.records)
    assert [(each.levelname, "error log" in each.message) for each in caplog.records] == [("INFO", True)]
    assert await telling.job(job.id) == job
    assert telling.mistakes == []
    assert not any(lane.trouble for lane in telling.lanes())
    await failed(telling, service, "mark-b")
    await until_on_loop(lambda: service.counts[Ask.REPORT.value] == 2)


async def test_one_that_hangs_holds_up_no_job_and_the_end_not_for_long(telling: Desk, service: Service) -> None:
    service.plan.now([fails(), Mishap(Ask.REPORT, Act.STALL, seconds=0.0)])
    await telling.until(JobState.FAILED, *await telling.send("mark-a", service="vimmerse"))
    await until_on_loop(lambda: service.counts[Ask.REPORT.value] == 1)
    await telling.until(JobState.DONE, *await telling.send("mark-b", service="vimmerse"))
    await telling.core.close(grace=0.1)
    assert service.reports == []


async def test_what_is_on_its_way_when_the_program_closes_still_arrives(telling: Desk, service: Service) -> None:
    """As after `make`, which ends with its last job."""
    service.plan.now([fails(), Mishap(Ask.REPORT, Act.STALL, seconds=0.05)])
    jobs = await telling.send("mark-a", service="vimmerse")
    closing: list[asyncio.Task[None]] = []
    close = telling.core.close
    telling.core.listen(lambda event: closing.append(asyncio.create_task(close())) if _is_end(event) else None)
    await until_on_loop(lambda: closing)
    await closing[0]
    assert [each["error_message"] for each in said(service)] == ["Job failed (Failed): out of memory"]
    assert telling.states[jobs[0].id][-1] is JobState.FAILED


def _is_end(event: object) -> bool:
    return isinstance(event, JobChanged) and event.job.state is JobState.FAILED


def test_it_is_off_by_default(tmp_path: Path) -> None:
    from vividdesk.settings import read

    assert not read(Paths.of({"VIVIDDESK_HOME": str(tmp_path)}).settings)[0].vimmerse_error_reports
    file = tmp_path / "settings.toml"
    file.write_text("[services.vimmerse]\nerror_reports = true\n")
    assert read(file)[0].vimmerse_error_reports
