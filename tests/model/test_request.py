import json
from dataclasses import replace

import pytest

from vividdesk.model.photo import JPEG, Photo, WebPhoto
from vividdesk.model.request import Request
from vividdesk.model.template import Kind

PHOTO = Photo("ab" * 32, JPEG, 1280, 720, 345_678, "Ferien \u202eégal\n🏖.jpg")
REQUEST = Request(
    service="vimmerse",
    template="vim_arctic",
    kind=Kind.TEMPLATE,
    target="vim_arctic",
    label="Arctic",
    options={"aspect_ratio": "16:9", "steps": 30, "cfg": 7.0, "audio": False, "more": {"a": [1, {"b": 2}]}},
    details={"title": "Snow", "visibility_status": "0"},
    pictures={"image_files": (PHOTO, WebPhoto("https://example.com/a.png")), "empty": ()},
    base={"hidden": "on"},
)

# What version 0.1 wrote. It must be read for ever.
WRITTEN_BY_0_1 = (
    '{"base": {"hidden": "on"}, "details": {"title": "Snow", "visibility_status": "0"}, "form": 1, '
    '"kind": "template", "label": "Arctic", "options": {"aspect_ratio": "16:9", "audio": false, "cfg": 7.0, '
    '"more": {"a": [1, {"b": 2}]}, "steps": 30}, "pictures": {"image_files": [{"hash": "' + "ab" * 32 + '", '
    '"height": 720, "kind": "image/jpeg", "name": "Ferien \u202eégal\\n🏖.jpg", "size": 345678, "width": 1280}, '
    '{"url": "https://example.com/a.png"}]}, "service": "vimmerse", "target": "vim_arctic", "template": "vim_arctic"}'
)


def test_it_is_written_as_it_ever_was() -> None:
    assert REQUEST.to_json() == WRITTEN_BY_0_1


def test_what_was_written_reads_back() -> None:
    read = Request.from_json(WRITTEN_BY_0_1)
    assert read == REQUEST
    assert read.to_json() == WRITTEN_BY_0_1
    assert isinstance(read.options["cfg"], float)
    assert isinstance(read.options["steps"], int)


def test_slots_keep_the_order_in_which_they_were_filled() -> None:
    """The first photo gives a job its name, and the name of its slot may come last."""
    pictures = {"model_image": (PHOTO,), "garment_image": (replace(PHOTO, name="garment.jpg"),)}
    read = Request.from_json(replace(REQUEST, pictures=pictures).to_json())
    assert [photo.name for photo in read.photos] == [PHOTO.name, "garment.jpg"]


def test_of_an_older_or_newer_version() -> None:
    bare = Request.from_json('{"service": "vividflow", "template": "wan2.1", "form": 9, "colour": "new"}')
    assert bare == Request("vividflow", "wan2.1", Kind.TEMPLATE, "wan2.1", "wan2.1")
    assert bare.pictures == {}


NO_REQUESTS = """

[]
{}
null
{"service": "x", "template": "y", "pictures": 5}
{"service": "x", "template": "y", "kind": "odd"}
{"service": "x", "template": "y", "options": []}
{"service": "x", "template": "y", "pictures": {"a": [{"hash": "../x", "kind": "image/png"}]}}
""".splitlines()
NO_REQUESTS += ["[" * 100_000, WRITTEN_BY_0_1.replace("image/jpeg", "image/bmp")]


@pytest.mark.parametrize("text", NO_REQUESTS, ids=range(len(NO_REQUESTS)))
def test_what_is_no_request(text: str) -> None:
    with pytest.raises(ValueError):
        Request.from_json(text)


def test_nothing_in_it_can_be_changed() -> None:
    with pytest.raises(TypeError):
        REQUEST.options["steps"] = 1  # type: ignore[index]
    with pytest.raises(TypeError):
        REQUEST.options["more"]["a"][1]["b"] = 3
    with pytest.raises(AttributeError):
        REQUEST.label = "x"  # type: ignore[misc]


def test_it_does_not_follow_what_it_was_made_from() -> None:
    options = {"a": {"b": 1}}
    made = Request("s", "t", Kind.TOOL, "t", "T", options=options)
    options["a"]["b"] = 2
    assert made.options["a"]["b"] == 1


def test_it_holds_no_path_and_names_photos_by_their_content() -> None:
    assert REQUEST.photos == (PHOTO,)
    assert PHOTO.file_name == f"{PHOTO.hash}.jpg"
    assert set(json.loads(REQUEST.to_json())["pictures"]["image_files"][0]) == {
        "hash", "height", "kind", "name", "size", "width",
    }  # fmt: skip
