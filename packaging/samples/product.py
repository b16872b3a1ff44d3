"""product.jpg: a bottle of lotion with a pump, of a brand that does not exist."""

import cv2
import numpy as np
from PIL import Image

from samples.canvas import Array, Colour, Sheet, curve, f32, linear, mix, ramp, rgb, smooth
from samples.printing import developed, printed

SIZE = (1200, 1200)
FLOOR = 1010.0


def draw(fine: int = 2) -> Image.Image:
    sheet = Sheet(SIZE[0] * fine, SIZE[1] * fine, fine)
    ground = _ground(sheet)
    bottle, cover = _bottle(sheet)
    flipped = _below(sheet, bottle), _below(sheet, cover)
    fade = 0.34 * (1 - smooth(FLOOR, FLOOR + 130, sheet.y)) * (sheet.y > FLOOR)
    picture = mix(ground, sheet.blur(flipped[0], 3), sheet.blur(flipped[1], 3) * fade)
    return printed(developed(mix(picture, bottle, cover)), SIZE, 0.004)


def _below(sheet: Sheet, array: Array) -> Array:
    row = int(FLOOR * sheet.scale)
    turned = np.zeros_like(array)
    count = min(sheet.height - row, row)
    turned[row : row + count] = array[row - count : row][::-1]
    return turned


def _ground(sheet: Sheet) -> Array:
    wall = linear(
        ramp(sheet.y / 1200, [(0, rgb("e3ddd5")), (0.62, rgb("efe9e2")), (0.72, rgb("e6dfd6")), (1, rgb("d8cfc5"))])
    )
    wall = wall * (0.9 + 0.14 * sheet.bump((430, 420), (520, 480)))[..., None]
    shade = sheet.fill(
        [
            (560, FLOOR),
            (700, FLOOR - 26),
            (1000, FLOOR - 120),
            (1160, FLOOR - 150),
            (1100, FLOOR - 70),
            (800, FLOOR + 6),
        ]
    )
    wall = wall * (1 - 0.28 * sheet.blur(shade, 26))[..., None]
    for size, dark in (((175, 9), 0.6), ((230, 26), 0.35)):
        wall = wall * (1 - dark * sheet.bump((606, FLOOR + 2), size))[..., None]
    leaf = sheet.blank()
    for i in range(7):
        stem = curve([(-60, 120 + 70 * i), (120, 90 + 80 * i), (260 - 10 * i, 150 + 95 * i)])
        leaf = np.maximum(leaf, sheet.taper(stem, (10, 60, 8)))
    return f32(wall * (1 - 0.13 * sheet.blur(leaf, 20))[..., None])


def _tube(sheet: Sheet, centre: float, half: float | Array, colour: Colour, glassy: float) -> Array:
    """A standing cylinder: dark at its sides, with the window's reflection down its left."""
    u = np.clip((sheet.x - centre) / half, -1, 1)
    body = linear(colour) * (0.5 + 0.5 * np.sqrt(1 - 0.94 * u**2) + 0.14 * np.clip(-u, 0, 1))[..., None]
    body = body * (1 - 0.25 * smooth(0.15, 0.8, u) * (1 - smooth(0.8, 0.97, u)))[..., None]
    window = smooth(-0.72, -0.66, u) * (1 - smooth(-0.42, -0.36, u))
    thin = smooth(-0.3, -0.28, u) * (1 - smooth(-0.25, -0.23, u)) * 0.5
    right = smooth(0.74, 0.8, u) * (1 - smooth(0.88, 0.94, u)) * 0.45
    return f32(body + (glassy * (window + thin + right))[..., None] * f32((1, 0.98, 0.95)))


def _bottle(sheet: Sheet) -> tuple[Array, Array]:
    shape = [
        (0.0, 455.0),
        (62, 456),
        (70, 470),
        (84, 486),
        (132, 502),
        (164, 534),
        (177, 590),
        (178, 650),
        (178, 800),
        (178, 940),
        (176, 980),
        (163, 1003),
        (130, 1010),
        (0, 1010),
    ]
    half = f32(shape)
    line = curve(half, False, 10)
    outline = np.concatenate([line, (line * f32((-1, 1)))[::-1]]) + f32((600, 0))
    cover = sheet.fill(outline, 0.4)
    wide = np.interp(sheet.y, np.maximum.accumulate(line[:, 1]), line[:, 0])
    glass = _tube(sheet, 600, sheet.blur(f32(wide), 5) + 1, rgb("c98a4b"), 0.55)
    depth = smooth(500, 620, sheet.y)[..., None]
    glass = glass * (0.82 + 0.18 * depth)
    glow = sheet.bump((640, 940), (120, 70))
    glass = glass + glow[..., None] * linear(rgb("e8b070")) * 0.5
    edge = 1 - smooth(0.0, 1.0, sheet.blur(cover, 7) * 2 - 1)
    picture: Array = glass * (1 - 0.5 * edge * cover)[..., None]
    picture = picture + (0.25 * sheet.blur(sheet.stroke([(470, 988), (600, 1000), (730, 988)], 5), 3))[..., None]
    picture = _label(sheet, picture)
    return _pump(sheet, picture, cover)


def _pump(sheet: Sheet, picture: Array, cover: Array) -> tuple[Array, Array]:
    white = rgb("f3efe9")
    for left, top, right, low, radius in ((572, 300, 628, 400, 6), (590, 245, 610, 310, 2), (520, 386, 680, 470, 12)):
        part = sheet.fill(_rounded(left, top, right, low, radius), 0.4)
        tube = _tube(sheet, (left + right) / 2, (right - left) / 2, white, 0.12) * 0.92
        if right - left > 100:
            tube = tube * (1 - 0.1 * (np.sin((sheet.x - 600) / 3.2) > 0.2))[..., None]
        tube = tube * (1 - 0.35 * (1 - smooth(0, 14, sheet.y - top)))[..., None]
        picture, cover = mix(picture, tube, part), np.maximum(cover, part)
    spout = curve(
        [
            (600, 222),
            (520, 216),
            (452, 222),
            (424, 240),
            (418, 268),
            (436, 270),
            (446, 254),
            (480, 246),
            (560, 250),
            (620, 250),
        ],
        True,
    )
    part = np.maximum(sheet.fill(spout, 0.4), sheet.fill(_rounded(548, 196, 652, 256, 22), 0.4))
    shade = linear(white) * (1.0 - 0.42 * smooth(212, 262, sheet.y) - 0.12 * smooth(600, 652, sheet.x))[..., None]
    shade = shade + (0.13 * sheet.blur(sheet.stroke([(440, 228), (520, 222), (640, 206)], 5), 3))[..., None]
    shade = shade * (1 - 0.2 * sheet.bump((548, 236), (10, 30)))[..., None]
    return mix(picture, shade, part), np.maximum(cover, part)


def _rounded(left: float, top: float, right: float, low: float, radius: float) -> Array:
    points = []
    for x, y, start in (
        (right - radius, top + radius, -90),
        (right - radius, low - radius, 0),
        (left + radius, low - radius, 90),
        (left + radius, top + radius, 180),
    ):
        for step in range(9):
            angle = np.deg2rad(start + 90 * step / 8)
            points.append((x + radius * np.cos(angle), y + radius * np.sin(angle)))
    return f32(points)


def _label(sheet: Sheet, picture: Array) -> Array:
    area = sheet.fill(_rounded(450, 610, 750, 920, 8), 0.4)
    u = np.clip((sheet.x - 600) / 178, -1, 1)
    paper = linear(rgb("f7f2ea")) * (0.42 + 0.56 * np.sqrt(1 - 0.9 * u**2) - 0.1 * u)[..., None]
    picture = mix(picture, f32(paper), area)
    ink = sheet.blank()
    for text, size, y, thick in (
        ("LUMA", 2.5, 720, 4),
        ("DAILY FACE LOTION", 0.62, 775, 1.0),
        ("oat + chamomile", 0.6, 815, 1.0),
        ("200 ml", 0.55, 885, 1.0),
    ):
        ink = np.maximum(ink, _words(sheet, text, size, y, thick))
    rule = sheet.fill([(520, 742), (680, 742), (680, 744), (520, 744)])
    ink = np.maximum(ink, rule)
    return mix(picture, picture * f32((0.12, 0.13, 0.12)), ink)


def _words(sheet: Sheet, text: str, size: float, y: float, thick: float) -> Array:
    paper = np.zeros((sheet.height, sheet.width), np.uint8)
    s = sheet.scale
    (wide, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, size * s, max(1, round(thick * s)))
    at = (int(600 * s - wide / 2), int(y * s))
    cv2.putText(paper, text, at, cv2.FONT_HERSHEY_DUPLEX, size * s, 255, max(1, round(thick * s)), cv2.LINE_AA)
    return f32(paper) / 255
