"""The frame of a crop: it never leaves the photo, keeps its shape, and is never too small."""

import random

import pytest

from vividdesk.model.crop import LEAST, Frame, Shape, Size

PHOTO = Size(1600, 1200)
WIDE = 16 / 9


def test_shapes_are_read_and_named() -> None:
    assert Shape.read("16:9") == Shape(16, 9)
    assert [Shape.read(odd) for odd in ("", "16x9", "0:1", "a:b", None, "16:", "²:1", "99999:1")] == [None] * 8
    assert Shape.of(1280, 720).name == "16:9"
    assert Shape(16, 9).turned.name == "9:16"


def test_the_largest_of_a_shape_leaves_the_heads() -> None:
    wide = Frame.largest(PHOTO, WIDE)
    assert (wide.left, wide.width, wide.height) == (0, 1600, 900)
    assert wide.top < 1200 - wide.bottom, "more goes below"
    tall = Frame.largest(PHOTO, 9 / 16)
    assert tall.box == (462, 0, 1137, 1200)
    assert Frame.largest(PHOTO, None) == (0, 0, 1600, 1200)


def test_moving_ends_at_the_edge() -> None:
    frame = Frame(100, 100, 400, 300)
    assert frame.moved(PHOTO, -500, 20) == (0, 120, 400, 300)
    assert frame.moved(PHOTO, 5000, 5000) == (1200, 900, 400, 300)


def test_a_corner_is_pulled_and_the_one_across_stays() -> None:
    frame = Frame(100, 100, 320, 180)
    assert frame.pulled(PHOTO, (1, 1), (740, 460), WIDE) == pytest.approx((100, 100, 640, 360))
    assert frame.pulled(PHOTO, (-1, -1), (260, 0), None) == (260, 0, 160, 280)
    grown = frame.pulled(PHOTO, (-1, -1), (-900, -900), WIDE)
    assert (grown.right, grown.bottom) == pytest.approx((420, 280))
    assert grown.left == pytest.approx(0) and grown.top > 0


def test_a_side_of_a_held_shape_grows_to_both_ends() -> None:
    frame = Frame(400, 400, 320, 180)
    wider = frame.pulled(PHOTO, (1, 0), (1040, 0), WIDE)
    assert wider == pytest.approx((400, 310, 640, 360))
    assert Frame(400, 0, 320, 180).pulled(PHOTO, (1, 0), (1040, 0), WIDE) == pytest.approx((400, 0, 640, 360))


@pytest.mark.parametrize("ratio", [None, WIDE, 9 / 16, 1.0, 20.0])
def test_whatever_is_done_it_is_a_frame_of_the_photo(ratio: float | None) -> None:
    chance = random.Random(7)
    frame = Frame.largest(PHOTO, ratio)
    sides = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]
    for _turn in range(600):
        far = chance.uniform(-2000, 2000), chance.uniform(-2000, 2000)
        match chance.randrange(3):
            case 0:
                frame = frame.moved(PHOTO, *far)
            case 1:
                frame = frame.grown(PHOTO, far[0] * chance.randrange(2), far[1] * chance.randrange(2), ratio)
            case 2:
                frame = frame.pulled(PHOTO, chance.choice(sides), far, ratio)
        assert frame.left >= -1e-6 and frame.top >= -1e-6
        assert frame.right <= PHOTO.width + 1e-6 and frame.bottom <= PHOTO.height + 1e-6
        assert min(frame.width, frame.height) >= LEAST - 1e-6
        assert ratio is None or frame.width / frame.height == pytest.approx(ratio)
