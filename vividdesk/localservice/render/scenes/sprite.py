"""A thing that is laid over a picture in any place, size and turn; in 8 bits, as fractions would cost far more."""

import math

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Colour, Mask
from vividdesk.localservice.render.planes import Matrix, Pixels


class Sprite:
    """Its colours are kept as they weigh, in 8 bits, with their alpha."""

    def __init__(self, pixels: Pixels | Colour, mask: Mask) -> None:
        weighed = np.array(pixels, np.float32)[..., :3] * mask[:, :, None]
        layers = np.dstack([weighed, mask * 255]).round().clip(0, 255).astype(np.uint8)
        self._layers, self._corner = _trimmed(layers)
        self.middle = mask.shape[1] / 2, mask.shape[0] / 2

    def over(self, picture: Pixels, pose: Matrix, strength: float = 1.0) -> None:
        """In place; the pose leads from the sprite to the picture."""
        found = _warped(self._layers, self._corner, picture, pose, strength)
        if found is None:
            return
        ground, seen = found
        rest = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(seen, 3)), cv2.COLOR_GRAY2BGR)
        cv2.multiply(ground, rest, ground, 1 / 255)
        cv2.add(ground, cv2.cvtColor(seen, cv2.COLOR_BGRA2BGR), ground)


class Light:
    """Adds itself to a picture, in any colour."""

    def __init__(self, mask: Mask, colour: Colour = (255, 255, 255)) -> None:
        self._light, self._corner = _trimmed((mask * 255).round().clip(0, 255).astype(np.uint8))
        self._colour = colour
        self.middle = mask.shape[1] / 2, mask.shape[0] / 2

    def over(self, picture: Pixels, pose: Matrix, strength: float = 1.0, colour: Colour | None = None) -> None:
        tint = [value / 255 * strength for value in colour or self._colour]
        found = _warped(self._light, self._corner, picture, pose, 1.0) if max(tint) > 0.01 else None
        if found is not None:
            ground, seen = found
            cv2.add(ground, cv2.merge([cv2.convertScaleAbs(seen, alpha=value) for value in tint]), ground)


def pose(
    anchor: tuple[float, float], at: tuple[float, float], scale: float = 1.0, turn: float = 0.0, stretch: float = 1.0
) -> Matrix:
    """Brings a sprite's anchor to a place; turned by degrees, clockwise, and so many times as tall."""
    cosine, sine = scale * math.cos(math.radians(turn)), scale * math.sin(math.radians(turn))
    (x, y), tall, slant = anchor, cosine * stretch, sine * stretch
    return np.array([[cosine, -slant, at[0] - cosine * x + slant * y], [sine, tall, at[1] - sine * x - tall * y]])


def _warped(
    layers: Pixels, corner: tuple[int, int], picture: Pixels, matrix: Matrix, strength: float
) -> tuple[Pixels, Pixels] | None:
    """The part of the picture that is touched, and the sprite as it is seen there."""
    (a, b, c), (d, e, f) = matrix.tolist()
    c, f = c + a * corner[0] + b * corner[1], f + d * corner[0] + e * corner[1]
    height, width = layers.shape[:2]
    across, down = (
        (0, a * width, b * height, a * width + b * height),
        (0, d * width, e * height, d * width + e * height),
    )
    left, right = max(0, math.floor(c + min(across))), min(picture.shape[1], math.ceil(c + max(across)))
    top, bottom = max(0, math.floor(f + min(down))), min(picture.shape[0], math.ceil(f + max(down)))
    if left >= right or top >= bottom:
        return None
    size = right - left, bottom - top
    if a == e == 1 and b == d == 0 and c.is_integer() and f.is_integer():
        x, y = left - int(c), top - int(f)
        seen = np.ascontiguousarray(layers[y : y + size[1], x : x + size[0]])
    else:  # from pixels' corners to their centres
        moved = np.array([[a, b, c + (a + b - 1) / 2 - left], [d, e, f + (d + e - 1) / 2 - top]])
        seen = cv2.warpAffine(layers, moved, size, flags=cv2.INTER_LINEAR)
    if strength < 1:
        seen = cv2.convertScaleAbs(seen, alpha=strength)
    return picture[top:bottom, left:right], seen


def _trimmed(layers: Pixels) -> tuple[Pixels, tuple[int, int]]:
    """Without the empty parts around it, and where its corner was; one pixel stays, which softens a turned edge."""
    left, top, width, height = cv2.boundingRect(layers if layers.ndim == 2 else layers.max(axis=2))
    left, top, right, bottom = max(0, left - 1), max(0, top - 1), left + width + 1, top + height + 1
    return np.ascontiguousarray(layers[top:bottom, left:right]), (left, top)
