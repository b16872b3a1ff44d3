"""What a request says of a template's options, against the catalogue."""

import json
import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from vividdesk.localservice.refusal import Place, unfit
from vividdesk.model.schema import Field, Schema
from vividdesk.model.validate import validate

LONGEST = 20_000  # letters of an option; what is longer is no words, and slow to look through
YES_NO = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def fitting(
    schema: Schema, values: Mapping[str, Any], filled: Collection[str] = (), at: Place = ("body",)
) -> dict[str, Any]:
    """The options as they count, defaults among them; a Refusal with a sentence for each that is wrong."""
    faults = dict(_long(values))
    verdict = validate(schema, {name: value for name, value in values.items() if name not in faults}, filled)
    faults = {**verdict.faults, **faults}
    if faults:
        raise unfit({(*at, name): sentence for name, sentence in faults.items()})
    return dict(verdict.options)


def _long(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if len(value if isinstance(value, str) else json.dumps(value)) > LONGEST:
            yield name, f"Write at most {LONGEST} characters."


def from_words(field: Field | None, text: str) -> Any:
    """The value that a form's word stands for; the word itself where it stands for none, to be refused as such."""
    try:
        match field:
            case Field(type="integer"):
                return _whole(text)
            case Field(type="number"):
                number = float(text)
                return number if math.isfinite(number) else text
            case Field(type="boolean"):
                return YES_NO.get(text.strip().casefold(), text)
    except ValueError:
        return text
    if field is not None and field.nullable and text.strip() in ("", "None", "null"):
        return None
    return text


def _whole(text: str) -> int | str:
    """Also of "8.0"."""
    if len(text) > 20:
        return text
    number = float(text)
    return int(number) if number.is_integer() else text
