"""Motes that drift through a beam of light and gleam while they are in it."""

import numpy as np

from vividdesk.localservice.render.effects.sheet import Sheet, Values
from vividdesk.localservice.render.effects.veil import lit
from vividdesk.localservice.render.paint import Mask, colour
from vividdesk.localservice.render.planes import Pixels

GOLD = colour("#ffe9c4")
MOTES = 150  # on a square
BEAM = 0.13  # its light, where no mote is


class Dust:
    def __init__(self, size: tuple[int, int], seed: int, strength: float = 1.0) -> None:
        unit = min(size)
        random = np.random.default_rng(seed)
        count = round(MOTES * strength * size[0] * size[1] / unit**2)
        depth = random.random(count) ** 3  # few are near
        self._size, self._unit, self._margin = size, unit, 0.03 * unit
        self._x, self._y = random.random(count), random.random(count)
        self._radius = unit * (0.0018 + 0.0115 * depth)
        self._bright = (1.2 - 0.8 * depth) * (0.5 + 0.5 * random.random(count))
        drift = np.stack([0.012 + 0.03 * depth, -0.008 - 0.02 * depth])
        self._drift = unit * drift * (0.6 + 0.8 * random.random(count))
        self._sway, self._pace = unit * (0.01 + 0.02 * random.random(count)), 0.35 + 0.6 * random.random((3, count))
        self._phase = 2 * np.pi * random.random((3, count))
        self._sheet = Sheet(size)
        self._beam = _beam(size) * np.float32(BEAM * min(strength, 1.5))

    def over(self, picture: Pixels, seconds: float) -> None:
        turns = self._pace * seconds + self._phase
        x = self._along(0, self._x, seconds) + self._sway * np.sin(turns[0])
        y = self._along(1, self._y, seconds) + self._sway * np.sin(turns[1])
        self._sheet.clear()
        twinkle = 0.55 + 0.45 * np.sin(2 * turns[2])
        self._sheet.spots(x, y, self._radius, self._bright * twinkle * self._lightness(x, y), hard=1.3)
        breath = 0.85 + 0.15 * np.sin(0.8 * seconds)
        lit(picture, self._sheet.mask + self._beam * np.float32(breath), GOLD)

    def _along(self, axis: int, start: Values, seconds: float) -> Values:
        room = self._size[axis] + 2 * self._margin
        return (start * room + self._drift[axis] * seconds) % room - self._margin

    def _lightness(self, x: Values, y: Values) -> Values:
        """Full in the beam, a third of it outside."""
        across, down = x / self._size[0], y / self._size[1]
        return 0.35 + 0.65 * np.exp(-(((across + 0.45 * down - 0.62) / 0.3) ** 2))


def _beam(size: tuple[int, int]) -> Mask:
    """From the upper right to the lower left, fading as it goes, with softer and brighter lines in it."""
    width, height = size
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    place = across + 0.45 * down - 0.62
    lines = 0.8 + 0.12 * np.sin(23 * place + 1) + 0.08 * np.sin(41 * place)
    return (np.exp(-((place / 0.3) ** 2)) * lines * (1 - 0.75 * down)).astype(np.float32)
