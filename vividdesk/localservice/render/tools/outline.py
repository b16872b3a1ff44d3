"""The shape that a line drawing means, and its lines."""

from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Cannot

GAPS = (0.008, 0.013, 0.02, 0.03, 0.045)  # of the longer side: how wide a gap in the outline may be
ENOUGH = 0.3  # of the drawing's box, that the shape fills
LEAST = 0.12
FAINT = 0.42  # of the strongest ink: a fainter line is a guide


class Drawing(NamedTuple):
    shape: Mask
    ink: Mask  # 1 where the pencil pressed


def drawing(sketch: Pixels) -> Drawing:
    ink = _ink(sketch)
    lines = _lines(ink)
    if lines.sum() < 12 or lines.mean() > 0.5:
        raise Cannot("No line drawing was found in the picture.")
    best = None
    for gap in GAPS:
        shape = _enclosed(lines, max(1, round(gap * max(ink.shape))))
        share = _share(shape, lines)
        if share > (_share(best, lines) if best is not None else LEAST) * 1.15:
            best = shape
        if share > ENOUGH:
            break
    if best is None:
        raise Cannot("No closed outline was found in the sketch.")
    return Drawing(_smooth(best), ink)


def _ink(sketch: Pixels) -> Mask:
    """Darker than the paper around; a drawing in white on black is turned over."""
    grey = cv2.cvtColor(opaque(sketch), cv2.COLOR_BGR2GRAY)
    if np.median(grey) < 100:
        grey = 255 - grey
    reach = max(3, max(grey.shape) // 30) | 1
    paper = cv2.GaussianBlur(cv2.dilate(grey, np.ones((reach, reach), np.uint8)), (0, 0), reach / 2)
    dark = np.clip(paper.astype(np.float32) - grey, 0, None)
    strongest = max(24.0, float(np.percentile(dark[dark > 12], 92)) if (dark > 12).any() else 24.0)
    return np.clip(dark / strongest, 0, 1).astype(np.float32)


def _lines(ink: Mask) -> Pixels:
    """Without guides, which are faint, and without crumbs."""
    near = cv2.GaussianBlur(ink, (0, 0), max(0.6, max(ink.shape) / 900))
    lines = (near > FAINT * min(1.0, float(near.max()))).astype(np.uint8)
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(lines, connectivity=8)
    if count < 2:
        return lines
    long = stats[1:, cv2.CC_STAT_WIDTH] + stats[1:, cv2.CC_STAT_HEIGHT] > max(ink.shape) * 0.012
    return np.isin(labels, 1 + np.flatnonzero(long)).astype(np.uint8)


def _enclosed(lines: Pixels, gap: int) -> Pixels:
    """What cannot be reached from the border once gaps of this width are closed."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * gap + 1, 2 * gap + 1))
    room = gap + 2
    closed = cv2.dilate(cv2.copyMakeBorder(lines, room, room, room, room, cv2.BORDER_CONSTANT, value=0), disc)
    flood = np.zeros((closed.shape[0] + 2, closed.shape[1] + 2), np.uint8)
    cv2.floodFill(closed, flood, (0, 0), 2)
    inside = cv2.erode((closed != 2).astype(np.uint8), disc)[room:-room, room:-room]
    inside = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((max(3, gap), max(3, gap)), np.uint8))
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(np.ascontiguousarray(inside))
    if count < 2:
        return inside
    areas = stats[1:, cv2.CC_STAT_AREA]
    return np.isin(labels, 1 + np.flatnonzero(areas > areas.max() * 0.04)).astype(np.uint8)


def _share(shape: Pixels, lines: Pixels) -> float:
    """Of the box around all lines."""
    rows, columns = np.flatnonzero(lines.any(axis=1)), np.flatnonzero(lines.any(axis=0))
    area = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
    return float(shape.sum()) / float(max(1, area))


def _smooth(shape: Pixels) -> Mask:
    reach = max(0.8, max(shape.shape) / 420)
    soft = cv2.GaussianBlur(shape.astype(np.float32), (0, 0), reach)
    return np.clip((soft - 0.5) * 1.4 * reach + 0.5, 0, 1).astype(np.float32)
