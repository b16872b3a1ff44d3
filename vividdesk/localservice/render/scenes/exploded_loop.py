"""A product that comes apart into named layers along one axis, and closes again where it began."""

import re
from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.lettering import BOLD, MEDIUM, fitted, readable
from vividdesk.localservice.render.paint import Mask, dithered, ease, lay, radial
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, text_of
from vividdesk.localservice.render.scenes.layers import Layer
from vividdesk.localservice.render.scenes.sprite import pose
from vividdesk.localservice.render.scenes.thing import Thing, thing

MOST = 6
FLAT = 0.26  # height of a cut's ellipse, for its width
LEAN = 0.16  # how far the axis goes sideways for each pixel down
INK, PAPER = (74, 54, 38), (246, 243, 240)
LITTLE = re.compile("(a|an|the|of|with|and|for|its|into|in|on|to|from|exploded|view|layers)$", re.IGNORECASE)


class Slab(NamedTuple):
    """One layer; its anchor is the middle of the whole product, in its own pixels."""

    layer: Layer
    anchor: tuple[float, float]
    edge: tuple[float, float]  # where the leader line begins, from the product's middle


class Label(NamedTuple):
    words: Mask
    x: float
    side: int


class ExplodedLoop:
    still = 0.5

    def __init__(self, photos: Photos, options: Options, film: Film) -> None:
        self._film = film
        product = thing(photos)
        title, names = parts_of(text_of(options, "prompt"))
        width, height = film.size
        wide = width > height
        layer = product.within(width * (0.30 if wide else 0.42), height * 0.46)
        self._slabs = _slabs(layer, len(names), product)
        self._middle = width * 0.5, height * (0.47 if title else 0.5)
        room = height * 0.76 - layer.size[1]
        self._gap = room / max(1, len(names) - 1)
        self._gap = min(self._gap, 0.9 * layer.size[1] / max(1, len(names) - 1) + 0.06 * height)
        self._product = product
        self._ground = _sheet(film, product, title)
        self._shadow = _foot(layer, film)
        self._foot_at = layer.size[1] / 2
        self._labels = [_label(name, number, film, layer) for number, name in enumerate(names)]

    def frame(self, moment: float) -> Pixels:
        frame = self._ground.copy()
        apart = _apart(moment)
        turn = 0.5 - 0.5 * np.cos(2 * np.pi * moment)
        places = [self._place(number, apart) for number in range(len(self._slabs))]
        self._axis(frame, places, apart)
        low = places[-1]
        anchor = self._shadow.size[0] / 2, self._shadow.size[1] / 2
        self._shadow.over(frame, pose(anchor, (low[0], low[1] + self._foot_at), 1 - 0.15 * apart), 1 - 0.35 * apart)
        for number in reversed(range(len(self._slabs))):
            slab, place = self._slabs[number], places[number]
            view = pose(slab.anchor, place, 1 + 0.02 * turn)
            slab.layer.over(frame, view)
        shown = ease((apart - 0.45) / 0.5)
        for number, label in enumerate(self._labels):
            self._name(frame, label, self._slabs[number], places[number], shown)
        return frame

    def _place(self, number: int, apart: float) -> tuple[float, float]:
        away = (number - (len(self._slabs) - 1) / 2) * self._gap * apart
        return self._middle[0] + LEAN * away, self._middle[1] + away

    def _axis(self, frame: Pixels, places: list[tuple[float, float]], apart: float) -> None:
        """Dashes through the middle of all layers, seen between them."""
        reach = self._foot_at + 0.035 * self._film.height
        top, bottom = places[0][1] - reach, places[-1][1] + reach
        step = 0.018 * self._film.height
        for at in np.arange(top, bottom, 2 * step):
            x = [self._middle[0] + LEAN * (y - self._middle[1]) * min(1.0, 4 * apart) for y in (at, at + step)]
            _stroke(frame, (x[0], at), (x[1], at + step), self._film, 0.0022, self._product.dark(0.2))

    def _name(self, frame: Pixels, label: Label, slab: Slab, place: tuple[float, float], shown: float) -> None:
        """A dot on the layer, a line that grows out of it, and the word at its end."""
        if shown <= 0.01:
            return
        start = place[0] + label.side * slab.edge[0], place[1] + slab.edge[1]
        knee = start[0] + label.side * 0.035 * self._film.width * shown, start[1] - 0.03 * self._film.height * shown
        inner = label.x - label.side * 0.012 * self._film.width
        end = knee[0] + (inner - knee[0]) * shown, knee[1]
        if label.side * (inner - knee[0]) > 0:
            _stroke(frame, knee, end, self._film, 0.0026, INK)
        _stroke(frame, start, knee, self._film, 0.0026, INK)
        radius = 0.0075 * min(self._film.size)
        for size, tint in ((1.7, PAPER), (1.0, self._product.dark(0.25))):
            spot = round(start[0] * 16), round(start[1] * 16)
            cv2.circle(frame, spot, max(8, round(size * radius * 16)), tint, cv2.FILLED, cv2.LINE_AA, 4)
        height, width = label.words.shape
        x = label.x if label.side > 0 else label.x - width
        lay(frame, INK, label.words, x, knee[1] - height / 2, ease((shown - 0.4) / 0.6))


def _apart(moment: float) -> float:
    """Closed at both ends, open and at rest in between."""
    return ease((moment - 0.06) / 0.30) * (1 - ease((moment - 0.66) / 0.28))


def parts_of(prompt: str) -> tuple[str, list[str]]:
    """The product's name, and those of its layers: what stands after a colon, or the words that say most."""
    head, _colon, tail = prompt.replace("\n", ", ").partition(":")
    names = [_tidy(name) for name in re.split(r"[,;·|]| and ", tail)]
    names = [name for name in names if name][:MOST]
    if len(names) < 2:
        words = [word.strip(".,;:!?\"'()") for word in prompt.split()]
        words = [word for word in words if len(readable(word)) > 2 and not LITTLE.match(word)]
        names = (names or list(dict.fromkeys(_tidy(word) for word in words)))[:4]
        names = [name for name in names if name]
        names += [f"Layer {number}" for number in range(len(names) + 1, 5)]
    return _tidy(head.split(",")[0])[:60], names


def _tidy(name: str) -> str:
    name = readable(name).strip(" .")
    return name[:1].upper() + name[1:40]


def _slabs(layer: Layer, count: int, product: Thing) -> list[Slab]:
    """Each with the curve of a round body along its lower edge, and its cut face, an ellipse, on top."""
    width, height = layer.size
    alpha = layer.sheet[:, :, 3]
    cuts = _cuts(height, count, product.chin)
    slabs = []
    for number in range(count):
        upper = _below(alpha, cuts[number]) if number else np.full(width, -height, np.float32)
        lower = _below(alpha, cuts[number + 1]) if number < count - 1 else np.full(width, 2 * height, np.float32)
        rows = np.arange(height, dtype=np.float32)[:, None]
        mask = np.clip(rows - upper[None, :] + 0.5, 0, 1) * np.clip(lower[None, :] - rows + 0.5, 0, 1)
        sheet = cv2.multiply(layer.sheet, cv2.merge([cv2.convertScaleAbs(mask, alpha=255)] * 4), scale=1 / 255)
        sheet = cv2.copyMakeBorder(sheet, height // 3, 0, 0, 0, cv2.BORDER_CONSTANT)
        if number:
            sheet = _with_face(sheet, alpha, cuts[number], height // 3, product)
        middle = (cuts[number] + cuts[number + 1]) / 2
        edge = _half(alpha, round(middle))[1] * 0.82
        slabs.append(Slab(Layer(sheet), (width / 2, height / 2 + height // 3), (edge, middle - height / 2)))
    return slabs


def _cuts(height: int, count: int, chin: float) -> list[int]:
    """Even, but for a head, which stays whole."""
    if chin < 1 / count:
        return [round(height * number / count) for number in range(count + 1)]
    first = min(chin + 0.05, 0.9)
    return [0, *(round(height * (first + (1 - first) * number / (count - 1))) for number in range(count))]


def _half(alpha: Pixels, row: int) -> tuple[float, float]:
    """The middle and half the width of the product at this row."""
    inside = np.flatnonzero(alpha[min(max(row, 0), len(alpha) - 1)] > 127)
    if len(inside) < 2:
        return alpha.shape[1] / 2, alpha.shape[1] * 0.08
    return float(inside[0] + inside[-1]) / 2, max(2.0, float(inside[-1] - inside[0] + 1) / 2)


def _below(alpha: Pixels, row: int) -> Mask:
    """How far down the front of the cut at this row comes, column by column."""
    middle, half = _half(alpha, row)
    across = np.clip((np.arange(alpha.shape[1], dtype=np.float32) - middle) / half, -1, 1)
    return (row + FLAT * half * np.sqrt(1 - across**2)).astype(np.float32)


def _with_face(sheet: Pixels, alpha: Pixels, row: int, above: int, product: Thing) -> Pixels:
    """What is seen when the layer above is lifted: a light plate with a rim, rings and a core."""
    middle, half = _half(alpha, row)
    face: Pixels = np.zeros_like(sheet)
    place = round(middle * 16), round((row + above) * 16)
    rings = (
        (1.0, product.dark(0.12)),
        (0.955, product.light(0.55)),
        (0.74, product.light(0.28)),
        (0.70, product.light(0.66)),
        (0.36, product.dark(0.22)),
        (0.32, product.dark(0.55)),
        (0.16, product.light(0.4)),
    )
    for share, tint in rings:
        size = max(1, round(half * share * 16)), max(1, round(half * share * FLAT * 16))
        cv2.ellipse(face, place, size, 0, 0, 360, (*tint, 255), cv2.FILLED, cv2.LINE_AA, 4)
    rest = cv2.bitwise_not(face[:, :, 3])
    cv2.multiply(sheet, cv2.merge([rest] * 4), sheet, 1 / 255)
    return cv2.add(sheet, face)


def _sheet(film: Film, product: Thing, title: str) -> Pixels:
    """A drawing board: quiet light, a fine grid, marks in the corners and the product's name."""
    width, height = film.size
    unit = min(film.size)
    base = np.array(product.light(0.80), np.float32) * np.ones((height, width, 1), np.float32)
    halo = radial(film.size, (width / 2, 0.46 * height), 0.75 * max(width, height), 1.3)[:, :, None]
    board = dithered(base + (np.array((255, 254, 252), np.float32) - base) * halo)
    step = unit / 18
    for number in range(-40, 41):
        tint = product.light(0.62 if number % 4 == 0 else 0.74)
        for start, end in (
            ((width / 2 + number * step, 0.0), (width / 2 + number * step, float(height))),
            ((0.0, height / 2 + number * step), (float(width), height / 2 + number * step)),
        ):
            _stroke(board, start, end, film, 0.0014, tint)
    edge, long = 0.045 * unit, 0.05 * unit
    for x, to_x in ((edge, 1), (width - edge, -1)):
        for y, to_y in ((edge, 1), (height - edge, -1)):
            _stroke(board, (x, y), (x + to_x * long, y), film, 0.004, INK)
            _stroke(board, (x, y), (x, y + to_y * long), film, 0.004, INK)
    if title:
        words = fitted(title, 0.7 * width, 0.06 * height, BOLD, largest=0.05 * unit)
        lay(board, INK, words, (width - words.shape[1]) / 2, 0.955 * height - words.shape[0])
    return board


def _foot(layer: Layer, film: Film) -> Layer:
    side = max(8, round(1.5 * layer.size[0]))
    mask = cv2.resize(radial((side, side), (side / 2, side / 2), side / 2, 1.5), (side, max(4, round(0.3 * side))))
    return Layer.of(np.full((*mask.shape, 3), (58, 40, 30), np.uint8), mask * 0.6)


def _label(name: str, number: int, film: Film, layer: Layer) -> Label:
    """Left and right in turn."""
    side = 1 if number % 2 == 0 else -1
    unit = min(film.size)
    away = max(0.5 * layer.size[0] + 0.09 * film.width, 0.26 * film.width)
    away = min(away, 0.34 * film.width)
    room = 0.5 * film.width - away - 0.05 * unit
    words = fitted(name, room, 0.11 * unit, MEDIUM, most=2, largest=0.042 * unit)
    return Label(words, film.width / 2 + side * away, side)


def _stroke(
    frame: Pixels,
    start: tuple[float, float],
    end: tuple[float, float],
    film: Film,
    thick: float,
    tint: tuple[float, ...],
) -> None:
    points = [(round(16 * (x - 0.5)), round(16 * (y - 0.5))) for x, y in (start, end)]
    cv2.line(frame, points[0], points[1], tint, max(1, round(thick * min(film.size))), cv2.LINE_AA, 4)
