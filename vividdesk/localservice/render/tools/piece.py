"""What was cut out of a photo, to be set down elsewhere."""

from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.cutout import of_person, of_thing
from vividdesk.localservice.render.faces import Box, faces
from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Matrix, Pixels
from vividdesk.localservice.render.scene import Cannot

LEAST = 0.002  # of the photo: what is smaller is a crumb
AGREED = 0.8
CRACK = 7  # pixels of a gap in it that is none
SURE, CLEAR = 0.97, 0.02
WORKED = 2000  # pixels of the longer side, where the result is no larger anyway


class Piece(NamedTuple):
    """Its pixels are its own even where the mask is thin: nothing of the old background shines through."""

    pixels: Pixels
    mask: Mask

    @property
    def size(self) -> tuple[int, int]:
        return self.mask.shape[1], self.mask.shape[0]

    def cropped(self) -> "Piece":
        box = extent(self.mask)
        left, top, right, bottom = (round(each) for each in (box.left, box.top, box.right, box.bottom))
        return Piece(self.pixels[top:bottom, left:right], self.mask[top:bottom, left:right])

    def scaled(self, share: float) -> "Piece":
        size = max(1, round(self.size[0] * share)), max(1, round(self.size[1] * share))
        how = cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
        mask = np.clip(cv2.resize(self.mask, size, interpolation=how), 0, 1)
        return Piece(np.asarray(cv2.resize(self.pixels, size, interpolation=how), np.uint8), mask.astype(np.float32))

    def mirrored(self) -> "Piece":
        return Piece(self.pixels[:, ::-1].copy(), self.mask[:, ::-1].copy())

    def warped(self, matrix: Matrix, size: tuple[int, int]) -> "Piece":
        """`matrix` leads from this piece to the new one, 3 × 3."""
        pixels = cv2.warpPerspective(self.pixels, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
        return Piece(np.asarray(pixels, np.uint8), cv2.warpPerspective(self.mask, matrix, size).astype(np.float32))


def front(photo: Pixels, found: list[Box] | None = None) -> Piece:
    """Of a photo: its people, or the thing it shows; what is transparent already says it itself."""
    found = faces(photo) if found is None else found
    mask = people(photo, found) if found and photo.shape[2] == 3 else of_thing(photo)
    if mask.mean() < LEAST:
        raise Cannot("Nothing was found in the photo that stands in front of its background.")
    if photo.shape[2] == 4:
        return Piece(np.ascontiguousarray(photo[:, :, :3]), mask.astype(np.float32))
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((CRACK, CRACK), np.uint8)).astype(np.float32)
    return Piece(cleaned(photo, mask), mask)


def people(photo: Pixels, found: list[Box]) -> Mask:
    """Before a plain ground a person is a thing too, and each way of looking sees gaps that the other does not."""
    mask, apart = of_person(photo, found), of_thing(photo)
    agree = (mask * apart).sum() > AGREED * mask.sum()
    return np.asarray(np.minimum(mask, apart) if agree else mask, np.float32)


def thing(photo: Pixels) -> Piece:
    return front(photo, [])


def handy(photo: Pixels, longest: int = WORKED) -> Pixels:
    """No larger than it is of use."""
    share = longest / max(photo.shape[:2])
    if share >= 1:
        return photo
    size = max(1, round(photo.shape[1] * share)), max(1, round(photo.shape[0] * share))
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)


def extent(mask: Mask) -> Box:
    columns, rows = np.flatnonzero((mask > 0.5).any(axis=0)), np.flatnonzero((mask > 0.5).any(axis=1))
    if not len(rows):
        return Box(0, 0, mask.shape[1], mask.shape[0])
    left, top = float(columns[0]), float(rows[0])
    return Box(left, top, columns[-1] + 1 - left, rows[-1] + 1 - top)


def cleaned(photo: Pixels, mask: Mask) -> Pixels:
    """At its edge, where the old background is mixed in, the colours of what lies just within."""
    photo = opaque(photo)
    shown = photo.copy()
    thin = (mask > CLEAR / 2) & (mask < SURE)
    near = max(3.0, max(mask.shape) / 260)
    sure = cv2.erode((mask >= SURE).astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.float32)
    for reach in (near * 4, near):
        weight = cv2.GaussianBlur(sure, (0, 0), reach)
        known = thin & (weight > 1e-3)
        if known.any():
            colours = cv2.GaussianBlur(photo * sure[:, :, None], (0, 0), reach)
            shown[known] = np.clip(colours[known] / weight[known][:, None], 0, 255).astype(np.uint8)
    return shown
