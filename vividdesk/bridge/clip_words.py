"""What is said of a clip, wherever it is shown."""

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale

from vividdesk.bridge import figures
from vividdesk.bridge.job_words import step_name
from vividdesk.model.clip import Clip
from vividdesk.model.service import service_named
from vividdesk.texts import _, count


def name(clip: Clip) -> str:
    return clip.title or clip.label


def told_apart(clips: Sequence[Clip]) -> list[str]:
    """Their names; where some have the same, with what they were made from, or when."""
    names = [name(clip) for clip in clips]
    for more in (lambda clip: clip.photo, made):
        if len(set(names)) < len(names):
            pairs = zip(names, map(more, clips), strict=True)
            names = [" · ".join(filter(None, pair)) for pair in pairs]
    return names


def service(clip: Clip) -> str:
    known = service_named(clip.service)
    return known.name if known else clip.service


def kind(clip: Clip) -> str:
    """Its length, or that it is a picture."""
    if clip.is_moving:
        return length(clip.seconds)
    return _("step") if clip.step else _("picture")


def step(clip: Clip) -> str:
    return step_name(clip.step)


def length(seconds: float) -> str:
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def made(clip: Clip, now: QDateTime | None = None) -> str:
    """Short: today the time, before that the day."""
    now = now or QDateTime.currentDateTime()
    at = QDateTime.fromSecsSinceEpoch(int(clip.made_at))
    days = at.date().daysTo(now.date())
    clock = QLocale().toString(at.time(), QLocale.FormatType.ShortFormat)
    if days == 0:
        return _("today {time}").format(time=clock)
    if days == 1:
        return _("yesterday {time}").format(time=clock)
    return figures.day_of_month(at.date(), year=at.date().year() != now.date().year())


def made_exactly(clip: Clip) -> str:
    at = QDateTime.fromSecsSinceEpoch(int(clip.made_at))
    clock = QLocale().toString(at.time(), QLocale.FormatType.ShortFormat)
    return f"{figures.day_in_words(at.date())}, {clock}"


def size(size_in_bytes: int) -> str:
    return QLocale().formattedDataSize(size_in_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def stars(rating: int) -> str:
    return count("{n} star", "{n} stars", rating) if rating else _("not rated")


def line(clip: Clip) -> str:
    """The quiet one below its name."""
    return f"{service(clip)} · {made(clip)}"


def aloud(clip: Clip) -> str:
    """All that its card shows, for those who hear it."""
    parts = [name(clip), kind(clip), line(clip)]
    if clip.local:
        parts.append(_("made on this computer"))
    if clip.rating:
        parts.append(stars(clip.rating))
    if clip.missing:
        parts.append(_("file missing"))
    return ", ".join(parts)
