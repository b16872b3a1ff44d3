"""The hall of a trade show at night: light lines to the far end, booths at the sides, a floor that comes nearer."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.paint import colour, dithered, glow, graded
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scenes.sitter import Sitter

CYAN, MAGENTA = colour("#19e3ff"), colour("#ff2bd0")
HORIZON = 0.52  # of the height


def hall_behind(sitter: Sitter) -> Pixels:
    """Dark, with the photo's own place faintly in it; screens at the sides, beams of light to the far end."""
    width, height = sitter.size
    unit = min(sitter.size)
    behind = graded(cv2.GaussianBlur(sitter.ground, (0, 0), unit / 18), (0.3, 0.13, 0.17), (16, 4, 6), 0.7)
    hall = behind.astype(np.float32) * 0.7
    vanish = np.array([width / 2, height * HORIZON])
    _beams(hall, vanish, unit)
    _screens(hall, vanish)
    far = glow(max(2, round(unit * 0.55)), 2.2)
    x, y = round(vanish[0] - far.shape[1] / 2), round(vanish[1] - far.shape[0] / 2)
    light = np.zeros((height, width), np.float32)
    top, left = max(0, y), max(0, x)
    part = far[top - y :, left - x :][: height - top, : width - left]
    light[top : top + part.shape[0], left : left + part.shape[1]] = part
    hall += light[:, :, None] * np.array(colour("#5a3bff"), np.float32) * 0.55
    return dithered(hall.clip(0, 255))


def _beams(hall: NDArray[np.float32], vanish: NDArray[np.float64], unit: float) -> None:
    """Lines to the far end: cyan on the floor, magenta at the ceiling; each with its glow."""
    height, width = hall.shape[:2]
    lines = np.zeros_like(hall)
    for share in np.linspace(-2.2, 2.2, 23):
        for edge, tint in ((height * 1.02, CYAN), (-height * 0.02, MAGENTA)):
            end = width / 2 + share * width * 0.75, edge
            points = (np.array([vanish, end]) * 16).round().astype(np.int32)
            cv2.polylines(lines, [points], False, tint, max(1, round(unit / 360)), cv2.LINE_AA, 4)
    away = np.abs(np.arange(height) / height - HORIZON)
    fade = np.clip((away - 0.03) * 3.2, 0, 1).astype(np.float32)[:, None, None]
    hall += lines * fade * 0.5 + cv2.GaussianBlur(lines, (0, 0), unit / 70) * fade * 0.9


def _screens(hall: NDArray[np.float32], vanish: NDArray[np.float64]) -> None:
    """Booths along both sides, smaller towards the end, each a glowing wall with a few bars on it."""
    height, width = hall.shape[:2]
    random = np.random.default_rng(20)
    layer = np.zeros_like(hall)
    near = 1.0
    for _booth in range(4):
        far = near * 0.62
        for side in (-1, 1):
            tint = np.array((CYAN, MAGENTA, colour("#5a6bff"))[int(random.integers(3))]) * 0.5
            reach = np.array([side * width, height]) * 0.56
            _wall(layer, vanish, reach, (near * 0.97, far), (-0.5, 0.3), tint)
            for bar in range(5):
                up = -0.38 + bar * 0.13
                end = near * 0.93 - (near - far) * 0.8 * (0.2 + 0.7 * random.random())
                _wall(layer, vanish, reach, (near * 0.93, end), (up, up + 0.05), tint * 1.9)
        near = far
    unit = min(height, width)
    hall += cv2.GaussianBlur(layer, (0, 0), unit / 120) * 0.5 + cv2.GaussianBlur(layer, (0, 0), unit / 16) * 0.4


def _wall(
    layer: NDArray[np.float32],
    vanish: NDArray[np.float64],
    reach: NDArray[np.float64],
    deep: tuple[float, float],
    high: tuple[float, float],
    tint: NDArray[np.float64],
) -> None:
    """Upright, from near to far; what is above or below runs to the vanishing point."""
    corners = [(d, d * h) for d, h in ((deep[0], high[0]), (deep[1], high[0]), (deep[1], high[1]), (deep[0], high[1]))]
    points = vanish + np.array(corners) * reach
    cv2.fillPoly(layer, [(points * 16).round().astype(np.int32)], tuple(tint), cv2.LINE_AA, 4)


class Floor:
    """Lines across the floor that come towards the viewer."""

    def __init__(self, film: Film) -> None:
        width, height = film.size
        self._top = round(height * HORIZON) + 1
        self._rows = np.arange(self._top, height, dtype=np.float32) + 0.5
        x = np.linspace(-1, 1, width, dtype=np.float32)
        self._across = (1 - 0.55 * np.abs(x)) * 150
        self._height = height

    def over(self, picture: Pixels, seconds: float) -> None:
        deep = self._height * (1 - HORIZON)
        away = np.arange(1, 12) - seconds * 0.7 % 1
        lines = self._height * HORIZON + deep * 0.62 / away
        thick = np.maximum(0.7, deep * 0.011 / away)
        near = np.clip(1.5 / away - 0.1, 0, 1)
        shape = np.exp(-(((self._rows[:, None] - lines) / thick) ** 2)) + 0.25 * np.exp(
            -(((self._rows[:, None] - lines) / (5 * thick)) ** 2)
        )
        rows = np.clip((shape * near).sum(axis=1), 0, 1).astype(np.float32)
        light = cv2.convertScaleAbs(np.outer(rows, self._across))
        floor = picture[self._top :]
        cv2.add(floor, cv2.merge([cv2.convertScaleAbs(light, alpha=value / 255) for value in CYAN]), floor)
