"""Saved options of one template. A schema may change under them: then they say which values no longer fit."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vividdesk.model.draft import Draft
from vividdesk.model.request import thawed
from vividdesk.model.schema import Schema
from vividdesk.model.template import Template

FORM = 1  # of the JSON; a later program reads all earlier ones
LONGEST_NAME = 80


@dataclass(frozen=True)
class Preset:
    name: str
    service: str
    template: str
    options: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, draft: Draft) -> "Preset":
        """What a person has set in it; photos are not kept, nor the title, which names one job."""
        details = {key: value for key, value in draft.details.items() if key != "title"}
        return cls(name.strip()[:LONGEST_NAME], draft.template.service, draft.template.id, draft.options, details)

    def fits(self, template: Template) -> bool:
        return (self.service, self.template) == (template.service, template.id)

    def draft(self, template: Template) -> Draft:
        return Draft(template, self.options, self.details)

    def over(self, draft: Draft) -> Draft:
        """As it was saved, with the photos of this one, and its prompt or whatever else has no default to stand at."""
        template = draft.template
        options = _without_default(draft.options, template.options) | dict(self.options)
        details = _without_default(draft.details, template.details) | dict(self.details)
        return replace(draft, options=options, details=details)

    def without(self, names: Collection[str]) -> "Preset":
        """These values."""
        options = {name: value for name, value in self.options.items() if name not in names}
        details = {name: value for name, value in self.details.items() if name not in names}
        return replace(self, options=options, details=details)

    def misfits(self, template: Template) -> dict[str, str]:
        """Which values the template takes no more, and why; what is merely missing is no fault of the preset.

        Without them it fits: left out, one may bring another to light that was not asked for beside it.
        """
        wrong: dict[str, str] = {}
        while more := self.without(wrong)._misfits(template):
            wrong |= more
        return wrong

    def _misfits(self, template: Template) -> dict[str, str]:
        known = {each.name for schema in (template.options, template.details) for each in schema.fields}
        faults = self.draft(template).check().faults
        wrong = {name: faults[name] for name in (*self.options, *self.details) if name in faults}
        if not template.options.is_open:
            wrong |= {name: "" for name in (*self.options, *self.details) if name not in known}
        return wrong

    def to_json(self) -> str:
        content = {
            "form": FORM,
            "name": self.name,
            "service": self.service,
            "template": self.template,
            "options": thawed(self.options),
            "details": thawed(self.details),
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Preset":
        """A ValueError tells that it is no preset."""
        try:
            content = json.loads(text)
            name, service, template = (content[key] for key in ("name", "service", "template"))
            options, details = (content.get(key, {}) for key in ("options", "details"))
        except (KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise ValueError(f"no preset: {fault!r}") from fault
        if not all(isinstance(each, str) and each for each in (name, service, template)):
            raise ValueError("no preset: its name, service and template are texts")
        if not isinstance(options, dict) or not isinstance(details, dict):
            raise ValueError("no preset: its options are no object")
        return cls(name[:LONGEST_NAME], service, template, options, details)


def _without_default(values: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in schema.defaults}
