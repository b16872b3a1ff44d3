"""The list of the tray. A click on something in a row that does something leaves what is chosen as it is."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QListView

from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.photos import Photos
from vividdesk.bridge.runs import runs
from vividdesk.bridge.tray_photo import said_as
from vividdesk.texts import _, count
from vividdesk.widgets.announce import say
from vividdesk.widgets.one_drag import OneDrag
from vividdesk.widgets.photo_row import Act, PhotoRow
from vividdesk.widgets.theme import Colours


class PhotoList(OneDrag):
    wanted = Signal(object, int)  # an Act, and the row

    def __init__(self, photos: Photos, colours: Callable[[], Colours]) -> None:
        super().__init__()
        self._photos = photos
        self._heights: dict[int, int] = {}  # by keys; to ask the view would make it lay out all of them
        self._came: list[int] = []  # keys of those that were chosen as they came
        self._refused: set[int] = set()  # keys of those that were told of
        self._pressed: tuple[Act, int] | None = None
        self._rows = PhotoRow(self, photos, colours)
        self.setModel(photos)
        self.setItemDelegate(self._rows)
        self.setAccessibleName(_("Photos"))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        photos.dataChanged.connect(self._fit)
        photos.changed.connect(self._tell_refused)

    def chosen(self) -> list[int]:
        """Rows; by ranges: one index for each of hundreds would be slow."""
        ranges = self.selectionModel().selection().toList()
        return sorted(row for one in ranges for row in range(one.top(), one.bottom() + 1))

    def choose(self, keys: list[int]) -> None:
        """What came is what is worked with next."""
        self._came = list(keys)
        chosen = QItemSelection()
        rows = sorted(row for row in map(self._photos.row_of, keys) if row is not None)
        for first, last in runs(rows):
            chosen.select(self._photos.index(first), self._photos.index(last))
        if rows:
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self._photos.index(rows[0]), flag.NoUpdate)
            self.selectionModel().select(chosen, flag.ClearAndSelect)
            self.scrollTo(self._photos.index(rows[0]))

    def choose_still(self, keys: list[int]) -> None:
        """Not where the person has chosen otherwise since what came last."""
        came = {key for key in self._came if self._photos.row_of(key) is not None}
        if {self._photos.at(row).key for row in self.chosen()} == came:
            self.choose(keys)

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self._act_at(event.position().toPoint()) if left else None
        if self._pressed is None:
            super().mousePressEvent(event)

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif pressed == self._act_at(event.position().toPoint()):
            self.wanted.emit(*pressed)

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        over = self._act_at(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        if self._pressed is None:
            super().mouseMoveEvent(event)

    @guarded()
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._act_at(event.position().toPoint()) is None:
            super().mouseDoubleClickEvent(event)

    def _tell_refused(self) -> None:
        """Aloud, once all are read: one with its reason, several by their number."""
        rows = [self._photos.at(row) for row in range(self._photos.rowCount())]
        self._refused -= {row.key for row in rows if row.fault is None}  # tried again, it is news again
        if self._photos.reading() is not None:
            return
        new = [row for row in rows if row.fault is not None and row.key not in self._refused]
        self._refused |= {row.key for row in new}
        aloud = said_as(new[0], Qt.ItemDataRole.AccessibleTextRole) if len(new) == 1 else None
        if new:
            say(self, aloud or count("{n} photo was refused.", "{n} photos were refused.", len(new)))

    def _fit(self, changed: QModelIndex) -> None:
        """A fault or a note makes a row higher; all others stay as they are."""
        key, height = self._photos.at(changed.row()).key, self.sizeHintForIndex(changed).height()
        if self._heights.get(key, self._rows.usual) != height:
            self._heights[key] = height
            self.scheduleDelayedItemsLayout()

    def _act_at(self, point: QPoint) -> tuple[Act, int] | None:
        index = self.indexAt(point)
        act = self._rows.act_at(index, point) if index.isValid() else None
        return (act, index.row()) if act else None
