"""What the services offer: `resources/catalog/*.json`, with the person's own files over it.

The files that we bring along were checked when SHA256SUMS was written (a test holds it to that); every other one is
checked against `catalog.schema.json` as it is loaded. A mistake costs its template, a broken file all of its own,
and never anything else.
"""

import hashlib
import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from vividdesk.model import json_schema
from vividdesk.model.schema import Slot
from vividdesk.model.service import SERVICES, Service
from vividdesk.model.template import Decided, Kind, Makes, PhotoLimits, Template
from vividdesk.model.translated import in_words
from vividdesk.paths import resource
from vividdesk.texts import _

SUMS = "SHA256SUMS"
SCHEMA = "catalog.schema.json"
DEFS = "#/$defs/"
LARGEST = 2**53  # of whole numbers that JSON holds for certain
Place = list[str | int]


class Problem(NamedTuple):
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
    """In the person's language. A template of their own folder takes the place of ours with the same id, or comes
    after them.
    """
    shelf = _Shelf()
    brought = resource("catalog")
    for service in SERVICES:
        shelf.add(brought / f"{service.id}.json", _sums(brought))
    if own is not None and own.exists():
        shelf.add_folder(own)
    order = [service.id for service in SERVICES]
    templates = sorted(shelf.templates.values(), key=lambda template: order.index(template.service))
    return Catalog(tuple(map(in_words, templates)), tuple(shelf.problems))


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
        "target": template.target,
        "outputs": list(template.outputs),
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

    def add_folder(self, folder: Path) -> None:
        try:
            found = sorted(path for path in folder.iterdir() if path.suffix.casefold() == ".json")
        except OSError as fault:
            return self._note(folder, 1, "", _unreadable(fault))
        for path in found:
            self.add(path, {})
        return None

    def add(self, path: Path, sums: Mapping[str, str]) -> None:
        try:
            raw = path.read_bytes()
            text = raw.decode()
            is_checked = sums.get(path.name) == hashlib.sha256(raw).hexdigest()
            content = _resolved(json.loads(text) if is_checked else _read_strictly(text))
        except OSError as fault:
            return self._note(path, 1, "", _unreadable(fault))
        except json.JSONDecodeError as fault:
            return self._note(path, fault.lineno, "", _("this is no JSON ({reason})").format(reason=fault.msg))
        except (RecursionError, ValueError):
            reason = _("this is no JSON in UTF-8, or holds numbers or characters that nothing can read")
            return self._note(path, 1, "", reason)
        return self._take(path, text, content, is_checked)

    def _take(self, path: Path, text: str, content: Any, is_checked: bool) -> None:
        spoilt: set[int] = set()
        if not is_checked:
            from vividdesk.model.json_place import line_of

            for place, reason in mistakes(content, self._common):
                self._note(path, line_of(text, place), _written(place), reason)
                if place[:1] != ["templates"] or len(place) < 2:
                    return
                spoilt.add(int(place[1]))
        common = _common(content, self._common)
        self._common.setdefault(common.service, common)
        for number, words in enumerate(content["templates"]):
            if number not in spoilt:
                template = _template(common, words)
                self.templates[common.service, template.id] = template

    def _note(self, path: Path, line: int, place: str, reason: str) -> None:
        self.problems.append(Problem(path, line, place, reason))


def mistakes(content: Any, known: Mapping[str, Template]) -> Iterator[tuple[Place, str]]:
    """What is wrong with a catalogue, each with the way to it: in its form, and of what has that, in sense.

    `known` has what each service's templates share so far.
    """
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
    if "all" not in spoilt:
        yield from _nonsense(content, _common(content, known), spoilt)


def _nonsense(content: Any, common: Template, spoilt: Collection[str | int]) -> Iterator[tuple[Place, str]]:
    from vividdesk.model.sense import misfits, no_option, nonsense

    if common.details.fields and common.service != "vimmerse":
        yield ["details"], _("this service takes none")
    for field in common.details.fields:
        yield from misfits(field, ["details", "properties", field.name])
    ids = set()
    for number, words in enumerate(content["templates"]):
        if number not in spoilt:
            place: Place = ["templates", number]
            if words["id"] in ids:
                yield [*place, "id"], _("this name is given twice")
            ids.add(words["id"])
            for name in set(words["options"].get("required", ())) - set(words["options"]["properties"]):
                yield [*place, "options", "required"], no_option(name)
            yield from (([*place, *way], reason) for way, reason in nonsense(_template(common, words)))


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


def _common(content: Mapping[str, Any], known: Mapping[str, Template]) -> Template:
    """What all templates of a file share, as a template without a name. What it leaves out is as known."""
    common = known.get(content["service"]) or Template(content["service"], target="", label="")
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
    """Of one level: what is named cannot name something else, or a small file could become a large one."""
    if isinstance(value, list):
        return [_inlined(each, defs) for each in value]
    if not isinstance(value, dict):
        return value
    ref = value.get("$ref")
    named = defs.get(ref.removeprefix(DEFS)) if isinstance(ref, str) and ref.startswith(DEFS) else None
    if isinstance(named, dict):
        return named | {word: each for word, each in value.items() if word != "$ref"}
    return {word: each if word == "$defs" else _inlined(each, defs) for word, each in value.items()}


def _read_strictly(text: str) -> Any:
    """A ValueError also where numbers are endless, or characters come in halves."""
    content = json.loads(text, parse_int=_whole, parse_float=_decimal, parse_constant=_decimal)
    json.dumps(content, ensure_ascii=False).encode()
    return content


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) >= LARGEST:
        raise ValueError(text)
    return number


def _decimal(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _unreadable(fault: OSError) -> str:
    return _("it cannot be read ({reason})").format(reason=fault.strerror or fault)


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
