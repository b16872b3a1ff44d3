"""What is sent, complete and for good: a job's request reads back as it was, whatever happens to its sources."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from vividdesk.model.photo import SUFFIXES, Photo, Picture, WebPhoto
from vividdesk.model.template import Kind

FORM = 1  # of the JSON; a later program reads all earlier ones
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Request:
    """Options hold exactly what is sent: what was left at None is not among them."""

    service: str
    template: str  # our id of it
    kind: Kind
    target: str  # the service's own name for it
    label: str
    options: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)  # fields of the job itself: title, visibility
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)  # by slot
    base: Mapping[str, Any] = field(default_factory=dict)  # the workflow's sample input, without placeholders

    def __post_init__(self) -> None:
        for name in ("options", "details", "base"):
            object.__setattr__(self, name, _frozen(dict(getattr(self, name).items())))
        pictures = {slot: tuple(taken) for slot, taken in self.pictures.items() if taken}
        object.__setattr__(self, "pictures", MappingProxyType(pictures))

    @property
    def photos(self) -> tuple[Photo, ...]:
        """Those that this computer sends."""
        return tuple(picture for taken in self.pictures.values() for picture in taken if isinstance(picture, Photo))

    def to_json(self) -> str:
        """The same for the same request. Slots keep their order: the first photo gives a job its name."""
        content = {
            "form": FORM,
            "service": self.service,
            "template": self.template,
            "kind": self.kind.value,
            "target": self.target,
            "label": self.label,
            "options": thawed(self.options),
            "details": thawed(self.details),
            "pictures": {slot: [_written(picture) for picture in taken] for slot, taken in self.pictures.items()},
            "base": thawed(self.base),
        }
        if len(self.pictures) > 1:
            content["slots"] = list(self.pictures)
        return json.dumps(content, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Request":
        """Of any program version: what is missing has its default, what is unknown is passed over.

        A ValueError tells that it is no request.
        """
        try:
            content = json.loads(text)
            return cls(
                service=content["service"],
                template=content["template"],
                kind=Kind(content.get("kind", "template")),
                target=content.get("target", content["template"]),
                label=content.get("label", content["template"]),
                options=content.get("options", {}),
                details=content.get("details", {}),
                pictures={slot: tuple(_read(picture) for picture in taken) for slot, taken in _in_order(content)},
                base=content.get("base", {}),
            )
        except (KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise ValueError(f"no request: {fault!r}") from fault


def _written(picture: Picture) -> dict[str, Any]:
    if isinstance(picture, WebPhoto):
        return {"url": picture.url}
    return {
        "hash": picture.hash,
        "kind": picture.kind,
        "width": picture.width,
        "height": picture.height,
        "size": picture.size,
        "name": picture.name,
    }


def _read(content: Mapping[str, Any]) -> Picture:
    if "url" in content:
        return WebPhoto(content["url"])
    if not HASH.fullmatch(content["hash"]) or content["kind"] not in SUFFIXES:
        raise ValueError(f"no photo of ours: {content}")
    return Photo(
        hash=content["hash"],
        kind=content["kind"],
        width=content["width"],
        height=content["height"],
        size=content["size"],
        name=content.get("name", ""),
    )


def _in_order(content: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The slots as they were filled; texts from before that was written have them by name."""
    order = {slot: place for place, slot in enumerate(content.get("slots", []))}
    return sorted(content.get("pictures", {}).items(), key=lambda entry: order.get(entry[0], len(order)))


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(each) for key, each in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(each) for each in value)
    return value


def thawed(value: Any) -> Any:
    """The plain lists and dicts that JSON is written from."""
    if isinstance(value, Mapping):
        return {key: thawed(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [thawed(each) for each in value]
    return value
