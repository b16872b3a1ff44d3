"""What the subject does: soft pushes and pulls of the picture around its face, small enough to be believed."""

from collections.abc import Callable, Mapping

import numpy as np

from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.planes import Matrix
from vividdesk.localservice.render.relief import Hill, body, head

Change = tuple[Matrix | float, Matrix | float]  # to the right and down, in faces
Gesture = Callable[[Matrix, Box, float], Change]


class Subject:
    """`moved` says how far what is seen at these points of the picture has come from where it stood."""

    def __init__(self, size: tuple[int, int], found: list[Box], names: tuple[str, ...], seed: int) -> None:
        random = np.random.default_rng(seed)
        if not found:
            side = 0.2 * min(size)
            found = [Box(size[0] / 2 - side / 2, size[1] * 0.42 - side / 2, side, side)]
            names = tuple(dict.fromkeys(name if name in ("breathe", "sway") else "sway" for name in names))
        self._does = [(face, GESTURES[name]) for face in found for name in names]
        self._later = [0.35 * number + 0.2 * random.random() * (number > 0) for number in range(len(found))]
        self._count = len(names)

    def __bool__(self) -> bool:
        return bool(self._does)

    def moved(self, points: Matrix, seconds: float) -> Matrix:
        change = np.zeros_like(points)
        for number, (face, gesture) in enumerate(self._does):
            right, down = gesture(points, face, max(0.0, seconds - self._later[number // self._count]))
            change[..., 0] += face.width * right
            change[..., 1] += face.height * down
        return change


def _turn(points: Matrix, face: Box, seconds: float) -> Change:
    """The middle of the face goes further than its edge, as on a ball; she looks aside, rests, and looks back."""
    x, y = face.middle
    front = Hill(x, y + 0.05 * face.height, face.width * 0.62, face.height * 0.78).at(points)
    aside = np.tanh(2 * np.sin(2 * np.pi * seconds / 5.2)) / np.tanh(2)
    return 0.125 * aside * front + 0.03 * aside * head(face).at(points), 0.012 * aside**2 * front


def _nod(points: Matrix, face: Box, seconds: float) -> Change:
    x, y = face.middle
    front = Hill(x, y, face.width * 0.75, face.height * 0.85).at(points)
    return 0.0, 0.085 * _swell(seconds / 1.9) * front


def _smile(points: Matrix, face: Box, seconds: float) -> Change:
    """The corners of the mouth go up and apart, the cheeks follow."""
    (x, _y), wide, high = face.middle, face.width, face.height
    come = _arrived((seconds - 0.3) / 1.5) * (0.9 + 0.1 * np.sin(2 * np.pi * seconds / 3.1))
    right: Matrix | float = 0.0
    down: Matrix | float = 0.0
    for side in (-1, 1):
        corner = Hill(x + side * 0.17 * wide, face.top + 0.80 * high, 0.12 * wide, 0.10 * high)
        cheek = Hill(x + side * 0.24 * wide, face.top + 0.62 * high, 0.16 * wide, 0.14 * high)
        right = right + side * 0.022 * come * corner.at(points)
        down = down - 0.034 * come * corner.at(points) - 0.014 * come * cheek.at(points)
    return right, down


def _breathe(points: Matrix, face: Box, seconds: float) -> Change:
    chest, swell = body(face).at(points), _swell(seconds / 3.8)
    apart = (points[..., 0] - face.middle[0]) / face.width
    return 0.014 * swell * apart * chest, -swell * (0.045 * chest + 0.022 * head(face).at(points))


def _sway(points: Matrix, face: Box, seconds: float) -> Change:
    """From the feet: the head goes furthest."""
    whole = 0.55 * body(face).at(points) + head(face, 1.25).at(points)
    turn = 2 * np.pi * seconds / 4.2
    return 0.075 * np.sin(turn) * whole, 0.012 * np.sin(2 * turn) * whole


def _hair(points: Matrix, face: Box, seconds: float) -> Change:
    """Waves that run down on both sides of the face."""
    x, y = face.middle
    right: Matrix | float = 0.0
    below = (points[..., 1] - y) / face.height
    for side in (-1, 1):
        lock = Hill(x + side * 0.68 * face.width, y + 0.6 * face.height, 0.26 * face.width, 0.75 * face.height)
        wave = np.sin(2 * np.pi * seconds / 1.7 - 3.2 * below + side)
        right = right + 0.055 * _arrived(seconds) * lock.at(points) * (wave + 0.4)
    return right, 0.0


GESTURES: Mapping[str, Gesture] = {
    "turn": _turn,
    "nod": _nod,
    "smile": _smile,
    "hair": _hair,
    "sway": _sway,
    "breathe": _breathe,
}


def _swell(turns: float) -> float:
    """From 0 to 1 and back, once a turn."""
    return 0.5 - 0.5 * float(np.cos(2 * np.pi * turns))


def _arrived(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share**3 * (10 - 15 * share + 6 * share**2)
