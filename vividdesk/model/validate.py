"""Values against a schema: clean options, or a sentence per option that says what is allowed."""

import functools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vividdesk.model import json_schema
from vividdesk.model.crop import SHAPE, Shape
from vividdesk.model.photo import is_public
from vividdesk.model.schema import Editor, Field, Schema, Warn
from vividdesk.texts import _, count, decimal

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

LARGEST = 2**63  # of whole numbers that programs commonly hold
LARGEST_EXACT = 2**53  # whole numbers beyond cannot be told apart as decimals


@dataclass(frozen=True)
class Verdict:
    """`options` is what would be sent, as far as it is right; `warnings` are not in the way."""

    options: Mapping[str, Any]
    faults: Mapping[str, str]
    warnings: Mapping[str, Warn]


def validate(schema: Schema, values: Mapping[str, Any], filled: Collection[str] = ()) -> Verdict:
    """`filled` are the slots that hold a photo. Values left at None are left out of the options."""
    given = {name: _typed(schema, schema.named(name), value) for name, value in values.items()}
    known = {name: value for name, value in (schema.defaults | given).items() if value is not None}
    shown = [each for each in schema.fields if not each.linked and each.slot not in filled and each.is_shown(known)]
    passed_over = {each.name for each in schema.fields} - {each.name for each in shown}
    present = {name: value for name, value in known.items() if name not in passed_over}
    faults = dict(_faults(schema, shown, present))
    sent = {
        name: value
        for name, value in present.items()
        if name not in faults and (schema.sends_defaults or name in given or name in schema.required)
    }
    return Verdict(sent, faults, dict(_warnings(shown, sent)))


def _typed(schema: Schema, field: Field | None, value: Any) -> Any:
    """The value as the field's type writes it: 81 and not 81.0 for a whole number, 7.0 and not 7 for another.

    A text left empty is no value, unless the default would be sent in its place.
    """
    if isinstance(value, str):
        text = value.strip()
        default = field.default if field and (schema.sends_defaults or field.required) else None
        return None if text == "" and field and default is None else text
    if field is None or isinstance(value, bool):
        return value
    if field.type == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    if field.type == "number" and isinstance(value, int) and abs(value) <= LARGEST_EXACT:
        return float(value)
    return value


def _faults(schema: Schema, shown: list[Field], present: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    from jsonschema import FormatChecker  # it takes a tenth of a second, and is not needed before the first paint

    formats = FormatChecker(formats=())
    formats.checks("uri")(lambda value: not isinstance(value, str) or is_public(value))
    validator = _validator()(json_schema.write(schema, shown), format_checker=formats)
    sendable = {name: value for name, value in present.items() if can_be_sent(value)}
    unfit = {name for error in validator.iter_errors(sendable) for name in _names(error, sendable)}
    unfit |= {each.name for each in shown if present.get(each.name) == "" != each.default}
    for name in dict.fromkeys([*present, *schema.required]):
        if name in present and name not in sendable:
            yield name, _("This cannot be sent: it holds characters or numbers that no service can read.")
        elif name in unfit:
            yield name, _sentence(schema, name, missing=present.get(name, "") == "")


def warm_up() -> None:
    """Loads what the first check would otherwise wait for; slow, so not for a loop."""
    _validator()


@functools.cache
def _validator() -> "type[Validator]":
    """0.3 is a multiple of 0.1 here, as it is for the person who typed it."""
    from jsonschema import Draft202012Validator, ValidationError, validators

    def multiple(_checker: Any, step: Any, value: Any, _words: Any) -> "Iterator[ValidationError]":
        if isinstance(value, int | float) and Fraction(str(value)) % Fraction(str(step)):
            yield ValidationError(f"{value} is no multiple of {step}")

    made: type[Validator] = validators.extend(Draft202012Validator, {"multipleOf": multiple})
    return made


def _names(error: "ValidationError", present: Mapping[str, Any]) -> Iterable[str]:
    """The options that one of jsonschema's errors is about."""
    match error.validator:
        case _ if error.absolute_path:
            return [str(error.absolute_path[0])]
        case "required":
            return [name for name in error.validator_value if name not in present]
        case "additionalProperties":
            return [name for name in present if name not in error.schema["properties"]]
    raise ValueError(f"no option is meant by {error.message}")


def can_be_sent(value: Any) -> bool:
    """Whether it can be written in JSON that a service reads."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) < LARGEST
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, Mapping):
        return all(can_be_sent(key) and can_be_sent(each) for key, each in value.items())
    if isinstance(value, list | tuple):
        return all(map(can_be_sent, value))
    return True


def _warnings(shown: list[Field], sent: Mapping[str, Any]) -> Iterator[tuple[str, Warn]]:
    for field in shown:
        for warn in field.warn_when:
            if field.name in sent and sent[field.name] == warn.value:
                yield field.name, warn
        if field.name == SHAPE and not field.enum and field.name in sent and Shape.read(sent[SHAPE]) is None:
            says = _("“{value}” is no shape, such as 16:9: the service may refuse it.")
            yield field.name, Warn(sent[SHAPE], says.format(value=sent[SHAPE]))


def _sentence(schema: Schema, name: str, missing: bool) -> str:
    field = schema.named(name)
    if field is None:
        from difflib import get_close_matches

        near = get_close_matches(name, [each.name for each in schema.fields], n=1)
        if near:
            return _("There is no such option. Did you mean {near}?").format(near=near[0])
        return _("There is no such option.")
    if missing:
        return _("This is needed. {allowed}").format(allowed=allowed(field))
    return allowed(field)


def allowed(field: Field) -> str:
    """What the field takes, as a sentence."""
    if field.enum:
        return _("Choose {choices}.").format(choices=_or([_shown(field, value) for value in field.enum]))
    match field.type:
        case "integer":
            return _within(field, _("a whole number"))
        case "number":
            return _within(field, _("a number"))
        case "boolean":
            return _("Choose yes or no.")
        case "object":
            return _("Give an object in JSON, such as {example}.").format(example='{"name": "value"}')
    if field.format == "uri":
        return _("Give an address that begins with https://.")
    if field.editor is Editor.OPEN_CHOICE:
        return _("Choose {choices}, or write something else.").format(
            choices=_or([str(each) for each in field.examples])
        )
    return _length(field)


def _within(field: Field, number: str) -> str:
    low, high = _number(field.minimum), _number(field.maximum)
    match field.minimum, field.maximum:
        case None, None:
            sentence = _("Give {number}.").format(number=number)
        case _low, None:
            sentence = _("Give {number}, {low} or more.").format(number=number, low=low)
        case None, _high:
            sentence = _("Give {number}, {high} or less.").format(number=number, high=high)
        case _low, _high:
            sentence = _("Give {number} from {low} to {high}.").format(number=number, low=low, high=high)
    if field.multiple_of and field.multiple_of != 1:
        step = _number(field.multiple_of)
        return _("{sentence} It must be a multiple of {step}.").format(sentence=sentence, step=step)
    return sentence


def _length(field: Field) -> str:
    match field.min_length or 0, field.max_length:
        case low, int(high) if low:
            return _("Write {low} to {high} characters.").format(low=low, high=high)
        case _low, int(high):
            return count("Write at most {n} character.", "Write at most {n} characters.", high)
        case low, None if low > 1:
            return count("Write at least {n} character.", "Write at least {n} characters.", low)
    return _("Write some text.")


def _shown(field: Field, value: Any) -> str:
    return field.names.get(str(value), str(value))


def _number(value: float | None) -> str:
    return "" if value is None else decimal(value)


def _or(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("{several} or {last}").format(several=", ".join(words[:-1]), last=words[-1])
