"""A guess of what is near, from the faces alone: soft hills where people are, ground that rises towards us below."""

from typing import NamedTuple

import numpy as np

from vividdesk.localservice.render.faces import Box, around
from vividdesk.localservice.render.planes import Matrix

SMALLEST = 0.14  # of the shorter side, a hill: one that is steeper would tear the picture


class Hill(NamedTuple):
    """1 in the middle, falling softly."""

    x: float
    y: float
    across: float
    down: float

    def at(self, points: Matrix) -> Matrix:
        """Of points, … × 2."""
        right, below = (points[..., 0] - self.x) / self.across, (points[..., 1] - self.y) / self.down
        return np.asarray(np.exp(-(right * right + below * below)))

    def at_least(self, length: float) -> "Hill":
        return self._replace(across=max(self.across, length), down=max(self.down, length))


def head(face: Box, wide: float = 1.0) -> Hill:
    x, y = face.middle
    return Hill(x, y - 0.1 * face.height, face.width * 0.95 * wide, face.height * 1.15 * wide)


def body(face: Box) -> Hill:
    x, y = face.middle
    return Hill(x, y + 2.7 * face.height, face.width * 1.9, face.height * 2.0)


class Relief:
    """Of a picture, in its pixels: 1 is near, 0 far."""

    def __init__(self, size: tuple[int, int], found: list[Box]) -> None:
        self._height = size[1]
        least = SMALLEST * min(size)
        self._hills = [hill.at_least(least) for face in found for hill in (head(face), body(face))]
        self._ground, self._peak = 0.35, 1.0
        if not found:
            self._ground, self._peak = 0.55, 0.6
            self._hills = [Hill(size[0] / 2, size[1] * 0.52, size[0] * 0.3, size[1] * 0.34)]

    def at(self, points: Matrix) -> Matrix:
        far = 1 - self._ground * np.clip(points[..., 1] / self._height, 0, 1) ** 2
        for hill in self._hills:
            far = far * (1 - self._peak * hill.at(points))
        return np.asarray(1 - far)


def centre(size: tuple[int, int], found: list[Box]) -> tuple[float, float]:
    """What a camera goes towards."""
    if not found:
        return size[0] / 2, size[1] * 0.48
    x, y = around(found).middle
    return min(max(x, 0.2 * size[0]), 0.8 * size[0]), min(max(y, 0.2 * size[1]), 0.8 * size[1])
