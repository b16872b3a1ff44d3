"""portrait.jpg: a woman in a garden in the evening."""

from PIL import Image

from samples.backdrop import garden
from samples.canvas import Sheet, rgb
from samples.light import Light
from samples.looks import Clothes, Face, Hair, Person
from samples.person import placed
from samples.printing import developed, printed

SIZE = (1600, 1200)
LIGHT = Light(rim_colour=(1.25, 0.9, 0.55), below=(0.2, 0.16, 0.13))
WHO = Person(
    Face(
        skin=rgb("dca588"), lips=rgb("b85f5e"), iris=rgb("6b5a3a"), brow=rgb("3b271a"), jaw=0.69, chin=0.24,
        length=1.38, nose=0.9, eyes=1.1, full=1.1, smile=0.75, blush=0.75,
    ),
    Hair("long", rgb("1f120b"), rgb("573320"), rgb("b07c4c")),
    Clothes("jumper", rgb("2f5a63"), pattern="knit"),
    shoulders=1.04, neck=0.9, tilt=0.05, seed=3,
)  # fmt: skip


def draw(fine: int = 2) -> Image.Image:
    width, height = SIZE[0] * fine, SIZE[1] * fine
    picture = garden(Sheet(width, height, fine), 8)
    placed(picture, WHO, (660 * fine, 440 * fine), 160 * fine, LIGHT)
    return printed(developed(picture), SIZE)
