"""How a camera moves, by the name of the move. Lengths are parts of what it sees, angles are small."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from vividdesk.localservice.render.words import Move

RAMP = 0.16  # of the time, in which a move begins, and in which it ends
NEAR = 0.72  # how far away the near things are; the far ones are at 1


class Pose(NamedTuple):
    """Where the camera is (right, down, ahead) and how it is turned (to the right, up, clockwise)."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    zoom: float = 0.0  # its logarithm

    def times(self, share: float) -> "Pose":
        return Pose(*(value * share for value in self))


Path = Callable[[float, float], Pose]  # of the moment, 0 to 1, and of the seconds


def travel(moment: float) -> float:
    """From 0 to 1 at one speed, but for a soft beginning and a soft end."""
    if moment > 0.5:
        return 1 - travel(1 - moment)
    share = max(moment, 0.0) / RAMP
    done = RAMP * (share**3 - share**4 / 2) if share < 1 else moment - RAMP / 2
    return done / (1 - RAMP)


def together(paths: Iterable[Path]) -> Path:
    every = list(paths)
    return lambda moment, seconds: Pose(*map(sum, zip(*(path(moment, seconds) for path in every), strict=True)))


def path_of(move: Move, strength: float = 1.0) -> Path:
    """Of one of the kinds that `words` knows; "left" is as the camera moves, not as the picture does."""
    if move.kind == "handheld":
        return lambda _moment, seconds: _unsteady(seconds).times(strength * move.pace)
    way = -1.0 if move.way in ("left", "down", "out") else 1.0
    pose = KINDS[move.kind]
    return lambda moment, _seconds: pose((travel(moment) - 0.5) * strength * move.pace, way)


def wander(seed: int, strength: float) -> Path:
    """A quiet drift, another for each seed."""
    random = np.random.default_rng(seed)
    side, height, turn = random.uniform(-1, 1, 3)
    nearer = random.uniform(0.6, 1.2) * random.choice([-1.0, 1.0], p=[0.25, 0.75])

    def pose(moment: float, _seconds: float) -> Pose:
        ahead = (travel(moment) - 0.5) * strength
        return Pose(0.04 * side * ahead, 0.02 * height * ahead, 0.1 * nearer * ahead, -0.015 * turn * ahead)

    return pose


def _orbit(angle: float, closer: float) -> Pose:
    """Around what is near, which stays where it is seen."""
    return Pose(NEAR * np.sin(angle), 0.0, NEAR * (1 - np.cos(angle)) + closer, -angle)


KINDS: Mapping[str, Callable[[float, float], Pose]] = {  # of how far along it is, around 0, and of its way, 1 or -1
    "static": lambda _ahead, _way: Pose(),
    "dolly": lambda ahead, way: Pose(z=0.19 * way * ahead),
    "zoom": lambda ahead, way: Pose(zoom=0.28 * way * ahead),
    "pan": lambda ahead, way: Pose(yaw=0.14 * way * ahead),
    "tilt": lambda ahead, way: Pose(pitch=0.11 * way * ahead),
    "truck": lambda ahead, way: Pose(x=0.09 * way * ahead),
    "crane": lambda ahead, way: Pose(y=-0.08 * way * ahead, pitch=-0.03 * way * ahead),
    "orbit": lambda ahead, way: _orbit(0.30 * way * ahead, 0.0),
    "arc": lambda ahead, way: _orbit(0.20 * way * ahead, 0.09 * ahead),
}


def _unsteady(seconds: float) -> Pose:
    """Breath and hand: slow sways, with faint faster ones in them."""

    def sway(pace: float, phase: float) -> float:
        turn = 2 * np.pi * pace * seconds
        slow = np.sin(turn + phase) + 0.45 * np.sin(1.73 * turn + 2.1 * phase)
        return float(slow + 0.16 * np.sin(3.9 * turn + phase))

    place = 0.006 * sway(0.21, 0.3), 0.005 * sway(0.27, 1.7), 0.006 * sway(0.13, 4.0)
    return Pose(*place, 0.007 * sway(0.31, 2.6), 0.006 * sway(0.37, 0.9), 0.005 * sway(0.23, 5.1))
