"""A file's name is shown as it is and never used to store anything."""

import os
import sys
from pathlib import Path

import pytest

from tests.media.conftest import Put
from tests.media.pictures import encoded, scene, stored
from vividdesk.errors import PhotoRefused
from vividdesk.media.intake import Intake
from vividdesk.media.words import LONGEST_NAME, shown

ONE_CHILD = True  # for all tests of this module

PICTURE = encoded(scene(), "JPEG")
NAMES = [
    "🎉👩‍👩‍👧.jpg",
    "תמונה של חתול.jpg",
    "\u202egpj.exe",
    "x" * 251 + ".jpg",
    "two\nlines\tand a bell\a.jpg",
    "..\\..\\x.jpg",
    "-rf.jpg",
    "CON.jpg",
    "%s{name}$HOME.jpg",
    ".jpg",
    os.fsdecode(b"caf\xe9 \xff\xfe.jpg"),
]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse some of these names")
@pytest.mark.parametrize("name", NAMES, ids=ascii)
async def test_a_name_is_kept_as_it_is_and_opens_nothing(intake: Intake, folder: Path, put: Put, name: str) -> None:
    taken = await intake.take(put(name, PICTURE))
    assert taken.photo.name == name
    assert [path.name for path in folder.iterdir()] == [f"{taken.photo.hash}.jpg"]
    assert stored(folder, taken.photo).size == scene().size


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse some of these names")
@pytest.mark.parametrize("name", NAMES, ids=ascii)
async def test_a_refusal_can_be_shown_whatever_the_name(intake: Intake, put: Put, name: str) -> None:
    with pytest.raises(PhotoRefused) as caught:
        await intake.take(put(name, b""))
    title = caught.value.title
    title.encode()
    assert "\n" not in title
    assert len(title) < LONGEST_NAME + 20


@pytest.mark.parametrize("link", ["../elsewhere/x.jpg", "a/../x.jpg"])
async def test_a_path_that_climbs(
    intake: Intake, folder: Path, put: Put, monkeypatch: pytest.MonkeyPatch, link: str
) -> None:
    """It is opened as the system understands it, from where this process is now."""
    path = put("x.jpg", PICTURE)
    (path.parent / "a").mkdir()
    monkeypatch.chdir(path.parent)
    taken = await intake.take(link)
    assert taken.photo.name == "x.jpg"
    assert [path.name for path in folder.iterdir()] == [taken.photo.file_name]


def test_how_names_are_shown() -> None:
    assert shown("holiday.jpg") == "holiday.jpg"
    assert shown("two\nlines") == "two�lines"
    assert shown("\u202egpj.exe") == "�gpj.exe"
    assert shown("👩‍👩‍👧.jpg") == "👩‍👩‍👧.jpg"
    assert shown("חתול.jpg") == "\u2068חתול.jpg\u2069"
    assert shown(os.fsdecode(b"\xff.jpg")) == "�.jpg"
    assert shown("a" * 100 + ".jpg") == "a" * 40 + "…" + "a" * 15 + ".jpg"
    assert len(shown("a" * 1000)) == LONGEST_NAME
