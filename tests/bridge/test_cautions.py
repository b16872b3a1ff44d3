"""What the desk says of photos and options before they are sent, and a crop that takes a photo's place."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFilter
from PySide6.QtCore import Qt

from tests import photo_reading
from tests.media.pictures import encoded, scene
from tests.photo_reading import Reading, on_desk
from vividdesk import catalog
from vividdesk.bridge import cautions as looking
from vividdesk.bridge.cautions import Cautions
from vividdesk.bridge.compose import Compose
from vividdesk.bridge.photos import Photos
from vividdesk.core import Core
from vividdesk.model.crop import Frame
from vividdesk.model.preset import Preset
from vividdesk.model.template import Template
from vividdesk.model.warnings import Caution, Facts, Trouble
from vividdesk.paths import Paths, resource

FOUND = catalog.load()
FRAME = Frame(0, 0, 64, 36)


desk = photo_reading.desk


@pytest.fixture
def photos(desk: Reading) -> Photos:
    return desk.photos()


@pytest.fixture
def compose(desk: Reading, paths: Paths) -> Compose:
    return Compose(Core(paths, {}, keyring=False), desk.intake)


@pytest.fixture
def cautions(desk: Reading, photos: Photos, compose: Compose) -> Cautions:
    return Cautions(compose, photos, desk.intake, desk.tasks)


def template(name: str) -> Template:
    found = FOUND.find("vividflow", name)
    assert found is not None
    return found


def picture(path: Path, size: tuple[int, int]) -> Path:
    path.write_bytes(encoded(scene(size), "JPEG"))
    return path


def soft(path: Path) -> Path:
    with Image.open(resource("samples", "landscape.jpg")) as image:
        path.write_bytes(encoded(image.convert("RGB").filter(ImageFilter.GaussianBlur(9)), "JPEG"))
    return path


def troubles(photos: Photos) -> list[list[Trouble]]:
    return [[caution.trouble for caution in photos.at(row).cautions] for row in range(photos.rowCount())]


@on_desk
async def test_each_photo_has_its_own_and_the_next_step_has_all(
    desk: Reading, photos: Photos, compose: Compose, cautions: Cautions, tmp_path: Path
) -> None:
    compose.choose(template("wan2.1"))
    wide, tall = picture(tmp_path / "a.jpg", (320, 180)), picture(tmp_path / "b.jpg", (900, 1600))
    await desk.add(photos, wide, tall, soft(tmp_path / "c.jpg"))
    wanted = [[Trouble.SMALL], [Trouble.SHAPE], [Trouble.BLURRED]]
    await desk.until(lambda: troubles(photos) == wanted)
    assert not [one for one in cautions.advice if one.photos], "none is chosen"
    compose.take(photos.ready()[1:])
    await desk.until(lambda: [one.trouble for one in cautions.advice] == [Trouble.SHAPE, Trouble.BLURRED])
    assert photos.at(1).cautions[0].says in photos.data(photos.index(1), Qt.ItemDataRole.ToolTipRole)
    assert photos.at(1).cautions[0].says.rstrip(".") in photos.data(photos.index(1), Qt.ItemDataRole.AccessibleTextRole)
    compose.take(())
    await desk.until(lambda: not cautions.advice)


@on_desk
async def test_a_photo_without_a_face_is_told_once_a_template_is_for_people(
    desk: Reading, photos: Photos, compose: Compose, cautions: Cautions
) -> None:
    names = ("landscape.jpg", "portrait.jpg")
    compose.choose(template("wan2.1"))
    await desk.add(photos, *(resource("samples", name) for name in names))
    compose.take(photos.ready())
    await desk.until(lambda: len(cautions._sharpness) == 2)
    assert not cautions._faces, "nobody has asked"
    arctic = FOUND.find("vimmerse", "vim_arctic")
    assert arctic is not None
    compose.choose(arctic)
    await desk.until(lambda: Trouble.NO_FACE in [one.trouble for one in cautions.advice])
    await desk.until(lambda: set(cautions._faces.values()) == {True, False})
    assert [Trouble.NO_FACE in found for found in troubles(photos)] == [True, False]
    assert cautions.advice[0].says == "No face is seen in the photo: this template is for people."
    assert [photo.name for photo in cautions.advice[0].photos] == ["landscape.jpg"]


@on_desk
async def test_what_is_offered_is_done(
    desk: Reading, photos: Photos, compose: Compose, cautions: Cautions, tmp_path: Path
) -> None:
    compose.choose(template("wan2.1"))
    await desk.add(photos, picture(tmp_path / "b.jpg", (900, 1600)))
    compose.take(photos.ready())
    await desk.until(lambda: cautions.advice)
    (advice,) = cautions.advice
    assert advice.offers == "Take 9:16"
    filled: list[bool] = []
    compose.filled.connect(lambda: filled.append(True))
    cautions.follow(advice)
    assert compose.draft is not None
    assert (compose.draft.options["width"], compose.draft.options["height"]) == (720, 1280)
    assert filled, "the form shows it"
    await desk.until(lambda: not cautions.advice and troubles(photos) == [[]])


@on_desk
async def test_an_option_that_is_refused_is_told_without_a_photo(
    desk: Reading, compose: Compose, cautions: Cautions
) -> None:
    compose.choose(template("veo3.1"))
    await desk.until(lambda: cautions.advice)
    assert "without prompt enhancement" in cautions.advice[0].says
    cautions.follow(cautions.advice[0])
    await desk.until(lambda: not cautions.advice)


@on_desk
async def test_of_several_presets_each_is_looked_at(
    desk: Reading, photos: Photos, compose: Compose, cautions: Cautions, tmp_path: Path
) -> None:
    compose.choose(template("wan2.1"))
    await desk.add(photos, picture(tmp_path / "a.jpg", (1600, 900)), picture(tmp_path / "b.jpg", (1920, 1080)))
    compose.take(photos.ready())
    sizes: list[dict[str, int]] = [{}, {"width": 720, "height": 1280}]
    compose.vary(list(map(_preset, sizes)))
    await desk.until(lambda: cautions.advice)
    (advice,) = cautions.advice
    assert advice.says.startswith("2 photos are not 9:16")
    assert not advice.offer, "the form's value is not what the preset sends"


def _preset(options: dict[str, int]) -> Preset:
    return Preset("tall" if options else "usual", "vividflow", "wan2.1", options)


@on_desk
async def test_a_crop_takes_the_place_and_can_be_undone(desk: Reading, photos: Photos, tmp_path: Path) -> None:
    await desk.add(photos, picture(tmp_path / "a.jpg", (96, 64)), picture(tmp_path / "b.jpg", (90, 64)))
    told: list[bool] = []
    photos.cropped.connect(lambda: told.append(True))
    whole, other = photos.ready()
    part = await desk.intake.crop(whole, FRAME.box)
    photos.crop(photos.at(0).key, part, whole, FRAME)
    assert photos.ready() == [part, other]
    assert (photos.at(0).whole, photos.at(0).frame) == (whole, FRAME)
    assert photos.undo()
    assert photos.ready() == [whole, other]
    assert photos.at(0).whole is None
    assert not photos.undo()
    photos.crop(photos.at(0).key, whole, None, None)
    assert len(told) == 1, "all of it is no crop"
    photos.crop(photos.at(0).key, part, whole, FRAME)
    photos.remove([1])
    assert photos.undo()
    assert photos.ready() == [part, other], "what was done last comes back"


@on_desk
async def test_a_crop_that_comes_too_late_or_is_there_already(desk: Reading, photos: Photos, tmp_path: Path) -> None:
    await desk.add(photos, picture(tmp_path / "a.jpg", (96, 64)))
    (whole,) = photos.ready()
    part = await desk.intake.crop(whole, FRAME.box)
    photos.add_known(part)
    chosen: list[list[int]] = []
    photos.added.connect(chosen.append)
    photos.crop(photos.at(0).key, part, whole, FRAME)
    assert photos.ready() == [whole, part]
    assert chosen == [[photos.at(1).key]]
    key = photos.at(1).key
    photos.remove([1])
    photos.crop(key, whole, None, None)
    assert photos.ready() == [whole]


@on_desk
async def test_what_is_typed_asks_nothing_of_photos_anew(
    desk: Reading,
    photos: Photos,
    compose: Compose,
    cautions: Cautions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With many photos the window would stand still at each key."""
    asked: list[str] = []
    usual = looking.warnings

    def noting(facts: Facts, *rest: Any) -> Iterable[Caution]:
        asked.append(facts.photo.name)
        return usual(facts, *rest)

    monkeypatch.setattr(looking, "warnings", noting)
    compose.choose(template("wan2.1"))
    await desk.add(photos, picture(tmp_path / "a.jpg", (320, 180)), picture(tmp_path / "b.jpg", (900, 1600)))
    compose.take(photos.ready())
    wanted = [[Trouble.SMALL], [Trouble.SHAPE]]
    await desk.until(lambda: troubles(photos) == wanted and len(cautions._sharpness) == 2)
    cautions._look()
    asked.clear()
    assert compose.draft is not None
    for words in ("s", "sl", "slow dolly in"):
        compose.edit(compose.draft.set("prompt", words))
        cautions._look()
    assert (asked, troubles(photos)) == ([], wanted)
    compose.edit(compose.draft.set("width", 720).set("height", 1280))
    cautions._look()
    assert asked == ["a.jpg", "b.jpg"]
    assert troubles(photos)[1] == [], "another shape is looked at"
    compose.choose(template("veo3.1"))
    cautions._look()
    assert len(asked) == 4, "another template, too"
