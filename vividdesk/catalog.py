"""What the services offer: `resources/catalog/*.json`, with the person's own files over it.

The files that we bring along were checked when SHA256SUMS was written (a test holds it to that); every other one is
checked against `catalog.schema.json` as it is loaded. A mistake costs its template, a broken file all of its own,
and never anything else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from vividdesk.model import json_schema
from vividdesk.model.schema import Slot
from vividdesk.model.service import SERVICES, Service
from vividdesk.model.template import Decided, Kind, Makes, PhotoLimits, Template
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
    """In the order of the services and of their files."""

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


class _Shelf:
    def __init__(self) -> None:
        self.templates: dict[tuple[str, str], Template] = {}
        self.problems: list[Problem] = []
        self._common: dict[str, Template] = {}  # by service; a file that leaves something out takes it from here

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
            from vividdesk.model.json_place import line_of

            for place, reason in mistakes(content):
                self._note(path, line_of(text, place), _written(place), reason)
                if place[:1] != ["templates"] or len(place) < 2:
                    return None
                spoilt.add(int(place[1]))
        return self._take(content, spoilt)

    def _take(self, content: Mapping[str, Any], spoilt: set[int]) -> None:
        service = content["service"]
        common = _common(content, self._common.get(service))
        self._common.setdefault(service, common)
        for number, words in enumerate(content["templates"]):
            if number not in spoilt:
                template = _template(common, words)
                self.templates[service, template.id] = template

    def _note(self, path: Path, line: int, place: str, reason: str) -> None:
        self.problems.append(Problem(path, line, place, reason))


def mistakes(content: Any) -> Iterator[tuple[list[str | int], str]]:
    """What is wrong with a catalogue, each with the way to it: in its form, and of templates that have it, in sense."""
    import textwrap

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    checker = Draft202012Validator(json.loads(resource("catalog", SCHEMA).read_text(encoding="utf-8")))
    spoilt: set[str | int] = set()
    for error in checker.iter_errors(content):
        closest = best_match(error.context) or error
        place = list(closest.absolute_path)
        yield place, textwrap.shorten(closest.message, 160, placeholder=" …")
        spoilt.add(place[1] if place[:1] == ["templates"] and len(place) > 1 else "all")
    for number, words in enumerate([] if "all" in spoilt else content["templates"]):
        if number not in spoilt:
            for way, reason in _nonsense(words, _template(_common(content), words)):
                yield ["templates", number, *way], reason


def _nonsense(words: Mapping[str, Any], template: Template) -> Iterator[tuple[list[str | int], str]]:
    """What has the right form and still cannot be."""
    for name in set(words["options"].get("required", ())) - set(words["options"]["properties"]):
        yield ["options", "required"], _no_option(name)
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
    from vividdesk.model.validate import validate

    for name, sentence in validate(options, {}).faults.items():
        known = options.named(name)
        if known is not None and known.default is not None:
            yield ["options", "properties", name, "default"], sentence


def _no_option(name: str) -> str:
    return _("there is no option {name}").format(name=name)


def _template(common: Template, words: Mapping[str, Any]) -> Template:
    return replace(
        common,
        target=words["id"],
        label=words["label"],
        description=words.get("description", ""),
        made=_made(words["makes"]),
        sources=tuple(words.get("sources", common.sources)),
        slots=tuple(Slot(**slot) for slot in words.get("photos", ())),
        options=json_schema.read(words["options"]),
        documented=words.get("documented", True),
    )


def _made(words: str | Mapping[str, str]) -> Makes | Decided:
    if isinstance(words, str):
        return Makes(words)
    by_value = {value: Makes(made) for value, made in words.items() if value != "option"}
    return Decided(words["option"], by_value)


def _common(content: Mapping[str, Any], known: Template | None = None) -> Template:
    """What all templates of a file share, as a template without a name."""
    common = known or Template(content["service"], target="", label="")
    if "kind" in content:
        common = replace(common, kind=Kind(content["kind"]))
    if limits := content.get("limits"):
        common = replace(common, limits=PhotoLimits(tuple(limits["kinds"]), limits.get("most_bytes")))
    if details := content.get("details"):
        common = replace(common, details=json_schema.read(details))
    return common


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
