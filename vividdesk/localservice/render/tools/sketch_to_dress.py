"""A drawn dress as if it had been sewn: its outline filled with cloth, its lines as pleats and seams, on a stand."""

import cv2
import numpy as np

from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.paint import Colour, Mask, colour, dithered, lay
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.tools import cloth, piece, stage, wishes
from vividdesk.localservice.render.tools.cloth import Hang
from vividdesk.localservice.render.tools.outline import drawing

SIZE = 1200, 1500
WORKED = 900  # pixels of the sketch's longer side
USUAL = "#a8325a"
ROOM = 0.82, 0.68  # of the picture, for the dress: across and down
TOP = 0.15
LINEN, WOOD, IRON = colour("#d8c8b0"), colour("#6b4630"), colour("#3b3a40")
SHEEN = {"satin": 0.75, "silk": 0.75, "velvet": 0.12, "cotton": 0.1, "linen": 0.08, "wool": 0.05, "denim": 0.05}


def sketch_to_dress(photos: Photos, options: Options) -> Pixels:
    sketch = piece.handy(only(photos), WORKED)
    found = drawing(sketch)
    tone = next(iter(wishes.tints(options)), colour(USUAL))
    sheen = SHEEN.get(wishes.chosen(options, SHEEN, ""), 0.36)
    box = piece.extent(found.shape)
    share = min(SIZE[0] * ROOM[0] / box.width, SIZE[1] * ROOM[1] / box.height)
    matrix = np.array(
        [
            [share, 0, SIZE[0] / 2 - box.middle[0] * share],
            [0, share, SIZE[1] * TOP - box.top * share],
        ]
    )
    shape, ink = (cv2.warpAffine(each, matrix, SIZE, flags=cv2.INTER_CUBIC) for each in found)
    shape = _sharp(shape.astype(np.float32), share)
    hang = Hang(shape)
    scene = stage.sweep(SIZE, colour("#d9d4cf"), 0.8)
    _shadows(scene, hang)
    _stand(scene, hang)
    _inside(scene, hang, tone)
    lay(scene, _dress(hang, ink.astype(np.float32), tone, sheen, wishes.seed(options)), shape)
    return scene


def _sharp(mask: Mask, share: float) -> Mask:
    return np.clip((cv2.GaussianBlur(mask, (0, 0), max(1.0, share)) - 0.5) * max(1.0, 2.5 * share) + 0.5, 0, 1)


def _dress(hang: Hang, ink: Mask, tone: Colour, sheen: float, seed: int) -> Pixels:
    """Its relief: the body, the folds of the cloth, the pleats that were drawn, and the wave of the hem."""
    height = hang.bottom - hang.top
    waist = hang.waist()
    pressed = cv2.GaussianBlur(hang.spread(ink), (0, 0), 1.6, sigmaY=height / 30)
    local = cv2.GaussianBlur(pressed, (0, 0), cloth.ACROSS / 22, sigmaY=height / 30)
    pleats = np.clip(pressed - local, 0, None) * 3.2
    below = np.clip((hang.down - waist) / max(0.05, 1 - waist), 0, 1)[:, None]
    wave = cloth.hem(hang)[None, :] * below**1.6
    relief = hang.hung(
        (cloth.folds(hang, seed % 1000 + 3, waist) * 0.75 + wave * 0.9 - pleats * 0.62).astype(np.float32)
    )
    largest = float(hang.width.max())
    heights = cloth.rounded(hang.endless, largest * 0.11) * 0.85 + relief * largest * 0.02
    heights = _belted(heights, hang, waist, largest * 0.012)
    pixels = cloth.dyed(heights.astype(np.float32), tone, sheen, max(SIZE) / 420)
    seams = cv2.GaussianBlur(_within(ink, hang.mask), (0, 0), 1.1)
    lay(pixels, cloth.coloured(np.full(hang.mask.shape, 0.12, np.float32), tone), np.clip(seams * 0.42, 0, 0.42))
    thread = cv2.warpAffine(seams, np.array([[1, 0, 2.0], [0, 1, 2.4]]), SIZE)
    lay(
        pixels,
        cloth.coloured(np.full(hang.mask.shape, 1.5, np.float32), tone),
        np.clip((thread - seams) * 0.3, 0, 0.25),
    )
    return pixels


def _belted(heights: Mask, hang: Hang, waist: float, deep: float) -> Mask:
    """Drawn in at the waist."""
    away = (hang.down - waist) * (hang.bottom - hang.top) / max(3.0, deep * 1.6)
    return heights - deep * 0.7 * np.exp(-(away**2))[:, None]


def _within(ink: Mask, shape: Mask) -> Mask:
    """The lines inside; the outline is the edge of the cloth already."""
    inner = cv2.erode(shape, np.ones((9, 9), np.uint8))
    return (ink * inner).astype(np.float32)


def _inside(scene: Pixels, hang: Hang, tone: Colour) -> None:
    """The far side of a wavy hem, seen from beneath."""
    across = max(3, round(float(hang.width.max()) * 0.16)) | 1
    closed = cv2.morphologyEx(hang.mask, cv2.MORPH_CLOSE, np.ones((1, across), np.uint8))
    closed = np.asarray(closed * np.clip((hang.down - 0.85) / 0.05, 0, 1)[:, None], np.float32)
    shade = np.full(hang.mask.shape, 0.22, np.float32) * (1 + 0.5 * np.cos(hang.across * 40)).astype(np.float32)
    lay(scene, cloth.coloured(shade, tone), cv2.GaussianBlur(closed, (0, 0), 1), 0, -SIZE[1] // 110)


def _shadows(scene: Pixels, hang: Hang) -> None:
    width = float(hang.width.max())
    stage.drop(scene, hang.mask, (SIZE[0] * 0.035, SIZE[1] * 0.012), SIZE[0] * 0.03, 0.26)
    floor = min(SIZE[1] * 0.95, hang.bottom + SIZE[1] * 0.07)
    for across, share in ((0.62, 0.16), (0.42, 0.2)):
        spot, _grow = stage.soft(stage.ellipse(width * across, width * across * 0.16), width * 0.05)
        at = round(SIZE[0] / 2 + width * 0.04 - spot.shape[1] / 2), round(floor - spot.shape[0] / 2)
        lay(scene, stage.SHADOW, spot, *at, share)


def _stand(scene: Pixels, hang: Hang) -> None:
    """A dressmaker's: pole and foot, and where the dress leaves it bare, chest and neck of linen."""
    at = hang.top + (hang.bottom - hang.top) // 8
    middle = float(hang.left[at, 0] + hang.right[at, 0]) / 2
    floor = min(SIZE[1] * 0.955, hang.bottom + SIZE[1] * 0.075)
    _pole(scene, middle, hang.bottom - SIZE[1] * 0.1, floor)
    rows = hang.mask > 0.5
    low = hang.top + round((hang.bottom - hang.top) * max(0.05, hang.waist() - 0.02))
    bare = (np.maximum.accumulate(rows, axis=1) & np.maximum.accumulate(rows[:, ::-1], axis=1)[:, ::-1])[:low]
    chest = np.zeros(hang.mask.shape, np.float32)
    chest[:low] = bare
    upper = float(hang.width[hang.top + (hang.bottom - hang.top) // 40, 0])
    neck = float(np.clip(upper * 0.34, SIZE[0] * 0.05, SIZE[0] * 0.085))
    tall = neck * 1.35
    slope = min(upper / 2, neck * 2.2)
    profile = np.array([[slope, -2.0], [neck * 0.62, tall * 0.32], [neck * 0.5, tall]])
    shape = np.vstack([middle - profile[:, 0], hang.top - profile[:, 1]]).T
    shape = np.vstack([shape, (shape * (-1, 1) + (2 * middle, 0))[::-1]])
    chest = cv2.GaussianBlur(np.maximum(chest, stage.polygon(SIZE, shape)), (0, 0), 1.2)
    heights = cloth.rounded(chest, neck * 0.9) * 1.1
    lay(scene, cloth.dyed(heights, LINEN, 0.05, 4.0), chest)
    _cap(scene, (middle, hang.top - tall), neck)


def _pole(scene: Pixels, middle: float, top: float, floor: float) -> None:
    half = SIZE[0] * 0.009
    x = np.linspace(-1, 1, max(3, round(2 * half)), dtype=np.float32)[None, :, None]
    shade = 0.35 + 0.9 * np.exp(-(((x + 0.35) / 0.45) ** 2))
    tall = max(1, round(floor - top))
    pixels = dithered(np.clip(np.repeat(np.array(IRON, np.float32) * shade, tall, axis=0), 0, 255))
    radii = round(SIZE[0] * 0.13), round(SIZE[0] * 0.028)
    for lift, tone in ((0, 0.55), (-radii[1] * 0.34, 1.0)):
        disc = stage.ellipse(*radii)
        side = np.linspace(1.35, 0.75, disc.shape[1], dtype=np.float32)[None, :, None] * tone
        plate = dithered(np.clip(np.repeat(np.array(IRON, np.float32) * side, disc.shape[0], axis=0), 0, 255))
        lay(scene, plate, disc, round(middle - radii[0]), round(floor - radii[1] + lift))
    lay(scene, pixels, np.ones(pixels.shape[:2], np.float32), round(middle - half), round(top))


def _cap(scene: Pixels, middle: tuple[float, float], neck: float) -> None:
    """Of turned wood, with a knob."""
    for lift, across, deep in ((0.0, 0.56, 0.2), (-0.2, 0.34, 0.16), (-0.4, 0.16, 0.2)):
        disc = stage.ellipse(neck * across, neck * deep)
        left, top = middle[0] - disc.shape[1] / 2, middle[1] + lift * neck - disc.shape[0] / 2
        lay(scene, cloth.coloured(0.8 + 0.9 * _light(disc), WOOD), disc, round(left), round(top))


def _light(disc: Mask) -> Mask:
    """Brighter towards the upper left of a round thing."""
    y, x = np.indices(disc.shape, np.float32)
    x, y = x / disc.shape[1] * 2 - 1, y / disc.shape[0] * 2 - 1
    return np.clip(-0.5 * x - 0.6 * y, -0.6, 0.8)
