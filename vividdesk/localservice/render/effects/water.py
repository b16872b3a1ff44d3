"""Water in the lower part of the picture: what lies there wavers, and glints dance on it."""

import cv2
import numpy as np

from vividdesk.localservice.render.effects.sheet import Sheet
from vividdesk.localservice.render.effects.veil import lit
from vividdesk.localservice.render.paint import Mask, colour, ease
from vividdesk.localservice.render.planes import Pixels

SUN = colour("#fff3d8")
SHORE = 0.56  # of the height, where it begins; further down it is nearer
COARSE = 4  # pixels for one of the waves
GLINTS = 190  # on a square


class Shimmer:
    def __init__(self, size: tuple[int, int], seed: int, strength: float = 1.0) -> None:
        width, height = size
        self._top = round(height * SHORE)
        self._room = width, height - self._top
        random = np.random.default_rng(seed)
        self._phase = 2 * np.pi * random.random(8)
        self._strength = strength
        self._waves(size)
        unit = min(size)
        count = round(GLINTS * strength * width / unit)
        near = random.random(count)
        self._sheet = Sheet(self._room)
        self._x, self._y = random.random(count) * width, (0.16 + 0.84 * near**1.4) * self._room[1]
        self._radius = unit * (0.0011 + 0.0026 * near)
        self._bright = 0.35 + 0.65 * random.random(count)
        self._twinkle = np.stack([1.6 + 2.4 * random.random(count), 2 * np.pi * random.random(count)])
        self._roam = unit * (0.004 + 0.012 * near)

    def _waves(self, size: tuple[int, int]) -> None:
        """Where each wave stands in its turn, at second 0, and how far it leads away."""
        across, down = max(2, self._room[0] // COARSE), max(2, self._room[1] // COARSE)
        depth = np.linspace(0, 1, down, dtype=np.float32)[:, None]
        x = np.linspace(0, size[0] / min(size), across, dtype=np.float32)[None, :]
        row = 1.9 * np.log(depth + 0.12)  # rows of waves lie closer the further away they are
        self._turns = [12 * row + 4 * x, 21 * row - 7 * x, 33 * row + 15 * x, 17 * row - 22 * x]
        height = np.array([ease(value / 0.25) for value in depth[:, 0]], np.float32)[:, None]
        self._reach = height * (0.25 + 0.75 * depth) * 0.0052 * min(size) * min(self._strength, 2)
        self._columns, self._rows = np.meshgrid(
            np.arange(self._room[0], dtype=np.float32), np.arange(self._room[1], dtype=np.float32)
        )

    def over(self, picture: Pixels, seconds: float) -> None:
        lower = picture[self._top :]
        one, two, three, four = (
            np.sin(turn + np.float32(pace * seconds + phase))
            for turn, pace, phase in zip(self._turns, (2.1, -2.9, 3.7, 3.1), self._phase, strict=False)
        )
        across = self._large((0.5 * one + 0.5 * two * three) * self._reach * 1.4)
        down = self._large((0.6 * one + 0.4 * two + 0.35 * four) * self._reach)
        cv2.add(across, self._columns, across)
        cv2.add(down, self._rows, down)
        lower[:] = cv2.remap(lower, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        self._glint(lower, seconds)

    def _large(self, waves: Mask) -> Mask:
        return cv2.resize(waves, self._room, interpolation=cv2.INTER_LINEAR)

    def _glint(self, lower: Pixels, seconds: float) -> None:
        pace, phase = self._twinkle
        turn = pace * seconds + phase
        bright = self._bright * np.maximum(np.sin(turn), 0) ** 3
        self._sheet.clear()
        x, y = self._x + self._roam * np.sin(0.8 * turn), self._y + 0.3 * self._roam * np.sin(turn)
        self._sheet.spots(x, y, self._radius, 0.8 * bright, wide=6.5)
        self._sheet.spots(x, y, self._radius * 4, 0.22 * bright, wide=3.0)
        lit(lower, self._sheet.mask, SUN)
