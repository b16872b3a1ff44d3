"""The depth of the jungle, behind whoever stands there: haze and light above, trunks, and leaves in three distances."""

from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.paint import colour, dithered
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scenes.foliage import KINDS, Tone
from vividdesk.localservice.render.scenes.layers import Layer
from vividdesk.localservice.render.scenes.sprite import pose

SKY, HAZE, GREEN, DEEP = (colour(code) for code in ("#fbf7cf", "#b9d27c", "#3f7d3c", "#0c2a1d"))


class Distance(NamedTuple):
    """Lengths are parts of the picture's shorter side."""

    tone: Tone
    length: float
    blur: float
    leaves: int
    middle: float  # how far the middle of the picture stays free, 0 to 1


DISTANCES = (
    Distance(Tone(colour("#6f9c55"), colour("#b4d077")), 0.34, 0.010, 44, 0.25),
    Distance(Tone(colour("#2f6a38"), colour("#85b84c")), 0.42, 0.005, 34, 0.5),
    Distance(Tone(colour("#0f3a22"), colour("#4f9038")), 0.46, 0.002, 26, 0.76),
)


def jungle(size: tuple[int, int], random: np.random.Generator) -> Pixels:
    picture = _air(size)
    for distance in DISTANCES:
        drawn: Pixels = np.zeros((size[1], size[0], 4), np.uint8)
        _trunks(drawn, distance, random)
        _leaves(drawn, distance, random)
        Layer(drawn).softened(distance.blur * min(size)).over(picture, pose((0, 0), (0, 0)))
    return picture


def _air(size: tuple[int, int]) -> Pixels:
    """Bright in the upper middle, where the crowns let the sun through."""
    width, height = size
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :] - 0.12
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None] - 0.16
    away = np.sqrt((x * 0.95) ** 2 + (y * 1.25) ** 2)
    stops = np.array([0, 0.22, 0.62, 1.15], np.float32)
    colours = np.array([SKY, HAZE, GREEN, DEEP], np.float32)
    return dithered(np.stack([np.interp(away, stops, colours[:, at]) for at in range(3)], axis=2).astype(np.float32))


def _trunks(drawn: Pixels, distance: Distance, random: np.random.Generator) -> None:
    height, width = drawn.shape[:2]
    unit = min(width, height)
    for side in (-1, 1):
        place = 0.5 + side * random.uniform(0.5 * distance.middle + 0.04, 0.5)
        thick = unit * distance.length * random.uniform(0.09, 0.16)
        x, lean = place * width, random.uniform(-0.06, 0.06) * height
        outline = [(x - thick / 2, 0), (x + thick / 2, 0), (x + lean + thick * 0.8, height), (x + lean - thick, height)]
        dark = distance.tone.at(0.12)
        cv2.fillPoly(drawn, [np.int32(np.array(outline) * 16)], (*dark, 255), cv2.LINE_AA, 4)
        for share, bright in ((0.32, 0.3), (0.42, 0.45)):
            line = [(x + thick * share, 0), (x + lean + thick * 0.6 * share, height)]
            cv2.polylines(
                drawn,
                [np.int32(np.array(line) * 16)],
                False,
                (*distance.tone.at(bright), 255),
                max(1, round(thick * 0.09)),
                cv2.LINE_AA,
                4,
            )
        _vine(drawn, distance, (x, random.uniform(-0.05, 0.1) * height), random)


def _vine(drawn: Pixels, distance: Distance, start: tuple[float, float], random: np.random.Generator) -> None:
    height, width = drawn.shape[:2]
    end = random.uniform(0, 1) * width, -0.02 * height
    share = np.linspace(0, 1, 40)
    sag = random.uniform(0.18, 0.45) * height * 4 * share * (1 - share)
    points = np.stack([start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share + sag], axis=1)
    thick = max(1, round(min(width, height) * distance.length * 0.014))
    cv2.polylines(drawn, [np.int32(points * 16)], False, (*distance.tone.at(0.25), 255), thick, cv2.LINE_AA, 4)


def _leaves(drawn: Pixels, distance: Distance, random: np.random.Generator) -> None:
    """Around the middle, and pointing to it; those of the upper half hang."""
    height, width = drawn.shape[:2]
    length = distance.length * min(width, height)
    drawn_at = 0.5 if distance.blur > 0.003 else 1.0  # what is blurred needs no detail
    bank = [kind(length * drawn_at, distance.tone, random) for kind in KINDS]
    for turn in np.linspace(0, 2 * np.pi, distance.leaves, endpoint=False) + random.uniform(0, 1):
        away = random.uniform(distance.middle, 1.05) + 0.16
        x, y = width * (0.5 + 0.56 * away * np.cos(turn)), height * (0.5 + 0.62 * away * np.sin(turn))
        inward = np.degrees(np.arctan2(height * 0.55 - y, width / 2 - x))
        angle = inward + random.uniform(-48, 48)
        leaf = bank[int(random.integers(len(bank)))]
        leaf.layer.over(drawn, pose(leaf.root, (x, y), random.uniform(0.7, 1.1) / drawn_at, angle))
