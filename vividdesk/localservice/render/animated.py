"""A photo that comes to life: a camera moves, the subject does something, it snows."""

from collections.abc import Mapping
from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.bending import Bendable, nodes
from vividdesk.localservice.render.camera import Camera
from vividdesk.localservice.render.faces import Box, faces
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.framing import finds_room, framed, window
from vividdesk.localservice.render.moves import Path
from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Moved, Pixels, Planes, blank
from vividdesk.localservice.render.scene import Frame
from vividdesk.localservice.render.subject import Subject
from vividdesk.localservice.render.weather import effects

FINEST = 1.5  # pixels of the picture for one of the frame, which keeps fine lines from trembling
FACE = 0.3  # of the largest face's width, what another has at least
SHUTTER = 0.5  # of a frame's time, in which it is open
AS_IT_IS = np.array([[1.0, 0, 0], [0, 1, 0]])


class Wish(NamedTuple):
    """What shall move."""

    path: Path
    gestures: tuple[str, ...]
    weather: Mapping[str, float]  # with their strength
    seed: int
    samples: int = 1  # looks for one frame: more are blurred by the motion


class Animated:
    still = 0.5

    def __init__(self, photo: Pixels, film: Film, wish: Wish) -> None:
        share = min(FINEST, max(1.0, min(photo.shape[1] / film.width, photo.shape[0] / film.height)))
        size = 2 * round(film.width * share / 2), 2 * round(film.height * share / 2)
        picture, found = _framed(opaque(photo), size)
        self._film, self._samples = film, wish.samples
        self._planes = Bendable(*Planes.of(picture))
        self._limit = np.array(size, np.float32)
        self.camera = Camera(film.size, size, found, wish.path, film.seconds)
        self._subject = Subject(size, found, wish.gestures, wish.seed)
        self._nodes = nodes(film.size)
        self._effects = effects(wish.weather, film.size, wish.seed)

    def frame(self, moment: float) -> Frame:
        moved = self._look(moment) if self._samples == 1 else self._blurred(moment)
        if not self._effects:
            return moved
        picture = moved.pixels(self._film.size)
        for effect in self._effects:
            effect.over(picture, moment * self._film.seconds)
        return picture

    def _look(self, moment: float) -> Moved:
        if self.camera.only_zooms and not self._subject:
            return Moved(self._planes, self.camera.view(moment))
        lattice = self.camera.seen(self._nodes, moment)
        if self._subject:
            change = self._subject.moved(lattice, moment * self._film.seconds)
            lattice = np.clip(lattice - change, 0.5, self._limit - 0.5)
        return Moved(self._planes, lattice)

    def _blurred(self, moment: float) -> Moved:
        """The mean of what the open shutter sees."""
        step = SHUTTER / self._samples / self._film.frames
        total = [np.zeros(plane.shape, np.float32) for plane in blank(*self._film.size)]
        for number in range(self._samples):
            look, frame = self._look(moment + (number - (self._samples - 1) / 2) * step), blank(*self._film.size)
            look.picture.warp_to(frame, look.view)
            for plane, whole in zip(frame, total, strict=True):
                cv2.accumulate(plane, whole)
        mean = (cv2.convertScaleAbs(whole, alpha=1 / self._samples) for whole in total)
        return Moved(Planes(*mean), AS_IT_IS)


def _framed(photo: Pixels, size: tuple[int, int]) -> tuple[Pixels, list[Box]]:
    """With the faces that it shows, in its own pixels. They are searched for once, where most is seen."""
    found = _that_count(faces(photo))
    whole, aspect = (photo.shape[1], photo.shape[0]), size[0] / size[1]
    if not finds_room(whole, aspect, found):
        picture = framed(photo, size, found)
        return picture, _that_count(faces(picture))
    part = window(whole, aspect, found)
    boxes = [face.moved(-part.left, -part.top).scaled(size[0] / part.width) for face in found]
    seen = [face for face in boxes if 0 < face.middle[0] < size[0] and 0 < face.middle[1] < size[1]]
    return framed(photo, size, found), seen


def _that_count(found: list[Box]) -> list[Box]:
    """Without what is too small beside the largest to be a face."""
    return [face for face in found if face.width > FACE * found[0].width]
