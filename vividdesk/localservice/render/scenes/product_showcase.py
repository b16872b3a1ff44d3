"""A product on a lit turntable, in a studio of its own colour."""

import cv2
import numpy as np

from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.paint import Colour, Mask, dithered, ease, radial
from vividdesk.localservice.render.planes import Matrix, Pixels
from vividdesk.localservice.render.scene import Photos
from vividdesk.localservice.render.scenes.layers import Layer
from vividdesk.localservice.render.scenes.sprite import pose
from vividdesk.localservice.render.scenes.thing import Thing, thing

FLAT = 0.24  # height of a circle on the floor, for its width
MARKS = 48
TURN = 110.0  # degrees that the table turns in the whole film
WHITE = (255.0, 255.0, 255.0)


class ProductShowcase:
    still = 0.4

    def __init__(self, photos: Photos, _options: Options, film: Film) -> None:
        self._film = film
        product = thing(photos)
        width, height = film.size
        self._table = min(0.36 * width, 0.52 * height) * (1.0 if width > height else 1.12)
        self._middle = width / 2, height * (0.76 if width >= height else 0.70)
        self._foot = self._middle[0], self._middle[1] + 0.35 * FLAT * self._table
        self._product = product.within(min(0.72 * width, 1.75 * self._table), 0.58 * height)
        self._ground = _studio(film, product, self._middle, self._table)
        self._reflection = _reflection(self._product)
        self._shadow = _contact(min(self._product.size[0], round(1.05 * self._table)))
        self._sweep = _sweep(self._product)
        self._beams = [_beam(film, product.light(0.75), lean) for lean in (-0.35, 0.3)]
        self._dim = product.dark(0.05)

    def frame(self, moment: float) -> Pixels:
        frame = self._ground.copy()
        self._lights(frame, moment)
        self._marks(frame, moment)
        view = self._view(moment)
        down = self._product.size[1]
        flipped = view @ np.array([[1, 0, 0], [0, -1, 2 * down - 0.012 * down], [0, 0, 1]])
        self._shadow.over(frame, pose((self._shadow.size[0] / 2, self._shadow.size[1] / 2), self._foot))
        self._reflection.over(frame, flipped)
        self._product.over(frame, view)
        self._shine(frame, view, moment)
        return frame

    def _view(self, moment: float) -> Matrix:
        """As if it turned a little with the table: narrower, leaning, a breath nearer."""
        swing = np.sin(2 * np.pi * moment - 0.6)
        wide, lean = 1 - 0.045 * (0.5 - 0.5 * np.cos(2 * np.pi * moment - 1.2)), 0.022 * swing
        near = 1 + 0.03 * ease(moment)
        across, down = self._product.size
        x, y = self._foot
        linear = np.array([[wide * near, lean * near], [0.012 * swing, near]])
        return np.column_stack([linear, np.array([x, y]) - linear @ (across / 2, down)])

    def _lights(self, frame: Pixels, moment: float) -> None:
        """Two soft beams from above that cross the backdrop."""
        small = self._beams[0].shape[1], self._beams[0].shape[0]
        light = np.zeros_like(self._beams[0])
        for number, beam in enumerate(self._beams):
            swing = np.sin(2 * np.pi * moment + 2.4 * number)
            view = np.array([[1, 0.05 * swing, 0.2 * small[0] * swing], [0, 1, 0]])
            cv2.add(light, cv2.warpAffine(beam, view, small, borderMode=cv2.BORDER_REPLICATE), light)
        cv2.add(frame, cv2.resize(light, self._film.size, interpolation=cv2.INTER_LINEAR), frame)

    def _marks(self, frame: Pixels, moment: float) -> None:
        """Ticks on the rim of the table, which show that it turns; brighter where the light falls."""
        x, y = self._middle
        y += 0.02 * self._table
        for number in range(MARKS):
            turn = np.radians(360 / MARKS * number + TURN * moment)
            large, front = number % 6 == 0, 0.5 + 0.5 * np.sin(turn)
            tick = [
                (round(16 * (x + reach * np.cos(turn))), round(16 * (y + reach * FLAT * np.sin(turn))))
                for reach in (0.94 * self._table, (0.82 if large else 0.88) * self._table)
            ]
            glint = np.exp(-2 * ((turn - 2.2 + np.pi) % (2 * np.pi) - np.pi) ** 2)
            share = 0.35 + 0.35 * front + 0.3 * glint
            thick = max(1, round(self._table * (0.016 if large else 0.008) * (0.6 + 0.4 * front)))
            cv2.line(frame, tick[0], tick[1], self._tick(share), thick, cv2.LINE_AA, 4)

    def _tick(self, share: float) -> Colour:
        blue, green, red = (a + (b - a) * share for a, b in zip(self._dim, WHITE, strict=True))
        return blue, green, red

    def _shine(self, frame: Pixels, view: Matrix, moment: float) -> None:
        """A band of light that passes over the product, twice in the film."""
        share = (2 * moment + 0.12) % 1.0
        across, down = self._product.size
        alpha = self._product.sheet[:, :, 3]
        x = (share * 2.6 - 0.9) * across
        band = cv2.warpAffine(self._sweep, np.array([[1, 0, x], [0, 1, 0]]), (across, down))
        light = cv2.multiply(band, alpha, scale=1 / 255)
        Layer(cv2.merge([light, light, light, cv2.convertScaleAbs(light, alpha=0.35)])).over(frame, view)


def _studio(film: Film, product: Thing, middle: tuple[float, float], table: float) -> Pixels:
    """A wall that rounds into the floor, lit behind the product, and the table on it."""
    width, height = film.size
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    floor = middle[1] / height - 0.13
    wall, low = np.array(product.dark(0.12), np.float32), np.array(product.light(0.42), np.float32)
    share = 1 / (1 + np.exp(-(down - floor) * 26))
    base = (wall * (1 - 0.45 * (1 - down)) * (1 - share) + low * (1 - 0.38 * (down - floor)) * share) * np.ones(
        (1, width, 1), np.float32
    )
    halo = radial(film.size, (width / 2, middle[1] - 0.34 * height), 0.75 * max(height, 0.7 * width), 1.7)[:, :, None]
    base += (np.array(product.light(0.9), np.float32) - base) * halo * 0.9
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    base *= 1 - 0.22 * x**2
    _podium(base, product, middle, table)
    return dithered(base)


def _podium(base: Pixels, product: Thing, middle: tuple[float, float], table: float) -> None:
    """A drum: its shadow, its side with the light from the left, a bright edge and a top like satin."""
    height, width = base.shape[:2]
    x, y = middle
    thick = 0.2 * table
    _blend(
        base,
        _ellipse((width, height), (x + 0.05 * table, y + 1.25 * thick), 1.22 * table, 0.07 * table),
        (20, 14, 14),
        0.42,
    )
    across = np.clip((np.arange(width, dtype=np.float32) - x) / table, -1, 1)
    round_ = 0.36 + 0.5 * np.exp(-((across + 0.45) ** 2) / 0.12) + 0.16 * np.exp(-((across - 0.75) ** 2) / 0.02)
    side = _ellipse((width, height), (x, y + thick), table)
    middle_part = np.zeros_like(side)
    cv2.rectangle(middle_part, (round(x - table), round(y)), (round(x + table), round(y + thick)), 1.0, cv2.FILLED)
    side = np.maximum(side, middle_part)
    colours = np.array(product.hue, np.float32)[None, None, :] * (0.55 + 0.75 * round_)[None, :, None]
    base += (np.clip(colours, 0, 255) - base) * side[:, :, None]
    _blend(base, _ellipse((width, height), (x, y + 0.03 * table), table), product.light(0.92), 0.95)
    _blend(base, _ellipse((width, height), (x, y + 0.045 * table), 0.988 * table), product.light(0.22), 1.0)
    top = _ellipse((width, height), (x, y + 0.02 * table), 0.975 * table)
    light = radial((width, height), (x - 0.35 * table, y - 0.05 * table), 1.3 * table, 1.4)
    _blend(base, top * (0.25 + 0.75 * light), product.light(0.82), 0.8)
    _blend(base, _ring((width, height), (x, y + 0.02 * table), 0.78 * table), WHITE, 0.5)


def _ellipse(size: tuple[int, int], middle: tuple[float, float], radius: float, blur: float = 0.0) -> Mask:
    mask = np.zeros((size[1], size[0]), np.float32)
    place = round(middle[0] * 16), round(middle[1] * 16)
    cv2.ellipse(
        mask, place, (round(radius * 16), round(radius * FLAT * 16)), 0, 0, 360, 1.0, cv2.FILLED, cv2.LINE_AA, 4
    )
    return cv2.GaussianBlur(mask, (0, 0), blur) if blur > 0.3 else mask


def _ring(size: tuple[int, int], middle: tuple[float, float], radius: float) -> Mask:
    return np.clip(_ellipse(size, middle, radius) - _ellipse(size, middle, radius * 0.985), 0, 1)


def _blend(base: Pixels, mask: Mask, colour: Colour, strength: float) -> None:
    base += (np.array(colour, np.float32) - base) * (mask * strength)[:, :, None]


def _reflection(product: Layer) -> Layer:
    """Fades quickly; drawn upside down by its view."""
    height = product.size[1]
    fade = np.clip((np.arange(height, dtype=np.float32) / height - 0.72) / 0.28, 0, 1) ** 1.6 * 0.34 * 255
    sheet = cv2.multiply(
        product.sheet, np.tile(fade.astype(np.uint8)[:, None, None], (1, product.size[0], 4)), scale=1 / 255
    )
    return Layer(sheet)


def _contact(width: int) -> Layer:
    """Dark where the product stands, wider and softer around it."""
    size = round(width * 1.7), round(width * 0.62)
    wide = radial((size[0], size[0]), (size[0] / 2, size[0] / 2), size[0] / 2, 1.6)
    near = radial((size[0], size[0]), (size[0] / 2, size[0] / 2), size[0] * 0.34, 0.8)
    mask = cv2.resize(np.clip(0.4 * wide + 0.55 * near, 0, 0.8), size, interpolation=cv2.INTER_AREA)
    return Layer.of(np.full((size[1], size[0], 3), (24, 16, 18), np.uint8), mask)


def _sweep(product: Layer) -> Pixels:
    """A leaning band, as high as the product."""
    across, down = product.size
    x = np.arange(across, dtype=np.float32)[None, :] + 0.3 * np.arange(down, dtype=np.float32)[:, None] - 0.15 * down
    band = np.exp(-(((x - across * 0.1) / (0.10 * across)) ** 2)) + 0.5 * np.exp(
        -(((x - across * 0.36) / (0.03 * across)) ** 2)
    )
    return np.clip(band * 105, 0, 255).astype(np.uint8)


def _beam(film: Film, light: Colour, lean: float) -> Pixels:
    """At a quarter of the film's size."""
    width, height = max(2, film.width // 4), max(2, film.height // 4)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    wide = 0.10 + 0.30 * y
    beam = np.exp(-(((x - lean * (1.6 - 1.3 * y)) / wide) ** 2)) * np.clip(1.05 - y, 0, 1) ** 1.2
    return np.clip(beam[:, :, None] * np.array(light, np.float32) * 0.30, 0, 255).astype(np.uint8)
