"""Where results lie, what they are, and how long they can be fetched."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.providers.recorded import AT, client_that_hears, recorded
from vividdesk.model.connection import Connection
from vividdesk.model.service import service_named
from vividdesk.providers.http import Answer
from vividdesk.providers.links import Links, expiry, kind_of
from vividdesk.providers.vimmerse import Vimmerse
from vividdesk.providers.vistoure import Vistoure
from vividdesk.providers.vividflow import VividFlow

HERE = Links("http://127.0.0.1:8000/vividflow/api/v1", AT)
BUCKET = "https://storage.googleapis.com/your-bucket/video.mp4"


@pytest.mark.parametrize(
    ("query", "end"),
    [
        (
            "X-Goog-Date=20251225T183000Z&X-Goog-Expires=3600&X-Goog-Signature=0a",
            datetime(2025, 12, 25, 19, 30, tzinfo=UTC),
        ),
        ("x-goog-expires=60&x-goog-date=20251225T183000Z", datetime(2025, 12, 25, 18, 31, tzinfo=UTC)),
        ("X-Amz-Date=20251225T183000Z&X-Amz-Expires=604800", datetime(2026, 1, 1, 18, 30, tzinfo=UTC)),
        ("Expires=1766687400&Signature=x%2By&AWSAccessKeyId=z", datetime(2025, 12, 25, 18, 30, tzinfo=UTC)),
        ("X-Amz-Date=yesterday&X-Amz-Expires=60", None),
        ("X-Amz-Date=20251225T183000Z", None),
        ("X-Amz-Date=20251225T183000Z&X-Amz-Expires=99999999999999", None),
        ("Expires=soon", None),
        ("Expires=" + "9" * 400, None),
        ("", None),
    ],
)
def test_the_end_of_a_signed_link(query: str, end: datetime | None) -> None:
    assert expiry(f"{BUCKET}?{query}") == end


async def test_a_signed_link_tells_its_own_end() -> None:
    report = await client_that_hears("vividflow", recorded("vividflow-completed-signed")).look("x")
    assert report.links[0].expires == datetime(2025, 12, 25, 19, 30, tzinfo=UTC)
    assert report.links[0].url.endswith("X-Goog-Signature=0a1b2c")
    assert report.raw["result_url"] == f"{BUCKET}?…"


@pytest.mark.parametrize(
    ("kind", "life"), [(Vimmerse, None), (VividFlow, timedelta(hours=1)), (Vistoure, timedelta(days=3))]
)
async def test_where_no_clock_of_the_service_is_known_ours_counts(kind: Any, life: timedelta | None) -> None:
    class Dateless:
        connection = Connection(service_named("vividflow"), "https://a.example")

        async def read(self, _path: str) -> Answer:
            url = "https://a.example/x.mp4"
            return Answer(
                200,
                {
                    "processing_status": "success",
                    "status": "completed",
                    "result": [url],
                    "video_url": url,
                    "output": url,
                },
                None,
            )

    ours = datetime(2026, 3, 1, tzinfo=UTC)
    report = await kind(Dateless(), Path(), clock=lambda: ours).look("x")
    assert [link.expires for link in report.links] == [ours + life if life else None]


def test_a_life_beyond_all_time_is_unknown() -> None:
    latest = datetime.max.replace(tzinfo=UTC)
    (link,) = Links("https://a.example", latest, timedelta(days=3)).of("https://a.example/x.mp4")
    assert link.expires is None


@pytest.mark.parametrize(
    ("times", "start"),
    [
        ({"created_at": "2025-12-24T10:00:00Z"}, datetime(2025, 12, 24, 10, tzinfo=UTC)),
        (
            {"created_at": "2025-12-24T10:00:00Z", "updated_at": "2025-12-24 10:05:00"},
            datetime(2025, 12, 24, 10, 5, tzinfo=UTC),
        ),
        ({"updated_at": "2030-01-01T00:00:00Z"}, AT),
        ({"updated_at": "soon"}, AT),
    ],
)
async def test_the_three_days_begin_when_the_run_ended(times: dict[str, str], start: datetime) -> None:
    content = {"overall_status": "succeeded", "outputs": {"a": "https://a.example/x.png"}} | times
    report = await client_that_hears("vistoure", content).look("x")
    assert report.links[0].expires == start + timedelta(days=3)


@pytest.mark.parametrize(
    ("url", "told", "kind"),
    [
        ("https://a.example/x.MP4?y=z.png", "", "video/mp4"),
        ("https://a.example/x.jpeg", "application/octet-stream", "image/jpeg"),
        ("https://a.example/x", "application/octet-stream", "application/octet-stream"),
        ("https://a.example/x.png", "Video/MP4; codecs=avc1", "video/mp4"),
        ("https://a.example/x.webm", "clip", "video/webm"),
        ("https://a.example/x", "clip", ""),
        ("https://a.example/x.html", "", ""),
    ],
)
def test_kinds(url: str, told: str, kind: str) -> None:
    assert kind_of(url, told) == kind


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.example/x.mp4", "https://a.example/x.mp4"),
        ("  HTTP://A.example/x ", "HTTP://A.example/x"),
        ("/vividflow/files/x.mp4", "http://127.0.0.1:8000/vividflow/files/x.mp4"),
        ("files/x.mp4", "http://127.0.0.1:8000/vividflow/api/v1/files/x.mp4"),
        ("/files/x", "http://127.0.0.1:8000/files/x"),
        ("//b.example/x.mp4", "http://b.example/x.mp4"),
    ],
)
def test_links(text: str, url: str) -> None:
    assert [link.url for link in HERE.of(text)] == [url]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "done",
        "not/a/file",
        "file:///etc/passwd",
        "ftp://a.example/x.mp4",
        "javascript:alert(1)",
        "data:image/png;base64,iVBORw0KGgo=",
        "s3://bucket/x.mp4",
        "https://",
        "https://[broken/x.mp4",
        "https://a.example:port/x.mp4",
        "https://a.example/x y.mp4",
        "https://a.example/x\u0000.mp4",
        "see https://a.example/x.mp4",
        "/9j/" + "4AAQSkZJRgABAQ" * 400,
        7,
        None,
        True,
    ],
)
def test_what_cannot_be_fetched_is_no_link(text: Any) -> None:
    assert HERE.of(text) == ()
    assert HERE.of([text, {"url": text}, {"name": text}]) == ()


def test_links_in_all_their_forms_and_each_once() -> None:
    a, b, c = (f"https://a.example/{name}.png" for name in "abc")
    found = HERE.of([a, {"url": b, "size": 5}, [c, a], {"one": b, "two": [c]}, {"url": [a]}, None])
    assert [(link.url, link.size) for link in found] == [(a, None), (b, 5), (c, None)]
    assert [link.name for link in HERE.of({"one": a, "two": [b, c]})] == ["one", "two", "two"]


async def test_a_persons_own_name_for_an_output_may_be_url() -> None:
    outputs = {"url": "https://a.example/a.png", "small": "https://a.example/b.png"}
    report = await client_that_hears("vistoure", {"overall_status": "succeeded", "outputs": outputs}).look("x")
    assert [(link.name, link.url) for link in report.links] == list(outputs.items())
