"""What stands around a product: plain bodies, stones, leaves, and the shadows of what is outside the picture."""

import cv2
import numpy as np

from vividdesk.localservice.render.paint import Colour, Mask, colour, dithered, lay, shine
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.tools import stage

SUN = colour("#fff3dd")


def behind(scene: Pixels, names: tuple[str, ...], accent: Colour, base: float, unit: float) -> None:
    middle = scene.shape[1] / 2
    for name in names:
        match name:
            case "sea":
                _sea(scene)
            case "window":
                _window(scene, unit)
            case "palm":
                _palm(scene, unit)
            case "disc":
                _flat(scene, stage.ellipse(unit * 0.36, unit * 0.36), (middle, base - unit * 0.44), accent)
            case "arch":
                _flat(scene, _arch(unit * 0.62, unit * 0.95), (middle, base - unit * 0.34), accent)


def before(scene: Pixels, names: tuple[str, ...], accent: Colour, podium: tuple[float, float], unit: float) -> None:
    """Beside the podium, of which the height it stands at and the radius are told."""
    middle, (base, disc) = scene.shape[1] / 2, podium
    floor = base + unit * 0.17
    for name in names:
        match name:
            case "sphere":
                _ball(scene, (middle - disc - unit * 0.11, floor - unit * 0.085), unit * 0.085, accent)
                _ball(scene, (middle + disc + unit * 0.08, floor - unit * 0.005), unit * 0.055, (232, 236, 240))
            case "stones":
                _ball(scene, (middle + disc + unit * 0.1, floor - unit * 0.03), unit * 0.06, colour("#a89c90"), 0.62)
                _ball(scene, (middle + disc + unit * 0.19, floor + unit * 0.03), unit * 0.04, colour("#c9beb0"), 0.6)
            case "shell":
                _shell(scene, (middle - disc - unit * 0.1, floor + unit * 0.02), unit * 0.085, accent)
            case "leaves":
                _leaves(scene, (middle - disc - unit * 0.12, floor), unit * 0.3, accent)


def _flat(scene: Pixels, mask: Mask, middle: tuple[float, float], tone: Colour) -> None:
    """A thin board on the wall."""
    left, top = middle[0] - mask.shape[1] / 2, middle[1] - mask.shape[0] / 2
    stage.drop(scene, mask, (left + mask.shape[1] * 0.035, top + mask.shape[1] * 0.03), mask.shape[1] * 0.03, 0.28)
    y = np.linspace(1.05, 0.88, mask.shape[0], dtype=np.float32)[:, None, None]
    x = np.linspace(1.03, 0.95, mask.shape[1], dtype=np.float32)[None, :, None]
    lay(scene, dithered(np.clip(np.array(tone, np.float32) * x * y, 0, 255)), mask, round(left), round(top))


def _arch(width: float, height: float) -> Mask:
    upper = stage.ellipse(width / 2, width / 2)[: round(width / 2) + 2]
    return np.vstack([upper, np.repeat(upper[-1:], max(1, round(height) - len(upper)), axis=0)])


def _ball(scene: Pixels, middle: tuple[float, float], radius: float, tone: Colour, flat: float = 1.0) -> None:
    """Lit from the upper left, flattened for a stone."""
    side = 2 * round(radius) + 5
    x, y = np.meshgrid(
        np.linspace(-1.05, 1.05, side, dtype=np.float32), np.linspace(-1.05, 1.05, side, dtype=np.float32)
    )
    away = np.sqrt(x**2 + y**2)
    deep = np.sqrt(np.clip(1 - away**2, 0, 1))
    light = np.clip(-0.5 * x - 0.6 * y + 0.62 * deep, 0, 1)
    back = np.clip(0.5 * x + 0.7 * y, 0, 1) * (1 - deep) * 0.18  # what the floor sends back
    shade = (0.36 + 0.78 * light + back)[:, :, None]
    shade = np.array(tone, np.float32) * np.minimum(shade, 1) + (255 - np.array(tone, np.float32)) * np.clip(
        shade - 1, 0, 1
    )
    if flat == 1.0:
        shade += 150 * (np.clip(-0.42 * x - 0.5 * y + 0.76 * deep, 0, 1) ** 40)[:, :, None]
    mask = np.clip((1 - away) * side / 2.1 + 0.5, 0, 1)
    size = side, max(3, round(side * flat))
    mask, pixels = cv2.resize(mask, size), cv2.resize(dithered(np.clip(shade, 0, 255)), size)
    low = middle[1] + radius * flat * 0.92
    stage.contact(scene, (middle[0] + radius * 0.16, low), radius * 1.7, 0.5)
    lay(scene, np.asarray(pixels, np.uint8), mask, round(middle[0] - side / 2), round(middle[1] - size[1] / 2))


def _shell(scene: Pixels, middle: tuple[float, float], radius: float, tone: Colour) -> None:
    """A fan with ribs."""
    side = 2 * round(radius) + 3
    y, x = np.indices((side, side), np.float32)
    x, y = (x - side / 2) / radius, (y - side * 0.86) / radius
    angle, away = np.arctan2(x, -y), np.sqrt(x**2 + y**2)
    edge = 1.5 * np.cos(angle * 0.62) + 0.03 * np.cos(angle * 22)
    mask = np.clip((edge - away) * radius, 0, 1) * np.clip((1.25 - np.abs(angle)) * 14, 0, 1)
    ribs = 0.84 + 0.1 * np.cos(angle * 22) + 0.08 * np.cos(away * 14) - 0.12 * x
    stage.contact(scene, (middle[0], middle[1] + radius * 0.72), radius * 1.5, 0.45)
    pixels = dithered(np.clip(np.array(tone, np.float32) * ribs[:, :, None], 0, 255))
    lay(scene, pixels, mask.astype(np.float32), round(middle[0] - side / 2), round(middle[1] - side / 2))


def _leaves(scene: Pixels, foot: tuple[float, float], length: float, tone: Colour) -> None:
    """A sprig that stands in the sand."""
    stage.contact(scene, foot, length * 0.35, 0.4)
    for number, lean in enumerate((-52, -24, 4, 34)):
        turn = np.radians(lean - 90)
        reach = length * (1 - 0.1 * abs(number - 1.5))
        tip = foot[0] + np.cos(turn) * reach, foot[1] + np.sin(turn) * reach
        shade = 0.78 + 0.09 * number
        _leaf(scene, foot, tip, reach * 0.17, tuple(each * shade for each in tone))  # type: ignore[arg-type]


def _leaf(scene: Pixels, foot: tuple[float, float], tip: tuple[float, float], width: float, tone: Colour) -> None:
    along = np.linspace(0, 1, 40)
    axis = np.array(tip) - np.array(foot)
    across = np.array([-axis[1], axis[0]]) / max(1e-6, float(np.hypot(*axis)))
    bulge = np.sin(np.pi * along**0.8) * width
    bend = (along**2 * width * 0.9)[:, None] * across
    spine = np.array(foot) + along[:, None] * axis + bend
    for side, light in ((1, 1.12), (-1, 0.86)):
        shape = np.vstack([spine, (spine + side * bulge[:, None] * across)[::-1]])
        shade = tuple(min(255.0, each * light) for each in tone)
        cv2.fillPoly(scene, [np.round(shape * 16).astype(np.int32)], shade, cv2.LINE_AA, 4)


def _window(scene: Pixels, unit: float) -> None:
    """Sunlight through panes, aslant on the wall."""
    panes = []
    left, top, pane = scene.shape[1] * 0.08, scene.shape[0] * 0.05, unit * 0.2
    for row in range(3):
        for column in range(2):
            x, y = left + column * pane * 1.1, top + row * pane * 1.18 + column * pane * 0.22
            shape = np.array([[x, y], [x + pane, y + pane * 0.2], [x + pane, y + pane * 1.25], [x, y + pane * 1.05]])
            panes.append(shape)
    mask = stage.polygon((scene.shape[1], scene.shape[0]), *panes)
    shine(scene, SUN, cv2.GaussianBlur(mask, (0, 0), unit * 0.012), strength=0.42)


def _palm(scene: Pixels, unit: float) -> None:
    """The shadow of a frond from outside the picture."""
    blades = []
    start = np.array([scene.shape[1] * 1.02, scene.shape[0] * 0.02])
    for turn, length in ((140, 0.95), (168, 0.8)):
        along = np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn))])
        for step in np.linspace(0.15, 1, 15):
            root = start + along * unit * length * step
            for side in (-1, 1):
                out = np.radians(turn + side * (58 - 30 * step))
                tip = root + np.array([np.cos(out), np.sin(out)]) * unit * 0.3 * (1.15 - step * 0.75)
                across = np.array([-(tip - root)[1], (tip - root)[0]]) * 0.055
                blades.append(np.array([root, (root + tip) / 2 + across, tip, (root + tip) / 2 - across]))
    mask = stage.polygon((scene.shape[1], scene.shape[0]), *blades)
    lay(scene, stage.SHADOW, cv2.GaussianBlur(mask, (0, 0), unit * 0.01), strength=0.24)


def _sea(scene: Pixels) -> None:
    """A band of water behind the sand, out of focus."""
    height, width = scene.shape[:2]
    top, low = round(height * 0.54), round(height * 0.665)
    y = np.arange(height, dtype=np.float32)[:, None]
    mask = np.clip((y - top) / 3, 0, 1) * np.clip((low - y) / (height * 0.012) + 0.5, 0, 1)
    share = np.clip((y - top) / max(1, low - top), 0, 1)[:, :, None]
    water = np.array(colour("#3f93b8"), np.float32) * (1 - share) + np.array(colour("#8fd3d6"), np.float32) * share
    foam = np.clip(1 - np.abs(y - low + height * 0.012) / (height * 0.01), 0, 1)
    lay(scene, dithered(np.repeat(water, width, axis=1).astype(np.float32)), np.repeat(mask, width, axis=1))
    lay(scene, (250, 250, 248), np.repeat(foam.astype(np.float32), width, axis=1), strength=0.7)
