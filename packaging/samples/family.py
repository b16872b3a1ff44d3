"""family.jpg: four people of one family in a bright room."""

from PIL import Image

from samples.backdrop import room
from samples.canvas import Sheet, rgb
from samples.light import Light
from samples.looks import Clothes, Face, Hair, Person
from samples.person import placed
from samples.printing import developed, printed

SIZE = (1600, 1200)
LIGHT = Light(
    key=(-0.55, -0.5, 0.67), key_colour=(1.0, 0.96, 0.9), above=(0.33, 0.33, 0.35), rim_colour=(0.45, 0.42, 0.4)
)
FATHER = Person(
    Face(
        skin=rgb("8a5a3e"), lips=rgb("7d4740"), iris=rgb("3a2415"), brow=rgb("17100c"), jaw=0.8, chin=0.34, nose=1.25,
        bridge=0.9, full=1.25, mouth=1.1, eyes=0.95, brows=1.35, smile=0.8, lashes=0.5, beard=0.8, blush=0.3, age=0.25,
    ),
    Hair("crop", rgb("0a0807"), rgb("1d1612"), rgb("4a3d35")),
    Clothes("shirt", rgb("b9c6d2"), pattern="plain"), shoulders=1.2, neck=1.2, tilt=-0.03, seed=21,
)  # fmt: skip
MOTHER = Person(
    Face(
        skin=rgb("d9a27f"), lips=rgb("ad5650"), iris=rgb("55351f"), brow=rgb("2a1a12"), jaw=0.71, chin=0.26,
        length=1.39, nose=0.92, eyes=1.08, full=1.05, smile=0.85, blush=0.6,
    ),
    Hair("long", rgb("120b08"), rgb("352017"), rgb("7c553b")),
    Clothes("dress", rgb("b4523f"), pattern="plain"), shoulders=1.04, neck=0.92, tilt=0.04, seed=22,
)  # fmt: skip
DAUGHTER = Person(
    Face(
        skin=rgb("b57c58"), lips=rgb("a5574f"), iris=rgb("43291a"), brow=rgb("21150f"), jaw=0.76, chin=0.27,
        length=1.32, eyes=1.22, nose=0.86, bridge=0.7, mouth=0.86, smile=0.9, blush=0.75, brows=0.8, freckles=0.4,
    ),
    Hair("curly", rgb("120b08"), rgb("3d2418"), rgb("835638")),
    Clothes("tee", rgb("e3b23c"), rgb("f4efe2"), "stripes"), shoulders=0.88, neck=0.88, tilt=-0.05, seed=23,
)  # fmt: skip
GRANDMOTHER = Person(
    Face(
        skin=rgb("e2b49c"), lips=rgb("b36a66"), iris=rgb("5d7789"), brow=rgb("8b8078"), jaw=0.77, length=1.4,
        eyes=0.98, full=0.8, smile=0.85, age=1.0, brows=0.75, lashes=0.5, blush=0.7,
    ),
    Hair("bob", rgb("5b5a5c"), rgb("a9a7a6"), rgb("efeeec")),
    Clothes("jumper", rgb("6f5b85"), pattern="knit"), shoulders=1.06, neck=0.95, tilt=0.03, seed=24,
)  # fmt: skip
# The last stands in front.
PLACES = ((FATHER, 590, 400, 116), (MOTHER, 985, 445, 108), (GRANDMOTHER, 1330, 520, 105), (DAUGHTER, 255, 640, 100))


def draw(fine: int = 2) -> Image.Image:
    width, height = SIZE[0] * fine, SIZE[1] * fine
    picture = room(Sheet(width, height, fine), 4)
    for person, x, y, size in PLACES:
        placed(picture, person, (x * fine, y * fine), size * fine, LIGHT)
    return printed(developed(picture), SIZE)
