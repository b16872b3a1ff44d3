"""Presets of the chosen template: applied, saved, given away, brought in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from vividdesk.bridge.compose import Compose
from vividdesk.bridge.incoming import usual_folder
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.presets import Presets
from vividdesk.bridge.tasks import Tasks
from vividdesk.errors import VividError
from vividdesk.model.preset import Preset
from vividdesk.model.template import Template
from vividdesk.texts import _, count
from vividdesk.widgets.basics import unmarked
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
        for preset in known:
            action = menu.addAction(unmarked(preset.name))
            action.setCheckable(True)
            action.setChecked(preset in self._compose.variants)
            action.toggled.connect(partial(self._vary, preset))

    def _vary(self, preset: Preset, wanted: bool) -> None:
        others = [each for each in self._compose.variants if each != preset]
        self._compose.vary([*others, preset] if wanted else others)

    def _add(self, text: str, do: Callable[[], object]) -> QAction:
        return self._added(self, text, do)

    @staticmethod
    def _added(menu: QMenu, text: str, do: Callable[[], object]) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda: do())
        return action

    def _apply(self, preset: Preset) -> None:
        """What the template takes no more is left at its default, and said."""
        template = self._compose.template
        assert template is not None
        wrong = preset.misfits(template)
        draft = preset.draft(template)
        for name in wrong:
            draft = draft.reset(name)
        self._compose.vary([])
        self._compose.fill(draft)
        if wrong:
            fields = [template.options.named(name) or template.details.named(name) for name in wrong]
            titles = [field.title if field else name for field, name in zip(fields, wrong, strict=True)]
            self._notices.warn(
                count("{n} value of this preset fits no more.", "{n} values of this preset fit no more.", len(wrong)),
                _("They are at their defaults now: {names}").format(names=", ".join(titles)),
            )

    async def _save(self) -> None:
        draft = self._compose.draft
        assert draft is not None
        says = _("The options as they are now, for {template}. Photos are not kept.").format(
            template=draft.template.label
        )
        if name := await named(self._owner, _("Save as a preset"), says, _("Save")):
            taken = any(preset.name == name for preset in self._presets.of(draft.template))
            title = _("There is a preset of this name already.")
            if not taken or await asked(self._owner, title, name, _("Replace it")):
                self._presets.save(name, draft)
                self._renew(draft.template)

    def _remove(self, preset: Preset) -> None:
        self._tasks.start(self._removed(preset))

    async def _removed(self, preset: Preset) -> None:
        title = _("Remove the preset “{name}”?").format(name=preset.name)
        if await asked(self._owner, title, _("Its file goes, too."), _("Remove")):
            self._presets.drop(preset)
            if (template := self._compose.template) is not None:
                self._renew(template)

    def _renew(self, template: Template) -> None:
        """Of those that are made one of each: what was removed is made no more, what was replaced as it is now."""
        names = {each.name for each in self._compose.variants}
        self._compose.vary([each for each in self._presets.of(template) if each.name in names])

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
        dialog.fileSelected.connect(lambda name: self._told(lambda: self._presets.bring_in(Path(name))))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        place = usual_folder(self._folder, QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._owner, title, place, _("Presets") + f" ({FILES})")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._keep_folder)
        return dialog

    def _keep_folder(self, name: str) -> None:
        self._folder = str(Path(name).parent)

    def _told(self, do: Callable[[], object]) -> None:
        try:
            do()
        except VividError as fault:
            self._notices.fault(fault)
