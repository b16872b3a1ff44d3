"""Santa hats on every head, people who dance, snow, and a room full of warm lights behind them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.effects.snow import Snow
from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.paint import Mask, colour, dithered, glow, graded, gradient, vignette
from vividdesk.localservice.render.planes import Matrix, Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.scenes import santa_hat
from vividdesk.localservice.render.scenes.sitter import Sitter
from vividdesk.localservice.render.scenes.sprite import Light, Sprite, pose
from vividdesk.localservice.render.scenes.stage import Stage, seconds_of

BEATS = 2.0  # per second
TURN, STEP, BOUNCE = 3.8, 0.014, 0.026  # degrees; parts of the width and of the height
BULBS = ("#ffd27a", "#ff5a4a", "#5ae08a", "#ffd27a", "#6ab8ff", "#ff8ad0")


class DancingSanta:
    still = 0.27

    def __init__(self, photos: Photos, _options: Options, film: Film) -> None:
        sitter = Sitter(only(photos), film)
        self._film, self._seconds = film, seconds_of(film)
        warm = graded(sitter.photo, (0.86, 0.97, 1.06), (2, 2, 6), 1.06)
        self._stage = Stage(sitter, _room(sitter), warm)
        self._lights = _Lights(film)
        self._snow = Snow(film.size, 24, 0.8)
        self._hats = [_Hat(sitter, head) for head in sitter.faces or [_top_of(sitter)]]
        self._base = _base(sitter, self._hats)
        self._apart = sitter.apart

    def frame(self, moment: float) -> Pixels:
        seconds = moment * self._seconds
        picture = self._stage.behind()
        self._lights.over(picture, seconds)
        dance = self._dance(seconds)
        self._stage.before(picture, dance)
        self._snow.over(picture, seconds)
        self._stage.faces_before(picture, dance)
        for hat in self._hats:
            hat.over(picture, dance, seconds)
        return picture

    def _dance(self, seconds: float) -> Matrix:
        """From side to side on each second beat, down on every beat; the hips stay, the head swings."""
        if not self._apart:
            return self._base
        width, height = self._film.size
        swing = np.sin(np.pi * BEATS * seconds)
        down = np.sin(np.pi * BEATS * seconds) ** 2
        hips = width / 2, height * 1.02
        at = hips[0] + swing * STEP * width, hips[1] + height * 0.015
        dance = pose(hips, at, 1.04, swing * TURN, 1 + BOUNCE * (0.5 - down))
        return joined(dance, self._base)


def joined(after: Matrix, before: Matrix) -> Matrix:
    return after @ np.vstack([before, [0, 0, 1]])


def _base(sitter: Sitter, hats: "list[_Hat]") -> Matrix:
    """Lower by what the hats would reach beyond the upper edge, and smaller if that would hide a chin."""
    width, height = sitter.size
    if not sitter.faces or not sitter.apart:
        return np.eye(2, 3)
    missing = max(0.0, height * 0.09 - min(hat.top for hat in hats))
    space = max(0.0, height * 0.97 - max(face.bottom for face in sitter.faces))
    lower = min(missing, space)
    smaller = max(0.72, 1 - (missing - lower) / height)
    return pose((width / 2, height), (width / 2, height + lower), smaller)


def _top_of(sitter: Sitter) -> Box:
    """Of a thing: as if it had a face there."""
    width, height = sitter.size
    rows, columns = np.nonzero(sitter.mask > 0.5) if sitter.apart else (np.array([0]), np.array([0]))
    if not sitter.apart:
        unit = min(sitter.size) * 0.2
        return Box(width / 2 - unit / 2, height * 0.24 + unit, unit, unit)
    top = int(rows.min())
    near = columns[rows < top + max(2, (rows.max() - top) // 8)]
    wide = max(float(near.max() - near.min()) / 1.25, height * 0.1)
    return Box(float(near.mean()) - wide / 2, top + wide * 0.16, wide, wide)


class _Hat:
    def __init__(self, sitter: Sitter, face: Box) -> None:
        left, right = _head_sides(sitter, face)
        wide = (right - left) * 1.14
        self._at = (left + right) / 2, face.top + face.height * 0.09
        picture, mask = santa_hat.drawn()
        share = wide / santa_hat.UNIT
        size = max(8, round(santa_hat.WIDTH * share)), max(8, round(santa_hat.HEIGHT * share))
        self._anchor = santa_hat.MIDDLE[0] * size[0] / santa_hat.WIDTH, santa_hat.MIDDLE[1] * size[1] / santa_hat.HEIGHT
        if self._at[0] > sitter.size[0] * 0.6:
            picture, mask = cv2.flip(picture, 1), cv2.flip(mask, 1)
            self._anchor = size[0] - self._anchor[0], self._anchor[1]
        scaled = cv2.resize(picture * mask[:, :, None], size, interpolation=cv2.INTER_AREA)
        thin = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
        self._sprite = Sprite(scaled / np.maximum(thin, 1e-3)[:, :, None], thin)
        self._shadow = _shadow(thin, face.height / 12)
        self.top = self._at[1] - self._anchor[1] + 60 * share

    def over(self, picture: Pixels, dance: Matrix, seconds: float) -> None:
        """It sits on the head, and follows its swing a little late."""
        lag = 2.2 * np.sin(np.pi * BEATS * seconds - 0.9)
        seat = joined(dance, pose(self._anchor, self._at, 1, -3 + lag))
        self._shadow.over(picture, seat, 0.5)
        self._sprite.over(picture, seat)


def _shadow(mask: Mask, soft: float) -> Sprite:
    fallen = np.roll(mask, round(soft * 0.8), 0)
    fallen[: round(mask.shape[0] * 0.6)] = 0
    return Sprite(colour("#1c0806"), cv2.GaussianBlur(fallen, (0, 0), max(0.8, soft * 0.5)))


def _head_sides(sitter: Sitter, face: Box) -> tuple[float, float]:
    """Where the head ends at the height of the forehead, as the cut-out shows it; never far from what is usual."""
    x, _y = face.middle
    least, most = face.width * 0.5, face.width * 0.72
    if not sitter.apart:
        return x - face.width * 0.58, x + face.width * 0.58
    row = sitter.mask[min(max(round(face.top + face.height * 0.05), 0), sitter.mask.shape[0] - 1)] > 0.5
    away = np.flatnonzero(~row) - x
    left = -away[away < 0].max() if (away < 0).any() else most
    right = away[away > 0].min() if (away > 0).any() else most
    return x - min(max(left, least), most), x + min(max(right, least), most)


def _room(sitter: Sitter) -> Pixels:
    """Evening at home: the photo's own place, out of focus and warm, with trees and bokeh."""
    size, unit = sitter.size, min(sitter.size)
    behind = cv2.GaussianBlur(sitter.ground, (0, 0), unit / 26) if sitter.apart else sitter.photo
    warm = graded(behind, (0.34, 0.42, 0.72) if sitter.apart else (0.8, 0.92, 1.0), (8, 8, 26), 1.0)
    if not sitter.apart:
        return warm
    evening = gradient(size, colour("#6b0f16"), colour("#2a0a10"))
    room = cv2.addWeighted(warm, 0.36, evening, 0.75, 0).astype(np.float32)
    random = np.random.default_rng(6)
    for side in (0.08, 0.92):
        _tree(room, side, random)
    _bokeh(room, random)
    return dithered(room * vignette(size, 0.6)[:, :, None])


def _tree(room: NDArray[np.float32], side: float, random: np.random.Generator) -> None:
    """A fir out of focus, with its lights."""
    height, width = room.shape[:2]
    unit = min(height, width)
    wide, top = unit * 0.36, height * 0.16
    mask = np.zeros((height, width), np.float32)
    for tier in range(5):
        upper = top + (height - top) * tier / 5.6
        lower = upper + (height - top) * 0.3
        reach = wide * (0.3 + 0.7 * (tier + 1) / 5)
        points = np.array([[side * width, upper], [side * width - reach, lower], [side * width + reach, lower]])
        cv2.fillPoly(mask, [points.round().astype(np.int32)], 1)
    mask = cv2.GaussianBlur(mask, (0, 0), unit / 60)[:, :, None]
    room += (np.array(colour("#0d3a24"), np.float32) - room) * mask * 0.85
    for _light in range(34):
        down = random.random() ** 0.8
        x = side * width + random.uniform(-1, 1) * wide * (0.15 + 0.8 * down)
        _disc(room, (x, top + (height - top) * (0.06 + down)), unit * random.uniform(0.008, 0.016), random, 0.75)


def _bokeh(room: NDArray[np.float32], random: np.random.Generator) -> None:
    height, width = room.shape[:2]
    for _disc_number in range(26):
        at = random.random() * width, random.random() * height * 0.75
        _disc(room, at, min(height, width) * random.uniform(0.02, 0.055), random, random.uniform(0.1, 0.3))


def _disc(
    room: NDArray[np.float32], at: tuple[float, float], radius: float, random: np.random.Generator, strength: float
) -> None:
    """A light out of focus: even, with a bright edge."""
    reach = int(radius * 1.3) + 2
    x, y = int(at[0]), int(at[1])
    left, top = max(0, x - reach), max(0, y - reach)
    region = room[top : max(top, y + reach), left : max(left, x + reach)]
    if not region.size:
        return
    rows, columns = np.mgrid[top : top + region.shape[0], left : left + region.shape[1]]
    away = np.sqrt((columns - at[0]) ** 2 + (rows - at[1]) ** 2)
    edge = np.clip((radius - away) / max(1.0, radius * 0.12) + 0.5, 0, 1)
    ring = 0.7 + 0.5 * np.clip(away / radius, 0, 1) ** 4
    tint = np.array(colour(BULBS[int(random.integers(len(BULBS)))]), np.float32)
    region += (edge * ring * strength)[:, :, None] * tint


class _Lights:
    """A string of fairy lights in two bows, each bulb slowly brighter and darker."""

    def __init__(self, film: Film) -> None:
        width, height = film.size
        unit = min(film.size)
        count = max(8, round(13 * width / unit))
        share = (np.arange(count) + 0.5) / count
        bow = (share * 2 % 1) * 2 - 1
        self._x, self._y = share * width, height * 0.035 + unit * 0.085 * (1 - bow**2)
        bulb = 0.5 * glow(max(4, round(unit * 0.075)), 2.4)
        heart = glow(max(3, round(unit * 0.016)), 0.6)
        edge = (len(bulb) - len(heart)) // 2
        bulb[edge : edge + len(heart), edge : edge + len(heart)] += heart
        self._bulbs = [Light(np.clip(bulb, 0, 1), colour(code)) for code in BULBS]
        self._wire = _wire(film)

    def over(self, picture: Pixels, seconds: float) -> None:
        self._wire.over(picture, np.eye(2, 3))
        for number, (x, y) in enumerate(zip(self._x, self._y, strict=True)):
            shine = 0.72 + 0.28 * np.sin(seconds * 2.1 + number * 1.9)
            bulb = self._bulbs[number % len(BULBS)]
            bulb.over(picture, pose(bulb.middle, (x, y)), shine)


def _wire(film: Film) -> Sprite:
    width, height = film.size
    unit = min(film.size)
    share = np.linspace(0, 1, 200)
    bow = (share * 2 % 1) * 2 - 1
    points = np.stack([share * width, height * 0.035 + unit * 0.085 * (1 - bow**2) - unit * 0.012], axis=1)
    mask = np.zeros((height, width), np.float32)
    thick = max(1, round(unit / 300))
    cv2.polylines(mask, [(points * 16).round().astype(np.int32)], False, 1, thick, cv2.LINE_AA, 4)
    return Sprite(colour("#0c2014"), mask)
