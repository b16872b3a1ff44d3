"""landscape.jpg: a mountain lake at dusk."""

import cv2
import numpy as np
from PIL import Image

from samples.canvas import Array, Sheet, f32, linear, mix, ramp, rgb, smooth
from samples.printing import developed, printed

SIZE = (1920, 1080)
SHORE = 690.0
LAYERS = (
    (350, 120, 560, "8d86a6", 3, 0.7), (455, 90, 430, "69698f", 5, 0.35), (540, 62, 330, "474f74", 8, 0.0),
    (618, 38, 210, "2b3653", 12, 0.0),
)  # fmt: skip


def draw(fine: int = 2) -> Image.Image:
    sheet = Sheet(SIZE[0] * fine, SIZE[1] * fine, fine)
    picture = _sky(sheet)
    for number, (level, rise, cell, tone, seed, snow) in enumerate(LAYERS):
        picture = _mountains(sheet, picture, level, rise, cell, tone, seed, snow, number)
    picture = _trees(sheet, picture)
    return printed(developed(_water(sheet, picture)), SIZE, 0.008)


def _sky(sheet: Sheet) -> Array:
    stops = [
        (0, rgb("283a66")),
        (0.2, rgb("5a5f92")),
        (0.34, rgb("a97f99")),
        (0.42, rgb("e8a07f")),
        (0.52, rgb("fbd39a")),
    ]
    sky = linear(ramp(sheet.y / 1080, stops))
    veil = sheet.noise((700, 70), 21, 6) + 0.35 * sheet.noise((160, 26), 22, 5)
    clouds = smooth(0.0, 2.2, veil) * smooth(40, 200, sheet.y) * (1 - smooth(330, 520, sheet.y))
    lit = linear(ramp(sheet.y / 1080, [(0, rgb("6f6c98")), (0.25, rgb("d58f96")), (0.45, rgb("ffc08c"))]))
    sky = mix(sky, lit, 0.75 * clouds)
    sun = sheet.bump((1230, 470), (460, 190)) * 0.5 + sheet.bump((1230, 440), (150, 90)) * 0.6
    return f32(sky + sun[..., None] * linear(rgb("ffb870")) * 0.8)


def _ridge(wide: int, scale: float, level: float, rise: float, cell: float, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    x = np.arange(wide) / scale
    line = np.zeros(wide)
    height, step = rise, cell
    for _ in range(9):
        knots = rng.uniform(-1, 1, int(1920 / step) + 4)
        line += height * np.interp(x / step + rng.uniform(0, 1), np.arange(len(knots)), knots)
        height, step = height * 0.5, step * 0.47
    return f32(level + line)


def _mountains(
    sheet: Sheet, picture: Array, level: float, rise: float, cell: float, tone: str, seed: int, snow: float, near: int
) -> Array:
    line = _ridge(sheet.width, sheet.scale, level, rise, cell, seed)
    depth = sheet.y - line[None, :]
    mask = smooth(-0.5, 0.5, depth)
    rock = 0.8 * (1 - np.abs(sheet.noise((cell * 0.4, cell * 0.7), seed + 40, 6)))
    rock = rock + 0.06 * sheet.noise(cell * 0.06, seed + 41, 4) + 0.9 * np.clip(1 - depth / (rise * 2.2), 0, 1)
    # The sun stands low on the right: slopes that turn to it are bright, the others blue.
    slope = f32(
        np.gradient(sheet.blur(rock, 1.2), axis=1) * sheet.scale * cell * -0.07
        - 0.3 * np.gradient(rock, axis=0) * sheet.scale * cell * 0.05
    )
    slope = f32(1.1 * np.tanh(sheet.blur(slope, 1.0) * 0.9))
    base = linear(rgb(tone))
    colour = base * (0.86 + 0.3 * slope)[..., None]
    warm = np.clip(slope, 0, 1.3) * np.clip(1.15 - depth / (rise * 1.8), 0, 1) * (0.34 - 0.07 * near)
    colour = colour + warm[..., None] * linear(rgb("ffa274"))
    line_of_snow = (
        0.55 + 0.5 * sheet.noise((cell * 0.16, cell * 0.2), seed + 42, 4) - depth / (rise * 1.1) + 0.35 * slope
    )
    ice = smooth(0.0, 0.5, line_of_snow) * snow
    bright = (0.62 + 0.38 * np.clip(slope + 0.4, 0, 1.4))[..., None] * linear(rgb("efd2cf"))
    colour = mix(f32(colour), f32(bright), ice)
    haze = linear(ramp(np.abs(sheet.x - 1230) / 1230, [(0, rgb("f0b08a")), (1, rgb("8d80a2"))]))
    mist = smooth(0.1, 1.0, depth / (SHORE - level + rise * 0.3)) * (0.8 - 0.13 * near)
    return mix(picture, mix(colour, haze, f32(mist)), mask)


def _trees(sheet: Sheet, picture: Array) -> Array:
    rng = np.random.default_rng(31)
    spikes = []
    for x in np.sort(rng.uniform(-20, 1940, 420)):
        edge = abs(x - 1100) / 1100
        tall = rng.uniform(14, 34) * (0.55 + 1.5 * edge**1.6)
        spikes.append(f32([(x, SHORE + 6), (x + rng.normal(0, 0.8), SHORE - tall * 0.5), (x, SHORE - tall)]))
    mask = np.maximum(
        sheet.hairs(spikes, (13, 8, 0.5)), smooth(SHORE - 7, SHORE - 4, sheet.y + 2 * sheet.noise(60, 32))
    )
    return mix(picture, linear(rgb("141d2c")), mask)


def _water(sheet: Sheet, picture: Array) -> Array:
    row = SHORE * sheet.scale
    far = np.clip((sheet.y - SHORE) / (1080 - SHORE), 0, 1)
    waves = sheet.noise((90, 5), 51, 3) * (0.3 + far) + 0.8 * sheet.noise((260, 16), 52, 2) * far
    mapy = row - (sheet.y * sheet.scale - row) * 1.35 + waves * 9 * sheet.scale * far
    mapx = (sheet.x + 2.5 * sheet.noise((60, 6), 53, 2) * far) * sheet.scale
    mirror = f32(
        cv2.remap(picture, f32(mapx), f32(np.clip(mapy, 0, row - 1)), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    )
    mirror = sheet.blur(mirror, 1.2)
    water = mirror * f32((0.68, 0.72, 0.82)) * (1 - 0.45 * far)[..., None]
    gleam = smooth(0.9, 2.2, waves) * sheet.bump((1230, 830), (200, 200))
    water = water + gleam[..., None] * linear(rgb("ffc890")) * 0.5
    line = np.exp(-(((sheet.y - SHORE) / 2.2) ** 2)) * 0.3
    water = mix(water, linear(rgb("f0c8a8")), f32(line))
    return mix(picture, water, smooth(SHORE - 0.5, SHORE + 0.5, sheet.y))
