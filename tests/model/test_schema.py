"""One table of fields that every source of schemas must meet: JSON Schema, and VistoureAI's manifest."""

from dataclasses import dataclass
from typing import Any

import pytest

from vividdesk.model import json_schema, manifest
from vividdesk.model.schema import Editor, Field, Schema, Warn


@dataclass(frozen=True)
class Row:
    field: Field
    editor: Editor
    words: dict[str, Any]  # as JSON Schema
    entry: str | None = None  # as the manifest has it, where it can say so


def row(editor: Editor, words: dict[str, Any], entry: str | None = None, **field: Any) -> Row:
    return Row(Field("it", title="It", **field), editor, {"title": "It", **words}, entry)


TABLE = {
    "text": row(Editor.TEXT, {"type": "string"}, "<type:str , default value : null>"),
    "text with a default": row(
        Editor.TEXT,
        {"type": "string", "default": "tops (upper-body)"},
        "<type:str , default value : 'tops (upper-body)'>",
        default="tops (upper-body)",
    ),
    "empty text": row(Editor.TEXT, {"type": "string", "default": ""}, "<type:str , default value : ''>", default=""),
    "text that looks like a number": row(
        Editor.TEXT, {"type": "string", "default": "007"}, "<type:str , default value : 007>", default="007"
    ),
    "whole number": row(
        Editor.WHOLE, {"type": "integer", "default": 42}, "<type:int , default value : 42>", type="integer", default=42
    ),
    "negative": row(
        Editor.WHOLE, {"type": "integer", "default": -1}, "<type:int , default value : -1>", type="integer", default=-1
    ),
    "zero": row(
        Editor.WHOLE, {"type": "integer", "default": 0}, "<type:int , default value : 0>", type="integer", default=0
    ),
    "number": row(
        Editor.DECIMAL,
        {"type": "number", "default": 7.5},
        "<type:float , default value : 7.5>",
        type="number",
        default=7.5,
    ),
    "yes or no": row(
        Editor.YES_NO,
        {"type": "boolean", "default": False},
        "<type:bool , default value : False>",
        type="boolean",
        default=False,
    ),
    "choice": row(Editor.CHOICE, {"type": "integer", "enum": [4, 6, 8]}, type="integer", enum=(4, 6, 8)),
    "choice with names": row(
        Editor.CHOICE,
        {"type": "string", "enum": ["a", "b"], "x-names": {"a": "First"}},
        enum=("a", "b"),
        names={"a": "First"},
    ),
    "choice or nothing": row(
        Editor.CHOICE,
        {"type": ["string", "null"], "enum": ["16:9", None], "default": None},
        enum=("16:9",),
        nullable=True,
    ),
    "open choice": row(
        Editor.OPEN_CHOICE, {"type": "string", "examples": ["Beta", "Turbo"]}, examples=("Beta", "Turbo")
    ),
    "one example": row(Editor.TEXT, {"type": "string", "examples": ["mia"]}, examples=("mia",)),
    "bounds": row(
        Editor.DECIMAL,
        {"type": "number", "minimum": 0, "maximum": 20.0, "multipleOf": 0.5},
        type="number",
        minimum=0,
        maximum=20.0,
        multiple_of=0.5,
    ),
    "lengths": row(Editor.TEXT, {"type": "string", "minLength": 3, "maxLength": 9}, min_length=3, max_length=9),
    "long text": row(Editor.LONG_TEXT, {"type": "string", "format": "multiline"}, format="multiline"),
    "address": row(
        Editor.ADDRESS, {"type": "string", "format": "uri", "x-slot": "image_files"}, format="uri", slot="image_files"
    ),
    "object": row(Editor.JSON, {"type": "object"}, type="object"),
    "our own words": row(
        Editor.TEXT,
        {
            "type": "string",
            "x-group": "Size",
            "x-advanced": True,
            "x-unit": "px",
            "x-shown-when": {"mode": "video"},
            "x-warn-when": [{"value": "x", "says": "No.", "offer": "y"}],
        },
        group="Size",
        advanced=True,
        unit="px",
        shown_when={"mode": "video"},
        warn_when=(Warn("x", "No.", "y"),),
    ),
}
ROWS = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)


@ROWS
def test_from_json_schema(row: Row) -> None:
    schema = json_schema.read({"type": "object", "properties": {"it": row.words}})
    assert schema.fields == (row.field,)
    assert schema.fields[0].editor is row.editor


@ROWS
def test_back_to_json_schema(row: Row) -> None:
    assert json_schema.write(Schema((row.field,)))["properties"]["it"] == row.words


@pytest.mark.parametrize(
    "row", [row for row in TABLE.values() if row.entry], ids=[n for n, r in TABLE.items() if r.entry]
)
def test_from_the_manifest(row: Row) -> None:
    made = manifest.template({"name": "W", "inputs": {"optional": {"it": row.entry}}})
    assert made.options.fields == (row.field,)


def test_what_is_required_and_what_is_open() -> None:
    schema = json_schema.read(
        {
            "type": "object",
            "properties": {"a": {"title": "A", "type": "string"}, "b": {"title": "B", "type": "integer", "default": 0}},
            "required": ["a"],
            "additionalProperties": False,
        }
    )
    assert (schema.required, schema.defaults, schema.is_open) == (("a",), {"b": 0}, False)
    assert schema.named("b") is schema.fields[1]
    assert schema.named("c") is None


def test_shown_when_all_conditions_hold() -> None:
    field = Field("it", shown_when={"mode": "video", "sound": True})
    assert field.is_shown({"mode": "video", "sound": True, "more": 1})
    assert not field.is_shown({"mode": "video"})
