"""Autumn leaves that tumble down: each turns, rocks from side to side, shows its edge and its back."""

from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.effects.foliage import SHAPES, leaf
from vividdesk.localservice.render.planes import Matrix, Pixels

EACH = 4  # sprites of a shape, which the leaves share
THINNEST = 0.15  # of its width, when it shows its edge


class Depth(NamedTuple):
    """Lengths are parts of the shorter side."""

    leaves: float  # on a square
    side: float
    speed: float  # per second
    blur: float


DEPTHS = (Depth(10, 0.036, 0.11, 0.0), Depth(6, 0.066, 0.17, 0.0), Depth(1.7, 0.125, 0.27, 0.004))


class Leaves:
    def __init__(self, size: tuple[int, int], seed: int, strength: float = 1.0) -> None:
        random = np.random.default_rng(seed)
        self._leaves: list[_Leaf] = []
        drawn = [leaf(name, random) for name in sorted(SHAPES) * EACH]
        for depth in DEPTHS:
            sprites = [_sprite(each, depth, min(size)) for each in drawn]
            count = round(depth.leaves * strength * size[0] * size[1] / min(size) ** 2)
            self._leaves += [_Leaf(size, depth, sprites[number % len(sprites)], random) for number in range(count)]

    def over(self, picture: Pixels, seconds: float) -> None:
        for each in self._leaves:
            each.draw(picture, seconds)


def _sprite(drawn: Pixels, depth: Depth, unit: int) -> Pixels:
    side, sigma = max(5, round(1.2 * depth.side * unit)), depth.blur * unit
    room = round(2 * sigma) + 1
    small = np.pad(cv2.resize(drawn, (side, side), interpolation=cv2.INTER_AREA), ((room, room), (room, room), (0, 0)))
    return cv2.GaussianBlur(small, (0, 0), sigma) if sigma else small


class _Leaf:
    def __init__(self, size: tuple[int, int], depth: Depth, sprite: Pixels, random: np.random.Generator) -> None:
        unit = min(size)
        self._sprite, self._scale = sprite, 0.62 + 0.38 * random.random()
        self._reach = int(np.ceil(0.72 * max(sprite.shape[:2]) * self._scale)) + 1
        self._room = size[0] + 2 * self._reach, size[1] + 2 * self._reach
        self._start = random.random() * self._room[0], random.random() * self._room[1]
        self._speed = unit * depth.speed * (0.8 + 0.4 * random.random())
        self._wind = unit * depth.speed * (0.25 + 0.2 * random.random())
        self._rock = unit * (0.02 + 0.32 * depth.speed * random.random())
        self._pace = 1.3 + 0.9 * random.random()
        self._tumble = (1.1 + 1.6 * random.random()) * random.choice([-1, 1])
        self._spin = 0.7 * random.standard_normal()
        self._phase = 2 * np.pi * random.random(4)

    def draw(self, picture: Pixels, seconds: float) -> None:
        """It falls a little faster in the middle of each swing, as a real one does."""
        swing = self._pace * seconds + self._phase[0]
        x = self._start[0] + self._wind * seconds + self._rock * np.sin(swing)
        y = self._start[1] + self._speed * seconds + 0.3 * self._rock * np.sin(2 * swing)
        roll = self._phase[1] + self._spin * seconds + 0.55 * np.cos(swing)
        turn = self._phase[2] + self._tumble * seconds + 0.5 * np.sin(swing)
        place = x % self._room[0] - self._reach, y % self._room[1] - self._reach
        shade = 0.88 + 0.14 * np.cos(turn) + 0.10 * np.sin(turn + roll)
        self._put(picture, place, self._matrix(float(roll), float(np.cos(turn))), float(shade))

    def _matrix(self, roll: float, facing: float) -> Matrix:
        """A disc seen from the side is narrow along the axis across which it tumbles."""
        wide = np.copysign(np.hypot(facing, THINNEST), facing) * self._scale
        return _turned(roll) @ _turned(self._phase[3]) @ np.diag([self._scale, wide]) @ _turned(-self._phase[3])

    def _put(self, picture: Pixels, place: tuple[float, float], matrix: Matrix, shade: float) -> None:
        left, top = int(place[0]) - self._reach, int(place[1]) - self._reach
        first_x, first_y = max(0, -left), max(0, -top)
        part = picture[max(0, top) : top + 2 * self._reach, max(0, left) : left + 2 * self._reach]
        if left + 2 * self._reach <= 0 or top + 2 * self._reach <= 0 or not part.size:
            return
        middle = np.array([place[0] - left - first_x, place[1] - top - first_y])
        centre = np.array([self._sprite.shape[1] - 1, self._sprite.shape[0] - 1]) / 2
        whole = np.column_stack([matrix, middle - matrix @ centre])
        sprite = cv2.warpAffine(self._sprite, whole, (part.shape[1], part.shape[0]), flags=cv2.INTER_LINEAR)
        blue, green, red, alpha = cv2.split(sprite)
        rest = cv2.merge([cv2.bitwise_not(alpha)] * 3)
        colour = cv2.convertScaleAbs(cv2.merge([blue, green, red]), alpha=shade)
        np.copyto(part, cv2.add(cv2.multiply(part, rest, scale=1 / 255), colour))


def _turned(angle: float) -> Matrix:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, -sine], [sine, cosine]])
