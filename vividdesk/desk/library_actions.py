"""What can be done with the clips that are chosen, by menu, key and button."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from vividdesk.bridge import clip_files
from vividdesk.bridge.errand_words import visibilities
from vividdesk.bridge.file_manager import show_folder
from vividdesk.bridge.notices import Notices
from vividdesk.desk.exports import Exports
from vividdesk.model.clip import Clip
from vividdesk.model.errand import is_told_of
from vividdesk.texts import _, count
from vividdesk.widgets.stars import MOST

COMPARED = range(2, 5)


class LibraryActions(QObject):
    """They act on what `choose` was told of last. Keys work where the view has the focus."""

    played = Signal(object)
    compared = Signal(object)
    made_again = Signal(object)
    titling = Signal()
    rated = Signal(int)
    shown_to = Signal(str)  # a visibility in the service's words
    removing = Signal()
    said = Signal(str)  # what was done, where nothing else shows it

    def __init__(self, view: QWidget, notices: Notices, exports: Exports) -> None:
        super().__init__(view)
        self._view = view
        self._notices = notices
        self._clips: list[Clip] = []
        first = self._first
        self.named = {
            "play": self._action(_("Play"), lambda: self.played.emit(first()), look="primary"),
            "compare": self._action(_("Compare"), lambda: self.compared.emit(list(self._clips))),
            "again": self._action(_("Again with changes"), lambda: self.made_again.emit(first())),
            "export": self._action(_("Export…"), lambda: exports.ask(view, self._there()), "Ctrl+E"),
            "reveal": self._action(_("Show in its folder"), self._reveal, emblem="folder"),
            "copy": self._action(_("Copy the file"), self._copy, "Ctrl+C", emblem="copy"),
            "title": self._action(_("Rename"), self.titling.emit, "F2"),
            "remove": self._action(_("Remove…"), self.removing.emit, "Del", emblem="bin"),
        }
        self.visibilities = [self._visibility(value, text) for value, text in visibilities().items()]
        self._ratings = [self._rating(stars) for stars in range(MOST, -1, -1)]
        self.choose([])

    def choose(self, clips: Sequence[Clip]) -> None:
        self._clips = list(clips)
        there = sum(not clip.missing for clip in clips)
        one = len(clips) == 1
        self.named["play"].setText(_("Show") if one and not clips[0].is_moving else _("Play"))
        for name, can in (
            ("play", one and there == 1),
            ("compare", len(clips) in COMPARED and there == len(clips)),
            ("again", one and clips[0].job is not None),
            ("export", there > 0),
            ("reveal", one),
            ("copy", there > 0),
            ("title", one),
            ("remove", bool(clips)),
        ):
            self.named[name].setEnabled(can)
        for action in self._ratings:
            action.setEnabled(bool(clips))
        self.show_visibility("")

    @property
    def can_be_shown(self) -> bool:
        """Whether their service asks who may see them."""
        return any(is_told_of(clip) for clip in self._clips)

    def show_visibility(self, value: str) -> None:
        """Who may see the one that is chosen, once that is known."""
        for action in self.visibilities:
            action.setChecked(action.data() == value)

    def menu(self) -> QMenu:
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in (("play", "compare", "again"), ("export", "copy", "reveal"), ("title",)):
            menu.addActions([self.named[name] for name in group])
            if group != ("title",):
                menu.addSeparator()
        menu.addMenu(_("Rate")).addActions(self._ratings)
        if self.can_be_shown:
            menu.addMenu(_("Who can see it")).addActions(self.visibilities)
        menu.addSeparator()
        menu.addAction(self.named["remove"])
        return menu

    def _first(self) -> Clip:
        return self._clips[0]

    def _action(self, text: str, do: Callable[[], Any], keys: str = "", look: str = "", emblem: str = "") -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda: do())
        action.setProperty("look", look)
        action.setProperty("emblem", emblem)
        if keys:
            shortcut = QKeySequence(keys)
            action.setShortcut(shortcut)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            shown = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{text.rstrip('…')} ({shown})")
            self._view.addAction(action)
        return action

    def _rating(self, stars: int) -> QAction:
        text = count("{n} star", "{n} stars", stars) if stars else _("Not rated")
        return self._action(text, lambda: self.rated.emit(stars), str(stars))

    def _visibility(self, value: str, text: str) -> QAction:
        action = self._action(text, lambda: self.shown_to.emit(value))
        action.setData(value)
        action.setCheckable(True)
        return action

    def _there(self) -> list[Clip]:
        return [clip for clip in self._clips if not clip.missing]

    def _reveal(self) -> None:
        show_folder(Path(self._first().file).parent, self._notices)

    def _copy(self) -> None:
        clips = self._there()
        QGuiApplication.clipboard().setMimeData(clip_files.carried(clips))
        self.said.emit(count("{n} file is on the clipboard.", "{n} files are on the clipboard.", len(clips)))
