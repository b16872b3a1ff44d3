"""The Arctic without anybody: a polar sky, mountains of snow and a frozen plain; and the aurora that moves over it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.paint import Mask, colour, dithered, glow, shine
from vividdesk.localservice.render.planes import Pixels

Values = NDArray[np.float32]
HORIZON = 0.66  # of the height
SKY = [(0.0, "#081437"), (0.3, "#12366b"), (0.62, "#3f86b4"), (0.86, "#a9d3e6"), (1.0, "#f4dcdc")]
PLAIN = [(0.0, "#d9eaf4"), (0.12, "#a9cbe2"), (0.5, "#dcebf5"), (1.0, "#8fb4d6")]
RANGES = (  # base and height as parts of the picture's height; lit and shaded colour
    (0.665, 0.20, "#b7cfe6", "#7fa3cc"),
    (0.675, 0.13, "#dcebf6", "#6a93c4"),
)
GREENS = colour("#3cff7a"), colour("#10a06a")


def icescape(size: tuple[int, int], random: np.random.Generator) -> Pixels:
    width, height = size
    line = round(HORIZON * height)
    rows = np.concatenate([_ramp(SKY, line), _ramp(PLAIN, height - line)])
    picture = np.repeat(rows[:, None, :], width, axis=1)
    for base, tall, lit, shaded in RANGES:
        _mountains(picture, (base * height, tall * height), (_tint(lit), _tint(shaded)), random)
    _drifts(picture, line, random)
    drawn = dithered(picture)
    _stars(drawn, random)
    return drawn


def _ramp(stops: list[tuple[float, str]], rows: int) -> Values:
    places = np.linspace(0, 1, max(1, rows))
    at, colours = [place for place, _code in stops], np.array([colour(code) for _place, code in stops])
    return np.stack([np.interp(places, at, colours[:, channel]) for channel in range(3)], axis=1).astype(np.float32)


def _tint(code: str) -> Values:
    return np.array(colour(code), np.float32)


def rough(count: int, random: np.random.Generator, waves: float, roughness: float = 1.0) -> Values:
    """A line that goes up and down, -1 to 1, with so many large waves and smaller ones upon them."""
    x = np.linspace(0, 1, count, dtype=np.float32)
    line = np.zeros(count, np.float32)
    for octave in range(6):
        knots = random.uniform(-1, 1, max(2, round(waves * 2**octave)) + 2)
        line += np.interp(x, np.linspace(0, 1, len(knots)), knots).astype(np.float32) * 0.5 ** (octave * roughness)
    return line / float(np.abs(line).max())


def _mountains(
    picture: Values, place: tuple[float, float], tints: tuple[Values, Values], random: np.random.Generator
) -> None:
    """Light comes from the left: which side a point is on is told by the ridge above it, over a jagged edge."""
    height, width = picture.shape[:2]
    (base, tall), (lit, shaded) = place, tints
    ridge = base - tall * (0.5 + 0.5 * rough(width, random, 3.2 * max(1.0, width / height)))
    top, bottom = max(0, int(ridge.min()) - 2), min(height, int(base) + 2)
    depth = np.arange(top, bottom, dtype=np.float32)[:, None] - ridge[None, :]
    jag = rough(bottom - top, random, 9)[:, None] * 0.035 * height
    slope = np.gradient(cv2.GaussianBlur(ridge[None, :], (0, 0), 0.012 * height + 0.3)[0])
    columns = (np.arange(width, dtype=np.float32)[None, :] + jag + 0.3 * np.maximum(depth, 0)).clip(0, width - 1)
    bright = np.clip(0.5 - slope[columns.astype(int)] * 1.6, 0, 1)
    haze = np.clip((depth - 0.25 * tall) / tall, 0, 0.75)[:, :, None]
    body = shaded + (lit - shaded) * bright[:, :, None]
    body = body + (_tint("#d3e4f1") - body) * haze
    share = np.clip(depth + 0.5, 0, 1)[:, :, None]
    picture[top:bottom] += (body - picture[top:bottom]) * share


def _drifts(picture: Values, line: int, random: np.random.Generator) -> None:
    """Waves of snow, larger towards the lens, each with a bright crest and a blue shade behind it."""
    height, width = picture.shape[:2]
    for number in range(7):
        near = (number / 6) ** 1.6
        middle = line + (0.02 + 0.92 * near) * (height - line)
        crest = middle + rough(width, random, 1.5 + 3 * (1 - near), 1.6) * (0.008 + 0.035 * near) * height
        below = np.arange(line, height, dtype=np.float32)[:, None] - crest[None, :]
        depth = np.abs(below) / (0.02 + 0.1 * near) / height
        front = np.clip(below / (0.005 * height) + 0.5, 0, 1)
        light = np.exp(-depth * 5) * front * 26 - np.exp(-depth * 2.5) * (1 - front) * 30
        picture[line:] += light[:, :, None] * np.array([0.7, 0.95, 1.1], np.float32)


def _stars(picture: Pixels, random: np.random.Generator) -> None:
    height, width = picture.shape[:2]
    for _each in range(round(0.00012 * width * height) + 20):
        x, y = random.random() * width, random.random() ** 1.6 * 0.4 * height
        star = glow(max(1, round(min(width, height) * random.uniform(0.0008, 0.0026))), 1.5)
        shine(picture, (255, 250, 240), star, x, y, random.uniform(0.15, 0.8) * (1 - y / height / 0.45))


class Aurora:
    """Two curtains of light, at half the picture's size and somewhat wider than it, that wander past each other."""

    def __init__(self, size: tuple[int, int], random: np.random.Generator) -> None:
        self._size = size
        self._half = max(2, size[0] // 2), max(2, round(size[1] * 0.31))
        self._curtains = [self._curtain(light, random) for light in GREENS]

    def over(self, picture: Pixels, seconds: float, strength: float = 1.0) -> None:
        light = np.zeros((self._half[1], self._half[0], 3), np.uint8)
        for number, curtain in enumerate(self._curtains):
            turn = seconds * (0.45 + 0.13 * number) + 2.1 * number
            shift = self._half[0] * (0.1 + 0.08 * np.sin(turn))
            lean, rise = 0.22 * np.sin(0.8 * turn + 1), 1 + 0.1 * np.sin(1.3 * turn)
            view = np.array([[1, lean, -shift - lean * self._half[1] / 2], [0, rise, 0]])
            seen = cv2.warpAffine(curtain, view, self._half, borderMode=cv2.BORDER_REPLICATE)
            bright = strength * (0.8 + 0.2 * np.sin(1.7 * turn))
            light = cv2.addWeighted(light, 1, seen, bright, 0)
        sky = picture[: round(self._size[1] * 0.62)]
        cv2.add(sky, cv2.resize(light, (sky.shape[1], sky.shape[0]), interpolation=cv2.INTER_LINEAR), sky)

    def _curtain(self, light: tuple[float, float, float], random: np.random.Generator) -> Pixels:
        width, height = round(self._half[0] * 1.25), self._half[1]
        hem = (0.68 + 0.2 * rough(width, random, 2.2, 2.2)) * height
        hem = cv2.GaussianBlur(hem[None, :], (0, 0), 0.05 * height + 0.5)[0]
        rays = 0.55 + 0.45 * rough(width, random, 26, 0.6)
        rays = cv2.GaussianBlur(rays[None, :], (0, 0), 0.008 * height + 0.3)[0]
        above = (hem[None, :] - np.arange(height, dtype=np.float32)[:, None]) / height
        body: Mask = np.where(above > 0, np.exp(-above * 4.2), np.exp(above * 26)) * rays[None, :]
        violet = np.clip(above * 1.7, 0, 1)[:, :, None]
        tinted = np.array(light, np.float32) * (1 - violet) + _tint("#8a5cff") * violet
        return np.clip(body[:, :, None] * tinted * 0.85, 0, 255).astype(np.uint8)
