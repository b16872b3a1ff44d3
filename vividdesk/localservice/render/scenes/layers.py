"""Things with a shape of their own, moved about before a ground: in 8 bits, and only where they are."""

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.planes import Matrix, Pixels


class Layer:
    def __init__(self, sheet: Pixels) -> None:
        """Of four channels; the colours are already multiplied with alpha, which keeps edges clean when warped."""
        self.sheet = sheet

    @classmethod
    def of(cls, picture: Pixels, mask: Mask) -> "Layer":
        alpha = cv2.convertScaleAbs(mask, alpha=255)
        return cls(cv2.merge([*cv2.split(cv2.multiply(picture, cv2.merge([alpha] * 3), scale=1 / 255)), alpha]))

    @property
    def size(self) -> tuple[int, int]:
        return self.sheet.shape[1], self.sheet.shape[0]

    @property
    def mask(self) -> Mask:
        return self.sheet[:, :, 3].astype(np.float32) / 255

    def resized(self, width: float, height: float) -> "Layer":
        size = max(1, round(width)), max(1, round(height))
        return Layer(cv2.resize(self.sheet, size, interpolation=cv2.INTER_AREA))

    def turned(self, view: Matrix, room: tuple[int, int, int, int]) -> tuple["Layer", tuple[int, int]]:
        """Drawn by this view once and for all, as far as it lies in the room (left, top, right, bottom); and where."""
        left, top, right, bottom = room
        whole: Pixels = np.zeros((bottom - top, right - left, 4), np.uint8)
        self.over(whole, view - [[0, 0, left], [0, 0, top]])
        x, y, width, height = cv2.boundingRect(whole[:, :, 3])
        part = whole[y : y + max(1, height), x : x + max(1, width)]
        return Layer(np.ascontiguousarray(cv2.copyMakeBorder(part, 1, 1, 1, 1, cv2.BORDER_CONSTANT))), (
            x + left - 1,
            y + top - 1,
        )

    def softened(self, width: float) -> "Layer":
        """Out of focus; needs a free margin of about twice this width."""
        return Layer(cv2.GaussianBlur(self.sheet, (0, 0), max(0.1, width)))

    def shadow(self, width: float, strength: float = 1.0) -> "Layer":
        """Its own dark shape, blurred; larger than the layer by three times the width on each side."""
        margin = int(np.ceil(3 * width))
        alpha = cv2.copyMakeBorder(self.sheet[:, :, 3], margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
        alpha = cv2.convertScaleAbs(cv2.GaussianBlur(alpha, (0, 0), max(0.1, width)), alpha=strength)
        return Layer(cv2.merge([np.zeros_like(alpha)] * 3 + [alpha]))

    def over(self, ground: Pixels, view: Matrix, strength: float = 1.0) -> None:
        """In place; `view` leads from a point of the layer to one of the ground, 2 × 3, or 3 × 3 with a perspective."""
        left, top, right, bottom = self._reach(view, ground)
        if left >= right or top >= bottom:
            return
        size = right - left, bottom - top
        if len(view) == 2:
            drawn = cv2.warpAffine(self.sheet, _centred(view - [[0, 0, left], [0, 0, top]]), size)
        else:
            to_part = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]])
            drawn = cv2.warpPerspective(self.sheet, _centred(to_part @ view), size)
        if strength < 1:
            drawn = cv2.convertScaleAbs(drawn, alpha=max(0.0, strength))
        put(ground[top:bottom, left:right], drawn)

    def _reach(self, view: Matrix, ground: Pixels) -> tuple[int, int, int, int]:
        width, height = self.size
        corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], np.float64) @ view.T
        places = corners[:, :2] / corners[:, 2:] if len(view) == 3 else corners
        first, last = np.floor(places.min(axis=0)) - 1, np.ceil(places.max(axis=0)) + 1
        left, top = (int(max(0, value)) for value in first)
        return left, top, int(min(ground.shape[1], last[0])), int(min(ground.shape[0], last[1]))


def put(part: Pixels, sheet: Pixels) -> None:
    """Lays a sheet of four channels over a part of the ground of the same size, in place; that may have four too."""
    blue, green, red, alpha = cv2.split(sheet)
    rest = cv2.bitwise_not(alpha)
    channels = part.shape[2]
    cv2.multiply(part, cv2.merge([rest] * channels), part, 1 / 255)
    cv2.add(part, cv2.merge([blue, green, red, alpha][:channels]), part)


def panned(picture: Pixels, size: tuple[int, int], x: float, y: float) -> Pixels:
    """What a frame of this size shows of a picture that is larger by at least two pixels, with its corner at (x, y)."""
    left, top = int(np.floor(x)), int(np.floor(y))
    part = picture[top : top + size[1] + 1, left : left + size[0] + 1]
    across = cv2.addWeighted(part[:, :-1], 1 - (x - left), part[:, 1:], x - left, 0)
    return cv2.addWeighted(across[:-1], 1 - (y - top), across[1:], y - top, 0)


def rounded(width: int, height: int, radius: float) -> Mask:
    """A box with round corners."""
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - width / 2) - (width / 2 - radius)
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - height / 2) - (height / 2 - radius)
    away = np.hypot(np.maximum(x, 0)[None, :], np.maximum(y, 0)[:, None]) - radius
    return np.clip(0.5 - away, 0, 1).astype(np.float32)


def _centred(view: Matrix) -> Matrix:
    """The same for pixels that are counted at their centres, not at their corners."""
    whole = np.vstack([view, [0, 0, 1]]) if len(view) == 2 else view
    there, back = (np.array([[1, 0, shift], [0, 1, shift], [0, 0, 1]]) for shift in (-0.5, 0.5))
    return (there @ whole @ back)[: len(view)]
