"""Hundreds of small soft shapes at once, each exactly where it is: a twentieth of a pixel counts."""

import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.paint import Mask

Values = NDArray[np.float64]  # one for each shape
Places = NDArray[np.int64]

FINEST = 1.3  # pixels; what is smaller is drawn so large and fainter, or it would flicker as it moves
FAINTEST = 0.004
BATCHES = 3  # of shapes of about one size: each takes the memory of the largest


class Sheet:
    """A mask that is drawn anew for each frame. A rim of one pixel takes what reaches beyond."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._width, self._height = size
        self._whole = np.zeros((size[1] + 2, size[0] + 2), np.float32)
        self._flat = self._whole.ravel()

    def clear(self) -> None:
        self._whole.fill(0)

    @property
    def mask(self) -> Mask:
        return self._whole[1:-1, 1:-1]

    def spots(
        self, x: Values, y: Values, radius: Values, strength: Values, wide: float = 1.0, hard: float = 1.0
    ) -> None:
        """Round, or so many times as wide; `hard` makes the soft ball a disc. All in pixels."""
        down, across = np.maximum(radius, FINEST), np.maximum(radius * wide, FINEST)
        strength = strength * np.maximum(radius, 0.01) ** 2 * wide / (down * across)
        seen = np.flatnonzero(self._seen(x, y, across, down) & (strength > FAINTEST))
        for alike in np.array_split(seen[np.argsort(across[seen])], BATCHES):
            if len(alike):
                self._put(x[alike], y[alike], across[alike], down[alike], strength[alike], hard)

    def _put(self, x: Values, y: Values, across: Values, down: Values, strength: Values, hard: float) -> None:
        columns, from_x = _nearby(x, across)
        rows, from_y = _nearby(y, down)
        shape = np.maximum((1 - from_y**2)[:, :, None] - (from_x**2)[:, None, :], 0)
        shape = np.minimum(shape * np.float32(hard), 1)
        shape *= shape
        shape *= strength.astype(np.float32)[:, None, None]
        places = self._row(rows)[:, :, None] + self._column(columns)[:, None, :]
        np.add.at(self._flat, places.ravel(), shape.ravel())

    def streaks(self, x: Values, y: Values, length: Values, slope: float, width: Values, strength: Values) -> None:
        """Lines down from (x, y), going sideways by `slope` for each pixel down, brightest towards their lower end."""
        thick = np.maximum(width, 1.0)
        seen = self._seen(x + slope * length / 2, y + length / 2, abs(slope) * length / 2 + thick, length / 2)
        if not seen.any():
            return
        x, y, length, thick, strength = (each[seen] for each in (x, y, length, thick, strength * width / thick))
        rows = np.floor(y).astype(int)[:, None] + np.arange(int(length.max()) + 2)
        below = (rows + 0.5 - y[:, None]).astype(np.float32)
        along = below / length.astype(np.float32)[:, None]
        bright = np.clip(np.minimum(along / 0.7, (1 - along) / 0.3), 0, 1) * strength.astype(np.float32)[:, None]
        middle = x.astype(np.float32)[:, None] + np.float32(slope) * below
        reach = int(np.ceil(thick.max()))
        first = np.floor(middle - np.float32(reach - 0.5))
        ahead, columns, rows = middle - first - np.float32(0.5), first.astype(int), self._row(rows)
        for step in range(2 * reach):
            share = np.maximum(1 - np.abs(step - ahead) / thick.astype(np.float32)[:, None], 0)
            np.add.at(self._flat, (rows + self._column(columns + step)).ravel(), (share * bright).ravel())

    def _seen(self, x: Values, y: Values, across: Values, down: Values) -> NDArray[np.bool_]:
        return (x > -across) & (x < self._width + across) & (y > -down) & (y < self._height + down)

    def _row(self, rows: Places) -> Places:
        return (np.clip(rows, -1, self._height) + 1) * (self._width + 2)

    def _column(self, columns: Places) -> Places:
        return np.clip(columns, -1, self._width) + 1


def _nearby(middle: Values, radius: Values) -> tuple[Places, Mask]:
    """The pixels around each middle, and how far their centres are from it, in radii."""
    reach = int(np.ceil(radius.max()))
    pixels = np.floor(middle - reach).astype(int)[:, None] + np.arange(2 * reach + 1)
    return pixels, ((pixels + 0.5 - middle[:, None]) / radius[:, None]).astype(np.float32)
