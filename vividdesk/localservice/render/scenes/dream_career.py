"""The person in the light of the work they dream of, as the title of a film."""

import re
from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.effects.dust import Dust
from vividdesk.localservice.render.effects.fog import Fog
from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.lettering import fitted, readable
from vividdesk.localservice.render.paint import Colour, colour, dithered, ease, graded, part
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only, text_of
from vividdesk.localservice.render.scenes.backdrop import Canvas, Random, Size, fan, oval
from vividdesk.localservice.render.scenes.caption import dusk, spaced
from vividdesk.localservice.render.scenes.career_indoors import city, clinic, kitchen, stage
from vividdesk.localservice.render.scenes.career_outdoors import clouds, golden, sea, space
from vividdesk.localservice.render.scenes.sitter import Sitter, room
from vividdesk.localservice.render.scenes.sprite import Light, Sprite, pose
from vividdesk.localservice.render.scenes.stage import Stage, seconds_of

KICKER = "DREAM CAREER"
WIDER = 1.07  # the backdrop, for the camera to drift over
ARRIVAL = 0.1, 0.26  # moments in which the title comes


class Place(NamedTuple):
    paint: Callable[[Size, Random], Canvas]
    words: str
    rim: str
    grade: Colour  # of the person
    beams: tuple[tuple[float, float, str], ...]  # where they come from, across and their angle, and their colour
    steam: float = 0.0


PLACES = (
    Place(
        stage,
        r"stage|sing\w*|music\w*|danc\w*|ballet|ballerina|concert|actor|actress|guitar\w*|band|dj|theat\w+|opera"
        r"|(?:rock|pop|movie) ?stars?|comedian|pianist|orchestra",
        "#ff9ad8",
        (1.0, 0.92, 1.02),
        ((0.12, 62, "#b0307a"), (0.88, 118, "#4a50d0"), (0.5, 90, "#b08a50")),
    ),
    Place(
        space,
        r"astronaut|cosmonaut|(?:outer )?space|spaceship|moon|lunar|planets?|mars|galax\w*|stars?|orbit|rocket\w*",
        "#9cc8ff",
        (1.06, 0.94, 0.88),
        ((0.02, 42, "#16263f"),),
    ),
    Place(
        kitchen,
        r"chef|cook\w*|kitchen|bak(?:er|ery|ing)|restaurant|pastry|barista|food",
        "#ffb060",
        (0.8, 0.94, 1.04),
        ((0.5, 90, "#6a4018"),),
        0.32,
    ),
    Place(
        clinic,
        r"doctor|nurse|surgeon|medic\w*|hospital|clinic|dentist|scientist|laborator\w*|lab|vet\w*|pharmac\w*|chemist",
        "#ffffff",
        (1.04, 1.02, 0.97),
        ((0.2, 66, "#405a60"),),
    ),
    Place(
        clouds,
        r"pilot|sky|aviat\w*|(?:air)?plane|aircraft|cockpit|clouds?|flight|fly\w*",
        "#ffe2a8",
        (0.9, 0.98, 1.04),
        ((0.2, 40, "#6a5028"),),
        0.3,
    ),
    Place(
        sea,
        r"sea|ocean|sailor|captain|ship|boat|diver|marine\w*|surf\w*|beach|fisher\w*|underwater|navy",
        "#ffc48a",
        (0.88, 0.92, 1.04),
        ((0.26, 40, "#7a4424"),),
    ),
    Place(
        city,
        r"office|city|business\w*|lawyer|ceo|architect|banker|skyline|entrepreneur|manager|engineer|start-?up"
        r"|programmer|developer|detective|skyscraper|founder|journalist|police\w*",
        "#ffb890",
        (0.98, 0.92, 1.0),
        ((0.2, 48, "#6a3c30"),),
    ),
)
OTHERWISE = Place(golden, "", "#ffd890", (0.84, 0.96, 1.05), ((0.7, 100, "#5a4018"), (0.64, 122, "#4a3414")))


class DreamCareer:
    still = 0.6

    def __init__(self, photos: Photos, options: Options, film: Film) -> None:
        text = text_of(options, "image_description")
        place, sitter = place_of(text), Sitter(only(photos), film)
        self._film, self._seconds = film, seconds_of(film)
        self._ground = dithered(place.paint(_wider(film), np.random.default_rng(17)))
        photo = graded(sitter.photo, place.grade)
        self._stage = Stage(sitter, photo, photo)
        self._window = None if sitter.apart else Sprite(photo, oval(sitter))
        self._rim = Light(sitter.rim(min(film.size) / 80) * sitter.apart, colour(place.rim))
        self._beams = [_Beam(film.size, *beam) for beam in place.beams]
        self._air = Fog(film.size, 3, place.steam) if place.steam else Dust(film.size, 3, 0.7)
        self._title = Title(text, film, sitter.heads)

    def frame(self, moment: float) -> Pixels:
        seconds, view = moment * self._seconds, self._stage.view(moment)
        picture = self._backdrop(moment)
        _lit(picture, self._beams, seconds)
        self._air.over(picture, seconds)
        self._stage.before(picture, view)
        if self._window:
            self._window.over(picture, view)
        self._rim.over(picture, view, 0.62 + 0.08 * float(np.sin(1.3 * seconds)))
        self._title.over(picture, moment)
        return picture

    def _backdrop(self, moment: float) -> Pixels:
        """Goes the other way than the camera, and nearer by less than the person."""
        width, height = self._film.size
        anchor = self._ground.shape[1] / 2, self._ground.shape[0] / 2
        at = width * (0.5 + 0.03 * (0.5 - ease(moment))), height / 2
        view = pose(anchor, at, 1 + 0.015 * moment)
        return cv2.warpAffine(self._ground, view, self._film.size, borderMode=cv2.BORDER_REPLICATE)


def place_of(text: str) -> Place:
    """The one that is named first."""
    found = [(match.start(), place) for place in PLACES if (match := re.search(rf"\b(?:{place.words})\b", text, re.I))]
    return min(found, key=lambda each: each[0])[1] if found else OTHERWISE


def clause_of(text: str) -> str:
    """What is said first, without its article."""
    first = next((clause for clause in re.split(r"[.,;:!?\n]|\s[–—-]\s", text) if readable(clause)), "")
    return re.sub(r"^(?:an?|the)\s+", "", readable(first), flags=re.I).upper()


class Title:
    """The small line above, a rule, and what it is all about."""

    def __init__(self, text: str, film: Film, heads: list[Box]) -> None:
        unit, words = min(film.size), clause_of(text)
        wary = [head.moved(0, -0.04 * head.height)._replace(height=head.height * 1.1) for head in heads]
        place = room(film.size, wary, 4.4 if film.width > film.height else 3.0)
        large = fitted(words or KICKER, place.width, place.height * 0.66, most=2, largest=unit * 0.115)
        kicker = spaced(KICKER, max(6.0, min(unit * 0.034, place.height * 0.14))) if words else large[:0]
        self._masks = [kicker, large] if words else [large]
        low = place.bottom - large.shape[0] / 2
        self._places = [(place.middle[0], low)]
        if words:
            self._places = [
                (place.middle[0], low - (large.shape[0] + kicker.shape[0]) / 2 - unit * 0.018),
                *self._places,
            ]
        self._rise, middle = unit * 0.03, (place.middle[0], place.bottom - place.height * 0.42)
        self._shade = dusk(
            film.size, middle, max(mask.shape[1] for mask in self._masks) * 0.7, place.height * 0.8, "#05060c", 0.72
        )
        self._sprites = [Sprite(tint, mask) for tint, mask in zip(self._tints(), self._masks, strict=True)]
        self._rule = Sprite(colour("#ffd79a"), np.ones((max(1, round(unit * 0.004)), round(unit * 0.16)), np.float32))
        self._rule_at = place.middle[0], low - large.shape[0] / 2 - unit * 0.006

    def _tints(self) -> list[Colour]:
        return [colour("#ffd79a"), colour("#ffffff")][-len(self._masks) :]

    def over(self, picture: Pixels, moment: float) -> None:
        begin, end = ARRIVAL
        self._shade.over(picture, np.eye(2, 3), part(moment, begin - 0.06, end))
        for number, (sprite, (x, y)) in enumerate(zip(self._sprites, self._places, strict=True)):
            shown = part(moment, begin + 0.05 * number, end + 0.05 * number)
            if shown > 0:
                sprite.over(picture, pose(sprite.middle, (x, y + self._rise * (1 - shown))), shown)
        shown = part(moment, begin, end + 0.05)
        if shown > 0 and len(self._sprites) > 1:
            matrix = pose(self._rule.middle, self._rule_at)
            matrix[0, 0], matrix[0, 2] = shown, self._rule_at[0] - shown * self._rule.middle[0]
            self._rule.over(picture, matrix, shown)


class _Beam:
    """A shaft that swings around the lamp it comes from; coarse, as it has no edges."""

    def __init__(self, size: Size, across: float, angle: float, tint: str) -> None:
        self.light = fan(size, (across, -0.08), [angle - 13, angle, angle + 12], 3.6, colour(tint))
        self._source = across * self.light.shape[1], -0.08 * self.light.shape[0]
        self._phase = 7 * across

    def at(self, seconds: float) -> Pixels:
        swing = pose(self._source, self._source, 1.0, 4.5 * float(np.sin(0.7 * seconds + self._phase)))
        return cv2.warpAffine(self.light, swing, (self.light.shape[1], self.light.shape[0]))


def _lit(picture: Pixels, beams: list[_Beam], seconds: float) -> None:
    light = beams[0].at(seconds)
    for beam in beams[1:]:
        cv2.add(light, beam.at(seconds), light)
    size = picture.shape[1], picture.shape[0]
    cv2.add(picture, cv2.resize(light, size, interpolation=cv2.INTER_LINEAR), picture)


def _wider(film: Film) -> Size:
    return round(film.width * WIDER), round(film.height * WIDER)
