"""The scenes that take a person to another place, and those that show a product."""

from functools import cache

import numpy as np
import pytest

from tests.conftest import ROOT
from vividdesk.localservice.render import cutout, picture
from vividdesk.localservice.render.film import Film, sized
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Make, Scene
from vividdesk.localservice.render.scenes.amazonia import Amazonia
from vividdesk.localservice.render.scenes.arctic import Arctic
from vividdesk.localservice.render.scenes.exploded_loop import ExplodedLoop, parts_of
from vividdesk.localservice.render.scenes.product_showcase import ProductShowcase
from vividdesk.localservice.render.scenes.sketch_me import SketchMe
from vividdesk.localservice.render.scenes.ugc_product import UgcProduct

PLACES = Amazonia, Arctic, SketchMe
PRODUCTS = ProductShowcase, ExplodedLoop, UgcProduct
ORDER = {
    "prompt": "A wireless speaker: grille, driver, battery",
    "product_name": "Night Cream",
    "target_audience": "people who work late",
    "voice": "Sarah",
}
STRANGE = {"empty": "", "long": "very long words " * 40, "emoji": "🎉🧴", "arabic": "سماعة لاسلكية", "colon": ":,,:;"}


@pytest.fixture(autouse=True)
def coarse_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutout, "WORKED", 160)


def film(aspect: str = "16:9") -> Film:
    width, height = sized(aspect, 720)
    return Film(width, height, frames=48).smaller(0.15)


@cache
def photo(name: str) -> Pixels:
    return picture.read((ROOT / "resources" / "samples" / name).read_bytes())[::5, ::5].copy()


def fitting(make: Make) -> dict[str, Pixels]:
    return {"image": photo("portrait.jpg" if make in PLACES else "product.jpg")}


@cache
def usual(make: Make, aspect: str) -> Scene:
    return make(fitting(make), ORDER, film(aspect))


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
@pytest.mark.parametrize("make", [*PLACES, *PRODUCTS])
def test_frames_have_the_films_shape_and_move(make: Make, aspect: str) -> None:
    form, scene = film(aspect), usual(make, aspect)
    frames = [scene.frame(moment) for moment in (0.0, 0.31, scene.still)]
    for frame in frames:
        assert isinstance(frame, np.ndarray)
        assert frame.shape == (form.height, form.width, 3)
        assert frame.dtype == np.uint8
    assert np.abs(frames[0].astype(int) - frames[1]).mean() > 0.5


@pytest.mark.parametrize("make", [*PLACES, *PRODUCTS])
def test_frames_follow_from_the_moment_alone(make: Make) -> None:
    first, second = usual(make, "16:9"), make(fitting(make), ORDER, film())
    moments = 0.1, 0.52, 0.9
    frames = [first.frame(moment) for moment in moments]
    for moment, frame in reversed(list(zip(moments, frames, strict=True))):
        assert np.array_equal(second.frame(moment), frame)


def test_the_exploded_loop_closes() -> None:
    scene = usual(ExplodedLoop, "16:9")
    assert np.array_equal(scene.frame(0.0), scene.frame(1.0))


@pytest.mark.parametrize("make", [*PLACES, *PRODUCTS])
def test_any_photo_will_do(make: Make) -> None:
    random = np.random.default_rng(1)
    tiny = random.integers(0, 255, (32, 32, 3), dtype=np.uint8)
    clear = np.zeros((80, 120, 4), np.uint8)
    seen = np.full((200, 300, 4), 90, np.uint8)
    seen[:, :80, 3] = 0
    for each in (tiny, clear, seen, photo("landscape.jpg")):
        frame = make({"image": each}, ORDER, film()).frame(0.6)
        assert isinstance(frame, np.ndarray)
        assert frame.std() > 5


@pytest.mark.parametrize("make", PRODUCTS)
def test_a_product_without_a_photo_is_a_parcel(make: Make) -> None:
    frame = make({}, ORDER, film()).frame(0.5)
    assert isinstance(frame, np.ndarray)


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("make", [ExplodedLoop, UgcProduct])
def test_any_words_will_do(make: Make, text: str) -> None:
    frame = make({}, dict.fromkeys(ORDER, text), film("9:16")).frame(0.5)
    assert isinstance(frame, np.ndarray)


@pytest.mark.parametrize(
    ("prompt", "title", "names"),
    [
        ("A wireless speaker: grille, driver and shell", "A wireless speaker", ["Grille", "Driver", "Shell"]),
        ("Watch with leather strap", "Watch with leather strap", ["Watch", "Leather", "Strap", "Layer 4"]),
        ("", "", ["Layer 1", "Layer 2", "Layer 3", "Layer 4"]),
        ("Lamp: " + ", ".join("abcdefgh"), "Lamp", list("ABCDEF")),
    ],
)
def test_the_layers_are_named_by_the_prompt(prompt: str, title: str, names: list[str]) -> None:
    assert parts_of(prompt) == (title, names)
