"""How photos come into the slots of the form: from the tray, from the disk, from another program."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QCursor, QIcon
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from vividdesk.bridge.incoming import OURS, Incoming, as_file, incoming, photo_filters, usual_folder
from vividdesk.bridge.photo_reader import Loose, Source
from vividdesk.bridge.studio import Studio
from vividdesk.bridge.web_photos import web
from vividdesk.errors import VividError
from vividdesk.model.photo import Photo, Picture
from vividdesk.texts import _, count
from vividdesk.widgets.basics import unmarked

OFFERED = 20  # photos of the tray, the last ones
MOST = 20  # that are put together into a slot to which the service names no limit


class Slots:
    """A place is the number of the picture that gives way, or the number of all of them for one more.

    What comes into the main slot alone is chosen in the tray: `dropped` is for whoever holds the photos, `wanted`
    asks it for some.
    """

    def __init__(
        self, pane: QWidget, studio: Studio, dropped: Callable[[QMimeData], object], wanted: Callable[[], object]
    ) -> None:
        self._pane = pane
        self._studio = studio
        self._compose = studio.compose
        self._dropped = dropped
        self._wanted = wanted
        self._folder = ""

    def choose(self, slot: str, place: int) -> None:
        """From those that are there already, or from the disk."""
        ready = self._studio.photos.ready()
        if self._is_main(slot) and not ready:
            self._wanted()
            return
        menu = QMenu(self._pane)
        for photo in ready[-OFFERED:]:
            picture = self._studio.photos.thumbnail(photo)
            action = menu.addAction(QIcon(picture) if picture else QIcon(), unmarked(photo.name))
            action.triggered.connect(partial(self._put, slot, place, [photo]))
        menu.addSeparator()
        menu.addAction(_("Browse…")).triggered.connect(lambda: self._browse(slot, place))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(QCursor.pos() if self._pane.underMouse() else self._pane.mapToGlobal(QPoint(40, 40)))

    def drop(self, slot: str, place: int, mime: QMimeData) -> None:
        """Rows of the tray, or what another program gives."""
        hashes = bytes(mime.data(OURS).data()).decode(errors="replace").split()
        if ours := [photo for photo in self._studio.photos.ready() if photo.hash in hashes]:
            self._put(slot, place, ours)
        elif self._is_alone(slot, place):
            self._dropped(mime)
        else:
            self._studio.tasks.start(self._let_in(slot, place, incoming(mime)))

    async def _let_in(self, slot: str, place: int, found: Incoming) -> None:
        name = found.name or _("Picture")
        if found.files:
            await self._take(slot, place, found.files)
        elif found.content:
            await self._take(slot, place, [Loose(found.content, name)])
        elif found.image is not None:
            await self._take(slot, place, [Loose(await asyncio.to_thread(as_file, found.image), name)])
        elif found.address:
            await self._take(slot, place, [web(found.address, found.name)])
        else:
            self._studio.notices.warn(_("There was no picture in it. Save it as a file and drop that."))

    def _browse(self, slot: str, place: int) -> None:
        dialog = QFileDialog(self._pane, _("Choose photos"), usual_folder(self._folder))
        dialog.setNameFilters(photo_filters())
        takes_several = self._room(slot, place) > 1
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if takes_several else QFileDialog.FileMode.ExistingFile)
        dialog.setOption(QFileDialog.Option.ReadOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self._chosen(slot, place, [Path(name) for name in names]))
        dialog.open()

    def _chosen(self, slot: str, place: int, files: list[Path]) -> None:
        self._folder = str(files[0].parent)
        self._studio.tasks.start(self._take(slot, place, files))

    async def _take(self, slot: str, place: int, sources: Sequence[Source]) -> None:
        """A template that was chosen meanwhile has other slots."""
        template, room, photos = self._compose.template, self._room(slot, place), []
        for source in sources[:room]:
            try:
                photos.append((await self._studio.take(source)).photo)
            except VividError as fault:
                self._studio.notices.fault(fault)
        if photos and self._compose.template == template:
            self._put(slot, place, photos)
            if len(sources) > room:
                self._studio.notices.say(count("Only {n} photo fits here.", "Only {n} photos fit here.", room))

    def _put(self, slot: str, place: int, photos: Sequence[Photo]) -> None:
        if self._is_alone(slot, place) and len(photos) == 1:
            self._studio.photos.add_known(photos[0])
        else:
            self._fill(slot, place, photos[: self._room(slot, place)])

    def _fill(self, slot: str, place: int, pictures: Sequence[Picture]) -> None:
        present = list(self._pictures(slot))
        present[place : place + 1] = pictures
        self._compose.put(slot, *dict.fromkeys(present))

    def _pictures(self, slot: str) -> tuple[Picture, ...]:
        return self._compose.draft.pictures.get(slot, ()) if self._compose.draft is not None else ()

    def _room(self, slot: str, place: int) -> int:
        """How many may come into the place."""
        known = self._compose.template.slot(slot) if self._compose.template is not None else None
        most = known.at_most if known is not None and known.at_most is not None else MOST
        return max(1, most - len(self._pictures(slot)) + (place < len(self._pictures(slot))))

    def _is_alone(self, slot: str, place: int) -> bool:
        return self._is_main(slot) and place == 0 and len(self._pictures(slot)) <= 1

    def _is_main(self, slot: str) -> bool:
        main = self._compose.main_slot
        return main is not None and slot == main.name
