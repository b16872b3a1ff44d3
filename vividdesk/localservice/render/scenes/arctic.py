"""The far north: aurora over the ice, snow, breath in the cold, and frost that creeps over the lens."""

import cv2
import numpy as np

from vividdesk.localservice.render.effects.snow import Snow
from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.paint import Mask, colour, dithered, ease, glow, graded, radial, shine
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.scenes.frost import Frost
from vividdesk.localservice.render.scenes.icescape import Aurora, icescape, rough
from vividdesk.localservice.render.scenes.layers import Layer, panned
from vividdesk.localservice.render.scenes.sitter import Sitter
from vividdesk.localservice.render.scenes.sprite import pose

WIDER = 1.05
POLAR, MIST = colour("#9be8ff"), colour("#eef6fc")
BREATH = 2.9  # seconds, from one to the next


class Arctic:
    still = 0.6

    def __init__(self, photos: Photos, _options: Options, film: Film) -> None:
        random = np.random.default_rng(4)
        self._film = film
        sitter = Sitter(only(photos), film)
        size = round(film.width * WIDER) + 2, round(film.height * WIDER) + 2
        photo = _cold(sitter)
        self._person = sitter.cut(photo) if sitter.apart and sitter.faces else None
        self._ground = icescape(size, random) if self._person else cv2.resize(photo, size)
        self._aurora = Aurora(film.size, random)
        self._bank = _bank(film, random)
        self._faces = sitter.faces
        self._puff = _puff(random)
        self._frost = Frost(film.size, sitter.heads, random)
        self._snow = Snow(film.size, 11, 0.8)

    def frame(self, moment: float) -> Pixels:
        seconds = moment * self._film.seconds
        width, height = self._film.size
        spare = (WIDER - 1) * width, (WIDER - 1) * height
        frame = panned(self._ground, self._film.size, spare[0] * (0.2 + 0.6 * moment), spare[1] / 2)
        self._aurora.over(frame, seconds, 1.0 if self._person else 0.55)
        zoom, foot = 1 + 0.035 * ease(moment), (width / 2, float(height))
        if self._person:
            self._person.over(frame, pose(foot, foot, zoom))
        for number, face in enumerate(self._faces):
            self._breathe(frame, face, zoom, seconds + 0.9 * number)
        self._bank.over(
            frame, pose((self._bank.size[0] / 2, self._bank.size[1]), (foot[0], foot[1] + 1), 1 + 0.06 * moment)
        )
        self._snow.over(frame, seconds)
        self._frost.over(frame, 0.35 + 0.65 * ease(moment / 0.85))
        return frame

    def _breathe(self, frame: Pixels, face: Box, zoom: float, seconds: float) -> None:
        """Out, away to the side and up, thinner as it grows."""
        age = (seconds % BREATH) / (0.8 * BREATH)
        if age >= 1:
            return
        foot = self._film.width / 2, float(self._film.height)
        x, y = face.middle[0] + 0.12 * face.width, face.bottom - 0.12 * face.height
        x = foot[0] + (x - foot[0]) * zoom + face.width * (0.12 + 0.75 * age**0.7)
        y = foot[1] + (y - foot[1]) * zoom - face.height * 0.22 * age
        side = max(4, round(face.width * (0.22 + 0.75 * age**0.6)))
        puff = cv2.resize(self._puff, (side, side), interpolation=cv2.INTER_AREA)
        shine(frame, MIST, puff, x - side / 2, y - side / 2, 0.95 * min(1.0, 6 * age) * (1 - age) ** 1.1)


def _cold(sitter: Sitter) -> Pixels:
    """Blue, with the aurora along the edges."""
    gain = (1.1, 0.97, 0.84) if sitter.apart else (1.12, 0.9, 0.68)
    photo = graded(sitter.photo, gain, (14, 4, 0), 0.82 if sitter.apart else 0.55)
    if sitter.apart:
        shine(photo, POLAR, sitter.rim(0.014 * min(sitter.size)), strength=0.6)
    return photo


def _bank(film: Film, random: np.random.Generator) -> Layer:
    """A snowdrift before everybody, soft because it is near, with a few crystals that catch the light."""
    width, height = round(film.width * 1.04), max(8, round(film.height * 0.17))
    crest = height * (0.5 + 0.22 * rough(width, random, 2.0, 2.5))
    crest = cv2.GaussianBlur(crest[None, :], (0, 0), 0.02 * width + 0.5)[0]
    depth = np.arange(height, dtype=np.float32)[:, None] - crest[None, :]
    mask: Mask = np.clip(depth / (0.012 * film.height) + 0.5, 0, 1).astype(np.float32)
    share = np.clip(depth / (0.7 * height), 0, 1)[:, :, None]
    snow = dithered(
        np.array(colour("#f7fbff"), np.float32) * (1 - share) + np.array(colour("#9fc0e0"), np.float32) * share
    )
    for _each in range(90):
        x, y = random.random() * width, random.random() * height
        shine(snow, (255, 255, 255), glow(max(1, round(min(film.size) * 0.002)), 1.0), x, y, random.random())
    return Layer.of(snow, mask)


def _puff(random: np.random.Generator) -> Mask:
    noise = cv2.resize(random.random((6, 6), dtype=np.float32), (96, 96), interpolation=cv2.INTER_CUBIC)
    fine = cv2.resize(random.random((13, 13), dtype=np.float32), (96, 96), interpolation=cv2.INTER_CUBIC)
    return (radial((96, 96), (48, 48), 48, 1.2) * np.clip(0.25 + 0.7 * noise + 0.3 * fine, 0, 1)).astype(np.float32)
