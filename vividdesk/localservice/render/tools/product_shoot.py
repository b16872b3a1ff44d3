"""The thing of a photo on a podium in a lit room, whose stuffs and colours the words choose."""

from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.paint import Colour, Mask, colour, dithered, lay
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.tools import piece, props, stage, textures, wishes
from vividdesk.localservice.render.tools.piece import Piece

AREA = 1200 * 1500  # pixels of the result
USUAL = 4 / 5
BASE = 0.8  # of the height, where the thing stands


class Setting(NamedTuple):
    wall: str
    floor: str  # a stuff, or a colour
    podium: str
    accent: str
    props: tuple[str, ...] = ()


SETTINGS = {
    "studio": Setting("#d9d6d2", "", "#f0eeea", "#c9c3bb", ("disc", "sphere")),
    "marble": Setting("#d8d4d0", "marble", "marble", "#c8a86a", ("window", "sphere")),
    "wood": Setting("#d9c7ae", "wood", "wood", "#6d7a4c", ("window", "leaves")),
    "sand": Setting("#e8c9a4", "sand", "#d8b48a", "#f3e2c6", ("disc", "stones")),
    "beach": Setting("#8fcbe4", "sand", "#ead7b4", "#f6efdf", ("sea", "palm", "shell", "stones")),
    "pink": Setting("#efb6c4", "", "#f6cfd7", "#e58aa4", ("arch", "sphere")),
    "blue": Setting("#9fc2e6", "", "#c3dbf2", "#5f92cc", ("arch", "sphere")),
    "green": Setting("#a9c2a2", "", "#d6e2cd", "#5c8458", ("palm", "leaves", "stones")),
    "gold": Setting("#3a3330", "", "#c89f52", "#e3c178", ("disc", "sphere")),
    "dark": Setting("#33343b", "", "#4a4c55", "#8b8f9c", ("disc", "sphere")),
}
ALIKE = {
    "marmor": "marble", "stone": "marble", "kitchen": "marble", "bathroom": "marble", "elegant": "marble",
    "wooden": "wood", "oak": "wood", "table": "wood", "rustic": "wood", "cosy": "wood", "cozy": "wood",
    "desert": "sand", "dune": "sand", "warm": "sand", "sea": "beach", "ocean": "beach", "summer": "beach",
    "tropical": "beach", "romantic": "pink", "rose": "pink", "pastel": "pink", "sky": "blue", "cool": "blue",
    "nature": "green", "forest": "green", "garden": "green", "plant": "green", "leaves": "green", "jungle": "green",
    "luxury": "gold", "luxurious": "gold", "golden": "gold", "black": "dark", "night": "dark", "dramatic": "dark",
    "white": "studio", "grey": "studio", "minimal": "studio", "clean": "studio",
}  # fmt: skip


def product_shoot(photos: Photos, options: Options) -> Pixels:
    thing = piece.thing(piece.handy(only(photos))).cropped()
    aspect = wishes.aspect(options, USUAL)
    size = round((AREA * aspect) ** 0.5), round((AREA / aspect) ** 0.5)
    setting = _setting(options)
    rng = np.random.default_rng(wishes.seed(options) + 5)
    scene = _room(size, setting, rng)
    unit = min(size[0] / 1200, size[1] / 1500) * 1200
    share = min(unit * 0.6 / thing.size[1], unit * 0.55 / thing.size[0])
    thing = thing.scaled(share)
    base = size[1] * BASE
    disc = max(unit * 0.22, thing.size[0] * 0.64)
    props.behind(scene, setting.props, colour(setting.accent), base, unit)
    top = _podium(scene, (size[0] / 2, base), disc, unit, setting)
    _set_down(scene, thing, base, top, unit)
    props.before(scene, setting.props, colour(setting.accent), (base, disc), unit)
    return _finished(scene)


def _setting(options: Options) -> Setting:
    word = wishes.chosen(options, [*SETTINGS, *ALIKE], "")
    if word:
        return SETTINGS[ALIKE.get(word, word)]
    found = wishes.tints(options)
    if not found:
        return SETTINGS["studio"]
    return Setting(_code(found[0], 0.35), "", _code(found[0], 0.6), _code(found[-1], 0.0), ("arch", "sphere"))


def _code(tone: Colour, paler: float) -> str:
    blue, green, red = (round(each + (235 - each) * paler) for each in tone)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _room(size: tuple[int, int], setting: Setting, rng: np.random.Generator) -> Pixels:
    width, height = size
    horizon = 0.66
    scene = stage.sweep(size, colour(setting.wall), horizon + 0.04)
    if setting.floor:
        top = round(height * horizon)
        stuff = _stuff(setting.floor, (width, height), int(rng.integers(1000)))
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        seen = np.array([[0, top], [width, top], [width * 1.5, height], [-width * 0.5, height]], np.float32)
        matrix = cv2.getPerspectiveTransform(corners, seen)
        floor = cv2.warpPerspective(stuff, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT)
        light = stage.sweep(size, (214, 214, 214), 0.3)
        floor = cv2.multiply(floor, light, scale=1 / 205)
        mask = np.clip((np.arange(height, dtype=np.float32) - top) / max(2, height * 0.004), 0, 1)
        lay(scene, np.asarray(floor, np.uint8), np.repeat(mask[:, None], width, axis=1))
        far = np.clip(1 - np.abs(np.arange(height) - top) / (height * 0.1), 0, 1).astype(np.float32)
        lay(scene, cv2.GaussianBlur(scene, (0, 0), height * 0.004), np.repeat(far[:, None], width, axis=1))
    return scene


def _stuff(name: str, size: tuple[int, int], seed: int) -> Pixels:
    match name:
        case "marble":
            return textures.marble(size, colour("#efedea"), colour("#7d7a80"), seed)
        case "wood":
            return textures.wood(size, colour("#b07f4f"), seed)
        case "sand":
            return textures.sand(size, colour("#e6c79a"), seed)
    return np.full((size[1], size[0], 3), colour(name), np.uint8)


def _podium(scene: Pixels, middle: tuple[float, float], disc: float, unit: float, setting: Setting) -> Mask:
    """A round one; the mask of its upper side."""
    high, deep = unit * 0.13, disc * 0.2
    upper = stage.ellipse(disc, deep)
    width, down = upper.shape[1], round(high)
    top, side = (np.zeros((upper.shape[0] + down, width), np.float32) for _each in range(2))
    top[: len(upper)] = upper
    side[down:] = upper
    side[len(upper) // 2 : len(upper) // 2 + down, 1:-1] = 1
    tall, across = len(side), width // 2
    stuff = _stuff(setting.podium, (width, tall), 3).astype(np.float32)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    round_shade = np.sqrt(np.clip(1 - (0.74 * x + 0.2) ** 2, 0.02, 1)) * 0.98 - 0.03 - 0.08 * np.clip(x, 0, 1)
    left, up = middle[0] - across, middle[1] - deep - 1
    lower = middle[0] + disc * 0.1, middle[1] + high + deep * 0.35
    stage.contact(scene, lower, disc * 2.1, 0.5)
    lay(scene, dithered(stuff * round_shade[:, :, None]), side, round(left), round(up))
    glow = 1.03 - 0.09 * x
    lay(scene, dithered(np.minimum(stuff * glow[:, :, None], 252)), top, round(left), round(up))
    paper = np.zeros_like(scene)
    lay(paper, (255, 255, 255), top, round(left), round(up))
    return paper[:, :, 0].astype(np.float32) / 255


def _set_down(scene: Pixels, thing: Piece, base: float, top: Mask, unit: float) -> None:
    width, height = thing.size
    left, foot = (scene.shape[1] - width) / 2, base + unit * 0.012
    stage.cast(scene, thing, (left, foot), 0.34)
    stage.contact(scene, (left + width / 2, foot - unit * 0.004), _foot(thing), 0.6)
    stage.reflected(scene, thing, (left, foot - 1), top, 0.26)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    pixels = dithered(np.clip(thing.pixels * (1.02 - 0.06 * x), 0, 255))
    lay(scene, pixels, thing.mask, round(left), round(foot - height))


def _foot(thing: Piece) -> float:
    """How wide it stands."""
    low = thing.mask[-max(1, thing.size[1] // 14) :] > 0.5
    columns = np.flatnonzero(low.any(axis=0))
    return float(columns[-1] - columns[0] + 1) if len(columns) else float(thing.size[0])


def _finished(scene: Pixels) -> Pixels:
    """A little bloom, and darker corners."""
    soft = cv2.GaussianBlur(scene, (0, 0), max(scene.shape) * 0.012).astype(np.float32)
    bloom = np.clip(soft - 170, 0, None) * 0.16
    height, width = scene.shape[:2]
    x, y = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32))
    corner = 1 - 0.16 * np.clip((x**2 + y**2) / 2, 0, 1) ** 1.5
    return dithered(np.clip((scene + bloom) * corner[:, :, None], 0, 255))
