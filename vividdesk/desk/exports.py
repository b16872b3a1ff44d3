"""Copies of results where the person wants them, asked for in a dialog that nothing waits for."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from vividdesk.bridge import clip_files
from vividdesk.bridge.incoming import usual_folder
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.tasks import Tasks
from vividdesk.errors import VividError
from vividdesk.jobs.naming import name_of_title
from vividdesk.model.clip import Clip
from vividdesk.texts import _, count
from vividdesk.widgets.file_dialog import FileDialog
from vividdesk.widgets.question import asked

Place = QStandardPaths.StandardLocation


class Exports:
    """`folder` is where something was exported to last."""

    def __init__(self, tasks: Tasks, notices: Notices) -> None:
        self._tasks = tasks
        self._notices = notices
        self.folder = ""
        self._told: VividError | None = None  # why the last export to a folder was not whole

    def ask(self, parent: QWidget, clips: Sequence[Clip]) -> None:
        """For the name of one, or for a folder where several go."""
        self._ask_file(parent, clips[0]) if len(clips) == 1 else self._ask_folder(parent, clips)

    def _ask_file(self, parent: QWidget, clip: Clip) -> None:
        suffix = Path(clip.file).suffix
        kind = _("Clips ({patterns})") if clip.is_moving else _("Pictures ({patterns})")
        dialog = FileDialog(parent, _("Export"), self._start([clip]), kind.format(patterns=f"*{suffix}"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{name_of_title(clip.title) or Path(clip.file).stem}{suffix}")
        dialog.fileSelected.connect(lambda name: self._tasks.start(self.to_file(parent, clip, Path(name))))
        dialog.open()

    def _ask_folder(self, parent: QWidget, clips: Sequence[Clip]) -> None:
        dialog = FileDialog(parent, _("Export to a folder"), self._start(clips))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self._tasks.start(self.to_folder(clips, Path(name))))
        dialog.open()

    async def to_file(self, parent: QWidget, clip: Clip, chosen: Path) -> None:
        """Whoever chose the name was asked whether to replace a file of that name, but of no other."""
        source = Path(clip.file)
        target = clip_files.with_suffix_of(source, chosen)
        try:
            if target != chosen and await asyncio.to_thread(target.exists):
                title = _("{name} is there already.").format(name=target.name)
                if not await asked(parent, title, _("In {folder}.").format(folder=target.parent), _("Replace it")):
                    return
            if not await asyncio.to_thread(source.is_file):
                raise VividError(_("The file of this clip is gone."), _("Somebody has moved or deleted it."))
            await asyncio.to_thread(clip_files.replace, source, target)
        except OSError as fault:
            raise VividError(
                _("The copy could not be written ({reason}).").format(reason=fault.strerror or fault),
                _("Choose another folder, or make room there."),
            ) from fault
        self._tell([target.name], target.parent)

    async def to_folder(self, clips: Sequence[Clip], folder: Path) -> None:
        copied = await asyncio.to_thread(clip_files.copy_out, clips, folder)
        if self._told is not None:
            self._notices.settle(self._told)
            self._told = None
        if copied.failed:
            name, reason = copied.failed[0]
            says = _("{name} could not be written to {folder} ({reason}). Choose another folder, or make room there.")
            self._told = VividError(
                count("{n} file was not exported.", "{n} files were not exported.", len(copied.failed)),
                says.format(name=name, folder=folder, reason=reason),
            )
            self._notices.fault(self._told)
        if copied.names:
            self._tell(copied.names, folder)

    def _start(self, clips: Sequence[Clip]) -> str:
        are_clips = any(clip.is_moving for clip in clips)
        return usual_folder(self.folder, Place.MoviesLocation if are_clips else Place.PicturesLocation)

    def _tell(self, names: Sequence[str], folder: Path) -> None:
        self.folder = str(folder)
        done = count("{n} file exported.", "{n} files exported.", len(names))
        if len(names) == 1:
            done = _("Exported: {name}").format(name=names[0])
        self._notices.say(done, _("To {folder}.").format(folder=folder), str(folder))
