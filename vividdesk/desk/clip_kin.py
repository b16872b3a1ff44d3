"""The kin of a clip in small pictures: what it was made from, other takes, what was made from it, its steps."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from vividdesk.bridge import clip_words as words
from vividdesk.bridge.lineage import Lineage
from vividdesk.bridge.posters import Posters
from vividdesk.model.clip import Clip
from vividdesk.texts import _
from vividdesk.widgets.basics import label
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES

SMALL = QSize(62, 40)
IN_A_ROW = 4
MOST = 12


class Kin(QWidget):
    """`gone_to` carries the clip that was clicked."""

    gone_to = Signal(object)

    def __init__(self, posters: Posters) -> None:
        super().__init__()
        self._posters = posters
        self._pictures: list[tuple[str, QPushButton]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        self._groups: list[QWidget] = []
        posters.came.connect(self._show_pictures)

    def show_kin(self, found: Lineage) -> None:
        for group in self._groups:
            group.hide()
            group.deleteLater()
        self._pictures = []
        self._groups = []
        for title, clips in (
            (_("It led to"), found.results),
            (_("Made again from"), found.source),
            (_("Other takes of the photo"), found.takes),
            (_("Further takes"), found.further),
            (_("On the way to it"), found.steps),
        ):
            if clips:
                self._groups.append(group := self._group(title, clips))
                self._column.addWidget(group)
        self.setVisible(bool(self._groups))
        for file in {file for file, _picture in self._pictures}:
            self._show_pictures(file)

    def _group(self, title: str, clips: Sequence[Clip]) -> QWidget:
        group = QWidget()
        grid = QGridLayout(group)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setSpacing(6)
        grid.addWidget(label(title, SIZES.small, tone="quiet", bold=True), 0, 0, 1, IN_A_ROW)
        for number, clip in enumerate(clips[:MOST]):
            grid.addWidget(self._picture(clip), 1 + number // IN_A_ROW, number % IN_A_ROW)
        grid.setColumnStretch(IN_A_ROW, 1)
        return group

    def _picture(self, clip: Clip) -> QPushButton:
        made = QPushButton()
        made.setProperty("look", "picture")
        made.setFixedSize(SMALL + QSize(4, 4))
        made.setIconSize(SMALL)
        made.setIcon(icon("play" if clip.is_moving else "photos"))
        made.setAccessibleName(words.aloud(clip))
        made.setToolTip(f"{words.name(clip)}\n{words.line(clip)}")
        made.setAutoDefault(False)
        made.clicked.connect(lambda _on: self.gone_to.emit(clip))
        self._pictures.append((clip.poster, made))
        return made

    def _show_pictures(self, file: str) -> None:
        for poster, picture in self._pictures:
            if poster and poster == file:
                found = self._posters.of(file, SMALL, self.devicePixelRatioF())
                if found is not None and not found.isNull():
                    picture.setIcon(QIcon(found))
