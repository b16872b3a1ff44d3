"""A contact sheet: the person of a photo, turned, leaning, near and far, a card for each pose."""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render import lettering
from vividdesk.localservice.render.faces import Box, faces
from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.paint import Colour, Mask, colour, dithered, lay
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.tools import piece, stage, wishes
from vividdesk.localservice.render.tools.piece import Piece

ACROSS, DOWN = 3, 2
CARD = 480, 640
GAP, CORNER = 24, 26
PAPER = "#f4f2ef"
INK = colour("#34323a")
TINTS = ("#cfd8dc", "#e9cfc4", "#c9d6c3", "#e6d9b8", "#cbc6de", "#c2d8de")
HEADROOM = 0.08  # of a card


class Figure(NamedTuple):
    piece: Piece
    face: Box
    stands: bool  # else the photo ends before the feet do


class Pose(NamedTuple):
    warp: Callable[[Figure], Figure]
    faces_high: float | None = None  # how many heights of the face the card shows; None: all of the figure


def multipose(photos: Photos, options: Options) -> Pixels:
    figure = _figure(piece.handy(only(photos), 1600))
    typed = wishes.tints(options)
    size = ACROSS * (CARD[0] + GAP) + GAP, DOWN * (CARD[1] + GAP) + GAP
    sheet = np.full((size[1], size[0], 3), colour(PAPER), np.uint8)
    for number, pose in enumerate(POSES):
        tint = typed[number % len(typed)] if typed else colour(TINTS[number])
        card = _card(pose, figure, tint, number + 1)
        left = GAP + number % ACROSS * (CARD[0] + GAP)
        top = GAP + number // ACROSS * (CARD[1] + GAP)
        mask = _rounded()
        stage.drop(sheet, mask, (left, top + 5), 8, 0.16)
        lay(sheet, card, mask, left, top)
    return sheet


def _figure(photo: Pixels) -> Figure:
    found = faces(photo)[:1]
    cut = piece.front(photo, found)
    box = piece.extent(cut.mask)
    ends = box.bottom >= photo.shape[0] * 0.985
    side = min(box.width, box.height / 4)
    face = found[0] if found else Box(box.middle[0] - side / 2, box.top + side * 0.3, side, side)
    return Figure(cut.cropped(), face.moved(-box.left, -box.top), not ends)


def _card(pose: Pose, figure: Figure, tint: Colour, number: int) -> Pixels:
    card = stage.sweep(CARD, tint, 0.84)
    figure = pose.warp(figure)
    width, height = figure.piece.size
    room = CARD[1] * (1 - HEADROOM)
    if pose.faces_high is None or pose.faces_high * figure.face.height >= height:
        room -= CARD[1] * 0.07 if figure.stands else 0
        share = min(room / height, CARD[0] * (0.86 if figure.stands else 1.08) / width)
        top = CARD[1] * (0.93 if figure.stands else 1.025) - height * share
        middle, whole = width / 2, True
    else:
        share = room / (pose.faces_high * figure.face.height)
        top, middle, whole = CARD[1] * HEADROOM, figure.face.middle[0], False
    small = figure.piece.scaled(share)
    left = round(CARD[0] / 2 - middle * share)
    if whole and figure.stands:
        stage.cast(card, small, (left, top + small.size[1]), 0.22, 0.5)
        stage.contact(card, (left + small.size[0] / 2, top + small.size[1] - 3), small.size[0] * 0.62, 0.5)
    else:
        stage.drop(card, small.mask, (left + 22, top + 16), 20, 0.26)
    lay(card, small.pixels, small.mask, left, round(top))
    _label(card, number)
    return card


def _label(card: Pixels, number: int) -> None:
    disc = stage.ellipse(22, 22)
    lay(card, (255, 255, 255), disc, 19, CARD[1] - 66, 0.92)
    digit = lettering.line(str(number), 26)
    rows = np.flatnonzero(digit.max(axis=1) > 0.5)
    digit = digit[rows[0] : rows[-1] + 1]
    lay(card, INK, digit, 19 + 23.5 - digit.shape[1] / 2, CARD[1] - 66 + 23.5 - digit.shape[0] / 2)


def _rounded() -> Mask:
    mask = np.ones((CARD[1], CARD[0]), np.float32)
    disc = stage.ellipse(CORNER, CORNER)[1:-1, 1:-1]
    for down, across in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        mask[::down, ::across][:CORNER, :CORNER] = disc[:CORNER, :CORNER]
    return mask


def _front(figure: Figure) -> Figure:
    return figure


def _mirrored(figure: Figure) -> Figure:
    face = figure.face
    turned = face._replace(left=figure.piece.size[0] - face.right)
    return Figure(figure.piece.mirrored(), turned, figure.stands)


def _turned(figure: Figure, by: float = 0.42, narrow: float = 0.84) -> Figure:
    """As on a round body: what is in front moves aside, the outline becomes narrower, the far side darker."""
    width, height = figure.piece.size
    rows = figure.piece.mask > 0.5
    seen = rows.any(axis=1)
    columns = np.arange(width)
    first = np.where(seen, rows.argmax(axis=1), width / 2)
    last = np.where(seen, width - 1 - rows[:, ::-1].argmax(axis=1), width / 2)
    calm = max(1.0, height / 40)
    middle, half = (
        cv2.GaussianBlur(each.astype(np.float32)[:, None], (0, 0), sigmaX=1, sigmaY=calm)
        for each in ((first + last) / 2, np.maximum((last - first) / 2, 2))
    )
    share = np.clip((columns[None, :] - middle) / half, -1.4, 1.4)
    bulge = np.clip(1 - share**2, 0, 1)
    angle = np.arcsin(np.clip(share, -1, 1)) + by * bulge * 0.9
    x = np.where(bulge > 0, middle + half * np.sin(angle), columns[None, :]).astype(np.float32)
    y = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    shade = 1 - 0.16 * np.clip(share * np.sign(by), -0.4, 1)
    pixels = cv2.remap(figure.piece.pixels, x, y, cv2.INTER_CUBIC, None, cv2.BORDER_REPLICATE)
    mask = cv2.remap(figure.piece.mask, x, y, cv2.INTER_LINEAR)
    turned = Piece(dithered(np.clip(pixels * shade[:, :, None], 0, 255)), mask)
    matrix = np.array([[narrow, 0, 0], [0, 1, 0], [0, 0, 1]], np.float64)
    face = figure.face
    aside = -np.sin(by) * 0.3 * face.width
    moved = Box((face.left + aside) * narrow, face.top, face.width * narrow, face.height)
    return Figure(turned.warped(matrix, (max(1, round(width * narrow)), height)), moved, figure.stands)


def _leaning(figure: Figure) -> Figure:
    """The weight on one leg: hips to one side, shoulders to the other, the head after them."""
    width, height = figure.piece.size
    room = round(height * 0.06)
    y, x = np.indices((height, width + 2 * room), np.float32)
    along = y / height
    bend = np.sin(along * np.pi * 1.55 + 0.2) * np.clip(1.15 - along, 0, 1)
    aside = (room * 0.75 * bend - (0 if figure.stands else room * 0.2)).astype(np.float32)
    tilt = (x - width / 2 - room) * 0.05 * np.sin(along * np.pi * 1.2).astype(np.float32)
    pixels = cv2.remap(figure.piece.pixels, x - room - aside, y + tilt, cv2.INTER_CUBIC, None, cv2.BORDER_REPLICATE)
    mask = cv2.remap(figure.piece.mask, x - room - aside, y + tilt, cv2.INTER_LINEAR)
    at = min(height - 1, max(0, round(figure.face.middle[1])))
    moved = figure.face.moved(room + float(aside[at, 0]), 0)
    return Figure(Piece(np.asarray(pixels, np.uint8), mask), moved, figure.stands)


POSES = (
    Pose(_front),
    Pose(_turned),
    Pose(lambda figure: _leaning(_mirrored(figure))),
    Pose(_front, 2.3),
    Pose(lambda figure: _turned(_mirrored(figure), -0.36, 0.9), 4.2),
    Pose(lambda figure: _leaning(_turned(figure, -0.4, 0.88))),
)
