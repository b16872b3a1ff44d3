"""Templates, options and places by the names that a person gives them, and the nearest where there is none."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from vividdesk.model.service import SERVICES, VISTOURE, service_named
from vividdesk.model.template import Template
from vividdesk.texts import _

SAVED = "workflow:"  # begins the id of one


def name_of(template: Template) -> str:
    return f"{template.service}/{template.id}"


def is_saved(name: str) -> bool:
    service, _slash, template = name.partition("/")
    return service_named(service) is VISTOURE and template.startswith(SAVED)


def named(name: str, known: Iterable[Template]) -> Template | None:
    """By its id, or by its label, however it is written."""
    word, _slash, wanted = name.partition("/")
    service = service_named(word)
    if service is None:
        return None
    own = [template for template in known if template.service == service.id]
    exact = (template for template in own if template.id == wanted)
    plain = wanted.strip().casefold()
    near = (template for template in own if plain in map(str.casefold, (template.id, *template.labels)))
    return next(exact, None) or next(near, None)


def unknown(name: str, known: Sequence[Template]) -> str:
    """A sentence."""
    word, slash, wanted = name.partition("/")
    service = service_named(word) if slash else None
    own = [template for template in known if service is None or template.service == service.id]
    names = {each.casefold(): name_of(template) for template in own for each in (template.label, template.id)}
    if service is None:
        names |= {name_of(template).casefold(): name_of(template) for template in own}
    close = get_close_matches((wanted if service else name).casefold(), names, n=3)
    near = list(dict.fromkeys(names[each] for each in close))
    if near:
        return _("There is no template “{name}”. Did you mean {near}?").format(name=name, near=", ".join(near))
    if service is None:
        services = ", ".join(each.id for each in SERVICES)
        return _("There is no template “{name}”; one is named SERVICE/TEMPLATE, with one of: {services}").format(
            name=name, services=services
        )
    return _("There is no template “{name}”; there are: {known}").format(
        name=name, known=", ".join(template.id for template in own)
    )


def no_such(sentence: str, name: str, known: Iterable[tuple[str, str]]) -> str:
    """The sentence, and what may have been meant: each has a name, and a title that the window shows."""
    pairs = [*known]
    titles = {title.casefold(): own for own, title in pairs} | {own.casefold(): own for own, _title in pairs}
    close = get_close_matches(name.casefold(), titles, n=2)
    if close:
        return f"{sentence} " + _("Did you mean {near}?").format(
            near=", ".join(dict.fromkeys(titles[each] for each in close))
        )
    names = ", ".join(dict.fromkeys(titles.values()))
    return f"{sentence} " + _("There are: {known}.").format(known=names) if names else sentence
