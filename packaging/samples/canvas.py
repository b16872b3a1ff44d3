"""The paper and the pencils: grids, curves, masks, blur and noise on arrays of float32."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating[Any]]
Points = Sequence[tuple[float, float]] | Array
Colour = tuple[float, float, float]


def f32(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float32)


@dataclass(frozen=True)
class Sheet:
    """A paper of width × height pixels whose coordinates are units of `scale` pixels around an origin.

    `tilt` turns the coordinates about the pivot (in units), as a head turns on its neck.
    """

    width: int
    height: int
    scale: float
    origin: tuple[float, float] = (0.0, 0.0)
    tilt: float = 0.0
    pivot: tuple[float, float] = (0.0, 0.0)

    def tilted(self, angle: float, pivot: tuple[float, float]) -> "Sheet":
        return replace(self, tilt=angle, pivot=pivot)

    @cached_property
    def _grid(self) -> tuple[Array, Array]:
        x = (np.arange(self.width, dtype=np.float32)[None, :] - self.origin[0]) / self.scale
        y = (np.arange(self.height, dtype=np.float32)[:, None] - self.origin[1]) / self.scale
        x, y = np.broadcast_to(x, (self.height, self.width)), np.broadcast_to(y, (self.height, self.width))
        if self.tilt:
            c, s = np.cos(self.tilt), np.sin(self.tilt)
            dx, dy = x - self.pivot[0], y - self.pivot[1]
            x, y = self.pivot[0] + c * dx + s * dy, self.pivot[1] - s * dx + c * dy
        return f32(x), f32(y)

    @property
    def x(self) -> Array:
        return self._grid[0]

    @property
    def y(self) -> Array:
        return self._grid[1]

    def pixels(self, points: Points) -> NDArray[np.int32]:
        """The points in sixteenths of a pixel, as cv2 takes them with shift=4."""
        p = f32(points)
        if self.tilt:
            c, s = np.cos(self.tilt), np.sin(self.tilt)
            d = p - f32(self.pivot)
            p = f32(self.pivot) + np.stack([c * d[:, 0] - s * d[:, 1], s * d[:, 0] + c * d[:, 1]], 1)
        return np.rint((p * self.scale + f32(self.origin)) * 16).astype(np.int32)

    def blank(self, value: float = 0.0) -> Array:
        return np.full((self.height, self.width), value, np.float32)

    def plain(self, colour: Colour) -> Array:
        return np.broadcast_to(f32(colour), (self.height, self.width, 3)).copy()

    def fill(self, points: Points, soft: float = 0.0) -> Array:
        """1 inside the polygon, 0 outside; the edge is `soft` units wide."""
        paper = np.zeros((self.height, self.width), np.uint8)
        cv2.fillPoly(paper, [self.pixels(points)], 255, cv2.LINE_AA, 4)
        return self.blur(f32(paper) / 255, soft)

    def stroke(self, points: Points, width: float, soft: float = 0.0) -> Array:
        paper = np.zeros((self.height, self.width), np.uint8)
        thick = max(1, round(width * self.scale))
        cv2.polylines(paper, [self.pixels(points)], False, 255, thick, cv2.LINE_AA, 4)
        return self.blur(f32(paper) / 255, soft)

    def taper(self, points: Points, widths: Sequence[float], soft: float = 0.0) -> Array:
        """A stroke whose width goes through `widths` on its way."""
        return self.blur(self.hairs([f32(points)], widths), soft)

    def hairs(self, curves: Sequence[Array], widths: Sequence[float]) -> Array:
        """Many tapering strokes on one paper."""
        paper = np.zeros((self.height, self.width), np.uint8)
        for p in curves:
            half = f32(np.interp(np.linspace(0, 1, len(p)), np.linspace(0, 1, len(widths)), widths)) / 2
            way = np.gradient(p, axis=0)
            side = np.stack([-way[:, 1], way[:, 0]], 1) / (np.linalg.norm(way, axis=1, keepdims=True) + 1e-6)
            ribbon = f32(np.concatenate([p + side * half[:, None], (p - side * half[:, None])[::-1]]))
            cv2.fillPoly(paper, [self.pixels(ribbon)], 255, cv2.LINE_AA, 4)
        return f32(paper) / 255

    def blur(self, array: Array, soft: float) -> Array:
        return blur(array, soft * self.scale)

    def bump(self, at: tuple[float, float], size: tuple[float, float], turn: float = 0.0) -> Array:
        """A Gaussian hill of height 1."""
        dx, dy = self.x - at[0], self.y - at[1]
        if turn:
            c, s = np.cos(turn), np.sin(turn)
            dx, dy = c * dx + s * dy, c * dy - s * dx
        return f32(np.exp(-0.5 * ((dx / size[0]) ** 2 + (dy / size[1]) ** 2)))

    def pair(self, at: tuple[float, float], size: tuple[float, float], turn: float = 0.0) -> Array:
        """The same hill on both sides of x = 0."""
        return self.bump(at, size, turn) + self.bump((-at[0], at[1]), size, -turn)

    def noise(self, cell: float | tuple[float, float], seed: int, octaves: int = 3) -> Array:
        """Smooth noise about 0; `cell` is its coarsest wavelength in units."""
        cx, cy = cell if isinstance(cell, tuple) else (cell, cell)
        rng = np.random.default_rng(seed)
        total, weight = self.blank(), 1.0
        for octave in range(octaves):
            step = 2.0**octave / self.scale
            wide, high = int(self.width * step / cx) + 4, int(self.height * step / cy) + 4
            wide, high = min(wide, self.width), min(high, self.height)
            small = rng.standard_normal((high, wide)).astype(np.float32)
            total += weight * resize(small, self.width, self.height)
            weight *= 0.5
        return total


def blur(array: Array, sigma: float) -> Array:
    """A Gaussian blur; a wide one is done on a smaller copy."""
    if sigma < 0.3:
        return array
    high, wide = array.shape[:2]
    factor = int(sigma / 4)
    if factor < 2:
        return f32(cv2.GaussianBlur(array, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))
    factor = min(factor, wide // 8, high // 8)
    small = resize(array, max(wide // factor, 8), max(high // factor, 8), cv2.INTER_AREA)
    small = f32(cv2.GaussianBlur(small, (0, 0), sigma / factor, borderType=cv2.BORDER_REPLICATE))
    return resize(small, wide, high)


def resize(array: Array, wide: int, high: int, how: int = cv2.INTER_CUBIC) -> Array:
    return f32(cv2.resize(array, (wide, high), interpolation=how))


def curve(points: Points, closed: bool = False, steps: int = 16) -> Array:
    """A Catmull-Rom curve through the points."""
    p = f32(points)
    p = np.concatenate([p[-1:], p, p[:2]]) if closed else np.concatenate([p[:1], p, p[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    parts = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    if not closed:
        parts.append(p[-1:])
    return f32(np.concatenate(parts))


def mirrored(right: Points) -> Array:
    """A closed outline from its right half, given from top to bottom."""
    p = f32(right)
    left = (p * f32((-1, 1)))[::-1]
    return f32(np.concatenate([p, left[np.abs(left[:, 0]) > 1e-6]]))


def resampled(points: Points, count: int) -> Array:
    """The polyline with `count` points at even distances."""
    p = f32(points)
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))])
    at = np.linspace(0, way[-1], count)
    return f32(np.stack([np.interp(at, way, p[:, 0]), np.interp(at, way, p[:, 1])], 1))


def smooth(low: float, high: float, values: Array) -> Array:
    t = np.clip((values - low) / (high - low), 0, 1)
    return f32(t * t * (3 - 2 * t))


def mix(below: Array, above: Array | Colour, mask: Array | float) -> Array:
    """`above` laid on `below` where the mask is 1."""
    weight = f32(mask)
    if weight.ndim == 2:
        weight = weight[..., None]
    return f32(below + (f32(above) - below) * weight)


def ramp(values: Array, stops: Sequence[tuple[float, Colour]]) -> Array:
    """Colours by value, as along a gradient."""
    at = [stop for stop, _ in stops]
    return f32(np.stack([np.interp(values, at, [colour[i] for _, colour in stops]) for i in range(3)], -1))


def linear(colour: Colour | Array) -> Array:
    return f32(np.maximum(f32(colour), 0) ** 2.2)


def display(colour: Array) -> Array:
    return f32(np.maximum(colour, 0) ** (1 / 2.2))


def rgb(code: str) -> Colour:
    """A colour from six hexadecimal digits, 0 to 1 for each part."""
    return (int(code[0:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:6], 16) / 255)
