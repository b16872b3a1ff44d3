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
    """Its value of an option that no other near it with its name and photo has, else of one that some do not have.

    Where all options are the same, when it was asked for; of one that has ended, the row tells when, as it is.
    """
    job = jobs[row]
    near = jobs[max(0, row - NEAR) : row + NEAR + 1]
    others = [each for each in near if each.id != job.id and _name(each) == _name(job)]
    if not others:
        return ""
    template = find(job.request.service, job.request.template)
    for enough in (all, any):
        for option, value in job.request.options.items():
            said = _named(template, option, value)
            if 0 < len(said) <= LONGEST and enough(each.request.options.get(option) != value for each in others):
                return said
    is_told = job.state.is_end or not figures.is_of_day(job.created_at, time.time())
    moment = figures.time_of(job.created_at)
    return "" if is_told else _("at {time}").format(time=moment)  # without a word it would read like a 9:16


def _named(template: Template | None, option: str, value: object) -> str:
    field = template.options.named(option) if template is not None else None
    return (field.names.get(str(value), "") if field is not None else "") or _said(value)


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
