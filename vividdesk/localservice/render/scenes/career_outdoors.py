"""Careers under the sky: the moon, the clouds, the sea, and light for all the others."""

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Mask, colour, radial
from vividdesk.localservice.render.scenes.backdrop import (
    Canvas,
    Random,
    Size,
    add,
    below,
    cover,
    discs,
    noise,
    plane,
    spot,
)
from vividdesk.localservice.render.scenes.backdrop import sky as gradient

SUN = np.array([-0.62, -0.42, 0.66], np.float32)  # where its light comes from


def space(size: Size, random: Random) -> Canvas:
    width, height = size
    unit = min(size)
    whole = gradient(size, (0, "#03040c"), (0.55, "#0a1030"), (0.8, "#1a2352"))
    cloud = noise(size, unit * 0.5, random)
    add(whole, cloud**3 * radial(size, (0.3 * width, 0.35 * height), 0.9 * max(size), 1.2), colour("#6b3fd0"), 0.55)
    cloud = noise(size, unit * 0.4, random)
    add(whole, cloud**3 * radial(size, (0.75 * width, 0.5 * height), 0.8 * max(size), 1.2), colour("#1f8fc0"), 0.5)
    for _star in range(260):
        bright = random.random() ** 3
        spot(
            whole,
            random.random() * width,
            random.random() * height * 0.8,
            unit * (0.0025 + 0.006 * bright),
            colour("#eaf0ff"),
            0.3 + 0.7 * bright,
            1.4,
        )
    for _star in range(9):
        x, y = random.random() * width, random.random() * height * 0.6
        spot(whole, x, y, unit * 0.03, colour("#a9c4ff"), 0.5, 4)
        spot(whole, x, y, unit * 0.008, colour("#ffffff"), 1.0, 1)
    across = 0.78 if width > height else 0.76
    _planet(whole, (across * width, (0.34 if width > height else 0.19) * height), unit * 0.29, random)
    _moon(whole, random)
    return whole


def _planet(whole: Canvas, middle: tuple[float, float], radius: float, random: Random) -> None:
    size = whole.shape[1], whole.shape[0]
    x = (np.arange(size[0], dtype=np.float32) - middle[0])[None, :] / radius
    y = (np.arange(size[1], dtype=np.float32) - middle[1])[:, None] / radius
    away = np.sqrt(x * x + y * y)
    front = np.sqrt(np.clip(1 - away**2, 0, 1))
    day = np.clip(x * SUN[0] + y * SUN[1] + front * SUN[2], 0, 1)
    lit = np.clip((x * SUN[0] + y * SUN[1]) / np.maximum(away, 0.01) * 0.75 + 0.45, 0, 1)
    halo = np.exp(-np.maximum((away - 1) * 7, (1 - away) * 16))
    add(whole, np.exp(-np.maximum(away - 1, 0) * 2.4) * (away > 0.9) * lit, colour("#2f6fe0"), 0.45)
    surface = gradient(size, (0, "#1d5fb4"), (1, "#123f8c"))
    land = np.clip((noise(size, radius * 0.55, random) - 0.56) * 9, 0, 1)
    cover(surface, land, colour("#4f8a56"))
    cover(surface, np.clip((noise(size, radius * 0.4, random) - 0.5) * 3.2, 0, 1) * 0.9, colour("#f6fbff"))
    surface *= (0.03 + 1.12 * day)[:, :, None]
    cover(whole, np.clip((1 - away) * radius + 0.5, 0, 1), surface)
    add(whole, np.clip(halo * lit, 0, 1).astype(np.float32), colour("#8fd0ff"), 0.85)


def _moon(whole: Canvas, random: Random) -> None:
    """Grey dust and craters up to a bent horizon, lit from low on the left."""
    height, width = whole.shape[:2]
    size, far = (width, height), np.linspace(-1, 1, width)
    edge = height * (0.72 + 0.035 * far**2) - noise((width, 1), width * 0.12, random)[0] * height * 0.025
    ground = noise((900, 900), 160, random, 7)
    for _crater in range(90):
        at, radius = (int(random.integers(900)), int(random.integers(900))), int(6 + 60 * random.random() ** 4)
        cv2.circle(ground, at, radius, float(random.uniform(0.5, 0.8)), max(1, radius // 5), cv2.LINE_AA)
        cv2.circle(ground, at, round(radius * 0.85), float(random.uniform(0.1, 0.3)), cv2.FILLED, cv2.LINE_AA)
    ground = cv2.GaussianBlur(ground, (0, 0), 1.6)
    slope = cv2.Sobel(ground, cv2.CV_32F, 1, 0, ksize=3) + 0.5 * cv2.Sobel(ground, cv2.CV_32F, 0, 1, ksize=3)
    shade = plane(np.clip(0.42 - slope * 1.1 + 0.1 * ground, 0.02, 1), size, height * 0.68, 520)
    shade *= np.linspace(1.12, 0.55, width, dtype=np.float32)[None, :]
    cover(whole, below(size, edge), shade[:, :, None] * np.array(colour("#dfe0ea"), np.float32))
    add(whole, below(size, edge - 1) * (1 - below(size, edge + max(2, height * 0.008))), colour("#cfe0ff"), 0.35)


def clouds(size: Size, random: Random) -> Canvas:
    """Above them, towards a low sun."""
    width, height = size
    unit = min(size)
    whole = gradient(size, (0, "#1c5fb0"), (0.42, "#6db4e8"), (0.66, "#ffe0ae"), (1, "#ffb27a"))
    sun = 0.24 * width, 0.5 * height
    add(whole, radial(size, sun, 0.9 * max(size), 2.2), colour("#ffdf9a"), 0.9)
    spot(whole, *sun, unit * 0.14, colour("#ffffff"), 1.0, 0.9)
    for low, cell, white, shadow in ((0.46, 0.22, "#fff3e2", "#b9a8c8"), (0.72, 0.4, "#ffffff", "#8fa3cf")):
        puffs = noise(size, unit * cell, random, 6)
        rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
        mass = puffs + np.clip((rows - low) * 2.4, -0.6, 0.75)
        alpha = np.clip((mass - 0.62) * 5, 0, 1)
        soft = cv2.GaussianBlur(puffs, (0, 0), unit * 0.012)
        shift = np.array([[1, 0, unit * 0.012], [0, 1, unit * 0.03]], np.float32)
        lit = np.clip(0.62 + (soft - cv2.warpAffine(soft, shift, size, borderMode=cv2.BORDER_REFLECT)) * 2.6, 0, 1)
        body = lit[:, :, None] * np.array(colour(white), np.float32) + (1 - lit[:, :, None]) * np.array(
            colour(shadow), np.float32
        )
        cover(whole, alpha * 0.94, body)
    add(whole, radial(size, sun, 0.55 * max(size), 1.8), colour("#ffd58c"), 0.5)
    return whole


def sea(size: Size, random: Random) -> Canvas:
    """A sunset with a path of light on the waves, and a sail."""
    width, height = size
    unit, line = min(size), height * 0.6
    whole = gradient(size, (0, "#233a73"), (0.3, "#a0578c"), (0.5, "#ff8f5e"), (0.6, "#ffd389"), (1, "#ffd389"))
    sun = 0.27 * width, line - unit * 0.07
    streaks = noise((max(8, width // 6), height), unit * 0.07, random)
    streaks = np.clip(cv2.resize(streaks, size, interpolation=cv2.INTER_CUBIC) - 0.45, 0, 1)
    cover(whole, streaks * (1 - below(size, line)) * 0.9, colour("#ffc4a0"))
    add(whole, radial(size, sun, 0.85 * max(size), 2.4), colour("#ffb45e"), 0.9)
    spot(whole, *sun, unit * 0.1, colour("#fff4cf"), 1.0, 0.35)
    waves = plane(noise((1200, 1200), 34, random, 4), size, line, 700)
    water = gradient(size, (0.6, "#c9706a"), (0.68, "#5d4a80"), (1, "#0f2c55"))
    water *= (0.72 + 0.56 * waves)[:, :, None]
    cover(whole, below(size, line), water)
    path = np.abs(np.arange(width, dtype=np.float32) - sun[0])[None, :]
    reach = unit * 0.05 + (np.arange(height, dtype=np.float32) - line)[:, None].clip(0) * 0.42
    add(
        whole, np.exp(-((path / reach) ** 2)) * below(size, line) * np.clip(waves * 3.4 - 1.35, 0, 1), colour("#ffe0a0")
    )
    cover(whole, _sail(size, (0.8 * width, line + unit * 0.015), unit * 0.2), colour("#2b2347"))
    return whole


def _sail(size: Size, foot: tuple[float, float], tall: float) -> Mask:
    mask = np.zeros((size[1], size[0]), np.float32)
    for form in (
        ((-0.04, -0.1), (-0.04, -1), (-0.46, -0.14)),
        ((0.03, -0.1), (0.03, -0.9), (0.34, -0.14)),
        ((-0.44, -0.08), (0.42, -0.08), (0.3, 0.03), (-0.32, 0.03)),
    ):
        points = np.array([(foot[0] + x * tall, foot[1] + y * tall) for x, y in form])
        cv2.fillPoly(mask, [np.int32(points * 16)], 1.0, cv2.LINE_AA, 4)
    return mask


def golden(size: Size, random: Random) -> Canvas:
    width, height = size
    whole = gradient(size, (0, "#4a280c"), (0.5, "#5e3210"), (1, "#140804"))
    add(whole, radial(size, (0.68 * width, 0.05 * height), 1.0 * max(size), 1.7), colour("#ffc060"), 0.8)
    add(whole, noise(size, min(size) * 0.5, random) ** 2, colour("#c07a2a"), 0.25)
    lamps = discs(size, [colour("#ffd88a"), colour("#ff9d4a"), colour("#fff0c8")], random, 46, 0.0, 1.0)
    whole += (255 - whole) * lamps / 255
    return whole
