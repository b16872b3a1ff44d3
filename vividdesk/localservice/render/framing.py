"""Cutting a photo to a shape: around the faces where there are some, and never through a head.

Where not all heads find room, it gets some from beyond the photo's edge.
"""

import cv2

from vividdesk.localservice.render.extension import extended
from vividdesk.localservice.render.faces import Box, around, faces
from vividdesk.localservice.render.planes import Pixels

EYE_LINE = 0.42  # of the frame's height, where the middle of the faces stands
STANDING = 1.0  # of the room that a group gets: bodies end at the frame's edge, as they do at the photo's
SAME = 0.01  # shapes that differ by no more cut no head
CALM = 0.45  # of the height, what the middle of the frame shows if nobody is seen


def window(size: tuple[int, int], aspect: float, found: list[Box]) -> Box:
    """The largest part of a picture of this size (width, height) that has the aspect, placed around the faces."""
    width, height = size
    across, down = (height * aspect, height) if width / height > aspect else (width, width / aspect)
    if found:
        heads = around([face.head() for face in found])
        x, y = around(found).middle
        left, top = x - across / 2, y - down * EYE_LINE
        left = _within(left, heads.right - across, heads.left)
        top = _within(top, heads.bottom - down, heads.top)
    else:
        left, top = (width - across) / 2, (height - down) * CALM
    return Box(_within(left, 0, width - across), _within(top, 0, height - down), across, down)


def _within(value: float, least: float, most: float) -> float:
    """Where the room is too small for both ends, half of what is missing on each side."""
    return (least + most) / 2 if least > most else min(max(value, least), most)


def framed(picture: Pixels, size: tuple[int, int], found: list[Box] | None = None) -> Pixels:
    """The part of it that fits this size, in pixels of this size."""
    height, width = picture.shape[:2]
    aspect = size[0] / size[1]
    if found is None:  # they are looked for only where something has to go
        found = [] if abs(width / height / aspect - 1) < SAME else faces(picture)
    part = window((width, height), aspect, found)
    if finds_room((width, height), aspect, found):
        return _resized(_cut(picture, part), size)
    whole = _cut(picture, _between(_heads((width, height), found), part, (width, height)))
    return _resized(extended(whole, aspect, above=STANDING), size)


def finds_room(size: tuple[int, int], aspect: float, found: list[Box]) -> bool:
    """Whether all heads do, in a part of a picture of this size."""
    part, heads = window(size, aspect, found), _heads(size, found) if found else Box(0, 0, 0, 0)
    return heads.width <= part.width + 1 and heads.height <= part.height + 1


def _heads(size: tuple[int, int], found: list[Box]) -> Box:
    """As far as they are in the picture."""
    heads = around([face.head() for face in found])
    left, top = max(heads.left, 0), max(heads.top, 0)
    return Box(left, top, min(heads.right, size[0]) - left, min(heads.bottom, size[1]) - top)


def _between(heads: Box, part: Box, size: tuple[int, int]) -> Box:
    """All heads, and in the other direction all of the picture."""
    if heads.width > part.width:
        return Box(heads.left, 0, heads.width, size[1])
    return Box(0, heads.top, size[0], heads.height)


def _cut(picture: Pixels, part: Box) -> Pixels:
    left, top = round(part.left), round(part.top)
    return picture[top : top + max(1, round(part.height)), left : left + max(1, round(part.width))]


def _resized(picture: Pixels, size: tuple[int, int]) -> Pixels:
    smaller = picture.shape[1] >= size[0]
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
