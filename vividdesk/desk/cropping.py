"""From "Crop…" to the photo that takes the place of another: one dialog after the other, where there are several."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QWidget

from vividdesk.bridge.small import read_within
from vividdesk.bridge.studio import Studio
from vividdesk.bridge.tray_photo import TrayPhoto
from vividdesk.desk.crop_dialog import CropDialog
from vividdesk.media.words import shown
from vividdesk.model.crop import Frame, Shape
from vividdesk.model.photo import Photo
from vividdesk.model.warnings import Needs, needs, shapes_of

USUAL = (Shape(16, 9), Shape(9, 16), Shape(1, 1))
LARGEST = QSize(1800, 1800)  # pixels that are shown


class Cropping(QObject):
    def __init__(self, window: QWidget, studio: Studio) -> None:
        super().__init__(window)
        self._window = window
        self._studio = studio
        self._waiting: list[Photo] = []
        self._number = 0
        self.cutting = 0  # that are being cut out: what is in the tray is not what will be
        self.dialog: CropDialog | None = None

    def begin(self, photos: Sequence[Photo]) -> None:
        """Those that are in the tray."""
        if self.dialog is None:
            self._waiting, self._number = list(photos), len(photos)
            self._next()

    def _next(self) -> None:
        while self._waiting:
            photo = self._waiting.pop(0)
            if (row := self._studio.photos.with_content(photo.hash)) is not None:
                self._open(row, photo)
                return

    def _open(self, row: TrayPhoto, photo: Photo) -> None:
        whole = row.whole or photo
        shapes, known = self._wanted()
        position = self._number - len(self._waiting), self._number
        dialog = CropDialog(self._window, whole, shown(row.name), shapes, known, row.frame, position)
        dialog.resize(self._fitting())
        dialog.cropped.connect(lambda frame: self._begin_to_crop(row.key, whole, frame))
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()
        self._studio.tasks.start(self._show(dialog, self._studio.core.paths.photos / whole.file_name))

    def _closed(self, code: int) -> None:
        self.dialog = None
        if code == CropDialog.DialogCode.Accepted:
            self._next()
        else:
            self._waiting = []

    def _begin_to_crop(self, key: int, whole: Photo, frame: Frame | None) -> None:
        self.cutting += 1
        self._studio.tasks.start(self._crop(key, whole, frame))

    async def _crop(self, key: int, whole: Photo, frame: Frame | None) -> None:
        try:
            part = whole if frame is None else await self._studio.crop(whole, frame.box)
            self._studio.photos.crop(key, part, whole if frame else None, frame)
        finally:
            self.cutting -= 1

    async def _show(self, dialog: CropDialog, file: Path) -> None:
        picture = await asyncio.to_thread(read_within, file, LARGEST)
        if self.dialog is dialog:
            dialog.show_picture(picture)

    def _wanted(self) -> tuple[list[Shape], Needs]:
        """What is wanted now comes first, then what the template names, then what is usual."""
        draft = self._studio.compose.draft
        if draft is None:
            return list(USUAL), Needs()
        known = needs(draft.template, draft.options)
        settled = known.shapes[:1] if len(known.shapes) == 1 else ()
        turned = tuple(shape.turned for shape in settled if known.width)
        return list(dict.fromkeys((*settled, *turned, *shapes_of(draft.template), *USUAL))), known

    def _fitting(self) -> QSize:
        """Most of the window, and no more than is good to look at."""
        around = self._window.window().size()
        return QSize(min(900, around.width() - 80), min(760, around.height() - 60))
