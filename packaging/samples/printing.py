"""From light to a file: grain, 8 bits, and no more bytes than allowed."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from samples.canvas import Array, display, f32, resize

LIMIT = 350_000


def developed(light: Array) -> Array:
    """Linear light as on a film: bright parts roll off."""
    knee = 0.72
    bright = np.where(light > knee, knee + (1 - knee) * np.tanh((light - knee) / (1 - knee)), light)
    return display(f32(bright))


def printed(picture: Array, size: tuple[int, int], grain: float = 0.006, seed: int = 5) -> Image.Image:
    """`picture` (0 to 1, as displayed) at its final size; the grain comes before the 8 bits."""
    small = resize(picture, *size, how=3)
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, grain, small.shape[:2])[..., None] + rng.uniform(-0.5, 0.5, small.shape) / 255
    return Image.fromarray(np.rint(np.clip(small + noise, 0, 1) * 255).astype(np.uint8))


def saved(image: Image.Image, path: Path) -> None:
    if path.suffix == ".png":
        image.save(path, optimize=True)
        return
    for quality in range(90, 60, -2):
        paper = io.BytesIO()
        image.save(paper, "JPEG", quality=quality, optimize=True, subsampling=0 if quality > 86 else 2)
        if paper.tell() <= LIMIT:
            break
    path.write_bytes(paper.getvalue())
