"""More room around a photo: its own reflection, without the people in it, which dissolves with the distance."""

import cv2
import numpy as np

from vividdesk.localservice.render.cutout import of_person
from vividdesk.localservice.render.faces import faces
from vividdesk.localservice.render.paint import Mask, dithered
from vividdesk.localservice.render.planes import Pixels

SOFTNESS = 0.22  # how fast it dissolves: standard deviation per pixel of distance
SOFTEST = 0.055  # of the result's longer side
LEVELS = 6
SHADE = 0.2  # how much darker it is far away


def extended(photo: Pixels, aspect: float, above: float = 0.5) -> Pixels:
    """The whole photo, in this shape; of the new room this share is above it, or half on each side."""
    height, width = photo.shape[:2]
    people = _people(photo)
    if width / height > aspect:
        return _longer(photo, _behind(photo, people), max(height, round(width / aspect)), above)
    turned, people = np.ascontiguousarray(photo.transpose(1, 0, 2)), np.ascontiguousarray(people.T)
    longer = _longer(turned, _behind(turned, people), max(width, round(height * aspect)), 0.5)
    return np.ascontiguousarray(longer.transpose(1, 0, 2))


def _people(photo: Pixels) -> Mask:
    found = faces(photo)
    if not found:
        return np.zeros(photo.shape[:2], np.float32)
    reach = max(3, max(photo.shape[:2]) // 50)
    return cv2.GaussianBlur(cv2.dilate(of_person(photo, found), np.ones((reach, reach), np.uint8)), (0, 0), reach / 3)


def _behind(photo: Pixels, people: Mask) -> Pixels:
    """What may be there without the people, who are not to stand in the new room again: their surroundings, carried on.

    Who is cut by the edge above or below goes on a little beyond it.
    """
    if not people.any():
        return photo
    inward = np.minimum(np.arange(len(photo)), np.arange(len(photo))[::-1]) / len(photo)
    mask = people * np.clip((inward - 0.04) / 0.2, 0, 1)[:, None].astype(np.float32)
    share = min(1.0, 200 / max(photo.shape[:2]))
    size = max(1, round(photo.shape[1] * share)), max(1, round(photo.shape[0] * share))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    seen = (cv2.resize(people, size, interpolation=cv2.INTER_AREA) < 0.02).astype(np.float32)
    filled = small.copy()
    for soft in np.geomspace(max(size), 1, 10):
        weight = cv2.GaussianBlur(seen, (0, 0), soft)
        near = (weight > 0.02)[:, :, None] & (seen < 1)[:, :, None]
        colours = cv2.GaussianBlur(small * seen[:, :, None], (0, 0), soft) / np.maximum(weight, 1e-6)[:, :, None]
        filled = np.where(near, colours, filled)
    large = cv2.resize(filled, (photo.shape[1], photo.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.clip(photo + (large - photo) * mask[:, :, None], 0, 255).astype(np.uint8)


def _longer(photo: Pixels, behind: Pixels, height: int, share: float) -> Pixels:
    """With room above and below."""
    above = int((height - len(photo)) * share)
    below = height - len(photo) - above
    if not above + below:
        return photo
    rows = np.abs((np.arange(-above, len(photo) + below)) % max(1, 2 * len(photo) - 2))
    rows = np.minimum(rows, 2 * len(photo) - 2 - rows)
    result, behind = photo[rows], behind[rows]
    if above:
        result[:above] = _dissolved(result, behind, slice(0, above), np.arange(above, 0, -1))
    if below:
        result[-below:] = _dissolved(result, behind, slice(height - below, height), np.arange(1, below + 1))
    return result


def _dissolved(mirrored: Pixels, behind: Pixels, rows: slice, distance: Mask) -> Pixels:
    """These rows of it, each as soft as it is far away."""
    longer = max(mirrored.shape[:2])
    softest = max(1.5, longer * SOFTEST)
    softness = [0.0, *np.geomspace(max(0.7, softest / 40), softest, LEVELS - 1)]
    wanted = np.interp(distance * SOFTNESS, softness, np.arange(LEVELS))
    band = np.zeros((len(distance), *mirrored.shape[1:]), np.float32)
    for level, soft in enumerate(softness):
        share = np.clip(1 - np.abs(wanted - level), 0, 1).astype(np.float32)
        if share.any():
            band += (_blurred(behind, soft, rows) if soft else mirrored[rows]) * share[:, None, None]
    far = np.clip(distance / (longer * 0.3), 0, 1)
    shade = 1 - SHADE * far * far * (3 - 2 * far)
    return dithered(band * shade[:, None, None].astype(np.float32))


def _blurred(picture: Pixels, soft: float, rows: slice) -> Mask:
    """What is very soft is made so in few pixels."""
    step = max(1, int(soft / 3))
    width, height = max(1, picture.shape[1] // step), max(1, picture.shape[0] // step)
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    small = cv2.GaussianBlur(small, (0, 0), soft * width / picture.shape[1])
    return cv2.resize(small, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)[rows]
