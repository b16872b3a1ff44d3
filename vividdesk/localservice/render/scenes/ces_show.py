"""A photo booth at a trade show: a hall of light lines, a neon frame with a light that runs around it, a sign."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.lettering import BOLD, fitted
from vividdesk.localservice.render.paint import Colour, Mask, colour, dithered, glow, graded
from vividdesk.localservice.render.planes import Matrix, Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.scenes.caption import inked, spaced
from vividdesk.localservice.render.scenes.hall import CYAN, MAGENTA, Floor, hall_behind
from vividdesk.localservice.render.scenes.post import rounded
from vividdesk.localservice.render.scenes.sitter import Sitter, room
from vividdesk.localservice.render.scenes.sprite import Light, Sprite, pose
from vividdesk.localservice.render.scenes.stage import Stage, seconds_of

SIGN, BELOW = "CES SHOW", "PHOTOBOOTH"
DARK = colour("#05061a")
MARGIN, ROUND = 0.07, 0.09  # of the neon frame, parts of the shorter side
TURN = 3.4  # seconds, of the light around the frame
SCAN = 4.2  # seconds, of the line up and down
TAIL = 28  # pieces


class CesShow:
    still = 0.42

    def __init__(self, photos: Photos, _options: Options, film: Film) -> None:
        sitter = Sitter(only(photos), film)
        self._film, self._seconds = film, seconds_of(film)
        cool = graded(sitter.photo, (1.1, 0.96, 0.98), (12, 0, 6), 1.02)
        self._frame = _NeonFrame(film)
        self._stage = Stage(sitter, self._ground(sitter, cool), cool, nearer=0.045)
        self._rims = _rims(sitter, min(film.size) / 70) if sitter.apart else []
        self._floor = Floor(film)
        self._marks = [_Mark(face, film) for face in sitter.faces]
        self._sign, self._place = _sign(room(film.size, sitter.heads, 3.1, 0.11), film)
        self._scan = Light(_line_of_light(film), CYAN)

    def _ground(self, sitter: Sitter, cool: Pixels) -> Pixels:
        hall = hall_behind(sitter)
        if not sitter.apart:
            self._frame.hang(hall, cool)
        self._frame.neon(hall)
        return hall

    def frame(self, moment: float) -> Pixels:
        seconds = moment * self._seconds
        picture, view = self._stage.behind(), self._stage.view(moment)
        self._floor.over(picture, seconds)
        self._frame.over(picture, seconds)
        self._stage.before(picture, view)
        for rim, tint in self._rims:
            rim.over(picture, view, 0.85, tint)
        down = (0.5 - 0.5 * np.cos(2 * np.pi * seconds / SCAN)) * self._film.height
        self._scan.over(picture, pose(self._scan.middle, (self._film.width / 2, down)), 0.5)
        self._stage.faces_before(picture, view)
        for mark in self._marks:
            mark.over(picture, view, seconds)
        self._sign.over(picture, pose(self._sign.middle, self._place))
        return picture


class _NeonFrame:
    """Cyan on the left, magenta on the right, white in its heart."""

    def __init__(self, film: Film) -> None:
        self._size, self._unit = film.size, min(film.size)
        margin = MARGIN * self._unit
        self._box = Box(margin, margin, film.width - 2 * margin, film.height - 2 * margin)
        self._path = _path(self._box, ROUND * self._unit)
        self._halo = Light(glow(max(4, round(self._unit * 0.11)), 2.6))

    def hang(self, hall: Pixels, photo: Pixels) -> None:
        """A photo without a person, inside."""
        size = round(self._box.width), round(self._box.height)
        inside = Sprite(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), rounded(size, ROUND * self._unit))
        inside.over(hall, pose((0, 0), (round(self._box.left), round(self._box.top))))

    def neon(self, hall: Pixels) -> None:
        mask = np.zeros(hall.shape[:2], np.float32)
        path = [(self._path * 16).round().astype(np.int32)]
        cv2.polylines(mask, path, True, 1, max(2, round(self._unit / 110)), cv2.LINE_AA, 4)
        share = np.linspace(0, 1, hall.shape[1], dtype=np.float32)[None, :, None]
        tint = np.array(CYAN, np.float32) * (1 - share) + np.array(MAGENTA, np.float32) * share
        glowing = hall.astype(np.float32)
        for soft, strength in ((self._unit / 22, 1.7), (self._unit / 70, 1.1), (self._unit / 300, 1.0)):
            glowing += cv2.GaussianBlur(mask, (0, 0), soft)[:, :, None] * tint * strength
        heart = cv2.erode(mask, np.ones((3, 3), np.uint8)) if self._unit > 500 else mask * 0.6
        glowing += cv2.GaussianBlur(heart, (0, 0), max(0.6, self._unit / 700))[:, :, None] * 200
        np.copyto(hall, dithered(glowing.clip(0, 255)))

    def over(self, picture: Pixels, seconds: float) -> None:
        for begin, tint in ((0.0, MAGENTA), (0.5, CYAN)):
            self._runner(picture, (seconds / TURN + begin) % 1, tint)

    def _runner(self, picture: Pixels, head: float, tint: Colour) -> None:
        count = len(self._path)
        places = (head - np.linspace(0, 0.13, TAIL + 1)) % 1 * count
        lower = places.astype(int) % count
        share = (places % 1)[:, None]
        points = self._path[lower] * (1 - share) + self._path[(lower + 1) % count] * share
        thick = max(2, round(self._unit / 120))
        for piece in reversed(range(TAIL)):
            bright = (1 - piece / TAIL) ** 1.5
            light = tuple(255 * bright + value * (1 - bright) for value in tint)
            if bright > 0.25:
                ends = (points[piece : piece + 2] * 16).round().astype(np.int32)
                cv2.polylines(picture, [ends], False, light, thick, cv2.LINE_AA, 4)
        self._halo.over(picture, pose(self._halo.middle, (points[0][0], points[0][1])), 0.9, tint)


def _path(box: Box, radius: float) -> NDArray[np.float64]:
    """Points at even distances around a rounded box, clockwise."""
    corners = (
        (box.right - radius, box.top + radius, -90),
        (box.right - radius, box.bottom - radius, 0),
        (box.left + radius, box.bottom - radius, 90),
        (box.left + radius, box.top + radius, 180),
    )
    points = []
    for x, y, begin in corners:
        angles = np.radians(begin + np.linspace(0, 90, 16))
        points.append(np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=1))
    whole = np.concatenate([*points, points[0][:1]])
    lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(whole, axis=0).T))])
    even = np.linspace(0, lengths[-1], 600, endpoint=False)
    return np.stack([np.interp(even, lengths, whole[:, axis]) for axis in range(2)], axis=1)


class _Mark:
    """Four corners around a face, as of a camera that has found it."""

    def __init__(self, face: Box, film: Film) -> None:
        self._face, self._unit = face, min(film.size)

    def over(self, picture: Pixels, view: Matrix, seconds: float) -> None:
        grow = 1.0 + 0.014 * np.sin(seconds * 2.2)
        x, y = self._face.middle
        wide, tall = self._face.width * 0.66 * grow, self._face.height * 0.74 * grow
        arm = min(wide, tall) * 0.22
        thick = max(1, round(self._unit / 300))
        for across, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            corner = np.array([x + across * wide, y + down * tall])
            points = np.array([corner - (across * arm, 0), corner, corner - (0, down * arm)])
            seen = points @ view[:, :2].T + view[:, 2]
            ends = [(seen * 16).round().astype(np.int32)]
            cv2.polylines(picture, ends, False, (255, 245, 190), thick, cv2.LINE_AA, 4)


def _rims(sitter: Sitter, width: float) -> list[tuple[Light, Colour]]:
    """Cyan light from the left, magenta from the right."""
    soft = cv2.GaussianBlur(sitter.mask, (0, 0), max(0.8, width * 0.6))
    rims = []
    for way, tint in ((1, CYAN), (-1, MAGENTA)):
        away = np.array([[1, 0, way * width], [0, 1, width * 0.3]], np.float32)
        moved = cv2.warpAffine(soft, away, sitter.size, borderMode=cv2.BORDER_REPLICATE)
        rims.append((Light(np.clip(soft - moved, 0, 1) * sitter.mask), tint))
    return rims


def _line_of_light(film: Film) -> Mask:
    unit = min(film.size)
    reach = max(4, round(unit * 0.06))
    away = np.arange(-reach, reach + 1, dtype=np.float32)
    shape = np.exp(-((away / max(0.8, unit / 450)) ** 2)) * 0.9 + 0.28 * np.clip(1 - np.abs(away) / reach, 0, 1) ** 2
    across = np.clip((1 - np.abs(np.linspace(-1, 1, film.width, dtype=np.float32))) * 6, 0, 1)
    return np.outer(shape, across).clip(0, 1).astype(np.float32)


def _sign(place: Box, film: Film) -> tuple[Sprite, tuple[float, float]]:
    """Neon letters on dark glass."""
    unit = min(film.size)
    tall = min(place.height, place.width / 3.1)
    letters = fitted(SIGN, place.width * 0.8, tall * 0.72, BOLD)
    letters = inked(letters)
    small = spaced(BELOW, max(6.0, letters.shape[0] * 0.26))
    edge = round(max(4.0, letters.shape[0] * 0.42))
    gap = round(letters.shape[0] * 0.32)
    wide = max(letters.shape[1], small.shape[1]) + 2 * edge
    high = letters.shape[0] + gap + small.shape[0] + 2 * edge
    outer = round(edge * 0.9)
    whole = wide + 2 * outer, high + 2 * outer
    glass = cv2.copyMakeBorder(
        rounded((wide, high), edge * 0.8), outer, outer, outer, outer, cv2.BORDER_CONSTANT, value=0
    )
    pipe = _ring(glass, max(1.0, unit / 240))
    words, under = np.zeros_like(glass), np.zeros_like(glass)
    _put(words, letters, (whole[0] - letters.shape[1]) // 2, outer + edge)
    _put(under, small, (whole[0] - small.shape[1]) // 2, outer + edge + letters.shape[0] + gap)
    picture = np.zeros((*glass.shape, 3), np.float32) + np.array(DARK, np.float32)
    for mask, tint, soft in ((pipe, MAGENTA, edge * 0.3), (words, CYAN, edge * 0.32), (under, MAGENTA, edge * 0.14)):
        halo = cv2.GaussianBlur(mask, (0, 0), max(0.8, soft))
        picture += halo[:, :, None] * np.array(tint, np.float32) * 1.1
        picture += (255 - picture) * (mask * 0.92)[:, :, None]
    around = np.clip(cv2.GaussianBlur(pipe, (0, 0), max(0.8, edge * 0.3)) * 1.2, 0, 1)
    alpha = np.clip(np.maximum(glass * 0.86, np.maximum(pipe, around)), 0, 1)
    middle = place.middle[0], min(place.middle[1], film.height * (1 - MARGIN) - high / 2)
    return Sprite(picture.clip(0, 255).astype(np.uint8), alpha), middle


def _ring(mask: Mask, width: float) -> Mask:
    side = 2 * max(1, round(width)) + 1
    inner = cv2.erode(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    return np.clip(mask - inner, 0, 1)


def _put(ground: Mask, mask: Mask, left: int, top: int) -> None:
    ground[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
