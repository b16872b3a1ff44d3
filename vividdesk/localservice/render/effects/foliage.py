"""Autumn leaves as sprites: blade, veins and stalk, drawn large and brought down, so that their edges are soft."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.paint import colour
from vividdesk.localservice.render.planes import Matrix, Pixels

Tones = NDArray[np.float32]  # blue, green, red, of one colour or of a picture

DRAWN = 256  # pixels of the side on which a leaf is drawn
FINE = 4  # bits after the point of what OpenCV draws
COLOURS = np.array(
    [colour(code) for code in ("#c4481f", "#dd8426", "#d8a733", "#a5332a", "#b5651f", "#8c5a28")], np.float32
)
OVAL = [(0, -0.92), (0.16, -0.66), (0.33, -0.34), (0.40, 0.0), (0.33, 0.32), (0.16, 0.56), (0, 0.64)]
LOBED = [
    *[(0, -0.90), (0.13, -0.74), (0.22, -0.60), (0.15, -0.46), (0.34, -0.40), (0.42, -0.22), (0.24, -0.10)],
    *[(0.44, 0.02), (0.44, 0.20), (0.22, 0.22), (0.30, 0.42), (0.16, 0.54), (0, 0.64)],
]
MAPLE = [
    *[(0, -0.92), (0.10, -0.70), (0.22, -0.72), (0.19, -0.42), (0.27, -0.36), (0.44, -0.58), (0.52, -0.44)],
    *[(0.74, -0.42), (0.62, -0.26), (0.78, -0.12), (0.56, 0.02), (0.34, 0.14), (0.58, 0.30), (0.40, 0.38)],
    *[(0.22, 0.36), (0.08, 0.44), (0, 0.46)],
]
SHAPES = {"oval": OVAL, "lobed": LOBED, "maple": MAPLE}  # the right half, from the tip to the stalk


def leaf(shape: str, random: np.random.Generator) -> Pixels:
    """With alpha, its colours multiplied with it already."""
    half = np.array(SHAPES[shape])
    if shape != "maple":
        half = _smooth(half)
    outline = np.concatenate([half, half[::-1] * [-1, 1]])
    base = COLOURS[random.integers(len(COLOURS))] * np.float32(0.85 + 0.25 * random.random())
    cover = np.zeros((DRAWN, DRAWN), np.uint8)
    cv2.fillPoly(cover, [_places(outline)], 255, cv2.LINE_AA, FINE)
    picture = _blade(base, random)
    _veins(picture, half, base)
    bottom = float(half[-1, 1])
    stalk = [(0, bottom - 0.05), (0.03, bottom + 0.18), (0.08, 0.95)]
    cv2.polylines(cover, [_places(np.array(stalk))], False, 255, 3, cv2.LINE_AA, FINE)
    _stroke(picture, stalk, base * np.float32(0.55), 4)
    alpha = cover[:, :, None] / np.float32(255)
    return np.dstack([np.clip(picture, 0, 255) * alpha + 0.5, cover]).astype(np.uint8)


def _blade(base: Tones, random: np.random.Generator) -> Tones:
    """One half catches the light; patches go from the leaf's colour towards another."""
    tint = COLOURS[random.integers(len(COLOURS))]
    patches = cv2.resize(random.random((7, 7)).astype(np.float32), (DRAWN, DRAWN), interpolation=cv2.INTER_CUBIC)
    mixed = base + (tint - base) * (0.55 * np.clip(patches, 0, 1))[:, :, None]
    across = np.linspace(-1, 1, DRAWN, dtype=np.float32)[None, :, None]
    return np.ascontiguousarray(mixed * (1.0 + 0.13 * np.tanh(across * 14) - 0.12 * np.abs(across)))


def _veins(picture: Tones, half: Matrix, base: Tones) -> None:
    dark = base * np.float32(0.66)
    bottom = float(half[-1, 1])
    _stroke(picture, [(0, -0.86), (0, bottom)], dark, 3)
    for start in np.arange(-0.6, bottom - 0.05, 0.2):
        reach = 0.85 * float(np.interp(start - 0.14, half[:, 1], half[:, 0]))
        for way in (-1, 1):
            _stroke(picture, [(0, start), (way * reach * 0.6, start - 0.11), (way * reach, start - 0.15)], dark, 1)


def _smooth(points: Matrix) -> Matrix:
    """Through more points, cut at the corners three times."""
    for _turn in range(3):
        middle = np.stack([0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]], axis=1)
        points = np.concatenate([points[:1], middle.reshape(-1, 2), points[-1:]])
    return points


def _stroke(ground: Tones, points: list[tuple[float, float]], shade: Tones, width: int) -> None:
    cv2.polylines(ground, [_places(np.array(points))], False, shade.tolist(), width, cv2.LINE_AA, FINE)


def _places(points: Matrix) -> NDArray[np.int32]:
    return np.round((points + 1) / 2 * (DRAWN - 1) * 2**FINE).astype(np.int32).reshape(-1, 1, 2)
