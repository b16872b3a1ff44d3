"""Stuffs by calculation: stone, wood, sand and woven threads."""

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Colour, Mask, dithered
from vividdesk.localservice.render.planes import Pixels


def cloud(size: tuple[int, int], coarse: float, seed: int, octaves: int = 4, stretch: float = 1.0) -> Mask:
    """Noise around 0, mostly within ±1, whose largest shapes are so many pixels wide, and longer by `stretch`."""
    rng = np.random.default_rng(seed)
    width, height = size
    total, weight = np.zeros((height, width), np.float32), 0.0
    for octave in range(octaves):
        across = max(2.0, width / coarse * 2**octave)
        down = max(2.0, height / (coarse * stretch) * 2**octave)
        if max(across, down) > 2 * max(size):
            break
        cells = rng.standard_normal((int(down) + 3, int(across) + 3)).astype(np.float32)
        large = cv2.resize(cells, size, interpolation=cv2.INTER_CUBIC)
        total += large * 0.5**octave
        weight += 0.25**octave
    return total / np.float32(max(weight, 1e-6) ** 0.5) * np.float32(0.8)


def marble(size: tuple[int, int], stone: Colour, vein: Colour, seed: int) -> Pixels:
    """Slanted veins, some wide and pale, some thin and dark."""
    width, height = size
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    unit = max(size)
    bend = cloud(size, unit * 0.45, seed, 6)
    wide = _veins((x * 0.55 + y) / unit * 9 + 2.2 * bend, 0.34) * 0.5
    thin = _veins((x * 0.8 - y * 0.45) / unit * 8 + 2.6 * cloud(size, unit * 0.4, seed + 1, 6), 0.09)
    pale = np.clip(cloud(size, unit * 0.5, seed + 2, 3) * 0.5 + 0.5, 0, 1)
    share = np.clip(wide * pale + thin * (1 - pale * 0.6) + 0.12 * np.abs(bend), 0, 1)[:, :, None]
    return dithered(np.array(stone, np.float32) + (np.array(vein, np.float32) - np.array(stone, np.float32)) * share)


def _veins(phase: Mask, width: float) -> Mask:
    return np.exp(-((np.abs(np.sin(phase)) / width) ** 1.2)).astype(np.float32)


def wood(size: tuple[int, int], tone: Colour, seed: int, boards: int = 6) -> Pixels:
    """Boards side by side, their grain downwards."""
    width = size[0]
    rng = np.random.default_rng(seed)
    step = width / boards
    x = np.arange(width, dtype=np.float32)
    board = np.minimum((x / step).astype(int), boards - 1)
    lightness = (1 + 0.1 * rng.standard_normal(boards))[board]
    grain = cloud(size, step * 0.5, seed, 3, stretch=14)
    rings = np.sin(6 * grain + (x * 7 / step)[None, :]) * 0.5 + 0.5
    pores = cloud(size, step * 0.05, seed + 1, 2, stretch=40)
    shade = (0.8 + 0.2 * rings + 0.055 * pores) * lightness[None, :]
    gap = np.abs((x / step) % 1 - 0.5) * 2
    shade *= 1 - 0.65 * np.clip((gap - 0.975) / 0.025, 0, 1)[None, :]
    warm = np.array([0.97, 1.0, 1.02], np.float32) ** (shade[:, :, None] * 3 - 2.5)
    return dithered(np.array(tone, np.float32) * shade[:, :, None].astype(np.float32) * warm)


def sand(size: tuple[int, int], tone: Colour, seed: int) -> Pixels:
    """With ripples from the wind and single grains."""
    width, height = size
    y = np.arange(height, dtype=np.float32)[:, None]
    bend = cloud(size, width * 0.4, seed, 3)
    ripples = np.sin(y / height * 60 + 5 * bend)
    rng = np.random.default_rng(seed + 1)
    grains = rng.standard_normal((height, width)).astype(np.float32)
    shade = 1 + 0.05 * ripples * np.clip(0.6 + bend, 0.1, 1) + 0.045 * grains + 0.03 * bend
    return dithered(np.array(tone, np.float32) * shade[:, :, None].astype(np.float32))


def weave(size: tuple[int, int], pitch: float, twill: bool = False) -> Mask:
    """Threads over and under each other, as what light is multiplied with, around 1."""
    width, height = size
    x = np.arange(width, dtype=np.float32)[None, :] / pitch
    y = np.arange(height, dtype=np.float32)[:, None] / pitch
    if twill:
        return np.asarray(1 + 0.06 * np.sin(np.pi * (x + y) * 1.4) + 0.03 * np.sin(np.pi * (x - y) * 2.8))
    over = (np.floor(x) + np.floor(y)) % 2
    lengthwise, crosswise = np.abs(np.sin(np.pi * x)), np.abs(np.sin(np.pi * y))
    return np.asarray(0.93 + 0.12 * np.where(over > 0, lengthwise * crosswise**0.3, crosswise * lengthwise**0.3))


def lit(heights: Mask, light: tuple[float, float, float] = (-0.5, -0.55, 0.67)) -> tuple[Mask, Mask]:
    """How bright a relief is, 1 where it is flat, and where it shines, for light that comes from there."""
    across = cv2.Scharr(heights, cv2.CV_32F, 1, 0) / 32
    down = cv2.Scharr(heights, cv2.CV_32F, 0, 1) / 32
    length = np.sqrt(across**2 + down**2 + 1)
    facing = (-across * light[0] - down * light[1] + light[2]) / length
    half = np.array([light[0], light[1], light[2] + 1]) / np.linalg.norm([light[0], light[1], light[2] + 1])
    gloss = (-across * half[0] - down * half[1] + half[2]) / length
    return np.clip(facing, 0, None) / light[2], np.clip(gloss, 0, 1) ** 24
