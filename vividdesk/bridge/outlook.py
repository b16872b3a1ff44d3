"""What the send button says, and the quiet words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vividdesk.bridge import figures
from vividdesk.bridge.job_words import service_name
from vividdesk.model.draft import Draft
from vividdesk.model.schema import Slot
from vividdesk.model.template import Makes
from vividdesk.texts import _, count

if TYPE_CHECKING:
    from vividdesk.jobs.money import Prospect

NAMED, LONGEST = 2, 32  # of what is missing, by the button; and letters of their names


@dataclass(frozen=True)
class Outlook:
    """Not ready: the button says what is missing. `more` is what there is to know beyond the note."""

    button: str
    note: str
    ready: bool
    more: str = ""


def what_is_missing(draft: Draft, varied: Sequence[Draft], main: Slot | None) -> str:
    """`varied` by the presets that are sent with it. Empty where nothing is in the way."""
    first = next((each for each in varied if each.check().faults), draft)
    faults = first.check().faults
    if main is not None and main.name in faults and not draft.pictures.get(main.name):
        return _("Choose a photo")
    given = first.options.keys() | first.details.keys()
    wrong = [name for name in faults if name in given or first.pictures.get(name)]
    if wrong:
        return count("{n} thing is not right yet", "{n} things are not right yet", len(wrong))
    if not faults:
        return ""
    names = ", ".join(map(draft.title, faults))
    if len(faults) > NAMED or len(names) > LONGEST:
        return count("{n} thing is still missing", "{n} things are still missing", len(faults))
    return _("Still missing: {names}").format(names=names)


def what_will_happen(varied: Sequence[Draft], number: int, local: bool) -> str:
    """`number` of jobs. The local service is named by where it is: the others' names would promise their work."""
    template = varied[0].template
    name = service_name(template.service)
    kinds = {template.makes_with(each.options) for each in varied}
    match kinds.pop() if len(kinds) == 1 else None:
        case Makes.CLIP if local:
            return count("Make {n} clip on this computer", "Make {n} clips on this computer", number)
        case Makes.CLIP:
            return count("Make {n} clip with {service}", "Make {n} clips with {service}", number, service=name)
        case Makes.PICTURE if local:
            return count("Make {n} picture on this computer", "Make {n} pictures on this computer", number)
        case Makes.PICTURE:
            return count("Make {n} picture with {service}", "Make {n} pictures with {service}", number, service=name)
    if local:
        return count("Make {n} result on this computer", "Make {n} results on this computer", number)
    return count("Make {n} result with {service}", "Make {n} results with {service}", number, service=name)


def note(draft: Draft, number: int, known: "Prospect | None", local: bool, ready: bool) -> str:
    """What it costs and how long it takes, as far as is known: what is cut off is at its end.

    Where the local service stands in, whose work it is not; once it is `ready`, the button says where it is made.
    """
    notes = []
    service = service_name(draft.template.service)
    if local and not ready:
        notes.append(_("Rendered on this computer, not by {service}").format(service=service))
    if known is not None and known.price is not None:
        notes.append(_("about {n} credits").format(n=figures.number(known.price * number)))
    if known is not None and known.past is not None:
        notes.append(_("usually {time}").format(time=lasting(known.past.median)))
    if local and ready:
        notes += [_("costs nothing"), _("not by {service}").format(service=service)]
    if known is not None and known.jobs_left is not None and number > known.jobs_left:
        notes.append(_("the limit lets {n} out today").format(n=known.jobs_left))
    if known is not None and known.credits is not None:
        notes.append(_("{n} credits left").format(n=figures.number(known.credits)))
    return " · ".join(notes)


def at_length(known: "Prospect | None") -> str:
    """What the words beside the button have no room for."""
    past = known.past if known else None
    if past is None:
        return ""
    median, most = lasting(past.median), lasting(past.p90)
    if median == most:
        return _("usually ready in {median}").format(median=median)
    return _("usually ready in {median} (9 of 10 within {most})").format(median=median, most=most)


def lasting(seconds: float) -> str:
    """As people say it."""
    whole = max(1, round(seconds))
    if whole < 60:
        return _("{n} s").format(n=whole)
    minutes, rest = divmod(whole, 60)
    return (
        _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest) if rest else _("{n} min").format(n=minutes)
    )
