"""The cloth of a photo as a swatch: its pattern without a seam, woven, draped and cut with pinking shears."""

import cv2
import numpy as np

from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.paint import Colour, Mask, colour, dithered, lay
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.tools import repeat, stage, textures, wishes

SIDE = 1400
EDGE = 0.075  # of the side, left free around the swatch
TEETH = 44  # of the shears, along a side
TILE = 0.42  # of the side, that one repeat is wide
SCALES = ("pattern_scale", "scale", "repeat", "size")
SHINY = {"satin": 0.7, "silk": 0.6, "velvet": 0.25, "leather": 0.5}
TWILLED = {"denim", "twill", "wool", "tweed"}
GROUND = colour("#dcd7d0")


def fabric(photos: Photos, options: Options) -> Pixels:
    typed = wishes.words(options)
    one = repeat.tile(only(photos))
    tints = wishes.tints(options)
    if tints:
        one = _recoloured(one, tints[0])
    wide = SIDE * TILE * wishes.number(options, SCALES, 1.0, 0.2, 3.0)
    one = _sized(one, wide)
    sheen = next((SHINY[word] for word in typed if word in SHINY), 0.16)
    heights = _drape(wishes.seed(options) % 1000)
    picture = _displaced(repeat.laid(one, (SIDE, SIDE)), heights)
    scene = stage.sweep((SIDE, SIDE), GROUND, 1.6)
    mask = _swatch(heights)
    stage.drop(scene, mask, (SIDE * 0.008, SIDE * 0.012), SIDE * 0.012, 0.5)
    stage.drop(scene, mask, (SIDE * 0.02, SIDE * 0.03), SIDE * 0.04, 0.3)
    lay(scene, _shaded(picture, heights, sheen, bool(TWILLED & set(typed))), mask)
    return scene


def _sized(one: Pixels, wide: float) -> Pixels:
    share = max(wide, 8.0) / one.shape[1]
    size = max(8, round(one.shape[1] * share)), max(8, round(one.shape[0] * share))
    edge = 4  # so that it is resized as what goes on beyond its edge
    padded = cv2.copyMakeBorder(one, edge, edge, edge, edge, cv2.BORDER_WRAP)
    matrix = np.array([[size[0] / one.shape[1], 0, 0], [0, size[1] / one.shape[0], 0]])
    matrix[:, 2] = -edge * matrix[[0, 1], [0, 1]]
    how = cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.warpAffine(padded, matrix, size, flags=how, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _recoloured(one: Pixels, tone: Colour) -> Pixels:
    """The ground of the pattern in this colour; what differs from it goes on differing."""
    lab = cv2.cvtColor(one, cv2.COLOR_BGR2LAB).astype(np.float32)
    wanted = cv2.cvtColor(np.array([[tone]], np.float32).astype(np.uint8), cv2.COLOR_BGR2LAB)[0, 0].astype(np.float32)
    ground = np.median(lab.reshape(-1, 3), axis=0)
    apart = lab - ground
    contrast = (255 - wanted[0]) / max(40.0, 255 - ground[0]) if wanted[0] > ground[0] else 1.0
    apart[:, :, 0] *= np.clip(contrast, 0.45, 1)
    dyed = np.clip(wanted + apart, 0, 255)
    return np.asarray(cv2.cvtColor(dyed.astype(np.uint8), cv2.COLOR_LAB2BGR), np.uint8)


def _drape(seed: int) -> Mask:
    """A few long folds that run together in one corner, and the unrest between them."""
    rng = np.random.default_rng(seed + 11)
    x, y = np.meshgrid(*[np.arange(SIDE, dtype=np.float32) / np.float32(SIDE)] * 2)
    bend = textures.cloud((SIDE, SIDE), SIDE * 0.6, seed, 2)
    heights = np.zeros((SIDE, SIDE), np.float32)
    for number in range(5):
        angle = np.radians(24 + 13 * number + 5 * rng.standard_normal())
        away = (x + 0.25) * np.sin(angle) - (y + 0.18) * np.cos(angle) + 0.035 * bend + 0.02 * rng.standard_normal()
        reach = np.hypot(x + 0.25, y + 0.18)
        width = 0.03 + 0.035 * reach + 0.012 * number % 0.03
        heights += np.exp(-((away / width) ** 2)) * np.clip(reach - 0.2, 0, 1) * (0.6 + 0.5 * rng.random())
    heights += 0.22 * textures.cloud((SIDE, SIDE), SIDE * 0.35, seed + 2, 2)
    return cv2.GaussianBlur(heights, (0, 0), SIDE * 0.006) * np.float32(SIDE * 0.062)


def _displaced(picture: Pixels, heights: Mask) -> Pixels:
    """The pattern follows the folds."""
    across, down = (cv2.Scharr(heights, cv2.CV_32F, *axis) / 32 for axis in ((1, 0), (0, 1)))
    y, x = np.indices(heights.shape, np.float32)
    push = SIDE * 0.022
    x, y = x + across * push - heights * 0.22, y + down * push - heights * 0.3
    return np.asarray(cv2.remap(picture, x, y, cv2.INTER_CUBIC, None, cv2.BORDER_REFLECT), np.uint8)


def _shaded(picture: Pixels, heights: Mask, sheen: float, twilled: bool) -> Pixels:
    shade, gloss = textures.lit(heights, (-0.42, 0.5, 0.76))
    low = cv2.GaussianBlur(heights, (0, 0), SIDE * 0.03)
    hollow = np.clip((low - heights) / (SIDE * 0.03), 0, 1)
    shade = (0.3 + 0.7 * np.clip(shade, 0.15, 1.5)) * (1 - 0.3 * hollow)
    shade *= textures.weave((SIDE, SIDE), SIDE / 330, twilled)
    x, y = np.meshgrid(np.linspace(1.08, 0.92, SIDE, dtype=np.float32), np.linspace(0.97, 1.04, SIDE, dtype=np.float32))
    shade = (shade * x * y)[:, :, None]
    bright = picture * np.minimum(shade, 1) + (255 - picture) * np.clip(shade - 1, 0, 1) * 0.5
    return dithered(np.clip(bright + (255 - bright) * (gloss * sheen)[:, :, None] * 0.6, 0, 255))


def _swatch(heights: Mask) -> Mask:
    """A square with a zigzag edge that lifts where a fold comes out."""
    low, high = SIDE * EDGE, SIDE * (1 - EDGE)
    along = np.linspace(low, high, 2 * TEETH + 1)
    tooth = np.where(np.arange(2 * TEETH + 1) % 2, 0.0, (high - low) / TEETH * 0.42)
    sides = [
        np.column_stack([along, low + tooth]),
        np.column_stack([high - tooth, along]),
        np.column_stack([along, high - tooth])[::-1],
        np.column_stack([low + tooth, along])[::-1],
    ]
    mask = stage.polygon((SIDE, SIDE), np.vstack(sides))
    y, x = np.indices(heights.shape, np.float32)
    calm = cv2.GaussianBlur(heights, (0, 0), SIDE * 0.012)
    return cv2.remap(mask, x + calm * 0.12, y + calm * 0.25 - 6, cv2.INTER_LINEAR)
