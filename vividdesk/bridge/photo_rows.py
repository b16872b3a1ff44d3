"""The rows of the tray as Qt asks for them; what they are of is read, cropped and removed elsewhere."""

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from vividdesk.bridge.incoming import OURS
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.tray_photo import TrayPhoto, carried, said_as
from vividdesk.model.photo import Photo

THUMBNAIL = int(Qt.ItemDataRole.UserRole)  # a QPixmap, or None
NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class PhotoRows(QAbstractListModel):
    """One row per photo, newest last. `shelf` is the folder in which what was taken lies under Photo.file_name."""

    def __init__(self, shelf: Path) -> None:
        super().__init__()
        self._shelf = shelf
        self._rows: list[TrayPhoto] = []  # by rising keys

    def at(self, row: int) -> TrayPhoto:
        return self._rows[row]

    def row_of(self, key: int) -> int | None:
        row = bisect_left(self._rows, key, key=lambda each: each.key)
        return row if row < len(self._rows) and self._rows[row].key == key else None

    def ready(self) -> list[Photo]:
        return [row.photo for row in self._rows if row.photo is not None]

    def with_content(self, content: str) -> TrayPhoto | None:
        """By Photo.hash."""
        return None if (row := self._row_with(content)) is None else self._rows[row]

    def thumbnail_of(self, row: TrayPhoto) -> QPixmap | None:
        raise NotImplementedError

    @guarded(0)
    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._rows)

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        return self.thumbnail_of(row) if role == THUMBNAIL else said_as(row, role)

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.isValid() and self._rows[index.row()].photo is not None:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    @guarded(list)
    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [OURS, "text/uri-list"]

    @guarded(QMimeData)
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        rows = (self._rows[index.row()] for index in indexes)
        return carried([row.photo for row in rows if row.photo is not None], self._shelf)

    def _insert(self, rows: list[TrayPhoto]) -> None:
        at = bisect_left(self._rows, rows[0].key, key=lambda each: each.key)
        self.beginInsertRows(NOWHERE, at, at + len(rows) - 1)
        self._rows[at:at] = rows
        self.endInsertRows()

    def _put(self, row: TrayPhoto) -> None:
        if (at := self.row_of(row.key)) is not None:
            self._rows[at] = row
            self.dataChanged.emit(self.index(at), self.index(at))

    def _row_with(self, content: str) -> int | None:
        return next((at for at, row in enumerate(self._rows) if row.photo and row.photo.hash == content), None)
