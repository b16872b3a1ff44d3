"""From a photo of a pattern to a tile that can be laid side by side without a seam."""

import cv2
import numpy as np

from vividdesk.localservice.render.cutout import of_person, of_thing
from vividdesk.localservice.render.faces import faces
from vividdesk.localservice.render.paint import Mask, dithered
from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Pixels

WORKED = 700  # pixels of the photo's longer side
WHOLE = 0.86  # of the photo: what covers more of it is the pattern itself
BLEND = 0.14  # of the tile, that one runs over into the next
CLEAR = 0.32  # how alike a pattern is to itself, one period on, if it has one


def tile(photo: Pixels) -> Pixels:
    patch = _flat(_patch(photo))
    across, down = _period(patch, 1), _period(patch, 0)
    return _joined(_joined(patch, across).transpose(1, 0, 2), down).transpose(1, 0, 2)


def laid(one: Pixels, size: tuple[int, int]) -> Pixels:
    down, across = -(-size[1] // one.shape[0]), -(-size[0] // one.shape[1])
    return np.ascontiguousarray(np.tile(one, (down, across, 1))[: size[1], : size[0]])


def _patch(photo: Pixels) -> Pixels:
    """The largest square within the garment or cloth; the whole photo where all of it is cloth."""
    share = min(1.0, WORKED / max(photo.shape[:2]))
    size = max(1, round(photo.shape[1] * share)), max(1, round(photo.shape[0] * share))
    photo = np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)
    mask = _cloth(photo)
    if min(size) < 24 or not 0.04 < mask.mean() < WHOLE or _fills(mask):
        side = min(size)
        left, top = (size[0] - side) // 2, (size[1] - side) // 2
        return opaque(photo)[top : top + side, left : left + side]
    inside = cv2.copyMakeBorder((mask > 0.9).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform(inside, cv2.DIST_C, 3)[1:-1, 1:-1]
    y, x = np.unravel_index(int(distance.argmax()), distance.shape)
    half = max(4, round(float(distance[y, x]) * 0.94))
    return opaque(photo)[max(0, y - half) : y + half, max(0, x - half) : x + half]


def _cloth(photo: Pixels) -> Mask:
    """Of a photo of people: what they wear, below their chins."""
    found = faces(photo)
    if not found:
        return of_thing(photo)
    mask = of_person(photo, found).copy()
    for face in found:
        beside = slice(max(0, round(face.left - face.width)), round(face.right + face.width))
        mask[: round(face.bottom + face.height * 0.55), beside] = 0
    return mask


def _fills(mask: Mask) -> bool:
    """Seen on all four edges: no thing that stands on a ground."""
    edges = (mask[1], mask[-2], mask[:, 1], mask[:, -2])
    return min(float(edge.mean()) for edge in edges) > 0.25


def _flat(patch: Pixels) -> Pixels:
    """Without the light it was photographed in: as bright on one side as on the other."""
    broad = max(patch.shape[:2]) / 4
    luma = cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY).astype(np.float32) + 8
    near = cv2.GaussianBlur(luma, (0, 0), broad, borderType=cv2.BORDER_REFLECT)
    return dithered(np.clip(patch * (near.mean() / near)[:, :, None], 0, 255))


def _period(patch: Pixels, axis: int) -> int:
    """After how many pixels the pattern comes again, as often as it fits; otherwise what leaves room to blend."""
    length = patch.shape[axis]
    grey = cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY).astype(np.float32)
    grey = grey - cv2.GaussianBlur(grey, (0, 0), max(2.0, length / 6))
    lines = np.fft.rfft(grey, 2 * length, axis=axis)
    alike = np.fft.irfft((np.abs(lines) ** 2).sum(axis=1 - axis))[:length]
    alike = alike / max(1e-6, alike[0]) * (length / np.arange(length, 0, -1))
    usual = max(1, round(length * (1 - BLEND)))
    first, last = max(4, length // 3), usual
    if last - first < 3:
        return usual
    best = first + int(alike[first:last].argmax())
    return best if alike[best] > CLEAR else usual


def _joined(patch: Pixels, length: int) -> Pixels:
    """As many columns, the first of which follow smoothly on the last."""
    over = min(patch.shape[1] - length, length, max(1, round(patch.shape[1] * BLEND)))
    if over < 1:
        return patch[:, :length]
    result = patch[:, :length].astype(np.float32)
    share = np.linspace(0, 1, over + 2, dtype=np.float32)[1:-1][None, :, None]
    share = share * share * (3 - 2 * share)
    result[:, :over] = result[:, :over] * share + patch[:, length : length + over] * (1 - share)
    return dithered(result)
