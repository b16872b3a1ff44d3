"""What has the form of a template and still cannot be one."""

from collections.abc import Iterator
from dataclasses import replace

from vividdesk.model.schema import Field, Schema
from vividdesk.model.template import Decided, Template
from vividdesk.model.validate import validate
from vividdesk.texts import _

Place = list[str | int]

# Services whose form has one place for photos, and its name.
ONLY_SLOT = {"vimmerse": "image_files", "vividflow": "image"}


def nonsense(template: Template) -> Iterator[tuple[Place, str]]:
    """Each with the way to it inside the template's entry in the catalogue."""
    yield from _names(template)
    yield from _slots(template)
    if isinstance(template.made, Decided):
        yield from _makes(template, template.made)
    slots = {slot.name for slot in template.slots}
    for field in template.options.fields:
        place: Place = ["options", "properties", field.name]
        for name in field.shown_when:
            if template.options.named(name) is None:
                yield [*place, "x-shown-when"], no_option(name)
        if field.slot and field.slot not in slots:
            yield [*place, "x-slot"], _("there is no place for photos called {name}").format(name=field.slot)
        yield from misfits(field, place)


def misfits(field: Field, place: Place) -> Iterator[tuple[Place, str]]:
    """Where the field's own values are none that it takes."""
    alone = replace(field, shown_when={}, slot="")
    if field.default is not None and (sentence := validate(Schema((alone,)), {}).faults.get(field.name)):
        yield [*place, "default"], sentence
    of_type = Schema((replace(alone, enum=(), default=None, required=False),))
    for value in field.enum:
        if sentence := validate(of_type, {field.name: value}).faults.get(field.name):
            yield [*place, "enum"], sentence


def no_option(name: str) -> str:
    return _("there is no option {name}").format(name=name)


def _names(template: Template) -> Iterator[tuple[Place, str]]:
    names = [
        each.name for group in (template.slots, template.options.fields, template.details.fields) for each in group
    ]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield [], _("the name {name} is given twice").format(name=name)


def _slots(template: Template) -> Iterator[tuple[Place, str]]:
    only = ONLY_SLOT.get(template.service)
    for number, slot in enumerate(template.slots):
        if only and slot.name != only:
            yield ["photos", number, "name"], _("this service's only place for photos is {name}").format(name=only)
        if slot.by_address and template.service == "vividflow":
            yield ["photos", number, "by_address"], _("this service takes files only")
        if slot.at_most is not None and slot.at_most < slot.at_least:
            yield ["photos", number, "at_most"], _("this is less than what is needed at least")


def _makes(template: Template, made: Decided) -> Iterator[tuple[Place, str]]:
    field = template.options.named(made.option)
    if field is None:
        yield ["makes"], no_option(made.option)
    elif field.enum and set(made.by_value) != set(map(str, field.enum)):
        choices = ", ".join(map(str, field.enum))
        yield ["makes"], _("{name} has the values {choices}").format(name=made.option, choices=choices)
