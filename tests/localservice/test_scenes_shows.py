"""What the words of a dream choose: the place behind the person, and the title."""

import numpy as np
import pytest

from tests.conftest import ROOT
from vividdesk.localservice.render import picture
from vividdesk.localservice.render.faces import faces
from vividdesk.localservice.render.film import Film, sized
from vividdesk.localservice.render.scenes.backdrop import sky
from vividdesk.localservice.render.scenes.dream_career import (
    OTHERWISE,
    PLACES,
    DreamCareer,
    Place,
    clause_of,
    place_of,
)

CHOSEN = {
    "An astronaut on the moon": "space",
    "A rock star under the stars": "stage",
    "CHEF in a hot kitchen": "kitchen",
    "Captain of a ship, under a wide sky": "sea",
    "A pilot over the sea": "clouds",
    "A heart surgeon": "clinic",
    "Lawyer": "city",
    "A research teacher": "golden",
    "": "golden",
    "🎉 رائدة فضاء": "golden",
}


@pytest.mark.parametrize(("text", "name"), CHOSEN.items())
def test_the_first_place_that_is_named_is_shown(text: str, name: str) -> None:
    assert place_of(text).paint.__name__ == name


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("An astronaut on the moon, the Earth behind her", "ASTRONAUT ON THE MOON"),
        ("Doctor. Bright light", "DOCTOR"),
        ("A well-known chef", "WELL-KNOWN CHEF"),
        ("🎉, pilot", "PILOT"),
        ("", ""),
        (",.:;", ""),
    ],
)
def test_the_title_is_what_is_said_first(text: str, title: str) -> None:
    assert clause_of(text) == title


@pytest.mark.parametrize("place", [*PLACES, OTHERWISE], ids=lambda place: place.paint.__name__)
@pytest.mark.parametrize("size", [(137, 77), (77, 137), (6, 40)])
def test_each_place_fills_any_size(place: Place, size: tuple[int, int]) -> None:
    canvas = place.paint(size, np.random.default_rng(1))
    assert canvas.shape == sky(size, (0, "#000000"), (1, "#ffffff")).shape
    assert canvas.dtype == np.float32
    assert np.isfinite(canvas).all()


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
def test_the_title_leaves_the_face_alone(aspect: str) -> None:
    photo = picture.read((ROOT / "resources" / "samples" / "portrait.jpg").read_bytes())[::2, ::2].copy()
    scene = DreamCareer(
        {"image": photo},
        {"image_description": "very long words " * 40},
        Film(*sized(aspect, 720), frames=120).smaller(0.4),
    )
    assert faces(scene.frame(scene.still))
