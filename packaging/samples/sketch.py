"""sketch.png: a pencil drawing of a dress on paper."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.canvas import Array, Points, Sheet, curve, f32, mix
from samples.printing import printed

SIZE = (900, 1200)
TONES = 100
RIGHT = {
    "hip": [(450 + a, b) for a, b in ((66, 535), (100, 640), (132, 760))],
    "strap": [(450 + a, b) for a, b in ((62, 205), (70, 250), (84, 296))],
    "strap in": [(450 + a, b) for a, b in ((48, 206), (52, 250), (44, 304))],
    "arm": [(450 + a, b) for a, b in ((84, 296), (96, 330), (112, 362))],
    "neck": [(450 + a, b) for a, b in ((44, 304), (22, 330), (0, 338))],
    "side": [(450 + a, b) for a, b in ((112, 362), (104, 410), (84, 460), (74, 500))],
    "skirt": [(450 + a, b) for a, b in ((74, 528), (130, 640), (196, 800), (262, 1010))],
    "dart": [(450 + a, b) for a, b in ((52, 500), (54, 450), (60, 408))],
}
HEM = [
    *((188, 1010), (230, 1040), (285, 1022), (345, 1056), (405, 1034), (460, 1064)),
    *((520, 1036), (575, 1056), (630, 1024), (680, 1036), (712, 1010)),
]
# Where each begins at the waist, and ends at the hem.
PLEATS = ((392, 250), (408, 300), (424, 345), (440, 405), (456, 462), (474, 520), (490, 575), (506, 630), (516, 665))


def draw(fine: int = 2) -> Image.Image:
    sheet = Sheet(SIZE[0] * fine, SIZE[1] * fine, fine)
    paper = (
        sheet.plain((0.957, 0.945, 0.915)) * (1 + 0.012 * sheet.noise(260, 1) + 0.006 * sheet.noise(6, 2, 2))[..., None]
    )
    lead = _lines(sheet) + _hatching(sheet)
    tooth = np.clip(0.85 + 0.22 * sheet.noise(2.6, 3, 2), 0.3, 1.1)
    smudge = 0.035 * sheet.blur(np.minimum(lead, 1), 14)
    drawn = mix(paper, (0.2, 0.2, 0.22), np.clip(lead * tooth * 0.85 + smudge, 0, 0.88))
    return _toned(np.asarray(printed(drawn, SIZE, 0.0).convert("L")))


def _toned(grey: NDArray[np.uint8]) -> Image.Image:
    """A hundred tones from paper to lead, as a drawing has: a PNG of every colour would weigh over a megabyte."""
    low, high = int(grey.min()), int(grey.max())
    index = np.rint((grey - float(low)) / (high - low) * (TONES - 1)).astype(np.uint8)
    image = Image.fromarray(index)
    grade = (low + (high - low) * np.linspace(0, 1, TONES))[:, None] * f32((1.005, 0.998, 0.975))
    image.putpalette(np.clip(np.rint(grade), 0, 255).astype(np.uint8).tobytes())
    return image


def _lines(sheet: Sheet) -> Array:
    rng = np.random.default_rng(6)
    return _outline(sheet, rng) + _skirt(sheet, rng) + _buttons(sheet, rng) + _axes(sheet, rng)


def _outline(sheet: Sheet, rng: np.random.Generator) -> Array:
    """Of the bodice and the waistband."""
    lead = sheet.blank()
    for side in (-1, 1):
        for name, points in RIGHT.items():
            line = f32([(450 + side * (x - 450), y) for x, y in points])
            lead += _pencil(sheet, line, rng, 3, 0.4 if name in ("dart", "hip") else 0.8)
    for y in (500, 528):
        lead += _pencil(sheet, [(376, y), (450, y + 9), (524, y)], rng, 3, 0.8)
    for side in (-1, 1):
        lead += _pencil(sheet, [(450 + side * 75, 498), (450 + side * 73, 514), (450 + side * 75, 530)], rng, 3, 0.8)
        lead += _pencil(sheet, [(450 + side * 47, 206), (450 + side * 63, 203)], rng, 3, 0.8)
    return lead


def _skirt(sheet: Sheet, rng: np.random.Generator) -> Array:
    lead = _pencil(sheet, HEM, rng, 3, 0.85)
    for top, low in PLEATS:
        middle = (top + (low - top) * 0.35 + rng.normal(0, 4), 700)
        lead += _pencil(sheet, [(top, 540), middle, (low, 1030 - abs(low - 450) * 0.05)], rng, 2, 0.5)
    return lead


def _buttons(sheet: Sheet, rng: np.random.Generator) -> Array:
    lead = sheet.blank()
    for y in range(362, 506, 24):
        ring = [(450 + 4 * float(np.cos(t)), y + 4 * float(np.sin(t))) for t in np.linspace(0, 6.6, 12)]
        lead += _pencil(sheet, ring, rng, 1, 0.7)
    return lead


def _axes(sheet: Sheet, rng: np.random.Generator) -> Array:
    lead = _pencil(sheet, [(450, 340), (450, 500)], rng, 1, 0.3)
    lead += _pencil(sheet, [(450, 150), (450, 1110)], rng, 1, 0.13)
    for y in (205, 362, 514):
        lead += _pencil(sheet, [(300, y), (600, y)], rng, 1, 0.13)
    return lead


def _pencil(sheet: Sheet, points: Points, rng: np.random.Generator, times: int, press: float) -> Array:
    lead = sheet.blank()
    for number in range(times):
        line = curve(f32(points) + rng.normal(0, 0.9 + 0.4 * number, (len(f32(points)), 2)))
        lead += press * (1 if number == 0 else 0.5) * sheet.taper(line, (0.8, 2.2, 1.6, 2.4, 0.6), 0.35)
    return lead


def _hatching(sheet: Sheet) -> Array:
    rng = np.random.default_rng(9)
    lines = []
    for x0, x1, y0, y1 in (
        (470, 520, 400, 495),
        (520, 640, 640, 1000),
        (300, 350, 800, 1000),
        (415, 440, 560, 720),
        (470, 500, 560, 900),
    ):
        for y in range(y0, y1, 7):
            grow = (y - y0) / (y1 - y0)
            left = x0 + rng.normal(0, 4) + (x1 - x0) * 0.4 * grow
            lines.append(curve([(left, y + 16), (left + 14, y + 9), (left + 30 + rng.normal(0, 4), y)], steps=5))
    return 0.34 * sheet.blur(sheet.hairs(lines, (0.6, 1.5, 0.5)), 0.4)
