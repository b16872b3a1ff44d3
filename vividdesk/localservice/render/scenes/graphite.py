"""A photo as pencil on paper: contours, hatching and smudged shade, each as how dark it makes the paper."""

from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scenes.sitter import Sitter

HATCHES = ((47, 0.16, 0.62), (-38, 0.42, 0.55), (80, 0.62, 0.6), (10, 0.76, 0.6))  # angle, from which tone, how dark


class Drawing(NamedTuple):
    """0 to 255, of one channel each: what is taken from the light of the paper."""

    contours: Pixels
    hatching: Pixels
    shade: Pixels


def drawing(sitter: Sitter, random: np.random.Generator) -> Drawing:
    grey = _even(sitter)
    unit = min(sitter.size)
    grain = _grain(sitter.size, random)
    free = _vignette(sitter.size, random)
    weight = _weight(sitter)
    contours = _contours(grey, unit) * (0.62 + 0.38 * grain) * free * weight
    tone = (1 - grey.astype(np.float32) / 255) * weight
    tone = cv2.GaussianBlur(tone, (0, 0), unit / 260 + 0.3)
    hatching = np.zeros_like(tone)
    for angle, least, dark in HATCHES:
        strength = np.clip((tone - least) * 2.6, 0, 1) * dark
        hatching = hatching + strength * _hatch(sitter.size, angle, unit, random) * (1 - hatching)
    hatching *= (0.45 + 0.55 * grain) * free
    shade = cv2.GaussianBlur(tone, (0, 0), unit / 110 + 0.3) ** 1.25 * 0.52 * (0.78 + 0.22 * grain) * free
    return Drawing(*(np.clip(each * 255, 0, 255).astype(np.uint8) for each in (contours, hatching, shade)))


def paper(size: tuple[int, int], random: np.random.Generator) -> Pixels:
    """Its light, of one channel: a fine tooth, a few fibres, a little darker towards the edge."""
    width, height = size
    unit = min(size)
    tooth = cv2.GaussianBlur(random.standard_normal((height, width), dtype=np.float32), (0, 0), max(0.6, unit / 900))
    cloud = cv2.resize(random.standard_normal((9, 16)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    light = 244 + 2.6 * tooth / float(tooth.std()) + 1.2 * cloud
    x, y = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
    light = light - 26 * np.clip((x**2 + y**2) / 2, 0, 1) ** 2
    return np.clip(light, 0, 255).astype(np.uint8)


def _even(sitter: Sitter) -> Pixels:
    """Grey, with the contrast that each part has room for."""
    grey = cv2.cvtColor(sitter.photo, cv2.COLOR_BGR2GRAY)
    clear = cv2.createCLAHE(clipLimit=1.8, tileGridSize=(4, 4)).apply(grey)
    low, high = np.percentile(clear, (1, 99))
    return np.clip((clear.astype(np.float32) - low) * 255 / max(30.0, float(high - low)), 0, 255).astype(np.uint8)


def _weight(sitter: Sitter) -> Mask:
    """What is behind somebody is only hinted at."""
    if not (sitter.apart and sitter.faces):
        return np.ones((sitter.size[1], sitter.size[0]), np.float32)
    soft = cv2.GaussianBlur(sitter.mask, (0, 0), min(sitter.size) / 60 + 0.3)
    return (0.3 + 0.7 * np.maximum(soft, sitter.mask)).astype(np.float32)


def _contours(grey: Pixels, unit: int) -> Mask:
    """Dodged with its own blurred negative, as in a darkroom, and the finest edges once more."""
    calm = cv2.bilateralFilter(grey, 7, 28, 7)
    negative = cv2.GaussianBlur(255 - calm, (0, 0), unit / 75 + 0.5)
    dodged = cv2.divide(calm, 255 - negative, scale=255)
    broad = np.clip((250 - dodged.astype(np.float32)) / 120, 0, 1)
    near, far = (cv2.GaussianBlur(calm.astype(np.float32), (0, 0), unit * share + 0.3) for share in (0.0012, 0.0024))
    fine = np.clip((far - near - 1.2) / 9, 0, 1)
    return np.clip(0.75 * broad**1.3 + 0.8 * fine, 0, 1).astype(np.float32)


def _hatch(size: tuple[int, int], angle: float, unit: int, random: np.random.Generator) -> Mask:
    """Strokes that are not quite straight, not quite even, and end now and then."""
    width, height = size
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    along = np.cos(np.radians(angle)) * x + np.sin(np.radians(angle)) * y
    across = np.cos(np.radians(angle)) * y - np.sin(np.radians(angle)) * x
    step = max(3.0, unit / 105)
    bend = cv2.resize(random.standard_normal((12, 20)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    line = across / step + 0.45 * bend
    number = np.floor(line).astype(int)
    pressure = random.uniform(0.55, 1.0, 997).astype(np.float32)[number % 997]
    offset = random.uniform(0, 1, 997).astype(np.float32)[number % 997]
    lift = np.abs(((along / (step * 17) + offset) % 1) - 0.5) * 2
    stroke = np.clip(1.15 - np.abs(line - number - 0.5) * 3.6, 0, 1)
    return stroke * pressure * np.clip((1 - lift) * 7, 0.15, 1)


def _grain(size: tuple[int, int], random: np.random.Generator) -> Mask:
    """Where the tooth of the paper takes graphite."""
    noise = random.standard_normal((size[1], size[0]), dtype=np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), max(0.55, min(size) / 1300))
    return np.clip(0.55 + 0.4 * noise / float(noise.std()), 0, 1)


def _vignette(size: tuple[int, int], random: np.random.Generator) -> Mask:
    """The drawing ends before the paper does, in loose strokes."""
    width, height = size
    unit = min(size)
    x = np.minimum(np.arange(width), np.arange(width)[::-1])[None, :].astype(np.float32)
    y = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None].astype(np.float32)
    inside = np.minimum(x, y) / unit
    ragged = cv2.warpAffine(
        cv2.resize(random.standard_normal((60, 8)).astype(np.float32), (2 * width, 2 * height)),
        np.array([[0.7, 0.7, -0.5 * width], [-0.7, 0.7, 0.4 * height]]),
        size,
        borderMode=cv2.BORDER_REFLECT,
    )
    return np.clip((inside - 0.055 + 0.02 * ragged) / 0.035, 0, 1).astype(np.float32)
