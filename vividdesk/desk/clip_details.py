"""What is chosen in the library: what it is, where it comes from, what can be done with it."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vividdesk.bridge.errand_words import visibilities
from vividdesk.bridge.lineage import Lineage
from vividdesk.bridge.posters import Posters
from vividdesk.desk.clip_facts import facts, options, there
from vividdesk.desk.clip_kin import Kin
from vividdesk.desk.clip_title import ClipTitle
from vividdesk.model.clip import Clip
from vividdesk.model.errand import is_told_of
from vividdesk.model.template import Template
from vividdesk.texts import _, count
from vividdesk.widgets.basics import button, icon_button, label, line
from vividdesk.widgets.empty_state import EmptyState
from vividdesk.widgets.stars import Stars
from vividdesk.widgets.theme import SIZES, Colours

WIDTH = 312
NAMES = 84  # the width of what a fact is called
POSTER = QSize(WIDTH - 2 * SIZES.margin - 2, (WIDTH - 2 * SIZES.margin - 2) * 10 // 16)


class ClipDetails(QWidget):
    """`titled` and `rated` carry what the person wants of the clips that are chosen, `gone_to` another clip.

    `entered` tells that Enter or Escape ended the entry of a title.
    """

    titled = Signal(str)
    entered = Signal()
    rated = Signal(int)
    gone_to = Signal(object)

    def __init__(
        self,
        actions: dict[str, QAction],
        who_sees: Sequence[QAction],
        posters: Posters,
        colours: Callable[[], Colours],
    ) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._posters = posters
        self._clips: list[Clip] = []
        self._poster = QLabel()
        self._poster.setFixedHeight(POSTER.height())
        self._poster.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = ClipTitle()
        self._title.titled.connect(self._give_title)
        self._title.entered.connect(self.entered)
        self._many = label("", SIZES.heading, bold=True, wrap=True)
        self._stars = Stars(colours)
        self._stars.given.connect(self.rated)
        self._seen_by = _SeenBy(who_sees)
        self._note = label("", tone="waiting", wrap=True)
        self._facts = _Table()
        self._prompt = label("", wrap=True)
        self._prompt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._kin = Kin(posters)
        self._kin.gone_to.connect(self.gone_to)
        self._buttons = {name: _button_of(action) for name, action in actions.items()}
        self._pages = QStackedWidget()
        self._pages.addWidget(EmptyState("library", _("Nothing chosen"), _("Choose a clip to see what it is made of.")))
        self._pages.addWidget(self._laid_out())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._pages)
        posters.came.connect(lambda _file: self._show_poster())

    def show_clips(self, clips: Sequence[Clip]) -> None:
        """One in full, of many what they have in common, of none a hint."""
        is_other = [clip.id for clip in clips] != [clip.id for clip in self._clips]
        self._clips = list(clips)
        self._pages.setCurrentIndex(1 if clips else 0)
        if not clips:
            return
        only = clips[0] if len(clips) == 1 else None
        self._title.setVisible(only is not None)
        self._many.setVisible(only is None)
        if only is not None:
            self._title.show_title(only.title, only.label, is_other)
        self._many.setText(count("{n} chosen", "{n} chosen", len(clips)))
        ratings = {clip.rating for clip in clips}
        self._stars.show_rating(ratings.pop() if len(ratings) == 1 else 0)
        self._prompt.setText(only.prompt if only else "")
        self._prompt.setVisible(bool(only and only.prompt))
        missing = sum(clip.missing for clip in clips)
        self._note.setText(_missing(missing, only))
        self._note.setVisible(missing > 0)
        for name, is_for_one in (("play", True), ("again", True), ("compare", False)):
            self._buttons[name].setVisible(is_for_one == (only is not None))
        self._show_poster()
        self._seen_by.setVisible(only is not None and is_told_of(only))
        if is_other:
            self._seen_by.show_visibility("")
            self._facts.show_facts(facts(clips))
            self._kin.show_kin(Lineage())

    def show_lineage(self, found: Lineage, template: Template | None) -> None:
        """What is known of the one clip only once the journal was asked."""
        rows = [*facts(self._clips, found.job), *there(self._clips[0], found), *options(found.job, template)]
        self._facts.show_facts(rows)
        self._seen_by.show_visibility(found.visibility)
        self._kin.show_kin(found)

    def edit_title(self) -> None:
        self._title.edit()

    def _give_title(self, title: str) -> None:
        """Others may have been chosen while somebody was writing: it was not meant for those."""
        if len(self._clips) == 1:
            self.titled.emit(title)

    def _show_poster(self) -> None:
        only = self._clips[0] if len(self._clips) == 1 else None
        self._poster.setVisible(only is not None)
        if only is not None:
            self._poster.setAccessibleName(only.title or only.label)
            found = self._posters.of(only.poster, POSTER, self.devicePixelRatioF())
            self._poster.setPixmap(found if found is not None else QPixmap())

    def _laid_out(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("role", "details")
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[SIZES.margin] * 4)
        column.setSpacing(10)
        column.addWidget(self._poster)
        for each in (self._title, self._many):
            column.addWidget(each)
        column.addWidget(self._stars, alignment=Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._seen_by)
        column.addWidget(self._note)
        column.addLayout(_row(self._buttons["play"]))
        column.addLayout(_row(*(self._buttons[name] for name in ("compare", "again", "export"))))
        column.addLayout(_row(*(self._buttons[name] for name in ("reveal", "copy", "remove")), spread=False))
        column.addWidget(line())
        column.addWidget(self._prompt)
        column.addWidget(self._facts)
        column.addWidget(self._kin)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setAccessibleName(_("About what is chosen"))
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        return area


class _SeenBy(QWidget):
    """Who may see it on its service's own page, and the way to change that."""

    def __init__(self, choices: Sequence[QAction]) -> None:
        super().__init__()
        self._who = button(_("Choose…"), lambda: None)
        self._who.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        menu = QMenu(self._who)
        menu.addActions(choices)
        self._who.setMenu(menu)
        what = label(_("Seen by"), SIZES.small, tone="quiet")
        what.setMinimumWidth(NAMES)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(what)
        row.addWidget(self._who, 1)

    def show_visibility(self, value: str) -> None:
        who = visibilities().get(value)
        self._who.setText(who or _("Choose…"))
        self._who.setToolTip(_("Who can see it"))
        self._who.setAccessibleName(_("Who can see it: {who}").format(who=who) if who else _("Who can see it"))


class _Table(QWidget):
    """What is called how, and what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, rows: Iterable[tuple[str, str]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, (name, value) in enumerate(rows):
            what, is_so = label(name, SIZES.small, tone="quiet"), label(value, SIZES.small, wrap=True)
            what.setMinimumWidth(NAMES)
            is_so.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            is_so.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._grid.addWidget(what, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(is_so, number, 1, Qt.AlignmentFlag.AlignTop)


def _missing(number: int, only: Clip | None) -> str:
    if only is not None:
        return _("Its file is not where it was. Bring it back to {file}, or remove it from the list.").format(
            file=only.file
        )
    return count("{n} file is missing.", "{n} files are missing.", number)


def _button_of(action: QAction) -> QWidget:
    """As wide as its text, or an icon that tells its text."""
    look = action.property("look") or ""
    if emblem := action.property("emblem"):
        made = icon_button(emblem, action.toolTip(), action.trigger)
    else:
        made = button(action.text(), action.trigger, look)
        made.setToolTip(action.toolTip())
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        action.changed.connect(lambda: _name(made, action))
    action.enabledChanged.connect(made.setEnabled)
    made.setEnabled(action.isEnabled())
    return made


def _name(made: QPushButton, action: QAction) -> None:
    made.setText(action.text())
    made.setToolTip(action.toolTip())


def _row(*widgets: QWidget, spread: bool = True) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SIZES.gap)
    for each in widgets:
        row.addWidget(each)
    if not spread:
        row.addStretch()
    return row
