"""What the services offer: `resources/catalog/*.json`, with the person's own files over it.

The files that we bring along were checked when SHA256SUMS was written (a test holds it to that); every other one is
checked against `catalog.schema.json` as it is loaded. A mistake costs its template, a broken file all of its own,
and never anything else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vividdesk.model import json_schema
from vividdesk.model.json_place import line_of
from vividdesk.model.photo import PhotoLimits
from vividdesk.model.request import Kind
from vividdesk.model.schema import Schema, Slot
from vividdesk.model.service import SERVICES, Service
from vividdesk.model.template import Decided, Makes, Template
from vividdesk.model.validate import validate
from vividdesk.paths import resource
from vividdesk.texts import _

SUMS = "SHA256SUMS"
SCHEMA = "catalog.schema.json"


@dataclass(frozen=True)
class Problem:
    """A mistake in a catalogue file, with the line it stands in."""

    file: Path
    line: int
    place: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return _("{file}, line {line}: {where}{reason}").format(
            file=self.file, line=self.line, where=where, reason=self.reason
        )


@dataclass(frozen=True)
class Catalog:
    templates: tuple[Template, ...]
    problems: tuple[Problem, ...] = ()

    def of(self, service: Service) -> tuple[Template, ...]:
        return tuple(each for each in self.templates if each.service == service.id)

    def find(self, service: str, template: str) -> Template | None:
        return next((each for each in self.templates if (each.service, each.id) == (service, template)), None)


def load(own: Path | None = None) -> Catalog:
    """A template of the person's own folder takes the place of ours with the same id, or comes after them."""
    shelf = _Shelf()
    brought = resource("catalog")
    for service in SERVICES:
        shelf.add(brought / f"{service.id}.json", _sums(brought))
    if own is not None and own.is_dir():
        for path in sorted(own.glob("*.json")):
            shelf.add(path, {})
    order = [service.id for service in SERVICES]
    templates = sorted(shelf.templates.values(), key=lambda template: order.index(template.service))
    return Catalog(tuple(templates), tuple(shelf.problems))


def described(template: Template) -> dict[str, Any]:
    """All that is known of a template, as it is written in JSON."""
    made = template.made
    return {
        "service": template.service,
        "id": template.id,
        "label": template.label,
        "description": template.description,
        "kind": template.kind.value,
        "makes": made.value
        if isinstance(made, Makes)
        else {"option": made.option} | {value: makes.value for value, makes in made.by_value.items()},
        "sources": list(template.sources),
        "documented": template.documented,
        "photos": [asdict(slot) for slot in template.slots],
        "required": list(template.options.required),
        "defaults": template.options.defaults,
        "options": json_schema.write(template.options),
        "details": json_schema.write(template.details),
    }


@dataclass(frozen=True)
class _Common:
    """What all templates of a service share. A person's own file that leaves it out takes it from ours."""

    kind: Kind = Kind.TEMPLATE
    limits: PhotoLimits = field(default_factory=PhotoLimits)
    details: Schema = field(default_factory=Schema)


class _Shelf:
    def __init__(self) -> None:
        self.templates: dict[tuple[str, str], Template] = {}
        self.problems: list[Problem] = []
        self._common: dict[str, _Common] = {}

    def add(self, path: Path, sums: Mapping[str, str]) -> None:
        try:
            raw = path.read_bytes()
            text = raw.decode()
            content = _resolved(json.loads(text))
        except OSError as fault:
            return self._note(path, 1, "", _("it cannot be read ({reason})").format(reason=fault.strerror or fault))
        except json.JSONDecodeError as fault:
            return self._note(path, fault.lineno, "", _("this is no JSON ({reason})").format(reason=fault.msg))
        except (UnicodeDecodeError, RecursionError):
            return self._note(path, 1, "", _("this is no JSON in UTF-8"))
        spoilt: set[int] = set()
        if sums.get(path.name) != hashlib.sha256(raw).hexdigest():
            for place, reason in mistakes(content):
                self._note(path, line_of(text, place), _written(place), reason)
                if place[:1] != ["templates"] or len(place) < 2:
                    return None
                spoilt.add(int(place[1]))
        return self._take(content, spoilt)

    def _take(self, content: Mapping[str, Any], spoilt: set[int]) -> None:
        service = content["service"]
        common = _common(content, self._common.get(service, _Common()))
        self._common.setdefault(service, common)
        for number, words in enumerate(content["templates"]):
            if number not in spoilt:
                template = _template(service, common, words)
                self.templates[service, template.id] = template

    def _note(self, path: Path, line: int, place: str, reason: str) -> None:
        self.problems.append(Problem(path, line, place, reason))


def mistakes(content: Any) -> Iterator[tuple[list[str | int], str]]:
    """What is wrong with a catalogue, each with the way to it: first its form, and where that is right, its sense."""
    import textwrap

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    checker = Draft202012Validator(json.loads(resource("catalog", SCHEMA).read_text(encoding="utf-8")))
    found = False
    for error in checker.iter_errors(content):
        found = True
        closest = best_match(error.context) or error
        yield list(closest.absolute_path), textwrap.shorten(closest.message, 160, placeholder=" …")
    if not found:
        for number, words in enumerate(content["templates"]):
            options = words["options"]
            for name in set(options.get("required", ())) - set(options["properties"]):
                yield ["templates", number, "options", "required"], _no_option(name)
            common = _common(content, _Common())
            for place, reason in _nonsense(_template(content["service"], common, words)):
                yield ["templates", number, *place], reason


def _nonsense(template: Template) -> Iterator[tuple[list[str | int], str]]:
    """What has the right form and still cannot be."""
    options, slots = template.options, {slot.name for slot in template.slots}
    names = [*slots, *(each.name for each in options.fields), *(each.name for each in template.details.fields)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield [], _("the name {name} is given twice").format(name=name)
    if isinstance(template.made, Decided) and options.named(template.made.option) is None:
        yield ["makes"], _no_option(template.made.option)
    for option in options.fields:
        place: list[str | int] = ["options", "properties", option.name]
        for name in option.shown_when:
            if options.named(name) is None:
                yield [*place, "x-shown-when"], _no_option(name)
        if option.slot and option.slot not in slots:
            yield [*place, "x-slot"], _("there is no place for photos called {name}").format(name=option.slot)
    for name, sentence in validate(options, {}).faults.items():
        known = options.named(name)
        if known is not None and known.default is not None:
            yield ["options", "properties", name, "default"], sentence


def _no_option(name: str) -> str:
    return _("there is no option {name}").format(name=name)


def _template(service: str, common: _Common, words: Mapping[str, Any]) -> Template:
    return Template(
        service=service,
        target=words["id"],
        label=words["label"],
        kind=common.kind,
        description=words.get("description", ""),
        made=_made(words["makes"]),
        sources=tuple(words.get("sources", ("camera", "local"))),
        slots=tuple(Slot(**slot) for slot in words.get("photos", ())),
        options=json_schema.read(words["options"]),
        details=common.details,
        limits=common.limits,
        documented=words.get("documented", True),
    )


def _made(words: str | Mapping[str, str]) -> Makes | Decided:
    if isinstance(words, str):
        return Makes(words)
    by_value = {value: Makes(made) for value, made in words.items() if value != "option"}
    return Decided(words["option"], by_value)


def _common(content: Mapping[str, Any], known: _Common) -> _Common:
    limits, details = content.get("limits"), content.get("details")
    return _Common(
        Kind(content["kind"]) if "kind" in content else known.kind,
        PhotoLimits(tuple(limits["kinds"]), limits.get("most_bytes")) if limits else known.limits,
        json_schema.read(details) if details else known.details,
    )


def _resolved(content: Any) -> Any:
    """With each `{"$ref": "#/$defs/name"}` replaced by what it names; words beside it go before those."""
    defs = content.get("$defs") if isinstance(content, dict) else None
    return _inlined(content, defs if isinstance(defs, dict) else {})


def _inlined(value: Any, defs: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_inlined(each, defs) for each in value]
    if not isinstance(value, dict):
        return value
    named = defs.get(str(value.get("$ref")).removeprefix("#/$defs/"))
    if isinstance(named, dict):
        value = named | {word: each for word, each in value.items() if word != "$ref"}
    return {word: _inlined(each, {}) if word == "$defs" else _inlined(each, defs) for word, each in value.items()}


def _sums(folder: Path) -> dict[str, str]:
    """What `sha256sum *.json` wrote, by name."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    return {name.lstrip("*"): digest for digest, name in pairs}


def _written(place: Iterable[str | int]) -> str:
    """`templates[3].options.properties.cfg`"""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
