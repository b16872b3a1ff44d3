"""VistoureAI's tools, on the samples made small: what each promises of its result, and that no wish breaks one."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest

from vividdesk.localservice.render import cutout
from vividdesk.localservice.render.faces import faces
from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Cannot, Tool
from vividdesk.localservice.render.tools import (
    fabric,
    multipose,
    product_shoot,
    sketch_to_dress,
    tryon,
    virtual_model,
    wishes,
)
from vividdesk.localservice.render.tools.background_removal import background_removal
from vividdesk.localservice.render.tools.reframe import reframe
from vividdesk.localservice.render.tools.upscale import upscale
from vividdesk.paths import resource

TOOLS: dict[str, Tool] = {
    "upscale": upscale,
    "background_removal": background_removal,
    "reframe": reframe,
    "product_shoot": product_shoot.product_shoot,
    "multipose": multipose.multipose,
    "sketch_to_dress": sketch_to_dress.sketch_to_dress,
    "fabric": fabric.fabric,
    "virtual_model": virtual_model.virtual_model,
    "virtual_tryon": tryon.virtual_tryon,
    "virtual_tryon_pro": tryon.virtual_tryon_pro,
    "virtual_tryon_pro_fit": tryon.virtual_tryon_pro_fit,
}
ABSURD: tuple[Options, ...] = (
    {
        "scale": float("nan"),
        "seed": float("inf"),
        "aspect_ratio": "0:0",
        "prompt": None,
        "gender": ["x"],
        "category": 7,
    },
    {
        "factor": 10**400,
        "seed": -(10**40),
        "ratio": "1:99999",
        "prompt": "#12 #zzzzzz \x00 ﷽" * 500,
        "gender": "",
        "x": {},
    },
    {
        "upscale_factor": True,
        "seed": "seven",
        "aspect_ratio": -4,
        "prompt": "9" * 5000,
        "category": "hat",
        "size": "-3",
    },
)


@pytest.fixture(autouse=True)
def small_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutout, "WORKED", 192)
    monkeypatch.setattr(product_shoot, "AREA", 240 * 300)
    monkeypatch.setattr(multipose, "CARD", (120, 160))
    monkeypatch.setattr(sketch_to_dress, "SIZE", (240, 300))
    monkeypatch.setattr(fabric, "SIDE", 280)
    monkeypatch.setattr(virtual_model, "SIZE", (360, 480))


@cache
def sample(name: str, side: int = 260) -> Pixels:
    found = cv2.imread(str(resource("samples", name)), cv2.IMREAD_COLOR)
    share = side / max(found.shape[:2])
    return cv2.resize(found, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)


def apart(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def photos(name: str, photo: Pixels) -> dict[str, Pixels]:
    if "tryon" in name:
        return {"model_image": photo, "garment_image": photo}
    return {} if name == "virtual_model" else {"image": photo}


@pytest.mark.parametrize(
    ("wish", "factor"),
    [({}, 2), ({"upscale_factor": "3x"}, 3), ({"factor": 1.5}, 1.5), ({"scale": 99}, 4), ({"factor": "x 2"}, 2)],
)
def test_upscale_is_exact(wish: Options, factor: float) -> None:
    large = upscale({"image": sample("portrait.jpg", 120)}, wish)
    assert large.shape == (round(90 * factor), round(120 * factor), 3)


def test_upscale_is_crisper_and_has_no_halo() -> None:
    edge = np.full((60, 60, 3), 60, np.uint8)
    cv2.line(edge, (8, 0), (52, 59), (200, 200, 200), 9, cv2.LINE_AA)
    edge = cv2.GaussianBlur(edge, (0, 0), 0.8)
    large = upscale({"image": edge}, {"factor": 4})
    plain = cv2.resize(edge, (240, 240), interpolation=cv2.INTER_CUBIC)
    steep = [np.abs(cv2.Sobel(each[:, :, 1], cv2.CV_32F, 1, 0)).max() for each in (large, plain)]
    assert steep[0] > 1.3 * steep[1]
    assert large.min() >= edge.min() - 2
    assert large.max() <= edge.max() + 2


def test_upscale_stops_at_a_size() -> None:
    assert max(upscale({"image": np.zeros((4, 5000, 3), np.uint8)}, {"factor": 4}).shape) == 8000
    with pytest.raises(Cannot):
        upscale({"image": np.zeros((4, 8000, 3), np.uint8)}, {})


def test_a_background_is_gone() -> None:
    photo = sample("portrait.jpg")
    cut = background_removal({"image": photo}, {})
    assert cut.shape == (*photo.shape[:2], 4)
    assert not cut[0, 0].any()
    assert not cut[0, -1].any(), "nothing of it is left under the alpha"
    face = faces(photo)[0]
    x, y = (round(each) for each in face.middle)
    assert cut[y - 10 : y + 10, x - 10 : x + 10, 3].min() == 255
    assert apart(cut[y - 10 : y + 10, x - 10 : x + 10, :3], photo[y - 10 : y + 10, x - 10 : x + 10]) < 1


@pytest.mark.parametrize(
    ("name", "wish", "aspect"),
    [
        ("landscape.jpg", {}, 9 / 16),
        ("standing.jpg", {}, 16 / 9),
        ("portrait.jpg", {"aspect_ratio": "1:1"}, 1),
        ("portrait.jpg", {"ratio": "21x9"}, 21 / 9),
    ],
)
def test_reframe_keeps_the_whole_photo(name: str, wish: Options, aspect: float) -> None:
    photo = sample(name, 200)
    framed = reframe({"image": photo}, wish)
    height, width = photo.shape[:2]
    assert framed.shape[1] / framed.shape[0] == pytest.approx(aspect, rel=0.01)
    top, left = (framed.shape[0] - height) // 2, (framed.shape[1] - width) // 2
    assert apart(framed[top : top + height, left : left + width], photo) < 1
    seam = (
        framed[top - 2 : top + 2, left : left + width]
        if top
        else framed[top : top + height, left - 2 : left + 2].transpose(1, 0, 2)
    )
    assert np.abs(np.diff(seam.astype(int), axis=0)).mean() < 6


def test_a_product_stands_in_different_rooms() -> None:
    photo = {"image": sample("product.jpg")}
    rooms = [product_shoot.product_shoot(photo, {"prompt": words}) for words in ("", "on a beach", "pink", "marble")]
    assert {room.shape for room in rooms} == {(300, 240, 3)}
    assert all(apart(rooms[0], room) > 5 for room in rooms[1:])
    assert product_shoot.product_shoot(photo, {"aspect_ratio": "16:9"}).shape[:2] == (201, 358)


def test_poses_differ() -> None:
    sheet = multipose.multipose({"image": sample("standing.jpg", 400)}, {"colour": "#cfd8dc"})
    width, height, gap = *multipose.CARD, multipose.GAP
    cards = [
        sheet[top : top + height, left : left + width]
        for top in (gap, 2 * gap + height)
        for left in (gap, 2 * gap + width, 3 * gap + 2 * width)
    ]
    assert all(apart(one, other) > 2 for at, one in enumerate(cards) for other in cards[:at])


def test_a_sketch_is_filled_with_its_colour() -> None:
    made = [
        sketch_to_dress.sketch_to_dress({"image": sample("sketch.png", 400)}, {"p": p}) for p in ("", "emerald silk")
    ]
    for picture, channel in zip(made, (2, 1), strict=True):
        skirt = picture[150:190, 105:135].reshape(-1, 3).mean(axis=0)
        assert skirt.argmax() == channel
        assert skirt.max() - skirt.min() > 40
    assert apart(made[0][:20], made[1][:20]) < 1, "the room stays the same"


@pytest.mark.parametrize("picture", [np.full((80, 80, 3), 255, np.uint8), np.zeros((80, 80, 3), np.uint8)])
def test_an_empty_sheet_is_no_sketch(picture: Pixels) -> None:
    with pytest.raises(Cannot):
        sketch_to_dress.sketch_to_dress({"image": picture}, {})


def test_a_pattern_becomes_a_fabric_of_another_colour() -> None:
    blue, red = (fabric.fabric({"image": sample("garment.jpg")}, {"prompt": word}) for word in ("", "red satin"))
    assert blue.shape == red.shape == (280, 280, 3)
    middle = slice(90, 190)
    assert blue[middle, middle, 0].mean() > blue[middle, middle, 2].mean()
    assert red[middle, middle, 2].mean() > red[middle, middle, 0].mean() + 30


def test_models_differ_by_gender_and_seed() -> None:
    wishes_ = ({"gender": "female", "seed": 1}, {"gender": "male", "seed": 1}, {"gender": "female", "seed": 2})
    woman, man, other = (virtual_model.virtual_model({}, wish) for wish in wishes_)
    assert woman.shape == man.shape == (480, 360, 3)
    assert len(faces(cv2.resize(woman, None, fx=2, fy=2))) == 1
    assert apart(woman, man) > 3
    assert apart(woman, other) > 3
    assert not apart(virtual_model.virtual_model({}, wishes_[0]), woman), "the same wish makes the same picture"


@cache
def dressed(tool: str, category: str) -> Pixels:
    both = {"model_image": sample("standing.jpg", 560), "garment_image": sample("garment.jpg", 200)}
    return TOOLS[tool](both, {"category": category})


FITTINGS = ("virtual_tryon", "virtual_tryon_pro", "virtual_tryon_pro_fit")


@pytest.mark.parametrize(
    ("tool", "category"), [*((tool, "tops (upper-body)") for tool in FITTINGS), ("virtual_tryon", "dresses")]
)
def test_a_garment_is_on_the_body_and_not_on_the_face(tool: str, category: str) -> None:
    photo, made = sample("standing.jpg", 560), dressed(tool, category)
    assert made.shape == photo.shape
    face = faces(photo)[0]
    left, top, right, low = (round(each) for each in (face.left, face.top, face.right, face.bottom))
    assert apart(made[top:low, left:right], photo[top:low, left:right]) < 2
    chest = slice(low + round(face.height), low + round(face.height * 2)), slice(left, right)
    assert apart(made[chest], photo[chest]) > 40
    assert made[chest][:, :, 0].mean() > made[chest][:, :, 2].mean(), "as blue as the garment"
    assert apart(made[:, :20], photo[:, :20]) < 1


def test_the_three_fittings_differ() -> None:
    plain, fine, close = (dressed(name, "tops (upper-body)") for name in FITTINGS)
    assert apart(plain, fine) > 0.05
    assert apart(fine, close) > 0.05


def test_trousers_change_the_legs() -> None:
    photo = sample("standing.jpg", 560)
    made = tryon.virtual_tryon(
        {"model_image": photo, "garment_image": np.full((90, 60, 3), (30, 40, 200), np.uint8)}, {"category": "bottom"}
    )
    changed = np.abs(made.astype(int) - photo).sum(axis=2) > 60
    assert changed[320:460].mean() > 0.1
    assert changed[:220].mean() < 0.01


def test_nobody_cannot_be_dressed() -> None:
    with pytest.raises(Cannot, match="No person"):
        tryon.virtual_tryon({"model_image": sample("landscape.jpg"), "garment_image": sample("garment.jpg")}, {})


def drawn(tool: Tool, photos: dict[str, Pixels], options: Options) -> None:
    """A picture, or a sentence that says why not."""
    try:
        result = tool(photos, options)
    except Cannot as why:
        assert str(why).endswith(".")
        return
    assert result.dtype == np.uint8
    assert result.ndim == 3
    assert result.shape[2] in (3, 4)


@pytest.mark.parametrize("name", sorted(TOOLS.keys() - set(FITTINGS[:2])))
def test_no_wish_breaks_a_tool(name: str) -> None:
    for options in ABSURD:
        drawn(TOOLS[name], photos(name, sample("portrait.jpg", 160)), options)


def _tiny() -> Pixels:
    return sample("family.jpg", 32)


def _square() -> Pixels:
    return cv2.resize(sample("garment.jpg"), (32, 32))


def _slit() -> Pixels:
    return cv2.resize(sample("garment.jpg"), (300, 9))


def _alpha() -> Pixels:
    photo = sample("portrait.jpg", 200)
    alpha = np.zeros(photo.shape[:2], np.uint8)
    cv2.ellipse(alpha, (100, 75), (60, 60), 0, 0, 360, 255, cv2.FILLED)
    return np.dstack([photo, alpha])


def _clear() -> Pixels:
    return np.zeros((40, 50, 4), np.uint8)


def _noise() -> Pixels:
    return np.random.default_rng(1).integers(0, 256, (90, 120, 3), np.uint8)


@pytest.mark.parametrize("photo", [_tiny, _square, _slit, _alpha, _clear, _noise])
@pytest.mark.parametrize("name", sorted(TOOLS.keys() - {"virtual_model", *FITTINGS[:2]}))
def test_no_photo_breaks_a_tool(name: str, photo: Callable[[], Pixels]) -> None:
    drawn(TOOLS[name], photos(name, photo()), {})


@pytest.mark.parametrize(
    ("value", "number"), [("2x", 2), ("x3", 3), ("2,5", 2.5), (9, 4), (True, 2), ("no", 2), (None, 2), ([], 2), (-1, 1)]
)
def test_numbers_are_understood(value: object, number: float) -> None:
    assert wishes.number({"factor": value}, ("factor",), 2, 1, 4) == number


def test_colours_are_understood() -> None:
    found = wishes.tints({"a": "a Navy dress, #fff and #ff000a", "b": 3})
    assert found == [(84, 44, 29), (255, 255, 255), (10, 0, 255)]
