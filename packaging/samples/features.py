"""Eyes, brows and lips: painted on the head before the light, finished with lashes and sparks after it."""

import numpy as np

from samples.canvas import Array, Sheet, curve, f32, linear, mix, smooth
from samples.face import mouth_line
from samples.looks import Face

EYE = 0.45


def _eye(side: int, face: Face, points: tuple[tuple[float, float], ...]) -> Array:
    return curve([(side * (EYE + a * face.eyes), b * face.eyes) for a, b in points])


UPPER = ((-0.225, 0.04), (-0.14, -0.052), (0.0, -0.108), (0.13, -0.076), (0.232, -0.012))
LOWER = ((0.232, -0.012), (0.13, 0.058), (0.0, 0.084), (-0.13, 0.07), (-0.225, 0.04))


def _opening(sheet: Sheet, side: int, face: Face) -> Array:
    return sheet.fill(np.concatenate([_eye(side, face, UPPER), _eye(side, face, LOWER)[1:]]), 0.004)


def painted(sheet: Sheet, face: Face, seed: int) -> Array:
    """Five channels: colour (linear), how much it hides, how much it shines."""
    colour = np.zeros((sheet.height, sheet.width, 3), np.float32)
    cover, shine = sheet.blank(), sheet.blank()
    lips = _lips(sheet, face)
    tone = linear(face.lips) * (1 + 0.05 * sheet.noise((0.02, 0.2), seed, 2))[..., None]
    upper = (1 - smooth(-0.01, 0.01, sheet.y - 0.905))[..., None]
    colour[:] = tone * (1 - 0.22 * upper)
    cover = np.maximum(cover, lips * 0.86)
    shine = shine + lips
    line = sheet.taper(mouth_line(face), (0.008, 0.022, 0.026, 0.022, 0.008), 0.006)
    colour = mix(colour, linear(face.lips) * 0.16, line)
    cover = np.maximum(cover, line * 0.9)
    for side in (-1, 1):
        colour, cover = _eyeball(sheet, face, side, colour, cover)
        nostril = sheet.bump((side * 0.085 * face.nose, 0.595), (0.045, 0.02), side * -0.35)
        colour = mix(colour, linear(face.skin) * f32((0.1, 0.05, 0.04)), np.clip(nostril * 1.6, 0, 1))
        cover = np.maximum(cover, np.clip(nostril * 1.3 - 0.15, 0, 0.85))
    return f32(np.concatenate([colour, cover[..., None], shine[..., None]], -1))


def _lips(sheet: Sheet, face: Face) -> Array:
    m, f, s = face.mouth, face.full, face.smile
    corner = (0.345 * m, 0.905 - 0.06 * s)
    top = [(0.21 * m, 0.862 - 0.02 * f - 0.01 * s), (0.08 * m, 0.85 - 0.062 * f), (0.0, 0.868 - 0.05 * f)]
    low = [(0.23 * m, 0.955 + 0.02 * f - 0.015 * s), (0.1 * m, 0.975 + 0.07 * f), (0.0, 0.985 + 0.075 * f)]
    right = [corner, *top]
    left = [(-a, b) for a, b in reversed([corner, *top[:-1]])]
    below = [(-a, b) for a, b in low] + [low[1], low[0]]
    return sheet.fill(curve([*right, *left, *below], True), 0.012)


def _eyeball(sheet: Sheet, face: Face, side: int, colour: Array, cover: Array) -> tuple[Array, Array]:
    e = face.eyes
    opening = _opening(sheet, side, face)
    x, y = sheet.x - side * EYE, sheet.y + 0.006
    r, turn = np.hypot(x, y) / (0.106 * e), np.arctan2(y, x)
    white = mix(sheet.plain((0.72, 0.68, 0.64)), (0.55, 0.3, 0.25), smooth(0.11 * e, 0.26 * e, np.abs(x)) * 0.6)
    shadow = 0.42 + 0.58 * smooth(-0.1 * e, 0.0, sheet.y)
    rng = np.random.default_rng(11)
    rays = sum(np.cos(turn * k + p) for k, p in zip((9, 17, 26, 41), rng.uniform(0, 6, 4), strict=True))
    iris = linear(face.iris)[None, None] * (1 + 0.16 * f32(rays) * smooth(0.3, 0.9, f32(r)))[..., None]
    glow = smooth(-0.09, 0.09, f32(y + 0.5 * x))[..., None]
    iris = iris * (0.75 + 1.1 * glow) * (1 - 0.75 * smooth(0.78, 1.0, f32(r)))[..., None]
    ball = mix(white, f32(iris), 1 - smooth(0.94, 1.06, f32(r)))
    ball = mix(ball, (0.006, 0.005, 0.005), 1 - smooth(0.36, 0.46, f32(r)))
    ball = ball * shadow[..., None]
    rosy = linear(face.skin) * f32((0.9, 0.5, 0.45))
    wet = sheet.taper(_eye(side, face, LOWER), (0.008, 0.016, 0.014, 0.008), 0.004)
    ball = mix(ball, rosy, wet * 0.8)
    tear = sheet.bump((side * (EYE - 0.205 * e), 0.035), (0.022, 0.018))
    ball = mix(ball, rosy, np.clip(tear, 0, 0.85))
    return mix(colour, ball, opening), np.maximum(cover, opening)


def finished(picture: Array, sheet: Sheet, face: Face, seed: int) -> Array:
    """Lashes, brows and catch lights over the lit picture (linear)."""
    rng = np.random.default_rng(seed + 40)
    ink = linear(face.brow) * 0.22
    for side in (-1, 1):
        e = face.eyes
        crease = [(a * 1.04, b - 0.062) for a, b in UPPER]
        fold = sheet.taper(_eye(side, face, tuple(crease)), (0.004, 0.016, 0.02, 0.018, 0.006), 0.008)
        picture = mix(picture, picture * f32((0.5, 0.42, 0.4)), fold * 0.75)
        lid = sheet.taper(_eye(side, face, UPPER), (0.01, 0.022, 0.034, 0.042, 0.022), 0.005)
        picture = mix(picture, ink, lid * (0.6 + 0.3 * face.lashes))
        low = sheet.taper(_eye(side, face, LOWER), (0.016, 0.012, 0.008, 0.003), 0.005)
        picture = mix(picture, ink, low * 0.4)
        picture = mix(picture, ink, sheet.blur(_lashes(sheet, face, side, rng), 0.002) * 0.8)
        strands = _brow(sheet, face, side, rng)
        picture = mix(picture, linear(face.brow) * 0.5, strands)
        opening = _opening(sheet, side, face)
        spark = sheet.bump((side * EYE - 0.036 * e, -0.042 * e), (0.017, 0.02)) ** 0.5
        spark = smooth(0.55, 0.75, spark) + 0.35 * smooth(
            0.5, 0.9, sheet.bump((side * EYE + 0.04, 0.04), (0.02, 0.012))
        )
        picture = picture + (opening * spark * 0.85)[..., None]
    return f32(picture)


def _lashes(sheet: Sheet, face: Face, side: int, rng: np.random.Generator) -> Array:
    hairs = []
    edge = _eye(side, face, UPPER)
    for at in np.linspace(0.5, 1.0, 15):
        x, y = edge[int(at * (len(edge) - 1))]
        lean = side * (at - 0.3) * 0.1 + rng.normal(0, 0.004)
        rise = (0.012 + 0.032 * at) * face.lashes * face.eyes * rng.uniform(0.8, 1.15)
        hair = curve([(x, y), (x + lean * 0.6, y - rise * 0.4), (x + lean, y - rise)], steps=5)
        hairs.append(hair)
    return sheet.hairs(hairs, (0.012, 0.007, 0.001))


def _brow(sheet: Sheet, face: Face, side: int, rng: np.random.Generator) -> Array:
    spine = curve([(0.2, -0.25), (0.36, -0.29), (0.55, -0.32), (0.73, -0.25)], steps=20)
    spine = spine * f32((side, 1))
    thick = face.brows
    mask = 0.5 * sheet.taper(spine, (0.02 * thick, 0.08 * thick, 0.065 * thick, 0.006), 0.026)
    hairs = []
    for _ in range(int(190 * face.brows)):
        at = rng.beta(1.25, 1.25)
        x, y = spine[int(at * (len(spine) - 1))]
        room = 0.03 * face.brows * (1 - 0.75 * at) * min(1.0, 0.35 + 4 * at)
        y = y + rng.normal(0, 0.5) * room
        lean = 0.035 + 0.09 * at
        rise = (0.055 - 0.085 * at) * rng.uniform(0.7, 1.2)
        hair = curve([(x, y + 0.012), (x + side * lean * 0.5, y - rise * 0.55), (x + side * lean, y - rise)], steps=4)
        hairs.append(hair)
    mask = np.maximum(mask, 0.85 * sheet.hairs(hairs, (0.003, 0.007, 0.0015)))
    return sheet.blur(mask, 0.003)
