"""What stands in front, apart from its background: GrabCut on a small picture, its edge made soft at full size."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Pixels

WORKED = 384  # pixels of the longer side on which the cut is found
ROUNDS = 5
REMEMBERED = 8


def of_person(picture: Pixels, found: list[Box]) -> Mask:
    """Around the faces: first along the strongest edges, then by the colours on both sides of them."""
    if not found:
        return of_thing(picture)
    small, share = _small(picture)
    near = [box.scaled(share) for box in found]
    surely, perhaps, behind = _hints(small, near)
    marks = np.where(surely > 0, 1, np.where(behind > 0, 2, 0)).astype(np.int32)
    cv2.watershed(cv2.bilateralFilter(small, 7, 30, 7), marks)
    guess = np.where((marks == 1) | (perhaps > 0), cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    guess[behind > 0] = cv2.GC_BGD
    guess[surely > 0] = cv2.GC_FGD
    return _cut(small, guess, picture)


def _hints(small: Pixels, near: list[Box]) -> tuple[Pixels, Pixels, Pixels]:
    """Surely the person, perhaps, and surely behind: the upper edge, and the sides as far as no shoulder reaches."""
    height, width = small.shape[:2]
    surely, perhaps, behind = (np.zeros((height, width), np.uint8) for _each in range(3))
    edge = max(2, width // 50)
    behind[: max(1, height // 40)] = 1
    for reach, low in ((1.0, max(face.bottom + face.height / 4 for face in near)), (1.75, height)):
        if min(face.middle[0] - reach * face.width for face in near) > edge:
            behind[: max(0, round(low)), :edge] = 1
        if max(face.middle[0] + reach * face.width for face in near) < width - edge:
            behind[: max(0, round(low)), -edge:] = 1
    for face in near:
        x, y = face.middle
        _ellipse(surely, (x, y - face.height * 0.12), (face.width * 0.42, face.height * 0.66), 1)
        foot = face.bottom + 8 * face.height
        _box(surely, x - face.width * 0.45, face.bottom + face.height * 0.4, x + face.width * 0.45, foot, 1)
        _ellipse(perhaps, (x, y), (face.width * 0.75, face.height * 1.05), 1)
    return surely, perhaps, behind


def of_thing(picture: Pixels) -> Mask:
    """Of a product or garment: what the border does not show. A picture with alpha says it itself."""
    if picture.shape[2] == 4:
        return picture[:, :, 3].astype(np.float32) / 255
    small, _share = _small(picture)
    height, width = small.shape[:2]
    edge = max(2, min(height, width) // 40)
    seen = _filled(_apart(small, edge))
    guess = np.where(seen > 0, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
    near = max(3, min(height, width) // 60)
    guess[cv2.dilate(seen, _disc(near)) > seen] = cv2.GC_PR_BGD
    guess[cv2.erode(seen, _disc(max(1, near // 2))) > 0] = cv2.GC_FGD
    guess[:edge] = guess[:, :edge] = guess[:, -edge:] = cv2.GC_BGD
    if not (guess == cv2.GC_FGD).any():
        guess[height // 5 : -height // 5, width // 5 : -width // 5] = cv2.GC_PR_FGD
    return _cut(small, guess, picture)


def _apart(small: Pixels, edge: int) -> Pixels:
    """What the ground does not explain, if it is a slow gradient with shadows: another colour, or a sharp edge."""
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB).astype(np.float32)
    ground, noise = _ground(lab, edge)
    bright = np.clip(lab[:, :, :1] / np.maximum(ground[:, :, :1], 1), 0, 1)
    apart = lab - np.concatenate([ground[:, :, :1], 128 + (ground[:, :, 1:] - 128) * bright], axis=2)  # as in shadow
    darker = apart[:, :, 0] < 0
    tint = np.hypot(apart[:, :, 1], apart[:, :, 2])
    tint = np.where(darker, np.maximum(tint - 9, 0), tint)  # a floor reflects what stands on it
    distance = np.hypot(apart[:, :, 0] * np.where(darker, 0.12, 0.8), 1.4 * tint)
    sharp = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).max(axis=2)
    low = np.arange(len(small))[:, None] > 0.6 * len(small)
    firm = np.where(darker & low & (tint < 4), 30, max(14, 7 * noise))  # or it is the shadow at its foot
    seen = ((distance > max(8, 3 * noise)) | (sharp > firm)).astype(np.uint8)
    return cv2.morphologyEx(cv2.morphologyEx(seen, cv2.MORPH_CLOSE, _disc(4)), cv2.MORPH_OPEN, _disc(1))


def _ground(lab: NDArray[np.float32], edge: int) -> tuple[NDArray[np.float32], float]:
    """The border's colours, carried on over the whole picture, and how far they stray from that."""
    height, width = lab.shape[:2]
    x, y = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32))
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=2)
    border = np.zeros((height, width), bool)
    border[:edge] = border[-edge:] = border[:, :edge] = border[:, -edge:] = True
    known, colours = terms[border], lab[border]
    kept = np.ones(len(known), bool)
    for _round in range(3):  # a thing that reaches the border is left out of its own ground
        share = np.linalg.lstsq(known[kept], colours[kept])[0]
        strays = np.abs(known @ share - colours).sum(axis=1)
        kept = strays <= max(6, np.percentile(strays, 80))
    return terms @ share, float(strays[kept].mean())


def _filled(seen: Pixels) -> Pixels:
    edges, _tree = cv2.findContours(seen, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(np.zeros_like(seen), edges, -1, 1, cv2.FILLED)


def _disc(radius: int) -> Pixels:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)).astype(np.uint8)


def _cut(small: Pixels, guess: Pixels, picture: Pixels) -> Mask:
    sure = np.frombuffer(_grabbed(small.tobytes(), guess.tobytes(), guess.shape), np.uint8).reshape(guess.shape)
    sure = cv2.morphologyEx(sure, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    sure = cv2.morphologyEx(sure, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    mask = _largest(sure).astype(np.float32)
    return _refined(mask, small, picture)


@lru_cache(maxsize=REMEMBERED)
def _grabbed(small: bytes, guess: bytes, shape: tuple[int, int]) -> bytes:
    """By the content: one photo is often made into several things in a row."""
    seen, mask = np.frombuffer(small, np.uint8).reshape(*shape, 3), np.frombuffer(guess, np.uint8).reshape(shape).copy()
    cv2.setRNGSeed(1)
    cv2.grabCut(seen, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    return ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8).tobytes()


def _largest(sure: Pixels) -> Pixels:
    """Without crumbs and small holes: pieces of at least a tenth of the largest stay, and what an arm encloses."""
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(sure)
    if count < 2:
        return sure
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = np.isin(labels, 1 + np.flatnonzero(areas >= areas.max() / 10)).astype(np.uint8)
    holes = _filled(kept) - kept
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(holes)
    small = 1 + np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] < kept.sum() / 100)
    return kept | np.isin(labels, small).astype(np.uint8)


def _refined(mask: Mask, small: Pixels, picture: Pixels) -> Mask:
    """At full size, its edge led by the picture's own edges: a guided filter on the grey picture."""
    guide = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    window, calm = (9, 9), 1e-3
    mean_guide, mean_mask = cv2.blur(guide, window), cv2.blur(mask, window)
    variance = cv2.blur(guide * guide, window) - mean_guide**2
    slope = (cv2.blur(guide * mask, window) - mean_guide * mean_mask) / (variance + calm)
    offset = mean_mask - slope * mean_guide
    size = picture.shape[1], picture.shape[0]
    full = cv2.cvtColor(opaque(picture), cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    slope, offset = (cv2.resize(cv2.blur(each, window), size) for each in (slope, offset))
    soft = np.clip((full * slope + offset - 0.25) / 0.5, 0, 1)
    sure = cv2.resize(cv2.GaussianBlur(mask, (0, 0), 3), size)
    return np.where(sure > 0.97, 1, np.where(sure < 0.03, 0, soft)).astype(np.float32)


def _small(picture: Pixels) -> tuple[Pixels, float]:
    share = min(1.0, WORKED / max(picture.shape[:2]))
    size = max(8, round(picture.shape[1] * share)), max(8, round(picture.shape[0] * share))
    return cv2.resize(opaque(picture), size, interpolation=cv2.INTER_AREA), share


def _ellipse(guess: Pixels, middle: tuple[float, float], radii: tuple[float, float], value: int) -> None:
    point, size = (round(middle[0]), round(middle[1])), (max(1, round(radii[0])), max(1, round(radii[1])))
    cv2.ellipse(guess, point, size, 0, 0, 360, value, cv2.FILLED)


def _box(guess: Pixels, left: float, top: float, right: float, bottom: float, value: int) -> None:
    cv2.rectangle(guess, (round(left), round(top)), (round(right), round(bottom)), value, cv2.FILLED)
