"""A night sky full of fireworks behind the person, and the year in gold."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.effects.fireworks import Fireworks
from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.lettering import line, outline
from vividdesk.localservice.render.paint import Mask, colour, dithered, glow, graded, gradient, overshoot, part
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.scenes.caption import dusk, golden, inked
from vividdesk.localservice.render.scenes.sitter import Sitter, room
from vividdesk.localservice.render.scenes.sprite import Light, Sprite, pose
from vividdesk.localservice.render.scenes.stage import Stage, seconds_of

YEAR = "2026"
SKY_TOP, SKY_LOW, HORIZON = colour("#04061a"), colour("#1a1546"), colour("#6a2f5e")
POP, STEP = 0.05, 0.035  # moments: when the first digit comes, and from one to the next
GLINTS, DUST = 12, 34
SLOPE = 0.05  # of the camera's way towards the person


class NewYear:
    still = 0.58

    def __init__(self, photos: Photos, _options: Options, film: Film) -> None:
        sitter = Sitter(only(photos), film)
        self._film, self._seconds = film, seconds_of(film)
        self._stage = Stage(sitter, _sky(sitter), _by_night(sitter.photo), nearer=SLOPE)
        low = min((head.top for head in sitter.heads), default=film.height * 0.45) / film.height
        self._fireworks = Fireworks(film.size, 26, low=min(max(low + 0.1, 0.3), 0.5))
        self._rim = Light(sitter.rim(min(film.size) / 90) * sitter.apart)
        self._year = _Year(room(film.size, sitter.heads, 2.5), film)
        self._dust = _Dust(film)

    def frame(self, moment: float) -> Pixels:
        seconds = moment * self._seconds
        picture = self._stage.behind()
        self._fireworks.over(picture, seconds)
        view = self._stage.view(moment)
        self._stage.before(picture, view)
        self._rim.over(picture, view, colour=self._fireworks.light(seconds))
        self._year.shade.over(picture, np.eye(2, 3), part(moment, POP - 0.04, POP + 0.1))
        self._dust.over(picture, seconds)
        self._stage.faces_before(picture, view)
        self._year.over(picture, moment, seconds)
        return picture


def _by_night(picture: Pixels) -> Pixels:
    return graded(picture, (0.98, 0.86, 0.86), (6, 0, 2), 0.92)


def _sky(sitter: Sitter) -> Pixels:
    width, height = sitter.size
    upper = gradient((width, round(height * 0.62)), SKY_TOP, SKY_LOW)
    lower = gradient((width, height - upper.shape[0]), SKY_LOW, HORIZON)
    sky = np.vstack([upper, lower]).astype(np.float32)
    _stars(sky, np.random.default_rng(12))
    behind = cv2.GaussianBlur(sitter.ground, (0, 0), min(sitter.size) / 60) if sitter.apart else sitter.photo
    gain = (0.62, 0.36, 0.4) if sitter.apart else (0.86, 0.62, 0.64)
    night = graded(behind, gain, (14, 2, 6), 0.8).astype(np.float32)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    share = np.clip((down - 0.3) / 0.6, 0, 1) * (0.55 if sitter.apart else 1)
    return dithered(sky * (1 - share) + night * share)


def _stars(sky: NDArray[np.float32], random: np.random.Generator) -> None:
    height, width = sky.shape[:2]
    for _star in range(110):
        at = int(random.random() * width * 16), int(random.random() ** 1.4 * height * 0.7 * 16)
        bright = 40 + 120 * random.random() ** 3
        cv2.circle(
            sky, at, int(16 * max(0.5, min(width, height) / 900)), (bright, bright * 0.95, bright * 0.9), -1, 16, 4
        )


class _Year:
    """The digits pop up one after the other and glitter."""

    def __init__(self, place: Box, film: Film) -> None:
        trial = line(YEAR, 100)
        tall = min(place.height * 1.3, place.width * 0.94 / trial.shape[1] * trial.shape[0])
        digits = [line(digit, tall / 1.38) for digit in YEAR]
        digits = [inked(digit) for digit in digits]
        gap = tall * 0.02
        wide = sum(digit.shape[1] + gap for digit in digits)
        x = place.left + (place.width - wide) / 2
        y = place.middle[1]
        self._digits = [_Golden(digit) for digit in digits]
        self._places = []
        for digit in digits:
            self._places.append((x + digit.shape[1] / 2, y))
            x += digit.shape[1] + gap
        random = np.random.default_rng(4)
        self._glints = [_glint_place(digits, self._places, random) for _glint in range(GLINTS)]
        self._phases = random.random(GLINTS)
        self._star = Light(_star(max(6, round(tall * 0.16))), colour("#fff3cf"))
        self.shade = dusk(film.size, (place.middle[0], y), wide * 0.62, tall * 0.8, "#050414", 0.6)

    def over(self, picture: Pixels, moment: float, seconds: float) -> None:
        for number, (digit, place) in enumerate(zip(self._digits, self._places, strict=True)):
            share = (moment - POP - number * STEP) / 0.1
            if share > 0:
                digit.over(picture, place, overshoot(share), 1 + 0.35 * np.sin(seconds * 2.2 + number))
        shown = part(moment, POP + 0.18, POP + 0.26)
        for (x, y), phase in zip(self._glints, self._phases, strict=True):
            turn = (seconds * 0.55 + phase) % 1
            size = np.sin(np.pi * min(1.0, turn / 0.45)) * shown if turn < 0.45 else 0.0
            if size > 0.02:
                self._star.over(picture, pose(self._star.middle, (x, y), 0.35 + 0.65 * size, turn * 40), size)


class _Golden:
    def __init__(self, mask: Mask) -> None:
        edge = max(1.0, mask.shape[0] / 60)
        grown = outline(mask, edge)
        pad = (grown.shape[0] - mask.shape[0]) // 2
        letters = cv2.copyMakeBorder(mask, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
        gold = golden(letters)
        rim = np.array(colour("#5a2f06"), np.float32)
        self._sprite = Sprite((gold * letters[:, :, None] + rim * (1 - letters[:, :, None])).astype(np.uint8), grown)
        wide = round(mask.shape[0] * 0.3)
        padded = cv2.copyMakeBorder(mask, wide, wide, wide, wide, cv2.BORDER_CONSTANT, value=0)
        self._glow = Light(cv2.GaussianBlur(padded, (0, 0), wide / 2.6), colour("#c97a1c"))

    def over(self, picture: Pixels, place: tuple[float, float], size: float, shine: float) -> None:
        self._glow.over(picture, pose(self._glow.middle, place, size), min(1.0, 0.6 * shine * size))
        self._sprite.over(picture, pose(self._sprite.middle, place, size))


def _glint_place(
    digits: list[Mask], places: list[tuple[float, float]], random: np.random.Generator
) -> tuple[float, float]:
    number = int(random.integers(len(digits)))
    rows, columns = np.nonzero(digits[number] > 0.9)
    chosen = int(random.integers(len(rows)))
    height, width = digits[number].shape
    return places[number][0] + columns[chosen] - width / 2, places[number][1] + rows[chosen] - height / 2


def _star(radius: int) -> Mask:
    """Four rays and a soft heart."""
    away = np.abs(np.arange(-radius, radius + 1, dtype=np.float32)) / radius
    x, y = np.meshgrid(away, away)
    rays = np.clip(1 - (np.sqrt(x) + np.sqrt(y)), 0, 1) ** 1.2
    return np.clip(rays * 2.2 + glow(radius, 5.0) * 0.8, 0, 1).astype(np.float32)


class _Dust:
    """Champagne-coloured sparks that rise."""

    def __init__(self, film: Film) -> None:
        random = np.random.default_rng(31)
        self._film = film
        self._forms = random.random((DUST, 4))
        self._ball = Light(glow(max(3, min(film.size) // 70), 2.6), colour("#ffdf9e"))

    def over(self, picture: Pixels, seconds: float) -> None:
        width, height = self._film.size
        for x, y, size, phase in self._forms:
            down = (y - seconds * (0.03 + 0.06 * size)) % 1.1 - 0.05
            across = x + 0.012 * np.sin(seconds * 0.9 + phase * 6.3)
            shine = (0.35 + 0.65 * np.sin(seconds * (1 + phase) + phase * 9) ** 2) * min(1.0, down * 1.6 + 0.25)
            scale = 0.25 + 0.75 * size**2
            self._ball.over(picture, pose(self._ball.middle, (across * width, down * height), scale), max(0.0, shine))
