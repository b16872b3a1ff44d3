"""What is asked where somebody is about to make the same again."""

import time
from typing import TYPE_CHECKING, NamedTuple

from vividdesk.bridge import figures
from vividdesk.model.job import Job, JobState
from vividdesk.texts import _, count

if TYPE_CHECKING:
    from vividdesk.jobs.runner import AskedTwice


class Twice(NamedTuple):
    """`others`: the button for those that are new alone; empty where there are none."""

    title: str
    says: str
    all: str
    others: str


def twice_words(twice: "AskedTwice", number: int, new: int, local: bool) -> Twice:
    """Of `number` that would be sent, `new` have not been asked for before, unless it is among them that two are."""
    known = number - new
    title = twice.title if twice.job is None else _how_it_stands(twice.job)
    if twice.job is not None and known > 1:
        title = _("{n} of these {all} were asked for already, exactly like this.").format(n=known, all=number)
        if not new:
            title = _("All {n} were asked for already, exactly like this.").format(n=number)
    paid_again = "" if local else " " + _("It is paid again.")
    if number == 1:
        once = _("Make it again only if you want it twice.")
        return Twice(title, once + paid_again, _("Make it again"), "")
    none = _("Cancel makes none of these {n}.").format(n=number)
    paid_twice = paid_again and " " + _("What is made twice is paid twice.")
    every = _("Make both") if number == 2 else _("Make all {n}").format(n=number)
    others = count("Make the other one", "Make the other {n}", new) if 0 < new < number else ""
    return Twice(title, none + paid_twice, every, others)


def _how_it_stands(job: Job) -> str:
    name = _("{template} of {photo}").format(template=job.label, photo=job.photo_name) if job.photo_name else job.label
    match job.state:
        case JobState.QUEUED:
            return _("{name} is in the queue already, exactly like this.").format(name=name)
        case JobState.DONE:
            said, moment = _("{name} was made exactly like this at {time}."), job.ended_at
        case JobState.UNSURE:
            return _("Whether {name} was accepted is not known yet.").format(name=name)
        case JobState.FAILED | JobState.CANCELLED:
            said, moment = _("{name} was asked for exactly like this at {time}."), job.created_at
        case _other:
            return _("{name} is being made already, exactly like this.").format(name=name)
    return said.format(name=name, time=figures.time_of(moment or time.time()))
