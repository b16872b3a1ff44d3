"""Who or what a photo shows, in the shape of the film, apart from what is behind it."""

from functools import cached_property

import cv2
import numpy as np

from vividdesk.localservice.render.cutout import of_person, of_thing
from vividdesk.localservice.render.faces import Box, faces
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.framing import framed, window
from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scenes.sprite import Sprite

LEAST, MOST = 0.03, 0.85  # of the frame; what is cut out smaller or larger was not understood


class Sitter:
    def __init__(self, photo: Pixels, film: Film) -> None:
        found = faces(photo)
        self.size = film.size
        whole = framed(photo, film.size, found)
        self.photo = opaque(whole, (128, 128, 128))
        placed = _placed(found, (photo.shape[1], photo.shape[0]), film.size)
        self.faces = [face for face in placed if _within(face.middle, film.size)]
        self.mask = of_person(whole, placed) if self.faces and whole.shape[2] == 3 else of_thing(whole)
        self.apart = _plausible(self.mask, bool(self.faces))

    @cached_property
    def heads(self) -> list[Box]:
        return [face.head() for face in self.faces]

    @cached_property
    def ground(self) -> Pixels:
        """What is behind, carried on where it cannot be seen."""
        return filled(self.photo, 1 - cv2.dilate(self.mask, _disc(self.size[1] / 60))) if self.apart else self.photo

    def cut(self, picture: Pixels) -> Sprite:
        """This picture, the photo in other colours, without what is behind."""
        return Sprite(_clean(picture, self.mask), self.mask)

    def face_guard(self, picture: Pixels) -> Sprite:
        """The faces alone, to be laid over what flies before them."""
        mask = np.zeros(self.mask.shape, np.float32)
        for face in self.faces:
            x, y = face.middle
            radii = round(face.width * 0.52 * 16), round(face.height * 0.68 * 16)
            cv2.ellipse(mask, (round(x * 16), round(y * 16)), radii, 0, 0, 360, 1, cv2.FILLED, cv2.LINE_AA, 4)
        soft = max(1.0, self.size[1] / 90)
        mask = cv2.GaussianBlur(mask, (0, 0), soft)
        return Sprite(picture, mask * self.mask if self.apart else mask)

    def rim(self, width: float) -> Mask:
        """Where light from behind catches: along the edge, inside, more from above."""
        inner = cv2.GaussianBlur(self.mask, (0, 0), max(0.8, width))
        inner = cv2.warpAffine(inner, np.array([[1, 0, 0], [0, 1, width * 0.6]], np.float32), self.size, borderMode=1)
        return np.clip((1 - inner) * self.mask * 1.7, 0, 1)


def filled(picture: Pixels, known: Mask) -> Pixels:
    """The picture with soft colours from around where it is not known: averages of ever larger parts."""
    levels = [(picture.astype(np.float32) * known[:, :, None], known)]
    while min(levels[-1][1].shape) > 2:
        colours, weight = (cv2.pyrDown(each) for each in levels[-1])
        levels.append((colours, weight))
    colours, weight = levels.pop()
    result = colours / np.maximum(weight, 1e-4)[:, :, None] if weight.max() > 0.01 else np.full_like(colours, 128)
    for colours, weight in reversed(levels):
        larger = cv2.pyrUp(result, dstsize=(weight.shape[1], weight.shape[0]))
        share = np.clip(weight * 1.25, 0, 1)[:, :, None]
        result = larger * (1 - share) + colours / np.maximum(weight, 1e-4)[:, :, None] * share
    return result.clip(0, 255).astype(np.uint8)


def room(size: tuple[int, int], heads: list[Box], shape: float, margin: float = 0.06) -> Box:
    """Where words, so many times as wide as high, are largest without touching a head; best in the middle, low."""
    width, height = size
    edge = margin * min(size)
    most = min(width - 2 * edge, (height * 0.3) * shape)
    for wide in np.linspace(most, most * 0.2, 24):
        tall = wide / shape
        free = [
            place
            for y in np.linspace(height - edge - tall, edge, 14)
            for x in np.linspace(edge, width - edge - wide, 13)
            for place in [Box(float(x), float(y), wide, tall)]
            if not any(meet(head, place) for head in heads)
        ]
        if free:
            return min(free, key=lambda box: abs(box.middle[0] / width - 0.5) - 0.8 * box.bottom / height)
    return Box(edge, height * 0.9 - edge / 2, width - 2 * edge, height * 0.1)


def meet(one: Box, other: Box) -> bool:
    return one.left < other.right and one.right > other.left and one.top < other.bottom and one.bottom > other.top


def _within(point: tuple[float, float], size: tuple[int, int]) -> bool:
    return 0 <= point[0] <= size[0] and 0 <= point[1] <= size[1]


def _placed(found: list[Box], size: tuple[int, int], frame: tuple[int, int]) -> list[Box]:
    """The faces as they are in the frame, without those outside."""
    part = window(size, frame[0] / frame[1], found)
    placed = [face.moved(-part.left, -part.top).scaled(frame[0] / part.width) for face in found]
    return [face for face in placed if meet(face, Box(0, 0, *frame))]


def _plausible(mask: Mask, person: bool) -> bool:
    """Whether that can be a person or a thing. A thing stands within the frame and is of one compact piece."""
    if person or not LEAST < mask.mean() < MOST:
        return bool(LEAST < mask.mean() < MOST)
    inside = (mask > 0.5).astype(np.uint8)
    points = cv2.findNonZero(inside)
    if points is None:
        return False
    compact = inside.sum() / max(1.0, cv2.contourArea(cv2.convexHull(points)))
    near = max(1, min(mask.shape) // 20)
    sides = max(inside[near].mean(), inside[:, near].mean(), inside[:, -near].mean())
    return bool(compact > 0.72 and sides < 0.05)


def _clean(picture: Pixels, mask: Mask) -> Pixels:
    """Its edge takes the colours from inside, so that nothing of the old background shines through."""
    core = cv2.erode((mask > 0.9).astype(np.float32), _disc(mask.shape[0] / 240))
    if core.max() == 0:
        return picture
    inner = filled(picture, core)
    share = cv2.GaussianBlur(core, (0, 0), max(0.6, mask.shape[0] / 500))[:, :, None]
    return (picture * share + inner * (1 - share)).astype(np.uint8)


def _disc(radius: float) -> Pixels:
    side = 2 * max(1, round(radius)) + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)).astype(np.uint8)
