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
from vividdesk.texts import _

ENTRY = re.compile(
    r"\s*<\s*type\s*:\s*(?P<type>[^,<>]*?)\s*(?:,\s*default\s*value\s*:\s*(?P<value>.*?)\s*)?>\s*",
    re.IGNORECASE | re.DOTALL,
)
PLACEHOLDER = re.compile(r"\s*<\s*(\w*)\s*>\s*")
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
WORDS = {"null": None, "none": None, "": None, "true": True, "false": False}
NOTHING = ("", "null", "none")
YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
ESCAPED = {"n": "\n", "t": "\t"}
LONG = ("prompt", "description")


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
    named, literal = found["type"].strip("'\" "), found["value"] or ""
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
    name = info.get("name") if isinstance(info, Mapping) else None
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
    """Every input once: as the service lists it, then those that only the sample names."""
    seen = set()
    for part in ("mandatory", "optional", "linked"):
        for key, text in _mapping(inputs.get(part)).items():
            if key not in seen:
                seen.add(key)
                yield _input(key, entry(text), part, sample.get(key))
    for key, value in sample.items():
        placeholder = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
        if key not in seen and placeholder:
            yield _input(key, entry(f"<type:{placeholder[1]}>"), "mandatory", value)


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
        default=told.default if told.default is not None else _concrete(told.type, sample),
        required=part == "mandatory",
        format="multiline" if is_long else "",
        group=group,
        linked=part == "linked",
        note=told.note,
    )


def _concrete(kind: str, sample: Any) -> Any:
    """The sample's value as a default, where it is one of the right type and no placeholder."""
    if _is_placeholder(sample):
        return None
    if isinstance(sample, bool):
        return sample if kind == "boolean" else None
    fits = {"string": str, "integer": int, "number": int | float}.get(kind)
    return sample if fits and isinstance(sample, fits) else None


def _stays(key: str, value: Any, asked: list[Field | Slot]) -> bool:
    """Whether the sample's value is sent as it is: no placeholder, no photo of theirs, nothing that is linked."""
    plain = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str | int | float) and not _is_placeholder(each) for each in plain):
        return False
    return not any(each.name == key and (isinstance(each, Slot) or each.linked) for each in asked)


def _is_placeholder(value: Any) -> bool:
    return isinstance(value, str) and PLACEHOLDER.fullmatch(value) is not None


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
