"""Vimmerse on this computer, asked by our own client and by hand."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.localservice.asking import (
    CATALOG,
    FILLED,
    SAMPLE,
    client,
    ended,
    fetched,
    film,
    picture,
    request,
    served,
)
from tests.localservice.shop import Bench, order, photo
from vividdesk.errors import NotKnown, OutOfCredits, Rejected, SlowDown
from vividdesk.localservice.pictures import sample
from vividdesk.localservice.pool import Pool
from vividdesk.localservice.reception import Reception
from vividdesk.localservice.refusal import Refusal, answer
from vividdesk.localservice.workshop import Workshop
from vividdesk.model.report import RemoteState
from vividdesk.model.service import VIMMERSE
from vividdesk.providers.base import Delivery
from vividdesk.providers.vimmerse import Vimmerse

EXAMPLE = "https://example.com/image.png"
# As the documentation shows the object; `images` stands in the field notes.
OBJECT = {
    *("id", "title", "description", "visibility_status", "model", "options", "images", "primary_user_id"),
    *("customer_id", "processing_status", "progress_percentage", "completions", "result", "media_result"),
    *("created_at", "updated_at"),
}


def form(template: str = "vim_arctic", **fields: Any) -> dict[str, Any]:
    options = fields.pop("options", {})
    return {"template_id": template, "options": json.dumps(options), **fields}


def options_for(template: str) -> dict[str, str]:
    found = CATALOG.find("vimmerse", template)
    assert found is not None
    return {name: FILLED[name] for name in found.options.required}


def files(*contents: bytes) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("image_files", ("a.jpg", content, "image/jpeg")) for content in contents or (SAMPLE,)]


async def test_our_client_makes_a_clip_and_does_all_that_the_api_offers(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool) as service, client(service, "vimmerse", tmp_path / "photos") as vimmerse:
        assert isinstance(vimmerse, Vimmerse)
        assert (await vimmerse.try_key()).accepted is None, "there is no call that would tell"
        wanted = request(
            tmp_path / "photos", "vimmerse", "vim_arctic", pipeline_mode="video", aspect_ratio="1:1", title="One"
        )
        accepted = await vimmerse.submit(wanted)
        assert (accepted.report.state, accepted.report.percent) == (RemoteState.QUEUED, 0)
        report = await ended(vimmerse, accepted.id)
        assert report.state is RemoteState.DONE, report.fault
        assert [step.name for step in report.steps] == ["crop_to_content", "create_media", "video_overlay"]
        crop, still, overlay = (step.links[0] for step in report.steps)
        assert (crop.kind, still.kind, overlay.kind) == ("image/jpeg", "image/jpeg", "video/mp4")
        (clip,) = report.links
        file = await fetched(clip.url, tmp_path / "clip.mp4")
        assert film(file) == (90, 90, 96, False)
        assert (clip.url, clip.size) == (overlay.url, file.stat().st_size)
        assert picture(await fetched(crop.url, tmp_path / "crop")) == (136, 136)
        assert picture(await fetched(still.url, tmp_path / "still")) == (90, 90)

        changed_to = await vimmerse.update(report.id, title="Two", visibility="2", delivered=Delivery.NOW)
        assert (changed_to.title, changed_to.state) == ("Two", RemoteState.DONE)
        assert (await vimmerse.rate(report.id, "5")).raw["data"]["rating"] == "5"
        assert "errors-" in await vimmerse.log_error("It broke", {"workflow_id": report.id})
        gone = await vimmerse.delete(report.id)
        assert (gone.title, gone.template) == ("Two", "vim_arctic")
        with pytest.raises(NotKnown):
            await vimmerse.look(report.id)
        assert (await service.http.get(clip.url)).status_code == 404, "its files are gone, too"


async def test_the_object_has_the_documented_form(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool) as service:
        made = await service.json("POST", "/vimmerse/workflow", data=form(image_urls=[EXAMPLE], title="My Video"))
        new = made["data"]
        assert new.keys() == OBJECT
        assert (new["title"], new["description"], new["visibility_status"]) == ("My Video", "", "1")
        assert (new["model"], new["processing_status"], new["progress_percentage"]) == ("vim_arctic", "new", 0)
        assert new["options"] == {"aspect_ratio": "16:9", "pipeline_mode": "image"}
        assert new["completions"] == new["result"] == new["media_result"] == []
        assert (await service.http.get(new["images"][0])).content == sample("portrait.jpg")
        done = await service.until(f"/vimmerse/workflow/{new['id']}", "data.processing_status", "success", "fail")
        done = done["data"]
        assert done.keys() == OBJECT
        assert (done["processing_status"], done["progress_percentage"]) == ("success", 100)
        assert [each["flow"] for each in done["completions"]] == ["crop_to_content", "create_media"]
        (result,) = done["result"]
        assert result == done["completions"][-1]["result"][0]
        (media,) = done["media_result"]
        assert media["url"] == result["url"]
        assert result["content_type"] == "image/jpeg"
        assert media["size"] == len((await service.http.get(result["url"])).content)
        assert done["created_at"] == new["created_at"] < done["updated_at"]


async def test_every_template_is_taken_with_its_documented_defaults(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool) as service:
        for template in CATALOG.of(VIMMERSE):
            sent = form(template.target, options=options_for(template.target))
            made = await service.json("POST", "/vimmerse/workflow", data=sent, files=files())
            assert made["data"]["model"] == template.target
            assert set(made["data"]["options"]) == {field.name for field in template.options.fields if not field.slot}
            gone = await service.json("DELETE", f"/vimmerse/workflow/{made['data']['id']}")
            assert gone["data"]["id"] == made["data"]["id"]
        defaulted = await service.json("POST", "/vimmerse/workflow", data={"image_urls": EXAMPLE})
        assert defaulted["data"]["model"] == "vim_new_year_2026"
        await service.json("DELETE", f"/vimmerse/workflow/{defaulted['data']['id']}")


async def test_pictures_come_as_files_or_by_the_documented_addresses(tmp_path: Path, pool: Pool) -> None:
    product = sample("product.jpg")
    ugc, exploded = form("each_ugcproduct_0226"), form("each_explodedloop_0226", options={"prompt": "shell, board"})
    taken: list[tuple[dict[str, Any], Any, list[bytes]]] = [
        (form(image_urls=[EXAMPLE, EXAMPLE]), None, [sample("portrait.jpg")] * 2),
        (form(image_urls=["https://..."]), None, [sample("portrait.jpg")]),
        (form("vim_product_showcase", image_urls=["https://..."]), None, [product]),
        (form(image_urls=[EXAMPLE]), files(SAMPLE, photo((64, 64))), [SAMPLE, photo((64, 64))]),
        (ugc, None, [product]),
        (exploded, None, [product]),
        (ugc, files(), [SAMPLE]),
    ]
    async with served(tmp_path, pool) as service:
        for data, sent, expected in taken:
            made = (await service.json("POST", "/vimmerse/workflow", data=data, files=sent))["data"]
            assert [(await service.http.get(url)).content for url in made["images"]] == expected
            await service.json("DELETE", f"/vimmerse/workflow/{made['id']}")


WRONG: list[tuple[dict[str, Any], Any, list[str]]] = [
    (form(), None, ["image_files"]),
    (form(image_files="text"), None, ["image_files"]),
    (form(), files(b"no picture at all"), ["image_files.0"]),
    (form(), files(SAMPLE, b"GIF89a" + bytes(40)), ["image_files.1"]),
    (form(), files(SAMPLE[:30]), ["image_files.0"]),
    (form(), files(*[SAMPLE] * 21), ["image_files"]),
    (form(image_urls=["https://example.com/other.png"]), None, ["image_urls.0"]),
    (form(image_urls=["http://169.254.169.254/"]), None, ["image_urls.0"]),
    (form(image_urls=["file:///etc/passwd"]), None, ["image_urls.0"]),
    (form(options={"pipeline_mode": "film"}), files(), ["options.pipeline_mode"]),
    (form(options={"aspect_ratio": "9:0"}), files(), ["options.aspect_ratio"]),
    (form(options={"aspect_ratio": "40:1"}), files(), ["options.aspect_ratio"]),
    (form(options={"aspect_ratio": 3, "colour": "red"}), files(), ["options.aspect_ratio", "options.colour"]),
    (form(options=["16:9"]), files(), ["options"]),
    ({"options": "{", "template_id": "vim_arctic"}, files(), ["options"]),
    ({"options": '{"aspect_ratio": NaN}'}, files(), ["options"]),
    (form("vim_dreamcareer_0226"), files(), ["options.image_description"]),
    (form("vim_instagramframeescape_0226"), files(), ["options.user_name"]),
    (form("each_ugcproduct_0226", options={"product_image": EXAMPLE[:-4]}), None, ["options.product_image"]),
    (form(visibility_status="3"), files(), ["visibility_status"]),
    (form(title="x" * 20_001), files(), ["title"]),
    (form(webhook_url="http://10.0.0.1/"), files(), ["webhook_url"]),
]


async def test_what_is_wrong_is_named(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool) as service:
        for data, sent, places in WRONG:
            refused = await service.json("POST", "/vimmerse/workflow", 422, data=data, files=sent)
            assert refused.keys() == {"detail"}
            assert sorted(".".join(fault["loc"]) for fault in refused["detail"]) == [f"body.{each}" for each in places]
            assert all(fault["msg"] and fault["type"] for fault in refused["detail"])


async def test_other_refusals_bear_their_documented_codes(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool, credits=4) as service:
        call, work = service.json, "/vimmerse/workflow"
        assert await call("POST", work, 404, data=form("vim_tomorrow"), files=files()) == {"message": "NOT_FOUND"}
        for method, body in (("GET", None), ("DELETE", None), ("PUT", {"title": "x"})):
            assert await call(method, f"{work}/some-id", 404, json=body) == {"message": "NOT_FOUND"}
        assert await call("GET", "/vimmerse/elsewhere", 404) == {"message": "NOT_FOUND"}
        assert await call("PATCH", work, 405) == {"message": "METHOD_NOT_ALLOWED"}
        clip = form("vim_arctic", options={"pipeline_mode": "video"}, image_urls=[EXAMPLE])
        made = (await call("POST", work, data=clip))["data"]["id"]
        assert await call("POST", work, 402, data=clip) == {"message": "INSUFFICIENT_CREDIT"}
        for body in ({}, {"colour": "red"}, {"title": 3}, {"visibility_status": "9"}, {"delivered_at": "soon"}):
            assert await call("PUT", f"{work}/{made}", 400, json=body) == {"message": "BAD_REQUEST"}
        assert "detail" in await call("PUT", f"{work}/{made}", 422, json=["title"])
        assert "detail" in await call("PUT", f"{work}/{made}", 422, content=b"{")
        for body in ({}, {"error_message": ""}, {"error_message": 1}, {"error_message": "x" * 30_000}):
            assert await call("POST", f"{work}/error-log", 400, json=body) == {"message": "BAD_REQUEST"}
        await call("DELETE", f"{work}/{made}")


async def test_our_client_understands_the_refusals(tmp_path: Path, pool: Pool) -> None:
    photos = tmp_path / "photos"
    async with served(tmp_path, pool, credits=0) as service, client(service, "vimmerse", photos) as vimmerse:
        with pytest.raises(OutOfCredits):
            await vimmerse.submit(request(photos, "vimmerse", "vim_arctic"))
        with pytest.raises(Rejected) as refused:
            await vimmerse.submit(request(photos, "vimmerse", "vim_arctic", aspect_ratio="huge"))
        assert set(refused.value.fields) == {"aspect_ratio"}


async def test_a_full_queue_asks_to_wait(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path, Pool([Bench()]), longest_queue=1)
    reception = Reception("vimmerse", workshop, "")
    reception.accept(order(service="vimmerse"))
    with pytest.raises(Refusal) as refused:
        reception.accept(order(service="vimmerse"))
    said = answer(refused.value, "/vimmerse/workflow")
    assert (said.status_code, said.headers["retry-after"]) == (429, "60"), "a client may be sure that it was not taken"
    await workshop.close()


async def test_the_allowance_counts_every_request(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool, allowance=2) as service:
        for _turn in range(2):
            await service.json("GET", "/vimmerse/workflow/x", 404)
        answer = await service.http.get("/vimmerse/workflow/x")
        assert (answer.status_code, answer.json()) == (429, {"message": "TOO_MANY_REQUESTS"})
        assert 3500 < int(answer.headers["retry-after"]) <= 3600
        await service.json("GET", "/vividflow/usage")
        async with client(service, "vimmerse", tmp_path) as vimmerse:
            with pytest.raises(SlowDown):
                await vimmerse.look("x")


async def test_a_link_can_be_followed_in_parts_until_it_expires(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool, retention=1) as service:
        made = (await service.json("POST", "/vimmerse/workflow", data=form(image_urls=[EXAMPLE])))["data"]
        done = await service.until(f"/vimmerse/workflow/{made['id']}", "data.processing_status", "success")
        url = done["data"]["result"][0]["url"]
        whole = await service.http.get(url, headers={"X-API-Key": ""})
        assert (whole.status_code, whole.headers["content-type"]) == (200, "image/jpeg")
        assert whole.headers["accept-ranges"] == "bytes"
        part = await service.http.get(url, headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, whole.content[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
        rest = await service.http.get(url, headers={"Range": f"bytes={len(whole.content) - 5}-"})
        assert rest.content == whole.content[-5:]
        assert (await service.http.get(url, headers={"Range": "bytes=9999999-"})).content == whole.content
        assert (await service.http.head(url)).content == b""
        assert (await service.http.get("/files/someothertoken.jpg")).status_code == 404
        async with asyncio.timeout(20):
            while (late := await service.http.get(url)).status_code == 200:
                await asyncio.sleep(0.1)
        assert (late.status_code, late.json()) == (410, {"error": "This link has expired."})
        told = await service.json("GET", f"/vimmerse/workflow/{made['id']}")
        assert told["data"]["processing_status"] == "success", "the workflow is known all the same"


async def test_what_customers_log_lies_in_a_file_for_each_week(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool) as service:
        earlier = tmp_path / "service" / "customer-error-logs" / "local-customer" / "errors-2024-W15.log"
        earlier.parent.mkdir(parents=True)
        earlier.write_text("old\n")
        for message in ("one", "two\nlines"):
            body = {"error_message": message, "context": {"workflow_id": "7"}}
            logged = (await service.json("POST", "/vimmerse/workflow/error-log", json=body))["data"]
            assert logged["message"] == "Error logged successfully"
        written = tmp_path / "service" / logged["log_path"]
        lines = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
        assert [(line["error_message"], line["context"]) for line in lines] == [
            ("one", {"workflow_id": "7"}),
            ("two\nlines", {"workflow_id": "7"}),
        ]
        assert not earlier.exists()
