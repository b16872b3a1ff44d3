"""The shape of the head, and the colour of its skin."""

import numpy as np

from samples.canvas import Array, Sheet, curve, f32, linear, mirrored, mix, smooth
from samples.light import Stage, inflated
from samples.looks import Face

SETBACK = 0.35


def outline(face: Face) -> Array:
    w, j, c, low = face.width, face.jaw, face.chin, face.length
    right = [
        (0.0, -1.48), (0.5 * w, -1.38), (0.85 * w, -1.02), (0.985 * w, -0.5), (0.99 * w, 0.0), (0.93 * w, 0.42),
        (j + 0.06, 0.8), (j * 0.82, 1.08), (c + 0.1, low - 0.12), (c * 0.55, low - 0.01), (0.0, low + 0.01),
    ]  # fmt: skip
    return curve(mirrored(right), True, 12)


def _round(sheet: Sheet, shape: Array) -> Array:
    """0 at the middle of the head, 1 at its outline."""
    centre = f32((0.0, 0.1))
    d = shape - centre
    angle, radius = np.arctan2(d[:, 1], d[:, 0]), np.hypot(d[:, 0], d[:, 1])
    order = np.argsort(angle)
    x, y = sheet.x - centre[0], sheet.y - centre[1]
    reach = np.interp(np.arctan2(y, x), angle[order], radius[order], period=2 * np.pi)
    return f32(np.hypot(x, y) / reach)


def relief(sheet: Sheet, face: Face, shape: Array) -> Array:
    """The height of the face."""
    x, y = sheet.x, sheet.y
    r = np.clip(_round(sheet, shape), 0, 1)
    z = 0.98 * np.sqrt(1 - r**2.35)
    z = sheet.blur(f32(z), 0.02)
    pair, bump = sheet.pair, sheet.bump
    z -= 0.13 * pair((0.43, 0.0), (0.2, 0.13)) + 0.05 * pair((0.2, -0.03), (0.07, 0.12))
    z += 0.055 * pair((0.42, -0.25), (0.24, 0.075), 0.12)
    z += 0.085 * pair((0.45, 0.01), (0.15, 0.105))  # the eyeballs beneath the lids
    z -= 0.05 * pair((0.9, -0.35), (0.12, 0.3))
    z += 0.07 * pair((0.6, 0.36), (0.2, 0.17), 0.5) * (1 + 0.4 * face.smile)
    z -= 0.05 * pair((0.66, 0.78), (0.16, 0.22)) * (1 - 0.4 * face.blush)
    z += _nose(sheet, face)
    z += _mouth(sheet, face)
    z += 0.06 * bump((0, face.length - 0.17), (0.16, 0.12)) - 0.045 * bump((0, 1.11), (0.16, 0.05))
    z += _years(sheet, face)
    del x, y
    return f32(z) + SETBACK


def _nose(sheet: Sheet, face: Face) -> Array:
    x, y, n = sheet.x, sheet.y, face.nose
    up = smooth(-0.3, 0.5, y)
    wide = 0.085 + 0.05 * up * n
    ridge = np.exp(-0.5 * (x / wide) ** 2) * (0.07 + 0.2 * up * face.bridge)
    ridge = ridge * smooth(-0.42, -0.1, y)
    tip = 0.16 * sheet.bump((0, 0.48), (0.105 * n, 0.1))
    wings = 0.12 * sheet.pair((0.16 * n, 0.535), (0.06, 0.065), 0.3)
    below = 1 - smooth(0.535, 0.69, y + 0.035 * np.abs(x) / (0.2 * n))
    body = f32((ridge + tip + wings) * below)
    return sheet.blur(body, 0.018)


def _mouth(sheet: Sheet, face: Face) -> Array:
    f, m = face.full, face.mouth
    z = 0.05 * sheet.bump((0, 0.9), (0.3, 0.16))
    z -= 0.022 * sheet.bump((0, 0.74), (0.03, 0.06))
    z += 0.05 * f * sheet.pair((0.1 * m, 0.845), (0.11, 0.035), 0.18)
    z += 0.06 * f * sheet.bump((0, 0.965), (0.15 * m, 0.045))
    line = mouth_line(face)
    z -= 0.05 * sheet.taper(line, (0.01, 0.03, 0.035, 0.03, 0.01), 0.012)
    z -= 0.04 * sheet.pair((0.36 * m, 0.9 - 0.05 * face.smile), (0.04, 0.05))
    return f32(z)


def mouth_line(face: Face) -> Array:
    m, s = face.mouth, face.smile
    right = [(0.35 * m, 0.905 - 0.065 * s), (0.22 * m, 0.912 - 0.012 * s), (0.09 * m, 0.898), (0.0, 0.91)]
    return curve([(-a, b) for a, b in right] + right[-2::-1])


def _years(sheet: Sheet, face: Face) -> Array:
    """The folds that a smile and the years leave."""
    z = sheet.blank()
    deep = 0.018 + 0.03 * face.age + 0.012 * face.smile
    for side in (-1, 1):
        fold = curve([(side * a, b) for a, b in ((0.23, 0.5), (0.36, 0.66), (0.44, 0.86))])
        z -= deep * sheet.taper(fold, (0.02, 0.05, 0.01), 0.022)
        bag = curve([(side * a, b) for a, b in ((0.24, 0.1), (0.4, 0.18), (0.58, 0.15), (0.68, 0.08))])
        z -= (0.006 + 0.014 * face.age) * sheet.taper(bag, (0.01, 0.03, 0.01), 0.012)
        for i in range(3 if face.age > 0.4 else 0):
            foot = curve(
                [(side * 0.72, 0.0 + 0.04 * i), (side * 0.82, -0.05 + 0.07 * i), (side * 0.88, -0.09 + 0.11 * i)]
            )
            z -= 0.012 * face.age * sheet.taper(foot, (0.008, 0.014, 0.006), 0.006)
    for i in range(3 if face.age > 0.4 else 0):
        brow = curve([(-0.55, -0.62 - 0.14 * i), (0.0, -0.6 - 0.15 * i), (0.55, -0.63 - 0.14 * i)])
        z -= 0.009 * face.age * sheet.taper(brow, (0.004, 0.02, 0.004), 0.01)
    return z


def complexion(sheet: Sheet, face: Face, seed: int) -> Array:
    """The colour of the skin, linear: warmer at cheeks, nose and ears, darker about the eyes."""
    base = linear(face.skin)
    red = base * f32((0.98, 0.66, 0.6))
    dark = base * f32((0.72, 0.62, 0.6))
    colour = np.broadcast_to(base, (sheet.height, sheet.width, 3)).copy()
    warm = 0.6 * sheet.pair((0.6, 0.42), (0.24, 0.2)) + 0.4 * sheet.bump((0, 0.46), (0.17, 0.13))
    warm += 0.25 * sheet.bump((0, 1.25), (0.2, 0.12)) + 0.2 * sheet.pair((0.45, -0.1), (0.25, 0.1))
    colour = mix(colour, red, np.clip(warm * face.blush, 0, 0.7))
    hollow = 0.3 * sheet.pair((0.33, 0.1), (0.17, 0.07), -0.2) + 0.35 * sheet.pair((0.43, -0.1), (0.24, 0.06))
    colour = mix(colour, dark, np.clip(hollow * (0.7 + 0.5 * face.age), 0, 0.6))
    mottle = 1 + 0.022 * sheet.noise(0.5, seed, 3) + 0.012 * sheet.noise(0.035, seed + 1, 2)
    colour = colour * mottle[..., None]
    if face.freckles:
        spots = smooth(1.5, 2.3, sheet.noise(0.05, seed + 2, 1)) * sheet.bump((0, 0.3), (0.55, 0.2)) * face.freckles
        colour = mix(colour, dark * 0.8, np.clip(spots, 0, 0.6))
    if face.beard:
        stubble = beard_place(sheet, face) * np.clip(0.72 + 0.3 * sheet.noise(0.03, seed + 3, 2), 0, 1)
        colour = mix(colour, base * f32((0.3, 0.3, 0.33)), face.beard * 0.75 * stubble)
    return f32(colour)


def beard_place(sheet: Sheet, face: Face) -> Array:
    j, low = face.jaw, face.length
    edge = [(0.93, 0.3), (0.84, 0.55), (0.62, 0.72), (0.42, 0.72), (0.22, 0.68), (0.05, 0.72), (0.0, 0.72)]
    outer = [(0.0, low + 0.12), (0.4, low + 0.06), (j + 0.03, 1.12), (j + 0.16, 0.8), (1.0, 0.35)]
    half = [*outer, *edge]
    full = sheet.fill(curve(half, True), 0.035) + sheet.fill(curve([(-a, b) for a, b in half], True), 0.035)
    mouth = sheet.fill(curve(mirrored([(0, 0.79), (0.34, 0.88), (0.2, 1.02), (0, 1.05)]), True), 0.015)
    return np.clip(full, 0, 1) * (1 - mouth)


def ears(stage: Stage, sheet: Sheet, face: Face, seed: int) -> None:
    colour = complexion(sheet, face, seed) * f32((1.0, 0.86, 0.83))
    for side in (-1, 1):
        points = ((0.9, -0.1), (1.03, -0.2), (1.13, -0.12), (1.12, 0.12), (1.04, 0.36), (0.97, 0.5), (0.9, 0.46))
        mask = sheet.fill(curve([(side * (a + face.width - 1), b) for a, b in points], True), 0.006)
        z = inflated(sheet, mask, 0.16, 0.14) + SETBACK - 0.12
        inner = curve(
            [(side * (a + face.width - 1), b) for a, b in ((0.98, -0.1), (1.06, -0.04), (1.05, 0.13), (0.98, 0.3))]
        )
        z -= 0.07 * sheet.taper(inner, (0.03, 0.07, 0.06, 0.02), 0.018)
        stage.lay(mask, z, colour, skin=1.0, gloss=0.05)


def head(stage: Stage, sheet: Sheet, face: Face, paint: Array, seed: int) -> None:
    """The head with `paint` (lips, eyes) on its skin; the last channel of `paint` is what it hides of the skin."""
    shape = outline(face)
    mask = sheet.fill(shape, 0.006)
    z = relief(sheet, face, shape)
    z += 0.0005 * sheet.noise(0.03, seed + 5, 2)
    colour = mix(complexion(sheet, face, seed), paint[..., :3], paint[..., 3])
    oily = 0.07 + 0.07 * sheet.bump((0, 0.35), (0.1, 0.25)) + 0.05 * sheet.bump((0, -0.7), (0.4, 0.25))
    oily = oily + 0.06 * sheet.pair((0.6, 0.25), (0.2, 0.12)) + 0.22 * paint[..., 4]
    oily = oily * (1 - paint[..., 3] * (paint[..., 4] < 0.5))
    stage.lay(mask, z, colour, skin=1.0, gloss=f32(oily))
