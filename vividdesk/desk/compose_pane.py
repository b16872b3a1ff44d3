"""Template, options, and the button that sends: from what one wants to what is made."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from vividdesk.bridge.calm import Calm
from vividdesk.bridge.limit_words import beyond_limit
from vividdesk.bridge.studio import Studio
from vividdesk.bridge.twice import twice_words
from vividdesk.desk.advice_strips import AdviceStrips
from vividdesk.desk.compose_parts import ComposeParts
from vividdesk.desk.cropping import Cropping
from vividdesk.desk.origin_line import OriginLine
from vividdesk.desk.preset_menu import PresetMenu
from vividdesk.desk.send_bar import SendBar
from vividdesk.desk.slots import Slots
from vividdesk.desk.template_picker import TemplatePicker
from vividdesk.errors import NotReady, VividError
from vividdesk.model.draft import Draft
from vividdesk.model.photo import Photo, Picture
from vividdesk.model.template import Decided, Template
from vividdesk.texts import _
from vividdesk.widgets.basics import line
from vividdesk.widgets.empty_state import LowEmptyState
from vividdesk.widgets.form.form import Form
from vividdesk.widgets.question import Answer, asked, chosen
from vividdesk.widgets.theme import Theme

if TYPE_CHECKING:
    from vividdesk.jobs.runner import AskedTwice
    from vividdesk.model.job import Job


class ComposePane(QWidget):
    """`photos_dropped` is for whoever holds the photos: what was dropped on the slot that they go into."""

    photos_dropped = Signal(QMimeData)
    photos_wanted = Signal()
    sent = Signal(list)  # jobs

    def __init__(self, studio: Studio, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._compose = studio.compose
        self._has_begun = False
        self._is_sending = False  # also while somebody is asked: a second click would be asked, and paid, once more
        self.closed: VividError | None = None  # why the journal cannot be opened
        self.picker = TemplatePicker(studio.templates, lambda: theme.colours, self._stands_in)
        self.form = Form(self._picture_of)
        self._options = QStackedWidget()
        self._options.addWidget(
            LowEmptyState("templates", _("What will you make?"), _("The options of what you choose are shown here."))
        )
        self.origin = OriginLine(self._compose)
        self._filled = QWidget()
        filled = QVBoxLayout(self._filled)
        filled.setContentsMargins(0, 0, 0, 0)
        filled.setSpacing(0)
        filled.addWidget(self.origin)
        filled.addWidget(self.form)
        self._options.addWidget(self._filled)
        self._parts = ComposeParts(self.picker, self._options)
        self.send_bar = SendBar(
            self._compose,
            self.send,
            PresetMenu(self, self._compose, studio.presets, studio.tasks, studio.notices),
        )
        self.cropping = Cropping(self, studio)
        self.advice = AdviceStrips(studio.cautions, self._can_crop, self.cropping.begin, lambda: theme.colours)
        self._put_together()
        self.picker.chosen.connect(self._choose)
        self.picker.entered.connect(self._parts.fold)
        self.picker.entered.connect(self.form.take_focus)
        self.form.follow(self.picker.nothing.step)
        self.form.changed.connect(lambda: self._compose.edit(self.form.draft))
        self.slots = Slots(self, studio, self.photos_dropped.emit, self.photos_wanted.emit)
        self.slots.coming.connect(self.form.show_coming)
        self.form.photo_wanted.connect(self.slots.choose)
        self.form.dropped.connect(self.slots.drop)
        self._compose.filled.connect(self._show_draft)
        calm = Calm(self, self._look_ahead)
        studio.jobs.counts_changed.connect(calm.news)
        studio.photos.thumbnail_came.connect(lambda _hash: self.form.show_pictures_anew())

    def begin(self) -> None:
        """The journal is open: it knows what is to be expected of what was chosen meanwhile, and takes jobs."""
        self._has_begun = True
        self._look_ahead()

    def services_changed(self) -> None:
        """A key came or went, so that jobs would go elsewhere now; or the settings say something else of new jobs."""
        self.picker.services_changed()
        self._compose.settings_changed()
        self._look_ahead()

    def choose(self, service: str, template: str) -> None:
        self.picker.choose(service, template)

    def show_origin(self, name: str, photos: list[str]) -> None:
        """What stands in the form now is how this was made."""
        self.origin.tell(name, photos)
        self.form.take_focus(from_top=True)

    def send(self) -> None:
        """What is missing is shown where it is."""
        if self._is_sending:
            return
        if self.cropping.cutting:
            self._studio.notices.say(_("A photo is still being cropped."), _("Try again in a moment."))
            return
        if self.slots.is_taking:
            self._studio.notices.say(_("A photo is still being read."), _("Try again in a moment."))
            return
        if not self._compose.outlook().ready:
            self._show_what_is_missing()
        elif self._has_begun:
            self._is_sending = True
            self._studio.tasks.start(self._send(self._compose.drafts()))
        elif self.closed is not None:
            self._studio.notices.fault(self.closed)
        else:
            self._studio.notices.warn(_("The list of jobs is not open yet."), _("Try again in a moment."))

    async def _send(self, drafts: list[Draft]) -> None:
        try:
            template = drafts[0].template
            if jobs := await self._jobs_of(await self._within_limit(drafts)):
                self._sent(template, jobs)
        except NotReady:
            self._show_what_is_missing()
        finally:
            self._is_sending = False

    async def _within_limit(self, drafts: list[Draft]) -> list[Draft]:
        """All of them, as many as the limit of the day lets out, or none."""
        known = await self._compose.prospect(drafts[0].template)
        left = known.jobs_left
        if left is None or len(drafts) <= left:
            return drafts
        said = beyond_limit(len(drafts), left, known.wants_price)
        if not said.fewer:
            return drafts if await asked(self, said.title, said.says, said.all) else []
        answer = await chosen(self, said.title, said.says, said.all, said.fewer)
        return {Answer.YES: drafts, Answer.INSTEAD: drafts[:left]}.get(answer, [])

    async def _jobs_of(self, drafts: list[Draft]) -> "list[Job]":
        """None where they are not wanted. Of those that are new, some may have been asked for meanwhile."""
        from vividdesk.jobs.runner import AskedTwice

        again = False
        while drafts:
            try:
                return await self._compose.send(drafts, again=again)
            except AskedTwice as twice:
                wanted = await self._wanted_of(drafts, twice)
                drafts, again = wanted, wanted is drafts
        return []

    async def _wanted_of(self, drafts: list[Draft], twice: "AskedTwice") -> list[Draft]:
        """All of them, those that were not asked for before, or none."""
        new = await self._compose.new_of(drafts) if twice.job else []
        said = twice_words(twice, len(drafts), len(new), self._stands_in(drafts[0].template.service))
        if not said.others:
            return drafts if await asked(self, said.title, said.says, said.all) else []
        answer = await chosen(self, said.title, said.says, said.others, said.all)
        return {Answer.YES: new, Answer.INSTEAD: drafts}.get(answer, [])

    def _sent(self, template: Template, jobs: "list[Job]") -> None:
        self._studio.templates.used(template.service, template.id)
        self.sent.emit(jobs)

    def _show_what_is_missing(self) -> None:
        slot = self._compose.main_slot
        draft = self._compose.draft
        if draft is None:
            self.picker.focus_search()
        elif slot is not None and slot.at_least and not draft.pictures.get(slot.name):
            self.photos_wanted.emit()
        else:
            self.form.focus_first_fault()

    def _choose(self, template: Template) -> None:
        """Who looks through clips wants one, and not the picture that could be made of it, too."""
        self._compose.choose(template)
        wanted, draft = self.picker.head.makes, self._compose.draft
        if draft is not None and wanted is not None and isinstance(decided := template.made, Decided):
            option = template.options.named(decided.option)
            values = [each for each in option.enum if decided.by_value.get(str(each)) is wanted] if option else []
            if values and template.makes_with(draft.options) is not wanted:
                self._compose.fill(draft.set(decided.option, values[0]))
        self._look_ahead()

    def _look_ahead(self) -> None:
        if self._has_begun:
            self._studio.tasks.start(self._compose.look_ahead())

    def _show_draft(self) -> None:
        if self._compose.draft is not None:
            self.form.show_draft(self._compose.draft)
            self._options.setCurrentWidget(self._filled)
            self._parts.fold_soon() if self.picker.underMouse() else self._parts.fold()

    def _stands_in(self, service: str) -> bool:
        return self._studio.core.lane_of(service).local

    def _can_crop(self, photo: Photo) -> bool:
        return self._studio.photos.with_content(photo.hash) is not None

    def _picture_of(self, picture: Picture) -> QPixmap | None:
        return self._studio.photos.thumbnail(picture) if isinstance(picture, Photo) else None

    def _put_together(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._parts, 1)
        column.addWidget(line())
        column.addWidget(self.advice)
        column.addWidget(self.send_bar)
