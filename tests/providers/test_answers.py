"""One table of what is to be understood; each row is read from every shape in which a service says it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.providers.recorded import AT, NAMES, client_that_hears, recorded
from vividdesk.errors import BrokenAnswer, OutOfCredits, Rejected, ServiceError, Unsure
from vividdesk.model.report import Link, RemoteState, Report, SavedWorkflow, Step
from vividdesk.model.request import Request
from vividdesk.model.template import Kind
from vividdesk.providers.base import Edits, TakesErrors

DONE, RUNNING, QUEUED = RemoteState.DONE, RemoteState.RUNNING, RemoteState.QUEUED
FAILED, CANCELLED = RemoteState.FAILED, RemoteState.CANCELLED

REQUESTS = {
    "vimmerse": Request("vimmerse", "vim_birthday", Kind.TEMPLATE, "vim_birthday", "Birthday"),
    "vividflow": Request("vividflow", "veo3.1", Kind.MODEL, "veo3.1", "Veo 3.1", options={"prompt": "The sea"}),
    "vistoure": Request("vistoure", "upscale", Kind.TOOL, "upscale", "Upscale"),
}


def picture(name: str) -> Link:
    return Link(f"https://distribution.vimmerse.net/s/{name}", "image/png")


CLIP = Link("https://distribution.vimmerse.net/r/clip.mp4", "video/mp4", size=411634)
VIDEO = Link("https://storage.googleapis.com/your-bucket/video.mp4", "video/mp4", expires=AT + timedelta(hours=1))
TRY_ON = Link("https://vai-web.s3.us-east-2.amazonaws.com/result.png", "image/png", expires=AT + timedelta(days=3))


def named(link: Link, name: str) -> Link:
    return Link(link.url, link.kind, name, link.size, link.expires)


# What is expected of a report: the shapes it is read from, and its values; of what is not named, anything.
LOOKS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "vimmerse, just made": (
        ("vimmerse-new", "vimmerse-new-bare"),
        {
            "state": QUEUED,
            "words": "new",
            "percent": 0.0,
            "links": (),
            "steps": (),
            "fault": "",
            "title": "My Workflow Video",
            "template": "vim_new_year_2026",
            "created": datetime(2025, 4, 11, 18, 33, 59, 780864, UTC),
            "updated": datetime(2025, 4, 11, 18, 33, 59, 780864, UTC),
        },
    ),
    "vimmerse, done": (
        ("vimmerse-success", "vimmerse-success-media-only", "vimmerse-success-wrapped"),
        {
            "state": DONE,
            "percent": 100.0,
            "links": (CLIP,),
            "steps": (
                Step("crop_to_content", DONE, links=(picture("1.png"),)),
                Step("replace_alpha_with_gray", DONE, links=(picture("2.png"),)),
                Step("upscale", DONE, links=(picture("3.png"),)),
                Step("create_media", DONE),
                Step("video_overlay", DONE, links=(Link(CLIP.url, "video/mp4"),)),
            ),
            "title": "My Animated Video",
            "template": "vim_new_year_2026",
            "created": datetime(2025, 4, 11, 18, 33, 59, 780864, UTC),
            "updated": datetime(2025, 4, 11, 18, 43, 47, 510893, UTC),
        },
    ),
    "vimmerse, a word that no page lists": (
        ("vimmerse-running", "vimmerse-running-percent-sign"),
        {
            "state": RUNNING,
            "words": "upscaling",
            "percent": 45.0,
            "links": (),
            "steps": (Step("crop_to_content", DONE, links=(picture("1.png"),)),),
        },
    ),
    "vimmerse, failed": (
        ("vimmerse-fail", "vimmerse-fail-error", "vimmerse-fail-error-message", "vimmerse-fail-around"),
        {"state": FAILED, "percent": 45.0, "fault": "No face was found.", "filtered": False, "links": ()},
    ),
    "vividflow, running": (
        ("vividflow-processing", "vividflow-processing-today"),
        {"state": RUNNING, "links": (), "fault": "", "percent": None},
    ),
    "vividflow, waiting": (("vividflow-queued-today",), {"state": QUEUED, "words": "queued", "template": "veo3.1"}),
    "vividflow, cancelled": (("vividflow-cancelled-today",), {"state": CANCELLED, "links": (), "fault": ""}),
    "vividflow, done": (
        ("vividflow-completed", "vividflow-completed-today", "vividflow-completed-both"),
        {"state": DONE, "links": (VIDEO,), "fault": "", "filtered": False},
    ),
    "vividflow, failed": (
        ("vividflow-failed", "vividflow-failed-today"),
        {"state": FAILED, "fault": "Video generation returned no results.", "filtered": False, "links": ()},
    ),
    "vividflow, failed at length": (
        ("vividflow-failed-list",),
        {
            "state": FAILED,
            "fault": "Video generation; returned no results.: The worker was restarted.",
            "request_id": "req-81",
            "filtered": False,
        },
    ),
    "vividflow, filtered": (("vividflow-filtered",), {"state": FAILED, "filtered": True}),
    "vistoure, done": (
        ("vistoure-succeeded", "vistoure-succeeded-lists"),
        {
            "state": DONE,
            "links": (named(TRY_ON, "result_tryon"),),
            "fault": "",
        },
    ),
    "vistoure, done by a single tool": (
        ("vistoure-first-generation", "vistoure-first-generation-text", "vistoure-single-tool"),
        {"state": DONE, "links": (TRY_ON,), "fault": ""},
    ),
    "vistoure, running": (
        ("vistoure-running",),
        {
            "state": RUNNING,
            "words": "running",
            "links": (),
            "steps": (
                Step(
                    "Model_Gen",
                    DONE,
                    "succeeded",
                    (Link(TRY_ON.url.replace("result", "model"), "image/png", expires=TRY_ON.expires),),
                    tool="virtual_model",
                ),
                Step("Vton Node", RUNNING, "processing", tool="virtual_tryon"),
                Step("Upscale", QUEUED, "waiting", tool="upscale"),
            ),
        },
    ),
    "vistoure, failed": (
        ("vistoure-failed", "vistoure-failed-first-generation"),
        {"state": FAILED, "fault": "A node failed.", "links": ()},
    ),
    "vistoure, failed in a node": (
        ("vistoure-failed-node",),
        {
            "state": FAILED,
            "fault": "Vton_Node: No garment was found.",
            "steps": (
                Step("Model_Gen", DONE, "succeeded"),
                Step("Vton_Node", FAILED, "failed", fault="No garment was found."),
            ),
        },
    ),
}


async def look(service: str, content: Any, job_id: str = "job") -> Report:
    return await client_that_hears(service, content).look(job_id)


@pytest.mark.parametrize(
    ("row", "name"), [(row, name) for row, (names, _values) in LOOKS.items() for name in names], ids=lambda each: each
)
async def test_a_look_is_understood(row: str, name: str) -> None:
    report = await look(name.partition("-")[0], recorded(name))
    for attribute, value in LOOKS[row][1].items():
        assert getattr(report, attribute) == value, attribute
    assert report.id == "job"
    assert report.raw


@pytest.mark.parametrize(
    ("name", "job_id", "state"),
    [
        ("vimmerse-new", "workflow-id-12345", QUEUED),
        ("vimmerse-new-bare", "workflow-id-12345", QUEUED),
        ("vimmerse-running", "12345", RUNNING),
        ("vividflow-accepted", "c2c625a3-0fc9-44ba-90e4-25d37428607a", RUNNING),
        ("vividflow-accepted-today", "c2c625a3-0fc9-44ba-90e4-25d37428607a", QUEUED),
        ("vistoure-run", "wr_6677889900aabbcc", RUNNING),
        ("vistoure-run-first-generation", "wr_6677889900aabbcc", QUEUED),
    ],
)
async def test_a_submit_is_understood(name: str, job_id: str, state: RemoteState) -> None:
    service = name.partition("-")[0]
    accepted = await client_that_hears(service, recorded(name)).submit(REQUESTS[service])
    assert (accepted.id, accepted.at) == (job_id, AT)
    assert (accepted.report.id, accepted.report.state) == (job_id, state)


@pytest.mark.parametrize("service", REQUESTS)
@pytest.mark.parametrize(
    "content", [{}, None, [], "yes", {"data": {"id": ""}}, {"id": None, "job_id": True}, {"data": {"status": "new"}}]
)
async def test_a_yes_without_an_id_is_unsure(service: str, content: Any) -> None:
    with pytest.raises(Unsure) as caught:
        await client_that_hears(service, content).submit(REQUESTS[service])
    assert caught.value.answer


async def test_what_is_kept_of_an_unsure_answer_has_no_secrets() -> None:
    content = {"message": "see https://a.example/x?token=abc123", "mail": "guest@example.com"}
    with pytest.raises(Unsure) as caught:
        await client_that_hears("vividflow", content).submit(REQUESTS["vividflow"])
    assert caught.value.answer == '{"message": "see https://a.example/x?…", "mail": "[hidden]"}'


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        ({"id": None, "error": "InsufficientTokens"}, OutOfCredits, "InsufficientTokens"),
        ({"error": {"code": "InsufficientTokens", "message": "You have 3."}}, OutOfCredits, "You have 3."),
        ({"id": None, "error": "A mandatory parameter is missing."}, Rejected, "A mandatory parameter is missing."),
        ({"id": "wr_1", "error": ["No such", "workflow"]}, Rejected, "No such; workflow"),
        ({"error": True, "message": "No such workflow"}, Rejected, "No such workflow"),
    ],
)
async def test_vistoure_refuses_with_a_yes(content: Any, kind: type[ServiceError], words: str) -> None:
    with pytest.raises(kind) as caught:
        await client_that_hears("vistoure", content).submit(REQUESTS["vistoure"])
    assert (caught.value.status, caught.value.words) == (200, words)
    assert words in caught.value.title
    assert caught.value.answer


@pytest.mark.parametrize(
    "content",
    [
        *({"id": "wr_1", "error": empty} for empty in (None, "", [], {}, False)),
        {"id": "wr_1", "error": None, "data": {"error": "of something else"}},
    ],
)
async def test_an_empty_error_is_none(content: Any) -> None:
    assert (await client_that_hears("vistoure", content).submit(REQUESTS["vistoure"])).id == "wr_1"


@pytest.mark.parametrize("service", REQUESTS)
@pytest.mark.parametrize(
    "content",
    [None, [], {}, "done", 3, True, {"id": "x"}, {"job_id": "x", "status": None}, [[[[]]]]],
)
async def test_an_answer_without_anything_of_the_job_is_broken(service: str, content: Any) -> None:
    with pytest.raises(BrokenAnswer) as caught:
        await look(service, content)
    assert caught.value.advice
    assert caught.value.answer


@pytest.mark.parametrize("service", ["vimmerse", "vividflow"])
async def test_an_error_without_a_status_is_broken(service: str) -> None:
    with pytest.raises(BrokenAnswer):
        await look(service, {"error": "Internal"})


@pytest.mark.parametrize(
    "ask", [lambda client: client.look("x"), lambda client: client.workflows(), lambda client: client.workflow("x")]
)
@pytest.mark.parametrize(
    ("content", "kind"),
    [({"error": "No such thing"}, Rejected), ({"id": "x", "name": "x", "error": "InsufficientTokens"}, OutOfCredits)],
)
async def test_vistoure_refuses_a_read_with_a_yes(ask: Any, content: Any, kind: type[ServiceError]) -> None:
    with pytest.raises(kind) as caught:
        await ask(client_that_hears("vistoure", content))
    assert (caught.value.status, caught.value.words) == (200, content["error"])


async def test_a_run_that_failed_is_no_refusal() -> None:
    report = await look("vistoure", {"overall_status": "failed", "error": "A node failed."})
    assert (report.state, report.fault) == (FAILED, "A node failed.")


@pytest.mark.parametrize("content", [{"message": "ok", "id": "e1", "error": "bad"}, {"id": "e1", "error": ["bad"]}])
async def test_vivid_flows_id_of_an_error_is_no_jobs(content: Any) -> None:
    with pytest.raises(Unsure) as caught:
        await client_that_hears("vividflow", content, 202).submit(REQUESTS["vividflow"])
    assert "e1" in caught.value.answer


@pytest.mark.parametrize("content", [{"job_id": "e1", "error": "bad"}, {"id": "e1", "error": None}, {"id": "e1"}])
async def test_vivid_flows_id_of_a_job(content: Any) -> None:
    assert (await client_that_hears("vividflow", content, 202).submit(REQUESTS["vividflow"])).id == "e1"


@pytest.mark.parametrize("name", ["vividflow-history", "vividflow-history-today", "vividflow-history-oldest-first"])
async def test_the_history_is_newest_first(name: str) -> None:
    history = await client_that_hears("vividflow", recorded(name)).history()
    assert history.at == AT
    newest, older = history.reports
    assert (newest.id, newest.state, newest.prompt) == ("job-id-123", DONE, "A cinematic shot...")
    assert newest.created == datetime(2025, 12, 25, 18, 30, tzinfo=UTC)
    assert newest.links == (Link(VIDEO.url.replace("video", "123"), "video/mp4", expires=AT + timedelta(hours=1)),)
    assert (older.id, older.state, older.links) == ("job-id-122", FAILED, ())


@pytest.mark.parametrize("content", [[], {"jobs": []}, {"data": {"jobs": []}}])
async def test_an_empty_history_is_one(content: Any) -> None:
    assert (await client_that_hears("vividflow", content).history()).reports == ()


@pytest.mark.parametrize("content", [None, {}, "x", {"jobs": None}, {"error": "x"}, [{"no": "job"}]])
async def test_what_is_no_history_is_not_an_empty_one(content: Any) -> None:
    with pytest.raises(BrokenAnswer):
        await client_that_hears("vividflow", content).history()


@pytest.mark.parametrize(
    ("name", "resets", "jobs", "last_day"),
    [
        ("vividflow-usage", datetime(2026, 1, 1, tzinfo=UTC), None, None),
        ("vividflow-usage-today", None, 41, 3),
    ],
)
async def test_the_usage(name: str, resets: datetime | None, jobs: int | None, last_day: int | None) -> None:
    usage = await client_that_hears("vividflow", recorded(name)).usage()
    assert (usage.credits_left, usage.resets, usage.jobs, usage.last_day) == (850, resets, jobs, last_day)


@pytest.mark.parametrize("content", [None, [], {}, {"credits_remaining": True}, {"error": "x"}])
async def test_what_is_no_usage_is_broken(content: Any) -> None:
    with pytest.raises(BrokenAnswer):
        await client_that_hears("vividflow", content).usage()


@pytest.mark.parametrize("name", ["vistoure-workflows", "vistoure-workflows-wrapped"])
async def test_saved_workflows(name: str) -> None:
    saved = SavedWorkflow("Professional Studio Portrait", "12", True, datetime(2024, 4, 26, 12, tzinfo=UTC))
    assert await client_that_hears("vistoure", recorded(name)).workflows() == (saved,)


@pytest.mark.parametrize("wrap", [lambda info: info, lambda info: {"data": info}, lambda info: [info]])
async def test_a_workflow_is_handed_on_as_it_is(wrap: Any) -> None:
    info = recorded("vistoure-workflow")
    assert await client_that_hears("vistoure", wrap(info)).workflow("My_Workflow") == info


@pytest.mark.parametrize("content", [None, [], {}, [1, 2]])
async def test_what_names_no_workflows_is_broken(content: Any) -> None:
    client = client_that_hears("vistoure", content)
    with pytest.raises(BrokenAnswer):
        await client.workflow("x")
    if content not in ([], [1, 2]):
        with pytest.raises(BrokenAnswer):
            await client.workflows()


@pytest.mark.parametrize(
    ("percent", "read"),
    [(45, 45.0), ("45%", 45.0), (" 45.5 % ", 45.5), (-3, 0.0), (1e9, 100.0), (True, None), ("soon", None), ([], None)],
)
async def test_percent(percent: Any, read: float | None) -> None:
    report = await look("vimmerse", {"processing_status": "new", "progress_percentage": percent})
    assert report.percent == read


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2025-04-11 18:33:59.780864+00:00", datetime(2025, 4, 11, 18, 33, 59, 780864, UTC)),
        ("2025-12-25 18:30:00", datetime(2025, 12, 25, 18, 30, tzinfo=UTC)),
        ("2025-12-25T18:30:00Z", datetime(2025, 12, 25, 18, 30, tzinfo=UTC)),
        ("2025-12-25T20:30:00+02:00", datetime(2025, 12, 25, 18, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:59", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("yesterday", None),
        (1766687400, None),
        (None, None),
    ],
)
async def test_times_are_in_utc(text: Any, time: datetime | None) -> None:
    report = await look("vividflow", {"status": "queued", "created_at": text})
    assert report.created == time
    assert time is None or (report.created and report.created.tzinfo is UTC)


async def test_only_a_failed_job_was_filtered() -> None:
    content = {"status": "completed", "result_url": VIDEO.url, "details": "Checked by Responsible AI"}
    assert not (await look("vividflow", content)).filtered
    assert (await look("vividflow", content | {"status": "failed", "error": "Refused"})).filtered


async def test_an_unknown_word_is_shown_as_it_is() -> None:
    for service, name in (("vimmerse", "processing_status"), ("vividflow", "status"), ("vistoure", "overall_status")):
        report = await look(service, {name: "Warming  Up\n"})
        assert (report.state, report.words) == (RUNNING, "Warming Up")


async def test_an_envelopes_status_is_not_the_jobs() -> None:
    for service, name in (("vimmerse", "processing_status"), ("vividflow", "status"), ("vistoure", "overall_status")):
        report = await look(service, {"status": "success", "data": {"id": "x", name: "processing"}})
        assert report.state is RUNNING


async def test_a_result_without_a_status_is_done() -> None:
    assert (await look("vividflow", {"result_url": VIDEO.url})).state is DONE


@pytest.mark.parametrize("name", [name for name in NAMES if "workflow" not in name and "usage" not in name])
def test_every_recorded_answer_is_in_a_table(name: str) -> None:
    told = {each for names, _values in LOOKS.values() for each in names}
    assert name in told or any(word in name for word in ("accepted", "run", "history", "signed"))


# What is kept of an answer


async def test_the_kept_answer_has_no_secrets() -> None:
    key = "a-key-of-some-length-77"
    from vividdesk import log

    log.hide(key)
    report = await look(
        "vimmerse",
        {
            "data": {
                "processing_status": "new",
                "primary_user_id": "anna.b+x@mail.example.com",
                "images": ["https://a.example/p.png?X-Amz-Signature=00ff&X-Amz-Expires=60", "/files/p.png?token=00ff"],
                "echo": f"key {key}",
                key: 1,
                "file": "A" * 5000,
                "text": "word " * 5000,
                "number": float("inf"),
                "half": "\ud800",
            }
        },
    )
    kept = report.raw["data"]
    assert kept["primary_user_id"] == "[hidden]"
    assert kept["images"] == ["https://a.example/p.png?…", "/files/p.png?…"]
    assert (kept["echo"], kept["[hidden]"]) == ("key [hidden]", 1)
    assert kept["file"] == "…"
    assert len(kept["text"]) == 2000
    assert (kept["number"], kept["half"]) == ("…", "?")


async def test_a_change_answers_with_the_changed_workflow() -> None:
    client = client_that_hears("vimmerse", recorded("vimmerse-success"))
    assert isinstance(client, Edits)
    for report in (await client.update("7", title="New"), await client.rate("7", "4"), await client.delete("7")):
        assert (report.id, report.state, report.links) == ("7", DONE, (CLIP,))


@pytest.mark.parametrize("content", [None, {}, [], {"data": None}, {"data": "yes"}])
async def test_a_change_that_is_only_confirmed(content: Any) -> None:
    client = client_that_hears("vimmerse", content)
    assert isinstance(client, Edits)
    report = await client.rate("7", "4")
    assert (report.id, report.words, report.links) == ("7", "", ())


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (
            {"data": {"message": "Error logged successfully", "log_path": "logs/errors-2024-W15.log"}},
            "logs/errors-2024-W15.log",
        ),
        ({"data": {"log_path": "logs/x.log", "log_url": "https://example.com/x.log"}}, "https://example.com/x.log"),
        ({"data": {"message": "Error logged successfully"}}, ""),
        (None, ""),
    ],
)
async def test_where_an_error_was_logged(content: Any, place: str) -> None:
    client = client_that_hears("vimmerse", content)
    assert isinstance(client, TakesErrors)
    assert await client.log_error("It broke.") == place
