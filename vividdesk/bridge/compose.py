"""What is put together: a template, its options, the photos that are chosen; and sending it, once for each photo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.preferences import details_of
from vividdesk.core import Core
from vividdesk.errors import NotReady
from vividdesk.model.draft import Draft
from vividdesk.model.photo import Photo, Picture, WebPhoto
from vividdesk.model.preset import Preset
from vividdesk.model.request import Request, thawed
from vividdesk.model.schema import Slot
from vividdesk.model.service import service_named
from vividdesk.model.template import Makes, Template
from vividdesk.texts import _, count

if TYPE_CHECKING:
    from vividdesk.jobs.money import Prospect
    from vividdesk.media.intake import Intake
    from vividdesk.model.job import Job

NAMED = 2  # of what is missing, by the button
Values = tuple[Mapping[str, Any], Mapping[str, Any]]  # options and details that a person has set


@dataclass(frozen=True)
class Outlook:
    """What the button says, and the quiet words beside it. Not ready: the button says what is missing."""

    button: str
    note: str
    ready: bool


class Compose(QObject):
    """`changed` when anything is; `filled` when the draft came from elsewhere than the form."""

    changed = Signal()
    filled = Signal()
    let_go = Signal()  # of the photos that were chosen

    def __init__(self, core: Core, intake: "Intake") -> None:
        super().__init__()
        self._core = core
        self._intake = intake
        self._chosen: tuple[Photo, ...] = ()
        self.variants: tuple[Preset, ...] = ()  # one job of each, for each photo
        self._values: dict[tuple[str, str], Values] = {}
        self._prospects: dict[tuple[str, str], Prospect] = {}
        self.draft: Draft | None = None
        self.sending = False

    @property
    def template(self) -> Template | None:
        return self.draft.template if self.draft else None

    @property
    def main_slot(self) -> Slot | None:
        """The one that the chosen photos go into, each for a job of its own."""
        slots = self.template.slots if self.template else ()
        return next((slot for slot in slots if not slot.linked), None)

    def choose(self, template: Template) -> None:
        """With the values that it had last."""
        if self.draft is not None and self.draft.template == template:
            return
        pictures = self.draft.pictures if self.draft else {}
        kept = {slot.name: pictures[slot.name] for slot in template.slots if slot.name in pictures}
        self.variants = ()
        options, details = self._values.get((template.service, template.id), ({}, {}))
        usual = details_of(self._core.settings.settings, template.service)
        details = {name: value for name, value in usual.items() if template.details.named(name)} | dict(details)
        self.draft = Draft(template, options, details, kept)
        self._fill_main()
        self.filled.emit()
        self.changed.emit()

    def edit(self, draft: Draft) -> None:
        """The form's. Where it has another picture now, the photos that were chosen are let go."""
        self.draft = draft
        slot = self.main_slot
        if slot is not None and self._chosen and draft.pictures.get(slot.name) != self._chosen[:1]:
            self._let_go()
        self._values[draft.template.service, draft.template.id] = (draft.options, draft.details)
        self.changed.emit()

    def take(self, photos: Sequence[Photo]) -> None:
        """Those that are chosen now."""
        if tuple(photos) == self._chosen:
            return
        self._chosen = tuple(photos)
        if self.draft is not None:
            self._fill_main()
            self.filled.emit()
        self.changed.emit()

    def fill(self, draft: Draft) -> None:
        """With a preset's values; the photos stay."""
        pictures = self.draft.pictures if self.draft else {}
        self.edit(replace(draft, pictures=pictures))
        self.filled.emit()

    def vary(self, variants: Sequence[Preset]) -> None:
        """What a preset does not set is as it stands in the form."""
        self.variants = tuple(variants)
        self.changed.emit()

    def put(self, slot: str, *pictures: Picture) -> None:
        """In the main slot it takes the place of the photos that are chosen."""
        if self.draft is not None:
            if self.main_slot is not None and slot == self.main_slot.name:
                self._let_go()
            self.draft = self.draft.put(slot, *pictures)
            self.filled.emit()
            self.changed.emit()

    def again(self, template: Template, request: Request) -> None:
        """As a job was sent, to be changed: with its own photos, not those that are chosen."""
        self._let_go()
        self.variants = ()
        options = {name: thawed(value) for name, value in request.options.items()}
        details = {name: thawed(value) for name, value in request.details.items() if name != "title"}
        self.draft = Draft(template, options, details, request.pictures)
        self._values[template.service, template.id] = (options, details)
        self.filled.emit()
        self.changed.emit()

    def memory(self) -> list[dict[str, Any]]:
        """What was set, by template, as JSON has it."""
        return [
            {"service": service, "template": template, "options": thawed(options), "details": thawed(details)}
            for (service, template), (options, details) in self._values.items()
            if options or details
        ]

    def recall(self, memory: Sequence[Mapping[str, Any]]) -> None:
        for each in memory:
            self._values[str(each["service"]), str(each["template"])] = (dict(each["options"]), dict(each["details"]))

    def outlook(self) -> Outlook:
        if self.draft is None:
            return Outlook(_("Choose a template"), "", ready=False)
        if self.sending:
            return Outlook(_("Sending…"), "", ready=False)
        if missing := self._missing():
            return Outlook(missing, self._note(), ready=False)
        return Outlook(self._says(), self._note(), ready=True)

    @property
    def number(self) -> int:
        """Of jobs that would be sent."""
        return len(self.drafts())

    @property
    def jobs_left(self) -> int | None:
        """That the limit of the day lets out, as far as is known."""
        return known.jobs_left if (known := self._prospect()) else None

    async def look_ahead(self) -> None:
        """How long it usually takes and what it costs, which the note then says."""
        if (template := self.template) is not None and self._core.is_open:
            found = await self._core.runner.prospect(template.service, template.id)
            self._prospects[template.service, template.id] = found
            self.changed.emit()

    async def send(self, drafts: Sequence[Draft], again: bool = False) -> "list[Job]":
        """As they were when it was asked for, whatever the form has by now.

        A NotReady says what is missing; AskedTwice, unless it is wanted `again`.
        """
        if not drafts or self.sending:
            raise NotReady(_("There is nothing to send."), _("Choose a template first."), {})
        self.sending = True
        self.changed.emit()
        try:
            requests = [(await self._fitted(one)).request() for one in drafts]
            jobs = await self._core.runner.enqueue(requests, again=again)
        finally:
            self.sending = False
            self.changed.emit()
        return jobs

    def _prospect(self) -> "Prospect | None":
        return self._prospects.get((self.template.service, self.template.id)) if self.template else None

    def drafts(self) -> list[Draft]:
        """What would be sent now: each becomes a job."""
        if self.draft is None:
            return []
        slot, varied = self.main_slot, self._varied(self.draft)
        if slot is None or not self._chosen:
            return varied
        return [draft.put(slot.name, photo) for photo in self._chosen for draft in varied]

    def _varied(self, draft: Draft) -> list[Draft]:
        if not self.variants:
            return [draft]
        return [
            replace(draft, options={**draft.options, **each.options}, details={**draft.details, **each.details})
            for each in self.variants
        ]

    async def _fitted(self, draft: Draft) -> Draft:
        """Photos that the service would not take, brought within its limits."""
        limits = draft.template.limits
        for slot, pictures in draft.pictures.items():
            fitted = [await self._intake.fit(each, limits) if isinstance(each, Photo) else each for each in pictures]
            draft = draft.put(slot, *fitted)
        return draft

    def _let_go(self) -> None:
        self._chosen = ()
        self.let_go.emit()

    def _fill_main(self) -> None:
        """An address that the person typed there stays while no photo is chosen."""
        slot = self.main_slot
        if self.draft is not None and slot is not None:
            addresses = [each for each in self.draft.pictures.get(slot.name, ()) if isinstance(each, WebPhoto)]
            self.draft = self.draft.put(slot.name, *(self._chosen[:1] or addresses))

    def _missing(self) -> str:
        assert self.draft is not None
        draft = next((each for each in self._varied(self.draft) if each.check().faults), self.draft)
        faults = draft.check().faults
        slot = self.main_slot
        if slot is not None and slot.name in faults and not self.draft.pictures.get(slot.name):
            return _("Choose a photo")
        given = draft.options.keys() | draft.details.keys()
        wrong = [name for name in faults if name in given or draft.pictures.get(name)]
        if wrong:
            return count("{n} thing is not right yet", "{n} things are not right yet", len(wrong))
        if len(faults) > NAMED:
            return count("{n} thing is still missing", "{n} things are still missing", len(faults))
        return _("Still missing: {names}").format(names=", ".join(map(self.draft.title, faults))) if faults else ""

    def _says(self) -> str:
        assert self.draft is not None
        template = self.draft.template
        service = service_named(template.service)
        name, number = service.name if service else template.service, self.number
        match template.makes_with(self.draft.options):
            case Makes.CLIP:
                return count("Make {n} clip with {service}", "Make {n} clips with {service}", number, service=name)
            case Makes.PICTURE:
                return count(
                    "Make {n} picture with {service}", "Make {n} pictures with {service}", number, service=name
                )
        return count("Make {n} result with {service}", "Make {n} results with {service}", number, service=name)

    def _note(self) -> str:
        assert self.template is not None
        notes = []
        if self._core.lane_of(self.template.service).local:
            notes.append(_("Rendered on this computer, not by the hosted service"))
        known = self._prospect()
        if known is not None and known.price is not None:
            cost = known.price * self.number
            notes.append(_("about {n} credits").format(n=f"{cost:g}"))
        if known is not None and known.credits is not None:
            notes.append(_("{n} credits left").format(n=f"{known.credits:g}"))
        if known is not None and known.jobs_left is not None and self.number > known.jobs_left:
            notes.append(_("the limit lets {n} out today").format(n=known.jobs_left))
        if past := known.past if known else None:
            notes.append(
                _("usually ready in {median} (9 of 10 within {most})").format(
                    median=lasting(past.median), most=lasting(past.p90)
                )
            )
        return " · ".join(notes)


def lasting(seconds: float) -> str:
    """As people say it."""
    whole = max(1, round(seconds))
    if whole < 60:
        return _("{n} s").format(n=whole)
    minutes, rest = divmod(whole, 60)
    return (
        _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest) if rest else _("{n} min").format(n=minutes)
    )
