"""Rain: streaks in three depths, and the cool dimness that goes with them."""

from typing import NamedTuple

import numpy as np

from vividdesk.localservice.render.effects.sheet import Sheet
from vividdesk.localservice.render.effects.veil import Haze, lit
from vividdesk.localservice.render.paint import Mask, colour
from vividdesk.localservice.render.planes import Pixels

DIM, DROP = colour("#4b5a68"), colour("#dfe9f2")
SLOPE = 0.11  # sideways for each pixel down


class Depth(NamedTuple):
    """Lengths are parts of the shorter side."""

    drops: int  # on a square
    length: float
    width: float
    speed: float  # per second
    strength: float


DEPTHS = (
    Depth(210, 0.050, 0.0014, 1.15, 0.36),
    Depth(85, 0.095, 0.0019, 1.75, 0.48),
    Depth(13, 0.190, 0.0040, 2.70, 0.30),
)


class Rain:
    def __init__(self, size: tuple[int, int], seed: int, strength: float = 1.0) -> None:
        random = np.random.default_rng(seed)
        self._sheet = Sheet(size)
        self._drops = [_Drops(size, depth, random, strength) for depth in DEPTHS]
        self._dim = Haze.of(_dimness(size) * np.float32(min(strength, 1.6)), DIM)

    def over(self, picture: Pixels, seconds: float) -> None:
        self._sheet.clear()
        for drops in self._drops:
            drops.draw(self._sheet, seconds)
        self._dim.over(picture)
        lit(picture, self._sheet.mask, DROP)


class _Drops:
    """Of one depth."""

    def __init__(self, size: tuple[int, int], depth: Depth, random: np.random.Generator, strength: float) -> None:
        unit = min(size)
        self._margin = 1.3 * unit * depth.length
        self._room = size[0] + 2 * self._margin, size[1] + 2 * self._margin
        count = round(depth.drops * strength * size[0] * size[1] / unit**2)
        self._x, self._y = random.random(count) * self._room[0], random.random(count) * self._room[1]
        self._length = unit * depth.length * (0.75 + 0.5 * random.random(count))
        self._width = unit * depth.width * (0.8 + 0.4 * random.random(count))
        self._strength = depth.strength * (0.5 + 0.5 * random.random(count))
        self._speed = unit * depth.speed * (0.9 + 0.2 * random.random(count))

    def draw(self, sheet: Sheet, seconds: float) -> None:
        fallen = self._speed * seconds
        x = (self._x + SLOPE * fallen) % self._room[0] - self._margin
        y = (self._y + fallen) % self._room[1] - self._margin
        sheet.streaks(x, y, self._length, SLOPE, self._width, self._strength)


def _dimness(size: tuple[int, int]) -> Mask:
    """A little everywhere, more in the sky and where drops burst on the ground."""
    down = np.linspace(0, 1, size[1], dtype=np.float32)[:, None]
    share = 0.15 + 0.10 * (1 - down) ** 2 + 0.12 * np.clip(down - 0.6, 0, 1) / 0.4
    return np.repeat(share.astype(np.float32), size[0], axis=1)
