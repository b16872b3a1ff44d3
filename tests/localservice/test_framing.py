"""Nobody's head is cut: the samples, cut to shapes that do not suit them."""

from functools import cache

import cv2
import pytest

from vividdesk.localservice.render.faces import Box, around, faces
from vividdesk.localservice.render.framing import framed, window
from vividdesk.localservice.render.planes import Pixels
from vividdesk.paths import resource

SHAPES = ((640, 360), (360, 640), (360, 360), (640, 180), (240, 640))


@cache
def seen(name: str, share: float = 0.3) -> tuple[Pixels, list[Box]]:
    """A sample, smaller, and the faces in it."""
    picture = cv2.resize(cv2.imread(str(resource("samples", name))), None, fx=share, fy=share)
    return picture, faces(picture)


@pytest.mark.parametrize("name", ["portrait.jpg", "family.jpg", "standing.jpg"])
@pytest.mark.parametrize("size", SHAPES, ids=str)
def test_heads_stay_whole(name: str, size: tuple[int, int]) -> None:
    picture, found = seen(name)
    assert found
    height, width = picture.shape[:2]
    part = window((width, height), size[0] / size[1], found)
    heads = around([face.head() for face in found])
    if heads.height <= part.height:
        assert part.top <= max(heads.top, 0) + 1
        assert part.bottom >= min(heads.bottom, height) - 1
    if heads.width <= part.width:
        assert part.left <= max(heads.left, 0) + 1
        assert part.right >= min(heads.right, width) - 1
    assert part.left >= 0
    assert part.top >= 0
    assert part.right <= width + 1e-6
    assert part.bottom <= height + 1e-6
    assert framed(picture, size, found).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("shape", [(32, 32), (1, 500), (500, 1), (3000, 40)])
def test_any_picture_can_be_framed(shape: tuple[int, int]) -> None:
    picture = cv2.resize(cv2.imread(str(resource("samples", "landscape.jpg"))), shape)
    assert framed(picture, (320, 180), []).shape == (180, 320, 3)


def test_a_group_that_finds_no_room_gets_some() -> None:
    picture, found = seen("family.jpg", 0.5)
    assert len(faces(framed(picture, (540, 960), found))) == len(found) == 4


def test_a_group_wider_than_the_frame_loses_as_much_on_each_side() -> None:
    part = window((2000, 1000), 0.5, [Box(100, 300, 200, 200), Box(1700, 300, 200, 200)])
    assert part.middle[0] == pytest.approx(1000)
