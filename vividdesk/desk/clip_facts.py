"""Facts about clips as rows of two: what it is called, and what it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from vividdesk.bridge import clip_words as words
from vividdesk.bridge import figures
from vividdesk.bridge.errand_words import lines
from vividdesk.bridge.lineage import Lineage
from vividdesk.model.clip import Clip
from vividdesk.model.job import Job
from vividdesk.model.template import Template
from vividdesk.texts import _, decimal

LONGEST = 200  # letters of a value

Fact = tuple[str, str]


def facts(clips: Sequence[Clip], job: Job | None = None) -> list[Fact]:
    if len(clips) == 1:
        return _of_one(clips[0], job)
    seconds = sum(clip.seconds for clip in clips)
    rows = [(_("Together"), words.size(sum(clip.size for clip in clips)))]
    if seconds:
        rows.append((_("Plays for"), words.length(seconds)))
    return rows


def _of_one(clip: Clip, job: Job | None) -> list[Fact]:
    where = words.service(clip)
    rows = [
        (_("Service"), _("{service}, on this computer").format(service=where) if clip.local else where),
        (_("Template"), clip.label),
        (_("Made"), words.made_exactly(clip)),
    ]
    if clip.step:
        rows.append((_("Step"), words.step(clip)))
    if clip.is_moving:
        rows.append((_("Length"), _("{seconds} s").format(seconds=figures.decimal(clip.seconds))))
    rows.append((_("Size"), f"{words.pixels(clip)} · {words.size(clip.size)}"))
    if job is not None and job.cost is not None:
        rows.append((_("Cost"), _("{credits} credits").format(credits=figures.number(job.cost))))
    if clip.photo:
        rows.append((_("Photo"), clip.photo))
    return rows


def there(clip: Clip, found: Lineage) -> list[Fact]:
    """What its service knows of it by now."""
    said = lines(found.errands)
    return [(_("At {service}").format(service=words.service(clip)), said)] if said else []


def options(job: Job | None, template: Template | None) -> list[Fact]:
    """What was sent beside the photos; the prompt stands elsewhere."""
    if job is None:
        return []
    schema = template.options if template is not None else None
    rows = []
    for name, value in job.request.options.items():
        if name in ("prompt", "positive_prompt") or value == "":
            continue
        field = schema.named(name) if schema is not None else None
        title = (field.title if field is not None else "") or name.replace("_", " ").capitalize()
        known = field.names.get(str(value)) if field is not None else None
        unit = field.unit if field is not None else ""
        rows.append((title, known or " ".join(part for part in (_plain(value), unit) if part)))
    return rows


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        text = ", ".join(f"{name}: {_plain(each)}" for name, each in value.items())
    elif isinstance(value, tuple):
        text = ", ".join(_plain(each) for each in value)
    elif isinstance(value, int | float):
        text = decimal(value)
    else:
        text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
