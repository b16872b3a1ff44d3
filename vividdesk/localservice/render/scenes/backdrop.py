"""What a backdrop is painted with: fractions of 255, so that many faint lights add up without bands."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.faces import around
from vividdesk.localservice.render.paint import Colour, Mask, colour, glow
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scenes.sitter import Sitter

Canvas = NDArray[Any]  # height × width × 3 of float32, 0 to 255
Size = tuple[int, int]
Random = np.random.Generator
COARSE = 4  # light without edges is painted in so much smaller


def sky(size: Size, *stops: tuple[float, str]) -> Canvas:
    """Downwards from colour to colour."""
    rows = np.linspace(0, 1, size[1])
    shares, bands = [share for share, _code in stops], np.array([colour(code) for _share, code in stops])
    column = np.stack([np.interp(rows, shares, bands[:, channel]) for channel in range(3)], axis=1)
    return np.repeat(column[:, None].astype(np.float32), size[0], axis=1)


def add(canvas: Canvas, light: Mask, tint: Colour, strength: float = 1.0) -> None:
    """In place, as two lamps add up on paper: never beyond white."""
    canvas += (255 - canvas) * (light * strength)[:, :, None] * (np.array(tint, np.float32) / 255)


def cover(canvas: Canvas, mask: Mask, paint: Canvas | Colour) -> None:
    canvas += (np.asarray(paint, np.float32) - canvas) * mask[:, :, None]


def spot(
    canvas: Canvas, x: float, y: float, radius: float, tint: Colour, strength: float = 1.0, hard: float = 2
) -> None:
    """A soft ball of light, as far as it is on the canvas."""
    reach = max(2, round(radius))
    left, top = round(x) - reach, round(y) - reach
    seen_x = slice(max(0, left), max(0, min(canvas.shape[1], left + 2 * reach + 1)))
    seen_y = slice(max(0, top), max(0, min(canvas.shape[0], top + 2 * reach + 1)))
    ball = glow(reach, hard)[seen_y.start - top : seen_y.stop - top, seen_x.start - left : seen_x.stop - left]
    if ball.size:
        add(canvas[seen_y, seen_x], ball, tint, strength)


def noise(size: Size, cell: float, random: Random, octaves: int = 5) -> Mask:
    """Clouds of all sizes up to the cell, 0 to 1."""
    width, height = size
    whole = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        step = max(1.0, cell / 2**octave)
        grid = random.random((round(height / step) + 4, round(width / step) + 4), dtype=np.float32)
        fine = cv2.resize(grid, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)
        whole += fine[round(step) :, round(step) :][:height, :width] / 2**octave
    low, high = np.percentile(whole, (1, 99))
    return np.clip((whole - low) / max(1e-6, high - low), 0, 1).astype(np.float32)


def plane(texture: Mask, size: Size, horizon: float, span: float) -> Mask:
    """A texture as it lies on the ground, from the horizon down; the lower edge shows so many pixels of it."""
    width, height = size
    below = np.maximum(np.arange(height, dtype=np.float32) - horizon + 1, 1)[:, None]
    away = (height - horizon) / below
    across = (np.arange(width, dtype=np.float32) - width / 2)[None, :] * away * span / width + texture.shape[1] / 2
    along = np.repeat(away * span * 0.35, width, axis=1)
    return cv2.remap(texture, across, along, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def below(size: Size, edge: NDArray[Any] | float) -> Mask:
    """All that is lower than the edge, one height for each column, in pixels."""
    rows = np.arange(size[1], dtype=np.float32)[:, None]
    return np.clip(rows - np.broadcast_to(np.asarray(edge, np.float32), (size[0],))[None, :] + 0.5, 0, 1)


def discs(size: Size, tints: list[Colour], random: Random, many: int, low: float, high: float) -> Canvas:
    """Lamps far out of focus, between two heights, as light to be added."""
    width, height = size
    layer = np.zeros((height, width, 3), np.float32)
    for _each in range(many):
        at = round(random.random() * width * 16), round(random.uniform(low, high) * height * 16)
        radius = min(size) * random.uniform(0.008, 0.04)
        tint = np.array(tints[random.integers(len(tints))]) * random.uniform(0.12, 0.5)
        cv2.circle(layer, at, round(radius * 16), tuple(map(float, tint)), cv2.FILLED, cv2.LINE_AA, 4)
        cv2.circle(
            layer, at, round(radius * 16), tuple(map(float, tint * 1.5)), max(1, round(radius / 9)), cv2.LINE_AA, 4
        )
    return cv2.GaussianBlur(layer, (0, 0), max(0.6, min(size) / 420))


def fan(size: Size, source: tuple[float, float], angles: list[float], thick: float, tint: Colour) -> Pixels:
    """Shafts of light from one place (parts of the picture), at these angles, 90° is down; coarse."""
    width, height = (max(4, side // COARSE) for side in size)
    start = np.array([source[0] * width, source[1] * height])
    reach = 1.3 * max(width, height)
    light = np.zeros((height, width), np.float32)
    for angle in angles:
        ends = [start + 2 * reach * _way(angle + turn) for turn in (-thick, thick)]
        shaft = np.zeros_like(light)
        cv2.fillPoly(shaft, [np.int32(np.array([start, *ends]) * 16)], 1.0, cv2.LINE_AA, 4)
        light += cv2.GaussianBlur(shaft, (0, 0), 0.5 + 0.012 * min(width, height))
    x, y = np.meshgrid(np.arange(width) - start[0], np.arange(height) - start[1])
    light *= np.clip(1 - np.hypot(x, y) / reach, 0, 1) ** 1.3
    return np.clip(np.minimum(light, 1.6)[:, :, None] * np.array(tint, np.float32), 0, 255).astype(np.uint8)


def oval(sitter: Sitter) -> Mask:
    """Where a photo that cannot be cut out is seen: softly around its faces, or its middle."""
    width, height = sitter.size
    x, y, across, down = width / 2, height * 0.48, width * 0.5, height * 0.5
    if sitter.heads:
        heads = around(sitter.heads)
        x, y = heads.middle[0], heads.middle[1] + heads.height * 0.25
        across, down = max(across * 0.8, heads.width * 0.9), max(down * 0.8, heads.height * 0.95)
    apart_x = (np.arange(width, dtype=np.float32) - x)[None, :] / across
    apart_y = (np.arange(height, dtype=np.float32) - y)[:, None] / down
    share = np.clip((1.25 - np.sqrt(apart_x**2 + apart_y**2)) / 0.5, 0, 1)
    return share * share * (3 - 2 * share)


def _way(degrees: float) -> NDArray[Any]:
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
