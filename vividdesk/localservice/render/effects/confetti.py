"""Confetti: pieces of coloured paper that tumble and sway as they fall, and a few streamers."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.paint import colour
from vividdesk.localservice.render.planes import Pixels

COLOURS = tuple(colour(code) for code in ("#ff4d6d", "#ffb703", "#06d6a0", "#3a86ff", "#b15cff", "#ff7b39", "#fff3b0"))
PIECES = 130  # on a square
STREAMERS = 7
SHARE = 16  # of a pixel
CURL = np.linspace(0, 1, 30)  # along a streamer
CORNERS = np.array([[-1.0, -0.6], [1.0, -0.6], [1.0, 0.6], [-1.0, 0.6]])


class Confetti:
    def __init__(self, size: tuple[int, int], seed: int, strength: float = 1.0) -> None:
        random = np.random.default_rng(seed)
        unit = min(size)
        self._unit = unit
        count = round(PIECES * strength * size[0] * size[1] / unit**2)
        near = random.random(count) ** 2.2
        self._radius = unit * (0.0075 + 0.016 * near)
        self._room = size[0] * 1.1, size[1] + unit * 0.16
        self._x, self._y = random.random(count) * self._room[0], random.random(count) * self._room[1]
        self._speed = unit * (0.13 + 0.2 * near) * random.uniform(0.85, 1.15, count)
        self._sway = unit * random.uniform(0.012, 0.04, count)
        self._pace, self._phase = random.uniform(1.2, 2.6, count), random.uniform(0, 2 * np.pi, count)
        self._flips = random.uniform(2.4, 6.0, count) * random.choice([-1, 1], count)
        self._turns = random.uniform(-1.6, 1.6, count)
        self._round = random.random(count) < 0.22
        self._colours = random.integers(0, len(COLOURS), count)
        self._streamers = random.random((round(STREAMERS * strength * size[0] / unit), 4))

    def over(self, picture: Pixels, seconds: float) -> None:
        for streamer in self._streamers:
            self._streamer(picture, streamer, seconds)
        corners, shade = self._corners(seconds)
        for number in np.argsort(self._radius):
            points = corners[number]
            tint = np.array(COLOURS[self._colours[number]])
            lit = tint * min(1.0, shade[number]) + (255 - tint) * max(0.0, shade[number] - 1) * 1.6
            bright = tuple(float(v) for v in lit.clip(0, 255))
            if self._round[number]:
                points = _rounded(points)
            cv2.fillConvexPoly(picture, (points * SHARE).round().astype(np.int32), bright, cv2.LINE_AA, 4)

    def _corners(self, seconds: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Of each piece as a camera sees it, and how bright it is: paper shines as it turns to the light."""
        swing = self._pace * seconds + self._phase
        x = (self._x + self._sway * np.sin(swing)) % self._room[0] - self._room[0] * 0.045
        y = (self._y + self._speed * seconds) % self._room[1] - self._unit * 0.08
        flip = self._flips * seconds + self._phase * 3
        turn = self._turns * seconds + self._phase + 0.5 * np.sin(swing * 0.7)
        flat = CORNERS[None] * self._radius[:, None, None]
        across, down = flat[:, :, 0], flat[:, :, 1]
        deep = down * np.sin(flip)[:, None]
        closer = 1 / (1 - deep / (self._radius[:, None] * 4.5))
        across, down = across * closer, down * np.cos(flip)[:, None] * closer
        cosine, sine = np.cos(turn)[:, None], np.sin(turn)[:, None]
        corners = np.stack([x[:, None] + across * cosine - down * sine, y[:, None] + across * sine + down * cosine], 2)
        return corners, 0.72 + 0.42 * np.sin(flip + turn) ** 2 + 0.12 * np.cos(flip)

    def _streamer(self, picture: Pixels, form: NDArray[np.float64], seconds: float) -> None:
        """A paper ribbon, curled; its two sides differ."""
        unit = self._unit
        length, width = unit * (0.16 + 0.12 * form[0]), unit * 0.011
        x = form[1] * self._room[0] + unit * 0.03 * np.sin(seconds * 1.1 + form[2] * 6)
        y = (form[3] * self._room[1] + seconds * unit * (0.1 + 0.05 * form[0])) % (self._room[1] + length) - length
        phase = CURL * 15 + seconds * 2.2 + form[2] * 6
        middle = np.stack([x + np.sin(phase) * unit * 0.02, y + CURL * length], axis=1)
        lower = middle + np.array([0, width])
        pieces = np.stack([middle[:-1], middle[1:], lower[1:], lower[:-1]], axis=1)
        tint = COLOURS[int(form[2] * len(COLOURS))]
        sides = tint, tuple(value * 0.62 for value in tint)
        for piece, back in zip((pieces * SHARE).round().astype(np.int32), np.cos(phase) < 0, strict=False):
            cv2.fillConvexPoly(picture, piece, sides[int(back)], cv2.LINE_AA, 4)


def _rounded(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    middle, across, down = corners.mean(axis=0), (corners[1] - corners[0]) / 2, (corners[3] - corners[0]) / 2
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    return middle + np.cos(angles)[:, None] * across * 0.8 + np.sin(angles)[:, None] * down * 1.35
