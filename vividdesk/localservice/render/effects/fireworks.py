"""Fireworks: rockets that climb, burst into sparks with trails, and fade as they fall."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.paint import Colour, colour
from vividdesk.localservice.render.planes import Pixels

PALETTE = ("#ffd27a", "#ff6b8a", "#7ad7ff", "#c79bff", "#8dffb0", "#fff1c9", "#ff9a5a")
SLOTS = 6  # bursts in the sky at once
EVERY = 2.4  # seconds between two of the same slot
CLIMB, LIFE = 0.55, 1.85  # seconds
TRAIL = 5  # pieces
DESIGNS = 20
SIXTEENTHS = 16  # of a pixel, in which places are given to the drawing functions
FINE = 480  # pixels of the shorter side on which sparks are drawn: light is soft
HIDDEN = 9.0  # seconds of the show before the first frame: the sky is never empty


class _Burst(NamedTuple):
    middle: tuple[float, float]  # in pixels
    reach: float
    directions: NDArray[np.float64]  # sparks × 2
    inner: Colour
    outer: Colour
    willow: float  # how much it falls, as against how round it stays


class Fireworks:
    def __init__(self, size: tuple[int, int], seed: int, strength: float = 1.0, low: float = 0.42) -> None:
        """They burst above `low`, a part of the height."""
        self._size, self._unit, self._strength = size, min(size), strength
        self._share = min(1.0, FINE / self._unit)
        random = np.random.default_rng(seed)
        self._bursts = [self._designed(random, number, low) for number in range(DESIGNS)]
        self._begins = [slot * EVERY / SLOTS + random.uniform(-0.12, 0.12) for slot in range(SLOTS)]

    def _designed(self, random: np.random.Generator, number: int, low: float) -> _Burst:
        width, height = self._size
        column = (number * 0.382 + 0.14 + random.uniform(-0.06, 0.06)) % 1
        count = int(random.integers(64, 96))
        angle, up = random.uniform(0, 2 * np.pi, count), random.uniform(-1, 1, count)
        ring = np.sqrt(1 - up**2)
        directions = np.stack([np.cos(angle) * ring, up * 0.97 + np.sin(angle) * ring * 0.2], axis=1)
        directions *= random.uniform(0.86, 1.05, (count, 1))
        first, second = random.choice(len(PALETTE), 2, replace=False)
        return _Burst(
            ((0.06 + 0.88 * column) * width, height * random.uniform(0.1, low)),
            self._unit * random.uniform(0.24, 0.42),
            directions,
            colour(PALETTE[first]),
            colour(PALETTE[second]),
            random.uniform(0.25, 0.7),
        )

    def over(self, picture: Pixels, seconds: float) -> None:
        height, width = picture.shape[:2]
        layer = np.zeros((round(height * self._share), round(width * self._share), 3), np.uint8)
        for burst, age in self._alive(seconds):
            if age < 0:
                self._climbing(layer, burst, 1 + age / CLIMB)
            else:
                self._flash(layer, burst, age)
                self._bursting(layer, burst, age)
        cv2.add(layer, self._glow(layer), layer)
        cv2.add(picture, cv2.resize(layer, (width, height), interpolation=cv2.INTER_LINEAR), picture)

    def _glow(self, layer: Pixels) -> Pixels:
        """Close around the sparks, and wide into the sky: small pictures, made large again."""
        height, width = layer.shape[:2]
        near = cv2.resize(layer, (max(1, width // 3), max(1, height // 3)), interpolation=cv2.INTER_AREA)
        far = cv2.resize(near, (max(1, width // 18), max(1, height // 18)), interpolation=cv2.INTER_AREA)
        near = cv2.GaussianBlur(near, (0, 0), 1.0)
        far = cv2.resize(cv2.GaussianBlur(far, (0, 0), 1.1), near.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        glow = cv2.addWeighted(near, 1.1 * self._strength, far, 1.3 * self._strength, 0)
        return cv2.resize(glow, (width, height), interpolation=cv2.INTER_LINEAR)

    def light(self, seconds: float) -> Colour:
        """What falls from the sky on those below: the colour, already as strong as it is."""
        total = np.zeros(3)
        for burst, age in self._alive(seconds):
            if age >= 0:
                total += np.array(burst.inner) * (np.exp(-2.2 * age) * min(1.0, age * 12))
        blue, green, red = np.minimum(total, 255)
        return float(blue), float(green), float(red)

    def _alive(self, seconds: float) -> list[tuple[_Burst, float]]:
        alive = []
        for slot, begin in enumerate(self._begins):
            turns, age = divmod(seconds + HIDDEN - begin, EVERY)
            age -= CLIMB
            if age < LIFE:
                alive.append((self._bursts[(int(turns) * SLOTS + slot) % DESIGNS], age))
        return alive

    def _climbing(self, layer: Pixels, burst: _Burst, share: float) -> None:
        x, y = burst.middle
        below = self._size[1] * 1.02
        ages = share - np.linspace(0, 0.22, TRAIL + 1)
        ages = 1 - (1 - np.clip(ages, 0, 1)) ** 2
        points = np.stack([x + (1 - ages) * burst.reach * 0.2, below + (y - below) * ages], axis=1)
        for piece in range(TRAIL):
            fade = (1 - piece / TRAIL) ** 1.5 * min(1.0, 3 * (1.15 - share))
            self._lines(layer, points[None, piece : piece + 2], tuple(v * fade for v in colour("#ffd9a0")))

    def _bursting(self, layer: Pixels, burst: _Burst, age: float) -> None:
        life = age / LIFE
        fade = (1 - life) ** 0.8
        length = 0.42 * (1 - 0.35 * life)
        points = [self._spark(burst, max(0.0, age - length * piece / TRAIL)) for piece in range(TRAIL + 1)]
        for piece in reversed(range(TRAIL)):
            share = piece / TRAIL
            tint = np.array(burst.inner) * (1 - life) + np.array(burst.outer) * life
            hot = max(0.0, 0.75 - share - life * 1.2)
            bright = (tint + (255 - tint) * hot) * fade * (1 - share) ** 1.2
            self._lines(layer, np.stack([points[piece], points[piece + 1]], axis=1), tuple(bright))
        self._embers(layer, burst, points[0], life)

    def _spark(self, burst: _Burst, age: float) -> NDArray[np.float64]:
        """Fast at first, held back by the air, then falling."""
        away = (1 - np.exp(-3.1 * age)) * burst.reach
        fall = self._unit * 0.085 * burst.willow * 2 * age**2
        return np.array(burst.middle) + burst.directions * away + (0, fall)

    def _embers(self, layer: Pixels, burst: _Burst, points: NDArray[np.float64], life: float) -> None:
        """Each third spark ends in a twinkle."""
        if life < 0.35:
            return
        for number, (x, y) in enumerate(points[::3]):
            shine = np.sin(number * 2.4 + life * 30) ** 2 * (1 - life) * 1.4
            bright = tuple(min(255.0, v * shine + 60 * shine) for v in burst.outer)
            self._spot(layer, (x, y), self._unit / 330, bright)

    def _flash(self, layer: Pixels, burst: _Burst, age: float) -> None:
        if age < 0.45:
            bright = tuple(v * np.exp(-9 * age) for v in burst.inner)
            self._spot(layer, burst.middle, self._unit * 0.03 * (1 + 2 * age), bright)

    def _spot(self, layer: Pixels, at: tuple[float, float], radius: float, tint: tuple[float, ...]) -> None:
        x, y = (round(value * self._share * SIXTEENTHS) for value in at)
        thick = max(1, round(radius * self._share * SIXTEENTHS))
        cv2.circle(layer, (x, y), thick, tint, cv2.FILLED, cv2.LINE_AA, 4)

    def _lines(self, layer: Pixels, lines: NDArray[np.float64], tint: tuple[float, ...]) -> None:
        points = (lines * (self._share * SIXTEENTHS)).round().astype(np.int32)
        cv2.polylines(layer, list(points[:, :, None, :]), False, tint, 1, cv2.LINE_AA, 4)
