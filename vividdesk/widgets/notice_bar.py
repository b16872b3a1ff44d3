"""The newest notices above the page, until they are closed or settled. What is no trouble goes by itself."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vividdesk.bridge.file_manager import show_folder
from vividdesk.bridge.notices import Notice, Notices, Weight
from vividdesk.texts import _
from vividdesk.widgets.announce import say
from vividdesk.widgets.basics import Card, button, icon_button, label
from vividdesk.widgets.tab_order import follow
from vividdesk.widgets.theme import SIZES

MOST = 3
TO_CLOSE = 4  # the first line of the words is as high as the button that closes them
READ = 12_000  # milliseconds in which a note is read; one that is used, or would move the page under the mouse, stays

TONES = {Weight.INFO: "running", Weight.WARNING: "waiting", Weight.FAILURE: "failed"}


def word(weight: Weight) -> str:
    match weight:
        case Weight.INFO:
            return _("Note")
        case Weight.WARNING:
            return _("Warning")
        case Weight.FAILURE:
            return _("Fault")


def weighs(notice: Notice) -> int:
    return list(Weight).index(notice.weight)


class NoticeBar(QWidget):
    folder_wanted = Signal()

    def __init__(self, notices: Notices) -> None:
        super().__init__()
        self._notices = notices
        self._rows: dict[Notice, QFrame] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, SIZES.gap)
        self._column.setSpacing(SIZES.gap)
        self.hide()
        notices.shown.connect(self.show_notice)
        notices.settled.connect(self._drop)

    @property
    def notices(self) -> list[Notice]:
        """What is shown, the oldest first."""
        return list(self._rows)

    def show_notice(self, notice: Notice) -> None:
        if notice in self._rows:
            return
        self._make_room(weighs(notice))
        self._rows[notice] = row = self._row(notice)
        self._column.addWidget(row)
        follow(self, [each for one in self._rows.values() for each in one.findChildren(QPushButton)])
        self.show()
        says = f"{word(notice.weight)}: {row.accessibleName()}"
        say(self, says, urgent=notice.weight is Weight.FAILURE)
        if notice.weight is Weight.INFO:
            row.setProperty("pointer", QCursor.pos())
            read = QTimer(row, interval=READ)  # goes with the row
            read.timeout.connect(lambda: self._drop_unless_in_use(notice, row))
            read.start()

    def _make_room(self, weight: int) -> None:
        """The lightest goes, and of these the oldest. A note, which goes by itself, pushes out nothing else."""
        while len(self._rows) >= MOST and weighs(least := min(self._rows, key=weighs)) <= weight:
            self._drop(least)

    def clear(self) -> None:
        for notice in self.notices:
            self._drop(notice)

    def _row(self, notice: Notice) -> QFrame:
        card = Card()
        row = QHBoxLayout(card)
        row.setContentsMargins(SIZES.margin, 6, 8, 6)
        row.setSpacing(SIZES.gap + 2)
        top = Qt.AlignmentFlag.AlignTop
        weights = {each: label(word(each), tone=TONES[each], bold=True) for each in Weight}
        weight = weights[notice.weight]
        weight.setFixedWidth(max(each.sizeHint().width() for each in weights.values()))
        weight.setContentsMargins(0, TO_CLOSE, 0, 0)
        row.addWidget(weight, alignment=top)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.setContentsMargins(0, TO_CLOSE, 0, 0)
        words.setAlignment(top)
        words.addWidget(label(notice.title, wrap=True))
        if notice.advice:
            words.addWidget(label(notice.advice, tone="quiet", wrap=True))
        row.addLayout(words, 1)
        if notice.asks_for_folder:
            row.addWidget(button(_("Choose a folder…"), self.folder_wanted.emit, "link"), alignment=top)
        if notice.folder:
            place = Path(notice.folder)
            row.addWidget(button(_("Show"), lambda: show_folder(place, self._notices), "link"), alignment=top)
        row.addWidget(icon_button("close", _("Close this notice"), lambda: self._drop(notice), "small"), alignment=top)
        card.setAccessibleName(f"{notice.title} {notice.advice}")
        return card

    def _drop_unless_in_use(self, notice: Notice, row: QFrame) -> None:
        focus = self.window().focusWidget()
        in_use = row.underMouse() or (focus is not None and row.isAncestorOf(focus))
        window = self.window()
        seen = window.isVisible() and not window.isMinimized() and window.isActiveWindow()
        was_seen = row.property("seen") is not False
        row.setProperty("seen", seen)  # from here on it takes as long to read
        in_the_way = in_use or self._moves_what_is_aimed_at(row)
        if self._rows.get(notice) is row and seen and was_seen and not in_the_way:
            self._drop(notice)

    def _moves_what_is_aimed_at(self, row: QFrame) -> bool:
        """Where the mouse is over what lies below the note, and does not rest."""
        before, now = row.property("pointer"), QCursor.pos()
        row.setProperty("pointer", now)
        window = self.window()
        below = row.mapFromGlobal(now).y() >= row.height() and window.rect().contains(window.mapFromGlobal(now))
        return below and now != before

    def _drop(self, notice: Notice) -> None:
        row = self._rows.pop(notice, None)
        if row is None:
            return  # closed by a double click, or settled after it was closed
        self._column.removeWidget(row)
        row.deleteLater()
        self.setVisible(bool(self._rows))
