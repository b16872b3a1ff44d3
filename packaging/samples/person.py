"""A person from behind to front: hair, neck, clothes, ears, head, hair; lit at once, with the eyes last."""

from samples.canvas import Array, Sheet, mix
from samples.clothes import dressed
from samples.face import ears, head
from samples.features import finished, painted
from samples.hair import comb
from samples.light import Light, Stage
from samples.looks import Person
from samples.styles import behind, over

NECK = (0.0, 1.3)


def drawn(sheet: Sheet, person: Person, light: Light) -> tuple[Array, Array]:
    """The person (linear) and what it covers."""
    stage = Stage(sheet)
    back(stage, sheet, person)
    dressed(stage, sheet, person)
    return finish(stage, sheet, person, light)


def back(stage: Stage, sheet: Sheet, person: Person) -> None:
    turned = sheet.tilted(person.tilt, NECK)
    comb(stage, turned, person.hair, behind(person.hair.style), -0.75, person.seed, 0.4)


def finish(stage: Stage, sheet: Sheet, person: Person, light: Light) -> tuple[Array, Array]:
    turned = sheet.tilted(person.tilt, NECK)
    face = person.face
    ears(stage, turned, face, person.seed)
    head(stage, turned, face, painted(turned, face, person.seed), person.seed)
    comb(stage, turned, person.hair, over(person.hair.style), 0.35, person.seed + 3, 0.45)
    picture = stage.lit(light)
    done = finished(picture, turned, face, person.seed)
    return mix(picture, done, _bare(stage)), stage.alpha


def placed(picture: Array, person: Person, at: tuple[float, float], size: float, light: Light) -> None:
    """Draw the person into the picture (linear), the point between the eyes at `at`, all in pixels."""
    high, wide = picture.shape[:2]
    left, right = max(int(at[0] - 3.6 * size), 0), min(int(at[0] + 3.6 * size), wide)
    top = max(int(at[1] - 2.2 * size), 0)
    area = picture[top:, left:right]
    who, cover = drawn(Sheet(right - left, high - top, size, (at[0] - left, at[1] - top)), person, light)
    area[:] = mix(area, who, cover)


def _bare(stage: Stage) -> Array:
    """Where skin lies on top: lashes and brows are hidden by hair."""
    return (stage.skin - 0.25).clip(0, 0.75) / 0.75
