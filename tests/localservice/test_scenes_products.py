"""What the product scenes promise beyond what every scene does; that is tested with the places."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from tests.conftest import ROOT
from vividdesk.localservice.render import cutout, picture
from vividdesk.localservice.render.film import Film, Options, sized
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Make
from vividdesk.localservice.render.scenes.exploded_loop import ExplodedLoop
from vividdesk.localservice.render.scenes.ugc_product import BEGINS, UgcProduct

ORDER: Options = {
    "prompt": "A wireless speaker: grille, driver, battery",
    "product_name": "Night Cream",
    "target_audience": "people who work late",
    "voice": "Sarah",
}


@pytest.fixture(autouse=True)
def coarse_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutout, "WORKED", 160)


@cache
def product() -> Pixels:
    return picture.read((ROOT / "resources" / "samples" / "product.jpg").read_bytes())[::6, ::6].copy()


def story(aspect: str, options: Options = ORDER) -> UgcProduct:
    return UgcProduct({"image": product()}, options, Film(*sized(aspect, 720), frames=48).smaller(0.15))


@cache
def usual(aspect: str) -> UgcProduct:
    return story(aspect)


@pytest.mark.parametrize("aspect", ["9:16", "16:9", "1:1"])
def test_the_bars_of_a_story_fill_from_left_to_right(aspect: str) -> None:
    scene = usual(aspect)
    lit = []
    for begin, end in pairwise(BEGINS):
        top = scene.frame((begin + end) / 2)[:10]
        white = (top > 240).all(axis=2).any(axis=0)
        lit.append(np.flatnonzero(white).max() / len(white))
    assert lit == sorted(lit)
    assert lit[0] < 0.25 < 0.75 < lit[-1]


@pytest.mark.parametrize("option", ["product_name", "voice"])
def test_the_still_of_a_story_shows_what_was_said(option: str) -> None:
    told, other = usual("9:16"), story("9:16", {**ORDER, option: "Quite another"})
    assert not np.array_equal(told.frame(told.still), other.frame(other.still))


def test_the_last_card_is_at_rest_at_the_end_of_the_story() -> None:
    scene = usual("16:9")
    last, before = scene.frame(47 / 48).astype(int), scene.frame(46 / 48).astype(int)
    assert np.abs(last - before).mean() < 1


@pytest.mark.parametrize("make", [ExplodedLoop, UgcProduct])
@pytest.mark.parametrize("size", [(240, 60), (60, 240)])
def test_any_shape_of_film_will_do(make: Make, size: tuple[int, int]) -> None:
    frame = make({"image": product()}, ORDER, Film(*size, frames=48)).frame(0.5)
    assert isinstance(frame, np.ndarray)
    assert frame.shape == (size[1], size[0], 3)
