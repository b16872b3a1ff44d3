"""Neck, shoulders and what is worn on them."""

import numpy as np

from samples.canvas import Array, Sheet, curve, f32, linear, mirrored, mix, smooth
from samples.light import Stage, inflated
from samples.looks import Clothes, Person

BOTTOM = 9.0


def neck(stage: Stage, sheet: Sheet, person: Person) -> None:
    n, s = 0.56 * person.neck, person.shoulders
    right = [
        (n, 0.3),
        (n, 1.1),
        (n + 0.02, 1.5),
        (n + 0.12, 1.8),
        (0.95 * s, 2.1),
        (1.3 * s, 2.45),
        (1.2 * s, 3.4),
        (0.0, 3.7),
    ]
    mask = sheet.fill(curve(mirrored(right), True), 0.008)
    z = inflated(sheet, mask, 0.62, 0.55) - 0.42
    z = z + 0.3 * smooth(1.6, 2.6, sheet.y)
    for side in (-1, 1):
        cord = curve([(side * 0.5 * person.neck, 0.9), (side * 0.36, 1.5), (side * 0.14, 2.02)])
        z += 0.05 * sheet.taper(cord, (0.14, 0.13, 0.07), 0.05)
        bone = curve([(side * 0.13, 2.1), (side * 0.5, 2.06), (side * 1.1, 2.1)])
        z += 0.05 * sheet.taper(bone, (0.09, 0.09, 0.04), 0.035)
    z -= 0.06 * sheet.bump((0, 2.06), (0.07, 0.07))
    colour = linear(person.face.skin) * f32((0.95, 0.9, 0.88))
    tone = colour * (1 + 0.02 * sheet.noise(0.5, person.seed + 9))[..., None]
    stage.lay(mask, f32(z), tone, skin=1.0, gloss=0.05)


def trunk(person: Person) -> Array:
    s = person.shoulders
    right = [
        (0.5, 1.6), (0.74, 1.86), (1.1 * s, 2.1), (1.66 * s, 2.28), (1.95 * s, 2.5), (1.95 * s, 3.0), (1.78 * s, 3.7),
        (1.8 * s, 4.6), (1.78 * s, 6.0), (1.85 * s, BOTTOM), (0.0, BOTTOM),
    ]  # fmt: skip
    return curve(mirrored(right), True)


def opening(sheet: Sheet, person: Person) -> tuple[Array, Array]:
    """The hole for the neck, and the line of its edge."""
    kind = person.clothes.kind
    if kind == "shirt":
        edge = curve([(-0.66, 1.5), (-0.5, 1.95), (0.0, 2.75), (0.5, 1.95), (0.66, 1.5)], steps=12)
    elif kind == "dress":
        edge = curve([(-1.0, 1.7), (-0.93, 2.1), (-0.6, 2.55), (0.0, 2.72), (0.6, 2.55), (0.93, 2.1), (1.0, 1.7)])
    elif kind == "tee":
        edge = curve([(-0.78, 1.5), (-0.74, 1.9), (-0.42, 2.2), (0.0, 2.3), (0.42, 2.2), (0.74, 1.9), (0.78, 1.5)])
    else:
        edge = curve([(-0.72, 1.4), (-0.66, 1.8), (-0.38, 2.03), (0.0, 2.1), (0.38, 2.03), (0.66, 1.8), (0.72, 1.4)])
    return sheet.fill(np.concatenate([edge, f32([(0.6, 0.4), (-0.6, 0.4)])]), 0.006), edge


def folds(sheet: Sheet, person: Person) -> Array:
    """Cloth hangs from the shoulders and pulls at the armpits."""
    seed, s = person.seed, person.shoulders
    z = 0.05 * sheet.noise((0.6, 1.6), seed + 20, 2) * smooth(2.2, 3.4, sheet.y)
    z += 0.01 * sheet.noise((0.4, 0.7), seed + 21, 2)
    for side in (-1, 1):
        for i in range(5):
            pull = curve([
                (side * 1.62 * s, 3.3 + 0.16 * i), (side * (1.35 - 0.05 * i) * s, 3.3 + 0.27 * i),
                (side * (0.95 - 0.1 * i) * s, 3.2 + 0.42 * i),
            ])  # fmt: skip
            z += (0.035 - 0.004 * i) * sheet.taper(pull, (0.1, 0.09, 0.02), 0.035)
    return f32(z)


def cloth(sheet: Sheet, clothes: Clothes, seed: int) -> tuple[Array, Array]:
    """Its colours (linear) and its small relief."""
    base = sheet.plain(clothes.colour)
    relief = 0.0003 * sheet.noise(0.05, seed + 30, 2)
    x, y = sheet.x, sheet.y
    if clothes.pattern == "knit":
        lean = np.abs(((x / 0.085) % 1) - 0.5)
        relief = relief + 0.008 * np.sin((y / 0.062 + lean * 1.3) * 2 * np.pi) - 0.02 * (lean > 0.43) * lean
    if clothes.pattern == "stripes":
        base = mix(base, clothes.inner, sheet.blur(f32(((y + 0.02 * x**2) / 0.34) % 1 < 0.42), 0.006))
    if clothes.pattern == "checks":
        wide, high = sheet.blur(f32((x / 0.5) % 1 < 0.4), 0.006), sheet.blur(f32((y / 0.5) % 1 < 0.4), 0.006)
        base = mix(base, clothes.inner, 0.35 * wide + 0.35 * high)
        base = mix(base, (0.9, 0.85, 0.7), 0.25 * f32(np.abs((x / 0.5) % 1 - 0.7) < 0.02))
    colour = linear(base) * (1 + 0.025 * sheet.noise(0.02, seed + 31, 1))[..., None]
    return f32(colour), f32(relief)


def dressed(stage: Stage, sheet: Sheet, person: Person) -> None:
    neck(stage, sheet, person)
    hole, edge = opening(sheet, person)
    full = sheet.fill(trunk(person), 0.008)
    mask = full * (1 - hole)
    s = person.shoulders
    z = inflated(sheet, full, 1.0, 0.75) - 0.62
    z += 0.25 * sheet.bump((0, 3.6), (1.1 * s, 0.9))
    colour, small = cloth(sheet, person.clothes, person.seed)
    z = z + folds(sheet, person) + small
    stage.lay(mask, f32(z), colour, gloss=0.02)
    for side in (-1, 1):
        _sleeve(stage, sheet, person, side, colour, small, f32(z))
    _collar(stage, sheet, person, edge, full, z)


def _sleeve(stage: Stage, sheet: Sheet, person: Person, side: int, colour: Array, small: Array, trunk_z: Array) -> None:
    s = person.shoulders
    points = [
        (1.64 * s, 2.34), (1.95 * s, 2.5), (2.2 * s, 2.8), (2.36 * s, 3.3), (2.5 * s, 4.4), (2.56 * s, 5.6),
        (2.5 * s, BOTTOM), (1.74 * s, BOTTOM), (1.8 * s, 6.0), (1.76 * s, 4.6), (1.7 * s, 3.5), (1.6 * s, 2.8),
    ]  # fmt: skip
    mask = sheet.fill(curve([(side * a, b) for a, b in points], True), 0.008)
    z = inflated(sheet, mask, 0.45 * s, 0.42) - 0.5
    joint = (1 - smooth(2.5, 3.5, sheet.y)) * (1 - smooth(1.7 * s, 2.1 * s, side * sheet.x))
    z = z + (sheet.blur(trunk_z, 0.03) - z) * joint
    z += 0.05 * sheet.noise((0.5, 0.9), person.seed + 25, 2) * smooth(2.6, 3.6, sheet.y)
    for i in range(4):
        pull = curve(
            [(side * 1.7 * s, 3.4 + 0.3 * i), (side * 2.05 * s, 3.7 + 0.42 * i), (side * 2.4 * s, 3.75 + 0.62 * i)]
        )
        z += 0.035 * sheet.taper(pull, (0.1, 0.1, 0.02), 0.045)
    stage.lay(mask, f32(z + small), colour, gloss=0.02)


def _collar(stage: Stage, sheet: Sheet, person: Person, edge: Array, full: Array, z: Array) -> None:
    clothes = person.clothes
    if clothes.kind == "shirt":
        for side in (-1, 1):
            points = [(0.56, 1.36), (0.72, 1.56), (1.06, 2.06), (0.8, 2.78), (0.27, 2.34), (0.47, 1.95)]
            flap = f32(points) * f32((side, 1))
            mask = sheet.blur(sheet.fill(flap), 0.01)
            rise = inflated(sheet, mask, 0.06, 0.05) + 0.02 + sheet.blur(z, 0.05)
            stage.lay(mask, f32(rise), linear(f32(clothes.colour)) * 1.06 * np.ones_like(stage.colour), gloss=0.02)
        band = sheet.fill([(-0.13, 2.68), (0.13, 2.68), (0.13, BOTTOM), (-0.13, BOTTOM)], 0.004)
        stage.lay(
            band, f32(z + 0.03 * sheet.blur(band, 0.02)), linear(f32(clothes.colour)) * np.ones_like(stage.colour)
        )
        for i in range(9):
            button = smooth(0.3, 0.5, sheet.bump((0, 3.0 + 0.62 * i), (0.045, 0.045)))
            stage.lay(button, f32(z + 0.06 * button), np.full_like(stage.colour, 0.72), gloss=0.3)
        return
    wide = {"jumper": 0.17, "tee": 0.09}.get(clothes.kind, 0.04)
    mask = sheet.stroke(edge, wide, 0.004) * full
    rib = 0.02 * np.sin(np.arctan2(sheet.x, 1.2 - sheet.y) * 150) if clothes.kind == "jumper" else 0.0
    colour: Array = linear(f32(clothes.colour)) * f32((0.93, 0.93, 0.93)) * np.ones_like(stage.colour)
    if clothes.pattern == "stripes":
        colour = linear(f32(clothes.inner)) * np.ones_like(stage.colour)
    rise = sheet.blur(z, 0.06) + inflated(sheet, mask, wide / 2, 0.06) + rib
    stage.lay(mask, f32(rise), colour, gloss=0.02)
