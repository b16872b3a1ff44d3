"""What lies over a story on a phone: bars that fill, who speaks, and what is said, in bubbles."""

import cv2
import numpy as np

from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.lettering import BOLD, MEDIUM, fitted
from vividdesk.localservice.render.paint import Colour, Mask
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scenes.post import rounded
from vividdesk.localservice.render.scenes.sprite import Sprite, pose

WHITE, NIGHT = (255.0, 255.0, 255.0), (30.0, 20.0, 22.0)
WAVES = 11
SYLLABLES = 26.0  # how often the voice rises in the whole story


class Header:
    """The bars, one for each card, and below them a chip with the voice's name and its waves."""

    def __init__(self, film: Film, cards: int, voice: str, ink: Colour) -> None:
        unit = min(film.size)
        self._edge, self._thick = 0.045 * unit, max(2, round(0.009 * unit))
        self._top = 0.038 * unit
        gap = 0.018 * unit
        self._long = (film.width - 2 * self._edge - (cards - 1) * gap) / cards
        self._step = self._long + gap
        self._track = Sprite(WHITE, rounded((round(self._long), self._thick), self._thick / 2))
        self._cards = cards
        self.tall = 0.078 * unit
        self._chip, wide = _chip(voice, self.tall, min(0.55 * film.width, 0.5 * unit), ink)
        self._chip_at = self._edge, self._top + 0.03 * unit
        self._waves_at = self._edge + wide, self._chip_at[1] + self.tall / 2
        turns = np.random.default_rng(26)
        self._paces, self._turns = turns.uniform(0.6, 1.4, WAVES), turns.uniform(0, 2 * np.pi, WAVES)

    @property
    def bottom(self) -> float:
        return self._chip_at[1] + self.tall

    def over(self, frame: Pixels, moment: float, card: int, done: float) -> None:
        for number in range(self._cards):
            left = self._edge + number * self._step
            self._track.over(frame, pose((0, 0), (round(left), round(self._top))), 0.38)
            share = 1.0 if number < card else done if number == card else 0.0
            if share > 0:
                self._filled(frame, left, share)
        self._chip.over(frame, pose((0, 0), self._chip_at))
        self._waves(frame, moment)

    def _filled(self, frame: Pixels, left: float, share: float) -> None:
        inset, y = self._thick / 2, round(self._top) + (self._thick - 1) / 2
        first, last = round(left) + inset, round(left) + max(inset, self._long * share - inset)
        _stroke(frame, (first, y), (last, y), self._thick)

    def _waves(self, frame: Pixels, moment: float) -> None:
        x, y = self._waves_at
        step = self.tall * 0.135
        loud = 0.6 + 0.4 * np.sin(2 * np.pi * 7 * moment) * np.sin(2 * np.pi * 3 * moment + 1)
        heights = np.abs(np.sin(2 * np.pi * SYLLABLES * self._paces * moment + self._turns)) * loud
        heights *= np.sin(np.linspace(0.35, np.pi - 0.35, WAVES))
        for number, height in enumerate(heights):
            reach = self.tall * (0.04 + 0.27 * height)
            at = x + number * step
            _stroke(frame, (at, y - reach), (at, y + reach), max(1, round(self.tall * 0.055)))


def _chip(voice: str, tall: float, most: float, ink: Colour) -> tuple[Sprite, float]:
    """And how far to the right its waves begin."""
    name = fitted(voice, most - 3.2 * tall, 0.62 * tall, MEDIUM)
    begin = 1.12 * tall + name.shape[1] + 0.3 * tall
    size = round(begin + (WAVES - 1) * 0.135 * tall + 0.42 * tall), round(tall)
    pill = rounded(size, tall / 2)
    colours = np.full((size[1], size[0], 3), NIGHT, np.float32)
    mask = pill * 0.42
    inner = round(0.8 * tall)
    _onto(colours, mask, WHITE, rounded((inner, inner), inner / 2), 0.1 * tall, 0.1 * tall)
    letter = fitted(voice[:1].upper(), 0.7 * tall, 0.7 * tall, BOLD)
    _onto(colours, mask, ink, letter, 0.5 * tall - letter.shape[1] / 2, 0.5 * tall - letter.shape[0] / 2)
    _onto(colours, mask, WHITE, name, 1.12 * tall, 0.5 * tall - name.shape[0] / 2)
    return Sprite(colours, mask), begin


def pill(words: Mask, fill: Colour, ink: Colour, strength: float = 1.0) -> Sprite:
    """Words on a field with round ends."""
    tall, wide = words.shape
    pad = round(0.22 * min(tall, 60 + tall / 8)), round(0.55 * min(tall, 60 + tall / 8))
    size = wide + 2 * pad[1], tall + 2 * pad[0]
    mask = rounded(size, min(size[1] / 2, 0.5 * tall + pad[0])) * strength
    colours = np.full((size[1], size[0], 3), fill, np.float32)
    _onto(colours, mask, ink, words, pad[1], pad[0])
    return Sprite(colours, mask)


def ticked(text: str, wide: float, tall: float, ink: Colour) -> Sprite:
    """A round tick and what it stands for, as wide as the room, on a field that is lighter than the ground."""
    size = round(wide), round(tall)
    colours = np.full((size[1], size[0], 3), WHITE, np.float32)
    mask = rounded(size, 0.36 * tall) * 0.2
    side = round(0.62 * tall)
    edge = (tall - side) / 2
    _onto(colours, mask, WHITE, rounded((side, side), side / 2), edge, edge)
    _onto(colours, mask, ink, _tick(side), edge, edge)
    words = fitted(text, wide - side - 3.2 * edge, 0.8 * tall, BOLD, most=2, largest=0.34 * tall)
    _onto(colours, mask, WHITE, words, side + 2.1 * edge, (tall - words.shape[0]) / 2)
    return Sprite(colours, mask)


def _tick(side: int) -> Mask:
    large = np.zeros((160, 160), np.float32)
    points = np.array([[48, 82], [71, 105], [114, 58]], np.int32)
    cv2.polylines(large, [points], False, 1.0, 17, cv2.LINE_AA)
    return cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA)


def _onto(colours: Pixels, mask: Mask, ink: Colour, shape: Mask, x: float, y: float) -> None:
    """Colours are of float32, and the shape is seen in full, however faint the field below it."""
    left, top = max(0, round(x)), max(0, round(y))
    room = mask[top : top + shape.shape[0], left : left + shape.shape[1]]
    seen = shape[: room.shape[0], : room.shape[1]]
    part = colours[top : top + seen.shape[0], left : left + seen.shape[1]]
    part += (np.array(ink, np.float32) - part) * seen[:, :, None]
    room += (1 - room) * seen


def _stroke(frame: Pixels, start: tuple[float, float], end: tuple[float, float], thick: int) -> None:
    points = [(round(16 * x), round(16 * y)) for x, y in (start, end)]
    cv2.line(frame, points[0], points[1], WHITE, thick, cv2.LINE_AA, 4)
