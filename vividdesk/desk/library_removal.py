"""Taking clips out of the library: what becomes of their files, and the way back."""

import asyncio
import contextlib
from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vividdesk.bridge import clip_files
from vividdesk.bridge import clip_words as words
from vividdesk.bridge.clip_list import ClipList
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.tasks import Tasks
from vividdesk.model.clip import Clip
from vividdesk.texts import _, count
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.theme import SIZES

UNDO_FOR = 15.0  # seconds


class Removal(Enum):
    LIST = "from the list"
    FILES = "and the files"


class RemovalDialog(QDialog):
    """`decided` carries a Removal."""

    decided = Signal(object)

    def __init__(self, parent: QWidget, clips: Sequence[Clip]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        number = len(clips)
        what = words.name(clips[0]) if number == 1 else count("{n} clip", "{n} clips", number)
        title = _("Remove {what}?").format(what=what)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(SIZES.gap)
        column.addWidget(label(title, SIZES.heading, bold=True, wrap=True))
        says = count(
            "From the list only, the file stays where it is. Or the file goes to the system's trash, too.",
            "From the list only, the files stay where they are. Or the files go to the system's trash, too.",
            number,
        )
        column.addWidget(label(says, tone="quiet", wrap=True))
        column.addSpacing(SIZES.gap)
        foot = QHBoxLayout()
        foot.setSpacing(SIZES.gap)
        foot.addWidget(button(_("Cancel"), self.reject))
        foot.addStretch()
        trash = count("Move the file to the trash", "Move the files to the trash", number)
        foot.addWidget(button(trash, lambda: self._decide(Removal.FILES)))
        only = button(_("From the list only"), lambda: self._decide(Removal.LIST), "primary")
        foot.addWidget(only)
        column.addLayout(foot)
        only.setFocus()

    def _decide(self, removal: Removal) -> None:
        self.decided.emit(removal)
        self.accept()


class UndoBar(QFrame):
    """What was taken out of the list is forgotten when nobody wants it back any more."""

    def __init__(self, clips: ClipList, tasks: Tasks, notices: Notices) -> None:
        super().__init__()
        self._clips = clips
        self._tasks = tasks
        self._notices = notices
        self._decision: asyncio.Future[bool] | None = None
        self._says = label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.margin, 6, 8, 6)
        row.addWidget(self._says, 1)
        self.undo = button(_("Undo"), lambda: self._settle(back=True), "link")
        row.addWidget(self.undo)
        self.hide()

    def remove(self, clips: Sequence[Clip], removal: Removal) -> None:
        self.settle()
        if removal is Removal.LIST:
            self._tasks.start(self._take_out([clip.id for clip in clips]))
        else:
            self._tasks.start(self._throw_away(list(clips)))

    def settle(self) -> None:
        """There is no way back from now on."""
        self._settle(back=False)

    def _settle(self, back: bool) -> None:
        if self._decision is not None and not self._decision.done():
            self._decision.set_result(back)

    async def _take_out(self, numbers: Sequence[int]) -> None:
        self._clips.take_out(numbers)
        text = count(
            "{n} removed from the list. Its file stays.", "{n} removed from the list. Their files stay.", len(numbers)
        )
        self._says.setText(text)
        self._decision = decision = asyncio.get_running_loop().create_future()
        self.show()
        back = False
        with contextlib.suppress(TimeoutError):
            back = await asyncio.wait_for(asyncio.shield(decision), UNDO_FOR)
        if decision is self._decision:
            self.hide()
        if back:
            self._clips.begin()
        else:
            await self._clips.forget(numbers)

    async def _throw_away(self, clips: Sequence[Clip]) -> None:
        gone = await asyncio.to_thread(clip_files.to_trash, clips)
        numbers = [clip.id for clip in gone]
        self._clips.take_out(numbers)
        await self._clips.forget(numbers)
        if kept := len(clips) - len(gone):
            self._notices.warn(
                count("{n} file could not go to the trash.", "{n} files could not go to the trash.", kept),
                _("It stays where it is, and in the list. Delete it with your file manager, if it is to go."),
            )
