"""Words in a scene: set with air between the letters, and standing out from what is behind."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.lettering import MEDIUM, line, outline
from vividdesk.localservice.render.paint import Mask, colour
from vividdesk.localservice.render.scenes.sprite import Sprite

GOLD = ((0.0, "#fffbe6"), (0.3, "#ffdf85"), (0.52, "#c8871c"), (0.6, "#8d5708"), (0.66, "#ffe9a8"), (1.0, "#d99a2b"))
Size = tuple[int, int]


def spaced(text: str, height: float) -> Mask:
    """Capitals with air between them; no higher than their ink."""
    letters = [line(letter, height, MEDIUM) for letter in text]
    gap = round(height * 0.32)
    pieces = [cv2.copyMakeBorder(each, 0, 0, 0, gap, cv2.BORDER_CONSTANT, value=0) for each in letters]
    return inked(np.hstack(pieces)[:, :-gap])


def inked(mask: Mask) -> Mask:
    """Without the empty rows above and below the letters."""
    rows = np.flatnonzero(mask.max(axis=1) > 0.02)
    return mask[max(0, rows[0] - 1) : rows[-1] + 2]


def dusk(size: Size, middle: tuple[float, float], wide: float, tall: float, tint: str, strength: float) -> Sprite:
    """A soft darkness under words of this extent, from which they stand out whatever is behind."""
    x = (np.arange(size[0], dtype=np.float32) - middle[0]) / wide
    y = (np.arange(size[1], dtype=np.float32) - middle[1]) / tall
    mask = strength * np.exp(-((x[None, :] ** 2 + y[:, None] ** 2) ** 1.2))
    return Sprite(colour(tint), np.where(mask < 1 / 255, 0, mask).astype(np.float32))


def edged(mask: Mask, tint: tuple[float, float, float], tall: float) -> tuple[Sprite, Sprite]:
    edge = max(1.0, tall * 0.055)
    grown = outline(mask, edge)
    pad = (grown.shape[0] - mask.shape[0]) // 2
    inner = cv2.copyMakeBorder(mask, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    rows = np.linspace(1.12, 0.86, grown.shape[0], dtype=np.float32)[:, None, None]
    filled = np.array(tint, np.float32) * rows * inner[:, :, None]
    letter = (filled + 255 * (1 - inner[:, :, None])).clip(0, 255).astype(np.uint8)
    soft = max(1.0, tall * 0.06)
    fallen = cv2.GaussianBlur(np.roll(grown, round(tall * 0.05), 0), (0, 0), soft)
    return Sprite(letter, grown), Sprite(colour("#2a1030"), fallen * 0.55)


def golden(letters: Mask) -> NDArray[np.float32]:
    """Polished: bands of sky and ground in it, an edge that catches light, fine glitter."""
    height, width = letters.shape
    tops = [share for share, _code in GOLD]
    bands = np.array([colour(code) for _share, code in GOLD])
    rows = np.linspace(-0.08, 1.08, height)
    gold = np.stack([np.interp(rows, tops, bands[:, channel]) for channel in range(3)], axis=1)
    whole = np.repeat(gold[:, None, :], width, axis=1).astype(np.float32)
    soft = cv2.GaussianBlur(letters, (0, 0), max(0.8, height / 45))
    slope = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3) + 0.6 * cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3)
    whole += (slope * 190)[:, :, None]
    glitter = np.random.default_rng(8).random((height, width), dtype=np.float32) ** 14
    return (whole + 120 * cv2.GaussianBlur(glitter, (0, 0), 0.6)[:, :, None]).clip(0, 255)
