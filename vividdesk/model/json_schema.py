"""Schemas as JSON Schema 2020-12, with the few words of our own that begin with `x-`."""

from collections.abc import Iterable, Mapping
from typing import Any

from vividdesk.model.schema import Field, Schema, Warn

# What a word of JSON Schema is called in a Field. The rest needs more than another name.
PLAIN = {
    "title": "title",
    "description": "description",
    "default": "default",
    "minimum": "minimum",
    "maximum": "maximum",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "format": "format",
    "x-names": "names",
    "x-group": "group",
    "x-advanced": "advanced",
    "x-unit": "unit",
    "x-slot": "slot",
    "x-shown-when": "shown_when",
    "readOnly": "linked",
    "x-note": "note",
}


def read(words: Mapping[str, Any]) -> Schema:
    """From words that `catalog.schema.json` admits."""
    required = words.get("required", ())
    return Schema(
        tuple(_field(name, each, name in required) for name, each in words["properties"].items()),
        is_open=words.get("additionalProperties", True),
    )


def _field(name: str, words: Mapping[str, Any], required: bool) -> Field:
    kinds = words["type"] if isinstance(words["type"], list) else [words["type"]]
    return Field(
        name,
        type=kinds[0],
        nullable="null" in kinds,
        required=required,
        enum=tuple(value for value in words.get("enum", ()) if value is not None),
        examples=tuple(words.get("examples", ())),
        warn_when=tuple(Warn(**each) for each in words.get("x-warn-when", ())),
        **{ours: words[theirs] for theirs, ours in PLAIN.items() if theirs in words},
    )


def write(schema: Schema, fields: Iterable[Field] | None = None) -> dict[str, Any]:
    """As a validator reads it; of the whole schema, or of some of its fields."""
    fields = schema.fields if fields is None else tuple(fields)
    return {
        "type": "object",
        "properties": {each.name: _words(each) for each in fields},
        "required": [each.name for each in fields if each.required],
        "additionalProperties": schema.is_open,
    }


def _words(field: Field) -> dict[str, Any]:
    words: dict[str, Any] = {"type": [field.type, "null"] if field.nullable else field.type}
    if field.enum:
        words["enum"] = [*field.enum, None] if field.nullable else list(field.enum)
    if field.examples:
        words["examples"] = list(field.examples)
    if field.warn_when:
        words["x-warn-when"] = [each._asdict() for each in field.warn_when]
    bare = Field(field.name)
    for theirs, ours in PLAIN.items():
        if (value := getattr(field, ours)) != getattr(bare, ours):
            words[theirs] = value
    return words | {"default": None} if field.nullable and field.default is None else words
