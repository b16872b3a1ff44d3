"""A garment as it lies before the camera: trunk, sleeves and collar, each to be laid on a body."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from vividdesk.localservice.render.faces import faces
from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Cannot
from vividdesk.localservice.render.tools import piece
from vividdesk.localservice.render.tools.body import BOTTOM, TOP, body
from vividdesk.localservice.render.tools.piece import Piece

WORKED = 1100  # pixels of the photo's longer side
APART = 40.0  # in LAB, what garment and paper differ by to be told apart
PALE = 9.0  # in LAB, what the paper's colour varies by, light and shadow aside
SLEEVED = 1.22  # of the trunk's width, from which on there are sleeves
COLLAR = 0.36  # of half the trunk's width, from the top to the collar's front
JOINT = 0.84  # of half the trunk's width, where a sleeve is set in


@dataclass(frozen=True)
class Garment:
    piece: Piece  # cropped to the garment
    is_long: bool = False  # a dress, whose trunk is only its upper part

    @property
    def height(self) -> int:
        return self.piece.size[1]

    @cached_property
    def extents(self) -> Mask:
        """For each row its leftmost and rightmost pixel."""
        rows = self.piece.mask > 0.5
        left = np.where(rows.any(axis=1), rows.argmax(axis=1), self.piece.size[0] / 2)
        right = np.where(
            rows.any(axis=1), self.piece.size[0] - 1 - rows[:, ::-1].argmax(axis=1), self.piece.size[0] / 2
        )
        return np.stack([left, right]).astype(np.float32)

    @cached_property
    def middle(self) -> float:
        rows = self._rows(0.15, 0.45) if self.is_long else self._rows(0.3, 1.0)
        return float(np.median(rows.mean(axis=0)))

    @cached_property
    def half(self) -> float:
        """Half the width of the trunk."""
        rows = self._rows(0.15, 0.45) if self.is_long else self._rows(0.5, 0.92)
        narrow = float(np.percentile(rows[1] - rows[0], 60 if self.is_long else 30)) / 2
        return max(4.0, min(narrow, self.piece.size[0] / 2))

    @property
    def has_sleeves(self) -> bool:
        rows = self._rows(0.0, 0.35 if self.is_long else 1.0)
        return float((rows[1] - rows[0]).max()) / 2 > self.half * SLEEVED

    def _rows(self, first: float, last: float) -> Mask:
        """The extents of a part of it, told by its height."""
        begin = min(self.height - 1, round(self.height * first))
        return self.extents[:, begin : max(begin + 1, round(self.height * last))]

    @property
    def collar(self) -> float:
        return self.half * COLLAR

    def shoulder(self, side: int) -> tuple[float, float]:
        """Where a sleeve is set in, on the outline."""
        x = self.middle + side * self.half * JOINT
        column = self.piece.mask[:, int(np.clip(round(x), 0, self.piece.size[0] - 1))] > 0.5
        return x, float(column.argmax())

    def sleeve(self, side: int) -> tuple[float, float]:
        """How far its end hangs out, in radians from straight down, and how long it is."""
        x, y = self.shoulder(side)
        rows, columns = np.nonzero(self.piece.mask > 0.5)
        away = (columns - x) * side
        tip = away > away.max() * 0.9
        across, down = float(away[tip].mean()), float(rows[tip].mean()) - y
        return float(np.arctan2(across, max(1.0, down))), float(np.hypot(across, down))

    def trunk(self) -> Mask:
        """Without its sleeves; a seam's width more, so that nothing shows between them."""
        if not self.has_sleeves:
            return self.piece.mask
        x = np.arange(self.piece.size[0], dtype=np.float32)[None, :]
        y = np.arange(self.height, dtype=np.float32)[:, None]
        along = np.clip((y - self.shoulder(1)[1]) / (self.half * 0.9), 0, 1)
        edge = self.half * (JOINT + 0.02 + (1.06 - JOINT) * along**0.7)
        soft = max(1.0, self.half * 0.02)
        return np.asarray(self.piece.mask * np.clip((edge - np.abs(x - self.middle)) / soft + 0.5, 0, 1), np.float32)

    def arm(self, side: int) -> Mask:
        """Only the sleeve of this side."""
        x = (np.arange(self.piece.size[0], dtype=np.float32)[None, :] - self.middle) * side
        y = np.arange(self.height, dtype=np.float32)[:, None]
        along = np.clip((y - self.shoulder(side)[1]) / (self.half * 0.9), 0, 1)
        edge = self.half * (JOINT - 0.06 + (1.0 - JOINT) * along**0.7)
        return np.asarray(self.piece.mask * np.clip((x - edge) / max(1.0, self.half * 0.02) + 0.5, 0, 1), np.float32)


def garment(photo: Pixels, is_long: bool = False) -> Garment:
    """Of a photo of the garment alone, or of somebody who wears it."""
    photo = piece.handy(photo, WORKED)
    if photo.shape[2] == 3 and faces(photo):
        wearer = body(photo)
        worn = np.clip(wearer.parts[TOP] + (wearer.parts[BOTTOM] if is_long else 0), 0, 1)
        mask = cv2.morphologyEx(worn.astype(np.float32), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
        if mask.mean() > piece.LEAST:
            return Garment(Piece(piece.cleaned(photo, mask), mask).cropped(), is_long)
    try:
        cut = piece.thing(photo)
    except Cannot:  # cloth from edge to edge
        cut = Piece(np.ascontiguousarray(photo[:, :, :3]), np.ones(photo.shape[:2], np.float32))
    return Garment(_whole(_without_paper(photo, cut)).cropped(), is_long)


def _without_paper(photo: Pixels, cut: Piece) -> Piece:
    """Nothing that goes on into what it lies on, and looks like that; a white shirt on white paper is left as it is."""
    if photo.shape[2] == 4:
        return cut
    lab = cv2.cvtColor(cv2.GaussianBlur(photo, (0, 0), 1.0), cv2.COLOR_BGR2LAB).astype(np.float32)
    paper = np.median(lab[cut.mask < 0.02], axis=0) if (cut.mask < 0.02).any() else np.zeros(3, np.float32)
    cloth = np.median(lab[cut.mask > 0.9], axis=0) if (cut.mask > 0.9).any() else paper
    if np.linalg.norm(cloth - paper) < APART:
        return cut
    apart = np.linalg.norm(lab - paper, axis=2)
    pale = np.linalg.norm((lab - paper)[:, :, 1:], axis=2) < PALE
    alike = pale & (apart < 0.8 * np.linalg.norm(lab - cloth, axis=2))
    calm = cv2.morphologyEx(alike.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _count, pieces = cv2.connectedComponents(calm | (cut.mask < 0.5).astype(np.uint8))
    outside = np.isin(pieces, np.setdiff1d(np.unique(pieces[cut.mask < 0.02]), [0]))
    mask = cut.mask * np.where(outside, 0, 1).astype(np.float32)
    return Piece(piece.cleaned(photo, mask), cv2.GaussianBlur(mask, (0, 0), 0.7))


def _whole(cut: Piece) -> Piece:
    """The largest part of it, without holes: a flower as white as the paper beneath is no hole."""
    edges, _tree = cv2.findContours((cut.mask > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not edges:
        return cut
    inside = cv2.drawContours(np.zeros(cut.mask.shape, np.uint8), [max(edges, key=cv2.contourArea)], -1, 1, cv2.FILLED)
    core = cv2.erode(inside, np.ones((5, 5), np.uint8))
    near = cv2.dilate(inside, np.ones((5, 5), np.uint8))
    return Piece(cut.pixels, np.maximum(cut.mask * near, core).astype(np.float32))
