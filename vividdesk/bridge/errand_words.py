"""What is said of what a service was or shall be told of a clip."""

from collections.abc import Iterable

from vividdesk.model.errand import Errand, ErrandState, What
from vividdesk.texts import _


def visibilities() -> dict[str, str]:
    """In the service's words, and in ours."""
    return {"0": _("Only me"), "1": _("Whoever has the link"), "2": _("Everybody")}


def lines(errands: Iterable[Errand]) -> str:
    """One below the other; empty where there is nothing to say."""
    return "\n".join(filter(None, map(line, errands)))


def line(errand: Errand) -> str:
    if errand.what is What.DELETE:
        return _of_deleting(errand)
    if errand.state is ErrandState.REFUSED:
        said = _("{what}: not taken. {reason}")
    elif errand.state is ErrandState.DONE:
        said = _("{what}: told")
    else:
        said = _("{what}: not yet told. {reason}") if errand.trouble else _("{what}: on its way…")
    return said.format(what=_name(errand.what), reason=_reason(errand))


def _of_deleting(errand: Errand) -> str:
    if errand.state is ErrandState.DONE:
        return _("Deleted there")
    if errand.state is ErrandState.REFUSED:
        return _("Not deleted. {reason}").format(reason=_reason(errand))
    if errand.trouble:
        return _("Not deleted yet. {reason}").format(reason=_reason(errand))
    return _("Will be deleted there")


def _name(what: What) -> str:
    names = {What.RATING: _("Rating"), What.TITLE: _("Title"), What.VISIBILITY: _("Who can see it")}
    return names[what]


def _reason(errand: Errand) -> str:
    """With what helps where nothing happens before somebody does something."""
    trouble = errand.trouble
    if trouble is None:
        return ""
    if trouble.kind == "Unreachable":
        return _("It cannot be reached; this is done when it can be.")
    if trouble.kind == "BrokenAnswer":
        return _("The connection broke; this is tried again.")
    return trouble.title
