"""What is behind people: an evening garden, a bright room, a studio."""

import numpy as np

from samples.canvas import Array, Sheet, f32, linear, mix, ramp, rgb, smooth


def garden(sheet: Sheet, seed: int) -> Array:
    """Leaves and lights out of focus, at dusk (linear). Units are of the final picture's pixels."""
    y = sheet.y
    wide, high = sheet.width / sheet.scale, sheet.height / sheet.scale
    colour = linear(
        ramp(f32(y / high), [(0, rgb("6d7f7a")), (0.35, rgb("49604f")), (0.7, rgb("2c3a2f")), (1, rgb("1d261f"))])
    )
    leaves = sheet.noise(150, seed, 3)
    colour = colour * (1 + 0.3 * sheet.blur(leaves, 10))[..., None].clip(0.3, 2)
    sun = sheet.bump((wide * 0.83, high * 0.2), (wide * 0.26, high * 0.3))
    colour = colour + sun[..., None] * linear(rgb("e0a868")) * 0.75
    rng = np.random.default_rng(seed)
    for number in range(95):
        at = (rng.uniform(0, wide), rng.beta(1.3, 1.9) * high)
        radius = rng.uniform(10, 40) * (1.25 if number % 5 == 0 else 0.9)
        warm = [rgb("ffd79a"), rgb("ffb56b"), rgb("cfe0a0"), rgb("9fc08a"), rgb("fff1d0")][number % 5]
        near = np.exp(-(((at[0] - wide * 0.8) / (wide * 0.4)) ** 2))
        disc(sheet, colour, at, radius, linear(warm) * rng.uniform(0.05, 0.32) * (0.35 + near))
    return f32(colour)


def disc(sheet: Sheet, colour: Array, at: tuple[float, float], radius: float, glow: Array) -> None:
    """A point of light out of focus, added in place."""
    s = sheet.scale
    left, top = max(int((at[0] - radius * 1.2) * s), 0), max(int((at[1] - radius * 1.2) * s), 0)
    right, low = int((at[0] + radius * 1.2) * s), int((at[1] + radius * 1.2) * s)
    area = (slice(top, max(low, top)), slice(left, max(right, left)))
    r = np.hypot(sheet.x[area] - at[0], sheet.y[area] - at[1]) / radius
    ring = (1 - smooth(0.92, 1.0, f32(r))) * (0.72 + 0.28 * smooth(0.6, 0.95, f32(r)))
    colour[area] += ring[..., None] * glow


def room(sheet: Sheet, seed: int) -> Array:
    """A light wall with a window's light on it, a plant and a shelf far out of focus."""
    x, y = sheet.x, sheet.y
    wide, high = sheet.width / sheet.scale, sheet.height / sheet.scale
    colour = linear(
        ramp(f32(x / wide + 0.15 * y / high), [(0, rgb("d9cfc0")), (0.6, rgb("b9ab9b")), (1.15, rgb("857a70"))])
    )
    light = sheet.blank()
    for column in range(3):
        for row in range(2):
            left, top = wide * (0.08 + 0.1 * column), high * (0.05 + 0.24 * row)
            pane = [
                (left, top),
                (left + wide * 0.085, top - 14),
                (left + wide * 0.085, top + high * 0.2),
                (left, top + high * 0.22),
            ]
            light += sheet.fill(pane)
    colour = colour * (1 + 0.75 * sheet.blur(light, 14))[..., None]
    shelf = sheet.blur(
        sheet.fill([(wide * 0.62, high * 0.3), (wide, high * 0.3), (wide, high * 0.325), (wide * 0.62, high * 0.325)]),
        9,
    )
    colour = mix(colour, linear(rgb("6b4f3a")), shelf)
    rng = np.random.default_rng(seed)
    spot = wide * 0.64
    while spot < wide:
        thick, tall = rng.uniform(14, 30), rng.uniform(80, 150)
        book = [
            (spot, high * 0.3 - tall),
            (spot + thick, high * 0.3 - tall),
            (spot + thick, high * 0.3),
            (spot, high * 0.3),
        ]
        tone = (rng.uniform(0.15, 0.55) + rng.uniform(-0.12, 0.12, 3)) * f32((1.05, 0.92, 0.8))
        colour = mix(colour, linear(f32(tone)), sheet.blur(sheet.fill(book), 8))
        spot += thick + rng.uniform(0, 5)
    return f32(colour * (1 + 0.03 * sheet.noise(300, seed))[..., None])


def studio(sheet: Sheet, top: str, bottom: str, bright: tuple[float, float]) -> Array:
    high = sheet.height / sheet.scale
    colour = linear(ramp(f32(sheet.y / high), [(0, rgb(top)), (1, rgb(bottom))]))
    glow = sheet.bump(bright, (high * 0.35, high * 0.3))
    return f32(colour * (0.86 + 0.3 * glow)[..., None])
