"""A party: bunting across the top, balloons at the sides, confetti, and the wish in bright letters."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.effects.confetti import Confetti
from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.lettering import fitted, line
from vividdesk.localservice.render.paint import Mask, colour, dithered, glow, graded, overshoot, vignette
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.scenes.caption import edged
from vividdesk.localservice.render.scenes.sitter import Sitter, room
from vividdesk.localservice.render.scenes.sprite import Sprite, pose
from vividdesk.localservice.render.scenes.stage import Stage, seconds_of

WISH = "Happy Birthday!"
PAPER = tuple(colour(code) for code in ("#ff4d6d", "#ffb703", "#22c99a", "#3a86ff", "#b15cff", "#ff7b39"))
FLAGS = 15  # on a square
# Of each balloon: side, distance from it, height, size; all parts of the shorter side but the height.
BALLOONS = (
    (0, 0.10, 0.40, 0.105, 0),
    (0, 0.23, 0.27, 0.088, 1),
    (0, 0.04, 0.62, 0.085, 3),
    (1, 0.11, 0.36, 0.105, 4),
    (1, 0.24, 0.25, 0.084, 2),
    (1, 0.05, 0.60, 0.088, 5),
)
POP, STEP = 0.02, 0.011  # moments


class Birthday:
    still = 0.55

    def __init__(self, photos: Photos, _options: Options, film: Film) -> None:
        sitter = Sitter(only(photos), film)
        self._seconds = seconds_of(film)
        bright = graded(sitter.photo, (0.97, 1.03, 1.07), (4, 4, 6), 1.14)
        self._stage = Stage(sitter, _party(sitter, bright), bright, nearer=0.04)
        self._balloons = [_Balloon(film, *form) for form in BALLOONS]
        self._bunting = _Bunting(film)
        self._confetti = Confetti(film.size, 9)
        self._wish = _Wish(room(film.size, sitter.heads, 6.5 if film.width > film.height else 2.1), film)

    def frame(self, moment: float) -> Pixels:
        seconds = moment * self._seconds
        picture, view = self._stage.behind(), self._stage.view(moment)
        self._bunting.over(picture, seconds)
        for balloon in self._balloons:
            balloon.over(picture, seconds)
        self._stage.before(picture, view)
        self._confetti.over(picture, seconds)
        self._stage.faces_before(picture, view)
        self._wish.over(picture, moment, seconds)
        return picture


def _party(sitter: Sitter, bright: Pixels) -> Pixels:
    """The place of the photo, lighter and a little out of focus, with warm lamps in it."""
    if not sitter.apart:
        return bright
    unit = min(sitter.size)
    behind = graded(cv2.GaussianBlur(sitter.ground, (0, 0), unit / 70), (0.86, 0.9, 0.98), (26, 22, 34), 1.15)
    place = behind.astype(np.float32)
    random = np.random.default_rng(3)
    for _lamp in range(24):
        radius = round(unit * random.uniform(0.03, 0.09))
        x, y = (int(random.random() * side) for side in (sitter.size[0], sitter.size[1] * 0.8))
        ball = np.array(colour("#ffd9a0")) * 0.32 * random.random()
        _added(place, glow(radius, 0.9), ball, x - radius, y - radius)
    return dithered(place * vignette(sitter.size, 0.22)[:, :, None])


def _added(place: NDArray[np.float32], mask: Mask, light: NDArray[np.float64], left: int, top: int) -> None:
    from_x, from_y = max(0, -left), max(0, -top)
    seen = place[max(0, top) : top + mask.shape[0], max(0, left) : left + mask.shape[1]]
    seen += mask[from_y:, from_x:][: seen.shape[0], : seen.shape[1], None] * light.astype(np.float32)


class _Balloon:
    """On a string, swaying as if someone held it."""

    def __init__(self, film: Film, side: int, inset: float, down: float, size: float, tint: int) -> None:
        unit = min(film.size)
        inset *= min(1.0, film.width / film.height) ** 0.5
        self._x = film.width - inset * unit if side else inset * unit
        self._y, self._unit = down * film.height, unit
        self._phase = inset * 40 + down * 20
        radius = max(5.0, size * unit * 0.95)
        picture, mask = _balloon(radius, PAPER[tint])
        self._sprite = Sprite(picture, mask)
        self._knot = self._sprite.middle[0], radius * 2.62
        self._low = film.height * 1.05
        self._bottom = self._x + (0.06 if not side else -0.06) * unit

    def over(self, picture: Pixels, seconds: float) -> None:
        sway = np.sin(seconds * 1.15 + self._phase)
        at = self._x + sway * self._unit * 0.012, self._y + np.sin(seconds * 1.6 + self._phase * 2) * self._unit * 0.008
        self._string(picture, at)
        self._sprite.over(picture, pose(self._knot, at, 1, sway * 4))

    def _string(self, picture: Pixels, at: tuple[float, float]) -> None:
        share = np.linspace(0, 1, 24)
        bow = np.sin(share * np.pi) * self._unit * 0.03 * np.sin(self._phase)
        x = at[0] + (self._bottom - at[0]) * share + bow
        points = np.stack([x, at[1] + (self._low - at[1]) * share], axis=1)
        thick = max(1, round(self._unit / 420))
        cv2.polylines(picture, [(points * 16).round().astype(np.int32)], False, (235, 235, 240), thick, cv2.LINE_AA, 4)


def _balloon(radius: float, tint: tuple[float, float, float]) -> tuple[Pixels, Mask]:
    """Round above, narrow below, with a knot; light through it, a window's light on it."""
    width, height = round(radius * 2.3), round(radius * 2.75)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across, down = (x - width / 2 + 0.5) / radius, (y - radius * 1.1) / radius
    low = np.where(down > 0, down / 1.34, down / 1.02)
    away = np.sqrt((across * (1 + 0.16 * np.clip(down, 0, 2))) ** 2 + low**2)
    mask = np.clip((1 - away) * radius + 0.5, 0, 1)
    knot = np.clip((0.09 + (down - 1.36) * 0.6 - np.abs(across)) * radius + 0.5, 0, 1) * ((down > 1.25) & (down < 1.47))
    thick = np.sqrt(np.clip(1 - away**2, 0, 1))
    light = np.clip(0.55 + 0.5 * (-across * 0.45 - low * 0.6 + thick * 0.55), 0.3, 1.15)
    rim = np.clip(1 - thick, 0, 1) ** 3 * 0.35
    shine = np.exp(-(((across + 0.36) / 0.2) ** 2 + ((down + 0.42) / 0.3) ** 2) * 1.6) * 0.8
    base = np.array(tint, np.float32)
    picture = base * light[:, :, None] + (255 - base) * rim[:, :, None] * 0.5
    picture += (255 - picture) * shine[:, :, None]
    return picture.clip(0, 255).astype(np.uint8), np.maximum(mask, knot).astype(np.float32) * 0.96


class _Bunting:
    """Two strings of flags, the nearer one a little lower."""

    def __init__(self, film: Film) -> None:
        self._size, self._unit = film.size, min(film.size)
        count = max(7, round(FLAGS * 0.62 * film.width / self._unit))
        self._strings = [(count, -0.04, 0.13, 0), (count, 0.0, 0.09, 2)]

    def over(self, picture: Pixels, seconds: float) -> None:
        for count, top, sag, first in self._strings:
            self._string(picture, count, top, sag, first, seconds)

    def _string(self, picture: Pixels, count: int, top: float, sag: float, first: int, seconds: float) -> None:
        share = np.linspace(-0.03, 1.03, 4 * count + 1)
        rope = np.stack([share * self._size[0], self._hang(share, top, sag, seconds)], axis=1)
        wide = 0.8 * self._size[0] * 1.06 / count
        for number in range(count):
            left, right = rope[4 * number], rope[4 * number + 4]
            middle = (left + right) / 2
            across = (right - left) / np.hypot(*(right - left))
            swing = 0.14 * np.sin(seconds * 1.8 + number * 0.9 + first)
            down = np.array([-across[1] + swing, across[0]])
            tip = middle + down * wide * 1.15
            ends = np.stack([middle - across * wide / 2, middle + across * wide / 2, tip])
            light = 0.92 + 0.5 * swing
            tint = np.minimum(np.array(PAPER[(number + first) % len(PAPER)]) * light, 255)
            _fill(picture, ends, tint)
            _fill(picture, np.stack([ends[1], tip, middle + across * wide * 0.18]), tint * 0.9)
        thick = max(1, round(self._unit / 260))
        points = (rope * 16).round().astype(np.int32)
        cv2.polylines(picture, [points], False, (245, 245, 248), thick, cv2.LINE_AA, 4)

    def _hang(self, share: NDArray[np.float64], top: float, sag: float, seconds: float) -> NDArray[np.float64]:
        bow = 1 - (2 * share - 1) ** 2
        wave = 0.004 * np.sin(seconds * 1.3 + share * 9)
        return self._unit * (top + sag * bow + wave + 0.02)


def _fill(picture: Pixels, points: NDArray[np.float64], tint: NDArray[np.float64]) -> None:
    bright = tuple(float(value) for value in tint)
    cv2.fillConvexPoly(picture, (points * 16).round().astype(np.int32), bright, cv2.LINE_AA, 4)


class _Wish:
    """Letter by letter, each in its colour with a white edge, then gently dancing."""

    def __init__(self, place: Box, film: Film) -> None:
        rows = [WISH] if place.width > place.height * 4.5 else WISH.split()
        tall = min(fitted(row, place.width * 0.92, place.height * 1.25 / len(rows)).shape[0] for row in rows) / 1.37
        step = tall * 1.12
        first = place.bottom - step * (len(rows) - 0.42) if place.middle[1] > film.height / 2 else place.top + step
        self._letters: list[tuple[Sprite, Sprite, tuple[float, float]]] = []
        for number, row in enumerate(rows):
            self._row(row, tall, (place.middle[0], first + number * step))
        self._hop = tall * 0.05

    def _row(self, row: str, tall: float, middle: tuple[float, float]) -> None:
        whole = line(row, tall).shape[1]
        for number, letter in enumerate(row):
            if letter == " ":
                continue
            mask = line(letter, tall)
            x = middle[0] - whole / 2 + (line(row[: number + 1], tall).shape[1] - mask.shape[1] / 2)
            tint = PAPER[len(self._letters) % len(PAPER)]
            self._letters.append((*edged(mask, tint, tall), (x, middle[1])))

    def over(self, picture: Pixels, moment: float, seconds: float) -> None:
        shown = []
        for number, (letter, shadow, (x, y)) in enumerate(self._letters):
            size = overshoot((moment - POP - number * STEP) / 0.08)
            if size > 0.02:
                hop = self._hop * np.sin(seconds * 3 + number * 0.55)
                turn = 3 * np.sin(seconds * 2 + number * 0.8)
                shown.append((letter, shadow, pose(letter.middle, (x, y + hop), size, turn)))
        for _letter, shadow, at in shown:
            shadow.over(picture, at)
        for letter, _shadow, at in shown:
            letter.over(picture, at)
