"""Days as countries write them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, QLocale

from vividdesk.bridge import figures

DAY = QDate(2026, 11, 21)


@pytest.fixture
def before() -> Iterator[None]:
    was = QLocale()
    yield
    QLocale.setDefault(was)


@pytest.mark.parametrize(
    ("country", "words", "short", "with_year"),
    [
        ("en_GB", "21 November 2026", "21 Nov", "21 Nov 2026"),
        ("en_US", "November 21, 2026", "Nov 21", "Nov 21, 2026"),
        ("de_DE", "21. November 2026", "21. Nov.", "21. Nov. 2026"),
        ("es_ES", "21 de noviembre de 2026", "21 de nov", "21 de nov de 2026"),
        ("ja_JP", "2026年11月21日", "11月21日", "2026年11月21日"),
        ("hu_HU", "2026. november 21.", "nov. 21.", "2026. nov. 21."),
    ],
)
def test_a_day_is_written_without_its_weekday(
    before: None, country: str, words: str, short: str, with_year: str
) -> None:
    QLocale.setDefault(QLocale(country))
    assert figures.day_in_words(DAY) == words
    assert figures.day_of_month(DAY) == short
    assert figures.day_of_month(DAY, year=True) == with_year
