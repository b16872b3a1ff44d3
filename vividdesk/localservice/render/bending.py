"""A picture seen through a lattice: what no flat view shows, near things that pass before far ones, a head that turns.

The lattice says for points of the frame which point of the picture is seen there; between them it is linear. Its nodes
are the middles of square cells, with one more row of cells on every side.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.planes import Matrix, Planes

CELLS = 60  # along the shorter side of the frame


def nodes(size: tuple[int, int]) -> Matrix:
    """The points of the frame for which a lattice says something: rows × columns × 2."""
    cell = _cell(size)
    across, down = ((np.arange(-(-side // cell) + 2) - 0.5) * cell for side in size)
    return np.stack(np.meshgrid(across, down), axis=-1).astype(np.float32)


class Bendable(Planes):
    """Takes a lattice where others take a matrix."""

    def warp_to(self, frame: Planes, view: Matrix) -> None:
        if view.ndim == 2:
            super().warp_to(frame, view)
            return
        cell = _cell((frame.y.shape[1], frame.y.shape[0]))
        for planes, scale in (((self.y,), 1.0), ((self.u, self.v), 0.5)):
            shape = (frame.y if scale == 1 else frame.u).shape
            across, down = _maps(view * scale - 0.5, (shape[0], shape[1]), round(cell * scale))
            for mine, other in zip(planes, (frame.y,) if scale == 1 else (frame.u, frame.v), strict=True):
                cv2.remap(mine, across, down, cv2.INTER_LINEAR, dst=other, borderMode=cv2.BORDER_REPLICATE)


def _maps(indices: Matrix, shape: tuple[int, int], cell: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    full = indices.shape[1] * cell, indices.shape[0] * cell
    inner = slice(cell, cell + shape[0]), slice(cell, cell + shape[1])
    across, down = (
        cv2.resize(np.ascontiguousarray(indices[:, :, axis], np.float32), full, interpolation=cv2.INTER_LINEAR)[inner]
        for axis in (0, 1)
    )
    return across, down


def _cell(size: tuple[int, int]) -> int:
    """Even, because colour has half the pixels."""
    return max(2, 2 * round(min(size) / CELLS / 2))
