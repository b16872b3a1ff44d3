"""What is said of a clip, wherever it is shown."""

from PySide6.QtCore import QDateTime, QLocale

from vividdesk.bridge import figures
from vividdesk.model.clip import Clip
from vividdesk.model.service import service_named
from vividdesk.texts import _, count


def name(clip: Clip) -> str:
    return clip.title or clip.label


def service(clip: Clip) -> str:
    known = service_named(clip.service)
    return known.name if known else clip.service


def kind(clip: Clip) -> str:
    """Its length, or that it is a picture."""
    if clip.is_moving:
        return length(clip.seconds)
    return _("step") if clip.step else _("picture")


def step(clip: Clip) -> str:
    """What the picture of a step shows. Of one that a service brings up anew, the name must do."""
    match clip.step:
        case "crop_to_content":
            return _("the photo, cropped to the person")
        case "create_media":
            return _("the picture that then moves")
        case "video_overlay":
            return _("with what is laid over it")
    return clip.step.replace("_", " ")


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
