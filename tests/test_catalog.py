"""The catalogue against tables transcribed from the services' documentation, never against its own files."""

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from vividdesk import catalog
from vividdesk.catalog import Catalog, described, load, mistakes
from vividdesk.model.draft import Draft
from vividdesk.model.photo import JPEG, Photo
from vividdesk.model.schema import Editor
from vividdesk.model.service import SERVICES
from vividdesk.model.template import Makes, Template

FOLDER = ROOT / "resources" / "catalog"
NEEDED = object()  # a dash in the documentation: no default

SCENE = {"aspect_ratio": "16:9", "pipeline_mode": "image"}
CAMERA, HOSTED = {"camera", "local"}, {"local", "asset"}

# id, label, sources, options and their defaults.
VIMMERSE: list[tuple[str, str, set[str], dict[str, Any]]] = [
    ("vim_new_year_2026", "New Year 2026", CAMERA, SCENE),
    ("vim_dancing_santa", "Dancing Santa", CAMERA, SCENE),
    ("vim_birthday", "Birthday", CAMERA, SCENE),
    (
        "vim_instagramframeescape_0226",
        "Instagram Frame Escape",
        CAMERA,
        {"aspect_ratio": "16:9", "user_name": NEEDED, "job_description": "businessman"},
    ),
    ("vim_dreamcareer_0226", "Dream Career", CAMERA, {"image_description": NEEDED, "aspect_ratio": "16:9"}),
    ("vim_ces_show", "CES Show", CAMERA, SCENE),
    ("vim_amazonia", "Amazonia", CAMERA, SCENE),
    ("vim_arctic", "Arctic", CAMERA, SCENE),
    ("vim_sketch_me", "Sketch Me", CAMERA, SCENE),
    ("vim_product_showcase", "Product Showcase", HOSTED, SCENE),
    ("each_explodedloop_0226", "Exploded Loop", HOSTED, {"prompt": NEEDED, "aspect_ratio": "9:16"}),
    (
        "each_ugcproduct_0226",
        "UGC Product",
        HOSTED,
        {
            "product_name": "Premium Skincare Serum",
            "target_audience": "Women aged 25-40 interested in anti-aging skincare",
            "product_image": "https://distribution.vimmerse.net/presets/image/skincare_product.jpg",
            "voice": "Sarah",
            "aspect_ratio": "9:16",
        },
    ),
]
# name, type, default; None is left out of the request.
VIVIDFLOW: dict[str, list[tuple[str, str, Any]]] = {
    "wan2.1": [
        ("prompt", "string", NEEDED),
        ("negative_prompt", "string", ""),
        ("cfg", "number", 7.5),
        ("width", "integer", 1280),
        ("height", "integer", 720),
        ("length", "integer", 81),
        ("steps", "integer", 30),
        ("seed", "integer", 42),
    ],
    "veo3.1": [
        ("prompt", "string", NEEDED),
        ("duration_seconds", "integer", 4),
        ("resolution", "string", "720p"),
        ("camera_motion", "string", None),
        ("subject_animation", "string", None),
        ("environmental_animation", "string", None),
        ("person_generation", "string", "allow_adult"),
        ("generate_audio", "boolean", False),
        ("enhance_prompt", "boolean", False),
    ],
}
NOTED_BEYOND = {("veo3.1", "aspect_ratio")}  # read by the live service, not in its documentation
VISTOURE = [
    "virtual_tryon",
    "virtual_tryon_pro",
    "virtual_tryon_pro_fit",
    "virtual_model",
    "fabric",
    "sketch_to_dress",
    "upscale",
    "multipose",
    "video",
    "background_removal",
    "reframe",
    "product_shoot",
]

PHOTO = Photo("ab" * 32, JPEG, 1280, 720, 345_678, "beach.jpg")


@pytest.fixture(scope="module")
def ours() -> Catalog:
    loaded = load()
    assert loaded.problems == ()
    return loaded


def found(ours: Catalog, service: str, template: str) -> Template:
    made = ours.find(service, template)
    assert made is not None
    return made


def test_twelve_and_two_and_twelve(ours: Catalog) -> None:
    assert [len(ours.of(service)) for service in SERVICES] == [12, 2, 12]
    assert [template.id for template in ours.templates] == [*(row[0] for row in VIMMERSE), *VIVIDFLOW, *VISTOURE]


@pytest.mark.parametrize(("name", "label", "sources", "options"), VIMMERSE, ids=[row[0] for row in VIMMERSE])
def test_vimmerse(ours: Catalog, name: str, label: str, sources: set[str], options: dict[str, Any]) -> None:
    template = found(ours, "vimmerse", name)
    assert (template.label, set(template.sources)) == (label, sources)
    assert [field.name for field in template.options.fields] == list(options)
    assert template.options.defaults == {key: value for key, value in options.items() if value is not NEEDED}
    assert set(template.options.required) == {key for key, value in options.items() if value is NEEDED}
    for field in template.options.fields:
        assert field.examples or field.default is not None or field.enum, f"{field.name} gives no idea of a value"
    if "pipeline_mode" in options:
        assert template.makes_with({"pipeline_mode": "video"}) is Makes.CLIP
        assert template.makes_with({}) is Makes.PICTURE
    shape = template.options.named("aspect_ratio")
    assert shape is not None and shape.editor is Editor.OPEN_CHOICE
    assert set(shape.examples) == {"16:9", "9:16", "1:1"}
    assert template.description.endswith(".") and "…" not in template.description


def test_vimmerse_fields_of_the_job_itself(ours: Catalog) -> None:
    details = found(ours, "vimmerse", "vim_arctic").details
    assert details.defaults == {"title": "", "description": "", "visibility_status": "0", "event_id": "no_event"}
    assert [field.name for field in details.fields][-1] == "webhook_url"
    visibility = details.named("visibility_status")
    assert visibility is not None and visibility.enum == ("0", "1", "2")
    assert all(template.details == details for template in ours.of(SERVICES[0]))


@pytest.mark.parametrize("model", VIVIDFLOW)
def test_vivid_flow(ours: Catalog, model: str) -> None:
    template = found(ours, "vividflow", model)
    fields = [field for field in template.options.fields if (model, field.name) not in NOTED_BEYOND]
    assert [(field.name, field.type, NEEDED if field.required else field.default) for field in fields] == VIVIDFLOW[
        model
    ]
    assert all(field.nullable for field in template.options.fields if field.default is None and not field.required)
    assert [(slot.name, slot.at_least, slot.at_most, slot.by_address) for slot in template.slots] == [
        ("image", 1, 1, False)
    ]
    assert template.makes is Makes.CLIP
    assert template.limits.most_bytes == 10_000_000


def test_vivid_flows_bounds(ours: Catalog) -> None:
    wan, veo = (found(ours, "vividflow", model).options for model in VIVIDFLOW)
    cfg, prompt = wan.named("cfg"), wan.named("prompt")
    assert cfg is not None and (cfg.minimum, cfg.maximum) == (1.0, 20.0)
    assert prompt is not None and prompt.min_length == 3
    choices = {field.name: field.enum for field in veo.fields if field.enum}
    assert choices == {
        "duration_seconds": (4, 6, 8),
        "resolution": ("720p", "1080p"),
        "aspect_ratio": ("16:9", "9:16"),
        "person_generation": ("allow_adult", "allow_all", "deny"),
    }
    camera = veo.named("camera_motion")
    assert camera is not None and "Dolly (In)" in camera.examples


def test_veo_warns_of_what_google_refuses(ours: Catalog) -> None:
    draft = Draft(found(ours, "vividflow", "veo3.1")).set("prompt", "it moves").put("image", PHOTO)
    assert draft.check().warnings["enhance_prompt"].offer is True
    assert draft.set("enhance_prompt", True).check().warnings == {}
    assert draft.request().options == {
        "prompt": "it moves",
        "duration_seconds": 4,
        "resolution": "720p",
        "person_generation": "allow_adult",
        "generate_audio": False,
        "enhance_prompt": False,
    }


@pytest.mark.parametrize("tool", VISTOURE)
def test_vistoure(ours: Catalog, tool: str) -> None:
    template = found(ours, "vistoure", tool)
    assert template.documented == (tool == "virtual_tryon")
    assert template.options.is_open, "a person may add options"
    assert template.makes is (Makes.CLIP if tool == "video" else Makes.PICTURE)
    assert template.options.defaults == {}, "nothing is sent that nobody typed"
    slots = [slot.name for slot in template.slots]
    expected = ["model_image", "garment_image"] if "tryon" in tool else [] if tool == "virtual_model" else ["image"]
    assert slots == expected
    assert all(slot.by_address and slot.at_least == 1 for slot in template.slots)


def test_what_is_known_of_two_of_vistoures_tools(ours: Catalog) -> None:
    tryon = found(ours, "vistoure", "virtual_tryon").options
    assert {field.name: (field.type, field.examples) for field in tryon.fields} == {
        "category": ("string", ("top", "bottom", "dresses", "tops (upper-body)")),
        "garment_description": ("string", ()),
        "model_name": ("string", ("Beta", "Turbo")),
        "seed": ("integer", ()),
    }
    assert [field.name for field in found(ours, "vistoure", "virtual_model").options.fields] == ["gender"]


def test_a_dropped_photo_takes_the_place_of_the_products_address(ours: Catalog) -> None:
    draft = Draft(found(ours, "vimmerse", "each_ugcproduct_0226"))
    assert "product_image" in draft.request().options
    assert "product_image" not in draft.put("image_files", PHOTO).request().options


def test_every_template_can_be_sent_with_what_it_suggests(ours: Catalog) -> None:
    for template in ours.templates:
        draft = Draft(template)
        for field in template.options.fields:
            if field.required:
                draft = draft.set(field.name, field.examples[0])
        for slot in template.slots:
            draft = draft.put(slot.name, *[PHOTO] * slot.at_least)
        assert draft.request().service == template.service


def test_our_files_are_right_and_their_sums_are_current() -> None:
    sums = {}
    for path in sorted(FOLDER.glob("*.json")):
        sums[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
        if path.name != catalog.SCHEMA:
            assert list(mistakes(catalog._resolved(json.loads(path.read_text(encoding="utf-8"))), {})) == []
    written = {name: digest for digest, name in map(str.split, (FOLDER / "SHA256SUMS").read_text().splitlines())}
    assert written == sums, "cd resources/catalog && sha256sum *.json > SHA256SUMS"


def test_it_loads_without_what_is_slow() -> None:
    script = (
        "import sys; from vividdesk import catalog; assert len(catalog.load().templates) == 26; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    slow = {"PySide6", "httpx", "jsonschema", "PIL", "asyncio"}
    assert not slow & {name.partition(".")[0] for name in done.stdout.split()}


# A person's own folder.


def own(folder: Path, content: Any) -> Path:
    folder.mkdir(exist_ok=True)
    text = content if isinstance(content, str | bytes) else json.dumps(content, indent=1)
    (folder / "mine.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def template(**words: Any) -> dict[str, Any]:
    options = {"type": "object", "properties": {"mood": {"title": "Mood", "type": "string", "default": "calm"}}}
    return {"id": "mine", "label": "Mine", "makes": "clip", "options": options} | words


def test_a_persons_template_is_added_with_all_its_service_shares(tmp_path: Path, ours: Catalog) -> None:
    loaded = load(own(tmp_path / "catalog", {"service": "vimmerse", "templates": [template()]}))
    assert (loaded.problems, len(loaded.templates)) == ((), 27)
    mine = found(loaded, "vimmerse", "mine")
    arctic = found(ours, "vimmerse", "vim_arctic")
    assert (mine.kind, mine.details, mine.limits) == (arctic.kind, arctic.details, arctic.limits)
    assert loaded.of(SERVICES[0])[-1] is mine


def test_a_persons_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    folder = own(
        tmp_path / "catalog", {"service": "vimmerse", "templates": [template(id="vim_arctic", label="My ice")]}
    )
    loaded = load(folder)
    assert len(loaded.templates) == 26
    assert [each.label for each in loaded.of(SERVICES[0])][7] == "My ice"


def test_no_folder_is_no_problem(tmp_path: Path) -> None:
    assert load(tmp_path / "missing") == load()


DETAIL = {"type": "object", "properties": {"size": {"title": "Size", "type": "integer", "default": "x"}}}


def mine(service: str, **words: Any) -> dict[str, Any]:
    return {"service": service, "templates": [template(**words)]}


def problem(folder: Path) -> str:
    loaded = load(folder)
    assert len(loaded.templates) >= 26, "the rest goes on"
    (only,) = loaded.problems
    return str(only).removeprefix(str(folder / "mine.json"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"service": "vimmerse",\n "templates": [}', ", line 2: this is no JSON"),
        (b"\xff\xfe", ", line 1: this is no JSON in UTF-8"),
        ("[" * 100_000, ", line 1: this is no JSON"),
        ([], ", line 1: [] is not of type 'object'"),
        ({"service": "vimeo", "templates": []}, ", line 2: service: 'vimeo' is not one of"),
        ({"service": "vimmerse"}, ", line 1: 'templates' is a required property"),
        (mine("vimmerse", makes="film"), "line 7: templates[0].makes: 'film' is"),
        (mine("vimmerse", photos=[{"name": ""}]), "templates[0].photos[0].name: "),
        (mine("vimmerse", colour=1), "('colour' was unexpected)"),
        (mine("vimmerse", makes={"option": "x"}), "makes: there is no option x"),
        (mine("vistoure", photos=[{"name": "mood"}]), "the name mood is given twice"),
        (mine("vimmerse", photos=[{"name": "a"}]), "only place for photos is image_files"),
        (mine("vividflow", photos=[{"name": "image", "by_address": True}]), "takes files"),
        (mine("vistoure", photos=[{"name": "a", "at_least": 2}]), "photos[0].at_most: "),
        ({"service": "vistoure", "templates": [template(), template()]}, "templates[1].id: this name is given twice"),
        ({"service": "vividflow", "details": DETAIL, "templates": []}, "line 3: details: this service takes none"),
        ({"service": "vimmerse", "details": DETAIL, "templates": []}, "details.properties.size.default: Give a whole"),
        (mine("vimmerse", label="\ud800"), "characters that nothing can read"),
        ('{"service": "vimmerse", "templates": [], "$defs": {"a": 1e999}}', "numbers or characters that nothing"),
        ('{"service": "vimmerse", "templates": [], "$defs": {"a": NaN}}', "numbers or characters that nothing"),
        ('{"service": "vimmerse", "templates": [], "$defs": {"a": 1' + "0" * 5000 + "}}", "numbers or characters that"),
    ],
)  # fmt: skip
def test_fault_39_a_mistake_is_named_with_its_place(tmp_path: Path, content: Any, says: str) -> None:
    assert says in problem(own(tmp_path / "catalog", content))


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ({"type": "strng"}, "options.properties.it.type: "),
        ({"type": "integer", "default": "x"}, "options.properties.it.default: Give a whole number."),
        ({"type": "integer", "enum": [1, 2], "default": 3}, "options.properties.it.default: Choose 1 or 2."),
        ({"type": "string", "x-slot": "photo"}, "it.x-slot: there is no place for photos called photo"),
        ({"type": "string", "x-shown-when": {"mode": 1}}, "it.x-shown-when: there is no option mode"),
        ({"$ref": "#/$defs/missing"}, "options.properties.it: "),
        ({"type": "string", "enum": [1, 2]}, "options.properties.it.enum: "),
        ({"type": "string", "enum": ["a"], "default": "b", "x-shown-when": {"it": "c"}}, "it.default: Choose a."),
        ({"type": "string", "examples": [1, 2], "default": 3}, "it.default: Choose 1 or 2, or write something else."),
    ],
)
def test_fault_39_a_mistake_in_an_option(tmp_path: Path, option: dict[str, Any], says: str) -> None:
    options = {"type": "object", "properties": {"it": {"title": "It", **option}}}
    content = {"service": "vimmerse", "templates": [template(options=options), template(id="good")]}
    folder = own(tmp_path / "catalog", content)
    loaded = load(folder)
    assert loaded.find("vimmerse", "good") is not None, "only the template with the mistake is left out"
    assert loaded.find("vimmerse", "mine") is None
    assert any(says in str(each) for each in loaded.problems), loaded.problems


def test_fault_39_each_template_is_judged_by_itself(tmp_path: Path) -> None:
    doubled = template(photos=[{"name": "mood"}])
    folder = own(tmp_path / "catalog", {"service": "vistoure", "templates": [template(makes="film"), doubled]})
    assert [each.place for each in load(folder).problems] == ["templates[0].makes", "templates[1]"]
    assert len(load(folder).templates) == 26


def test_what_an_option_makes_is_told_for_each_of_its_values(tmp_path: Path) -> None:
    mode = {"title": "Mode", "type": "string", "enum": ["image", "video"], "default": "image"}
    made = template(
        makes={"option": "mode", "image": "picture", "vidoe": "clip"},
        options={"type": "object", "properties": {"mode": mode}},
    )
    folder = own(tmp_path / "catalog", {"service": "vimmerse", "templates": [made]})
    assert "templates[0].makes: mode has the values image, video" in problem(folder)


def test_a_detail_and_an_option_cannot_share_a_name(tmp_path: Path) -> None:
    options = {"type": "object", "properties": {"title": {"title": "T", "type": "string"}}}
    folder = own(tmp_path / "catalog", {"service": "vimmerse", "templates": [template(options=options)]})
    assert "the name title is given twice" in problem(folder)


def test_what_is_named_is_taken_in_once_and_as_it_is(tmp_path: Path) -> None:
    doubling = {f"d{n}": [{"$ref": f"#/$defs/d{n - 1}"}] * 9 for n in range(1, 30)}
    content = {"service": "vistoure", "$defs": {"None": {"label": "X"}, **doubling}, "templates": [template()]}
    assert found(load(own(tmp_path / "catalog", content)), "vistoure", "mine").label == "Mine"


def test_a_suffix_in_capitals_and_a_folder_that_is_none(tmp_path: Path) -> None:
    folder = own(tmp_path / "catalog", {"service": "vistoure", "templates": [template()]})
    (folder / "mine.json").rename(folder / "MINE.JSON")
    assert len(load(folder).templates) == 27
    (tmp_path / "file").write_text("{}")
    (only,) = load(tmp_path / "file").problems
    assert "it cannot be read" in str(only)


def test_an_unknown_required_option(tmp_path: Path) -> None:
    options = {"type": "object", "properties": {}, "required": ["it"]}
    folder = own(tmp_path / "catalog", {"service": "vimmerse", "templates": [template(options=options)]})
    assert "templates[0].options.required: there is no option it" in problem(folder)


def test_shared_words_are_taken_in_by_name(tmp_path: Path) -> None:
    options = {"type": "object", "properties": {"it": {"$ref": "#/$defs/it", "default": 7}}}
    content = {
        "service": "vimmerse",
        "$defs": {"it": {"title": "It", "type": "integer", "default": 5, "minimum": 1}},
        "templates": [template(options=options)],
    }
    field = found(load(own(tmp_path / "catalog", content)), "vimmerse", "mine").options.fields[0]
    assert (field.title, field.default, field.minimum) == ("It", 7, 1)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    (folder / "mine.json").mkdir(parents=True)
    assert "it cannot be read" in problem(folder)


def test_a_changed_file_of_ours_is_checked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "vividflow.json").write_text(
        (FOLDER / "vividflow.json").read_text().replace('"minimum": 1.0', '"minimum": "one"')
    )
    monkeypatch.setattr(catalog, "resource", lambda _catalog, *names: tmp_path.joinpath(*names))
    loaded = load()
    assert [each.place for each in loaded.problems] == ["templates[0].options.properties.cfg.minimum"]
    assert len(loaded.templates) == 25


def test_fault_39_no_mutation_of_a_catalogue_brings_it_down(tmp_path: Path) -> None:
    chance = random.Random(3)
    text = (FOLDER / "vividflow.json").read_text(encoding="utf-8")
    for _turn in range(150):
        content = json.loads(text)
        for _change in range(chance.randint(1, 3)):
            spoil(content, chance)
        loaded = load(own(tmp_path / "catalog", content))
        for each in loaded.templates:
            Draft(each).check()
            json.dumps(described(each))


def spoil(value: Any, chance: random.Random) -> None:
    """Changes one value somewhere inside."""
    members = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not members:
        return None
    key = chance.choice(members)
    if isinstance(value[key], dict | list) and chance.random() < 0.8:
        return spoil(value[key], chance)
    if isinstance(value, dict) and chance.random() < 0.3:
        value[chance.choice(["type", "odd", "x-slot", "$ref"])] = value.pop(key)
    else:
        value[key] = chance.choice(
            [None, 0, -1.5, 10**15, 1e300, "", "x", [], {}, True, [None], [1, 2, 3], {"type": "string"}]
        )
    return None


def test_the_readmes_example(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = readme.partition("```json\n")[2].partition("```")[0]
    loaded = load(own(tmp_path / "catalog", example))
    assert (loaded.problems, len(loaded.templates)) == ((), 27)
