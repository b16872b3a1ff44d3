"""Numbers, sizes and moments as the person's country writes them."""

import re

from PySide6.QtCore import QDate, QDateTime, QLocale

KILO, MEGA = 1000, 1_000_000


def number(value: float) -> str:
    """With as many decimals as it has, two at most."""
    if value == int(value):
        return QLocale().toString(int(value))
    return QLocale().toString(round(value, 2), "g", 12)


def decimal(value: float) -> str:
    """With one place after the point."""
    return QLocale().toString(value, "f", 1)


def megabytes(size: float) -> str:
    return decimal(size / MEGA)


def time_of(moment: float, seconds: bool = False) -> str:
    """Of the day: 16:35, or with the seconds."""
    form = QLocale().timeFormat(QLocale.FormatType.ShortFormat)
    return QLocale().toString(_at(moment).time(), form.replace("mm", "mm:ss") if seconds else form)


def day_of(moment: float) -> str:
    return QLocale().toString(_at(moment).date(), QLocale.FormatType.ShortFormat)


def day_in_words(day: QDate) -> str:
    """21 November 2026, or 21. November 2026"""
    return QLocale().toString(day, _without("dddd"))


def day_of_month(day: QDate, year: bool = False) -> str:
    """Short: 21 Nov, or 21. Nov.; with its year where that is not the one that goes without saying."""
    pattern = _without("dddd") if year else _without("dddd", "yyyy")
    return QLocale().toString(day, pattern.replace("MMMM", "MMM"))


def is_of_day(moment: float, now: float) -> bool:
    return _day(moment) == _day(now)


def exactly(moment: float) -> str:
    return f"{day_of(moment)} {time_of(moment, seconds=True)}"


def _without(*parts: str) -> str:
    """The country's long form of a date without some of its parts, and without what stands between those and others."""
    pattern = QLocale().dateFormat(QLocale.FormatType.LongFormat)
    for part in parts:
        pattern = re.sub(rf"^{part}[^dMy\s']*\s*|[\s,،]*('[^']*'\s*)?{part}\S*$", "", pattern)
    return pattern


def _day(moment: float) -> QDate:
    return _at(moment).date()


def _at(moment: float) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(int(moment * 1000))
