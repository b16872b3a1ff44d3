"""A garment on a body: where each part of it comes to lie, before light and shadow."""

from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Mask
from vividdesk.localservice.render.planes import Matrix, Pixels
from vividdesk.localservice.render.tools.body import BOTTOM, Body
from vividdesk.localservice.render.tools.garment import JOINT, Garment

EASE = 1.07  # how much wider a garment is than who wears it
WIDEST = 1.25  # how far a row may be stretched to follow the outline
LONGEST = 1.2  # how much longer a top may become to cover the old one
TURN = -20.0, 80.0  # degrees that a sleeve may be let down
ARM = 0.2  # of half the chest, half an arm's width


class Laid(NamedTuple):
    """In the size of the person's photo."""

    pixels: Pixels
    mask: Mask


def upper(person: Body, garment: Garment, close: bool) -> Laid:
    """A top or a dress: hung by the collar, its sleeves let down along the arms."""
    share = person.half * EASE / garment.half
    x, y = person.face.middle[0], person.collar - garment.collar * share * 0.82
    hem = person.hip + person.half * 0.1
    long = np.clip((hem - y) / (garment.height * share), 1, LONGEST) if hem < len(person.mask) else 1
    place = np.array([[share, 0, x - garment.middle * share], [0, share * long, y], [0, 0, 1]])
    laid = _placed(garment, garment.trunk(), place, person)
    if close:
        laid = _followed(laid, person, round(person.collar + person.half * 1.0))
    if not garment.has_sleeves:
        return laid
    for side in (-1, 1):
        sleeve = _placed(garment, garment.arm(side), _let_down(person, garment, side, place), person)
        over = laid.mask + sleeve.mask * (1 - laid.mask)
        weight = (laid.mask / np.maximum(over, 1e-4))[:, :, None]
        laid = Laid((laid.pixels * weight + sleeve.pixels * (1 - weight)).astype(np.uint8), over)
    return laid


def lower(person: Body, garment: Garment) -> Laid:
    """Trousers or a skirt: each row as wide as what was worn there."""
    rows = np.flatnonzero((person.parts[BOTTOM] > 0.5).any(axis=1))
    top, bottom = max(float(rows[0]), person.hip - person.half * 0.25), float(rows[-1] + 1)
    height, width = person.mask.shape
    worn = person.parts[BOTTOM] > 0.5
    left = worn.argmax(axis=1).astype(np.float32)
    right = (width - 1 - worn[:, ::-1].argmax(axis=1)).astype(np.float32)
    known = np.flatnonzero(worn.sum(axis=1) > person.half * 0.3)
    every = np.arange(height)
    calm = person.half * 0.15
    left, right = (_calm(np.interp(every, known, side[known]), calm)[:, None] for side in (left, right))
    y = np.clip((every[:, None] - top) / max(1.0, bottom - top), -0.2, 1.2) * (garment.height - 1)
    at = np.clip(np.round(y[:, 0]), 0, garment.height - 1).astype(int)
    ends = [_calm(side, garment.height / 40)[at][:, None] for side in garment.extents]
    across = (np.arange(width)[None, :] - (left + right) / 2) / np.maximum((right - left) / 2 * EASE, 1)
    x = (ends[0] + ends[1]) / 2 + across * (ends[1] - ends[0]) / 2
    return _sampled(garment, garment.piece.mask, x, np.repeat(y, width, axis=1))


def _placed(garment: Garment, mask: Mask, place: Matrix, person: Body) -> Laid:
    size = person.mask.shape[1], person.mask.shape[0]
    how = cv2.INTER_AREA if abs(np.linalg.det(place)) < 0.6 else cv2.INTER_CUBIC
    pixels = cv2.warpAffine(garment.piece.pixels, place[:2], size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    shown = cv2.warpAffine(mask, place[:2], size, flags=cv2.INTER_LINEAR)
    return Laid(np.asarray(pixels, np.uint8), np.clip(shown, 0, 1).astype(np.float32))


def _let_down(person: Body, garment: Garment, side: int, place: Matrix) -> Matrix:
    """Turned about the shoulder until the sleeve lies along the arm."""
    angle, length = garment.sleeve(side)
    joint = place @ np.array([*garment.shoulder(side), 1.0])
    reach = length * float(place[0, 0])
    outline = person.arm(side, joint[1] - person.collar + reach * 0.8)
    turn = 0.0
    if outline > person.half * JOINT:
        axis = outline - person.half * ARM - (joint[0] - person.face.middle[0]) * side
        turn = float(np.clip(angle - np.arctan2(axis, reach * 0.8), *np.radians(TURN))) * side
    cosine, sine = np.cos(turn), np.sin(turn)
    spin = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    there, back = np.eye(3), np.eye(3)
    there[:2, 2], back[:2, 2] = joint[:2], -joint[:2]
    return np.asarray(there @ spin @ back @ place)


def _followed(laid: Laid, person: Body, first: int) -> Laid:
    """Below the chest each row as wide as the body there."""
    height, width = laid.mask.shape
    every = np.arange(height)
    halves = _calm(person.halves, person.half * 0.3)
    share = np.clip(halves * EASE / (person.half * EASE), 1 / WIDEST, WIDEST)
    blend = np.clip((every - first) / max(1.0, person.half * 0.6), 0, 1)
    stop = np.clip((person.hip + person.half * 0.2 - every) / max(1.0, person.half * 0.4), 0, 1)
    share = 1 + (share - 1) * blend * stop
    x = np.arange(width, dtype=np.float32)[None, :]
    middle = person.face.middle[0]
    x = (middle + (x - middle) / share[:, None]).astype(np.float32)
    y = np.repeat(every.astype(np.float32)[:, None], width, axis=1)
    pixels = cv2.remap(laid.pixels, x, y, cv2.INTER_CUBIC, None, cv2.BORDER_REPLICATE)
    return Laid(np.asarray(pixels, np.uint8), cv2.remap(laid.mask, x, y, cv2.INTER_LINEAR).astype(np.float32))


def _sampled(garment: Garment, mask: Mask, x: Mask, y: Mask) -> Laid:
    x, y = x.astype(np.float32), y.astype(np.float32)
    pixels = cv2.remap(garment.piece.pixels, x, y, cv2.INTER_CUBIC, None, cv2.BORDER_REPLICATE)
    return Laid(np.asarray(pixels, np.uint8), cv2.remap(mask, x, y, cv2.INTER_LINEAR).astype(np.float32))


def _calm(values: Mask, reach: float) -> Mask:
    row = np.asarray(values, np.float32)[None, :]
    return np.asarray(cv2.GaussianBlur(row, (0, 0), max(0.6, reach), borderType=cv2.BORDER_REPLICATE)[0])
