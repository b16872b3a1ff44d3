"""VistoureAI's saved workflows, as its documentation describes them and as they might come one day."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vividdesk.errors import BrokenAnswer
from vividdesk.model import manifest
from vividdesk.model.draft import Draft
from vividdesk.model.manifest import entry
from vividdesk.model.photo import WebPhoto
from vividdesk.model.template import Kind, Makes

# As documented.
INFO: dict[str, Any] = {
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
}


def test_the_documented_workflow() -> None:
    made = manifest.template(INFO)
    assert (made.service, made.kind, made.target, made.id) == (
        "vistoure",
        Kind.WORKFLOW,
        "My_Workflow",
        "workflow:My_Workflow",
    )
    assert (made.label, made.made, made.outputs) == ("My Workflow", Makes.PICTURE, ("result_tryon",))
    (slot,) = made.slots
    assert (slot.name, slot.title, slot.group) == ("User_Garment.garment_image", "Garment image", "User Garment")
    assert (slot.at_least, slot.at_most, slot.by_address, slot.linked) == (1, 1, True, False)
    (field,) = made.options.fields
    assert (field.name, field.title, field.group) == ("User_Garment.category", "Category", "User Garment")
    assert (field.default, field.required) == ("tops (upper-body)", False)
    assert made.base == {}, "the placeholder is never sent"


@pytest.mark.parametrize(
    ("text", "kind", "default"),
    [
        ("<type:image , default value : null>", "image", None),
        ("<type:image,default value:'https://example.com/a,b:c.jpg'>", "image", "https://example.com/a,b:c.jpg"),
        ("<type:str , default value : a, b: (c) [d] {e}>", "string", "a, b: (c) [d] {e}"),
        ("<type:str , default value : 'it''s >, here'>", "string", "it''s >, here"),
        (r"<type:str , default value : 'it\'s'>", "string", "it's"),
        (r"<type:str , default value : 'one\ntwo \d'>", "string", "one\ntwo d"),
        ("<type:str , default value : \"with 'quotes'\">", "string", "with 'quotes'"),
        ("<type:str , default value : 'null'>", "string", "null"),
        ("<type:str , default value : None>", "string", None),
        ("<type:str , default value : '>", "string", "'"),
        ("<type:str , default value : >", "string", None),
        ("<type:str>", "string", None),
        ("  < TYPE : Str ,  Default  Value :  'x' >  ", "string", "x"),
        ("<type:int , default value : 5>", "integer", 5),
        ("<type:int , default value : '5'>", "integer", 5),
        ("<type:float , default value : 2>", "number", 2.0),
        ("<type:float , default value : 1e-3>", "number", 0.001),
        ("<type:bool , default value : true>", "boolean", True),
        ("<type:bool , default value : 'False'>", "boolean", False),
        ("<type:bool , default value : 0>", "boolean", False),
    ],
)
def test_the_little_language(text: str, kind: str, default: Any) -> None:
    told = entry(text)
    assert (told.type, told.default, told.note) == (kind, default, "")
    assert isinstance(told.default, bool) == isinstance(default, bool)


@pytest.mark.parametrize(
    ("text", "kind", "default", "note"),
    [
        ("<type:colour , default value : 'red'>", "string", "red", "“colour”"),
        ("<type: , default value : 'red'>", "string", "red", "“”"),
        ("<type:int , default value : many>", "integer", None, "“many”"),
        ("<type:int , default value : 1.5>", "integer", None, "“1.5”"),
        ("<type:float , default value : inf>", "number", None, "“inf”"),
        ("<type:bool , default value : perhaps>", "boolean", None, "“perhaps”"),
        ("a photo", "string", None, "sent as text"),
        (None, "string", None, "sent as text"),
        ({"type": "image"}, "string", None, "sent as text"),
    ],
)
def test_what_is_not_understood_is_said(text: Any, kind: str, default: Any, note: str) -> None:
    told = entry(text)
    assert (told.type, told.default) == (kind, default)
    assert note in told.note


@given(st.text())
def test_any_text_becomes_something(text: str) -> None:
    assert entry(f"<type:str , default value : {text}>").type == "string"
    assert entry(text).type in {"image", "string", "integer", "number", "boolean"}


def workflow(**inputs: Any) -> dict[str, Any]:
    sample = inputs.pop("sample", {})
    return {"name": "Studio Portrait", "inputs": inputs, "sample_payload": {"input": sample}}


def test_linked_inputs_are_shown_and_never_sent() -> None:
    made = manifest.template(
        workflow(
            linked={"Up.image": "<type:image , default value : null>", "Up.factor": "<type:int , default value : 2>"},
            sample={"Up.image": "https://example.com/theirs.png", "Up.factor": 4},
        )
    )
    assert [(slot.name, slot.linked, slot.at_least) for slot in made.slots] == [("Up.image", True, 0)]
    assert [(field.name, field.linked) for field in made.options.fields] == [("Up.factor", True)]
    assert made.base == {}
    assert Draft(made, options={"Up.factor": 8}).request().options == {}


def test_the_sample_is_the_base_of_what_is_sent() -> None:
    made = manifest.template(
        workflow(
            mandatory={
                "my_garment": "<type:image , default value : null>",
                "Model.prompt": "<type:str , default value : null>",
                "Model.steps": "<type:int , default value : null>",
            },
            optional={"Model.gender": "<type:str , default value : 'female'>"},
            sample={"my_garment": "<image>", "Model.prompt": "in a park", "Model.steps": 20, "hidden_switch": "on"},
        )
    )
    assert made.base == {"Model.prompt": "in a park", "Model.steps": 20, "hidden_switch": "on"}
    assert made.slots[0].title == "My garment", "a variable that a person defined has no dot"
    assert made.options.defaults == {"Model.prompt": "in a park", "Model.steps": 20, "Model.gender": "female"}
    request = Draft(made).set("Model.steps", 30).put("my_garment", WebPhoto("https://example.com/a.png")).request()
    assert request.options == {"Model.prompt": "in a park", "Model.steps": 30}, "what was left alone is left out"
    assert request.base["hidden_switch"] == "on"


def test_the_samples_value_goes_before_the_lists_default() -> None:
    made = manifest.template(workflow(optional={"G.steps": "<type:int , default value : 30>"}, sample={"G.steps": 50}))
    assert made.options.defaults == {"G.steps": 50}
    assert made.base == {"G.steps": 50}


@pytest.mark.parametrize("cleared", [None, "", "  "])
def test_what_a_person_clears_is_not_sent(cleared: Any) -> None:
    made = manifest.template(workflow(optional={"G.prompt": "<type:str>"}, sample={"G.prompt": "a cat"}))
    request = Draft(made).set("G.prompt", cleared).request()
    assert (request.options, request.base) == ({}, {})


def test_what_cannot_be_sent_does_not_stay_in_the_sample() -> None:
    deep: Any = "x"
    for _level in range(300):
        deep = [deep]
    sample = {"a": float("nan"), "b": float("inf"), "c": "\ud800", "d": deep, "e": {"f": ["<image>"]}, "g": {"x": [1]}}
    assert manifest.template(workflow(sample=sample)).base == {"g": {"x": [1]}}


def test_placeholders_of_several_words_and_in_lists() -> None:
    sample = {"a": "<your prompt>", "b": "<image url>", "c": ["<image>"], "d": "<type:image>", "e": "<type:int>"}
    made = manifest.template(workflow(sample=sample))
    assert made.base == {}
    assert [slot.name for slot in made.slots] == ["b", "c", "d"]
    assert [field.name for field in made.options.fields] == ["a", "e"]
    assert made.options.required == ("a", "e") and made.options.defaults == {}


def test_a_value_of_an_unknown_type_stays_as_the_sample_has_it() -> None:
    made = manifest.template(workflow(mandatory={"a": "<type:list , default value : []>"}, sample={"a": [1, 2]}))
    assert (made.options.fields, made.base) == ((), {"a": [1, 2]})


def test_a_long_entry_that_breaks_off_is_read_at_once() -> None:
    assert entry("<type:str , default value :" + " " * 100_000).note


def test_a_placeholder_that_no_list_names_must_be_filled() -> None:
    made = manifest.template(workflow(sample={"shoe": "<image>", "slogan": "<str>", "odd": "<thing>", "none": None}))
    assert [(slot.name, slot.at_least) for slot in made.slots] == [("shoe", 1)]
    assert [(field.name, field.required) for field in made.options.fields] == [("slogan", True), ("odd", True)]
    assert "“thing”" in made.options.fields[1].note
    assert made.base == {}


def test_a_sample_of_the_wrong_type_is_no_default() -> None:
    made = manifest.template(
        workflow(
            mandatory={"a": "<type:int>", "b": "<type:bool>", "c": "<type:float>", "d": "<type:image>"},
            sample={"a": True, "b": 1, "c": 3, "d": "https://example.com/theirs.jpg"},
        )
    )
    assert made.options.defaults == {"c": 3}
    assert "d" not in made.base, "a photo of theirs is never sent in place of the person's"


def test_long_texts_get_room() -> None:
    made = manifest.template(workflow(optional={"M.negative_prompt": "<type:str>", "M.name": "<type:str>"}))
    assert [field.format for field in made.options.fields] == ["multiline", ""]


@pytest.mark.parametrize(
    ("outputs", "makes"),
    [
        ({"a": "N.result_video"}, Makes.CLIP),
        ({"a": "N.result_image", "b": "M.image"}, Makes.PICTURE),
        ({"a": "N.result_video", "b": "M.image"}, Makes.EITHER),
        ({}, Makes.EITHER),
        (["a"], Makes.EITHER),
    ],
)
def test_what_it_makes_follows_its_outputs(outputs: Any, makes: Makes) -> None:
    assert manifest.template({"name": "W", "outputs": outputs}).makes is makes


@pytest.mark.parametrize("info", [None, [], {}, {"name": ""}, {"name": None}, {"name": 5}, "W"])
def test_what_is_no_description(info: Any) -> None:
    with pytest.raises(BrokenAnswer, match="cannot be read"):
        manifest.template(info)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(ANYTHING, ANYTHING, ANYTHING)
def test_no_description_brings_it_down(inputs: Any, sample: Any, outputs: Any) -> None:
    inputs = inputs if isinstance(inputs, str) else {"mandatory": inputs, "optional": sample, "linked": outputs}
    made = manifest.template({"name": "W", "inputs": inputs, "sample_payload": {"input": sample}, "outputs": outputs})
    Draft(made).check()
