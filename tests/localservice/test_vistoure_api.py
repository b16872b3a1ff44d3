"""VistoureAI on this computer, asked by our own client and by hand."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from tests.localservice.asking import CATALOG, SAMPLE, client, ended, fetched, film, kept, picture, request, served
from tests.localservice.shop import Bench, photo
from vividdesk.errors import NotKnown, OutOfCredits, Rejected
from vividdesk.localservice import graphs
from vividdesk.localservice.pictures import sample
from vividdesk.localservice.pool import Pool
from vividdesk.model import manifest
from vividdesk.model.draft import Draft
from vividdesk.model.report import RemoteState
from vividdesk.model.service import VISTOURE
from vividdesk.model.template import Makes
from vividdesk.providers.vistoure import Vistoure
from vividdesk.providers.workflows import saved_workflows

RUN, IMAGE = "/vistoure/api/v3/run", "<type:image , default value : null>"
SHIRT = "https://example.com/new_shirt.jpg"
TEXT = base64.b64encode(SAMPLE).decode()
EXAMPLE = {"type": "workflow", "target": "My Custom Model Workflow", "input": {"User_Garment.garment_image": SHIRT}}
# As the documentation shows them, word for word.
DOCUMENTED: list[dict[str, Any]] = [
    {
        "name": "My_Workflow",
        "outputs": {"result_tryon": "User_Garment.result_image"},
        "sample_payload": {
            "type": "workflow",
            "target": "My_Workflow",
            "input": {"User_Garment.garment_image": "<image>"},
        },
        "inputs": {
            "mandatory": {"User_Garment.garment_image": "<type:image , default value : null>"},
            "optional": {"User_Garment.category": "<type:str , default value : 'tops (upper-body)'>"},
            "linked": {},
        },
    },
    {
        "name": "Premium_Studio_V1",
        "outputs": {"result_tryon": "Vton_Node.result_image"},
        "sample_payload": {
            "type": "workflow",
            "target": "Premium_Studio_V1",
            "input": {"User_Garment.garment_image": "<image>"},
        },
        "inputs": {
            "mandatory": {"User_Garment.garment_image": "<type:image , default value : null>"},
            "optional": {},
            "linked": {},
        },
    },
]


def node(target: str, **given: Any) -> dict[str, Any]:
    return {"type": "node", "target": target, "input": given}


def workflow(target: str, **given: Any) -> dict[str, Any]:
    return {"type": "workflow", "target": target, "input": given}


async def test_the_saved_workflows_are_told_as_documented(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([])) as service, client(service, "vistoure", tmp_path) as vistoure:
        listed = await service.json("GET", "/vistoure/api/v3/workflows")
        assert listed[0] == {
            "id": 12,
            "name": "Professional Studio Portrait",
            "system_workflow": True,
            "created_at": "2024-04-26T12:00:00",
        }
        assert all(each.keys() == listed[0].keys() for each in listed)
        for expected in DOCUMENTED:
            told = await service.json("GET", f"/vistoure/api/v3/workflow/{expected['name']}")
            drawing = told.pop("workflow")
            assert told == expected
            assert drawing.keys() == {"nodes", "edges"}
        custom = await service.json("GET", "/vistoure/api/v3/workflow/My%20Custom%20Model%20Workflow")
        assert custom["inputs"] == {
            "mandatory": {"User_Garment.garment_image": IMAGE},
            "optional": {"Model_Gen.gender": "<type:str , default value : 'female'>"},
            "linked": {"User_Garment.model_image": IMAGE},
        }
        assert "error" in await service.json("GET", "/vistoure/api/v3/workflow/Elsewhere", 404)
        assert (await vistoure.try_key()).says == "The key works: 5 saved workflows."


async def test_our_client_makes_forms_of_all_of_them(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([])) as service, client(service, "vistoure", tmp_path) as vistoure:
        found = await saved_workflows(vistoure._line.connection)
        assert not found.faults
        assert [template.target for template in found.templates] == [graph.name for graph in graphs.GRAPHS]
        for template, graph in zip(found.templates, graphs.GRAPHS, strict=True):
            assert template.makes is Makes.PICTURE
            assert list(template.outputs) == list(graph.outputs)
            draft = Draft(template)
            for slot in template.slots:
                assert slot.linked == (slot.name in graph.inputs("linked"))
                if not slot.linked:
                    draft = draft.put(slot.name, kept(tmp_path))
            assert not draft.check().faults
            accepted = await vistoure.submit(draft.request())
            assert re.fullmatch(r"wr_[0-9a-f]{32}", accepted.id)


async def test_a_run_with_branches_shows_its_nodes_and_names_its_results(tmp_path: Path, pool: Pool) -> None:
    async with served(tmp_path, pool) as service, client(service, "vistoure", tmp_path) as vistoure:
        assert isinstance(vistoure, Vistoure)
        template = manifest.template(await vistoure.workflow("Lookbook and Shop"))
        draft = Draft(template).put("my_garment", kept(tmp_path, sample("garment.jpg")))
        accepted = await vistoure.submit(draft.set("Model_Gen.gender", "male").request())
        waiting = await service.json("GET", f"/vistoure/api/v3/status/{accepted.id}")
        assert waiting["workflow_run_id"] == accepted.id
        assert waiting["outputs"] == {}
        report = await ended(vistoure, accepted.id)
        assert report.state is RemoteState.DONE, report.fault
        assert [(step.name, step.tool) for step in report.steps] == [
            ("Model_Gen", "virtual_model"),
            ("Product Shot", "product_shoot"),
            ("Try On", "virtual_tryon"),
        ]
        assert all(step.state is RemoteState.DONE and step.links for step in report.steps)
        assert [link.name for link in report.links] == ["look", "shop_picture"]
        for link in report.links:
            picture(await fetched(link.url, tmp_path / "result"))


async def test_single_tools_run(tmp_path: Path, pool: Pool) -> None:
    photos = tmp_path / "photos"
    async with served(tmp_path, pool) as service, client(service, "vistoure", photos) as vistoure:
        clip = await ended(vistoure, (await vistoure.submit(request(photos, "vistoure", "video"))).id)
        assert [(link.name, link.kind) for link in clip.links] == [("result_video", "video/mp4")]
        assert film(await fetched(clip.links[0].url, tmp_path / "clip.mp4")) == (120, 90, 96, False)
        wide = request(photos, "vistoure", "video", aspect_ratio="16:9")
        clip = await ended(vistoure, (await vistoure.submit(wide)).id)
        assert film(await fetched(clip.links[0].url, tmp_path / "clip.mp4"))[:2] == (160, 90)
        cut = await ended(vistoure, (await vistoure.submit(request(photos, "vistoure", "upscale"))).id)
        assert [link.name for link in cut.links] == ["result_image"]
        assert picture(await fetched(cut.links[0].url, tmp_path / "cut.png"))
        with pytest.raises(NotKnown):
            await vistoure.look("wr_abc123xyz7890123")


async def test_every_tool_is_taken(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([])) as service, client(service, "vistoure", tmp_path) as vistoure:
        for template in CATALOG.of(VISTOURE):
            accepted = await vistoure.submit(request(tmp_path, "vistoure", template.target))
            (step,) = (await vistoure.look(accepted.id)).steps
            assert (step.name, step.tool) == (template.target, template.target)


async def test_pictures_come_in_every_way_that_is_documented(tmp_path: Path) -> None:
    data_uri = f"data:image/jpeg;base64,{TEXT}"
    portrait, garment = sample("portrait.jpg"), sample("garment.jpg")
    taken: list[tuple[dict[str, Any], list[bytes]]] = [
        (node("upscale", image=TEXT), [SAMPLE]),
        (node("upscale", image=data_uri), [SAMPLE]),
        (node("upscale", image=f"{TEXT[:76]}\r\n{TEXT[76:]}\r\n"), [SAMPLE]),
        (node("upscale", image="https://example.com/image.png"), [portrait]),
        (node("virtual_tryon", model_image="https://...", garment_image=SHIRT), [sample("standing.jpg"), garment]),
        (node("upscale", image=[TEXT, base64.b64encode(photo((64, 64))).decode()]), [SAMPLE, photo((64, 64))]),
        (node("upscale", image=TEXT, mask=data_uri, strength=0.5), [SAMPLE, SAMPLE]),
        (node("upscale", image=TEXT, upscale_factor="2.5x", seed="7"), [SAMPLE]),
        (node("reframe", image=TEXT, aspect_ratio="4:5", whatever=[1]), [SAMPLE]),
        (EXAMPLE, [garment]),
        (workflow("My_Workflow", **{"User_Garment.garment_image": "<image>"}), [garment, sample("standing.jpg")]),
        (workflow("Lookbook and Shop", my_garment=TEXT), [SAMPLE]),
    ]
    async with served(tmp_path, Pool([])) as service:
        for number, (run, expected) in enumerate(taken):
            assert (await service.json("POST", RUN, json=run))["error"] is None
            jobs = sorted((tmp_path / "service" / "jobs").iterdir(), key=lambda folder: folder.stat().st_ctime_ns)
            assert len(jobs) == number + 1
            stored = [file.read_bytes() for file in jobs[-1].iterdir() if file.name != "job.json"]
            assert sorted(stored) == sorted(expected)


@pytest.mark.parametrize("target", ["Professional Studio Portrait", "My_Workflow"])
async def test_what_is_linked_is_passed_over_and_what_is_optional_is_heard(target: str, tmp_path: Path) -> None:
    async with served(tmp_path, Pool([])) as service:
        given: dict[str, Any] = {"User_Garment.garment_image": SHIRT, "User_Garment.category": "dresses"}
        if target == "Professional Studio Portrait":
            given |= {"User_Garment.model_image": "nonsense", "Upscale.image": 7, "Upscale.upscale_factor": 3}
        accepted = await service.json("POST", RUN, json=workflow(target, **given))
        assert accepted["error"] is None
        (record,) = (tmp_path / "service" / "jobs").glob("*/job.json")
        written = record.read_text(encoding="utf-8")
        assert "nonsense" not in written
        assert '"category": "dresses"' in written
        assert ('"upscale_factor": 3' in written) == ("Upscale.image" in given)


async def test_a_run_that_lacks_what_it_needs_fails_at_once_and_costs_nothing(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([]), credits=5) as service, client(service, "vistoure", tmp_path) as vistoure:
        for given in ({}, {"User_Garment.garment_image": None}, {"Model_Gen.gender": "male"}):
            refused = await service.json("POST", RUN, json=workflow("My Custom Model Workflow", **given))
            assert refused == {"id": None, "error": "Missing mandatory parameter: User_Garment.garment_image."}
        template = manifest.template(await vistoure.workflow("My_Workflow"))
        draft = Draft(template).put("User_Garment.garment_image", kept(tmp_path)).request()
        object.__setattr__(draft, "pictures", {})
        with pytest.raises(Rejected, match="Missing mandatory parameter"):
            await vistoure.submit(draft)
        for _turn in range(2):  # two tokens each
            assert (await service.json("POST", RUN, json=EXAMPLE))["error"] is None
        assert await service.json("POST", RUN, 402, json=EXAMPLE) == {
            "error": "InsufficientTokens: this run takes 2, and 1 are left."
        }
        with pytest.raises(OutOfCredits):
            await vistoure.submit(request(tmp_path, "vistoure", "video"))


WRONG: list[tuple[Any, int, str]] = [
    ([], 400, "Send an object"),
    ("run", 400, "Send an object"),
    ({}, 422, "type: Give node or workflow."),
    ({"type": "node", "target": 3, "input": {}}, 422, "target: Give the name"),
    ({"type": "node", "target": "upscale"}, 422, "input: Give an object"),
    ({"type": "node", "target": "upscale", "input": []}, 422, "input: Give an object"),
    (node("enhance", image=TEXT), 404, "There is no tool “enhance”"),
    (workflow("Elsewhere"), 404, "There is no workflow “Elsewhere”"),
    (node("upscale"), 422, "input.image: This picture is needed."),
    (node("virtual_tryon", model_image=TEXT), 422, "input.garment_image: This picture is needed."),
    (node("upscale", image="no picture"), 422, "input.image: This is neither a picture in base64 nor an address."),
    (node("upscale", image=TEXT[:101]), 422, "input.image: "),
    (node("upscale", image="data:image/png,abc"), 422, "input.image: A data URI must be in base64."),
    (node("upscale", image="aGVsbG8="), 422, "input.image: This is no picture."),
    (node("upscale", image=7), 422, "input.image: This is no picture."),
    (node("upscale", image=[]), 422, "input.image: Send 1 to 10 pictures."),
    (node("upscale", image=[TEXT] * 11), 422, "input.image: Send 1 to 10 pictures."),
    (node("upscale", image="https://example.com/mine.png"), 422, "is not fetched"),
    (node("upscale", image="http://localhost/"), 422, "is not fetched"),
    (node("video", image=TEXT, aspect_ratio="wide"), 422, "input.aspect_ratio: Give width to height"),
    (node("upscale", image=TEXT, prompt="word " * 5000), 422, "input.prompt: Write at most 20000 characters."),
    (node("upscale", image=TEXT, upscale_factor=9), 422, "input.upscale_factor: Give a number from 1 to 4."),
    (node("upscale", image=TEXT, upscale_factor="8x"), 422, "input.upscale_factor: Give a number from 1 to 4."),
    (node("upscale", image=TEXT, seed=1.5), 422, "input.seed: Give a whole number."),
    (node("reframe", image=TEXT, aspect_ratio="9:1"), 422, "input.aspect_ratio: Give width to height"),
    (node("reframe", image=TEXT, aspect_ratio=[]), 422, "input.aspect_ratio: "),
    (node("virtual_tryon", model_image=TEXT, garment_image=TEXT, seed="x"), 422, "seed: Give a whole number"),
    (workflow("My_Workflow", garment=TEXT), 422, "input.garment: This workflow asks for User_Garment.garment_image"),
    (workflow("Lookbook and Shop", my_garment="x y"), 422, "input.my_garment: This is neither"),
    (
        workflow("My_Workflow", **{"User_Garment.garment_image": TEXT, "User_Garment.category": 3}),
        422,
        "input.User_Garment.category: ",
    ),
    (
        workflow(
            "Professional Studio Portrait", **{"User_Garment.garment_image": TEXT, "Upscale.upscale_factor": "two"}
        ),
        422,
        "input.Upscale.upscale_factor: Give a whole number from 1 to 4.",
    ),
]


async def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    async with served(tmp_path, Pool([Bench()])) as service:
        for run, status, says in WRONG:
            refused = await service.json("POST", RUN, status, json=run)
            assert refused.keys() == {"error"}
            assert says in refused["error"]
        for path in ("wr_", "wr_zz", "x", "c2c625a3-0fc9-44ba-90e4-25d37428607a"):
            assert await service.json("GET", f"/vistoure/api/v3/status/{path}", 404) == {"error": "Not found"}
        assert "error" in await service.json("GET", RUN, 405)
