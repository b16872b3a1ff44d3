"""A result's file can be made under its name on every system, whatever a person or a service called things."""

import os
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vividdesk.jobs.naming import LONGEST_TITLE, file_name, name_of_title

NOON = time.mktime((2026, 11, 21, 10, 15, 30, 0, 0, -1))
FAMILY = "👩‍👩‍👧"
LONGEST = 120  # bytes that label, photo and step have together


def name(label: str = "", photo: str = "", number: int = 1, step: str = "") -> str:
    return file_name(NOON, label, photo, 12, number, step, ".mp4")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (name("Arctic", "portrait.jpg"), "2026-11-21 10.15 Arctic – portrait (12).mp4"),
        (name("Arctic", "portrait.jpg", 3), "2026-11-21 10.15 Arctic – portrait (12-3).mp4"),
        (name("Arctic", "portrait.jpg", 2, "Face"), "2026-11-21 10.15 Arctic – portrait – Face (12-2).mp4"),
        (name("Arctic"), "2026-11-21 10.15 Arctic (12).mp4"),
        (name(), "2026-11-21 10.15 (12).mp4"),
    ],
)
def test_how_it_is_made(made: str, expected: str) -> None:
    assert made == expected


@pytest.mark.parametrize(
    ("photo", "expected"),
    [
        ("🎉👩‍👩‍👧.jpg", "🎉👩‍👩‍👧"),
        ("תמונה של חתול.jpg", "תמונה של חתול"),
        ("می‌خواهم.jpg", "می‌خواهم"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿 kilt.jpg", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 kilt"),
        ("e\u0301te\u0301.jpg", "été"),
        ("\u202egpj.exe", "gpj"),
        ("\u2066a\u2069b\u200f\u061c.jpg", "a b"),
        ("two\nlines\tand a bell\a.jpg", "two lines and a bell"),
        ("../../x.jpg", "x"),
        ("..\\..\\x.jpg", "x"),
        ('a<b>c:d"e|f?g*h.jpg', "a b c d e f g h"),
        ("CON.jpg", "CON"),
        ("dots . . .jpg", "dots"),
        (os.fsdecode(b"caf\xe9.jpg"), "caf"),
        ("x\ufeff\u00ady.jpg", "x y"),
        ("\ufdd0\ue000.jpg", ""),
    ],
    ids=ascii,
)
def test_fault_25_names_of_photos(photo: str, expected: str) -> None:
    middle = f" – {expected}" if expected else ""
    assert name("Arctic", photo) == f"2026-11-21 10.15 Arctic{middle} (12).mp4"


@pytest.mark.parametrize(
    "letter",
    [FAMILY, "🇬🇷", "👍🏽", "é̂̂", "한", "각", "❤️", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "ก็", "ä", "語"],
    ids=ascii,
)
def test_fault_25_a_long_name_is_cut_between_letters(letter: str) -> None:
    """As a person sees them: no half of a flag or a family is left."""
    plain = unicodedata.normalize("NFC", letter)
    for before in ("x" * number for number in range(8)):
        made = name(before + letter * 60).removeprefix("2026-11-21 10.15 ").removesuffix(" (12).mp4")
        label = made.removeprefix(before)
        assert label == plain * (len(label) // len(plain))
        assert 48 - len(plain.encode()) < len(made.encode()) <= 48


@settings(max_examples=400, deadline=None)
@given(label=st.text(max_size=300), photo=st.text(max_size=300), step=st.text(max_size=300), number=st.integers(1, 99))
def test_fault_25_any_label_and_photo(label: str, photo: str, step: str, number: int) -> None:
    made = name(label, photo, number, step)
    begin, end = "2026-11-21 10.15 ", (f"(12-{number}).mp4" if number > 1 else "(12).mp4")
    assert made.startswith(begin)
    assert made.endswith(end)
    assert len(made[len(begin) : -len(end)].replace(" – ", "").encode()) <= LONGEST
    assert made == unicodedata.normalize("NFC", made)
    assert not set(made) & set('<>:"/\\|?*')
    assert "  " not in made
    for letter in made:
        assert unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(letter) not in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@settings(max_examples=100, deadline=None)
@given(label=st.text(), photo=st.text())
def test_fault_25_a_file_can_have_it(tmp_path_factory: pytest.TempPathFactory, label: str, photo: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    place = folder / name(label, photo)
    place.touch()
    assert place.parent == folder
    assert place in set(folder.iterdir())
    assert isinstance(place, Path)
    place.unlink()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Holiday in the snow", "Holiday in the snow"),
        ("../etc/passwd", "etc passwd"),
        (" . ", ""),
        ("con", "_con"),
        ("COM1.final", "_COM1.final"),
        ("console", "console"),
        ("é" * 200, "é" * (LONGEST_TITLE // 2)),
    ],
)
def test_a_title_as_a_name(title: str, expected: str) -> None:
    assert name_of_title(title) == expected
