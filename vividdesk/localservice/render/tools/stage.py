"""A photographer's room: wall and floor in one sweep, light from the upper left, and the shadows things throw in it."""

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Colour, Mask, colour, dithered, lay, radial
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.tools.piece import Piece

SHADOW = colour("#2a2530")


def sweep(size: tuple[int, int], tone: Colour, horizon: float = 0.7) -> Pixels:
    """One colour, lighter where the light falls, bent softly from wall to floor at this part of the height."""
    width, height = size
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    bend = 1 / (1 + np.exp(-(y - horizon) * 26))
    floor = 0.93 + 0.13 * np.clip((y - horizon) / (1 - horizon), 0, 1)
    wall = 0.9 + 0.1 * y
    light = radial(size, (width * 0.32, height * 0.3), max(size) * 0.95, 1.3)
    corner = radial(size, (width * 0.5, height * 0.55), max(size) * 1.05, 0.8)
    shade = (wall * (1 - bend) + floor * bend) * (0.84 + 0.2 * light) * (0.8 + 0.26 * corner)
    return dithered(_bright(np.array(tone, np.float32), shade[:, :, None]))


def _bright(tone: Mask, shade: Mask) -> Mask:
    """Beyond 1 towards white, as light does, and below 1 a little richer."""
    dark = np.minimum(shade, 1)
    return np.asarray(tone * dark + (255 - tone) * np.clip(shade - 1, 0, 1) * 0.9, np.float32)


def ellipse(across: float, deep: float) -> Mask:
    """Filled, of these radii; the mask is larger by a pixel on each side."""
    radii = max(1, round(across)), max(1, round(deep))
    mask = np.zeros((2 * radii[1] + 3, 2 * radii[0] + 3), np.uint8)
    cv2.ellipse(mask, (radii[0] + 1, radii[1] + 1), radii, 0, 0, 360, 255, cv2.FILLED, cv2.LINE_AA)
    return mask.astype(np.float32) / 255


def polygon(size: tuple[int, int], *shapes: Mask) -> Mask:
    """Filled; their corners are rows of x and y."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    for shape in shapes:
        cv2.fillPoly(mask, [np.round(np.asarray(shape) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return mask.astype(np.float32) / 255


def soft(mask: Mask, reach: float) -> tuple[Mask, int]:
    """Blurred, and by how many pixels it has grown on each side for that."""
    grow = int(np.ceil(reach * 2.5))
    padded = cv2.copyMakeBorder(mask, grow, grow, grow, grow, cv2.BORDER_CONSTANT, value=0)
    return cv2.GaussianBlur(padded, (0, 0), max(0.5, reach)), grow


def drop(ground: Pixels, mask: Mask, at: tuple[float, float], reach: float, strength: float) -> None:
    """The soft shadow of a flat thing, `at` its corner."""
    shadow, grow = soft(mask, reach)
    lay(ground, SHADOW, shadow, round(at[0]) - grow, round(at[1]) - grow, strength)


def contact(ground: Pixels, middle: tuple[float, float], width: float, strength: float = 0.55) -> None:
    """Where a thing of this width stands: dark close to it, then ever softer."""
    for across, deep, reach, share in ((0.5, 0.028, 0.012, 1.0), (0.56, 0.05, 0.035, 0.6), (0.7, 0.09, 0.08, 0.4)):
        spot = ellipse(width * across, width * deep)
        shadow, grow = soft(spot, max(1.0, width * reach))
        at = round(middle[0]) - spot.shape[1] // 2 - grow, round(middle[1]) - spot.shape[0] // 2 - grow
        lay(ground, SHADOW, shadow, *at, strength * share)


def cast(ground: Pixels, thing: Piece, at: tuple[float, float], strength: float = 0.3, lean: float = 0.75) -> None:
    """The shadow it throws back and to the right over the floor; `at` is where its lower left corner stands."""
    width, height = thing.size
    flat = 0.3
    tall, long = max(1, round(height * flat)), round(width + height * lean)
    matrix = np.array([[1, -lean, height * lean], [0, flat, 0]], np.float64)
    matrix[0, 2] = lean * height
    mask = cv2.warpAffine(thing.mask, matrix, (long, tall), flags=cv2.INTER_AREA)
    mask = mask * np.linspace(0.15, 1, tall, dtype=np.float32)[:, None] ** 1.3
    reach = max(1.0, height * 0.022)
    shadow, grow = soft(mask, reach)
    lay(ground, SHADOW, shadow, round(at[0]) - grow, round(at[1]) - tall - grow, strength)


def reflected(ground: Pixels, thing: Piece, at: tuple[float, float], within: Mask, strength: float) -> None:
    """Upside down beneath it, fading; only where the ground, told by the mask, is smooth."""
    width, height = thing.size
    tall = max(1, round(height * 0.3))
    fade = np.linspace(1, 0, tall, dtype=np.float32)[:, None] ** 1.6
    mask = thing.mask[::-1][:tall] * fade * strength
    pixels = cv2.GaussianBlur(thing.pixels[::-1][:tall], (0, 0), max(0.6, width * 0.004))
    whole = np.zeros(ground.shape[:2], np.float32)
    left, top = round(at[0]), round(at[1])
    first, last = max(0, left), min(ground.shape[1], left + width)
    end = min(ground.shape[0], top + tall)
    if first < last and top < end:
        whole[top:end, first:last] = mask[: end - top, first - left : last - left]
        part = (whole * within)[top:end, first:last]
        lay(ground, np.asarray(pixels[: end - top, first - left : last - left], np.uint8), part, first, top)
