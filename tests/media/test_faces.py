"""A face is seen where there is one: turned a little, dark, soft or small as well."""

import pytest
from PIL import Image, ImageFilter, ImageOps

from tests.media.conftest import Put
from tests.media.pictures import encoded
from vividdesk.media import faces
from vividdesk.media.intake import Intake
from vividdesk.paths import resource


def sample(name: str) -> Image.Image:
    with Image.open(resource("samples", name)) as image:
        return image.convert("RGB")


def small(picture: Image.Image) -> Image.Image:
    """In the middle of a plain picture, twice as wide and high."""
    whole = Image.new("RGB", (picture.width * 2, picture.height * 2), (120, 130, 140))
    whole.paste(picture, (picture.width // 2, picture.height // 2))
    return whole


CHANGED = {
    "as it is": lambda picture: picture,
    "turned": lambda picture: picture.rotate(15, fillcolor=(120, 130, 140)),
    "mirrored": ImageOps.mirror,
    "dark": lambda picture: picture.point(lambda value: value * 0.3),
    "soft": lambda picture: picture.filter(ImageFilter.GaussianBlur(6)),
    "small": small,
    "grey": lambda picture: picture.convert("L"),
}


@pytest.mark.parametrize("name", ["portrait.jpg", "family.jpg", "standing.jpg"])
@pytest.mark.parametrize("change", CHANGED)
def test_people_are_seen(name: str, change: str) -> None:
    assert faces.has_face(CHANGED[change](sample(name)))


@pytest.mark.parametrize("name", ["landscape.jpg", "garment.jpg"])
def test_where_nobody_is_nobody_is_seen(name: str) -> None:
    assert not faces.has_face(sample(name))


async def test_the_child_tells_and_takes_photos_as_before(intake: Intake, put: Put) -> None:
    told = []
    for name in ("portrait.jpg", "landscape.jpg"):
        photo = (await intake.take(put(name, encoded(sample(name), "JPEG")))).photo
        told.append(await intake.has_face(photo))
    assert told == [True, False]
