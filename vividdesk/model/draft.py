"""What is being composed. It may be wrong or unfinished, and says so; when it is neither, it becomes a request."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vividdesk.errors import NotReady
from vividdesk.model.photo import Photo, Picture, WebPhoto, is_public
from vividdesk.model.request import Request
from vividdesk.model.schema import Slot, Warn
from vividdesk.model.template import Template
from vividdesk.model.validate import validate
from vividdesk.texts import _, count


@dataclass(frozen=True)
class Check:
    """`faults` and `warnings` go by the name of the option, detail or slot."""

    options: Mapping[str, Any]
    details: Mapping[str, Any]
    faults: Mapping[str, str]
    warnings: Mapping[str, Warn]


@dataclass(frozen=True)
class Draft:
    """Options and details hold only what a person has set; the rest follows the template's defaults."""

    template: Template
    options: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)  # by slot

    def set(self, name: str, value: Any) -> "Draft":
        """Of an option, or of a detail of the job where no option bears the name."""
        if self.template.options.named(name) is None and self.template.details.named(name) is not None:
            return replace(self, details={**self.details, name: value})
        return replace(self, options={**self.options, name: value})

    def reset(self, name: str) -> "Draft":
        """Back to the default."""
        return replace(
            self,
            options={each: value for each, value in self.options.items() if each != name},
            details={each: value for each, value in self.details.items() if each != name},
        )

    def put(self, slot: str, *pictures: Picture) -> "Draft":
        """Into the slot, in place of what was there."""
        return replace(self, pictures={**self.pictures, slot: pictures})

    @property
    def unfit(self) -> tuple[Photo, ...]:
        """Photos that must be brought within the service's limits before the draft can become a request."""
        photos = [picture for taken in self.pictures.values() for picture in taken if isinstance(picture, Photo)]
        return tuple(photo for photo in photos if not self.template.limits.admit(photo))

    @property
    def strays(self) -> tuple[str, ...]:
        """Slots that the template does not have, say of an older one under a saved preset, that still hold photos."""
        return tuple(name for name, taken in self.pictures.items() if taken and self.template.slot(name) is None)

    def check(self) -> Check:
        """Reckoned once: form, send button and queue all ask for it, at every key."""
        return self._checked

    @functools.cached_property
    def _checked(self) -> Check:
        filled = {slot for slot, taken in self.pictures.items() if taken}
        options = validate(self.template.options, self.options, filled)
        details = validate(self.template.details, self.details)
        return Check(
            options.options,
            details.options,
            {**dict(self._slot_faults()), **options.faults, **details.faults},
            {**options.warnings, **details.warnings},
        )

    def request(self) -> Request:
        """A NotReady tells what is missing or wrong."""
        if self.unfit:
            raise ValueError("photos are brought within the limits before there is a request")
        check = self.check()
        if check.faults:
            first = next(iter(check.faults))
            raise NotReady(
                count("{n} thing is missing or wrong.", "{n} things are missing or wrong.", len(check.faults)),
                _("{title}: {sentence}").format(title=self.title(first), sentence=check.faults[first]),
                check.faults,
            )
        return Request(
            service=self.template.service,
            template=self.template.id,
            kind=self.template.kind,
            target=self.template.target,
            label=self.template.label,
            options=check.options,
            details=check.details,
            pictures=self.pictures,
            base={name: value for name, value in self.template.base.items() if not self._is_cleared(name)},
        )

    def _is_cleared(self, name: str) -> bool:
        value = self.options.get(name, "set")
        return value is None or (isinstance(value, str) and not value.strip())

    def _slot_faults(self) -> Iterator[tuple[str, str]]:
        for slot in self.template.slots:
            if sentence := _misfit(slot, self.pictures.get(slot.name, ())):
                yield slot.name, sentence
        for name in self.strays:
            if sentence := self._stray(name, self.pictures[name]):
                yield name, sentence

    def _stray(self, name: str, taken: tuple[Picture, ...]) -> str:
        """Why these cannot be sent under a name that a person made up; empty where they can."""
        if not self.template.options.is_open:
            return _("There is no place for a photo of this name.")
        if self.template.options.named(name) or name in self.options:
            return _("An option has this name already; give the photo another.")
        return _misfit(Slot(name, at_least=0, at_most=None, by_address=True), taken)

    def title(self, name: str) -> str:
        """Of an option, detail or slot, for people."""
        found = self.template.options.named(name) or self.template.details.named(name) or self.template.slot(name)
        return found.title if found and found.title else name


def _misfit(slot: Slot, taken: tuple[Picture, ...]) -> str:
    """Why these pictures cannot go into the slot; empty where they can."""
    if slot.linked:
        return _("Another step of the workflow fills this; no photo can go here.") if taken else ""
    if len(taken) < slot.at_least:
        if slot.at_least == 1:
            return _("A photo is needed here.")
        return count("{n} photo is needed here.", "{n} photos are needed here.", slot.at_least)
    if slot.at_most is not None and len(taken) > slot.at_most:
        return count("Only {n} photo fits here.", "Only {n} photos fit here.", slot.at_most)
    addresses = [picture.url for picture in taken if isinstance(picture, WebPhoto)]
    if addresses and not slot.by_address:
        return _("The service takes only files here, no addresses.")
    if addresses and len(addresses) < len(taken):
        return _("Give either files or addresses: the service does not take both at once.")
    if not all(map(is_public, addresses)):
        return _("Give an address that begins with https://.")
    return ""
