"""Presets of the chosen template: applied, saved, given away, brought in."""

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from vividdesk.bridge.compose import Compose
from vividdesk.bridge.incoming import usual_folder
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.presets import Presets
from vividdesk.bridge.tasks import Tasks
from vividdesk.bridge.template_list import NAMES
from vividdesk.errors import VividError
from vividdesk.model.draft import Draft
from vividdesk.model.preset import Preset
from vividdesk.model.template import Template
from vividdesk.texts import _, count
from vividdesk.widgets.basics import unmarked
from vividdesk.widgets.file_dialog import FileDialog
from vividdesk.widgets.question import asked, named

FILES = "*.json"


class PresetMenu(QMenu):
    def __init__(self, parent: QWidget, compose: Compose, presets: Presets, tasks: Tasks, notices: Notices) -> None:
        super().__init__(parent)
        self._owner = parent
        self._compose = compose
        self._presets = presets
        self._tasks = tasks
        self._notices = notices
        self._folder = ""  # in which a preset was exported, or found, last
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        template = self._compose.template
        known = self._presets.of(template) if template else []
        for preset in known:
            self._add(unmarked(preset.name), partial(self._apply, preset))
        if len(known) > 1 or self._compose.variants:
            self._add_variants(known)
        if known:
            self.addSeparator()
        self._add(_("Save as a preset…"), lambda: self._tasks.start(self._save())).setEnabled(template is not None)
        self._add(_("Bring in a file…"), self._bring_in)
        for title, do in ((_("Export"), self._export), (_("Remove"), self._remove)):
            menu = self.addMenu(title)
            menu.setEnabled(bool(known))
            for preset in known:
                self._added(menu, unmarked(preset.name), partial(do, preset))

    def _add_variants(self, known: list[Preset]) -> None:
        menu = self.addMenu(_("Make one of each"))
        varied = {each.name for each in self._compose.variants}
        for preset in known:
            action = menu.addAction(unmarked(preset.name))
            action.setCheckable(True)
            action.setChecked(preset.name in varied)
            action.toggled.connect(partial(self._vary, preset))

    def _vary(self, preset: Preset, wanted: bool) -> None:
        others = [each for each in self._compose.variants if each.name != preset.name]
        self._compose.vary([*others, self._fitting(preset)] if wanted else others)

    def _add(self, text: str, do: Callable[[], object]) -> QAction:
        return self._added(self, text, do)

    @staticmethod
    def _added(menu: QMenu, text: str, do: Callable[[], object]) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda: do())
        return action

    def _apply(self, preset: Preset) -> None:
        template = self._compose.template
        assert template is not None
        self._compose.vary([])
        self._compose.fill(self._fitting(preset).draft(template))

    def _fitting(self, preset: Preset) -> Preset:
        """Without what the template takes no more, which is said."""
        template = self._compose.template
        assert template is not None
        wrong = preset.misfits(template)
        self._tell_misfits(preset, template, wrong)
        return preset.without(wrong)

    def _tell_misfits(self, preset: Preset, template: Template, wrong: Collection[str]) -> None:
        if not wrong:
            return
        title = count(
            "{n} value of the preset “{name}” fits no more.",
            "{n} values of the preset “{name}” fit no more.",
            len(wrong),
            name=preset.name,
        )
        names = ", ".join(map(Draft(template).title, wrong))
        self._notices.warn(title, _("The rest is used as it was saved, without: {names}").format(names=names))

    async def _save(self) -> None:
        draft = self._compose.draft
        assert draft is not None
        says = _("The options as they are now, for {template}. Photos are not kept.").format(
            template=draft.template.label
        )
        if name := await named(self._owner, _("Save as a preset"), says, _("Save")):
            await self._keep(Preset.of(name, draft))

    async def _keep(self, preset: Preset) -> bool:
        """Whether it is wanted in place of one of that name."""
        title = _("There is a preset of this name already.")
        if self._presets.has(preset) and not await asked(self._owner, title, preset.name, _("Replace it")):
            return False
        self._presets.keep(preset)
        self._renew()
        return True

    def _remove(self, preset: Preset) -> None:
        self._tasks.start(self._removed(preset))

    async def _removed(self, preset: Preset) -> None:
        title = _("Remove the preset “{name}”?").format(name=preset.name)
        if await asked(self._owner, title, _("Its file goes, too."), _("Remove")):
            self._presets.drop(preset)
            self._renew()

    def _renew(self) -> None:
        """Of those that are made one of each: what was removed is made no more, what was replaced as it is now."""
        if (template := self._compose.template) is not None:
            names = {each.name for each in self._compose.variants}
            known = [each for each in self._presets.of(template) if each.name in names]
            self._compose.vary([each.without(each.misfits(template)) for each in known])

    def _export(self, preset: Preset) -> None:
        dialog = self._dialog(_("Export the preset"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(f"{preset.name.replace('/', '-')}.json")
        dialog.fileSelected.connect(lambda name: self._told(lambda: self._presets.export(preset, Path(name))))
        dialog.open()

    def _bring_in(self) -> None:
        dialog = self._dialog(_("Bring in a preset"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setOption(QFileDialog.Option.ReadOnly)
        dialog.fileSelected.connect(lambda name: self._tasks.start(self._brought_in(Path(name))))
        dialog.open()

    async def _brought_in(self, file: Path) -> None:
        preset = self._presets.read(file)
        if await self._keep(preset):
            self._tell_of(preset)

    def _tell_of(self, preset: Preset) -> None:
        """That it came in, what for, and what of it cannot be used here."""
        template = self._presets.template_of(preset)
        if template is None:
            title = _("The preset “{name}” came in, but its template is not known here: {template} of {service}.")
            service = NAMES.get(preset.service, preset.service)
            self._notices.warn(
                title.format(name=preset.name, template=preset.template, service=service),
                _("It is kept until there is such a template. A saved workflow needs the key of its account."),
            )
            return
        is_chosen = preset.fits(self._compose.template) if self._compose.template else False
        title = _("The preset “{name}” for {template} came in.").format(name=preset.name, template=template.label)
        here, there = _("It is in the menu of presets now."), _("Choose that template to use it.")
        self._notices.say(title, here if is_chosen else there)
        self._tell_misfits(preset, template, preset.misfits(template))

    def _dialog(self, title: str) -> QFileDialog:
        place = usual_folder(self._folder, QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = FileDialog(self._owner, title, place, _("Presets") + f" ({FILES})")
        dialog.fileSelected.connect(self._keep_folder)
        return dialog

    def _keep_folder(self, name: str) -> None:
        self._folder = str(Path(name).parent)

    def _told(self, do: Callable[[], object]) -> None:
        try:
            do()
        except VividError as fault:
            self._notices.fault(fault)
