"""What a person asks for in words → requests, or all that is wrong with it at once."""

import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vividdesk import catalog
from vividdesk.commands.names import is_saved, name_of, named, no_such, unknown
from vividdesk.commands.values import read
from vividdesk.errors import PhotoRefused, VividError
from vividdesk.media.intake import Intake
from vividdesk.model.draft import Check, Draft
from vividdesk.model.photo import Photo, Picture
from vividdesk.model.request import Request
from vividdesk.model.schema import Slot
from vividdesk.model.template import Template
from vividdesk.texts import _, count

Say = Callable[[str], None]
Saved = Callable[[], Awaitable[Sequence[Template]]]
Usual = Callable[[str], Mapping[str, str]]  # what jobs for a service say of themselves, as the person has set it


class WrongCall(VividError):
    """It must be said otherwise; nothing was sent."""


@dataclass(frozen=True)
class Words:
    """As they stand on the command line."""

    photos: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()  # SERVICE/TEMPLATE
    options: tuple[str, ...] = ()  # NAME=VALUE
    slots: tuple[str, ...] = ()  # NAME=PHOTO
    examples: bool = False  # the catalogue's own for what is needed and not given
    again: bool = False


@dataclass
class Order:
    """What the words mean, as far as they could be read, and what is wrong with them."""

    templates: list[Template] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    slots: dict[str, tuple[Photo, ...]] = field(default_factory=dict)
    photos: list[Photo] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    has_refused: bool = False  # a photo


async def requests(
    words: Words, own: Path, photos: Path, saved: Saved, say: Say, usual: Usual = lambda _service: {}
) -> list[Request]:
    """One for each photo and template. A WrongCall lists all that is in the way.

    `own` is the folder of the person's templates, `photos` the one in which photos are kept.
    """
    intake = Intake(photos)
    try:
        order = await _read(words, own, saved, say)
        await _take_photos(order, words, intake, say)
        drafts = list(_drafts(order, words.examples, usual))
        checks = [(draft, draft.check()) for draft in drafts]
        order.faults += dict.fromkeys(fault for draft, check in checks for fault in _faults(order, draft, check))
        _check_doubles(order, drafts, words.again)
        fitting = [await _fitted(order, intake, draft) for draft in drafts if not order.faults]
    finally:
        await intake.close()
    if order.faults:
        title = _("Nothing was sent; this is in the way:")
        raise WrongCall(title, "\n".join(f"- {fault}" for fault in order.faults))
    for line in dict.fromkeys(line for draft, check in checks for line in _warnings(draft, check)):
        say(line)
    return [draft.request() for draft in fitting]


async def _read(words: Words, own: Path, saved: Saved, say: Say) -> Order:
    order = Order()
    found = catalog.load(own)
    for problem in found.problems:
        say(str(problem))
    known = list(found.templates)
    if any(is_saved(name) for name in words.templates):
        known += await saved()
    if not words.templates:
        order.faults.append(_("What shall be made? Say it by --with SERVICE/TEMPLATE: see vividdesk templates"))
    for name in dict.fromkeys(words.templates):
        if (template := named(name, known)) is not None:
            order.templates.append(template)
        else:
            order.faults.append(unknown(name, known))
    for pair in words.options:
        name, sign, value = pair.partition("=")
        if sign and name.strip():
            order.options[name.strip()] = value
        else:
            order.faults.append(_("--set takes NAME=VALUE, but is “{pair}”.").format(pair=pair))
    return order


async def _take_photos(order: Order, words: Words, intake: Intake, say: Say) -> None:
    order.photos = [photo for path in words.photos if (photo := await _taken(order, intake, path, say))]
    for pair in words.slots:
        name, sign, path = pair.partition("=")
        if not (sign and name.strip() and path):
            order.faults.append(_("--slot takes NAME=PHOTO, but is “{pair}”.").format(pair=pair))
        elif photo := await _taken(order, intake, path, say):
            order.slots[name.strip()] = (*order.slots.get(name.strip(), ()), photo)


async def _taken(order: Order, intake: Intake, path: str, say: Say) -> Photo | None:
    try:
        taken = await intake.take(path)
    except PhotoRefused as fault:
        order.faults.append(f"{fault.title} {fault.advice}".rstrip())
        order.has_refused = True
        return None
    for note in taken.notes:
        say(f"{taken.photo.name}: {note}")
    return taken.photo


def _drafts(order: Order, examples: bool, usual: Usual) -> Iterator[Draft]:
    homes = {name: _homes_of_option(order, name) for name in order.options}
    places = {name: _homes_of_slot(order, name) for name in order.slots}
    for template in order.templates:
        draft = Draft(template.with_usual(usual(template.service)))
        for name, value in order.options.items():
            if template in homes[name]:
                draft = draft.set(name, read(template.options.named(name) or template.details.named(name), value))
        if examples:
            draft = _with_examples(draft)
        for name, photos in order.slots.items():
            if template in places[name]:
                draft = draft.put(name, *photos)
        yield from _one_for_each_photo(order, draft)


def _homes_of_option(order: Order, name: str) -> list[Template]:
    """The templates that it is meant for: those that name it, or else those that take options of any name."""
    known = [each for each in order.templates if each.options.named(name) or each.details.named(name)]
    homes = known or [each for each in order.templates if each.options.is_open]
    if not homes and order.templates:
        several = (field for each in order.templates for field in (*each.options.fields, *each.details.fields))
        fields = [(field.name, field.title) for field in several]
        order.faults.append(no_such(_("There is no option “{name}”.").format(name=name), name, fields))
    return homes


def _homes_of_slot(order: Order, name: str) -> list[Template]:
    known = [each for each in order.templates if each.slot(name)]
    homes = known or [each for each in order.templates if each.options.is_open]
    if not homes and order.templates:
        slots = [(slot.name, slot.title) for each in order.templates for slot in each.slots]
        order.faults.append(no_such(_("There is no place “{name}” for a photo.").format(name=name), name, slots))
    return homes


def _with_examples(draft: Draft) -> Draft:
    for option in draft.template.options.fields:
        if option.required and option.default is None and option.examples and option.name not in draft.options:
            draft = draft.set(option.name, option.examples[0])
    return draft


def _one_for_each_photo(order: Order, draft: Draft) -> Iterator[Draft]:
    """Photos without a name go into the first place; where a template has none, it is made once and without."""
    slot = _main(draft.template)
    if slot is not None:
        draft = replace(draft, pictures={slot.name: (), **draft.pictures})  # what stands there is named first
    if not order.photos:
        yield draft
    elif slot is None:
        if len(order.templates) == 1:
            order.faults.append(
                _("{template} takes no photo; say --slot NAME=PHOTO where it has to take one.").format(
                    template=name_of(draft.template)
                )
            )
        yield draft
    elif draft.pictures[slot.name]:
        order.faults.append(
            _("{template}: --slot {slot} and the photos without a name want the same place.").format(
                template=name_of(draft.template), slot=slot.name
            )
        )
        yield draft
    else:
        yield from (draft.put(slot.name, photo) for photo in order.photos)


def _main(template: Template) -> Slot | None:
    return next((slot for slot in template.slots if not slot.linked), None)


def _faults(order: Order, draft: Draft, check: Check) -> Iterator[str]:
    """Where a photo was refused, that one is missing is not worth saying."""
    places = {*draft.pictures, *(slot.name for slot in draft.template.slots)}
    for name, sentence in check.faults.items():
        if order.has_refused and name in places:
            continue
        given = f"={order.options[name]}" if name in order.options else ""
        yield f"{name_of(draft.template)}: {name}{given}: {sentence}"


def _warnings(draft: Draft, check: Check) -> Iterator[str]:
    for name, warn in check.warnings.items():
        offer = "" if warn.offer is None else _("Better: --set {name}={value}")
        better = offer.format(name=name, value=json.dumps(warn.offer, ensure_ascii=False).strip('"'))
        yield f"{name_of(draft.template)}: {name}: {warn.says} {better}".rstrip()


def _check_doubles(order: Order, drafts: Sequence[Draft], again: bool) -> None:
    pictures = [{photo for taken in draft.pictures.values() for photo in taken} for draft in drafts]
    doubles = sum(draft in drafts[:place] for place, draft in enumerate(drafts) if pictures[place])
    if doubles and not again:
        order.faults.append(
            count("{n} photo is given twice.", "{n} photos are given twice.", doubles)
            + " "
            + _("--again makes, and pays, it twice.")
        )


async def _fitted(order: Order, intake: Intake, draft: Draft) -> Draft:
    """With each photo within what the service takes."""
    fitting: dict[str, tuple[Picture, ...]] = {}
    for slot, taken in draft.pictures.items():
        with contextlib.suppress(PhotoRefused):
            fitting[slot] = tuple([await _fit(order, intake, draft, each) for each in taken])
    return replace(draft, pictures={**draft.pictures, **fitting})


async def _fit(order: Order, intake: Intake, draft: Draft, picture: Picture) -> Picture:
    if not isinstance(picture, Photo):
        return picture
    try:
        return await intake.fit(picture, draft.template.limits)
    except PhotoRefused as fault:
        order.faults.append(f"{name_of(draft.template)}: {fault.title} {fault.advice}".rstrip())
        raise
