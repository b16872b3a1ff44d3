"""Ice flowers that grow from the edges of the picture towards its middle."""

import cv2
import numpy as np

from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.paint import Mask, colour
from vividdesk.localservice.render.planes import Pixels

ICE = colour("#f1f9ff")
FLOWERS = 88
Ends = tuple[tuple[float, float], tuple[float, float]]


class Frost:
    def __init__(self, size: tuple[int, int], heads: list[Box], random: np.random.Generator) -> None:
        """What is covered when: each pixel's moment of arrival, 0 to 255, and how white it becomes."""
        self._unit = min(size)
        self._white: Pixels = np.zeros((size[1], size[0]), np.uint8)
        self._arrival: Pixels = np.full((size[1], size[0]), 255, np.uint8)
        self._haze(size, random)
        lines: dict[tuple[int, int], list[Ends]] = {}
        for number in range(FLOWERS):
            self._flower(size, number, random, lines)
        self._draw(lines)
        self._spare(heads)
        soft = cv2.GaussianBlur(self._white, (0, 0), max(0.3, self._unit / 1400))
        self._white = cv2.addWeighted(soft, 1, cv2.GaussianBlur(self._white, (0, 0), self._unit / 160), 0.5, 0)
        self._arrival = cv2.GaussianBlur(cv2.erode(self._arrival, np.ones((3, 3), np.uint8)), (0, 0), 1.2)

    def over(self, picture: Pixels, share: float) -> None:
        """How far it has grown, 0 to 1."""
        steps = np.clip((share * 300 - np.arange(256)) / 45, 0, 1) * 255
        seen = cv2.multiply(self._white, cv2.LUT(self._arrival, steps.astype(np.uint8)), scale=1 / 255)
        cv2.multiply(picture, cv2.merge([cv2.bitwise_not(seen)] * 3), picture, 1 / 255)
        cv2.add(picture, cv2.merge([cv2.convertScaleAbs(seen, alpha=value / 255) for value in ICE]), picture)

    def _haze(self, size: tuple[int, int], random: np.random.Generator) -> None:
        width, height = size
        x = np.minimum(np.arange(width), np.arange(width)[::-1])[None, :]
        y = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None]
        noise = cv2.resize(random.random((9, 9), dtype=np.float32), size, interpolation=cv2.INTER_CUBIC)
        fine = cv2.resize(random.random((90, 90), dtype=np.float32), size, interpolation=cv2.INTER_CUBIC)
        corner: Mask = np.minimum(x, y) + 0.35 * np.maximum(x, y).clip(0, 0.3 * self._unit)
        away = corner / self._unit + 0.07 * noise
        self._white[:] = np.clip((0.22 - away) / 0.2, 0, 1) ** 1.3 * (120 + 90 * fine)
        self._arrival[:] = np.clip(away * 620, 0, 255)

    def _flower(
        self, size: tuple[int, int], number: int, random: np.random.Generator, lines: dict[tuple[int, int], list[Ends]]
    ) -> None:
        """From a place at the border, mostly near a corner, where the cold comes from two sides."""
        near = random.random() ** 2.2 * 0.5
        x, y = (near, 0.0) if number % 2 else (0.0, near)
        inward = random.uniform(0.1, 1.47)
        if number % 4 > 1:
            x, inward = 1 - x, np.pi - inward
        if number % 8 > 3:
            y, inward = 1 - y, -inward
        long = self._unit * (0.07 + 0.2 * (1 - 2 * near) ** 2) * random.uniform(0.5, 1.2)
        self._stem((x * size[0], y * size[1]), inward, long, 0.0, 2, random, lines)

    def _stem(
        self,
        start: tuple[float, float],
        angle: float,
        long: float,
        born: float,
        deep: int,
        random: np.random.Generator,
        lines: dict[tuple[int, int], list[Ends]],
    ) -> None:
        """With branches, and theirs, always at sixty degrees, as ice grows."""
        steps = (2, 5, 11)[deep]
        bend = random.uniform(-0.8, 0.8) / steps if deep == 2 else 0.0
        x, y = start
        for step in range(steps):
            angle += bend
            there = x + np.cos(angle) * long / steps, y + np.sin(angle) * long / steps
            when = born + step / steps * long
            moment = min(14, int((30 + when / self._unit * 620) / 16))
            lines.setdefault((deep, moment), []).append(((x, y), there))
            x, y = there
            if deep and step:
                branch = long * 0.27 * (1.1 - step / steps) * random.uniform(0.5, 1.2)
                for side in (-1, 1):
                    self._stem((x, y), angle + side * 1.05, branch, when, deep - 1, random, lines)

    def _draw(self, lines: dict[tuple[int, int], list[Ends]]) -> None:
        """The latest first: where they cross, the earlier counts."""
        for (deep, moment), ends in sorted(lines.items(), key=lambda item: -item[0][1]):
            points = np.round(np.array(ends) * 16).astype(np.int32)
            thick = max(1, round(self._unit * (0.0007 + 0.0006 * deep)))
            ice = np.zeros_like(self._white)
            cv2.polylines(ice, list(points), False, (95, 125, 165)[deep], thick, cv2.LINE_AA, 4)
            cv2.add(self._white, ice, self._white)
            cv2.polylines(self._arrival, list(points), False, 16 * moment, thick + 2, cv2.LINE_8, 4)

    def _spare(self, heads: list[Box]) -> None:
        free = np.full(self._white.shape, 255, np.uint8)
        for head in heads:
            middle = round(head.middle[0]), round(head.middle[1])
            cv2.ellipse(free, middle, (round(head.width * 0.55), round(head.height * 0.58)), 0, 0, 360, 0, cv2.FILLED)
        free = cv2.GaussianBlur(free, (0, 0), self._unit / 30)
        self._white = cv2.multiply(self._white, free, scale=1 / 255)
