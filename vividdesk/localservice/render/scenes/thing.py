"""What is advertised: cut out of its photo, cropped to itself, and the colour it is remembered by."""

from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.cutout import of_person, of_thing
from vividdesk.localservice.render.faces import faces
from vividdesk.localservice.render.paint import Colour, Mask, gradient
from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.scenes.layers import Layer, rounded

LEAST, MOST = 0.02, 0.93  # of the photo: what is cut out smaller or larger was not understood
LARGEST = 1200  # pixels of the longer side


class Thing(NamedTuple):
    layer: Layer
    hue: Colour  # full and of medium lightness
    chin: float  # how far down, 0 to 1, the lowest face reaches; 0 where there is none

    def within(self, width: float, height: float) -> Layer:
        """As large as fits into this room."""
        across, down = self.layer.size
        share = min(width / across, height / down)
        return self.layer.resized(across * share, down * share)

    def light(self, share: float) -> Colour:
        """Its hue, so far on the way to white."""
        return _mixed(self.hue, (255, 255, 255), share)

    def dark(self, share: float) -> Colour:
        return _mixed(self.hue, (38, 26, 24), share)


def thing(photos: Photos) -> Thing:
    """Without a photo, a parcel that stands for whatever it is."""
    photo = _small(only(photos)) if photos else _parcel()
    found = faces(photo)
    mask = of_person(photo, found) if found and photo.shape[2] == 3 else of_thing(photo)
    if not _understood(mask, bool(found)):
        height, width = photo.shape[:2]
        mask = rounded(width, height, min(width, height) / 14)
    left, top, width, height = cv2.boundingRect((mask > 0.2).astype(np.uint8))
    height = max(1, height - _loose(mask[top : top + height]))
    part = slice(top, top + height), slice(left, left + width)
    picture, mask = np.ascontiguousarray(opaque(photo)[part]), np.ascontiguousarray(mask[part])
    chin = max((face.bottom - top for face in found), default=0.0) / height
    return Thing(Layer.of(picture, mask), _hue(picture, mask), min(max(chin, 0.0), 1.0))


def _understood(mask: Mask, person: bool) -> bool:
    """One piece that does not go from edge to edge, as a landscape does."""
    shape = (mask > 0.5).astype(np.uint8)
    if not LEAST < shape.mean() < MOST:
        return False
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(shape)
    width, height = cv2.boundingRect(shape)[2:]
    largest = stats[1:, cv2.CC_STAT_AREA].max() / shape.sum()
    whole = width > 0.93 * mask.shape[1] and height > 0.7 * mask.shape[0]
    return person or bool(largest > 0.75 and not whole)


def _loose(mask: Mask) -> int:
    """Rows at the foot that are a remnant of a reflection: much narrower than what stands right above them."""
    wide = (mask > 0.5).sum(axis=1)
    foot = max(1, round(len(wide) * 0.08))
    firm = np.flatnonzero(wide[-foot:] >= 0.6 * wide[-2 * foot :].max())
    return foot - 1 - int(firm[-1]) if len(firm) else 0


def _small(photo: Pixels) -> Pixels:
    share = LARGEST / max(photo.shape[:2])
    if share >= 1:
        return photo
    size = max(1, round(photo.shape[1] * share)), max(1, round(photo.shape[0] * share))
    return cv2.resize(photo, size, interpolation=cv2.INTER_AREA)


def _parcel() -> Pixels:
    """A box with a ribbon of paper round it."""
    box = gradient((640, 800), (150, 190, 222), (104, 146, 184), 60)
    box[:, 470:] = (box[:, 470:] * 0.8).astype(np.uint8)
    box[300:520, :470], box[300:520, 470:] = (238, 244, 248), (196, 204, 210)
    cv2.line(box, (470, 0), (470, 800), (88, 122, 152), 3, cv2.LINE_AA)
    alpha = np.zeros((1000, 840), np.uint8)
    alpha[100:900, 100:740] = 255
    whole = cv2.copyMakeBorder(box, 100, 100, 100, 100, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    return cv2.merge([*cv2.split(whole), alpha])


def _hue(picture: Pixels, mask: Mask) -> Colour:
    """The most frequent of its colours, the stronger the better; where it has none, a quiet blue."""
    small = cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA)
    inside = cv2.resize(mask, (64, 64), interpolation=cv2.INTER_AREA) > 0.6
    hues, strength, bright = (
        each[inside].astype(np.float32) for each in cv2.split(cv2.cvtColor(small, cv2.COLOR_BGR2HSV))
    )
    weight = (strength / 255) ** 1.5 * bright / 255
    if weight.sum() < 0.02 * max(1, inside.sum()):
        return (186, 152, 118)
    counts = np.bincount((hues / 10).astype(int), weight, 18)
    near = np.abs((hues - (10 * counts.argmax() + 5) + 90) % 180 - 90) < 12
    hue = (
        10 * counts.argmax()
        + 5
        + np.average((hues[near] - 10 * counts.argmax() - 5 + 90) % 180 - 90, weights=weight[near])
    )
    colour = cv2.cvtColor(np.array([[[hue % 180, 125, 205]]], np.uint8), cv2.COLOR_HSV2BGR)[0, 0]
    return float(colour[0]), float(colour[1]), float(colour[2])


def _mixed(first: Colour, last: Colour, share: float) -> Colour:
    blue, green, red = (a + (b - a) * share for a, b in zip(first, last, strict=True))
    return blue, green, red
