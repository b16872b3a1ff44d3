"""The post of a network of our own making: a white card with a face, a name, a photo, and what people think of it."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.lettering import BOLD, MEDIUM, fitted
from vividdesk.localservice.render.paint import Mask, colour, dithered, glow, lay, shine
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scenes.sprite import Sprite

INK, GREY, CARD, LOVE = colour("#191923"), colour("#62626f"), colour("#ffffff"), colour("#ff2f55")
GROUND = tuple(colour(code) for code in ("#ffb36b", "#ff5f8f", "#a24bff", "#4a5bff"))
HEADER, FOOTER = 0.135, 0.125  # of the card's height


class Plan(NamedTuple):
    """Where everything is, in pixels of the frame."""

    card: Box
    photo: Box

    @property
    def header(self) -> float:
        return self.photo.top - self.card.top

    @property
    def icons(self) -> tuple[float, float]:
        """The middle of the first."""
        return self.card.left + self.header * 0.5, self.photo.bottom + (self.card.bottom - self.photo.bottom) * 0.5


def planned(size: tuple[int, int], shape: float) -> Plan:
    """For a photo of this shape, as far as there is room for it."""
    width, height = size
    tall = min(0.9 * height, 0.86 * width / shape / (1 - HEADER - FOOTER))
    wide = min(0.88 * width, tall * (1 - HEADER - FOOTER) * shape)
    tall = min(tall, max(wide / shape / (1 - HEADER - FOOTER), 0.78 * height))
    card = Box(round((width - wide) / 2), round((height - tall) * 0.42), round(wide), round(tall))
    top = round(card.top + card.height * HEADER)
    return Plan(card, Box(card.left, top, card.width, round(card.bottom - card.height * FOOTER) - top))


def ground(size: tuple[int, int]) -> Pixels:
    """Four colours that flow into each other, with large soft discs."""
    width, height = size
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    share = np.clip(0.55 * x + 0.45 * y, 0, 1) * (len(GROUND) - 1)
    colours = np.array(GROUND)
    steps = np.arange(len(GROUND))
    flow = np.stack([np.interp(share, steps, colours[:, channel]) for channel in range(3)], axis=2)
    picture = dithered(flow.astype(np.float32))
    for across, down, radius in ((0.1, 0.85, 0.3), (0.93, 0.14, 0.36), (0.86, 0.9, 0.18), (0.05, 0.1, 0.2)):
        ball = glow(max(2, round(radius * min(size))), 0.35)
        shine(
            picture, (255, 255, 255), ball, across * width - ball.shape[1] / 2, down * height - ball.shape[0] / 2, 0.16
        )
    return picture


def lay_card(picture: Pixels, plan: Plan, portrait: Pixels, name: str, job: str) -> float:
    """In place; returns how far to the right the words reach."""
    card, unit = plan.card, plan.header
    shape = rounded((int(card.width), int(card.height)), unit * 0.3)
    edge = int(unit)
    wide = cv2.copyMakeBorder(shape, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=0)
    soft = cv2.GaussianBlur(wide, (0, 0), unit * 0.3)
    lay(picture, colour("#240a3c"), soft, card.left - edge, card.top - edge + round(unit * 0.2), 0.5)
    lay(picture, CARD, shape, card.left, card.top)
    right = _header(picture, plan, portrait, name, job)
    x, y = plan.icons
    size = (card.bottom - plan.photo.bottom) * 0.42
    for number, icon in enumerate((heart(size), _bubble(size), _plane(size))):
        if number:
            lay(picture, INK, icon, round(x + number * size * 1.65 - icon.shape[1] / 2), round(y - icon.shape[0] / 2))
    return right


def _header(picture: Pixels, plan: Plan, portrait: Pixels, name: str, job: str) -> float:
    card, unit = plan.card, plan.header
    across = round(unit * 0.72)
    x, y = round(card.left + unit * 0.22), round(card.top + unit * 0.14)
    lay(picture, colour("#ff5f8f"), _disc(across), x, y)
    lay(picture, CARD, _disc(round(across * 0.91)), x + round(across * 0.045), y + round(across * 0.045))
    inner = round(across * 0.84)
    face = cv2.resize(portrait, (inner, inner), interpolation=cv2.INTER_AREA)
    lay(picture, face, _disc(inner), x + round(across * 0.08), y + round(across * 0.08))
    left = x + across + unit * 0.16
    most = card.right - left - unit * 0.9
    title = fitted(name, most, unit * 0.42, BOLD)
    below = fitted(job, most, unit * 0.34, MEDIUM)
    lay(picture, INK, title, round(left), round(card.top + unit * 0.13))
    lay(picture, GREY, below, round(left), round(card.top + unit * 0.53))
    for number in range(3):
        dot = _disc(max(2, round(unit * 0.08)))
        lay(picture, GREY, dot, round(card.right - unit * (0.28 + 0.16 * number)), round(card.top + unit * 0.46))
    return left + max(title.shape[1], below.shape[1])


def likes(plan: Plan, count: str) -> tuple[Sprite, tuple[float, float]]:
    """The number, at the right end of the row of icons; and where its corner is."""
    tall = (plan.card.bottom - plan.photo.bottom) * 0.5
    mask = fitted(count, plan.card.width * 0.4, tall, MEDIUM)
    at = round(plan.card.right - plan.header * 0.3 - mask.shape[1]), round(plan.icons[1] - mask.shape[0] / 2)
    return Sprite(INK, mask), at


def rounded(size: tuple[int, int], radius: float) -> Mask:
    width, height = size
    radius = min(radius, width / 2, height / 2)
    x = np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius)
    y = np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius)
    away = np.hypot(np.maximum(x, 0)[None, :], np.maximum(y, 0)[:, None])
    return np.clip(radius - away + 0.5, 0, 1).astype(np.float32)


def heart(size: float, full: bool = False) -> Mask:
    turn = np.linspace(0, 2 * np.pi, 60)
    x = 16 * np.sin(turn) ** 3
    y = -(13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn))
    return _icon(np.stack([x, y + 2.5], axis=1) / 34, size, full)


def _bubble(size: float) -> Mask:
    turn = np.linspace(0.9, 2 * np.pi + 0.35, 50)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1) * 0.45
    return _icon(np.vstack([circle, [[0.44, 0.46]]]), size, False)


def _plane(size: float) -> Mask:
    points = np.array([[-0.48, -0.4], [0.48, -0.4], [0.0, 0.48], [-0.12, 0.0], [0.48, -0.4], [-0.12, 0.0]])
    return _icon(points, size, False)


def _icon(points: NDArray[np.float64], size: float, full: bool) -> Mask:
    """Drawn large, then made small, for smooth lines at any size."""
    large, side = 160, max(6, round(size * 1.2))
    mask = np.zeros((large, large), np.float32)
    path = [((points * (large / 1.2) + large / 2) * 16).round().astype(np.int32)]
    if full:
        cv2.fillPoly(mask, path, 1, cv2.LINE_AA, 4)
    else:
        cv2.polylines(mask, path, True, 1, 11, cv2.LINE_AA, 4)
    return cv2.resize(mask, (side, side), interpolation=cv2.INTER_AREA)


def _disc(across: int) -> Mask:
    return rounded((across, across), across / 2)
