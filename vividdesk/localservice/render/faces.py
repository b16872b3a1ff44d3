"""Where the faces are: the cascades that come with OpenCV, on a small grey picture."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Pixels
from vividdesk.media.faces import FRONT, cascade

SEARCHED = 480  # pixels of the longer side that are searched
DOUBTFUL = 0.2  # of how often the surest face was found; what is found more rarely is a crease or a collar
REMEMBERED = 16
ABOVE, BESIDE, BELOW = 0.65, 0.35, 0.35  # of a face's box, that belong to the head


class Box(NamedTuple):
    """In pixels of the picture."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    def head(self) -> "Box":
        """With hair, ears and chin, which the cascade leaves out."""
        return Box(
            self.left - self.width * BESIDE,
            self.top - self.height * ABOVE,
            self.width * (1 + 2 * BESIDE),
            self.height * (1 + ABOVE + BELOW),
        )

    def scaled(self, share: float) -> "Box":
        return Box(*(value * share for value in self))

    def moved(self, x: float, y: float) -> "Box":
        return Box(self.left + x, self.top + y, self.width, self.height)


def faces(picture: Pixels) -> list[Box]:
    """The largest first."""
    share = min(1.0, SEARCHED / max(picture.shape[:2]))
    grey = cv2.cvtColor(opaque(picture), cv2.COLOR_BGR2GRAY)
    if share < 1:
        grey = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    found, sure = _searched(grey.tobytes(), grey.shape)
    boxes = [Box(*(float(value) / share for value in box)) for box in found]
    boxes = [box for box, count in zip(boxes, sure, strict=True) if count > DOUBTFUL * max(sure)]
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: -box.width):
        if not any(_holds(larger.head(), box.middle) for larger in kept):  # a mouth or a collar, taken for a face
            kept.append(box)
    return kept


@lru_cache(maxsize=REMEMBERED)
def _searched(content: bytes, shape: tuple[int, int]) -> tuple[Sequence[NDArray[np.int32]], Sequence[int]]:
    """By its content: one photo is often made into several things in a row."""
    grey = np.frombuffer(content, np.uint8).reshape(shape)
    least = max(24, min(shape) // 16)
    found: Sequence[NDArray[np.int32]] = ()
    sure: Sequence[int] = ()
    search = cascade(FRONT).detectMultiScale2
    for seen in (grey, cv2.equalizeHist(grey)):  # the second for what is dark; a bright wall would drown a face in it
        if not len(found):
            found, sure = search(seen, scaleFactor=1.1, minNeighbors=4, minSize=(least, least))
    return found, sure


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box.left < point[0] < box.right and box.top < point[1] < box.bottom


def around(boxes: list[Box]) -> Box:
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)
