"""A grid of cards that costs the same whatever its length: where each lies is reckoned, never listed.

It is a QListView for what the system's reader of the screen makes of one. QListView's own layout goes through all
rows, in Python: a third of a second for 100,000.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QKeyEvent, QPainter, QPaintEvent, QPalette, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from vividdesk.bridge.overrides import guarded
from vividdesk.widgets.one_drag import OneDrag
from vividdesk.widgets.theme import SIZES

GAP = 12
NARROWEST = 196
Index = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction
Mode = QAbstractItemView.SelectionMode
State = QStyle.StateFlag
ALL_STATES = State.State_Selected | State.State_MouseOver | State.State_HasFocus


class ClipGrid(OneDrag):
    """`opened` carries the index that was double-clicked, or on which Enter was pressed; `typed` other letters.

    `painting` tells that a frame begins, and how many cards are in sight.
    """

    opened = Signal(QModelIndex)
    typed = Signal(str)
    painting = Signal(int)

    def __init__(self, says: str) -> None:
        super().__init__()
        self._columns = 1
        self._card = QSize(NARROWEST, NARROWEST)
        self._hovered = -1
        self.setAccessibleName(says)
        self.setSelectionMode(Mode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDragEnabled(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.doubleClicked.connect(self.opened)

    def rows_in_sight(self) -> range:
        return self._rows_in(self.viewport().rect())

    def chosen_rows(self) -> list[int]:
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(number) for number in range(chosen.count())]
        return sorted(row for each in ranges for row in range(each.top(), each.bottom() + 1))

    def choose_rows(self, rows: Sequence[int]) -> None:
        """These and no others; the keys go on at the first."""
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self._index(row), self._index(row))
        model, command = self.selectionModel(), QItemSelectionModel.SelectionFlag
        if rows:
            model.setCurrentIndex(self._index(rows[0]), command.NoUpdate)
        model.select(chosen, command.ClearAndSelect)

    def _count(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0

    def _step(self) -> int:
        return self._card.height() + GAP

    def _place(self, row: int) -> QRect:
        """In the viewport, mirrored where one reads from the right."""
        line, column = divmod(row, self._columns)
        left = SIZES.margin + column * (self._card.width() + GAP)
        top = GAP // 2 + line * self._step() - self.verticalOffset()
        place = QRect(QPoint(left, top), self._card)
        return QStyle.visualRect(self.layoutDirection(), self.viewport().rect(), place)

    def _rows_in(self, area: QRect) -> range:
        above = area.top() + self.verticalOffset() - GAP // 2
        first = max(0, above // self._step()) * self._columns
        last = (max(0, above + area.height()) // self._step() + 1) * self._columns
        return range(first, min(last, self._count()))

    def _index(self, row: int) -> QModelIndex:
        return self.model().index(row, 0)

    @guarded(QRect)
    def visualRect(self, index: Index) -> QRect:  # noqa: N802
        return self._place(index.row()) if index.isValid() else QRect()

    @guarded(QModelIndex)
    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        rows = self._rows_in(QRect(point, QSize(1, 1)))
        return next((self._index(row) for row in rows if self._place(row).contains(point)), QModelIndex())

    @guarded()
    def scrollTo(  # noqa: N802
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        bar, place = self.verticalScrollBar(), self._place(index.row())
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + place.center().y() - self.viewport().height() // 2)
        elif place.top() < GAP // 2:
            bar.setValue(bar.value() + place.top() - GAP // 2)
        elif place.bottom() > self.viewport().height() - GAP // 2:
            bar.setValue(bar.value() + place.bottom() - self.viewport().height() + GAP // 2)

    @guarded(QModelIndex)
    def moveCursor(self, action: Move, _keys: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802
        last = self._count() - 1
        current = self.currentIndex().row()
        if last < 0 or current < 0:
            return self._index(0) if last >= 0 else QModelIndex()
        forward = -1 if self.isRightToLeft() else 1
        page = max(1, self.viewport().height() // self._step()) * self._columns
        match action:
            case Move.MoveLeft:
                row = current - forward
            case Move.MoveRight:
                row = current + forward
            case Move.MoveUp:
                row = current - self._columns if current >= self._columns else current
            case Move.MoveDown:
                row = min(current + self._columns, last)
            case Move.MovePageUp:
                row = current - page if current >= page else current % self._columns
            case Move.MovePageDown:
                row = current + page
            case Move.MoveHome:
                row = 0
            case Move.MoveEnd:
                row = last
            case Move.MovePrevious:
                row = current - 1
            case _:
                row = current + 1
        return self._index(min(max(row, 0), last))

    @guarded()
    def setSelection(self, area: QRect, command: QItemSelectionModel.SelectionFlag) -> None:  # noqa: N802
        """A band takes what it touches; from one card to another, all that lie between in reading order."""
        chosen = QItemSelection()
        if self.state() == QAbstractItemView.State.DragSelectingState:
            touched = [row for row in self._rows_in(area) if self._place(row).intersects(area)]
            for row in touched:
                chosen.select(self._index(row), self._index(row))
        else:
            ends = sorted(row for row in (self._far_end(area), self.currentIndex().row()) if row >= 0)
            if ends:
                chosen.select(self._index(ends[0]), self._index(ends[-1]))
        self.selectionModel().select(chosen, command)

    def _far_end(self, area: QRect) -> int:
        """The area spans from here to the current card."""
        near = self.visualRect(self.currentIndex()).center()
        across = max(area.left(), area.right(), key=lambda at: abs(at - near.x()))
        down = max(area.top(), area.bottom(), key=lambda at: abs(at - near.y()))
        return self.indexAt(QPoint(across, down)).row()

    @guarded(QRegion)
    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802
        return QRegion(self.viewport().rect())

    @guarded(0)
    def horizontalOffset(self) -> int:  # noqa: N802
        return 0

    @guarded(0)
    def verticalOffset(self) -> int:  # noqa: N802
        return self.verticalScrollBar().value()

    @guarded(False)
    def isIndexHidden(self, _index: Index) -> bool:  # noqa: N802
        return False

    @guarded()
    def doItemsLayout(self) -> None:  # noqa: N802
        QAbstractItemView.doItemsLayout(self)

    @guarded()
    def updateGeometries(self) -> None:  # noqa: N802
        room = self.viewport().width() - 2 * SIZES.margin
        self._columns = max(1, (room + GAP) // (NARROWEST + GAP))
        width = max(NARROWEST // 2, (room - GAP * (self._columns - 1)) // self._columns)
        option = self._option()
        option.rect = QRect(0, 0, width, 0)
        self._card = self.itemDelegate().sizeHint(option, QModelIndex())
        lines = -(-self._count() // self._columns)
        bar = self.verticalScrollBar()
        bar.setSingleStep(self._step() // 4)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, lines * self._step() - self.viewport().height()))

    def _option(self) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return option

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What one looked at stays in sight, however many columns there are now."""
        first = self.rows_in_sight().start
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + self._place(first).top() - GAP // 2)

    @guarded()
    def scrollContentsBy(self, across: int, down: int) -> None:  # noqa: N802
        self.viewport().scroll(across, down)
        self._hover()

    @guarded()
    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:  # noqa: N802
        """Qt asks for the place of each row it is told of: it is told of those in sight."""
        rows = self.rows_in_sight()
        seen = range(max(rows.start, first.row()), min(rows.stop, last.row() + 1))
        if seen:
            QAbstractItemView.dataChanged(self, self._index(seen.start), self._index(seen.stop - 1), list(roles))

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @guarded()
    def keyboardSearch(self, letters: str) -> None:  # noqa: N802
        """Qt would read every row for it."""
        if letters.strip():
            self.typed.emit(letters)

    @guarded(False)
    def viewportEvent(self, event: Any) -> bool:  # noqa: N802
        done = super().viewportEvent(event)
        self._hover()
        return done

    def _hover(self) -> None:
        over = self.viewport().underMouse()
        row = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())).row() if over else -1
        if row != self._hovered:
            for each in (row, self._hovered):
                if each >= 0:
                    self.viewport().update(self._place(each))
            self._hovered = row

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        self.painting.emit(len(self.rows_in_sight()))
        painter = QPainter(self.viewport())
        option = self._option()
        usual = option.state & ~ALL_STATES
        chosen, focused = self.selectionModel(), self.currentIndex().row() if self.hasFocus() else -1
        has_chosen, delegate = chosen.hasSelection(), self.itemDelegate()
        for row, place in self._rows_to_paint(event.region()):
            index = self._index(row)
            option.rect = place
            state = usual
            if has_chosen and chosen.isSelected(index):
                state |= State.State_Selected
            if row == self._hovered:
                state |= State.State_MouseOver
            if row == focused:
                state |= State.State_HasFocus
            option.state = state
            delegate.paint(painter, option, index)

    def _rows_to_paint(self, region: QRegion) -> Iterator[tuple[int, QRect]]:
        places = ((row, self._place(row)) for row in self._rows_in(region.boundingRect()))
        return ((row, place) for row, place in places if region.intersects(place))
