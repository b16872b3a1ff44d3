"""What speaks against a photo: said where it is known, and not where it is not."""

from typing import Any

import pytest

from vividdesk import catalog
from vividdesk.model.draft import Draft
from vividdesk.model.photo import JPEG, Photo
from vividdesk.model.template import Template
from vividdesk.model.warnings import Caution, Facts, Trouble, needs, of_options, said, shapes_of, warnings

FOUND = catalog.load()
WAN, VEO, ARCTIC = ("vividflow", "wan2.1"), ("vividflow", "veo3.1"), ("vimmerse", "vim_arctic")
TRYON = ("vistoure", "virtual_tryon")


PEOPLE = {
    "vim_new_year_2026",
    "vim_dancing_santa",
    "vim_birthday",
    "vim_instagramframeescape_0226",
    "vim_dreamcareer_0226",
    "vim_ces_show",
    "vim_amazonia",
    "vim_arctic",
    "vim_sketch_me",
}


def template(name: tuple[str, str]) -> Template:
    found = FOUND.find(*name)
    assert found is not None
    return found


def photo(width: int, height: int, size: int = 3_000_000) -> Photo:
    return Photo("0" * 64, JPEG, width, height, size, "photo.jpg")


def said_of(facts: Facts, of: Template, options: dict[str, Any]) -> list[Caution]:
    return warnings(facts, of, needs(of, options))


def troubles(name: tuple[str, str], one: Photo, sharpness: float | None = None, **options: Any) -> list[Trouble]:
    return [each.trouble for each in said_of(Facts(one, sharpness), template(name), options)]


@pytest.mark.parametrize(
    ("name", "size", "options", "expected"),
    [
        (WAN, (1920, 1080), {}, []),
        (WAN, (4000, 3000), {}, [Trouble.SHAPE]),
        (WAN, (4000, 3000), {"width": 1024, "height": 768}, []),
        (WAN, (800, 450), {}, [Trouble.SMALL]),
        (WAN, (800, 450), {"width": 640, "height": 360}, []),
        (WAN, (854, 480), {}, []),
        (VEO, (4000, 3000), {}, []),
        (VEO, (3000, 4000), {}, []),
        (VEO, (3000, 3000), {}, [Trouble.SHAPE]),
        (VEO, (4000, 3000), {"aspect_ratio": "9:16"}, [Trouble.SHAPE]),
        (VEO, (1000, 562), {}, []),
        (VEO, (1000, 562), {"resolution": "1080p"}, [Trouble.SMALL]),
        (ARCTIC, (3000, 4000), {}, [Trouble.SHAPE]),
        (ARCTIC, (3000, 3000), {}, []),
        (ARCTIC, (1080, 2400), {}, [Trouble.SHAPE]),
        (ARCTIC, (1080, 2400), {"aspect_ratio": "whatever"}, []),
        (ARCTIC, (400, 300), {}, [Trouble.SMALL]),
        (TRYON, (200, 900), {}, []),
    ],
)
def test_shape_and_size(
    name: tuple[str, str], size: tuple[int, int], options: dict[str, Any], expected: list[Trouble]
) -> None:
    assert troubles(name, photo(*size), **options) == expected


def test_blurred_only_where_it_is_known() -> None:
    one = photo(1920, 1080)
    assert [troubles(WAN, one, value) for value in (None, 0.9, 0.05, 0.01)] == [[], [], [], [Trouble.BLURRED]]


def test_only_a_service_with_a_limit_gets_a_smaller_copy() -> None:
    large = photo(1920, 1080, 12_400_000)
    assert troubles(WAN, large) == [Trouble.SCALED]
    assert troubles(ARCTIC, large) == []
    (caution,) = said_of(Facts(large), template(WAN), {})
    assert "12.4 MB" in caution.says and "Vivid Flow takes 10 MB" in caution.says


def test_a_better_shape_is_offered_where_the_template_has_one() -> None:
    upright = Facts(photo(1080, 1920))
    (caution,) = said_of(upright, template(WAN), {})
    assert (caution.offer, caution.offers) == ({"width": 720, "height": 1280}, "Take 9:16")
    (caution,) = said_of(upright, template(VEO), {"aspect_ratio": "16:9"})
    assert caution.offer == {"aspect_ratio": "9:16"}
    (caution,) = said_of(Facts(photo(2000, 2000)), template(WAN), {})
    assert caution.offer == {}


def test_veo_refuses_without_enhancing() -> None:
    draft = Draft(template(VEO), {"prompt": "She smiles"})
    (caution,) = of_options(draft.check().warnings)
    assert (caution.trouble, caution.offer, caution.offers) == (
        Trouble.OPTION,
        {"enhance_prompt": True},
        "Turn it on",
    )
    assert not of_options(draft.set("enhance_prompt", True).check().warnings)


def test_several_photos_are_one_sentence() -> None:
    known = needs(template(VEO), {})
    assert said(Trouble.SHAPE, [photo(1, 1), photo(1, 1)], known).startswith("2 photos are not 16:9 or 9:16")
    assert [shape.name for shape in shapes_of(template(VEO))] == ["16:9", "9:16"]
    assert shapes_of(template(TRYON)) == ()


@pytest.mark.parametrize("one", FOUND.templates, ids=lambda one: one.id)
def test_a_good_photo_is_nowhere_warned_of(one: Template) -> None:
    shape = next(iter(needs(one, {}).shapes), None)
    width = 1920
    height = round(width / shape.ratio) if shape else 1080
    assert said_of(Facts(photo(width, height), 0.9), one, {}) == []


def test_a_face_is_missed_only_where_people_are_wanted_and_none_was_seen() -> None:
    wide = photo(1920, 1080)
    found = {
        of.target: [[each.trouble for each in said_of(Facts(wide, 0.9, seen), of, {})] for seen in (None, True, False)]
        for of in FOUND.templates
    }
    assert {target for target, (_unknown, _seen, unseen) in found.items() if Trouble.NO_FACE in unseen} == PEOPLE
    assert not [target for target, told in found.items() if Trouble.NO_FACE in told[0] + told[1]]
    known = needs(template(ARCTIC), {})
    assert said(Trouble.NO_FACE, [wide], known).startswith("No face is seen in the photo: ")
    assert said(Trouble.NO_FACE, [wide, wide], known).startswith("No face is seen in 2 photos: ")
