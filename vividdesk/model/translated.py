"""Templates of the catalogue as the person's language has them: what is read of them, never what is sent."""

from dataclasses import replace

from vividdesk.model.schema import Field, Schema, Slot
from vividdesk.model.template import Template
from vividdesk.texts import spoken, translated


def in_words(template: Template) -> Template:
    """It keeps the one it was made from, by whose words it is found, too."""
    if spoken() == "en":
        return template
    return replace(
        template,
        label=translated(template.label),
        description=translated(template.description),
        slots=tuple(map(_slot, template.slots)),
        options=_schema(template.options),
        details=_schema(template.details),
        original=template,
    )


def _slot(slot: Slot) -> Slot:
    return replace(
        slot,
        title=translated(slot.title),
        description=translated(slot.description),
        group=translated(slot.group),
    )


def _schema(schema: Schema) -> Schema:
    return replace(schema, fields=tuple(map(_field, schema.fields)))


def _field(field: Field) -> Field:
    return replace(
        field,
        title=translated(field.title),
        description=translated(field.description),
        names={value: translated(name) for value, name in field.names.items()},
        group=translated(field.group),
        unit=translated(field.unit),
        note=translated(field.note),
        warn_when=tuple(warn._replace(says=translated(warn.says)) for warn in field.warn_when),
    )
