"""The painter's box: laying one thing over another, light, gradients without bands, and how things move."""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.planes import Pixels

Mask = NDArray[Any]  # height × width of float32, 0 to 1
Colour = tuple[float, float, float]  # blue, green, red, 0 to 255


def colour(code: str) -> Colour:
    """Of "#ff6b4a"."""
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return blue, green, red


def lay(ground: Pixels, thing: Pixels | Colour, mask: Mask, x: float = 0, y: float = 0, strength: float = 1.0) -> None:
    """Over the ground, in place, with the mask's corner at (x, y); what reaches beyond the edge is left out.

    A fraction of a pixel counts: what moves slowly does not jump.
    """
    left, top = int(np.floor(x)), int(np.floor(y))
    if (x, y) != (left, top):
        mask, thing = _shifted(mask, thing, x - left, y - top)
    part, seen = _overlap(ground, mask, left, top)
    if part is None:
        return
    alpha = (mask[seen] * strength)[:, :, None]
    source = thing[seen][:, :, :3] if isinstance(thing, np.ndarray) else np.array(thing, np.float32)
    part += ((source - part.astype(np.float32)) * alpha + _dither(part.shape[:2])).astype(np.int16).astype(np.uint8)


def shine(ground: Pixels, light: Colour, mask: Mask, x: float = 0, y: float = 0, strength: float = 1.0) -> None:
    """Adds light, in place: 1 - (1 - a)(1 - b), so that nothing burns out at once."""
    left, top = int(np.floor(x)), int(np.floor(y))
    if (x, y) != (left, top):
        mask, _light = _shifted(mask, light, x - left, y - top)
    part, seen = _overlap(ground, mask, left, top)
    if part is None:
        return
    add = (mask[seen] * strength)[:, :, None] * (np.array(light, np.float32) / 255)
    bright = part.astype(np.float32)
    np.copyto(part, (bright + (255 - bright) * add + _dither(part.shape[:2])).astype(np.uint8))


def _overlap(ground: Pixels, mask: Mask, left: int, top: int) -> tuple[Pixels | None, tuple[slice, slice]]:
    height, width = mask.shape
    first_x, first_y = max(0, -left), max(0, -top)
    last_x, last_y = min(width, ground.shape[1] - left), min(height, ground.shape[0] - top)
    seen = slice(first_y, last_y), slice(first_x, last_x)
    if first_x >= last_x or first_y >= last_y:
        return None, seen
    return ground[top + first_y : top + last_y, left + first_x : left + last_x], seen


def _shifted(mask: Mask, thing: Pixels | Colour, x: float, y: float) -> tuple[Mask, Pixels | Colour]:
    matrix, size = np.array([[1, 0, x], [0, 1, y]], np.float32), (mask.shape[1] + 1, mask.shape[0] + 1)
    moved = cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR)
    if isinstance(thing, np.ndarray):
        thing = cv2.warpAffine(thing, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return moved, thing


def gradient(size: tuple[int, int], top: Colour, bottom: Colour, angle: float = 90.0) -> Pixels:
    """From one colour to the other, 90°: downwards. Without bands."""
    width, height = size
    along = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    share = (x * along[0] + y * along[1]) / (abs(along[0]) + abs(along[1])) / 2 + 0.5
    first, last = np.array(top, np.float32), np.array(bottom, np.float32)
    return dithered(first + (last - first) * share[:, :, None].astype(np.float32))


def radial(size: tuple[int, int], middle: tuple[float, float], radius: float, hardness: float = 2.0) -> Mask:
    """1 in the middle, falling softly to 0 at the radius; all in pixels."""
    width, height = size
    x = (np.arange(width, dtype=np.float32) - middle[0]) / radius
    y = (np.arange(height, dtype=np.float32) - middle[1]) / radius
    distance = np.sqrt(x[None, :] ** 2 + y[:, None] ** 2)
    return (np.clip(1 - distance, 0, 1) ** hardness).astype(np.float32)


@lru_cache(maxsize=64)
def glow(radius: int, hardness: float = 2.0) -> Mask:
    """A soft ball of light, as a mask of 2 × radius + 1 pixels."""
    side = 2 * radius + 1
    return radial((side, side), (radius, radius), radius + 0.5, hardness)


def vignette(size: tuple[int, int], strength: float = 0.35) -> Mask:
    """What a picture is multiplied with to darken its corners."""
    width, height = size
    x, y = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32))
    return 1 - strength * np.clip((x**2 + y**2) / 2, 0, 1) ** 1.5


def graded(picture: Pixels, gain: Colour, lift: Colour = (0, 0, 0), saturation: float = 1.0) -> Pixels:
    """Multiplied and lifted per colour, and made more or less colourful: a whole mood in one matrix."""
    luma = np.array([0.114, 0.587, 0.299])
    mix = np.eye(3) * saturation + (1 - saturation) * luma[None, :]
    return cv2.transform(picture, np.column_stack([np.diag(gain) @ mix, lift]))


def dithered(values: NDArray[Any]) -> Pixels:
    """0 to 255 as 8 bits, with a grain that keeps slow gradients from showing bands."""
    grain = _dither(values.shape[:2])
    return np.clip(values + (grain if values.ndim == 3 else grain[:, :, 0]), 0, 255).astype(np.uint8)


def _dither(shape: tuple[int, ...]) -> NDArray[np.float32]:
    height, width = shape[:2]
    return _grain(-(-height // 256), -(-width // 256))[:height, :width]


@lru_cache(maxsize=16)
def _grain(down: int, across: int) -> NDArray[np.float32]:
    tile = np.random.default_rng(7).random((256, 256, 1), dtype=np.float32)
    return np.tile(tile, (down, across, 1))


def ease(share: float) -> float:
    """From 0 to 1, slow at both ends."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def part(moment: float, begin: float, end: float) -> float:
    """How far, eased, a movement is that lasts from one moment to another."""
    return ease((moment - begin) / (end - begin))


def overshoot(share: float) -> float:
    """From 0 to 1, a little beyond and back: how a thing pops up."""
    share = min(max(share, 0.0), 1.0) - 1
    return 1 + 2.7 * share**3 + 1.7 * share**2
