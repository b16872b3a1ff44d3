"""A camera that moves over a picture: how motion begins that is smooth to a fraction of a pixel."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.framing import framed
from vividdesk.localservice.render.planes import Matrix, Moved, Pixels, Planes

FINEST = 1.5  # pixels of the picture for one of the frame, which keeps fine lines from trembling


class View(NamedTuple):
    """What the camera sees: the place in its middle (0 to 1 across and down), how near it is, how it is turned."""

    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0  # 1 shows the whole picture
    roll: float = 0.0  # degrees, clockwise

    def matrix(self, frame: tuple[int, int], picture: tuple[int, int]) -> Matrix:
        """From points of the frame to points of the picture; never beyond its edge, unless it is turned."""
        scale = picture[0] / frame[0] / self.zoom
        turn = np.radians(self.roll)
        cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
        half = 0.5 / self.zoom
        x = min(max(self.x, half), 1 - half) * picture[0]
        y = min(max(self.y, half), 1 - half) * picture[1]
        across, down = frame[0] / 2, frame[1] / 2
        return np.array(
            [
                [cosine, -sine, x - cosine * across + sine * down],
                [sine, cosine, y - sine * across - cosine * down],
            ]
        )


Path = Callable[[float], View]  # from a moment, 0 to 1


class Shot:
    """The photo in the shape of the film, around the faces, seen by a camera on this path."""

    still = 0.5

    def __init__(self, photo: Pixels, film: Film, path: Path) -> None:
        share = min(FINEST, max(1.0, min(photo.shape[1] / film.width, photo.shape[0] / film.height)))
        self._size = tuple(2 * round(side * share / 2) for side in film.size)
        self._picture = Planes.of(framed(photo, (self._size[0], self._size[1])))
        self._film = film
        self._path = path

    def frame(self, moment: float) -> Moved:
        return Moved(self._picture, self._path(moment).matrix(self._film.size, (self._size[0], self._size[1])))
