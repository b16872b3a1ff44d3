"""A Santa hat: red felt that folds over to one side, a band of white fur, a pompom."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.paint import Mask, colour
from vividdesk.localservice.render.planes import Pixels

UNIT = 420  # pixels of the band's width, as it is drawn
WIDTH, HEIGHT = 620, 520
MIDDLE = (270.0, 404.0)  # of the band's lower edge, on the drawing
RED, DEEP, BRIGHT = colour("#d01228"), colour("#5c0410"), colour("#ff5a5f")
SNOW, SHADOW = colour("#ffffff"), colour("#a9b4cc")
# The felt's edge: from the left of the band over the top, down to the pompom and back.
EDGE = (
    ((72, 372), (84, 250), (150, 110), (262, 66)),
    ((262, 66), (352, 30), (470, 92), (548, 262)),
    ((548, 262), (530, 282), (508, 284), (488, 272)),
    ((488, 272), (452, 206), (432, 196), (418, 204)),
    ((418, 204), (448, 262), (464, 316), (470, 372)),
)
CREASES = (
    ((418, 204), (392, 158), (330, 142), (262, 168)),
    ((440, 250), (392, 232), (352, 246), (318, 284)),
    ((120, 300), (176, 262), (228, 262), (270, 296)),
    ((300, 76), (372, 84), (430, 128), (470, 190)),
)
POMPOM, RADIUS = (524, 304), 54


@cache
def drawn() -> tuple[Pixels, Mask]:
    random = np.random.default_rng(25)
    felt = _felt_mask()
    picture, mask = _felt(felt, random), felt
    picture, mask = _ball(picture, mask, random)
    return _band(picture, mask, random)


def _curve(points: tuple[tuple[float, float], ...], count: int = 24) -> NDArray[np.float64]:
    share = np.linspace(0, 1, count)[:, None]
    first, second, third, last = (np.array(point) for point in points)
    near = first * (1 - share) ** 3 + 3 * second * share * (1 - share) ** 2
    return near + 3 * third * share**2 * (1 - share) + last * share**3


def _felt_mask() -> Mask:
    outline = np.concatenate([_curve(piece) for piece in EDGE])
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.fillPoly(mask, [(outline * 16).round().astype(np.int32)], 1, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(mask, (0, 0), 0.8)


def _felt(mask: Mask, random: np.random.Generator) -> Pixels:
    """Lit from the upper left, as if it were as thick as it is wide; darker where it folds."""
    depth = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    bulge = cv2.GaussianBlur(np.sqrt(np.minimum(depth, 90)) * 9, (0, 0), 7)
    for crease in CREASES:
        fold = np.zeros_like(mask)
        cv2.polylines(fold, [_curve(crease).round().astype(np.int32)], False, 1, 9, cv2.LINE_AA)
        bulge -= cv2.GaussianBlur(fold, (0, 0), 9) * 26 - cv2.GaussianBlur(np.roll(fold, 16, 0), (0, 0), 12) * 14
    wool = cv2.GaussianBlur(random.standard_normal(mask.shape).astype(np.float32), (0, 0), 1.1)
    bulge += wool * 0.9
    across, down = cv2.Sobel(bulge, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(bulge, cv2.CV_32F, 0, 1) / 8
    light = (0.42 * across + 0.5 * down + 0.66) / np.sqrt(across**2 + down**2 + 1)
    light = np.clip(light, 0, 1.2)[:, :, None]
    dark, red, bright = (np.array(each, np.float32) for each in (DEEP, RED, BRIGHT))
    shade = np.clip(light / 0.62, 0, 1)
    felt = dark + (red - dark) * shade + (bright - red) * np.clip(light - 0.7, 0, 1) * 1.5
    felt *= (0.86 + 0.14 * np.clip(depth / 20, 0, 1))[:, :, None]
    return felt.clip(0, 255).astype(np.uint8)


def _ball(picture: Pixels, mask: Mask, random: np.random.Generator) -> tuple[Pixels, Mask]:
    radius = RADIUS * np.sqrt(random.random(2600))
    angle = random.random(2600) * 2 * np.pi
    roots = np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=1)
    lift = 1 - (roots[:, 0] * 0.5 + roots[:, 1] * 0.75) / RADIUS
    order = np.argsort(-radius)
    return _fur(picture, mask, (roots + POMPOM)[order], roots[order] / RADIUS, (0.5 * lift)[order], 17, random)


def _band(picture: Pixels, mask: Mask, random: np.random.Generator) -> tuple[Pixels, Mask]:
    """It bends around the head: lower in the middle than at its ends."""
    count = 6500
    across = random.uniform(-1, 1, count)
    up = random.uniform(-1, 1, count)
    thick = 36 * np.sqrt(np.clip(1 - np.abs(across) ** 9, 0, 1))
    x = MIDDLE[0] + across * UNIT / 2
    y = MIDDLE[1] - 40 - 26 * across**2 + up * thick
    outward = np.stack(
        [across * 0.35 + random.normal(0, 0.45, count), up * 0.8 + random.normal(0, 0.35, count)], axis=1
    )
    lift = 0.62 - 0.42 * up - 0.18 * np.abs(across) ** 3
    shadow = np.zeros_like(mask)
    cv2.ellipse(shadow, (int(MIDDLE[0]), int(MIDDLE[1]) - 72), (214, 40), 0, 180, 360, 1, 26, cv2.LINE_AA)
    dark = 1 - 0.5 * cv2.GaussianBlur(shadow, (0, 0), 12)[:, :, None]
    order = np.argsort(np.abs(up) * -1 + random.normal(0, 0.25, count))
    roots = np.stack([x, y], axis=1)
    return _fur((picture * dark).astype(np.uint8), mask, roots[order], outward[order], lift[order], 20, random)


def _fur(
    picture: Pixels,
    mask: Mask,
    roots: NDArray[np.float64],
    outward: NDArray[np.float64],
    lift: NDArray[np.float64],
    length: float,
    random: np.random.Generator,
) -> tuple[Pixels, Mask]:
    """Tufts, each a short soft stroke, the later ones before the earlier."""
    picture, mask = picture.copy(), mask.copy()
    for root in roots[::4]:  # what lies beneath the tufts, so that none of the felt shows through
        at = int(root[0] * 16), int(root[1] * 16)
        cv2.circle(picture, at, 7 * 16, SHADOW, cv2.FILLED, cv2.LINE_AA, 4)
        cv2.circle(mask, at, 7 * 16, 1.0, cv2.FILLED, cv2.LINE_AA, 4)
    tips = roots + outward * length * random.uniform(0.5, 1.1, (len(roots), 1)) + random.normal(0, 3, roots.shape)
    shade, snow = np.array(SHADOW), np.array(SNOW)
    for root, tip, high in zip(roots, tips, np.clip(lift + random.normal(0, 0.09, len(lift)), 0, 1), strict=True):
        tint = tuple(float(v) for v in shade + (snow - shade) * high**0.7)
        ends = [tuple(int(v * 16) for v in point) for point in (root, tip)]
        cv2.line(picture, ends[0], ends[1], tint, 2, cv2.LINE_AA, 4)
        cv2.line(mask, ends[0], ends[1], 1.0, 2, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
    return cv2.addWeighted(picture, 0.45, soft, 0.55, 0), np.clip(cv2.GaussianBlur(mask, (0, 0), 0.9), 0, 1)
