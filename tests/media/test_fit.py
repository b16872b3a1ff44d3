"""A photo for a service: within its limits for certain, and untouched if it was within them already."""

from pathlib import Path

import pytest
from PIL import Image

from tests.media.conftest import Put
from tests.media.pictures import detailed, difference, encoded, metadata, scene, stored
from tests.media.test_pixels import seen_through
from vividdesk.errors import PhotoRefused
from vividdesk.media.intake import Intake
from vividdesk.model.photo import JPEG, PNG, WEBP
from vividdesk.model.template import PhotoLimits

ONE_CHILD = True  # for all tests of this module


async def test_a_photo_within_the_limits_stays_the_same(intake: Intake, put: Put) -> None:
    photo = (await intake.take(put("x.jpg", encoded(scene(), "JPEG")))).photo
    assert await intake.fit(photo, PhotoLimits()) is photo
    assert await intake.fit(photo, PhotoLimits(most_bytes=photo.size)) is photo


async def test_what_can_be_seen_through_lies_on_white(intake: Intake, folder: Path, put: Put) -> None:
    photo = (await intake.take(put("x.png", encoded(seen_through(), "PNG")))).photo
    fitted = await intake.fit(photo, PhotoLimits(kinds=(JPEG,)))
    assert (photo.kind, fitted.kind, fitted.name) == (PNG, JPEG, "x.png")
    image = stored(folder, fitted)
    for at, expected in (((8, 10), (255, 255, 255)), ((34, 10), (237, 142, 147)), ((90, 55), (250, 250, 250))):
        assert difference(image.crop((*at, at[0] + 1, at[1] + 1)), Image.new("RGB", (1, 1), expected)) <= 6
    assert stored(folder, photo).mode == "RGBA"  # the photo itself is still there


async def test_a_service_that_takes_only_png(intake: Intake, folder: Path, put: Put) -> None:
    photo = (await intake.take(put("x.jpg", encoded(detailed(), "JPEG")))).photo
    fitted = await intake.fit(photo, PhotoLimits(kinds=(PNG,)))
    assert fitted.kind == PNG
    assert difference(stored(folder, fitted), stored(folder, photo)) == 0


async def test_a_service_that_takes_neither(intake: Intake, put: Put) -> None:
    photo = (await intake.take(put("x.jpg", encoded(detailed(), "JPEG")))).photo
    with pytest.raises(PhotoRefused, match="takes neither JPEG nor PNG"):
        await intake.fit(photo, PhotoLimits(kinds=(WEBP,)))


@pytest.mark.parametrize("share", [0.98, 0.7, 0.3, 0.1, 0.02])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
async def test_it_gets_as_small_as_it_must(intake: Intake, folder: Path, put: Put, form: str, share: float) -> None:
    source = detailed((600, 400))
    if form == "PNG":
        source.putalpha(Image.linear_gradient("L").resize(source.size))
    photo = (await intake.take(put("x", encoded(source, form, quality=97)))).photo
    limits = PhotoLimits(most_bytes=int(photo.size * share))
    fitted = await intake.fit(photo, limits)
    assert limits.admit(fitted)
    assert fitted.kind == photo.kind
    image = stored(folder, fitted)
    assert abs(image.width / image.height - 1.5) < 0.05
    assert metadata((folder / fitted.file_name).read_bytes()) == []
    assert difference(image.resize((12, 8), Image.Resampling.BOX), source.resize((12, 8), Image.Resampling.BOX)) <= 24
    assert fitted.size > limits.most_bytes * 0.4 or fitted.width == photo.width  # and not much smaller than that


async def test_quality_goes_before_pixels(intake: Intake, put: Put) -> None:
    photo = (await intake.take(put("x.jpg", encoded(detailed(), "JPEG", quality=97, subsampling=0)))).photo
    fitted = await intake.fit(photo, PhotoLimits(most_bytes=photo.size // 2))
    assert (fitted.width, fitted.height) == (photo.width, photo.height)


async def test_a_limit_that_no_picture_meets(intake: Intake, put: Put) -> None:
    photo = (await intake.take(put("x.jpg", encoded(detailed(), "JPEG")))).photo
    with pytest.raises(PhotoRefused, match="cannot be made small enough: the service takes 300 bytes"):
        await intake.fit(photo, PhotoLimits(most_bytes=300))


async def test_a_stored_photo_that_is_gone(intake: Intake, folder: Path, put: Put) -> None:
    photo = (await intake.take(put("x.jpg", encoded(detailed(), "JPEG")))).photo
    (folder / photo.file_name).unlink()
    with pytest.raises(PhotoRefused, match=r"“x\.jpg” is not there"):
        await intake.fit(photo, PhotoLimits(kinds=(PNG,)))
