"""What is put together: a template, its options, the photos that are chosen; and sending it, once for each photo."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.outlook import Outlook, at_length, note, what_is_missing, what_will_happen
from vividdesk.core import Core
from vividdesk.errors import NotReady
from vividdesk.model.draft import Draft
from vividdesk.model.photo import Photo, Picture, WebPhoto
from vividdesk.model.preset import Preset
from vividdesk.model.request import Request, thawed
from vividdesk.model.schema import Slot
from vividdesk.model.template import Template
from vividdesk.texts import _

if TYPE_CHECKING:
    from vividdesk.jobs.money import Prospect
    from vividdesk.media.intake import Intake
    from vividdesk.model.job import Job

Values = tuple[Mapping[str, Any], Mapping[str, Any]]  # options and details that a person has set


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
        self._offered: Template | None = None  # the one that is chosen, as the catalogue has it
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

    @property
    def chosen(self) -> tuple[Photo, ...]:
        return self._chosen

    def choose(self, offered: Template) -> None:
        """With the values that it had last."""
        template = self._with_usual(offered)
        if self.draft is not None and self.draft.template == template:
            return
        pictures = self.draft.pictures if self.draft else {}
        kept = {slot.name: pictures[slot.name] for slot in template.slots if slot.name in pictures}
        self.variants = ()
        options, details = self._values.get((template.service, template.id), ({}, {}))
        self.draft = Draft(template, options, details, kept)
        self._fill_main()
        self.filled.emit()
        self.changed.emit()

    def settings_changed(self) -> None:
        """What new jobs say where the person has said nothing for this one."""
        if self.draft is not None and self._offered is not None:
            template = self._with_usual(self._offered)
            if template != self.draft.template:
                self.draft = replace(self.draft, template=template)
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
        """Each is made as it was saved; what has no default, as a prompt, is as it stands in the form."""
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

    def swap(self, before: Photo, after: Photo) -> None:
        """One was cropped, or is whole again: also where it was put by itself, and not chosen in the tray."""
        if self.draft is None:
            return
        pictures = {
            slot: tuple(after if each == before else each for each in taken)
            for slot, taken in self.draft.pictures.items()
        }
        if pictures != dict(self.draft.pictures):
            self.draft = replace(self.draft, pictures=pictures)
            self.filled.emit()
            self.changed.emit()

    def again(self, offered: Template, request: Request) -> None:
        """As a job was sent, to be changed: with its own photos, not those that are chosen."""
        template = self._with_usual(offered)
        self._let_go()
        self.variants = ()
        options = {name: thawed(value) for name, value in request.options.items()}
        usual = template.details.defaults | {"title": request.details.get("title")}
        details = {name: thawed(value) for name, value in request.details.items() if value != usual.get(name)}
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
        local, number = self._core.lane_of(self.draft.template.service).local, self.number
        varied = self.varied()
        missing = what_is_missing(self.draft, varied, self.main_slot)
        button = missing or what_will_happen(varied, number, local)
        beside = note(self.draft, number, self._prospect(), local, ready=not missing)
        return Outlook(button, beside, ready=not missing, more=at_length(self._prospect()))

    @property
    def number(self) -> int:
        """Of jobs that would be sent."""
        return len(self.drafts())

    async def look_ahead(self) -> None:
        """How long it usually takes and what it costs, which the note then says."""
        if self.template is not None and self._core.is_open:
            await self.prospect(self.template)

    async def prospect(self, template: Template) -> "Prospect":
        """As it is now."""
        found = await self._core.runner.prospect(template.service, template.id)
        key = template.service, template.id
        if found != self._prospects.get(key):
            self._prospects[key] = found
            self.changed.emit()
        return found

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

    async def new_of(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Those that have not been asked for before, as AskedTwice means it."""
        from vividdesk.jobs.runner import TWICE_WITHIN

        jobs, since = self._core.store.jobs, time.time() - TWICE_WITHIN
        return [one for one in drafts if await jobs.twin([(await self._fitted(one)).request()], since) is None]

    def _prospect(self) -> "Prospect | None":
        return self._prospects.get((self.template.service, self.template.id)) if self.template else None

    def drafts(self) -> list[Draft]:
        """What would be sent now: each becomes a job."""
        if self.draft is None:
            return []
        slot, varied = self.main_slot, self.varied()
        if slot is None or not self._chosen:
            return varied
        return [draft.put(slot.name, photo) for photo in self._chosen for draft in varied]

    def varied(self) -> list[Draft]:
        """As it stands in the form, or as each preset has it."""
        draft = self.draft
        if draft is None:
            return []
        return [each.over(draft) for each in self.variants] or [draft]

    async def _fitted(self, draft: Draft) -> Draft:
        """Photos that the service would not take, brought within its limits."""
        limits = draft.template.limits
        for slot, pictures in draft.pictures.items():
            fitted = [await self._intake.fit(each, limits) if isinstance(each, Photo) else each for each in pictures]
            draft = draft.put(slot, *fitted)
        return draft

    def _with_usual(self, offered: Template) -> Template:
        self._offered = offered
        return offered.with_usual(self._core.settings.settings.details(offered.service))

    def _let_go(self) -> None:
        self._chosen = ()
        self.let_go.emit()

    def _fill_main(self) -> None:
        """An address that the person typed there stays while no photo is chosen."""
        slot = self.main_slot
        if self.draft is not None and slot is not None:
            addresses = [each for each in self.draft.pictures.get(slot.name, ()) if isinstance(each, WebPhoto)]
            self.draft = self.draft.put(slot.name, *(self._chosen[:1] or addresses))
