"""Cloth that hangs: its folds fan out with its outline, light falls on them, and a dye gives them colour."""

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Colour, Mask, dithered
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.tools import textures

ACROSS = 512  # columns of the cloth when it is spread out


class Hang:
    """The cloth spread out: each row of its outline as wide as every other, so that folds run straight down."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        height, width = mask.shape
        rows = self.endless > 0.5
        known = np.flatnonzero((mask > 0.5).any(axis=1))
        first = rows.argmax(axis=1).astype(np.float32)
        last = (width - 1 - rows[:, ::-1].argmax(axis=1)).astype(np.float32)
        y = np.arange(height)
        calm = max(1.0, len(known) / 60)
        self.left, self.right = (
            cv2.GaussianBlur(np.interp(y, known, side[known]).astype(np.float32)[:, None], (0, 0), 1, sigmaY=calm)
            for side in (first, last)
        )
        self.top, self.bottom = int(known[0]), int(known[-1]) + 1
        self.width = np.maximum(self.right - self.left, 2.0)

    @property
    def endless(self) -> Mask:
        """Going on below, as if it had no hem: what hangs is round at its sides, and not at its end."""
        known = np.flatnonzero((self.mask > 0.5).any(axis=1))
        low = known[0] + (known[-1] - known[0]) * 5 // 6
        shape = self.mask.copy()
        shape[low:] = np.maximum.accumulate(shape[low:], axis=0)
        return shape

    @property
    def down(self) -> Mask:
        """0 at its top, 1 at its bottom, for each row."""
        rows = np.arange(self.mask.shape[0], dtype=np.float32)
        return np.clip((rows - self.top) / max(1, self.bottom - self.top), 0, 1)

    @property
    def across(self) -> Mask:
        """-1 at its left edge, 1 at its right."""
        x = np.arange(self.mask.shape[1], dtype=np.float32)[None, :]
        return (x - self.left) / self.width * 2 - 1

    def waist(self) -> float:
        """Where it is narrowest, of its height, between its upper fifth and three fifths."""
        down = self.down
        middle = np.flatnonzero((down > 0.2) & (down < 0.6))
        return float(down[middle[self.width[middle, 0].argmin()]]) if len(middle) else 0.35

    def spread(self, picture: Mask) -> Mask:
        columns = np.linspace(0, 1, ACROSS, dtype=np.float32)[None, :]
        x = self.left + self.width * columns
        y = np.repeat(np.arange(self.mask.shape[0], dtype=np.float32)[:, None], ACROSS, axis=1)
        return cv2.remap(picture, x.astype(np.float32), y, cv2.INTER_LINEAR)

    def hung(self, spread: Mask) -> Mask:
        x = ((self.across + 1) / 2 * (ACROSS - 1)).astype(np.float32)
        y = np.repeat(np.arange(self.mask.shape[0], dtype=np.float32)[:, None], self.mask.shape[1], axis=1)
        return cv2.remap(spread, x, y, cv2.INTER_CUBIC, None, cv2.BORDER_REPLICATE)


def folds(hang: Hang, seed: int, waist: float) -> Mask:
    """Around 0 to 1, spread out: gathered at the waist, wide at the hem, few above."""
    height = hang.mask.shape[0]
    narrow = textures.cloud((ACROSS, height), ACROSS / 15, seed, 2, stretch=34)
    wide = textures.cloud((ACROSS, height), ACROSS / 7, seed + 1, 2, stretch=60)
    down = hang.down[:, None]
    below = np.clip((down - waist) / max(0.05, 1 - waist), 0, 1)
    skirt = np.clip((down - waist) * 30, 0, 1)
    amount = 0.16 * (1 - skirt) + skirt * (0.35 + 0.65 * below**0.7)
    share = np.clip(0.25 + 0.9 * below, 0, 1)
    return np.asarray(amount * (narrow * (1 - 0.6 * share) + wide * share), np.float32)


def hem(hang: Hang) -> Mask:
    """Spread out, for each column: above 0 where the lower edge hangs low, which is where a fold comes forward."""
    spread = hang.spread(hang.mask) > 0.5
    low = spread.shape[0] - 1 - spread[::-1].argmax(axis=0)
    low = np.where(spread.any(axis=0), low, hang.bottom).astype(np.float32)
    calm = cv2.GaussianBlur(low[None, :], (0, 0), ACROSS / 9, borderType=cv2.BORDER_REPLICATE)[0]
    wave = cv2.GaussianBlur((low - calm)[None, :], (0, 0), 3, borderType=cv2.BORDER_REPLICATE)[0]
    wave[: ACROSS // 12] *= 0.3
    wave[-ACROSS // 12 :] *= 0.3
    largest = float(np.abs(wave).max())
    return np.asarray(wave / largest if largest > hang.mask.shape[0] * 0.006 else wave * 0, np.float32)


def rounded(mask: Mask, reach: float) -> Mask:
    """How far it comes forward: from 0 at its edge to `reach` as far within."""
    padded = cv2.copyMakeBorder((mask > 0.5).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1]
    share = np.clip(distance / max(1.0, reach), 0, 1)
    return cv2.GaussianBlur(np.sqrt(1 - (1 - share) ** 2) * reach, (0, 0), max(0.7, reach / 9)).astype(np.float32)


def dyed(heights: Mask, tone: Colour, sheen: float = 0.4, pitch: float = 3.0, depth: float = 1.0) -> Pixels:
    """Relief in this colour: dark and rich in the folds, pale where it faces the light, woven when seen closely."""
    shade, gloss = textures.lit(cv2.GaussianBlur(heights, (0, 0), 1.2))
    low = cv2.GaussianBlur(heights, (0, 0), max(heights.shape) / 70)
    hollow = np.clip((low - heights) / max(1.0, max(heights.shape) / 90), 0, 1)
    shade = (1 + depth * (shade - 1)) * (1 - 0.5 * hollow)
    shade = shade * textures.weave((heights.shape[1], heights.shape[0]), pitch)
    return coloured(shade, tone, gloss * sheen)


def coloured(shade: Mask, tone: Colour, gloss: Mask | float = 0.0) -> Pixels:
    """`shade` is 1 where the colour is itself; a black cloth shows its folds too."""
    base = np.array(tone, np.float32) * 0.94 + 10
    dark = base * np.array([0.26, 0.22, 0.3], np.float32)
    pale = base + (255 - base) * 0.42
    shade = np.clip(shade, 0, 1.7)[:, :, None]
    below = dark + (base - dark) * np.minimum(shade, 1) ** 1.25
    picture = below + (pale - base) * np.clip((shade - 1) / 0.6, 0, 1)
    light = np.asarray(gloss, np.float32)
    light = light[:, :, None] if light.ndim else light
    return dithered(np.clip(picture + (255 - picture) * light, 0, 255).astype(np.float32))
