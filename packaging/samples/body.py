"""A whole body: legs, shoes, arms and hands. One head is 2.9 units; a body seven and a half of them."""

from dataclasses import replace

import numpy as np

from samples.canvas import Array, Colour, Sheet, curve, f32, linear, mirrored, smooth
from samples.clothes import cloth, neck, opening
from samples.light import Light, Stage, inflated
from samples.looks import Person
from samples.person import back, finish

HEM = 8.75
Path = list[tuple[float, float]]


def stand(sheet: Sheet, person: Person, trousers: Colour, light: Light) -> tuple[Array, Array]:
    stage = Stage(sheet)
    back(stage, sheet, person)
    for side in (-1, 1):
        _shoe(stage, sheet, side)
    _trousers(stage, sheet, person, trousers)
    neck(stage, sheet, person)
    for side in (-1, 1):
        _arm(stage, sheet, person, side)
    _shirt(stage, sheet, person)
    return finish(stage, sheet, person, light)


def _side(points: Path, side: int) -> Array:
    return curve([(side * a, b) for a, b in points], True)


def _arm(stage: Stage, sheet: Sheet, person: Person, side: int) -> None:
    skin = linear(person.face.skin) * f32((0.97, 0.92, 0.9)) * np.ones_like(stage.colour)
    arm = [
        (2.1, 3.4), (2.62, 3.5), (2.94, 4.4), (3.2, 5.6), (3.36, 6.2), (3.4, 7.0), (3.4, 8.0), (3.36, 8.5), (3.38, 8.8),
        (2.94, 8.8), (2.9, 8.4), (2.74, 7.4), (2.6, 6.4), (2.46, 5.5), (2.2, 4.4),
    ]  # fmt: skip
    _hand(stage, sheet, side, skin * f32((1.0, 0.93, 0.91)))
    mask = sheet.fill(_side(arm, side), 0.012)
    z = inflated(sheet, mask, 0.36, 0.36) - 0.45
    z += 0.05 * sheet.bump((side * 2.62, 4.6), (0.14, 0.5), side * -0.15) + 0.04 * sheet.bump(
        (side * 3.05, 6.5), (0.14, 0.5)
    )
    stage.lay(mask * (1 - smooth(8.55, 8.75, sheet.y)), f32(z), skin, skin=1.0, gloss=0.04)


def _hand(stage: Stage, sheet: Sheet, side: int, skin: Array) -> None:
    """A relaxed hand from its back and thumb side."""
    fingers = ((3.36, 9.25, 0.62, 0.2), (3.25, 9.35, 0.82, 0.21), (3.09, 9.38, 0.88, 0.22), (2.93, 9.35, 0.78, 0.22))
    for x, y, length, wide in fingers:
        way = curve([(side * x, y - 0.3), (side * (x + 0.01), y + length * 0.45), (side * (x - 0.08), y + length)])
        _finger(stage, sheet, way, wide, skin, -0.3)
    palm = [(2.96, 8.45), (3.36, 8.45), (3.5, 8.9), (3.5, 9.3), (3.3, 9.5), (2.95, 9.5), (2.8, 9.3), (2.82, 8.9)]
    mask = sheet.fill(_side(palm, side), 0.012)
    z = inflated(sheet, mask, 0.25, 0.2) - 0.32
    for x, y, _, _ in fingers:
        z += 0.025 * sheet.bump((side * x, y + 0.05), (0.05, 0.09))
    soft = mask * (1 - smooth(9.25, 9.5, sheet.y) * 0.9)
    stage.lay(soft, f32(z), skin, skin=1.0, gloss=0.04)
    thumb = curve([(side * 2.98, 8.62), (side * 2.8, 9.0), (side * 2.74, 9.3), (side * 2.78, 9.62)])
    _finger(stage, sheet, thumb, 0.25, skin, -0.22)


def _finger(stage: Stage, sheet: Sheet, way: Array, wide: float, skin: Array, level: float) -> None:
    mask = sheet.taper(way, (wide, wide, wide * 0.95, wide * 0.85, wide * 0.5), 0.01)
    stage.lay(mask, inflated(sheet, mask, wide / 2, wide / 2) + level, skin, skin=1.0, gloss=0.04)


def _trousers(stage: Stage, sheet: Sheet, person: Person, colour: Colour) -> None:
    outer = [
        (1.5, 7.6),
        (1.66, 8.6),
        (1.84, 9.6),
        (1.86, 10.6),
        (1.74, 12.4),
        (1.54, 14.2),
        (1.5, 15.6),
        (1.36, 17.4),
        (1.28, 19.3),
        (1.28, 20.6),
    ]
    inner = [
        (0.5, 20.6),
        (0.46, 19.3),
        (0.38, 17.4),
        (0.26, 15.4),
        (0.26, 14.2),
        (0.12, 12.0),
        (0.03, 10.6),
        (0.0, 10.3),
    ]
    dyed = replace(person.clothes, colour=colour, pattern="plain")
    cotton, small = cloth(sheet, dyed, person.seed + 50)
    for side in (-1, 1):
        leg = sheet.fill(_side([(0.0, 7.6), *outer, *inner, (-0.05, 9.0)], side), 0.012)
        z = inflated(sheet, leg, 0.66, 0.62) - 0.5
        z += 0.06 * sheet.noise((0.5, 2.2), person.seed + 51 + side, 2) * smooth(10.2, 11.5, sheet.y)
        z += _wrinkles(sheet, side)
        z -= 0.03 * sheet.taper(curve([(side * 1.1, 8.6), (side * 1.3, 9.3), (side * 1.74, 9.9)]), (0.03, 0.03), 0.02)
        stage.lay(leg * (1 - smooth(19.28, 19.34, sheet.y + 0.05 * sheet.x * side)), f32(z + small), cotton, gloss=0.02)
    fly = sheet.taper(curve([(0.03, 8.3), (0.02, 10.3)]), (0.04, 0.04), 0.015)
    stage.colour *= (1 - 0.45 * fly)[..., None]


def _wrinkles(sheet: Sheet, side: int) -> Array:
    z = sheet.blank()
    for i, (rise, soft) in enumerate(((0.07, 0.07), (0.05, 0.06), (0.04, 0.06))):
        pull = curve([(side * 0.05, 10.35 + 0.1 * i), (side * 0.65, 10.2 + 0.3 * i), (side * 1.5, 9.9 + 0.5 * i)])
        z += rise * sheet.taper(pull, (0.1, 0.14, 0.02), soft)
    for a, b, c in ((14.1, 14.5, 14.3), (15.0, 14.85, 15.2), (15.6, 15.9, 15.6)):
        knee = curve([(side * 0.4, a), (side * 0.85, b), (side * 1.4, c)])
        z += 0.035 * sheet.taper(knee, (0.02, 0.14, 0.02), 0.07)
    for a, b, c in ((17.9, 18.25, 18.0), (18.45, 18.5, 18.8), (18.9, 19.15, 18.85)):
        ankle = curve([(side * 0.45, a), (side * 0.9, b), (side * 1.3, c)])
        z += 0.07 * sheet.taper(ankle, (0.04, 0.18, 0.03), 0.06)
    return z


def _shoe(stage: Stage, sheet: Sheet, side: int) -> None:
    white = linear((0.86, 0.85, 0.83)) * np.ones_like(stage.colour)
    upper = [
        (0.5, 19.0),
        (1.26, 19.0),
        (1.42, 19.5),
        (1.62, 20.0),
        (1.62, 20.3),
        (1.2, 20.44),
        (0.7, 20.42),
        (0.46, 20.25),
        (0.46, 19.7),
    ]
    sole = [
        (0.44, 20.12),
        (0.9, 20.3),
        (1.62, 20.12),
        (1.66, 20.32),
        (1.5, 20.5),
        (1.1, 20.56),
        (0.66, 20.54),
        (0.42, 20.4),
    ]
    mask = sheet.fill(_side(upper, side), 0.01)
    z = inflated(sheet, mask, 0.42, 0.36) - 0.35 + 0.25 * smooth(19.2, 20.2, sheet.y)
    cap = curve([(side * 0.52, 20.05), (side * 0.98, 19.86), (side * 1.54, 20.02)])
    z -= 0.03 * sheet.taper(cap, (0.03, 0.03), 0.012)
    stage.lay(mask, f32(z), white, gloss=0.05)
    for i in range(4):
        lace = sheet.taper(
            curve([(side * 0.74, 19.4 + 0.13 * i), (side * 0.98, 19.36 + 0.14 * i), (side * 1.22, 19.4 + 0.13 * i)]),
            (0.07, 0.07),
            0.006,
        )
        stage.lay(lace, f32(z + 0.05 + 0.05 * sheet.blur(lace, 0.02)), white * 1.1, gloss=0.02)
    edge = sheet.fill(_side(sole, side), 0.01)
    stage.lay(edge, inflated(sheet, edge, 0.12, 0.12) + 0.02, white * 1.08, gloss=0.08)


def _shirt(stage: Stage, sheet: Sheet, person: Person) -> None:
    right = [
        (0.5, 1.6), (0.75, 1.82), (1.25, 2.03), (1.95, 2.3), (2.32, 2.52), (2.36, 3.2), (2.08, 3.95), (1.92, 4.8),
        (1.78, 6.2), (1.74, 7.2), (1.86, 8.4), (1.9, 9.6), (0.0, 9.8),
    ]  # fmt: skip
    full = sheet.fill(curve(mirrored(right), True, 10), 0.01)
    hole, edge = opening(sheet, person)
    z = inflated(sheet, full, 0.95, 0.72) - 0.45
    z += 0.1 * sheet.pair((0.85, 3.5), (0.6, 0.5)) - 0.03 * sheet.bump((0, 3.7), (0.12, 0.6))
    z += 0.07 * sheet.noise((0.8, 2.0), person.seed + 60, 2) * smooth(4.0, 6.0, sheet.y)
    for side in (-1, 1):
        for i in range(4):
            pull = curve([(side * 1.95, 3.9 + 0.3 * i), (side * 1.5, 4.2 + 0.42 * i), (side * 0.8, 4.35 + 0.6 * i)])
            z += 0.05 * sheet.taper(pull, (0.14, 0.12, 0.02), 0.07)
            low = 6.3 + 0.62 * i + 0.12 * side
            waist = curve([(side * 1.85, low), (side * 1.3, low + 0.34), (side * (0.5 + 0.2 * (i % 2)), low + 0.3)])
            z += 0.02 * sheet.taper(waist, (0.08, 0.16, 0.02), 0.1)
    hem = sheet.y - 0.03 * np.abs(sheet.x) + 0.02 * sheet.noise((0.7, 3.0), 70, 1)
    z -= 0.025 * np.exp(-(((hem - HEM + 0.2) / 0.02) ** 2))
    colour, small = cloth(sheet, person.clothes, person.seed)
    z = f32(z + small)
    stage.lay(full * (1 - hole) * (1 - smooth(HEM - 0.02, HEM + 0.02, f32(hem))), z, colour, gloss=0.01)
    for side in (-1, 1):
        _short_sleeve(stage, sheet, side, colour, small, z)
    rib = sheet.stroke(edge, 0.13, 0.008) * full
    stage.lay(rib, f32(sheet.blur(z, 0.06) + inflated(sheet, rib, 0.065, 0.05)), colour * 0.95, gloss=0.01)


def _short_sleeve(stage: Stage, sheet: Sheet, side: int, colour: Array, small: Array, shirt: Array) -> None:
    points = [
        (1.7, 2.26), (2.0, 2.34), (2.36, 2.52), (2.64, 2.86), (2.84, 3.5), (3.08, 4.8), (3.25, 6.2), (2.5, 6.4),
        (2.2, 5.1), (2.02, 4.1), (1.8, 3.2),
    ]  # fmt: skip
    mask = sheet.fill(_side(points, side), 0.012)
    z = inflated(sheet, mask, 0.46, 0.46) - 0.4
    joint = (1 - smooth(3.0, 4.0, sheet.y)) * (1 - smooth(1.78, 2.2, side * sheet.x))
    z = z + (sheet.blur(shirt, 0.04) - z) * joint
    for i in range(3):
        pull = curve([(side * 2.0, 3.6 + 0.25 * i), (side * 2.35, 3.75 + 0.38 * i), (side * 2.75, 3.6 + 0.6 * i)])
        z += 0.022 * sheet.taper(pull, (0.1, 0.12, 0.02), 0.06)
    low = sheet.y + 0.28 * (side * sheet.x - 2.6)
    z -= 0.025 * np.exp(-(((low - 4.72) / 0.02) ** 2))
    stage.lay(mask * (1 - smooth(4.88, 4.92, f32(low))), f32(z + small), colour, gloss=0.01)
