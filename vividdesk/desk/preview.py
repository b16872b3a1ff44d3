"""The preview: a result or photo large, with its title and rating above it and what can be done with it below."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vividdesk.bridge.clip_words import in_view, told_apart
from vividdesk.bridge.dropped import Use, use_of
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.small import read_within
from vividdesk.bridge.tasks import Tasks
from vividdesk.media.frames import Frames
from vividdesk.model.clip import Clip
from vividdesk.texts import _
from vividdesk.widgets.basics import button
from vividdesk.widgets.drop_hint import DropHint
from vividdesk.widgets.empty_state import EmptyState
from vividdesk.widgets.panel import PanelHead
from vividdesk.widgets.player.caption import Caption
from vividdesk.widgets.player.full_screen import FullScreen
from vividdesk.widgets.player.side_by_side import Shown, words_for
from vividdesk.widgets.player.stage import LARGEST, Stage
from vividdesk.widgets.stars import MOST as MOST_STARS
from vividdesk.widgets.stars import Stars
from vividdesk.widgets.tab_order import reachable
from vividdesk.widgets.theme import SIZES, Colours

MOST = 4  # side by side


class Preview(QWidget):
    """`again_wanted` and `export_wanted` carry the clip, `rated` the clip and none to five stars.

    What is `dropped` here is for others to find and to bring back: a photo, a clip, or one more photo for the tray.
    `wanted` tells that somebody asked to see something here: whoever has closed the preview shows it again.
    """

    wanted = Signal()

    again_wanted = Signal(object)
    export_wanted = Signal(object)
    rated = Signal(object, int)
    dropped = Signal(QMimeData)

    def __init__(self, frames: Frames, tasks: Tasks, colours: Callable[[], Colours]) -> None:
        super().__init__()
        self._tasks = tasks
        self._clip: Clip | None = None
        self._source: Path | None = None
        self._photo: Path | None = None  # that is shown by itself
        self._full: FullScreen | None = None
        self.title, self.stars, self.stage = Caption(), Stars(colours), Stage(frames, tasks)
        self.export = button(_("Export…"), lambda: self.export_wanted.emit(self._clip))
        self.again = button(_("Again with changes"), lambda: self.again_wanted.emit(self._clip))
        self.compare_button = button(_("Compare"), self._compare_with_source, "toggle")
        self.compare_button.setCheckable(True)
        self._head, self._actions = PanelHead(), QWidget()
        self._put_together()
        self._hint = DropHint(self)
        self.setAcceptDrops(True)
        self.stars.given.connect(lambda stars: self.rated.emit(self._clip, stars))
        self.stage.full_wanted.connect(self._set_full)
        self.stage.failed.connect(self._leave_possible)

    def show_clip(self, clip: Clip, source: Path | None = None, play: bool = True, wanted: bool = True) -> None:
        """`source` is the photo it was made from; without it there is nothing to compare with.

        Not `wanted`: nobody has asked for it just now.
        """
        self._begin(in_view(clip), clip, wanted)
        self._source = source
        self.compare_button.setEnabled(source is not None)
        self.compare_button.setToolTip("" if source else _("The photo it was made from is not known."))
        self.stars.show_rating(clip.rating)
        if clip.is_moving:
            self.stage.show_film(Path(clip.file), clip.poster, clip.seconds, clip.hash, play)
        else:
            self.stage.show_picture(Path(clip.file), clip.poster)

    def renew(self, clip: Clip) -> None:
        """The same one, called or rated otherwise since."""
        if self._clip is not None and self._clip.id == clip.id:
            self._clip = clip
            self.title.show_text(in_view(clip))
            self.stars.show_rating(clip.rating)

    def show_photo(self, file: Path, title: str) -> None:
        self._begin(title, None)
        self._photo = file
        self.stage.show_picture(file, "")

    def swap_photo(self, before: Path, after: Path) -> None:
        """It was cropped, or is whole again."""
        if self._photo == before:
            self._photo = after
            self.stage.show_picture(after, "")

    def show_film(self, file: Path) -> None:
        """One that is no clip of the library."""
        self._begin(file.name, None)
        self.stage.show_film(file, "", 0.0, "", play=True)

    def compare(self, clips: Sequence[Clip]) -> None:
        """Two to four results, in step."""
        chosen = clips[:MOST]
        self._begin(words_for(len(chosen)), None)
        named = zip(chosen, told_apart(chosen), strict=True)
        several = [Shown(Path(one.file), one.poster, name, one.seconds) for one, name in named]
        self.stage.show_several(several, play=True)

    @property
    def compares(self) -> bool:
        """Somebody looks at several, and should not be torn away from it."""
        return self._pages.currentIndex() == 1 and not self.stage.several.isHidden()

    @property
    def is_empty(self) -> bool:
        return self._pages.currentIndex() == 0

    @property
    def clip(self) -> Clip | None:
        return self._clip

    def pause(self) -> None:
        for player in (self.stage.film, self.stage.several):
            player.pause()

    def take_keys(self, from_text: bool) -> None:
        """Those that play and rate; `from_text` also where somebody writes."""
        if self.isVisible() and (from_text or not _is_text(self.window().focusWidget())):
            next(iter(reachable(self.stage)), self.stage).setFocus()

    def clear(self) -> None:
        self.stage.clear()
        self._clip = self._photo = None
        self._head.hide()
        self._pages.setCurrentIndex(0)

    def remember(self) -> dict[str, Any]:
        stage = self.stage
        return {"volume": stage.volume, "muted": stage.muted, "loop": stage.loops, "speed": stage.speed}

    def recall(self, memory: Mapping[str, Any]) -> None:
        """What is missing or of another kind is left as it was."""
        kept = self.remember()
        kept |= {name: memory[name] for name, old in kept.items() if isinstance(memory.get(name), type(old))}
        self.stage.set_settings(kept["volume"], kept["muted"], kept["loop"], kept["speed"])

    async def close_media(self) -> None:
        """Every file is let go of. Before the window goes."""
        self._set_full(False)
        self.clear()

    @guarded()
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if (use := use_of(event.mimeData())) is not None:
            self._hint.say(_words_for(use))
            _copied(event)

    @guarded()
    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802
        self._hint.hide()

    @guarded()
    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._hint.hide()
        _copied(event)
        self.dropped.emit(event.mimeData())

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """What no part of it takes, wherever in it the focus is: stars, and out of a comparison with the photo."""
        if self._clip is not None and event.text().isdecimal() and int(event.text()) <= MOST_STARS:
            self.stars.give(int(event.text()))
        elif event.key() == Qt.Key.Key_Escape and self.compare_button.isChecked():
            self.compare_button.click()
        else:
            super().keyPressEvent(event)

    def _begin(self, title: str, clip: Clip | None, wanted: bool = True) -> None:
        self._clip, self._source, self._photo = clip, None, None
        if wanted:
            self.wanted.emit()
        self.title.show_text(title)
        self.compare_button.setChecked(False)
        self.export.setEnabled(True)
        self.export.setToolTip("")
        self.stars.setVisible(clip is not None)
        self._actions.setVisible(clip is not None)
        self._head.show()
        self._pages.setCurrentIndex(1)

    def _leave_possible(self, is_there: bool) -> None:
        """It cannot be shown: nothing can be compared, and what is gone cannot be copied."""
        self.compare_button.setChecked(False)
        self.compare_button.setEnabled(False)
        self.compare_button.setToolTip(self.stage.trouble.title.text())
        if not is_there:
            self.export.setEnabled(False)
            self.export.setToolTip(self.stage.trouble.title.text())

    def _compare_with_source(self) -> None:
        if self.compare_button.isChecked() and self._source is not None and self._clip is not None:
            self._tasks.start(self._load_source(self._clip, self._source))
        else:
            self.stage.compare_with(None)

    async def _load_source(self, clip: Clip, source: Path) -> None:
        photo = await asyncio.to_thread(read_within, source, LARGEST)
        if self._clip is None or self._clip.id != clip.id or not self.compare_button.isChecked():
            return
        if photo.isNull():
            self.compare_button.setChecked(False)
            self.compare_button.setEnabled(False)
            self.compare_button.setToolTip(_("The photo it was made from cannot be read any more."))
        else:
            self.stage.compare_with(photo, _("clip") if clip.is_moving else _("picture"))

    def _set_full(self, full: bool) -> None:
        if full == bool(self.stage.property("full")):
            return
        self.stage.set_full(full)
        if full:
            self._full = FullScreen(self, self.title.whole, self.stage, lambda: self._set_full(False))
            self._full.showFullScreen()
        elif self._full is not None:
            self._column.insertWidget(0, self.stage, 1)
            self.stage.show()
            self._full.hide()
            self._full.deleteLater()
            self._full = None
        self.stage.setFocus()

    def _put_together(self) -> None:
        self._head.setMinimumHeight(self.stars.sizeHint().height())
        top = QHBoxLayout(self._head)
        top.setContentsMargins(SIZES.margin, 0, SIZES.gap, 0)
        top.addWidget(self.title, 1)
        top.addWidget(self.stars)
        foot = QHBoxLayout(self._actions)
        foot.setContentsMargins(0, 2, 0, 0)
        foot.setSpacing(SIZES.gap)
        for one in (self.export, self.again, self.compare_button):
            foot.addWidget(one)
        foot.addStretch()
        filled = QWidget()
        self._column = QVBoxLayout(filled)
        self._column.setContentsMargins(SIZES.margin, 0, SIZES.margin, SIZES.margin)
        self._column.setSpacing(SIZES.gap)
        self._column.addWidget(self.stage, 1)
        self._column.addWidget(self._actions)
        self._pages = QStackedWidget()
        says = _("The next result comes here. To see an earlier one, open it in the library.")
        self._pages.addWidget(EmptyState("play", _("Nothing is shown"), says))
        self._pages.addWidget(filled)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._head)
        outer.addWidget(self._pages)
        self._head.hide()


def _is_text(widget: QWidget | None) -> bool:
    is_editable = isinstance(widget, QComboBox) and widget.isEditable()
    return is_editable or isinstance(widget, QLineEdit | QPlainTextEdit | QAbstractSpinBox)


def _words_for(use: Use) -> str:
    match use:
        case Use.ADD:
            return _("Let go to add it to the photos")
        case Use.LOOK:
            return _("Let go to look at it")
        case Use.PLAY:
            return _("Let go to play it")


def _copied(event: QDropEvent) -> None:
    """Where it came from it stays."""
    copy = Qt.DropAction.CopyAction
    event.setDropAction(copy if event.possibleActions() & copy else event.proposedAction())
    event.accept()
