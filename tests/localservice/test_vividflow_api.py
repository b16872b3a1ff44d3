"""Vivid Flow on this computer, asked by our own client and by hand, in both of the shapes it is known to answer in."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.localservice.asking import BOMB, SAMPLE, client, ended, fetched, film, request, served
from tests.localservice.shop import Bench
from vividdesk.errors import NotKnown, Rejected, SlowDown
from vividdesk.localservice.pictures import sample
from vividdesk.localservice.pool import Pool
from vividdesk.model.report import RemoteState
from vividdesk.providers.vividflow import VividFlow

UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SMALL = {"width": "64", "height": "64", "length": "4"}


def files(content: bytes = SAMPLE) -> dict[str, Any]:
    return {"image": ("a.jpg", content, "image/jpeg")}


@pytest.mark.parametrize("today", [False, True])
async def test_our_client_makes_clips_of_both_models(today: bool, tmp_path: Path, pool: Pool) -> None:
    photos = tmp_path / "photos"
    sizes = {"width": 96, "height": 64, "length": 9}
    async with (
        served(tmp_path, pool, vividflow_today=today, credits=850) as service,
        client(service, "vividflow", photos) as flow,
    ):
        assert isinstance(flow, VividFlow)
        assert (await flow.try_key()).says == "The key works: 850 credits left."
        sent = request(photos, "vividflow", "wan2.1", prompt="The sea", seed=7, cfg=3.5, **sizes)
        wan = await flow.submit(sent)
        veo = await flow.submit(
            request(photos, "vividflow", "veo3.1", generate_audio=True, resolution="1080p", aspect_ratio="9:16")
        )
        assert UUID4.fullmatch(wan.id)
        assert UUID4.fullmatch(veo.id)
        clips = {}
        for job in (wan, veo):
            report = await ended(flow, job.id)
            assert report.state is RemoteState.DONE, report.fault
            assert report.words == ("completed" if today else "COMPLETED")
            assert (report.template, report.prompt) == (("", "") if not today else (report.template, report.prompt))
            (clip,) = report.links
            assert clip.kind == "video/mp4"
            clips[job.id] = film(await fetched(clip.url, tmp_path / "clip.mp4"))
        assert clips[wan.id] == (96, 64, 9, False)
        assert clips[veo.id] == (136, 240, 96, True)
        history = await flow.history()
        assert [report.id for report in history.reports] == [veo.id, wan.id]
        second = await flow.history(limit=1, page=2)  # today's has none, and gives the first one again
        assert [report.id for report in second.reports] == [veo.id if today else wan.id]
        assert [report.prompt for report in history.reports] == ["The camera moves in", "The sea"]
        assert all(report.created and report.links for report in history.reports)
        usage = await flow.usage()
        assert usage.credits_left == 835
        assert (usage.jobs, usage.last_day) == ((2, 2) if today else (None, None))
        assert await flow.cancel(veo.id) is False
        with pytest.raises(NotKnown):
            await flow.look("c2c625a3-0fc9-44ba-90e4-25d37428607a")


async def test_the_documented_shapes(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        data = {"prompt": "A cinematic shot...", "model": "veo3.1", "duration_seconds": "8"}
        accepted = await service.json("POST", "/vividflow/generate", 202, data=data, files=files())
        assert accepted == {"message": "Generation job accepted.", "job_id": accepted["job_id"]}
        told = await service.json("GET", f"/vividflow/status/{accepted['job_id']}")
        assert told == {"job_id": accepted["job_id"], "status": "PROCESSING"}
        (line,) = await service.json("GET", "/vividflow/history")
        at = line.pop("timestamp")
        assert abs(datetime.now(UTC) - datetime.fromisoformat(at).replace(tzinfo=UTC)).total_seconds() < 60
        assert line == {
            "id": accepted["job_id"],
            "prompt": "A cinematic shot...",
            "video_url": None,
            "status": "PROCESSING",
        }
        usage = await service.json("GET", "/vividflow/usage")
        assert usage.keys() == {"credits_remaining", "cycle_resets_on"}
        assert datetime.fromisoformat(usage["cycle_resets_on"]) > datetime.now(UTC)


async def test_the_shapes_of_today(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([]), vividflow_today=True) as service:
        accepted = await service.json("POST", "/vividflow/generate", 202, data={"prompt": "The sea"}, files=files())
        told = await service.json("GET", f"/vividflow/status/{accepted['job_id']}")
        assert {name: told[name] for name in ("status", "model", "prompt", "result_url", "error_message")} == {
            "status": "queued",
            "model": "wan2.1",
            "prompt": "The sea",
            "result_url": None,
            "error_message": None,
        }
        assert await service.json("GET", "/vividflow/history") == {"jobs": [told]}
        cancelled = await service.json("POST", f"/vividflow/cancel/{accepted['job_id']}")
        assert cancelled["status"] == "cancelled"
        await service.json("POST", f"/vividflow/cancel/{accepted['job_id']}", 400)
        usage = await service.json("GET", "/vividflow/usage")
        assert usage == {"total_jobs": 1, "recent_24h": 1, "credits_remaining": 1_000_000}


async def test_a_job_that_fails_says_why(tmp_path: Path, pool: Pool) -> None:
    """Its header is that of a picture; what follows can be told only when it is drawn."""
    broken = sample("portrait.jpg")[:3000]
    for today in (False, True):
        async with served(tmp_path / str(today), pool, vividflow_today=today) as service:
            data = {"prompt": "The sea", **SMALL}
            job = (await service.json("POST", "/vividflow/generate", 202, data=data, files=files(broken)))["job_id"]
            told = await service.until(f"/vividflow/status/{job}", "status", "failed", "FAILED")
            assert told["error_message" if today else "error"] == "The photo cannot be read."
            assert (await service.json("GET", "/vividflow/usage"))["credits_remaining"] == 1_000_000, "given back"


async def test_the_history_comes_in_pages(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        for number in range(25):
            data = {"prompt": f"number {number}", **SMALL}
            await service.json("POST", "/vividflow/generate", 202, data=data, files=files())

        async def prompts(query: str) -> list[int]:
            listed = await service.json("GET", f"/vividflow/history{query}")
            return [int(line["prompt"].split()[1]) for line in listed]

        assert await prompts("") == list(range(24, 4, -1))
        assert await prompts("?page=2") == [4, 3, 2, 1, 0]
        assert await prompts("?page=3") == []
        assert await prompts("?limit=3") == [24, 23, 22]
        assert await prompts("?limit=10&page=3") == [4, 3, 2, 1, 0]
        assert len(await prompts("?limit=5000")) == 25
        for query in ("?limit=0", "?limit=x", "?page=-1", "?page=9999999999999999999", "?limit=²"):
            assert "error" in await service.json("GET", f"/vividflow/history{query}", 400)


WRONG: list[tuple[dict[str, Any], bytes | None, str]] = [
    ({"prompt": "The sea"}, None, "No image file provided"),
    ({"prompt": "The sea"}, b"", "No image file provided"),
    ({"prompt": "The sea", "image": "text"}, None, "No image file provided"),
    ({"prompt": "The sea"}, b"%PDF-1.4", "image: This is no picture."),
    ({"prompt": "The sea"}, b"GIF89a" + bytes(40), "image: Only JPEG, PNG and WebP"),
    ({"prompt": "The sea"}, SAMPLE[:30], "image: The picture is damaged."),
    ({"prompt": "The sea"}, BOMB, "13000 × 13000 pixels"),
    ({"prompt": "The sea"}, SAMPLE + bytes(10_000_000), "image: A picture may have 10 MB."),
    ({}, SAMPLE, "prompt: This is needed."),
    ({"prompt": "ab"}, SAMPLE, "prompt: Write at least 3 characters."),
    ({"prompt": "The sea", "model": "sora"}, SAMPLE, "model: Choose wan2.1 or veo3.1."),
    ({"prompt": "The sea", "cfg": "25"}, SAMPLE, "cfg: Give a number from 1 to 20."),
    ({"prompt": "The sea", "cfg": "nan"}, SAMPLE, "cfg: Give a number from 1 to 20."),
    ({"prompt": "The sea", "width": "wide"}, SAMPLE, "width: Give a whole number"),
    ({"prompt": "The sea", "width": "1281"}, SAMPLE, "width: Give an even number from 64 to 1920."),
    ({"prompt": "The sea", "height": "4000"}, SAMPLE, "height: Give an even number from 64 to 1920."),
    ({"prompt": "The sea", "length": "1"}, SAMPLE, "length: Give a whole number"),
    ({"prompt": "The sea", "length": "242"}, SAMPLE, "length: Give a whole number from 2 to 241."),
    ({"prompt": "The sea", "steps": "9" * 300}, SAMPLE, "steps: Give a whole number"),
    ({"prompt": "The sea", "lenght": "9"}, SAMPLE, "lenght: There is no such option. Did you mean length?"),
    ({"prompt": "The sea", "model": "veo3.1", "duration_seconds": "5"}, SAMPLE, "duration_seconds: Choose 4, 6 or 8."),
    ({"prompt": "The sea", "model": "veo3.1", "resolution": "4k"}, SAMPLE, "resolution: Choose 720p or 1080p."),
    ({"prompt": "The sea", "model": "veo3.1", "generate_audio": "maybe"}, SAMPLE, "generate_audio: Choose yes or no."),
    ({"prompt": "The sea", "model": "veo3.1", "person_generation": "all"}, SAMPLE, "person_generation: Choose"),
]
TAKEN: list[dict[str, Any]] = [
    {"prompt": "The sea", "model": "veo3.1", "camera_motion": "None", "width": "9", "person_generation": "deny"},
    {"prompt": "xyz", "aspect_ratio": "9:16", "seed": "-1", "length": "2.0", "negative_prompt": ""},
    {"prompt": "The sea", "model": "veo3.1", "enhance_prompt": "True", "generate_audio": "false", "aspect_ratio": ""},
]


async def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        for data, content, says in WRONG:
            sent = {"files": files(content)} if content is not None else {"files": {"other": ("x", b"x")}}
            refused = await service.json("POST", "/vividflow/generate", 400, data=data, **sent)
            assert refused.keys() == {"error"}
            assert says in refused["error"]
        for data in TAKEN:
            await service.json("POST", "/vividflow/generate", 202, data=data, files=files())
        assert await service.json("GET", "/vividflow/status/x", 404) == {"error": "Not found"}
        assert "error" in await service.json("GET", "/vividflow/generate", 405)
        assert "error" in await service.json("GET", "/vividflow", 404)


async def test_without_credits_or_patience_it_says_so_in_its_own_way(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    async with (
        served(tmp_path, Pool([Bench()]), credits=9, allowance=3) as service,
        client(service, "vividflow", photos) as flow,
    ):
        with pytest.raises(Rejected, match="Insufficient credits: this takes 10, and 9 are left"):
            await flow.submit(request(photos, "vividflow", "veo3.1"))
        await flow.submit(request(photos, "vividflow", "wan2.1"))
        assert (await flow.usage()).credits_left == 4
        answer = await service.http.get("/vividflow/usage")
        assert (answer.status_code, "retry-after" in answer.headers) == (429, False)
        assert answer.json()["error"] == "You have exceeded the rate limit."
        assert 3500 < answer.json()["retry_after"] <= 3600
        with pytest.raises(SlowDown) as slow:
            await flow.usage()
        assert slow.value.wait == 900
