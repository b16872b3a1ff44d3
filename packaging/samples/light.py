"""Light on shapes: every part has a height, a colour and a surface; one pass lights the whole."""

from dataclasses import dataclass

import cv2
import numpy as np

from samples.canvas import Array, Colour, Sheet, blur, f32, linear, resize

FLOOR = -1.6


@dataclass(frozen=True)
class Light:
    key: tuple[float, float, float] = (-0.5, -0.55, 0.67)
    key_colour: Colour = (1.0, 0.93, 0.84)
    strength: float = 1.15
    fill: tuple[float, float, float] = (0.75, -0.1, 0.65)
    fill_colour: Colour = (0.16, 0.19, 0.25)
    above: Colour = (0.27, 0.28, 0.31)
    below: Colour = (0.19, 0.15, 0.13)
    rim: tuple[float, float, float] = (0.9, -0.35, 0.05)
    rim_colour: Colour = (0.75, 0.6, 0.42)


class Stage:
    """What lies where: colours (linear), normals, heights and surfaces, composed part by part."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        shape = (sheet.height, sheet.width)
        self.colour = np.zeros((*shape, 3), np.float32)
        self.normal = np.zeros((*shape, 3), np.float32)
        self.normal[..., 2] = 1
        self.z = np.full(shape, FLOOR, np.float32)
        self.skin, self.gloss, self.alpha = sheet.blank(), sheet.blank(), sheet.blank()

    def lay(
        self,
        mask: Array,
        z: Array,
        colour: Array,
        *,
        skin: float = 0.0,
        gloss: Array | float = 0.1,
        form: Array | None = None,
    ) -> None:
        """Put a part on top; colours are linear. `form` is what the light glides over, where that is not z."""
        around = _box(mask)
        if around is None:
            return
        cover = mask[around]
        whole = cover + self.alpha[around] * (1 - cover)
        m = cover / (whole + 1e-6)  # where nothing lies yet, a half-covered pixel takes the whole colour
        deep = m[..., None]
        self.colour[around] += (np.broadcast_to(colour, self.colour.shape)[around] - self.colour[around]) * deep
        self.normal[around] += (
            normals((z if form is None else form)[around], self.sheet.scale) - self.normal[around]
        ) * deep
        self.z[around] += (z[around] - self.z[around]) * m
        self.skin[around] += (skin - self.skin[around]) * m
        self.gloss[around] += (np.broadcast_to(f32(gloss), mask.shape)[around] - self.gloss[around]) * m
        self.alpha[around] = whole

    def lit(self, light: Light) -> Array:
        """The lit colours, linear."""
        n = self.normal / (np.linalg.norm(self.normal, axis=2, keepdims=True) + 1e-6)
        key, fill, rim = (f32(d) / np.linalg.norm(d) for d in (light.key, light.fill, light.rim))
        shade = 1 - cast(self.z, key, self.sheet.scale)
        open_sky = occlusion(self.z, self.sheet.scale)
        facing = n @ key
        wrap = self.skin[..., None] * f32((0.34, 0.2, 0.15)) + 0.08
        direct = np.maximum((facing[..., None] + wrap) / (1 + wrap), 0) ** 1.15
        bleed = self.skin[..., None] * f32((0.16, 0.05, 0.03))
        shadow = shade[..., None] + (1 - shade[..., None]) * bleed
        sky = 0.5 - 0.5 * n[..., 1:2]
        around = f32(light.above) * sky + f32(light.below) * (1 - sky)
        around = around + np.maximum((n @ fill)[..., None], 0) * f32(light.fill_colour)
        hidden = open_sky[..., None] ** (1 - self.skin[..., None] * f32((0.45, 0.15, 0.0)))
        total = self.colour * (direct * shadow * f32(light.key_colour) * light.strength + around * hidden)
        half = key + f32((0, 0, 1))
        half = half / np.linalg.norm(half)
        shine = np.maximum(n @ half, 0)
        spark = (0.25 * shine**14 + 0.75 * shine**48) * self.gloss * shade * light.strength
        edge = np.clip(1 - n[..., 2], 0, 1) ** 2.5
        lining = edge * np.clip(n @ rim * 1.3, 0, 1)
        total = total + spark[..., None] * f32(light.key_colour)
        total = total + (lining * open_sky**2)[..., None] * f32(light.rim_colour) * (0.15 + self.colour) * 1.4
        return f32(total)


def normals(z: Array, scale: float) -> Array:
    dx = cv2.Sobel(z, cv2.CV_32F, 1, 0, ksize=3, scale=scale / 8, borderType=cv2.BORDER_REPLICATE)
    dy = cv2.Sobel(z, cv2.CV_32F, 0, 1, ksize=3, scale=scale / 8, borderType=cv2.BORDER_REPLICATE)
    n = np.stack([-f32(dx), -f32(dy), np.ones_like(z)], -1)
    return f32(n / np.linalg.norm(n, axis=2, keepdims=True))


def cast(z: Array, key: Array, scale: float, steps: int = 40) -> Array:
    """Where the heights themselves stand before the light: 1 in full shadow. Done small, and soft."""
    high, wide = z.shape
    factor = max(1.0, scale / 40)
    w, h = max(int(wide / factor), 16), max(int(high / factor), 16)
    small, unit = resize(z, w, h, cv2.INTER_AREA), scale / factor
    dark = np.zeros((h, w), np.float32)
    for step in range(1, steps + 1):
        way = step * 0.055
        move = f32([[1, 0, -key[0] * way * unit], [0, 1, -key[1] * way * unit]])
        over = f32(cv2.warpAffine(small, move, (w, h), borderMode=cv2.BORDER_CONSTANT, borderValue=(FLOOR,)))
        dark = np.maximum(dark, np.clip((over - small - key[2] * way - 0.015) / (0.04 + 0.16 * way), 0, 1))
    return np.clip(resize(blur(dark, 1.1), wide, high), 0, 1)


def occlusion(z: Array, scale: float) -> Array:
    """How much of the sky a place sees."""
    level = np.maximum(z, -1.0)
    total = np.zeros_like(z)
    for size, weight in ((0.035, 1.1), (0.1, 0.8), (0.3, 0.7), (0.7, 0.45)):
        total += weight * np.clip((blur(level, size * scale) - level) / size, 0, 1)
    return f32(0.12 + 0.88 * np.exp(-1.05 * total))


def inflated(sheet: Sheet, mask: Array, radius: float, depth: float | None = None) -> Array:
    """A pillow over the mask: round for `radius` units from its edge, then flat."""
    solid = (mask > 0.5).astype(np.uint8)
    far = f32(cv2.distanceTransform(solid, cv2.DIST_L2, 5)) / sheet.scale
    far = sheet.blur(far, radius * 0.06)
    t = np.clip(far / radius, 0, 1)
    return sheet.blur(f32(np.sqrt(1 - (1 - t) ** 2)) * (radius if depth is None else depth), radius * 0.05)


def tint(sheet: Sheet, colour: Colour) -> Array:
    return np.broadcast_to(linear(colour), (sheet.height, sheet.width, 3)).copy()


def _box(mask: Array) -> tuple[slice, slice] | None:
    rows, columns = np.flatnonzero(mask.max(1) > 0.002), np.flatnonzero(mask.max(0) > 0.002)
    if not len(rows):
        return None
    return slice(max(rows[0] - 2, 0), rows[-1] + 3), slice(max(columns[0] - 2, 0), columns[-1] + 3)
