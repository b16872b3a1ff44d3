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


def in_view(clip: Clip) -> str:
    """As the one that is looked at: two of one template are of different photos more often than not."""
    return clip.title or " · ".join(filter(None, (clip.label, clip.photo)))


def told_apart(clips: Sequence[Clip]) -> list[str]:
    """Only by what differs, the shortest first: side by side there is room for little."""
    one_day = len({_moment(clip).date() for clip in clips}) == 1
    numbers = {clip.id: str(number) for number, clip in enumerate(clips, 1)}
    differing: list[list[str]] = []
    for said in (name, _photo, pixels, _time if one_day else made, lambda clip: numbers[clip.id]):
        column = [said(clip) for clip in clips]
        if len(set(column)) > 1 and len(set(zip(*differing, strict=True))) < len(clips):
            differing.append(column)
    differing.sort(key=lambda column: max(map(len, column)))
    return [" · ".join(filter(None, row)) or name(clip) for clip, *row in zip(clips, *differing, strict=True)]


def pixels(clip: Clip) -> str:
    return f"{clip.width} × {clip.height}"


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
    at, clock = _moment(clip), _time(clip)
    days = at.date().daysTo(now.date())
    if days == 0:
        return _("today {time}").format(time=clock)
    if days == 1:
        return _("yesterday {time}").format(time=clock)
    return figures.day_of_month(at.date(), year=at.date().year() != now.date().year())


def made_exactly(clip: Clip) -> str:
    return f"{figures.day_in_words(_moment(clip).date())}, {_time(clip)}"


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


def _photo(clip: Clip) -> str:
    return clip.photo


def _moment(clip: Clip) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(clip.made_at))


def _time(clip: Clip) -> str:
    return QLocale().toString(_moment(clip).time(), QLocale.FormatType.ShortFormat)
