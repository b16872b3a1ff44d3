"""Pictures as a clip stores them: BT.709 in the limited range, colour at half the size (YUV 4:2:0).

A picture that only moves is warped in this form, which is half the pixels, straight into the memory of the frame.
"""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

# Arrays of 8 bits: height × width × 3, blue first; with a fourth, alpha, where something is seen through.
# What OpenCV returns has no type that could be checked against a closer one.
Pixels = NDArray[Any]
Matrix = NDArray[Any]

RED, GREEN, BLUE = 0.2126, 0.7152, 0.0722


def _conversion() -> Matrix:
    luma = np.array([BLUE, GREEN, RED])
    blueness = (np.array([1, 0, 0]) - luma) / (2 * (1 - BLUE))
    redness = (np.array([0, 0, 1]) - luma) / (2 * (1 - RED))
    rows = np.stack([luma * 219, blueness * 224, redness * 224]) / 255
    return np.column_stack([rows, [16, 128, 128]])


TO_YUV = _conversion()
TO_BGR = np.linalg.inv(TO_YUV[:, :3])
TO_BGR = np.column_stack([TO_BGR, -TO_BGR @ TO_YUV[:, 3]])
FAST = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


class Planes(NamedTuple):
    y: Pixels
    u: Pixels
    v: Pixels

    @classmethod
    def of(cls, picture: Pixels) -> "Planes":
        height, width = picture.shape[:2]
        y, u, v = cv2.split(cv2.transform(picture, TO_YUV))
        half = (width + 1) // 2, (height + 1) // 2
        return cls(y, *(cv2.resize(plane, half, interpolation=cv2.INTER_AREA) for plane in (u, v)))

    def pixels(self) -> Pixels:
        size = self.y.shape[1], self.y.shape[0]
        colour = [cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in (self.u, self.v)]
        return cv2.transform(cv2.merge([self.y, *colour]), TO_BGR)

    def copy_to(self, frame: "Planes") -> None:
        for mine, other in zip(self, frame, strict=True):
            np.copyto(other, mine)

    def warp_to(self, frame: "Planes", view: Matrix) -> None:
        """`view` leads from a point of the frame to one of the picture, 2 × 3, or 3 × 3 with a perspective.

        Points are counted from the corner of the first pixel, so that they are the same for planes of half the size.
        """
        for mine, other, scale in zip(self, frame, (1.0, 0.5, 0.5), strict=True):
            matrix, size = _for_indices(view, scale), (other.shape[1], other.shape[0])
            warp = cv2.warpAffine if len(matrix) == 2 else cv2.warpPerspective
            warp(mine, matrix, size, dst=other, flags=FAST, borderMode=cv2.BORDER_REPLICATE)


class Moved(NamedTuple):
    """A frame that is a look at a larger picture, not drawn yet."""

    picture: Planes
    view: Matrix

    def pixels(self, size: tuple[int, int]) -> Pixels:
        frame = blank(*size)
        self.picture.warp_to(frame, self.view)
        return frame.pixels()


def blank(width: int, height: int) -> Planes:
    half = (height + 1) // 2, (width + 1) // 2
    return Planes(np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))


def _for_indices(view: Matrix, scale: float) -> Matrix:
    """The same view for a plane of this scale, whose pixels are counted at their centres."""
    to_points = np.array([[1 / scale, 0, 0.5 / scale], [0, 1 / scale, 0.5 / scale], [0, 0, 1]])
    to_indices = np.array([[scale, 0, -0.5], [0, scale, -0.5], [0, 0, 1]])
    whole = np.vstack([view, [0, 0, 1]]) if len(view) == 2 else view
    matrix = to_indices @ whole @ to_points
    return matrix[:2] if len(view) == 2 else matrix
