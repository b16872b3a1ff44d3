"""The part of a photo that is kept: a frame within it, of a shape that is held or free."""

import math
from typing import NamedTuple

LEAST = 32.0  # pixels of a side: a photo needs as many
HEADS = 0.12  # of what must go above or below, that goes above: people are seen by their heads
SHAPE = "aspect_ratio"  # the option that names a shape


class Shape(NamedTuple):
    across: int
    down: int

    @property
    def ratio(self) -> float:
        return self.across / self.down

    @property
    def name(self) -> str:
        return f"{self.across}:{self.down}"

    @property
    def turned(self) -> "Shape":
        return Shape(self.down, self.across)

    @classmethod
    def of(cls, across: int, down: int) -> "Shape":
        """In the smallest numbers."""
        common = math.gcd(across, down)
        return cls(across // common, down // common)

    @classmethod
    def read(cls, text: object) -> "Shape | None":
        """From 16:9 and the like."""
        across, colon, down = str(text).partition(":")
        if not colon or not (across + down).isascii() or not across.isdecimal() or not down.isdecimal():
            return None
        return cls(int(across), int(down)) if 0 < int(across) < 1000 and 0 < int(down) < 1000 else None


class Size(NamedTuple):
    width: float
    height: float


class Frame(NamedTuple):
    """In pixels of the photo; `ratio` is width by height, None where it is free."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom, in whole pixels."""
        left, top = round(self.left), round(self.top)
        return left, top, left + round(self.width), top + round(self.height)

    @classmethod
    def largest(cls, photo: Size, ratio: float | None) -> "Frame":
        if ratio is None:
            return cls(0, 0, *photo)
        width, height = min(photo.width, photo.height * ratio), min(photo.height, photo.width / ratio)
        return cls((photo.width - width) / 2, (photo.height - height) * HEADS, width, height)

    def moved(self, photo: Size, across: float, down: float) -> "Frame":
        """As far as the photo goes."""
        left = min(max(0.0, self.left + across), photo.width - self.width)
        top = min(max(0.0, self.top + down), photo.height - self.height)
        return self._replace(left=left, top=top)

    def grown(self, photo: Size, across: float, down: float, ratio: float | None) -> "Frame":
        """Around its middle, and away from an edge of the photo that it meets."""
        if ratio is None:
            width = min(max(LEAST, self.width + across), photo.width)
            height = min(max(LEAST, self.height + down), photo.height)
        else:
            wanted = self.width + (across or down * ratio)
            width, height = _held(wanted, ratio, photo)
        left, top = self.left + (self.width - width) / 2, self.top + (self.height - height) / 2
        return Frame(left, top, width, height).moved(photo, 0, 0)

    def pulled(self, photo: Size, side: tuple[int, int], to: tuple[float, float], ratio: float | None) -> "Frame":
        """By one of its corners or sides, to a point; what lies across from that stays. `side` has -1, 0 or 1 for left,
        middle, right, and the same for top to bottom.
        """
        x, y = min(max(0.0, to[0]), photo.width), min(max(0.0, to[1]), photo.height)
        width = (x - (self.right if side[0] < 0 else self.left)) * side[0] if side[0] else self.width
        height = (y - (self.bottom if side[1] < 0 else self.top)) * side[1] if side[1] else self.height
        if ratio is not None:
            return self._pulled_held(photo, side, (width, height), ratio)
        width = min(max(LEAST, width), self.right if side[0] < 0 else photo.width - self.left)
        height = min(max(LEAST, height), self.bottom if side[1] < 0 else photo.height - self.top)
        left = self.right - width if side[0] < 0 else self.left
        top = self.bottom - height if side[1] < 0 else self.top
        return Frame(left, top, width, height)

    def _pulled_held(self, photo: Size, side: tuple[int, int], wanted: tuple[float, float], ratio: float) -> "Frame":
        """A corner grows from the one across; a side too, and evenly to both of its ends as far as there is room."""
        middle_x, middle_y = self.left + self.width / 2, self.top + self.height / 2
        room_x = {-1: self.right, 0: photo.width, 1: photo.width - self.left}[side[0]]
        room_y = {-1: self.bottom, 0: photo.height, 1: photo.height - self.top}[side[1]]
        match side:
            case (_, 0):
                width = wanted[0]
            case (0, _):
                width = wanted[1] * ratio
            case _:
                width = ratio * (wanted[0] * ratio + wanted[1]) / (ratio * ratio + 1)  # nearest on the diagonal
        width, height = _held(width, ratio, Size(room_x, room_y))
        left = {-1: self.right - width, 0: middle_x - width / 2, 1: self.left}[side[0]]
        top = {-1: self.bottom - height, 0: middle_y - height / 2, 1: self.top}[side[1]]
        return Frame(left, top, width, height).moved(photo, 0, 0)


def _held(width: float, ratio: float, room: Size) -> tuple[float, float]:
    """Of the shape, no smaller than a photo may be, and within the room whatever that is."""
    width = max(width, LEAST, LEAST * ratio)
    width = min(width, room.width, room.height * ratio)
    return width, width / ratio
