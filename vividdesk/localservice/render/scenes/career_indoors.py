"""Careers under a roof: the kitchen, the clinic, the stage, and the city behind the office window."""

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Mask, colour, radial
from vividdesk.localservice.render.scenes.backdrop import (
    Canvas,
    Random,
    Size,
    add,
    below,
    cover,
    discs,
    noise,
    sky,
    spot,
)


def kitchen(size: Size, random: Random) -> Canvas:
    """Tiles and pans in the dusk, pendant lamps, a fire on the hob."""
    width, height = size
    unit = min(size)
    whole = sky(size, (0, "#20100a"), (0.5, "#5a2c12"), (0.78, "#7a3d16"), (1, "#2a1208"))
    tile = unit * 0.085
    rows, columns = np.arange(height)[:, None] % tile, np.arange(width)[None, :] % (2 * tile)
    seam = np.maximum(np.clip(1.5 - rows, 0, 1), np.clip(1.5 - columns, 0, 1)).astype(np.float32)
    cover(whole, seam * 0.35, colour("#1a0b06"))
    dark = _pans(size, random)
    cover(whole, dark, colour("#120704"))
    cover(whole, below(size, height * 0.86), colour("#1c0c07"))
    whole = cv2.GaussianBlur(whole, (0, 0), unit / 130)
    for x in (0.14, 0.5, 0.86):
        _pendant(whole, x * width, 0.13 * height, unit * 0.11)
    for x in (0.05, 0.95):
        add(whole, radial(size, (x * width, height * 0.9), unit * 0.55, 1.8), colour("#ff6a1e"), 0.85)
        spot(whole, x * width, height * 0.87, unit * 0.16, colour("#ffc25e"), 0.9, 2.4)
    lamps = discs(size, [colour("#ffc46a"), colour("#ff9440")], random, 16, 0.3, 0.75)
    whole += (255 - whole) * lamps / 255 * 0.7
    return whole


def _pans(size: Size, random: Random) -> Mask:
    """A rail from which they hang, at both sides of the person."""
    width, height = size
    unit, mask = min(size), np.zeros((size[1], size[0]), np.float32)
    rail = round(0.36 * height)
    cv2.line(mask, (0, rail), (width, rail), 1.0, max(1, round(unit * 0.008)), cv2.LINE_AA)
    x = unit * 0.04
    while x < width:
        radius = unit * random.uniform(0.035, 0.06)
        low = rail + unit * random.uniform(0.09, 0.13)
        cv2.line(mask, (round(x), rail), (round(x), round(low)), 1.0, max(1, round(unit * 0.012)), cv2.LINE_AA)
        cv2.circle(mask, (round(x), round(low + radius)), round(radius), 1.0, cv2.FILLED, cv2.LINE_AA)
        x += unit * 0.15
    return mask * 0.9


def _pendant(whole: Canvas, x: float, y: float, wide: float) -> None:
    size = whole.shape[1], whole.shape[0]
    mask = np.zeros((size[1], size[0]), np.float32)
    cv2.line(mask, (round(x), 0), (round(x), round(y)), 1.0, max(1, round(wide * 0.05)), cv2.LINE_AA)
    cv2.ellipse(
        mask, (round(x), round(y)), (round(wide), round(wide * 0.75)), 0, 180, 360, 1.0, cv2.FILLED, cv2.LINE_AA
    )
    spread = np.abs(np.arange(size[0], dtype=np.float32) - x)[None, :]
    down = (np.arange(size[1], dtype=np.float32) - y)[:, None]
    cone = np.exp(-((spread / (wide + np.maximum(down, 0) * 0.45)) ** 2) * 2) * np.exp(-down.clip(0) / (wide * 5))
    add(whole, cone * np.clip(down / 3, 0, 1), colour("#ffb55c"), 0.7)
    cover(whole, mask, colour("#120907"))
    spot(whole, x, y, wide * 1.5, colour("#ffca78"), 0.9, 2.2)
    spot(whole, x, y, wide * 0.42, colour("#fff6dc"), 1.0, 0.8)


def clinic(size: Size, random: Random) -> Canvas:
    """A bright room: tall windows, a lamp, a cross and a heartbeat of light."""
    width, height = size
    unit = min(size)
    whole = sky(size, (0, "#d6f1f5"), (0.55, "#8fcbd6"), (0.8, "#5ea6b6"), (1, "#2f7488"))
    panes = np.zeros((height, width), np.float32)
    for left in np.arange(0.02, 1.0, 0.17):
        corner = round(left * width), round(0.08 * height)
        cv2.rectangle(panes, corner, (corner[0] + round(0.13 * width), round(0.66 * height)), 1.0, cv2.FILLED)
    panes *= 0.7 + 0.3 * noise(size, unit * 0.4, random)
    add(whole, cv2.GaussianBlur(panes, (0, 0), unit * 0.018), colour("#ffffff"), 0.72)
    cross = _cross(size, (0.83 * width, (0.24 if width > height else 0.15) * height), unit * 0.12)
    add(whole, cv2.GaussianBlur(cross, (0, 0), unit * 0.05), colour("#ffffff"), 0.9)
    cover(whole, cross, colour("#10a5a0"))
    pulse = _pulse(size, (0.52 if width > height else 0.3) * height, unit * 0.13)
    add(whole, np.clip(cv2.GaussianBlur(pulse, (0, 0), unit * 0.012) * 2, 0, 1), colour("#ffffff"), 0.9)
    cover(whole, pulse, colour("#0b8f9c"))
    for turn in np.arange(0, 360, 60):
        x, y = 0.2 * width + unit * 0.11 * np.cos(np.radians(turn)), unit * (0.1 + 0.05 * np.sin(np.radians(turn)))
        spot(whole, x, y, unit * 0.12, colour("#ffffff"), 1.0, 1.6)
        spot(whole, x, y, unit * 0.04, colour("#ffffff"), 1.0, 0.3)
    return whole


def _cross(size: Size, middle: tuple[float, float], arm: float) -> Mask:
    x = np.abs(np.arange(size[0], dtype=np.float32) - middle[0])[None, :]
    y = np.abs(np.arange(size[1], dtype=np.float32) - middle[1])[:, None]
    thick, round_off = arm * 0.34, arm * 0.08
    bars = [
        np.hypot(np.maximum(x - wide + round_off, 0), np.maximum(y - tall + round_off, 0)) - round_off
        for wide, tall in ((arm, thick), (thick, arm))
    ]
    return np.clip(0.5 - np.minimum(*bars), 0, 1)


def _pulse(size: Size, y: float, tall: float) -> Mask:
    beat = (
        (0, 0),
        (0.3, 0),
        (0.36, -0.16),
        (0.42, 0),
        (0.5, 0.14),
        (0.56, -1),
        (0.64, 0.5),
        (0.7, 0),
        (0.84, -0.22),
        (0.94, 0),
    )
    step = tall * 4.4
    turns = np.arange(-1, size[0] / step + 1)
    points = np.array([((turn + x) * step, y + rise * tall) for turn in turns for x, rise in beat])
    mask = np.zeros((size[1], size[0]), np.float32)
    cv2.polylines(mask, [np.int32(points * 16)], False, 1.0, max(1, round(tall * 0.032)), cv2.LINE_AA, 4)
    return mask


def stage(size: Size, random: Random) -> Canvas:
    """Red curtains, lamps on a bar, a pool of light on the boards."""
    width, height = size
    unit = min(size)
    whole = sky(size, (0, "#0a0414"), (0.6, "#2a0d3a"), (0.82, "#4a1440"), (1, "#14060f"))
    add(whole, radial(size, (0.5 * width, 0.55 * height), 0.75 * max(size), 1.6), colour("#c03a9a"), 0.5)
    lamps = discs(size, [colour("#ff7ad0"), colour("#7aa8ff"), colour("#ffd27a")], random, 30, 0.12, 0.75)
    whole += (255 - whole) * lamps / 255 * 0.8
    boards = below(size, height * 0.84)
    pool = np.hypot(
        (np.arange(width)[None, :] / width - 0.5) / 0.42, (np.arange(height)[:, None] / height - 0.93) / 0.1
    ).astype(np.float32)
    cover(whole, boards, colour("#2a0f14"))
    add(whole, np.clip(1.2 - pool, 0, 1) * boards, colour("#ffd9a0"), 0.9)
    _curtains(whole, random)
    bar = round(0.035 * height)
    cv2.line(whole, (0, bar), (width, bar), colour("#0c0710"), max(2, round(unit * 0.02)))
    for x in np.linspace(0.12, 0.88, 5):
        spot(whole, x * width, bar + unit * 0.02, unit * 0.12, colour("#ffe2b8"), 0.9, 2.6)
        spot(whole, x * width, bar + unit * 0.02, unit * 0.028, colour("#ffffff"), 1.0, 0.5)
    return whole


def _curtains(whole: Canvas, random: Random) -> None:
    height, width = whole.shape[:2]
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)[None, :]
    wave = noise((width, 1), width * 0.2, random)
    away = np.minimum(columns, width - columns)
    reach = width * (0.17 + 0.06 * (2 * rows - 1) ** 2)
    folds = 0.5 + 0.5 * np.sin(away / width * 150 * (1 - 0.06 * np.sin(rows * 3)) + 5 * wave)
    shade = (0.1 + 0.9 * folds**1.6) * (1 - 0.5 * rows) * (0.45 + 0.55 * np.clip(away / reach, 0, 1))
    cover(whole, np.clip(reach - away + 0.5, 0, 1), shade[:, :, None] * np.array(colour("#d61f2e"), np.float32))


def city(size: Size, random: Random) -> Canvas:
    """A skyline at dusk."""
    width, height = size
    whole = sky(size, (0, "#131a4a"), (0.35, "#553a86"), (0.58, "#e2707a"), (0.74, "#ffc07a"), (1, "#ffb06a"))
    add(whole, radial(size, (0.3 * width, 0.72 * height), 0.8 * max(size), 2.0), colour("#ffca80"), 0.7)
    for far, tint in ((0.0, "#8a5a8c"), (0.5, "#45386f"), (1.0, "#171a3f")):
        _towers(whole, far, tint, random)
    lamps = discs(size, [colour("#ffd27a"), colour("#ff9a5a"), colour("#8ad0ff")], random, 34, 0.8, 1.0)
    whole += (255 - whole) * lamps / 255
    return whole


def _towers(whole: Canvas, near: float, tint: str, random: Random) -> None:
    """Nearer ones are darker and show their lit windows."""
    height, width = whole.shape[:2]
    unit, x = min(width, height), -0.02 * width
    wide = unit * (0.07 + 0.07 * near)
    pane = max(1, round(unit * 0.006))
    while x < width:
        across = wide * random.uniform(0.7, 1.3)
        side = abs((x + across / 2) / width - 0.5) * 2
        top = height * (0.6 + 0.1 * near - random.random() * (0.16 + 0.24 * side))
        left, right = max(0, round(x)), min(width, round(x + across))
        part = whole[round(top) :, left:right]
        part[:] = (
            np.array(colour(tint), np.float32)
            * np.linspace(1, 0.75, max(1, len(part)), dtype=np.float32)[:, None, None]
        )
        if near > 0 and right - left > 4 * pane:
            for row in range(3 * pane, len(part) - pane, 4 * pane):
                for column in range(2 * pane, right - left - 2 * pane, 3 * pane):
                    if random.random() < 0.42:
                        warm = np.array(colour("#ffd98a"), np.float32) * random.uniform(0.5, 1)
                        part[row : row + 2 * pane, column : column + pane] = warm
        x += across * random.uniform(1.0, 1.12)
