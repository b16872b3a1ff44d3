"""Snow: from fine flakes far away to a few large soft ones before the lens."""

from typing import NamedTuple

import numpy as np

from vividdesk.localservice.render.effects.sheet import Sheet, Values
from vividdesk.localservice.render.effects.veil import cover
from vividdesk.localservice.render.paint import colour
from vividdesk.localservice.render.planes import Pixels

WHITE = colour("#f6f8fc")


class Depth(NamedTuple):
    """Lengths are parts of the shorter side."""

    flakes: int  # on a square
    least: float  # radius
    most: float
    speed: float  # per second
    strength: float
    hard: float


DEPTHS = (
    Depth(240, 0.0020, 0.0032, 0.085, 0.60, 1.3),
    Depth(110, 0.0038, 0.0058, 0.150, 0.85, 1.3),
    Depth(34, 0.0075, 0.0125, 0.260, 0.80, 1.0),
    Depth(7, 0.0260, 0.0440, 0.440, 0.34, 1.0),
)


class Snow:
    def __init__(self, size: tuple[int, int], seed: int, strength: float = 1.0) -> None:
        random = np.random.default_rng(seed)
        self._sheet = Sheet(size)
        self._flakes = [_Flakes(size, depth, random, strength) for depth in DEPTHS]

    def over(self, picture: Pixels, seconds: float) -> None:
        self._sheet.clear()
        for flakes in self._flakes:
            flakes.draw(self._sheet, seconds)
        cover(picture, self._sheet.mask, WHITE)


class _Flakes:
    """Of one depth."""

    def __init__(self, size: tuple[int, int], depth: Depth, random: np.random.Generator, strength: float) -> None:
        unit = min(size)
        margin = unit * (depth.most + 0.03)
        self._margin, self._depth, self._unit = margin, depth, unit
        self._room = size[0] + 2 * margin, size[1] + 2 * margin
        count = round(depth.flakes * strength * size[0] * size[1] / unit**2)
        self._x, self._y = random.random(count) * self._room[0], random.random(count) * self._room[1]
        self._radius = unit * (depth.least + (depth.most - depth.least) * random.random(count) ** 2)
        self._strength = depth.strength * (0.7 + 0.3 * random.random(count))
        self._speed = unit * depth.speed * (0.85 + 0.3 * random.random(count))
        self._sway = unit * (0.004 + 0.05 * depth.speed) * (0.5 + random.random(count))
        self._pace, self._phase = 0.9 + 1.3 * random.random(count), 2 * np.pi * random.random(count)

    def draw(self, sheet: Sheet, seconds: float) -> None:
        turn = self._pace * seconds + self._phase
        gust = self._unit * self._depth.speed * (0.35 * seconds + 0.25 * np.sin(0.7 * seconds))
        x: Values = (self._x + gust + self._sway * np.sin(turn)) % self._room[0] - self._margin
        fallen = self._speed * seconds + 0.4 * self._sway * np.sin(2 * turn)
        y: Values = (self._y + fallen) % self._room[1] - self._margin
        sheet.spots(x, y, self._radius, self._strength, hard=self._depth.hard)
