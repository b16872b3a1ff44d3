"""garment.jpg: a printed shirt laid flat."""

import numpy as np
from PIL import Image

from samples.canvas import Array, Sheet, curve, f32, linear, mirrored, mix, rgb, smooth
from samples.light import Light, Stage, inflated
from samples.printing import developed, printed

SIZE = (1000, 1000)
LIGHT = Light(key=(-0.4, -0.5, 0.77), above=(0.42, 0.42, 0.43), below=(0.36, 0.35, 0.34), rim_colour=(0, 0, 0))
BODY = [
    (0.72, -3.1), (1.3, -2.92), (1.72, -2.75), (1.95, -2.58), (2.2, -2.3), (2.9, -1.5), (3.72, -0.46), (2.84, 0.26),
    (2.24, -0.56), (2.2, -0.52), (2.15, 0.6), (2.14, 1.6), (2.17, 2.4), (2.22, 3.26), (1.6, 3.33),
    (0.8, 3.38), (0.0, 3.39),
]  # fmt: skip
GROUND, LEAF, BLOOM = rgb("24405c"), rgb("7fa08a"), rgb("e8a15c")


def draw(fine: int = 2) -> Image.Image:
    width, height = SIZE[0] * fine, SIZE[1] * fine
    sheet = Sheet(width, height, 118 * fine, (500 * fine, 484 * fine))
    mask = smooth(0.42, 0.58, sheet.fill(mirrored(BODY), 0.05))
    edge = curve([(-0.72, -3.11), (-0.6, -2.7), (-0.3, -2.45), (0, -2.39), (0.3, -2.45), (0.6, -2.7), (0.72, -3.11)])
    hole = sheet.fill(np.concatenate([edge, f32([(0.4, -3.55), (-0.4, -3.55)])]), 0.006)
    ground = linear(sheet.plain((0.955, 0.95, 0.94))) * (1 + 0.02 * sheet.noise(3.0, 2))[..., None]
    for move, soft, dark in (((0.03, 0.04), 0.04, 0.3), ((0.1, 0.13), 0.13, 0.3), ((0.22, 0.28), 0.4, 0.16)):
        shifted = np.roll(mask, (int(move[1] * sheet.scale), int(move[0] * sheet.scale)), (0, 1))
        ground = ground * (1 - dark * sheet.blur(shifted, soft))[..., None]
    stage = Stage(sheet)
    neck = sheet.fill(
        curve(mirrored([(0.0, -3.17), (0.5, -3.17), (0.74, -3.05), (0.6, -2.45), (0.0, -2.25)]), True), 0.006
    )
    stage.lay(neck, inflated(sheet, neck, 0.2, 0.05) - 1.0, linear(sheet.plain(GROUND)) * 0.55)
    front = mask * (1 - hole)
    z = inflated(sheet, mask, 0.12, 0.06) - 0.8 + _creases(sheet)
    stage.lay(front, z, linear(_printed(sheet)), gloss=0.01)
    for line, wide in ((edge, 0.2),):
        band = sheet.stroke(line, wide, 0.005) * np.maximum(mask, neck)
        rib = 0.012 * np.sin(np.arctan2(sheet.x, sheet.y + 3.65) * 110)
        stage.lay(band, f32(inflated(sheet, band, wide / 2, 0.06) - 0.72 + rib), linear(sheet.plain(GROUND)) * 0.9)
    picture = stage.lit(LIGHT)
    return printed(developed(mix(ground, picture, stage.alpha)), SIZE)


def _creases(sheet: Sheet) -> Array:
    z = 0.06 * sheet.noise((1.1, 2.2), 3, 2) + 0.012 * sheet.noise(0.5, 4, 2)
    for side in (-1, 1):
        for i in range(5):
            pull = curve(
                [
                    (side * 2.2, -0.45 + 0.12 * i),
                    (side * (1.5 - 0.05 * i), -0.3 + 0.34 * i),
                    (side * 0.7, -0.3 + 0.7 * i),
                ]
            )
            z += 0.06 * sheet.taper(pull, (0.1, 0.12, 0.02), 0.06)
        seam = curve([(side * 1.85, -2.66), (side * 1.95, -1.6), (side * 2.2, -0.5)])
        z -= 0.03 * sheet.taper(seam, (0.03, 0.03), 0.012)
        cuff = curve([(side * 3.52, -0.72), (side * 2.68, -0.06)])
        z -= 0.02 * sheet.taper(cuff, (0.02, 0.02), 0.008)
    hem = curve([(-2.2, 3.05), (0.0, 3.16), (2.2, 3.05)])
    z -= 0.02 * sheet.taper(hem, (0.02, 0.02), 0.008)
    return f32(z + 0.0015 * sheet.noise(0.02, 5, 1))


def _printed(sheet: Sheet) -> Array:
    """Sprigs with three leaves and a flower, in rows that step aside."""
    colour = sheet.plain(GROUND)
    leaves, petals, hearts = sheet.blank(), sheet.blank(), sheet.blank()
    for row in range(-9, 10):
        for column in range(-6, 7):
            x, y = column * 0.72 + (row % 2) * 0.36, row * 0.42
            turn = 0.5 * np.sin(row * 2.1 + column * 1.3)
            leaves = np.maximum(
                leaves, sheet.hairs([_leaf(x, y, turn + a) for a in (2.5, 3.6, 4.4)], (0.01, 0.07, 0.01))
            )
            petals = np.maximum(
                petals, sheet.hairs([_leaf(x, y, turn + a * 1.2566, 0.11) for a in range(5)], (0.02, 0.085, 0.02))
            )
            hearts = np.maximum(hearts, sheet.stroke([(x, y), (x + 0.001, y)], 0.05))
    return mix(mix(mix(colour, LEAF, leaves), BLOOM, petals), (0.97, 0.93, 0.84), hearts)


def _leaf(x: float, y: float, turn: float, length: float = 0.24) -> Array:
    c, s = np.cos(turn), np.sin(turn)
    return curve(
        [(x, y), (x + 0.5 * length * c - 0.03 * s, y + 0.5 * length * s + 0.03 * c), (x + length * c, y + length * s)],
        steps=14,
    )
