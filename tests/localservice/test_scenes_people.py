"""The scenes around people: a feast, a post, a dream, a show."""

from functools import cache

import numpy as np
import pytest

from tests.conftest import ROOT
from vividdesk.localservice.render import picture
from vividdesk.localservice.render.faces import faces
from vividdesk.localservice.render.film import Film, sized
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Make
from vividdesk.localservice.render.scenes.birthday import Birthday
from vividdesk.localservice.render.scenes.ces_show import CesShow
from vividdesk.localservice.render.scenes.dream_career import DreamCareer
from vividdesk.localservice.render.scenes.frame_escape import FrameEscape
from vividdesk.localservice.render.scenes.new_year import NewYear
from vividdesk.localservice.render.scenes.santa import DancingSanta
from vividdesk.localservice.render.scenes.sitter import meet, room

SCENES = NewYear, DancingSanta, Birthday, FrameEscape, DreamCareer, CesShow
ORDER = {
    "user_name": "mia.travels",
    "job_description": "pilot",
    "image_description": "An astronaut on the moon, the Earth behind her",
}
STRANGE = {"empty": "", "long": "very long words " * 40, "emoji": "🎉🚀", "arabic": "رائدة فضاء", "marks": ",.:;"}
STRANGE_PHOTOS = {
    "tiny": np.random.default_rng(2).integers(0, 255, (32, 32, 3), np.uint8),
    "slit": np.random.default_rng(1).integers(0, 255, (40, 400, 3), np.uint8),
    "clear": np.zeros((90, 120, 4), np.uint8),
}


def film(aspect: str = "16:9", share: float = 0.15) -> Film:
    width, height = sized(aspect, 720)
    return Film(width, height, frames=120).smaller(share)


@cache
def photo(name: str, step: int = 5) -> Pixels:
    return picture.read((ROOT / "resources" / "samples" / name).read_bytes())[::step, ::step].copy()


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
@pytest.mark.parametrize("make", SCENES)
def test_frames_follow_from_the_moment_alone(make: Make, aspect: str) -> None:
    form, photos = film(aspect), {"image": photo("portrait.jpg")}
    scene = make(photos, ORDER, form)
    moments = (0.0, 0.33, scene.still, 0.99)
    frames = [scene.frame(moment) for moment in moments]
    for frame in frames:
        assert isinstance(frame, np.ndarray)
        assert frame.shape == (form.height, form.width, 3)
        assert frame.dtype == np.uint8
    assert np.abs(frames[0].astype(int) - frames[1]).mean() > 0.5
    again = make(photos, ORDER, form) if aspect == "16:9" else scene
    for moment, frame in reversed(list(zip(moments, frames, strict=True))):
        assert np.array_equal(again.frame(moment), frame)


@pytest.mark.parametrize("make", SCENES)
def test_no_face_is_covered(make: Make) -> None:
    """Whoever looks for faces in a frame finds them all, wherever the scene has moved them."""
    scene = make({"image": photo("family.jpg", 2)}, ORDER, film(share=0.4))
    for moment in (0.2, 0.95):
        frame = scene.frame(moment)
        assert isinstance(frame, np.ndarray)
        large = [face for face in faces(frame) if face.width > frame.shape[0] / 9]  # not the one beside a name
        assert len(large) == 4, moment


@pytest.mark.parametrize("make", SCENES)
def test_it_works_without_a_face(make: Make) -> None:
    scene = make({"image": photo("product.jpg")}, ORDER, film())
    assert np.ptp(scene.frame(scene.still)) > 50


@pytest.mark.parametrize("make", SCENES)
@pytest.mark.parametrize("strange", STRANGE_PHOTOS)
def test_strange_photos_do_not_matter(make: Make, strange: str) -> None:
    scene = make({"image": STRANGE_PHOTOS[strange]}, ORDER, film("4:5"))
    frame = scene.frame(scene.still)
    assert isinstance(frame, np.ndarray)
    assert frame.shape == (*film("4:5").size[::-1], 3)


@pytest.mark.parametrize("make", [FrameEscape, DreamCareer])
@pytest.mark.parametrize("strange", STRANGE)
def test_strange_words_do_not_matter(make: Make, strange: str) -> None:
    scene = make({"image": photo("portrait.jpg")}, dict.fromkeys(ORDER, STRANGE[strange]), film())
    assert np.ptp(scene.frame(scene.still)) > 50


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (720, 720)])
def test_words_stand_beside_the_heads(size: tuple[int, int]) -> None:
    heads = [face.head() for face in faces(photo("family.jpg", 2))]
    heads = [head.scaled(size[0] / 800) for head in heads]
    place = room(size, heads, 3.0)
    assert not any(meet(head, place) for head in heads)
    assert place.left >= 0 and place.top >= 0 and place.right <= size[0] and place.bottom <= size[1]
