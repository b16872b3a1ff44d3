"""Light and haze over a whole picture, in 8 bits with a grain: a tenth of the cost of floats."""

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Colour, Mask
from vividdesk.localservice.render.planes import Pixels


class Haze(NamedTuple):
    """A colour before the picture, where it is and where it is not."""

    rest: Pixels  # what is left of the picture
    added: Pixels

    @classmethod
    def of(cls, mask: Mask, colour: Colour) -> "Haze":
        share = _share(mask, 1.0)
        return cls(cv2.merge([cv2.bitwise_not(share)] * 3), _coloured(share, colour))

    def over(self, picture: Pixels) -> None:
        cv2.multiply(picture, self.rest, picture, 1 / 255)
        cv2.add(picture, self.added, picture)


def cover(picture: Pixels, mask: Mask, colour: Colour) -> None:
    """Hides the picture behind this colour, in place, as far as the mask says."""
    Haze.of(mask, colour).over(picture)


def lit(picture: Pixels, mask: Mask, colour: Colour, strength: float = 1.0) -> None:
    """Adds light of this colour, in place, so that nothing burns out: what is white stays as it is."""
    rest = cv2.bitwise_not(_coloured(_share(mask, strength), colour))
    cv2.bitwise_not(picture, picture)
    cv2.multiply(picture, rest, picture, 1 / 255)
    cv2.bitwise_not(picture, picture)


def _share(mask: Mask, strength: float) -> Pixels:
    height, width = mask.shape
    return cv2.convertScaleAbs(cv2.scaleAdd(mask, 255 * strength, _grain(width, height)))


def _coloured(share: Pixels, colour: Colour) -> Pixels:
    return cv2.merge([cv2.convertScaleAbs(share, alpha=value / 255) for value in colour])


@lru_cache(maxsize=8)
def _grain(width: int, height: int) -> Mask:
    """What is rounded by chance shows no bands. Zero stays zero."""
    return np.random.default_rng(3).random((height, width), dtype=np.float32) * 0.98 - 0.49
