"""Larger and crisper: edges are made steeper, but never brighter or darker than what they part."""

import cv2
import numpy as np

from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Cannot, Photos, only
from vividdesk.localservice.render.tools import wishes

NAMES = ("upscale_factor", "factor", "scale", "upscale", "size", "resolution", "times")
USUAL, MOST = 2.0, 4.0
LONGEST = 8000  # pixels of a side
STRIP = 512  # rows that are sharpened at a time, for which memory is needed
NOISY = 2.2  # levels of grey from which on a photo is calmed first
CALM_BELOW = 6_000_000  # pixels of the photo; a larger one would take minutes, and its grain is finer
PASSES = 3
GAIN = 1.15


def upscale(photos: Photos, options: Options) -> Pixels:
    photo = only(photos)
    height, width = photo.shape[:2]
    if max(height, width) >= LONGEST:
        raise Cannot(f"The photo is {max(height, width)} pixels long already; it cannot be made larger.")
    factor = min(wishes.number(options, NAMES, USUAL, 1.0, MOST), LONGEST / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    colours = _calmed(photo[:, :, :3])
    large = cv2.resize(colours, size, interpolation=cv2.INTER_CUBIC)
    crisp = _crisp(np.asarray(large, np.uint8), factor)
    if photo.shape[2] == 3:
        return crisp
    alpha = cv2.resize(photo[:, :, 3], size, interpolation=cv2.INTER_CUBIC)
    return np.dstack([crisp, alpha]).astype(np.uint8)


def _calmed(photo: Pixels) -> Pixels:
    """Without its grain, which would be sharpened too; a clean photo stays as it is."""
    photo = np.ascontiguousarray(photo)
    noise = _noise(photo)
    if noise < NOISY or photo.shape[0] * photo.shape[1] > CALM_BELOW:
        return photo
    reach = 2 * noise
    return np.asarray(cv2.bilateralFilter(photo, 5, min(3.5 * reach, 40), 2.0), np.uint8)


def _noise(photo: Pixels) -> float:
    """Its standard deviation, from what differs where least happens."""
    grey = cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY).astype(np.float32)
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    return float(np.median(np.abs(cv2.filter2D(grey, -1, kernel))) / 0.6745 / 6)


def _crisp(large: Pixels, factor: float) -> Pixels:
    crisp = np.empty_like(large)
    margin = int(12 * factor) + 8
    for top in range(0, len(large), STRIP):
        first, last = max(0, top - margin), min(len(large), top + STRIP + margin)
        strip = cv2.cvtColor(large[first:last], cv2.COLOR_BGR2YCrCb)
        luma = strip[:, :, 0].astype(np.float32)
        strip[:, :, 0] = np.clip(_steeper(_along(luma, factor), luma, factor) + 0.5, 0, 255).astype(np.uint8)
        end = min(len(large), top + STRIP)
        crisp[top:end] = cv2.cvtColor(strip, cv2.COLOR_YCrCb2BGR)[top - first : end - first]
    return crisp


def _along(luma: Mask, factor: float) -> Mask:
    """Averaged along the edges, never across, so that slanted ones lose their steps."""
    if factor < 1.5:
        return luma
    calm = cv2.GaussianBlur(luma, (0, 0), 0.7 * factor)
    across, down = cv2.Scharr(calm, cv2.CV_32F, 1, 0), cv2.Scharr(calm, cv2.CV_32F, 0, 1)
    spread = 1.2 * factor
    xx, yy, xy = (cv2.GaussianBlur(each, (0, 0), spread) for each in (across * across, down * down, across * down))
    root = np.sqrt((xx - yy) ** 2 + 4 * xy * xy)
    clear = root / (xx + yy + 200)  # 1 where there is one direction
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2
    step_x, step_y = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
    y, x = np.indices(luma.shape, np.float32)
    total = luma.copy()
    for length in (-0.9 * factor, -0.45 * factor, 0.45 * factor, 0.9 * factor):
        total += cv2.remap(luma, x + length * step_x, y + length * step_y, cv2.INTER_LINEAR, None, cv2.BORDER_REFLECT)
    return luma + (total / 5 - luma) * np.clip(clear * 1.15 - 0.25, 0, 0.9).astype(np.float32)


def _steeper(luma: Mask, before: Mask, factor: float) -> Mask:
    """Away from the neighbours' mean, within what the neighbours reach: no halo."""
    side = 2 * max(1, round(factor)) + 1
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    dark, bright = cv2.erode(before, window), cv2.dilate(before, window)
    strong = np.clip((bright - dark - 3) / 22, 0, 1)  # nothing is gained where there is only grain
    for _pass in range(PASSES):
        soft = cv2.GaussianBlur(luma, (0, 0), 0.62 * max(factor, 1.2))
        luma = np.clip(luma + GAIN * strong * (luma - soft), dark, bright)
    return np.asarray(luma)
