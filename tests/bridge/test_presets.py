"""The folder of presets."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from vividdesk import catalog
from vividdesk.bridge.notices import Notice, Notices
from vividdesk.bridge.presets import Presets
from vividdesk.errors import VividError
from vividdesk.model.draft import Draft
from vividdesk.model.preset import Preset
from vividdesk.model.template import Template

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def wan() -> Template:
    found = catalog.load().find("vividflow", "wan2.1")
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "presets"


def presets(folder: Path, notices: Notices | None = None) -> Presets:
    return Presets(folder, notices or Notices(), catalog.load().find)


def names(known: Presets, template: Template) -> list[str]:
    return [preset.name for preset in known.of(template)]


def test_they_outlast_the_program_and_take_the_place_of_their_name(folder: Path, wan: Template) -> None:
    first = presets(folder)
    first.keep(Preset.of("Slow", Draft(wan).set("width", 512)))
    first.keep(Preset.of("../Fast", Draft(wan).set("width", 256)))
    first.keep(Preset.of("Slow", Draft(wan).set("width", 640)))
    again = presets(folder)
    assert names(again, wan) == ["../Fast", "Slow"]
    assert again.of(wan)[1].options == {"width": 640}
    assert {file.parent for file in folder.rglob("*")} == {folder}
    again.drop(again.of(wan)[0])
    assert names(presets(folder), wan) == ["Slow"]


def test_given_to_somebody_else(folder: Path, tmp_path: Path, wan: Template) -> None:
    file = tmp_path / "for you.json"
    mine = presets(folder)
    mine.export(Preset.of("Slow", Draft(wan).set("width", 512)), file)
    theirs = presets(tmp_path / "theirs")
    brought = theirs.read(file)
    assert brought.options == {"width": 512}
    assert theirs.template_of(brought) == wan
    assert not theirs.has(brought)
    theirs.keep(brought)
    assert theirs.has(brought)
    assert names(theirs, wan) == ["Slow"]


def test_a_file_that_is_none_is_named_and_the_others_are_there(folder: Path, wan: Template) -> None:
    presets(folder).keep(Preset.of("Slow", Draft(wan)))
    (folder / "broken.json").write_text("{")
    told: list[Notice] = []
    notices = Notices()
    notices.shown.connect(told.append)
    assert names(presets(folder, notices), wan) == ["Slow"]
    assert "broken.json" in told[0].title
    with pytest.raises(VividError, match="no preset"):
        presets(folder, notices).read(ROOT / "README.md")


def test_a_folder_that_cannot_be_written(tmp_path: Path, wan: Template) -> None:
    (tmp_path / "presets").write_text("a file")
    with pytest.raises(VividError, match="could not be written"):
        presets(tmp_path / "presets").keep(Preset.of("Slow", Draft(wan)))
