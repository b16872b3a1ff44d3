"""Taking clips out of the library: the question what becomes of their files, and the way back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vividdesk.bridge import clip_words as words
from vividdesk.bridge.clip_removal import Removal, Removals
from vividdesk.model.clip import Clip
from vividdesk.model.errand import can_be_deleted_there
from vividdesk.texts import _, count
from vividdesk.widgets.basics import button, icon_button, label
from vividdesk.widgets.controls import Switch
from vividdesk.widgets.theme import SIZES


class RemovalDialog(QDialog):
    """`decided` carries a Removal."""

    decided = Signal(object)

    def __init__(self, parent: QWidget, clips: Sequence[Clip]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        number = len(clips)
        what = words.name(clips[0]) if number == 1 else count("{n} clip", "{n} clips", number)
        title = _("Remove {what}?").format(what=what)
        self.setWindowTitle(title)
        self.files, self.there = Switch(), Switch()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(SIZES.gap)
        column.addStrut(440)
        column.addWidget(label(title, SIZES.heading, bold=True, wrap=True))
        says = count(
            "It leaves the library. Switch on what shall go, too.",
            "They leave the library. Switch on what shall go, too.",
            number,
        )
        self._says = label(says, tone="quiet", wrap=True)
        column.addWidget(self._says)
        column.addSpacing(SIZES.gap)
        trash = count("Move the file to the trash", "Move the files to the trash", number)
        stays = count("Off: it stays in its folder.", "Off: they stay in their folders.", number)
        column.addLayout(_choice(self.files, trash, stays))
        there = [clip for clip in clips if can_be_deleted_there(clip)]
        if there:
            column.addLayout(_choice(self.there, _deleting(there), _there_says(len(there), number)))
        column.addSpacing(SIZES.gap)
        foot = QHBoxLayout()
        foot.setSpacing(SIZES.gap)
        foot.addStretch()
        foot.addWidget(button(_("Cancel"), self.reject))
        yes = button(_("Remove"), self._decide, "primary")
        yes.setDefault(True)
        foot.addWidget(yes)
        column.addLayout(foot)
        yes.setFocus()

    def tell_of_steps(self, number: int) -> None:
        """So many pictures on the way go, too."""
        steps = count("{n} step made on the way goes, too.", "{n} steps made on the way go, too.", number)
        self._says.setText(f"{self._says.text()}\n{steps}")
        self.adjustSize()

    def _decide(self) -> None:
        self.decided.emit(Removal(files=self.files.isChecked(), there=self.there.isChecked()))
        self.accept()


class UndoBar(QFrame):
    """In sight as long as there is a way back."""

    def __init__(self, removals: Removals) -> None:
        super().__init__()
        self._says = label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.margin, 6, 8, 6)
        row.addWidget(self._says, 1)
        self.undo = button(_("Undo"), removals.undo, "link")
        row.addWidget(self.undo)
        row.addWidget(icon_button("close", _("No way back needed"), removals.settle, "small"))
        removals.changed.connect(self._show)
        self.hide()

    def _show(self, says: str) -> None:
        self._says.setText(says)
        self.setVisible(bool(says))


def _deleting(clips: Sequence[Clip]) -> str:
    services = ", ".join(dict.fromkeys(words.service(clip) for clip in clips))
    if all(clip.local for clip in clips):
        return _("Delete what the local service keeps of it")
    return _("Delete at {service}, too").format(service=services)


def _there_says(there: int, number: int) -> str:
    says = [
        count(
            "All that its job made is gone there for good.",
            "All that their jobs made is gone there for good.",
            there,
        ),
        _("You can undo it for 15 seconds, or until vividdesk is closed."),
    ]
    if there < number:
        says.insert(0, count("It can be done with {n} of them.", "It can be done with {n} of them.", there))
    return " ".join(says)


def _choice(switch: Switch, title: str, says: str) -> QHBoxLayout:
    switch.setAccessibleName(title)
    switch.setAccessibleDescription(says)
    text = QVBoxLayout()
    text.setSpacing(1)
    text.addWidget(label(title))
    text.addWidget(label(says, SIZES.small, tone="quiet", wrap=True))
    text.addStretch()
    row = QHBoxLayout()
    row.setSpacing(SIZES.margin)
    row.addLayout(text, 1)
    row.addWidget(switch, alignment=Qt.AlignmentFlag.AlignTop)
    return row
