"""The photos a person works with: how they come, which are chosen, and how they go again."""

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from vividdesk.bridge.incoming import as_file, incoming, may_hold, photo_filters, usual_folder
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.photo_reader import Loose
from vividdesk.bridge.photos import Photos
from vividdesk.bridge.tasks import Tasks
from vividdesk.bridge.web_photos import web
from vividdesk.desk.photo_list import PhotoList
from vividdesk.desk.tray_count import TrayCount
from vividdesk.desk.tray_message import TrayMessage
from vividdesk.model.photo import Photo
from vividdesk.texts import _, count
from vividdesk.widgets.basics import icon_button
from vividdesk.widgets.drop_zone import DropZone
from vividdesk.widgets.file_dialog import FileDialog
from vividdesk.widgets.photo_row import Act
from vividdesk.widgets.theme import SIZES, Colours

if TYPE_CHECKING:
    from vividdesk.desk.camera_dialog import CameraDialog


class PhotoTray(QWidget):
    selected = Signal()  # which photos are chosen has changed
    opened = Signal(object)  # a Photo, to be looked at
    crop_wanted = Signal(list)  # Photos
    counted = Signal(str)  # how many there are, in words
    paste_action: QAction  # for other parts of the desk from which one may paste photos, too

    def __init__(self, photos: Photos, sample: Path, colours: Callable[[], Colours], tasks: Tasks) -> None:
        super().__init__()
        self._photos = photos
        self._sample = sample
        self._tasks = tasks
        self._dialog: QFileDialog | None = None
        self._camera: CameraDialog | None = None
        self.usual_camera = ""  # the one that was used last
        self.folder = ""  # out of which photos came last
        self._chosen: list[Photo] = []
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Photos"))
        self.zone = DropZone()
        self.list = PhotoList(photos, colours)
        self._count = TrayCount()
        self._clear = icon_button("trash", _("Remove all photos"), self.clear, "small")
        self.message = TrayMessage()
        self._lay_out()
        self._connect()
        self._add_actions()
        self._show_list(False)

    def chosen(self) -> list[Photo]:
        """In the order of the list, without those that are not read yet or were refused."""
        return [photo for photo in (self._photos.at(row).photo for row in self.list.chosen()) if photo is not None]

    def drop(self, mime: QMimeData) -> None:
        """What was let go here, or on another part of the desk that takes photos."""
        self.message.hide()
        found = incoming(mime)
        name = found.name or _("Picture")
        if found.files:
            self._photos.add_files(found.files)
        elif found.content:
            self._photos.add(Loose(found.content, name))
        elif found.image is not None:
            self._tasks.start(self._add_image(found.image, name))
        elif found.address:
            self._photos.add(web(found.address, found.name))
        else:
            self.message.say(_("There was no picture in it. Save it as a file and drop that."))

    def paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        if mime is not None and incoming(mime):  # Qt has none for an empty clipboard of some platforms
            self.drop(mime)
        else:
            self.message.say(_("There is no picture on the clipboard. Copy one, then paste again."))

    def browse(self) -> None:
        """A dialog that nothing waits for."""
        self._photos.expect()
        if self._dialog is not None:
            return
        dialog = self._dialog = FileDialog(self, _("Choose photos"), usual_folder(self.folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setOption(QFileDialog.Option.ReadOnly)  # Qt's own would let one delete a folder, too
        dialog.setNameFilters(photo_filters())
        dialog.filesSelected.connect(lambda names: self._add_chosen([Path(name) for name in names]))
        dialog.finished.connect(self._dialog_closed)
        dialog.open()

    def _dialog_closed(self) -> None:
        self._dialog = None

    def _add_chosen(self, files: list[Path]) -> None:
        self.folder = str(files[0].parent)
        self._photos.add_files(files)

    def open_camera(self) -> None:
        """One at a time: a camera has one picture to give."""
        if self._camera is not None:
            return
        from vividdesk.bridge.camera import camera_for
        from vividdesk.desk.camera_dialog import CameraDialog

        self._photos.expect()
        self._camera = CameraDialog(self, camera_for(os.environ, self), self.usual_camera)
        self._camera.kept.connect(self._add_photo_taken)
        self._camera.finished.connect(self._camera_closed)
        self._camera.open()

    def clear(self) -> None:
        self._remove(range(self._photos.rowCount()))

    def remove_chosen(self) -> None:
        """The next one is chosen then, so that the key can be pressed again."""
        self._remove(self.list.chosen())
        if (next_one := self.list.currentIndex()).isValid():
            self.list.selectionModel().select(next_one, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def undo(self) -> None:
        if self._photos.undo():
            self._close_message()

    @guarded()
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if may_hold(event.mimeData()):
            self._photos.expect()
            self.zone.set_over(True)
            event.acceptProposedAction()

    @guarded()
    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802
        self.zone.set_over(False)

    @guarded()
    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.zone.set_over(False)
        event.acceptProposedAction()
        self.drop(event.mimeData())

    def _lay_out(self) -> None:
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(SIZES.margin, 2, SIZES.gap, 2)
        line.addWidget(self._count, 1)
        line.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        for widget in (self.zone, self.message):
            row = QHBoxLayout()
            row.setContentsMargins(SIZES.gap + 4, 2, SIZES.gap + 4, 4)
            row.addWidget(widget)
            column.addLayout(row, int(widget is self.zone))
            if widget is self.zone:
                column.addWidget(self._line)
                column.addWidget(self.list, 1000)
        self.setTabOrder(self.zone, self.list)

    def _connect(self) -> None:
        self.zone.browse.connect(self.browse)
        self.zone.camera.connect(self.open_camera)
        self.zone.paste.connect(self.paste)
        self.zone.sample.connect(lambda: self._photos.add_files([self._sample]))
        self.message.undo.connect(self.undo)
        self.message.closing.connect(self._close_message)
        self._photos.changed.connect(self._tell_chosen)
        self._photos.added.connect(self._choose)
        self._photos.known.connect(self.list.choose_still)
        self._photos.said.connect(self.message.say)
        self._photos.cropped.connect(lambda: self.message.say(_("The photo was cropped."), can_undo=True))
        self.list.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.list.wanted.connect(self._act)
        self.list.doubleClicked.connect(lambda index: self._open(index.row()))
        self.list.customContextMenuRequested.connect(self._show_menu)

    def _add_actions(self) -> None:
        keys = QKeySequence.StandardKey
        self._open_action = self._action(_("Look at it"), lambda: self._open(self.list.currentIndex().row()), "Return")
        self._open_action.setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])
        self._crop_action = self._action(_("Crop…"), lambda: self.crop_wanted.emit(self.chosen()), "C")
        self._retry_action = self._action(_("Try again"), self._retry_chosen, "F5")
        self._remove_action = self._action(_("Remove"), self.remove_chosen, keys.Delete)
        self._all_action = self._action(_("Choose all"), self.list.selectAll, keys.SelectAll)
        self.paste_action = self._action(_("Paste"), self.paste, keys.Paste, self)
        self._action(_("Undo"), self.undo, keys.Undo, self)

    def _action(
        self, text: str, call: Callable[[], None], key: QKeySequence.StandardKey | str, of: QWidget | None = None
    ) -> QAction:
        """Its key works within the list, or within the whole of `of`."""
        owner = of or self.list
        action = QAction(text, owner)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: call())
        owner.addAction(action)
        return action

    def _show_menu(self, place: QPoint) -> None:
        rows = self.list.chosen()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if len(rows) == 1 and self._photos.at(rows[0]).photo is not None:
            menu.addAction(self._open_action)
        if any(self._photos.at(row).photo for row in rows):
            menu.addAction(self._crop_action)
        if any(self._photos.at(row).fault for row in rows):
            menu.addAction(self._retry_action)
        if rows:
            menu.addAction(self._remove_action)
        menu.addAction(self._all_action)
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _add_photo_taken(self, picture: QImage) -> None:
        name = _("Camera {time}").format(time=f"{datetime.now():%H.%M.%S}")
        self._tasks.start(self._add_image(picture, name))

    def _camera_closed(self) -> None:
        if self._camera is not None:
            self.usual_camera = self._camera.camera.chosen or self.usual_camera
            self._camera = None

    async def _add_image(self, image: QImage, name: str) -> None:
        self._photos.add(Loose(await asyncio.to_thread(as_file, image), name))

    def _act(self, act: Act, row: int) -> None:
        match act:
            case Act.REMOVE:
                self._remove([row])
            case Act.RETRY:
                self._photos.retry(row)

    def _retry_chosen(self) -> None:
        for row in self.list.chosen():
            self._photos.retry(row)

    def _open(self, row: int) -> None:
        if row >= 0 and (photo := self._photos.at(row).photo) is not None:
            self.opened.emit(photo)

    def _remove(self, rows: "list[int] | range") -> None:
        if not rows:
            return
        number = len(rows)
        self._photos.remove(rows)
        self.message.say(count("{n} photo removed.", "{n} photos removed.", number), can_undo=True)

    def _choose(self, keys: list[int]) -> None:
        self.message.hide()
        self.list.choose(keys)

    def _tell_chosen(self) -> None:
        if (chosen := self.chosen()) != self._chosen:
            self._chosen = chosen
            self.selected.emit()
        self._show_count()

    def _show_count(self) -> None:
        number = self._photos.rowCount()
        if self.list.isHidden() == bool(number):
            self._show_list(bool(number))
        self._count.show_count(self._photos, len(self.chosen()))
        self.counted.emit(self._count.whole)

    def _show_list(self, shown: bool) -> None:
        """What hides with the focus in it would pass it to another part of the desk, whose Ctrl+Z is another."""
        held = self.window().focusWidget()
        is_held = held is not None and self.isAncestorOf(held)
        if is_held:
            self.zone.setFocus()
        self.zone.set_large(not shown)
        for with_photos in (self.list, self._line):
            with_photos.setVisible(shown)
        if is_held and shown:
            self.list.setFocus()

    def _close_message(self) -> None:
        """The same of the line below."""
        if self.message.isAncestorOf(self.focusWidget()):
            (self.zone if self.list.isHidden() else self.list).setFocus()
        self.message.hide()
