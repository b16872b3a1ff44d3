"""A part of a photo as a photo of its own, and how sharp one looks."""

from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from tests.media.conftest import Put
from tests.media.pictures import RED, WHITE, detailed, difference, encoded, metadata, scene, stored, turned
from tests.media.test_pixels import seen_through
from vividdesk.errors import PhotoRefused
from vividdesk.media.intake import Intake
from vividdesk.model.photo import JPEG, PNG
from vividdesk.model.warnings import BLURRED
from vividdesk.paths import resource

ONE_CHILD = True  # for all tests of this module


async def test_a_part_is_a_photo_of_its_own(intake: Intake, folder: Path, put: Put) -> None:
    photo = (await intake.take(put("x.jpg", encoded(detailed(), "JPEG")))).photo
    part = await intake.crop(photo, (100, 50, 420, 230))
    assert (part.width, part.height, part.kind, part.name) == (320, 180, JPEG, "x.jpg")
    expected = stored(folder, photo).crop((100, 50, 420, 230))
    small = (32, 18), Image.Resampling.BOX  # its grain is not the same after another JPEG
    assert difference(stored(folder, part).resize(*small), expected.resize(*small)) <= 2
    assert metadata((folder / part.file_name).read_bytes()) == []
    assert stored(folder, photo).size == (640, 480), "the photo itself is still there"


async def test_it_is_cut_out_of_what_one_sees_upright(intake: Intake, folder: Path, put: Put) -> None:
    photo = (await intake.take(put("x.jpg", encoded(scene(), "JPEG", **turned(6))))).photo
    assert (photo.width, photo.height) == (64, 96)
    for box, colour in (((32, 0, 64, 44), RED), ((0, 52, 32, 96), WHITE)):
        part = stored(folder, await intake.crop(photo, box)).crop((4, 4, 28, 40))
        assert difference(part, Image.new("RGB", part.size, colour)) <= 8


async def test_what_could_be_seen_through_may_stay_outside(intake: Intake, put: Put) -> None:
    photo = (await intake.take(put("x.png", encoded(seen_through(), "PNG")))).photo
    assert photo.kind == PNG
    whole = await intake.crop(photo, (0, 0, photo.width, photo.height))
    assert whole.kind == PNG
    assert (await intake.crop(photo, (60, 28, 96, 64))).kind == JPEG


async def test_a_part_that_is_too_small_is_none(intake: Intake, put: Put) -> None:
    photo = (await intake.take(put("x.jpg", encoded(scene(), "JPEG")))).photo
    with pytest.raises(PhotoRefused, match="each side needs 32 at least"):
        await intake.crop(photo, (0, 0, 31, 64))
    assert (await intake.crop(photo, (-5, -5, 500, 40))).height == 40, "never beyond its edge"


@pytest.mark.parametrize("name", ["portrait.jpg", "landscape.jpg", "sketch.png"])
@pytest.mark.parametrize("size", [800, 1800])
async def test_blurred_and_sharp_are_told_apart_at_any_size(intake: Intake, put: Put, name: str, size: int) -> None:
    with Image.open(resource("samples", name)) as image:
        sharp = image.convert("RGB")
    sharp = sharp.resize((size, round(size * sharp.height / sharp.width)), Image.Resampling.BICUBIC)
    soft = sharp.filter(ImageFilter.GaussianBlur(max(sharp.size) / 240))
    said = []
    for picture in (sharp, soft):
        photo = (await intake.take(put("x.jpg", encoded(picture, "JPEG", quality=88)))).photo
        said.append(await intake.sharpness(photo))
    assert said[0] is not None and said[0] > 10 * BLURRED
    assert said[1] is not None and said[1] < BLURRED


async def test_something_sharp_before_a_soft_background_is_sharp(intake: Intake, put: Put) -> None:
    with Image.open(resource("samples", "portrait.jpg")) as image:
        sharp = image.convert("RGB")
    picture = sharp.filter(ImageFilter.GaussianBlur(12))
    middle = (700, 450, 900, 650)
    picture.paste(sharp.crop(middle), middle[:2])
    photo = (await intake.take(put("x.jpg", encoded(picture, "JPEG")))).photo
    said = await intake.sharpness(photo)
    assert said is not None and said > BLURRED


async def test_what_has_no_contrast_is_not_judged(intake: Intake, put: Put) -> None:
    for number, picture in enumerate((Image.linear_gradient("L").resize((900, 700)), scene(), scene((2000, 70)))):
        photo = (await intake.take(put(f"{number}.jpg", encoded(picture, "JPEG")))).photo
        said = await intake.sharpness(photo)
        assert said is None or said > BLURRED
    gone = (await intake.take(put("gone.jpg", encoded(detailed(), "JPEG")))).photo
    with pytest.raises(PhotoRefused):
        await intake.sharpness(type(gone)("0" * 64, gone.kind, 900, 700, 10, "gone.jpg"))
