"""A pencil that draws the photo: light lines to find the place, contours, then hatching and shade."""

from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.paint import ease, part
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.scenes.graphite import drawing, paper
from vividdesk.localservice.render.scenes.layers import Layer
from vividdesk.localservice.render.scenes.sitter import Sitter
from vividdesk.localservice.render.scenes.sprite import pose

Way = NDArray[np.float64]  # points of the frame, one after the other
WARM = (0.955, 0.985, 1.0)  # of the paper: blue, green, red
GUIDES, CONTOURS, HATCHING, SHADE, DONE = (-0.03, 0.15), (0.11, 0.52), (0.46, 0.86), (0.58, 0.92), (0.88, 0.95)
COARSE = 72  # columns on which is thought when the pencil comes by


class Stroke(NamedTuple):
    """What a part of the drawing makes dark, and when the pencil comes by, 0 to 255."""

    dark: Pixels
    arrival: Pixels
    begin: float
    end: float

    def seen(self, moment: float) -> Pixels:
        """Drawn so far; the last bit is still soft."""
        share = min(max((moment - self.begin) / (self.end - self.begin), 0.0), 1.0)
        steps = np.clip((share * 290 - np.arange(256)) / 34, 0, 1) * 255
        return cv2.multiply(self.dark, cv2.LUT(self.arrival, steps.astype(np.uint8)), scale=1 / 255)


class SketchMe:
    still = 0.985

    def __init__(self, photos: Photos, _options: Options, film: Film) -> None:
        random = np.random.default_rng(9)
        self._film = film
        sitter = Sitter(only(photos), film)
        drawn = drawing(sitter, random)
        self._paper = paper(film.size, random)
        lines = _guides(film, sitter.faces)
        self._guide_way = np.concatenate(lines)
        self._contour_way = _walk(drawn.contours, self._guide_way[-1])
        self._hatch_way = _zigzag(film)
        self._guides = Stroke(*_drawn(film, lines), *GUIDES)
        self._strokes = [
            Stroke(drawn.contours, _arrival(film, self._contour_way), *CONTOURS),
            Stroke(drawn.hatching, _sweep(film, random, 1), *HATCHING),
            Stroke(drawn.shade, _sweep(film, random, -1), *SHADE),
        ]
        self._pencil = _pencil(0.62 * min(film.size))
        self._shadow = self._pencil.shadow(0.012 * min(film.size), 0.32)

    def frame(self, moment: float) -> Pixels:
        faint = cv2.convertScaleAbs(self._guides.seen(moment), alpha=1 - 0.86 * part(moment, 0.42, 0.9))
        dark = faint
        for stroke in self._strokes:
            if moment > stroke.begin:
                dark = cv2.add(dark, stroke.seen(moment))
        light = cv2.multiply(self._paper, cv2.bitwise_not(cv2.convertScaleAbs(dark, alpha=0.9)), scale=1 / 255)
        frame = cv2.merge([cv2.convertScaleAbs(light, alpha=share) for share in WARM])
        if moment < DONE[1]:
            self._hold(frame, moment)
        return frame

    def _hold(self, frame: Pixels, moment: float) -> None:
        """The pencil where the newest line is; at the end it is taken away."""
        unit = min(self._film.size)
        away = ease((moment - DONE[0]) / (DONE[1] - DONE[0]))
        x, y = self._point(moment) + away * np.array([1.1, 0.5]) * max(self._film.size)
        lean = -38 + 5 * np.sin(24 * moment) - 12 * away
        root, drop = (0.0, self._pencil.size[1] / 2), 0.018 * unit * (1 + 3 * away)
        margin = (self._shadow.size[0] - self._pencil.size[0]) / 2
        self._shadow.over(frame, pose((margin, root[1] + margin), (x + drop, y + drop), 1.0, lean + 6))
        self._pencil.over(frame, pose(root, (x, y), 1.0, lean))

    def _point(self, moment: float) -> NDArray[np.float64]:
        """From one way to the next the pencil glides."""
        ways = (self._guide_way, GUIDES), (self._contour_way, CONTOURS), (self._hatch_way, HATCHING)
        place = _along(ways[0][0], moment, ways[0][1])
        for way, (begin, end) in ways[1:]:
            share = part(moment, begin, begin + 0.05)
            place = place + (_along(way, moment, (begin, end)) - place) * share
        return place


def _along(way: Way, moment: float, span: tuple[float, float]) -> NDArray[np.float64]:
    at = min(max((moment - span[0]) / (span[1] - span[0]), 0.0), 1.0) * (len(way) - 1)
    first = min(int(at), len(way) - 2)
    return way[first] + (way[first + 1] - way[first]) * (at - first)


def _guides(film: Film, faces: list[Box]) -> list[Way]:
    """Ovals for the heads with the lines of eyes and nose, and shoulders; without anybody, the thirds of the sheet."""
    width, height = film.size
    lines: list[Way] = []
    for face in faces[:5]:
        head = face.head()
        x, y = head.middle
        turn = np.linspace(-2.2, 4.6, 46)
        loose = 1 + 0.03 * np.sin(1.7 * turn)
        oval = [x + 0.42 * head.width * loose * np.cos(turn), y + 0.46 * head.height * loose * np.sin(turn)]
        lines.append(np.stack(oval, axis=1))
        lines.append(_straight((x, head.top - 0.06 * head.height), (x + 0.01 * width, head.bottom + 0.1 * head.height)))
        for down in (0.42, 0.66):
            level = face.top + down * face.height
            lines.append(
                _straight((head.left - 0.03 * width, level), (head.right + 0.03 * width, level + 0.004 * height))
            )
        low = head.bottom + 0.75 * face.height
        lines.append(_straight((x - 1.5 * face.width, low), (x + 1.5 * face.width, low - 0.01 * height)))
    if not lines:
        for share in (1 / 3, 2 / 3):
            lines.append(_straight((0.05 * width, share * height), (0.95 * width, share * height * 0.995)))
            lines.append(_straight((share * width, 0.05 * height), (share * width * 1.005, 0.95 * height)))
        lines.append(_straight((0.06 * width, 0.06 * height), (0.94 * width, 0.94 * height)))
        lines.append(_straight((0.94 * width, 0.06 * height), (0.06 * width, 0.94 * height)))
    return lines


def _straight(start: tuple[float, float], end: tuple[float, float]) -> Way:
    share = np.linspace(0, 1, 22)[:, None]
    return np.array(start) * (1 - share) + np.array(end) * share


def _drawn(film: Film, lines: list[Way]) -> tuple[Pixels, Pixels]:
    dark: Pixels = np.zeros((film.height, film.width), np.uint8)
    arrival: Pixels = np.zeros_like(dark)
    thick, count = max(1, round(min(film.size) * 0.0026)), sum(len(line) for line in lines)
    done = count
    for line in reversed(lines):  # where lines cross, the first one counts
        points = np.round(line * 16).astype(np.int32).tolist()
        for first, last in reversed(list(pairwise(points))):
            cv2.line(arrival, first, last, round(255 * done / count), 4 * thick, cv2.LINE_8, 4)
            cv2.line(dark, first, last, 120, thick, cv2.LINE_AA, 4)
            done -= 1
        done -= 1
    return dark, arrival


def _walk(contours: Pixels, start: NDArray[np.float64]) -> Way:
    """From one of the darkest places to the next that is near."""
    height, width = contours.shape
    cells = 26, max(4, round(26 * height / width))
    weight = cv2.resize(contours, cells, interpolation=cv2.INTER_AREA).astype(np.float32)
    rest = [
        (float((n % cells[0] + 0.5) * width / cells[0]), float((n // cells[0] + 0.5) * height / cells[1]))
        for n in np.argsort(-weight.ravel())[: max(12, weight.size // 3)]
    ]
    way = [(float(start[0]), float(start[1]))]
    while rest:
        x, y = way[-1]
        way.append(min(rest, key=lambda place: (place[0] - x) ** 2 + (place[1] - y) ** 2))
        rest.remove(way[-1])
    points = np.array(way)
    return np.stack([np.convolve(np.pad(axis, 1, "edge"), (0.25, 0.5, 0.25), "valid") for axis in points.T], axis=1)


def _arrival(film: Film, way: Way) -> Pixels:
    """When the pencil is nearest to a place."""
    rows = max(4, round(COARSE * film.height / film.width))
    x, y = (np.arange(COARSE) + 0.5) * film.width / COARSE, (np.arange(rows) + 0.5) * film.height / rows
    away = (x[None, :, None] - way[:, 0]) ** 2 + (y[:, None, None] - way[:, 1]) ** 2
    moments = (away.argmin(axis=2) * 255 / len(way)).astype(np.float32)
    return cv2.resize(cv2.GaussianBlur(moments, (0, 0), 0.8), film.size, interpolation=cv2.INTER_LINEAR).astype(
        np.uint8
    )


def _sweep(film: Film, random: np.random.Generator, way: int) -> Pixels:
    """From corner to corner, with the uneven front of strokes."""
    x = np.linspace(0, 1, film.width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, film.height, dtype=np.float32)[:, None]
    front = (x + 0.7 * y) / 1.7
    ragged = cv2.resize(random.random((24, 5), dtype=np.float32), film.size, interpolation=cv2.INTER_LINEAR)
    front = np.clip(front + 0.06 * (ragged - 0.5), 0, 1)
    return ((front if way > 0 else 1 - front) * 255).astype(np.uint8)


def _zigzag(film: Film) -> Way:
    """Along the front of the hatching, up and down."""
    share = np.linspace(0, 1, 400)
    front = 0.06 + 0.88 * share
    swing = 0.5 + 0.34 * np.sin(share * 2 * np.pi * 15)
    x, y = 1.7 * front - 0.7 * swing, swing
    return np.stack([np.clip(x, 0.03, 0.97) * film.width, np.clip(y, 0.05, 0.95) * film.height], axis=1)


def _pencil(long: float) -> Layer:
    """Its tip at the left; grey as what it draws."""
    fine = 3
    length, thick = round(long * fine), round(long * 0.058 * fine)
    sheet: Pixels = np.zeros((thick + 2 * fine, length, 4), np.uint8)
    top = fine
    cone, lead = round(0.115 * length), round(0.034 * length)
    for row, tint in ((0.0, 96), (0.3, 62), (0.7, 38)):
        first, last = top + round(row * thick), top + round((row + (0.4 if row else 0.3)) * thick)
        cv2.rectangle(
            sheet, (cone - fine * 2, first), (length, min(last, top + thick)), (tint, tint, tint, 255), cv2.FILLED
        )
    wood = np.array([[0, top + thick // 2], [cone, top], [cone, top + thick]])
    cv2.fillPoly(sheet, [wood], (196, 208, 214, 255), cv2.LINE_AA)
    cv2.fillPoly(
        sheet,
        [np.array([[0, top + thick // 2], [cone, top + thick * 2 // 3], [cone, top + thick]])],
        (160, 172, 180, 255),
    )
    for number in range(3):
        edge = cone, top + round((number + 0.5) * thick / 3)
        cv2.ellipse(sheet, edge, (round(0.016 * length), thick // 6), 0, 90, 270, (196, 208, 214, 255), cv2.FILLED)
    share = lead / cone
    half = round(share * thick / 2)
    tip = np.array([[0, top + thick // 2], [lead, top + thick // 2 - half], [lead, top + thick // 2 + half]])
    cv2.fillPoly(sheet, [tip], (48, 48, 48, 255), cv2.LINE_AA)
    for begin, tint in ((0.86, 190), (0.875, 130), (0.89, 200), (0.905, 120), (0.92, 110)):
        cv2.rectangle(sheet, (round(begin * length), top), (length, top + thick), (tint, tint, tint, 255), cv2.FILLED)
    size = max(2, length // fine), max(2, sheet.shape[0] // fine)
    return Layer(cv2.resize(sheet, size, interpolation=cv2.INTER_AREA))
