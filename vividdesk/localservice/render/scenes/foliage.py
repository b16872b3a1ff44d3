"""Leaves of the jungle, drawn: each grows from its root to the right, and is turned and swayed by who uses it."""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.paint import Colour
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scenes.layers import Layer

FINE = 2  # drawn so many times larger, which smooths the edges
BEHIND, AHEAD = 0.3, 1.14  # of the length, what the plate shows before the root and after it
Points = NDArray[np.float64]  # in lengths of the leaf: along, and across


class Tone(NamedTuple):
    shade: Colour
    light: Colour

    def at(self, share: float) -> Colour:
        blue, green, red = (a + (b - a) * share for a, b in zip(self.shade, self.light, strict=True))
        return blue, green, red


class Leaf(NamedTuple):
    layer: Layer
    root: tuple[float, float]  # in pixels of the layer


class Plate:
    """Where one leaf is drawn: its colours, and apart from them its shape."""

    def __init__(self, length: float, breadth: float, tone: Tone, bend: float) -> None:
        self._unit, self._tone, self._bend = length * FINE, tone, bend
        self._middle = self._unit * (breadth / 2 + max(0.0, -bend) + 0.04)
        height, width = round(self._unit * (breadth + abs(bend) + 0.08)), round(self._unit * (BEHIND + AHEAD))
        self._colours: Pixels = np.zeros((height, width, 3), np.uint8)
        self._shape: Pixels = np.zeros((height, width), np.uint8)

    def fill(self, points: Points, share: float) -> None:
        self.tint(points, share)
        cv2.fillPoly(self._shape, [self._placed(points)], 255, cv2.LINE_8, 4)

    def tint(self, points: Points, share: float) -> None:
        """Where there is leaf, or will be."""
        cv2.fillPoly(self._colours, [self._placed(points)], self._tone.at(share), cv2.LINE_8, 4)

    def cut(self, points: Points) -> None:
        cv2.fillPoly(self._shape, [self._placed(points)], 0, cv2.LINE_8, 4)

    def vein(self, points: Points, share: float, width: float) -> None:
        thick = max(1, round(width * self._unit))
        cv2.polylines(self._colours, [self._placed(points)], False, self._tone.at(share), thick, cv2.LINE_8, 4)

    def stem(self, points: Points, share: float, width: float) -> None:
        self.vein(points, share, width)
        thick = max(1, round(width * self._unit))
        cv2.polylines(self._shape, [self._placed(points)], False, 255, thick, cv2.LINE_8, 4)

    def leaf(self) -> Leaf:
        """Darker towards the root, as if others hung over it."""
        height, width = self._shape.shape
        size = max(1, width // FINE), max(1, height // FINE)
        sheet = cv2.resize(
            cv2.merge([*cv2.split(cv2.copyTo(self._colours, self._shape)), self._shape]),
            size,
            interpolation=cv2.INTER_AREA,
        )
        along = np.tile(np.linspace(100, 255, size[0]).astype(np.uint8)[None, :, None], (size[1], 1, 4))
        along[:, :, 3] = 255
        sheet = cv2.multiply(sheet, along, scale=1 / 255)
        return Leaf(Layer(sheet), (BEHIND * self._unit / FINE, self._middle / FINE))

    def _placed(self, points: Points) -> NDArray[np.int32]:
        x, y = points[:, 0], points[:, 1] + self._bend * np.clip(points[:, 0], 0, None) ** 2
        places = np.stack([(x + BEHIND) * self._unit, y * self._unit + self._middle], axis=1)
        return np.round(places * 16).astype(np.int32)


def monstera(length: float, tone: Tone, random: np.random.Generator) -> Leaf:
    """Heart-shaped, deeply cut, with holes along the middle."""
    plate = Plate(length, 1.04, tone, random.uniform(-0.12, 0.12))
    turn = np.linspace(0, np.pi, 60)
    along = (5 - (13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn))) / 22
    along = np.where(along < 0, 0.7 * along, along)
    across = 0.5 * np.sin(turn) ** 2.2
    places = (np.linspace(-0.1, 0.74, 7) + random.uniform(-0.015, 0.015, 7)).tolist()
    for side, base in ((-1, 0.56), (1, 0.26)):
        plate.fill(np.stack([along, side * across], axis=1), base)
        for number, place in enumerate(places):
            far = np.array([[place, 0], [place + 0.24, side * 0.6], [place + 0.33, side * 0.6], [place + 0.07, 0]])
            plate.tint(far, base + 0.07 + 0.14 * (number % 2))
            plate.vein(_line(place, 0, place + 0.21, side * 0.53), base + 0.4, 0.006)
        for place in places[:-1]:
            _slit(plate, place + 0.07, side, random)
    plate.stem(_line(-0.3, 0, 0, 0), 0.6, 0.018)
    plate.vein(_line(0, 0, 1, 0), 1.0, 0.013)
    return plate.leaf()


def _slit(plate: Plate, place: float, side: int, random: np.random.Generator) -> None:
    """From far outside towards the middle, a drop that ends round; and often a hole before its end."""
    deep, lean = random.uniform(0.12, 0.2) * (1 - 0.4 * max(0.0, place)), 0.4
    end = np.array([place + lean * 0.7, side * 0.7])
    turn = np.linspace(np.pi / 2, 3 * np.pi / 2, 8)
    blunt = np.stack([place + lean * deep + 0.014 * np.sin(turn), side * (deep + 0.02 * (1 + np.cos(turn)))], axis=1)
    plate.cut(np.vstack([blunt, [end - np.array([0.065, 0]), end + np.array([0.065, 0])]]))
    if random.random() < 0.65:
        turn = np.linspace(0, 2 * np.pi, 14)
        hole = np.stack([0.022 * np.cos(turn) + 0.012 * np.sin(turn), side * 0.03 * np.sin(turn)], axis=1)
        plate.cut(hole + np.array([place + 0.025, side * deep * 0.45]))


def palm(length: float, tone: Tone, random: np.random.Generator) -> Leaf:
    plate = Plate(length, 0.9, tone, random.uniform(0.1, 0.24))
    _feather(plate, random, count=27, reach=0.5, breadth=0.019, lean=0.6)
    return plate.leaf()


def fern(length: float, tone: Tone, random: np.random.Generator) -> Leaf:
    plate = Plate(length, 0.56, tone, random.uniform(-0.2, 0.2))
    _feather(plate, random, count=34, reach=0.27, breadth=0.021, lean=0.3)
    return plate.leaf()


def _feather(plate: Plate, random: np.random.Generator, count: int, reach: float, breadth: float, lean: float) -> None:
    """Leaflets on both sides of a rib, longest before its middle."""
    for place in np.linspace(0.06, 0.985, count):
        long = reach * np.sin(np.pi * (0.16 + 0.8 * place)) ** 0.8 * random.uniform(0.9, 1.06)
        for side in (1, -1):
            angle = lean + 0.5 * place + random.uniform(-0.06, 0.06)
            share = (0.45 if side > 0 else 0.7) + random.uniform(-0.14, 0.14)
            _leaflet(plate, float(place), side, long, angle, breadth * random.uniform(0.85, 1.1), share)
    plate.stem(_line(-0.3, 0, 0.99, 0), 0.9, 0.011)


def _leaflet(plate: Plate, place: float, side: int, long: float, lean: float, breadth: float, share: float) -> None:
    way = np.array([np.sin(lean), side * np.cos(lean)])
    edge = np.array([-way[1], way[0]])
    stations = np.array([0, 0.12, 0.4, 0.7, 1.0])
    widths = np.array([0.25, 0.8, 1.0, 0.62, 0.0]) * breadth
    spine = (
        np.array([place, 0.0]) + stations[:, None] * long * way + (stations**2)[:, None] * np.array([0.05 * long, 0])
    )
    first, last = spine + widths[:, None] * edge, spine - widths[:, None] * edge
    plate.fill(np.vstack([first, spine[::-1]]), min(1.0, share + 0.16))
    plate.fill(np.vstack([last, spine[::-1]]), max(0.0, share - 0.12))


def banana(length: float, tone: Tone, random: np.random.Generator) -> Leaf:
    """Long and whole, but for some tears."""
    plate = Plate(length, 0.5, tone, random.uniform(-0.14, 0.2))
    along = np.linspace(0, 1, 40)
    across = 0.17 * np.sin(np.pi * along**0.8) ** 0.55
    for side, share in ((-1, 0.66), (1, 0.36)):
        shape = np.stack([along, side * across], axis=1)
        plate.fill(np.vstack([shape, [[1, 0], [0, 0]]]), share)
        for place in np.linspace(0.05, 0.94, 24):
            other = share + (0.16 if int(place * 40) % 2 else -0.1)
            plate.vein(_line(place, 0, place + 0.09, side * 0.2), other, 0.005)
        for place in random.uniform(0.2, 0.85, 3):
            tip = np.array([place, side * 0.05])
            plate.cut(np.array([tip, [place + 0.06, side * 0.24], [place + 0.095, side * 0.24]]))
    plate.stem(_line(-0.3, 0, 1, 0), 0.95, 0.012)
    return plate.leaf()


def _line(x: float, y: float, end_x: float, end_y: float) -> Points:
    share = np.linspace(0, 1, 16)[:, None]
    return np.array([x, y]) * (1 - share) + np.array([end_x, end_y]) * share


KINDS: tuple[Callable[[float, Tone, np.random.Generator], Leaf], ...] = (monstera, palm, fern, banana)
