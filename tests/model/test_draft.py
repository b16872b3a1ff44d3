import pytest

from vividdesk.errors import NotReady
from vividdesk.model.draft import Draft
from vividdesk.model.photo import JPEG, PNG, WEBP, Photo, Picture, WebPhoto, is_public
from vividdesk.model.schema import Field, Schema, Slot
from vividdesk.model.template import Decided, Makes, PhotoLimits, Template

PHOTO = Photo("ab" * 32, JPEG, 1280, 720, 345_678, "beach.jpg")
LARGE = Photo("cd" * 32, JPEG, 9000, 6000, 12_345_678, "large.jpg")
URL = WebPhoto("https://example.com/a.png")
PLAIN = Template(
    "vividflow",
    "wan2.1",
    "Wan 2.1",
    slots=(Slot("image", "Photo"),),
    options=Schema(
        (Field("prompt", title="Prompt", required=True, min_length=3), Field("seed", "integer", default=42))
    ),
    details=Schema((Field("title", default=""),)),
    limits=PhotoLimits((JPEG, PNG, WEBP), 10_000_000),
)


def test_an_unfinished_draft_says_what_is_missing() -> None:
    draft = Draft(PLAIN).set("seed", "many")
    assert draft.check().faults == {
        "image": "A photo is needed here.",
        "prompt": "This is needed. Write at least 3 characters.",
        "seed": "Give a whole number.",
    }
    with pytest.raises(NotReady, match=r"3 things are missing or wrong\. Photo: A photo is needed here\.") as caught:
        draft.request()
    assert caught.value.faults == draft.check().faults


def test_a_complete_draft_becomes_a_request() -> None:
    draft = Draft(PLAIN).set("prompt", "it moves").set("title", "Mine").put("image", PHOTO)
    request = draft.request()
    assert (request.service, request.template, request.target, request.label) == (
        "vividflow",
        "wan2.1",
        "wan2.1",
        "Wan 2.1",
    )
    assert request.options == {"prompt": "it moves", "seed": 42}
    assert request.details == {"title": "Mine"}
    assert request.pictures == {"image": (PHOTO,)}


def test_setting_and_taking_back() -> None:
    draft = Draft(PLAIN).set("seed", 7).set("title", "x")
    assert (draft.options, draft.details) == ({"seed": 7}, {"title": "x"})
    assert (draft.reset("seed").options, draft.reset("title").details) == ({}, {})
    assert draft.put("image", PHOTO).put("image").pictures == {"image": ()}


@pytest.mark.parametrize(
    ("slot", "pictures", "sentence"),
    [
        (Slot("s"), (PHOTO, PHOTO), "Only 1 photo fits here."),
        (Slot("s", at_least=2, at_most=None), (PHOTO,), "2 photos are needed here."),
        (Slot("s"), (URL,), "The service takes only files here, no addresses."),
        (Slot("s", at_most=None, by_address=True), (URL, PHOTO), "Give either files or addresses"),
        (Slot("s", by_address=True), (WebPhoto("ftp://example.com/a"),), "Give an address that begins with https://."),
        (Slot("s", linked=True), (PHOTO,), "Another step of the workflow fills this"),
        (Slot("s", at_least=0), (), ""),
        (Slot("s", linked=True), (), ""),
        (Slot("s", by_address=True), (URL,), ""),
        (Slot("s", at_most=None), (PHOTO,) * 30, ""),
    ],
)
def test_what_fits_into_a_slot(slot: Slot, pictures: tuple[Picture, ...], sentence: str) -> None:
    said = Draft(Template("s", "t", "T", slots=(slot,))).put("s", *pictures).check().faults.get("s", "")
    assert said.startswith(sentence) and bool(said) == bool(sentence)


def test_a_photo_of_a_name_that_nobody_asked_for() -> None:
    closed, open_ = (Template("s", "t", "T", options=Schema(is_open=is_open)) for is_open in (False, True))
    assert "no place" in Draft(closed).put("shoe", PHOTO).check().faults["shoe"]
    assert Draft(open_).put("shoe", PHOTO).request().pictures == {"shoe": (PHOTO,)}
    assert "https://" in Draft(open_).put("shoe", WebPhoto("ftp://nope")).check().faults["shoe"]
    assert "name already" in Draft(open_).set("shoe", "red").put("shoe", PHOTO).check().faults["shoe"]


def test_a_photo_over_the_limits_is_named_before_there_is_a_request() -> None:
    draft = Draft(PLAIN).set("prompt", "it moves").put("image", LARGE)
    assert draft.unfit == (LARGE,)
    assert draft.check().faults == {}
    with pytest.raises(ValueError):
        draft.request()


def test_what_a_template_makes() -> None:
    decided = Template(
        "vimmerse",
        "t",
        "T",
        made=Decided("mode", {"image": Makes.PICTURE, "video": Makes.CLIP}),
        options=Schema((Field("mode", enum=("image", "video"), default="image"),)),
    )
    assert decided.makes is Makes.EITHER
    assert decided.makes_with({}) is Makes.PICTURE
    assert decided.makes_with({"mode": "video"}) is Makes.CLIP
    assert decided.makes_with({"mode": "odd"}) is Makes.EITHER
    assert PLAIN.makes_with({}) is PLAIN.makes


def test_what_is_a_public_address() -> None:
    assert is_public("https://example.com/a b.jpg".replace(" ", "%20"))
    for wrong in (
        *("", "example.com", "https://", "https://[", "https://a.b/ c", "data:image/png;base64,AA", "file:///a"),
        *("http://example.com/a", "https://127.0.0.1/a", "https://10.0.0.1/", "https://localhost/a", "https://[::1]/a"),
        *("https://u:p@example.com/a", "https://example.com:99999/", "https://ex\x01ample.com/", "https://a.b/\ud800"),
    ):
        assert not is_public(wrong), wrong
