"""A product told in four cards, as in a story on a phone: whom it is for, its name, three good points, and a call."""

import math
from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.lettering import BOLD, MEDIUM, fitted, readable
from vividdesk.localservice.render.paint import Colour, Mask, dithered, ease, radial
from vividdesk.localservice.render.planes import Matrix, Pixels
from vividdesk.localservice.render.scene import Photos, text_of
from vividdesk.localservice.render.scenes.layers import Layer
from vividdesk.localservice.render.scenes.sprite import Sprite, pose
from vividdesk.localservice.render.scenes.story import NIGHT, WHITE, Header, pill, ticked
from vividdesk.localservice.render.scenes.thing import Thing, thing

BEGINS = (0.0, 0.22, 0.48, 0.76, 1.0)  # of the cards, and the end
SLIDE = 0.055  # how long one card takes to push the other away
SHIFTS = (-12.0, -5.0, 88.0, -19.0)  # of the cards' hues from the product's, in steps of two degrees
MUDDY = 17.0, 43.0  # hues that turn to olive when they are darkened
STANDS = ((0.90, -7.0), (1.0, 0.0), (0.84, 5.0), (0.94, -3.0))  # of the product: its size and its lean in degrees
POINTS = ("Easy to like", "Fits into your day", "A gift worth giving")
LUMA = np.array([0.114, 0.587, 0.299])
DARKEST = 132.0  # how bright a ground may be, for white words


class Room(NamedTuple):
    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2


class Piece(NamedTuple):
    sprite: Sprite
    at: tuple[float, float]  # of its middle
    late: float  # after its card came


class Card(NamedTuple):
    ground: Pixels
    pieces: list[Piece]


class UgcProduct:
    still = 0.42

    def __init__(self, photos: Photos, options: Options, film: Film) -> None:
        self._film, self._unit = film, min(film.size)
        product = thing(photos)
        colours = [_ground_colour(product.hue, shift) for shift in SHIFTS]
        self._header = Header(film, len(SHIFTS), _said(options, "voice", "Sarah"), colours[1])
        stand, words, self._caption_y = _rooms(film, self._header.bottom)
        self._product = _sharp(product, stand)
        self._foot = stand.middle[0], stand.top + stand.height
        self._shadow = _contact(self._product.size[0])
        contents = _contents(options, film, words, self._caption_y, colours)
        self._cards = [
            Card(_ground(film, tint, self._foot, stand), pieces) for tint, pieces in zip(colours, contents, strict=True)
        ]

    def frame(self, moment: float) -> Pixels:
        number = next(at for at in range(len(self._cards)) if moment < BEGINS[at + 1] or at == len(self._cards) - 1)
        since = moment - BEGINS[number]
        come = 1 - (1 - min(1.0, since / SLIDE)) ** 3 if number else 1.0
        frame = self._pushed(number, come)
        if come < 1:
            before = self._cards[number - 1]
            _spread(frame, before, BEGINS[number] - BEGINS[number - 1], -come * self._film.width)
        _spread(frame, self._cards[number], since, (1 - come) * self._film.width, bool(number))
        self._stand(frame, number, since, moment)
        self._header.over(frame, moment, number, since / (BEGINS[number + 1] - BEGINS[number]))
        return frame

    def _pushed(self, number: int, come: float) -> Pixels:
        """The ground of this card, and what is left of the one before."""
        ground = self._cards[number].ground
        left = round((1 - come) * self._film.width)
        if left == 0:
            return ground.copy()
        before = self._cards[number - 1].ground
        return np.hstack([before[:, self._film.width - left :], ground[:, : self._film.width - left]])

    def _stand(self, frame: Pixels, number: int, since: float, moment: float) -> None:
        """The product stays while the cards go by; it hops, and lands in another pose."""
        sprung = _spring(since / 0.09) if number else 1.0
        last, now = STANDS[max(0, number - 1)], STANDS[number]
        size, lean = (a + (b - a) * sprung for a, b in zip(last, now, strict=True))
        hop = math.sin(math.pi * ease(since / 0.075)) if number and since < 0.075 else 0.0
        size *= 1 + 0.012 * math.sin(2 * math.pi * 3 * moment)
        lean += 1.2 * math.sin(2 * math.pi * 2 * moment)
        x, y = self._foot
        flat = self._shadow.size[0] / 2, self._shadow.size[1] / 2
        self._shadow.over(frame, pose(flat, self._foot, size * (1 - 0.15 * hop)), 1 - 0.45 * hop)
        across, down = self._product.size
        self._product.over(frame, _leaning((across / 2, down), (x, y - 0.09 * self._unit * hop), size, lean))


def _leaning(anchor: tuple[float, float], at: tuple[float, float], size: float, lean: float) -> Matrix:
    """It stays with its foot flat on the floor: a shear, not a turn."""
    matrix = pose(anchor, at, size)
    slant = size * math.tan(math.radians(lean)) * 0.5
    return matrix + np.array([[0, -slant, slant * anchor[1]], [0, 0, 0]])


def _spread(frame: Pixels, card: Card, since: float, x: float, comes: bool = True) -> None:
    """Its pieces, each a little later than the one before, with a spring; on the first frame all are there."""
    for piece in card.pieces:
        share = (since - piece.late) / 0.07 if comes or piece.late > 0.05 else 1.0
        if share <= 0:
            continue
        sprung = _spring(share)
        at = piece.at[0] + x, piece.at[1] + (1 - sprung) * 0.07 * min(frame.shape[:2])
        piece.sprite.over(frame, pose(piece.sprite.middle, at, 0.86 + 0.14 * sprung), min(1.0, 3 * share))


def _spring(share: float) -> float:
    """From 0 to 1 and a little beyond, coming to rest after 1."""
    return 1 - math.exp(-5.5 * share) * math.cos(6.5 * share) if share > 0 else 0.0


def _said(options: Options, name: str, otherwise: str) -> str:
    """Without what no font here can show."""
    return readable(text_of(options, name)) or otherwise


def _rooms(film: Film, top: float) -> tuple[Room, Room, float]:
    """For the product and for the words: one above the other, or side by side; and how high the captions are."""
    width, height = film.size
    unit = min(film.size)
    caption = height - 0.085 * unit if width > 0.9 * height else height - 0.15 * unit
    low = caption - 0.105 * unit
    if width > 0.9 * height:
        stand = Room(0.05 * width, top + 0.04 * unit, 0.42 * width, low - top - 0.06 * unit)
        return stand, Room(0.51 * width, top + 0.02 * unit, 0.445 * width, low - top - 0.02 * unit), caption
    split = top + 0.40 * (low - top)
    stand = Room(0.12 * width, split + 0.03 * unit, 0.76 * width, low - split - 0.09 * unit)
    return stand, Room(0.075 * width, top + 0.04 * unit, 0.85 * width, split - top - 0.05 * unit), caption


def _sharp(product: Thing, stand: Room) -> Layer:
    """As large as there is room; softened where it is blown up far, which would show its pixels."""
    layer = product.within(stand.width, stand.height)
    grown = layer.size[1] / product.layer.size[1]
    return layer.softened(0.3 * grown) if grown > 1.5 else layer


def _contents(options: Options, film: Film, words: Room, caption_y: float, colours: list[Colour]) -> list[list[Piece]]:
    name = _said(options, "product_name", "Your new favourite")
    audience = _said(options, "target_audience", "you")
    hook = _stack(words, [("Made for", 0.2, MEDIUM, 1, 0.075), (audience, 0.7, BOLD, 4, 0.105)], film)
    hero = _stack(words, [("Meet", 0.17, MEDIUM, 1, 0.065), (name, 0.78, BOLD, 3, 0.15)], film)
    last = _stack(words, [(name, 0.56, BOLD, 3, 0.115)], film, 0.36)
    call = fitted("Find out more", 0.8 * words.width, 0.3 * words.height, BOLD, largest=0.05 * min(film.size))
    tap = words.middle[0], words.top + 0.80 * words.height
    last.append(Piece(pill(call, WHITE, colours[3]), tap, 0.035))
    said = ("Have you seen this?", f"This is {name}.", "Three reasons to look twice.", "See it for yourself.")
    cards = [hook, hero, _points(words, colours[2]), last]
    return [[*pieces, _caption(text, film, caption_y)] for pieces, text in zip(cards, said, strict=True)]


def _stack(
    words: Room, texts: list[tuple[str, float, str, int, float]], film: Film, middle: float = 0.5
) -> list[Piece]:
    """Texts below each other: the share of the room that each may take, its weight, lines and largest size."""
    unit = min(film.size)
    masks = [
        fitted(text, words.width, share * words.height, weight, most=most, largest=largest * unit)
        for text, share, weight, most, largest in texts
    ]
    top = words.top + middle * words.height - sum(mask.shape[0] for mask in masks) / 2
    pieces = []
    for number, mask in enumerate(masks):
        at = words.middle[0], max(top, words.top) + mask.shape[0] / 2
        pieces.append(Piece(Sprite(WHITE, mask), at, 0.012 * number))
        top += mask.shape[0]
    return pieces


def _points(words: Room, ink: Colour) -> list[Piece]:
    tall = min(0.29 * words.height, 0.26 * words.width)
    step = min(words.height / len(POINTS), 1.16 * tall)
    first = words.middle[1] - step * (len(POINTS) - 1) / 2
    return [
        Piece(ticked(text, words.width, tall, ink), (words.middle[0], first + number * step), 0.02 + 0.035 * number)
        for number, text in enumerate(POINTS)
    ]


def _caption(text: str, film: Film, y: float) -> Piece:
    unit = min(film.size)
    words = fitted(text, 0.8 * film.width, 0.13 * unit, MEDIUM, most=2, largest=0.042 * unit)
    return Piece(pill(words, NIGHT, WHITE, 0.72), (film.width / 2, y), 0.02)


def _ground_colour(hue: Colour, shift: float) -> Colour:
    """Fresh: near the product's own, stronger, and dark enough for white words."""
    tone, strength, bright = cv2.cvtColor(np.array([[hue]], np.uint8), cv2.COLOR_BGR2HSV)[0, 0].astype(float)
    tone = (tone + shift) % 180
    if MUDDY[0] < tone < MUDDY[1]:
        tone = min(MUDDY, key=lambda edge: abs(edge - tone))
    fresh = np.array([[[tone, min(200.0, 1.45 * strength), max(225.0, bright)]]]).astype(np.uint8)
    mixed = cv2.cvtColor(fresh, cv2.COLOR_HSV2BGR)[0, 0].astype(float)
    mixed *= min(1.0, DARKEST / float(mixed @ LUMA))
    return float(mixed[0]), float(mixed[1]), float(mixed[2])


def _ground(film: Film, tint: Colour, foot: tuple[float, float], stand: Room) -> Pixels:
    """Light from above on one colour, a bright disc behind the product, and a round step under its foot."""
    width, height = film.size
    full: Pixels = np.array(tint, np.float32)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    base = full * (1.04 - 0.3 * down) * np.ones((1, width, 1), np.float32)
    radius = 0.5 * min(stand.height * 1.06, max(stand.width * 1.1, 0.8 * stand.height))
    middle = stand.middle[0], stand.top + 0.47 * stand.height
    pale = full + (255 - full) * 0.72
    for share, strength in ((1.36, 0.10), (1.16, 0.16), (1.0, 0.85)):
        _mix(base, _disc(film, middle, radius * share), pale, strength)
    _mix(
        base,
        radial(film.size, middle, radius * 1.1, 1.2) * _disc(film, middle, radius),
        np.array(WHITE, np.float32),
        0.5,
    )
    _step(base, film, foot, radius, full)
    return dithered(base)


def _step(base: Pixels, film: Film, foot: tuple[float, float], radius: float, full: Pixels) -> None:
    x, y = foot
    thick, across = 0.075 * radius, 0.98 * radius
    shade = cv2.GaussianBlur(_disc(film, (x, y + 2.6 * thick), across * 1.05, 0.17), (0, 0), max(0.5, 0.08 * radius))
    _mix(base, shade, full * 0.25, 0.5)
    side = np.maximum(_disc(film, (x, y + thick), across, 0.17), _disc(film, (x, y), across, 0.17))
    _mix(base, side, full * 0.72, 1.0)
    _mix(base, _disc(film, (x, y), across, 0.17), full + (255 - full) * 0.5, 1.0)
    lit = radial(film.size, (x - 0.3 * across, y - 0.05 * across), 1.1 * across, 1.0)
    _mix(base, _disc(film, (x, y), across * 0.985, 0.17) * lit, np.array(WHITE, np.float32), 0.55)


def _mix(base: Pixels, mask: Mask, tint: Pixels, strength: float) -> None:
    """In place, where the mask is, and nowhere else."""
    left, top, width, height = cv2.boundingRect((mask > 0).astype(np.uint8))
    room = slice(top, top + height), slice(left, left + width)
    base[room] += (tint - base[room]) * (mask[room] * strength)[:, :, None]


def _disc(film: Film, middle: tuple[float, float], radius: float, flat: float = 1.0) -> Mask:
    mask = np.zeros((film.height, film.width), np.uint8)  # OpenCV smooths lines in 8 bits alone
    place = round(16 * (middle[0] - 0.5)), round(16 * (middle[1] - 0.5))
    size = max(1, round(16 * radius)), max(1, round(16 * radius * flat))
    cv2.ellipse(mask, place, size, 0, 0, 360, 255, cv2.FILLED, cv2.LINE_AA, 4)
    return mask.astype(np.float32) / 255


def _contact(width: int) -> Layer:
    """Dark where the product stands, softer around it."""
    side = max(8, round(1.35 * width))
    mask = radial((side, side), (side / 2, side / 2), side / 2, 1.3)
    mask = cv2.resize(mask, (side, max(3, round(0.17 * side))), interpolation=cv2.INTER_AREA)
    return Layer.of(np.full((*mask.shape, 3), NIGHT, np.uint8), mask * 0.75)
