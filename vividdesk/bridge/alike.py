"""What tells jobs apart that would read the same in the list."""

import time
from collections.abc import Callable, Sequence

from vividdesk.bridge import figures
from vividdesk.model.job import Job
from vividdesk.model.template import Template
from vividdesk.texts import _

Find = Callable[[str, str], Template | None]  # by the ids of service and template

NEAR = 12  # rows above and below that may be in sight at the same time
LONGEST = 16  # letters of a value that can be read in passing


def nowhere(_service: str, _template: str) -> None:
    """Where templates are not known."""


def apart(jobs: Sequence[Job], row: int, find: Find = nowhere) -> str:
    """The option that sets it off from those near it with the same name and photo, or when it was asked for.

    Of one that has ended, the row tells when, as it is.
    """
    job = jobs[row]
    near = jobs[max(0, row - NEAR) : row + NEAR + 1]
    others = [each for each in near if each.id != job.id and _name(each) == _name(job)]
    if not others:
        return ""
    template = find(job.request.service, job.request.template)
    for option, value in job.request.options.items():
        field = template.options.named(option) if template is not None else None
        said = (field.names.get(str(value), "") if field is not None else "") or _said(value)
        if 0 < len(said) <= LONGEST and all(each.request.options.get(option) != value for each in others):
            return said
    is_told = job.state.is_end or not figures.is_of_day(job.created_at, time.time())
    moment = figures.time_of(job.created_at)
    return "" if is_told else _("at {time}").format(time=moment)  # without a word it would read like a 9:16


def _said(value: object) -> str:
    """In one line; empty where it cannot be read in passing. A whole number may be a seed: no thousands in it."""
    match value:
        case bool():
            return ""
        case str():
            return " ".join(value.split())
        case int():
            return str(value)
        case float() if value == round(value, 2):
            return figures.number(value)
    return ""


def _name(job: Job) -> tuple[str, str, str]:
    return job.label, job.photo_name, job.lane.service
