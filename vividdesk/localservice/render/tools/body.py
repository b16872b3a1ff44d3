"""A person in a photo, part by part: skin, hair, what is worn above and below, told apart by their colours."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from vividdesk.localservice.render.faces import Box, faces
from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Cannot
from vividdesk.localservice.render.tools.piece import people

WORKED = 460  # pixels of the longer side on which the parts are found
GROUND, SKIN, HAIR, TOP, BOTTOM = range(5)
HUES = 9.0  # in LAB, by which hair and clothes must differ to be told apart by colour
KINDS = 4  # colours of a pattern that are told apart
CLEAR = 5.0  # how little a place looks like the background for it to speak for a part
NEVER = 1e4
SPREAD = 6.0  # of a colour at least, in LAB
MERGED, CHEST_SHARE = 0.92, 0.8  # arms that lie close look like the trunk, which is so much of both
CHEST, HIP = (0.8, 2.1), 3.3  # below the chin, in heights of the face's box


@dataclass(frozen=True)
class Body:
    photo: Pixels
    face: Box
    mask: Mask
    parts: tuple[Mask, ...]  # by the constants above; of the photo's size

    @cached_property
    def collar(self) -> float:
        """Where the neck ends and what is worn begins, in the middle."""
        x, low = self.face.middle[0], self.face.bottom
        reach = self.face.width * 0.16
        column = self.parts[TOP][:, max(0, round(x - reach)) : round(x + reach) + 1]
        rows = np.flatnonzero(column.mean(axis=1) > 0.5)
        rows = rows[rows > low]
        usual = low + self.face.height * 0.5
        found = float(rows[0]) if len(rows) else usual
        return float(np.clip(found, low + self.face.height * 0.12, low + self.face.height * 0.85))

    @cached_property
    def hip(self) -> float:
        """Where what is worn above ends."""
        x, reach = self.face.middle[0], self.face.width * 0.3
        columns = slice(max(0, round(x - reach)), round(x + reach) + 1)
        rows = np.flatnonzero(self.parts[TOP][:, columns].mean(axis=1) > 0.5)
        return float(rows[-1] + 1) if len(rows) else min(float(len(self.mask)), self.collar + 3 * self.face.height)

    @cached_property
    def halves(self) -> Mask:
        """For each row half the width of the trunk, arms that hang apart left out."""
        middle = round(self.face.middle[0])
        inside = np.clip(self.parts[TOP] + self.parts[BOTTOM], 0, 1) > 0.5
        left, right = inside[:, : max(1, middle)][:, ::-1], inside[:, middle:]
        reach = [np.where(side.all(axis=1), side.shape[1], side.argmin(axis=1)) for side in (left, right)]
        return np.asarray(np.minimum(*reach) * 0.75 + np.maximum(*reach) * 0.25, np.float32)

    @cached_property
    def half(self) -> float:
        """Half the width of the chest."""
        first, last = self.collar + (self.hip - self.collar) * 0.45, self.collar + (self.hip - self.collar) * 0.85
        rows = self.halves[round(first) : max(round(first) + 1, round(last))]
        found = float(np.median(rows)) if len(rows) else 0.0
        outer = (self.mask[round(first) : round(first) + len(rows)] > 0.5).sum(axis=1) / 2
        if len(rows) and np.median(rows / np.maximum(outer, 1)) > MERGED:
            found *= CHEST_SHARE
        return float(np.clip(found, self.face.width * 0.55, self.face.width * 1.05))

    def arm(self, side: int, distance: float) -> float:
        """How far from the middle the arm's outline is, so far below the collar; 0 where the photo has ended."""
        row = round(self.collar + distance)
        if not 0 <= row < len(self.mask):
            return 0.0
        columns = np.flatnonzero(self.mask[row] > 0.5) - self.face.middle[0]
        columns = columns[np.abs(columns) < self.half * 2.6] * side
        return max(0.0, float(columns.max())) if len(columns) else 0.0


def body(photo: Pixels) -> Body:
    """Of the person whose face is the largest."""
    found = faces(photo)
    if not found:
        raise Cannot("No person was found in the photo.")
    mask = people(photo, found)
    photo = opaque(photo)
    share = min(1.0, WORKED / max(photo.shape[:2]))
    size = max(8, round(photo.shape[1] * share)), max(8, round(photo.shape[0] * share))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    near = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    labels = _labels(np.asarray(small, np.uint8), near.astype(np.float32), found[0].scaled(share))
    parts = [_large(labels == part, np.asarray(small, np.uint8), photo) * mask for part in range(SKIN, BOTTOM + 1)]
    parts[HAIR - SKIN], parts[TOP - SKIN] = _strands(photo, parts[HAIR - SKIN], parts[TOP - SKIN])
    whole = np.clip(np.sum(parts, axis=0), 0, 1).astype(np.float32)
    return Body(photo, found[0], whole, (1 - whole, *parts))


def _labels(small: Pixels, mask: Mask, face: Box) -> Mask:
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_BGR2LAB).astype(np.float32)
    rows, columns = np.indices(mask.shape, np.float32)
    x = np.asarray((columns - face.middle[0]) / face.width)
    y = np.asarray((rows - face.bottom) / face.height)
    inside = mask > 0.5
    strange, unrest = _strange(lab, inside)
    seeds = _seeds(lab, x, y, inside & (strange > CLEAR))
    costs = np.full((BOTTOM + 1, *mask.shape), NEVER, np.float32)
    costs[GROUND] = np.where(inside, 2.2 + min(8.0, unrest), 0) + np.minimum(strange, 30)
    for part, seed in seeds.items():
        costs[part] = np.minimum(_distance(lab, seed), 60)
    costs[HAIR] += np.clip(np.abs(x) - 1.1, 0, None) * 20 + np.clip(y - 1.2, 0, None) * 10
    costs[HAIR] += np.where((np.abs(x) < 0.3) & (y > 0.2), 12, 0)
    costs[SKIN] += np.where((y < 0.15) & (np.hypot(x / 0.56, (y + 0.42) / 0.6) > 1), 7, 0)
    costs[TOP:] += np.clip(np.abs(x) - 1.9, 0, None) * 20
    costs[TOP] += np.where(y < 0.12, 40, 0) + np.clip(y - HIP, 0, None) * 40
    costs[BOTTOM] += np.clip(HIP - 0.45 - y, 0, None) * 40
    costs[BOTTOM] = np.where(y > HIP + 3, np.minimum(costs[BOTTOM], 12), costs[BOTTOM])  # shoes, of any colour
    costs[GROUND] += np.where((y > 0.4) & (y < HIP - 0.4) & (np.abs(x) < 0.6), 8, 0)
    costs[GROUND][(np.hypot(x / 0.42, (y + 0.5) / 0.62) < 1)] = NEVER
    costs[SKIN] -= np.where(np.hypot(x / 0.5, (y + 0.42) / 0.56) < 1, 8, 0)
    costs = np.stack([cv2.bilateralFilter(cost, 7, 12, 3) for cost in costs])
    costs[1:, ~(cv2.dilate(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)] = NEVER * 2
    labels = cv2.medianBlur(costs.argmin(axis=0).astype(np.uint8), 5)
    labels = _combed(labels, x, y)
    seen = (labels != GROUND).astype(np.uint8)
    seam = cv2.morphologyEx(seen, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)) > 0
    trunk = (y > 0.5) & (y < HIP + 0.3) & (seam | (np.abs(x) < 0.6)) & inside
    return np.where((labels == GROUND) & trunk & _enclosed(seen), TOP, labels).astype(np.uint8)


def _combed(labels: Pixels, x: Mask, y: Mask) -> Pixels:
    """Hair grows on the head: what is not joined to it is a shadow of the clothes, and what it encloses is hair."""
    hair = cv2.morphologyEx((labels == HAIR).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _count, pieces = cv2.connectedComponents(hair)
    grown = np.isin(pieces, np.setdiff1d(np.unique(pieces[y < 0]), [0]))
    labels = np.where((labels == HAIR) & ~grown, np.where(y > HIP, BOTTOM, TOP), labels)
    beside = _enclosed(grown) & (np.abs(x) > 0.45) & (y > 0)
    return np.where(beside | (grown & (labels == SKIN) & (y > 0.1)), HAIR, labels).astype(np.uint8)


def _enclosed(part: Mask) -> Mask:
    edges, _tree = cv2.findContours(part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros(part.shape, np.uint8), edges, -1, 1, cv2.FILLED) > 0)


def _seeds(lab: Mask, x: Mask, y: Mask, inside: Mask) -> dict[int, Mask]:
    """Colours that surely belong to a part."""
    skin = _kinds(lab[np.hypot(x / 0.3, (y + 0.45) / 0.36) < 1], 2)
    like_skin = _distance(lab, skin) < 3
    seeds = {SKIN: skin}
    crown = inside & (np.hypot(x / 0.6, (y + 0.45) / 0.7) > 1) & (y < -0.2) & (np.abs(x) < 0.95) & ~like_skin
    chest = inside & (y > CHEST[0]) & (y < CHEST[1]) & (np.abs(x) < 0.45) & ~like_skin
    legs = inside & (y > HIP + 0.4) & (y < HIP + 3.2) & (np.abs(x) > 0.15) & (np.abs(x) < 0.7) & ~like_skin
    for part, where in ((HAIR, crown), (TOP, chest), (BOTTOM, legs)):
        if where.sum() >= 12:
            seeds[part] = _kinds(lab[where], KINDS, 0.08 if part == BOTTOM else 0.03)
    if TOP not in seeds and (other := inside & (y > 0.4)).sum() >= 12:
        seeds[TOP] = _kinds(lab[other], KINDS)
    return seeds


def _kinds(colours: Mask, count: int, least: float = 0.03) -> Mask:
    """A few colours that stand for many; each with its spread: rows of six."""
    if len(colours) <= count:
        return np.hstack([colours, np.full_like(colours, SPREAD)]) if len(colours) else np.zeros((1, 6), np.float32)
    cv2.setRNGSeed(2)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.5)
    _error, labels, middles = cv2.kmeans(np.ascontiguousarray(colours), count, None, stop, 2, cv2.KMEANS_PP_CENTERS)
    rows = []
    for kind in range(count):
        own = colours[labels[:, 0] == kind]
        if len(own) > len(colours) * least:
            rows.append(np.concatenate([middles[kind], np.maximum(own.std(axis=0), SPREAD)]))
    return np.array(rows, np.float32)


def _distance(lab: Mask, kinds: Mask) -> Mask:
    """From the nearest of these colours, in spreads; how bright it is counts for less."""
    weight = np.array([0.7, 1.2, 1.2], np.float32)
    each = [((((lab - kind[:3]) / kind[3:]) ** 2) * weight).sum(axis=2) for kind in kinds]
    return np.asarray(np.min(each, axis=0), np.float32)


def _strange(lab: Mask, inside: Mask) -> tuple[Mask, float]:
    """How little a place looks like the background, as far as a slow gradient explains it, and how far it does not."""
    height, width = inside.shape
    x, y = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32))
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y, x**3, y**3], axis=2)
    outside = cv2.dilate(inside.astype(np.uint8), np.ones((7, 7), np.uint8)) == 0
    if outside.sum() < 50:
        return np.full(inside.shape, 30, np.float32), 8.0
    share = np.linalg.lstsq(terms[outside], lab[outside], rcond=None)[0]
    apart = np.abs(lab - terms @ share)
    usual = np.maximum(apart[outside].mean(axis=0) * 2, (3.2, 1.6, 1.6))
    return np.asarray(((apart / usual) ** 2).mean(axis=2), np.float32), float(usual[0] - 3.2)


def _large(part: Mask, small: Pixels, photo: Pixels) -> Mask:
    """In the photo's size, its edge led by the photo's own: a guided filter on the grey picture."""
    size = photo.shape[1], photo.shape[0]
    guide, full = (cv2.cvtColor(each, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255 for each in (small, photo))
    mask, window = part.astype(np.float32), (7, 7)
    mean_guide, mean_mask = cv2.blur(guide, window), cv2.blur(mask, window)
    slope = cv2.blur(guide * mask, window) - mean_guide * mean_mask
    slope = slope / (cv2.blur(guide * guide, window) - mean_guide**2 + 4e-4)
    offset = mean_mask - slope * mean_guide
    slope, offset = (cv2.resize(cv2.blur(each, (5, 5)), size) for each in (slope, offset))
    return np.asarray(np.clip((full * slope + offset - 0.3) / 0.4, 0, 1), np.float32)


def _strands(photo: Pixels, hair: Mask, top: Mask) -> tuple[Mask, Mask]:
    """Between the strands, where the clothes look through, they have the clothes' colour."""
    if min((hair > 0.9).sum(), (top > 0.9).sum()) < 50:
        return hair, top
    hue = cv2.cvtColor(cv2.GaussianBlur(photo, (0, 0), 1.2), cv2.COLOR_BGR2LAB).astype(np.float32)[:, :, 1:]
    own, other = (np.median(hue[mask > 0.9], axis=0) for mask in (hair, top))
    apart = float(np.linalg.norm(own - other))
    if apart < HUES:
        return hair, top
    toward = ((hue - own) @ (other - own)) / apart**2  # 0: like the hair, 1: like the clothes
    given = hair * np.clip((toward - 0.45) * 6, 0, 1)
    return (hair - given).astype(np.float32), np.clip(top + given, 0, 1).astype(np.float32)
