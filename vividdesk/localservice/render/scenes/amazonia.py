"""The jungle: leaves before and behind, sun through the crowns, pollen in its light."""

from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.paint import colour, ease, glow, graded, shine
from vividdesk.localservice.render.planes import Matrix, Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.scenes.foliage import Tone, banana, fern, monstera, palm
from vividdesk.localservice.render.scenes.jungle import jungle
from vividdesk.localservice.render.scenes.layers import Layer, panned
from vividdesk.localservice.render.scenes.sitter import Sitter
from vividdesk.localservice.render.scenes.sprite import pose

SUN = colour("#e6f2a0")
POLLEN = colour("#fff3b0")
WIDER = 1.06  # the backdrop, for the camera to drift over
DARK = Tone(colour("#020d09"), colour("#103322"))
DIM = Tone(colour("#06251a"), colour("#2c6a35"))
LIT = Tone(colour("#12472a"), colour("#8cc63f"))


class Growth(NamedTuple):
    """Where a leaf before the lens grows: parts of the picture; its length, of the shorter side."""

    kind: int
    x: float
    y: float
    angle: float
    length: float
    tone: Tone
    blur: float


KINDS = monstera, palm, fern, banana
GROWTHS = (
    Growth(1, 0.24, -0.10, 62, 0.62, DIM, 0.0),
    Growth(1, 0.80, -0.10, 122, 0.58, DIM, 0.0),
    Growth(3, -0.03, 0.40, 24, 0.50, LIT, 0.0),
    Growth(0, 1.05, 0.34, 166, 0.46, LIT, 0.0),
    Growth(2, 1.03, 0.72, 196, 0.50, LIT, 0.0),
    Growth(2, -0.03, 0.78, -22, 0.48, LIT, 0.0),
    Growth(3, 0.88, 1.08, -104, 0.56, DIM, 0.0),
    Growth(2, 0.30, 1.06, -72, 0.30, LIT, 0.0),
    Growth(2, 0.68, 1.07, -112, 0.30, LIT, 0.0),
    Growth(0, 0.10, 1.10, -62, 0.56, LIT, 0.0),
    Growth(0, 0.47, 1.16, -86, 0.34, DIM, 0.0),
    Growth(1, -0.08, -0.06, 34, 0.78, DARK, 0.004),
    Growth(0, 1.08, -0.08, 138, 0.58, DARK, 0.005),
    Growth(0, 1.04, 1.10, -128, 0.62, DARK, 0.006),
    Growth(1, -0.10, 1.08, -34, 0.66, DARK, 0.006),
)


class Amazonia:
    still = 0.45

    def __init__(self, photos: Photos, _options: Options, film: Film) -> None:
        random = np.random.default_rng(21)
        self._film = film
        sitter = Sitter(only(photos), film)
        size = round(film.width * WIDER) + 2, round(film.height * WIDER) + 2
        self._person = sitter.cut(_sunlit(sitter)) if sitter.apart and sitter.faces else None
        self._ground = jungle(size, random) if self._person else cv2.resize(_green(sitter.photo), size)
        self._shafts = [_shafts(film, random) for _each in range(2)]
        self._leaves = _before(film, sitter.heads, random)
        self._pollen = Pollen(film, random)

    def frame(self, moment: float) -> Pixels:
        seconds = moment * self._film.seconds
        spare = (WIDER - 1) * self._film.width, (WIDER - 1) * self._film.height
        frame = panned(
            self._ground, self._film.size, spare[0] * (0.25 + 0.5 * moment), spare[1] * (0.7 - 0.35 * moment)
        )
        self._sun(frame, seconds)
        self._pollen.over(frame, seconds)
        if self._person:
            foot = self._film.width / 2, float(self._film.height)
            self._person.over(frame, pose(foot, foot, 1 + 0.035 * ease(moment)))
        for number, leaf in enumerate(self._leaves):
            sway = 2.6 * np.sin(1.15 * seconds + 1.7 * number) + 0.9 * np.sin(2.3 * seconds + number)
            leaf.layer.over(frame, leaf.view(self._film, 1 + leaf.near * ease(moment), sway))
        return frame

    def _sun(self, frame: Pixels, seconds: float) -> None:
        """Two sets of shafts that come and go against each other."""
        swing = 0.5 + 0.35 * np.sin(0.8 * seconds)
        light = cv2.addWeighted(self._shafts[0], swing, self._shafts[1], 1 - swing, 0)
        cv2.add(frame, cv2.resize(light, self._film.size, interpolation=cv2.INTER_LINEAR), frame)


class Hanging(NamedTuple):
    """A leaf as it is when the air is still."""

    layer: Layer
    corner: tuple[int, int]  # of the layer, in the frame
    root: tuple[float, float]  # in the frame
    near: float  # what the camera's way adds to its size

    def view(self, film: Film, zoom: float, sway: float) -> Matrix:
        """The camera goes towards the middle of the frame."""
        x, y = self.root
        anchor = x - self.corner[0], y - self.corner[1]
        middle = film.width / 2, film.height / 2
        there = middle[0] + (x - middle[0]) * zoom, middle[1] + (y - middle[1]) * zoom
        return pose(anchor, there, zoom, sway)


class Pollen:
    """Golden motes that rise and wander."""

    def __init__(self, film: Film, random: np.random.Generator) -> None:
        self._film = film
        unit = min(film.size)
        self._motes = [
            (random.random(2), glow(max(1, round(unit * size)), 1.4), random.uniform(0.35, 0.9), random.uniform(0, 9))
            for size in random.uniform(0.003, 0.011, 46)
        ]

    def over(self, frame: Pixels, seconds: float) -> None:
        width, height = self._film.size
        for (x, y), mote, bright, phase in self._motes:
            wander = 0.02 * np.sin(0.7 * seconds + phase) + 0.01 * np.sin(1.9 * seconds + 2 * phase)
            across = (x + wander + 0.012 * seconds) % 1.0
            down = (y - 0.018 * seconds + wander) % 1.0
            twinkle = bright * (0.55 + 0.45 * np.sin(1.4 * seconds + 3 * phase)) * min(1.0, 8 * down, 8 * (1 - down))
            shine(frame, POLLEN, mote, across * width, down * height, twinkle)


def _sunlit(sitter: Sitter) -> Pixels:
    """Warm from above, and greener towards the ground."""
    photo = graded(sitter.photo, (0.86, 0.99, 0.95), (2, 9, 3), 1.02)
    shade = np.linspace(1.05, 0.72, sitter.size[1], dtype=np.float32)[:, None, None]
    photo = np.clip(photo * shade, 0, 255).astype(np.uint8)
    shine(photo, SUN, sitter.rim(0.014 * min(sitter.size)), strength=0.5)
    return photo


def _green(photo: Pixels) -> Pixels:
    return graded(photo, (0.62, 0.95, 0.78), (4, 16, 6), 0.85)


def _before(film: Film, heads: list[Box], random: np.random.Generator) -> list[Hanging]:
    """Shorter where they would cover a head, left out where that is not enough."""
    unit = min(film.size)
    margin = round(0.1 * unit)
    room = -margin, -margin, film.width + margin, film.height + margin
    hanging = []
    for growth in GROWTHS:
        share = next((share for share in (1.0, 0.85, 0.7, 0.55, 0.42) if _clear(growth, share, film, heads)), None)
        if share is not None:
            leaf = KINDS[growth.kind](growth.length * share * unit, growth.tone, random)
            root = growth.x * film.width, growth.y * film.height
            layer, corner = leaf.layer.turned(pose(leaf.root, root, 1.0, growth.angle), room)
            hanging.append(Hanging(_blurred(layer, growth.blur * unit), corner, root, 0.05 + 10 * growth.blur))
    return hanging


def _blurred(layer: Layer, width: float) -> Layer:
    return layer.softened(width) if width else layer


def _clear(growth: Growth, share: float, film: Film, heads: list[Box]) -> bool:
    length = growth.length * share * min(film.size)
    way = np.array([np.cos(np.radians(growth.angle)), np.sin(np.radians(growth.angle))])
    for along in (0.4, 0.7, 1.0):
        x, y = np.array([growth.x * film.width, growth.y * film.height]) + way * length * along
        reach = length * (0.32 if along < 1 else 0.12)
        for head in heads:
            away_x = max(head.left - x, 0, x - head.right)
            away_y = max(head.top - y, 0, y - head.bottom)
            if np.hypot(away_x, away_y) < reach:
                return False
    return True


def _shafts(film: Film, random: np.random.Generator) -> Pixels:
    """From one place above the picture, at half its size."""
    width, height = max(2, film.width // 2), max(2, film.height // 2)
    source = np.array([0.64 * width, -0.25 * height])
    light = np.zeros((height, width), np.float32)
    for angle in np.linspace(0.5, 2.75, 9) + random.uniform(-0.1, 0.1, 9):
        thick, reach = random.uniform(0.015, 0.06), 3.0 * max(width, height)
        ends = [source + reach * np.array([np.cos(each), np.sin(each)]) for each in (angle - thick, angle + thick)]
        shaft = np.zeros_like(light)
        cv2.fillPoly(shaft, [np.int32(np.array([source, *ends]) * 16)], random.uniform(0.35, 1.0), cv2.LINE_AA, 4)
        light += shaft
    light = cv2.GaussianBlur(light, (0, 0), 0.014 * min(width, height) + 0.3)
    fade = np.linspace(1.0, 0.05, height, dtype=np.float32)[:, None] ** 1.4
    glow = light * fade + 0.3 * fade
    return np.clip(glow[:, :, None] * np.array((52, 108, 112), np.float32), 0, 255).astype(np.uint8)
