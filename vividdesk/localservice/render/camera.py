"""A pinhole camera before two sheets that bear the same picture, one near, one far; what is between, is between them.

It keeps its distance from the edge of the picture, and goes no further than heads stay whole.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.moves import NEAR, Path, Pose
from vividdesk.localservice.render.planes import Matrix
from vividdesk.localservice.render.relief import Relief, centre

FOCAL = 1.45  # of the longer side
LEAST, TRIES = 0.2, 5  # of a move; how often the share is halved that cuts no head
SAMPLES = 65  # moments at which is looked whether all goes well
EDGE = 0.003  # of the picture, that is never shown
ROUNDS = 4  # in which depth and place find each other
ROOM = 0.015  # of the frame, between a head and its edge
AIR = 0.03  # of the picture, between a head and its edge: one that is closer was cut by the photographer


class Camera:
    """Before a picture of this size; the faces are in its pixels."""

    def __init__(
        self, frame: tuple[int, int], picture: tuple[int, int], found: list[Box], path: Path, seconds: float
    ) -> None:
        self._frame, self._picture, self._seconds = frame, picture, seconds
        self._relief = Relief(picture, found)
        self._pivot = np.array(centre(picture, found))
        self._path = path
        self._share, self._nearness = 1.0, 1.0
        self._restrain(list(_whole_heads(picture, found)))
        poses = [self._pose(float(moment)) for moment in np.linspace(0, 1, SAMPLES)]
        self._travels = any(pose.x or pose.y or pose.z for pose in poses)
        self.only_zooms = not self._travels and not any(pose.yaw or pose.pitch for pose in poses)

    def _restrain(self, heads: list[Box]) -> None:
        """To the largest share of the move that keeps heads whole, or to the least that is still seen."""
        self._nearness = self._kept_inside()
        if self._shows(heads):
            return
        good, bad = LEAST, 1.0
        for _round in range(TRIES):
            self._share, self._nearness = (good + bad) / 2, 1.0
            self._nearness = self._kept_inside()
            if self._shows(heads):
                good = self._share
            else:
                bad = self._share
        self._share, self._nearness = good, 1.0
        self._nearness = self._kept_inside()

    def view(self, moment: float) -> Matrix:
        """2 × 3, of a camera that only zooms."""
        matrix = self._through(self._pose(moment), 1.0)
        return np.asarray(matrix[:2] / matrix[2, 2])

    def seen(self, points: Matrix, moment: float) -> Matrix:
        """At points of the frame, … × 2: which points of the picture."""
        pose = self._pose(moment)
        place = far = _led(self._through(pose, 1.0), points)
        if not self._travels:
            return far
        near = _led(self._through(pose, NEAR), points)
        for _round in range(ROUNDS):
            place = far + (near - far) * self._relief.at(place)[..., None]
        return place

    def _pose(self, moment: float) -> Pose:
        return self._path(moment, moment * self._seconds).times(self._share)

    def _through(self, pose: Pose, distance: float) -> Matrix:
        """From points of the frame to points of the sheet that stands there; for a row of poses at once, too."""
        width, height = self._frame
        longer = max(width, height)
        focal, scale = FOCAL * longer, self._picture[0] / width
        rays = _matrix([1 / focal, 0, -width / 2 / focal], [0, 1 / focal, -height / 2 / focal], [0, 0, 1])
        turned = _turned(pose.yaw * width / longer, pose.pitch * height / longer, pose.roll)
        middle = np.array(self._picture) / 2
        aside = (self._pivot - middle) / (focal * scale)
        x, y = aside[0] * pose.z + pose.x * width / longer, aside[1] * pose.z + pose.y * height / longer
        reach = distance - pose.z
        met = _matrix([reach, 0, x], [0, reach, y], [0, 0, distance]) / distance
        sheet = _matrix([focal * scale, 0, middle[0]], [0, focal * scale, middle[1]], [0, 0, 1])
        share = np.exp(-pose.zoom) / self._nearness
        rest = 1 - share
        closer = _matrix([share, 0, self._pivot[0] * rest], [0, share, self._pivot[1] * rest], [0, 0, 1])
        return np.asarray(closer @ sheet @ met @ turned @ rays)

    def _kept_inside(self) -> float:
        """How much nearer to look, from first to last, so that the edge is never seen."""
        width, height = self._frame
        corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], float)
        least = np.array(self._picture) * EDGE
        most = np.array(self._picture) - least
        reach = _led(self._sheets(), corners) - self._pivot
        needed = np.maximum(reach / (most - self._pivot), reach / (least - self._pivot))
        return max(1.0, float(needed.max()))

    def _shows(self, heads: list[Box]) -> bool:
        room = np.array(self._frame) * ROOM
        sheets = np.linalg.inv(self._sheets())
        for head in heads:
            corners = np.array([[x, y] for x in (head.left, head.right) for y in (head.top, head.bottom)])
            places = _led(sheets, corners)
            if (places < room).any() or (places > self._frame - room).any():
                return False
        return True

    def _sheets(self) -> Matrix:
        """Both, at many moments of the move."""
        poses = Pose(*np.array([self._pose(float(moment)) for moment in np.linspace(0, 1, SAMPLES)]).T)
        return np.concatenate([self._through(poses, NEAR), self._through(poses, 1.0)])


def _whole_heads(picture: tuple[int, int], found: list[Box]) -> Iterator[Box]:
    """Where the picture cuts a head already, its face; where it cuts that, half of it."""
    width, height = picture
    for face in found:
        head, (x, y) = face.head(), face.middle
        left = next((edge for edge in (head.left, face.left) if edge > width * AIR), x)
        top = next((edge for edge in (head.top, face.top) if edge > height * AIR), y)
        right = next((edge for edge in (head.right, face.right) if edge < width * (1 - AIR)), x)
        bottom = next((edge for edge in (head.bottom, face.bottom) if edge < height * (1 - AIR)), y)
        yield Box(left, top, right - left, bottom - top)


def _turned(yaw: float, pitch: float, roll: float) -> Matrix:
    """To the right, up, clockwise as the camera is turned; y points down."""
    side = _matrix([np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)])
    up = _matrix([1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)])
    lean = _matrix([np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1])
    return np.asarray(side @ up @ lean)


def _matrix(*rows: list[Any]) -> Matrix:
    """3 × 3, of numbers; of rows of numbers, a row of matrices."""
    many = next((value.shape for row in rows for value in row if isinstance(value, np.ndarray)), ())
    matrix = np.empty((*many, 3, 3))
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            matrix[..., down, across] = value
    return matrix


def _led(matrix: Matrix, points: Matrix) -> Matrix:
    """By one matrix, or by each of a row of them; as precisely as the points are told."""
    matrix = matrix.astype(points.dtype)
    shift = matrix[:, 2] if matrix.ndim == 2 else matrix[:, None, :, 2]
    places = points @ np.swapaxes(matrix[..., :2], -1, -2) + shift
    return np.asarray(places[..., :2] / places[..., 2:])
