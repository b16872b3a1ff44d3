"""standing.jpg: a man from head to toe in a studio, in a plain T-shirt and trousers."""

import numpy as np
from PIL import Image

from samples.backdrop import studio
from samples.body import stand
from samples.canvas import Sheet, mix, rgb
from samples.light import Light
from samples.looks import Clothes, Face, Hair, Person
from samples.printing import developed, printed

SIZE = (900, 1600)
LIGHT = Light(above=(0.36, 0.36, 0.38), below=(0.24, 0.22, 0.2), rim_colour=(0.4, 0.4, 0.42))
WHO = Person(
    Face(
        skin=rgb("cf9a78"), lips=rgb("a8645a"), iris=rgb("4a3422"), brow=rgb("2b1d14"), jaw=0.78, chin=0.32, nose=1.08,
        brows=1.3, smile=0.5, lashes=0.5, beard=0.3, full=0.85,
    ),
    Hair("short", rgb("150d09"), rgb("3c2618"), rgb("7d5a3c")),
    Clothes("tee", rgb("c9ccce"), pattern="plain"), shoulders=1.25, neck=1.16, seed=31,
)  # fmt: skip
TROUSERS = rgb("34435a")
FLOOR = 1492


def draw(fine: int = 2) -> Image.Image:
    width, height = SIZE[0] * fine, SIZE[1] * fine
    sheet = Sheet(width, height, fine)
    ground = studio(sheet, "c9ccd0", "b4b3b2", (420, 560))
    floor = np.clip((sheet.y - 1330) / 120, 0, 1)
    ground = ground * (1 + 0.07 * floor)[..., None]
    for at, size, dark in (
        ((455, FLOOR - 6), (120, 13), 0.55),
        ((490, FLOOR - 14), (190, 26), 0.3),
        ((520, FLOOR - 30), (230, 60), 0.12),
    ):
        ground = ground * (1 - dark * sheet.bump(at, size))[..., None]
    who, cover = stand(Sheet(width, height, 64.5 * fine, (450 * fine, 172 * fine)), WHO, TROUSERS, LIGHT)
    return printed(developed(mix(ground, who, cover)), SIZE)
