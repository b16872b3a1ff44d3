"""Saved workflows of VistoureAI as templates, from what the service tells of them when it is asked.

Each input comes as a text in a small language: `<type:str , default value : 'tops (upper-body)'>`.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vividdesk.errors import BrokenAnswer
from vividdesk.model.photo import JPEG, PNG, WEBP
from vividdesk.model.schema import Field, Schema, Slot
from vividdesk.model.template import Kind, Makes, PhotoLimits, Template
from vividdesk.model.validate import can_be_sent
from vividdesk.texts import _

ENTRY = re.compile(
    r"\s*<\s*type\s*:(?P<type>[^,<>]*)(?:,\s*default\s*value\s*:(?P<value>.*))?>\s*",
    re.IGNORECASE | re.DOTALL,
)
PLACEHOLDER = re.compile(r"\s*<([^<>]*)>\s*")
IMAGE = "image"
TYPES = {
    "str": "string",
    "string": "string",
    "text": "string",
    "int": "integer",
    "integer": "integer",
    "float": "number",
    "number": "number",
    "bool": "boolean",
    "boolean": "boolean",
}
NOTHING = ("", "null", "none")
YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
ESCAPED = {"n": "\n", "t": "\t"}
LONG = ("prompt", "description")
DEEPEST = 20  # levels of a sample value


@dataclass(frozen=True)
class Entry:
    """One input: its type in JSON Schema's words or `image`, its default, and what was not understood."""

    type: str
    default: Any = None
    note: str = ""


def entry(text: Any) -> Entry:
    """Whatever it is given becomes something a person can fill in."""
    found = ENTRY.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return Entry("string", note=_("The service describes this in a way we do not know; it is sent as text."))
    named, literal = found["type"].strip("'\" \t\n"), (found["value"] or "").strip()
    kind = IMAGE if named.casefold() == IMAGE else TYPES.get(named.casefold())
    if kind is None:
        note = _("The service calls this “{type}”, which we do not know; it is sent as text.").format(type=named)
        return Entry("string", _value("string", literal), note)
    try:
        return Entry(kind, _value(kind, literal))
    except (ValueError, KeyError):
        note = _("The service's default “{default}” does not fit and is not shown.").format(default=literal)
        return Entry(kind, note=note)


def _value(kind: str, literal: str) -> Any:
    if literal.casefold() in NOTHING:
        return None
    text = _unquoted(literal)
    match kind:
        case "integer":
            return int(text)
        case "number":
            number = float(text)
            if not math.isfinite(number):
                raise ValueError(text)
            return number
        case "boolean":
            return YES_NO[text.casefold()]
    return text


def _unquoted(literal: str) -> str:
    if len(literal) < 2 or literal[0] != literal[-1] or literal[0] not in "'\"":
        return literal
    return re.sub(r"\\(.)", lambda found: ESCAPED.get(found[1], found[1]), literal[1:-1], flags=re.DOTALL)


def template(info: Any) -> Template:
    """A workflow as the service describes it; a BrokenAnswer where that is no description."""
    info = {name.casefold(): each for name, each in _mapping(info).items()}
    name = info.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BrokenAnswer(
            _("VistoureAI described a workflow in a way that cannot be read."),
            _("Open the workflow on its page, save it again and look once more."),
        )
    inputs, sample = _mapping(info.get("inputs")), _mapping(_mapping(info.get("sample_payload")).get("input"))
    asked = list(_asked(inputs, sample))
    outputs = _mapping(info.get("outputs"))
    return Template(
        service="vistoure",
        target=name,
        label=name.replace("_", " ").strip(),
        kind=Kind.WORKFLOW,
        description=_("A saved workflow of your VistoureAI account."),
        made=_made(outputs),
        sources=("camera", "local", "asset"),
        slots=tuple(each for each in asked if isinstance(each, Slot)),
        options=Schema(tuple(each for each in asked if isinstance(each, Field)), sends_defaults=False),
        limits=PhotoLimits((JPEG, PNG, WEBP)),
        base={key: value for key, value in sample.items() if _stays(key, value, asked)},
        outputs=tuple(map(str, outputs)),
    )


def _asked(inputs: Mapping[str, Any], sample: Mapping[str, Any]) -> Iterator[Field | Slot]:
    """Every input once: as the service lists it, then those that only the sample names.

    What is of an unknown type, and no text in the sample, is left to the sample: as text it would be wrong.
    """
    seen = set()
    for part in ("mandatory", "optional", "linked"):
        for key, text in _mapping(inputs.get(part)).items():
            told, given = entry(text), sample.get(key)
            if key not in seen and not (told.note and not isinstance(given, str | None) and _can_stay(given)):
                yield _input(key, told, part, given)
            seen.add(key)
    for key, value in sample.items():
        only = value[0] if isinstance(value, list) and len(value) == 1 else value
        if key not in seen and (placeholder := _placeholder(only)) is not None:
            told = Entry(IMAGE) if IMAGE in placeholder.casefold().split() else entry(f"<type:{placeholder}>")
            yield _input(key, told, "mandatory", value)


def _input(key: str, told: Entry, part: str, sample: Any) -> Field | Slot:
    node, dot, parameter = key.rpartition(".")
    title, group = _plain(parameter if dot else key), _plain(node)
    if told.type == IMAGE:
        at_least = 1 if part == "mandatory" else 0
        return Slot(key, title, group=group, at_least=at_least, by_address=True, linked=part == "linked")
    is_long = told.type == "string" and parameter.casefold().endswith(LONG)
    return Field(
        key,
        told.type,
        title,
        default=told.default if (concrete := _concrete(told.type, sample)) is None else concrete,
        required=part == "mandatory",
        format="multiline" if is_long else "",
        group=group,
        linked=part == "linked",
        note=told.note,
    )


def _concrete(kind: str, sample: Any) -> Any:
    """The sample's value as a default, where it is one of the right type and no placeholder."""
    if not _can_stay(sample):
        return None
    if isinstance(sample, bool):
        return sample if kind == "boolean" else None
    fits = {"string": str, "integer": int, "number": int | float}.get(kind)
    return sample if fits and isinstance(sample, fits) else None


def _stays(key: str, value: Any, asked: list[Field | Slot]) -> bool:
    """Whether the sample's value is sent as it is: no photo of theirs, nothing that is linked or missing."""
    ours = any(each.name == key and (isinstance(each, Slot) or each.linked) for each in asked)
    return value is not None and not ours and _can_stay(value)


def _can_stay(value: Any, depth: int = DEEPEST) -> bool:
    """Whether it can be sent at all, and has no placeholder in it."""
    if isinstance(value, list | Mapping):
        inner = value.values() if isinstance(value, Mapping) else value
        return depth > 0 and all(_can_stay(each, depth - 1) for each in inner)
    return can_be_sent(value) and _placeholder(value) is None


def _placeholder(value: Any) -> str | None:
    """What stands in `<image>`, `<your prompt>` or `<type:str>`, where the value is one of these."""
    found = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    typed = ENTRY.fullmatch(found[0])
    return (typed["type"] if typed else found[1]).strip()


def _made(outputs: Mapping[str, Any]) -> Makes:
    """By the names of the outputs' sources: `User_Garment.result_image`."""
    sources = [str(source).rpartition(".")[2].casefold() for source in outputs.values()]
    if sources and all("image" in source for source in sources):
        return Makes.PICTURE
    if sources and all("video" in source for source in sources):
        return Makes.CLIP
    return Makes.EITHER


def _plain(name: str) -> str:
    """`garment_image` → "Garment image"."""
    words = " ".join(name.replace("_", " ").replace(".", " ").split())
    return words[:1].upper() + words[1:]


def _mapping(value: Any) -> Mapping[str, Any]:
    return {str(key): each for key, each in value.items()} if isinstance(value, Mapping) else {}
