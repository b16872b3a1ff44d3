"""The cards of templates in rows that flow with the width, with the keyboard and the mouse on them."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle

from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.template_list import TemplateList
from vividdesk.texts import _
from vividdesk.widgets.template_card import Index, TemplateCard
from vividdesk.widgets.theme import Colours

UPRIGHT, LYING = 148, 280  # the least width of a cell
ROOMY, FEW = 172, 4  # more than a few stand side by side only where their names have room
STILL = QItemSelectionModel.SelectionFlag.NoUpdate
ANEW = QItemSelectionModel.SelectionFlag.ClearAndSelect
Move, Hint = QListView.CursorAction, QListView.ScrollHint
MOVES = {
    Qt.Key.Key_Left: Move.MoveLeft,
    Qt.Key.Key_Right: Move.MoveRight,
    Qt.Key.Key_Up: Move.MoveUp,
    Qt.Key.Key_Down: Move.MoveDown,
    Qt.Key.Key_Home: Move.MoveHome,
    Qt.Key.Key_End: Move.MoveEnd,
    Qt.Key.Key_PageUp: Move.MovePageUp,
    Qt.Key.Key_PageDown: Move.MovePageDown,
}
PICKS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TemplateGrid(QListView):
    """Arrows only move. `picked` is a click, Enter or the space bar; `starred` a click on the star, or F.

    `entered` follows where it was Enter: on into what belongs to it. `left_above` is an arrow up in the first row,
    `escaped` the Escape key. The chosen card is marked by `mark` alone.
    """

    picked = Signal(object)
    entered = Signal()
    starred = Signal(object)
    left_above = Signal()
    escaped = Signal()

    def __init__(self, templates: TemplateList, colours: Callable[[], Colours]) -> None:
        super().__init__()
        self._card = TemplateCard(self, colours)
        self.columns = 1
        self.setAccessibleName(_("Templates"))
        self.setItemDelegate(self._card)
        self.setModel(templates)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumHeight(self._card.height(0, lies=True))
        self.clicked.connect(lambda index: self.picked.emit(index))

    def mark(self, row: int) -> None:
        """-1 for none."""
        if row < 0:
            self.selectionModel().clearSelection()
        else:
            self.selectionModel().select(self.model().index(row, 0), ANEW)

    def go_to(self, row: int) -> None:
        self.selectionModel().setCurrentIndex(self.model().index(row, 0), STILL)

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _room(self) -> int:
        """Without the scroll bar, there or not, so that nothing moves when it comes or goes."""
        extent = QStyle.PixelMetric.PM_ScrollBarExtent
        bar = self.style().pixelMetric(extent, None, self.verticalScrollBar())
        return self.maximumViewportSize().width() - bar - 1

    def _fit(self) -> None:
        """Where not even one upright card can be seen whole, they lie."""
        upright = max(1, min(FEW, self._room() // UPRIGHT), self._room() // ROOMY)
        lies = self.height() < self._card.height(self._room() // upright, lies=False)
        self.columns = max(1, self._room() // LYING) if lies else upright
        width = self._room() // self.columns
        size = QSize(width, self._card.height(width, lies))
        if (size, lies) != (self.gridSize(), self._card.lies):
            self._card.cell, self._card.lies = size, lies
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 3)
            self.scrollTo(self.currentIndex(), Hint.PositionAtTop)

    @guarded()
    def scrollTo(self, index: Index, hint: QListView.ScrollHint = Hint.EnsureVisible) -> None:  # noqa: N802
        """By whole rows: none is cut off above, and the next one may look out below."""
        place, high, row = self.visualRect(index), self.viewport().height(), self.gridSize().height()
        is_below = place.bottom() > high
        if not index.isValid() or (place.top() >= 0 and not is_below and hint is Hint.EnsureVisible):
            return
        whole_above = max(1, high // row) - 1 if is_below and hint is Hint.EnsureVisible else 0
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + place.top() - whole_above * row)

    @guarded(QModelIndex)
    def moveCursor(self, action: QListView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802
        """Row after row: an arrow at the end of a row goes on in the next."""
        last = self.model().rowCount() - 1
        towards_end = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        page = self.columns * max(1, self.height() // self.gridSize().height())
        row = self.currentIndex().row()
        steps = {
            Move.MoveLeft: -towards_end,
            Move.MoveRight: towards_end,
            Move.MoveUp: -self.columns if row >= self.columns else 0,
            Move.MoveDown: self.columns if row // self.columns < last // self.columns else 0,
            Move.MovePageUp: -page,
            Move.MovePageDown: page,
            Move.MoveHome: -row,
            Move.MoveEnd: last - row,
            Move.MovePrevious: -1,
            Move.MoveNext: 1,
        }
        return self.model().index(min(max(row + steps[action], 0), last), 0)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        index, key = self.currentIndex(), Qt.Key(event.key())
        is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not is_plain or not index.isValid():
            super().keyPressEvent(event)
        elif key in PICKS:
            self.picked.emit(index)
            if key != Qt.Key.Key_Space:
                self.entered.emit()
        elif key == Qt.Key.Key_F:
            self.starred.emit(index)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key == Qt.Key.Key_Up and index.row() < self.columns:
            self.left_above.emit()
        elif key in MOVES:
            self.selectionModel().setCurrentIndex(self.moveCursor(MOVES[key], event.modifiers()), STILL)
        else:
            super().keyPressEvent(event)

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and self._is_on_star(index, event):
            self.starred.emit(index)
        else:
            super().mousePressEvent(event)

    def _is_on_star(self, index: QModelIndex, event: QMouseEvent) -> bool:
        star = self._card.star(self.visualRect(index), self.layoutDirection())
        return star.contains(event.position().toPoint())
