"""How photos come into the slots of the form: from the tray, from the disk, from another program."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, Signal
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
from vividdesk.widgets.file_dialog import FileDialog

OFFERED = 20  # photos of the tray, the last ones
MOST = 20  # that are put together into a slot to which the service names no limit


class Spot(NamedTuple):
    """Where a photo shall go. `instead` of which picture, if of any: by the time it comes others may have come."""

    slot: str
    instead: Picture | None


class Slots(QObject):
    """A place is the number of the picture that gives way, or the number of all of them for one more.

    What comes into the main slot alone is chosen in the tray: `dropped` is for whoever holds the photos, `wanted`
    asks it for some. `coming` says how many are on their way into a slot.
    """

    coming = Signal(str, int)

    def __init__(
        self, pane: QWidget, studio: Studio, dropped: Callable[[QMimeData], object], wanted: Callable[[], object]
    ) -> None:
        super().__init__(pane)
        self._pane = pane
        self._studio = studio
        self._compose = studio.compose
        self._dropped = dropped
        self._wanted = wanted
        self._folder = ""
        self._under_way: Counter[str] = Counter()

    @property
    def is_taking(self) -> bool:
        """What is in the form is not yet what will be."""
        return self._under_way.total() > 0

    def choose(self, slot: str, place: int) -> None:
        """From those that are there already, or from the disk."""
        ready, spot = self._studio.photos.ready(), self._spot(slot, place)
        if self._is_main(slot) and not ready:
            self._wanted()
            return
        menu = QMenu(self._pane)
        for photo in ready[-OFFERED:]:
            picture = self._studio.photos.thumbnail(photo)
            action = menu.addAction(QIcon(picture) if picture else QIcon(), unmarked(photo.name))
            action.triggered.connect(partial(self._put, spot, [photo]))
        menu.addSeparator()
        menu.addAction(_("Browse…")).triggered.connect(lambda: self._browse(spot))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(QCursor.pos() if self._pane.underMouse() else self._pane.mapToGlobal(QPoint(40, 40)))

    def drop(self, slot: str, place: int, mime: QMimeData) -> None:
        """Rows of the tray, or what another program gives."""
        hashes, spot = bytes(mime.data(OURS).data()).decode(errors="replace").split(), self._spot(slot, place)
        if ours := [photo for photo in self._studio.photos.ready() if photo.hash in hashes]:
            if len(ours) == 1 or not self._is_alone(spot):  # those of the tray are chosen there already
                self._put(spot, ours)
        elif self._is_alone(spot):
            self._dropped(mime)
        else:
            self._studio.tasks.start(self._let_in(spot, incoming(mime)))

    async def _let_in(self, spot: Spot, found: Incoming) -> None:
        name = found.name or _("Picture")
        if found.files:
            await self._take(spot, found.files)
        elif found.content:
            await self._take(spot, [Loose(found.content, name)])
        elif found.image is not None:
            await self._take(spot, [Loose(await asyncio.to_thread(as_file, found.image), name)])
        elif found.address:
            await self._take(spot, [web(found.address, found.name)])
        else:
            self._studio.notices.warn(_("There was no picture in it. Save it as a file and drop that."))

    def _browse(self, spot: Spot) -> None:
        dialog = FileDialog(self._pane, _("Choose photos"), usual_folder(self._folder))
        dialog.setNameFilters(photo_filters())
        takes_several = self._room(spot) > 1
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if takes_several else QFileDialog.FileMode.ExistingFile)
        dialog.setOption(QFileDialog.Option.ReadOnly)
        dialog.filesSelected.connect(lambda names: self._chosen(spot, [Path(name) for name in names]))
        dialog.open()

    def _chosen(self, spot: Spot, files: list[Path]) -> None:
        self._folder = str(files[0].parent)
        self._studio.tasks.start(self._take(spot, files))

    async def _take(self, spot: Spot, sources: Sequence[Source]) -> None:
        """For a template that was left meanwhile they go into the tray."""
        template = self._ids()
        photos = [photo for source in sources[:MOST] if (photo := await self._taken(spot.slot, source))]
        if photos and self._ids() == template:
            self._put(spot, photos)
        else:
            for photo in photos:
                self._studio.photos.add_known(photo)

    async def _taken(self, slot: str, source: Source) -> Photo | None:
        self._count(slot, 1)
        try:
            return (await self._studio.take(source)).photo
        except VividError as fault:
            self._studio.notices.fault(fault)
            return None
        finally:
            self._count(slot, -1)

    def _count(self, slot: str, by: int) -> None:
        self._under_way[slot] += by
        self.coming.emit(slot, self._under_way[slot])

    def _put(self, spot: Spot, photos: Sequence[Photo]) -> None:
        room = self._room(spot)
        if len(photos) > room:
            self._studio.notices.say(count("Only {n} photo fits here.", "Only {n} photos fit here.", room))
        if self._is_alone(spot) and len(photos[:room]) == 1:
            self._studio.photos.add_known(photos[0])
            return
        present = list(self._pictures(spot.slot))
        last = min(len(present), self._most(spot.slot) - 1)
        place = present.index(spot.instead) if spot.instead in present else last
        present[place : place + 1] = photos[:room]
        self._compose.put(spot.slot, *dict.fromkeys(present))

    def _spot(self, slot: str, place: int) -> Spot:
        present = self._pictures(slot)
        return Spot(slot, present[place] if place < len(present) else None)

    def _pictures(self, slot: str) -> tuple[Picture, ...]:
        return self._compose.draft.pictures.get(slot, ()) if self._compose.draft is not None else ()

    def _room(self, spot: Spot) -> int:
        """How many may come there; into a full slot the newest comes in place of the last."""
        present = self._pictures(spot.slot)
        return max(1, self._most(spot.slot) - len(present) + (spot.instead in present))

    def _most(self, slot: str) -> int:
        known = self._compose.template.slot(slot) if self._compose.template is not None else None
        return known.at_most if known is not None and known.at_most is not None else MOST

    def _is_alone(self, spot: Spot) -> bool:
        present = self._pictures(spot.slot)
        return self._is_main(spot.slot) and present in ((), (spot.instead,))

    def _is_main(self, slot: str) -> bool:
        main = self._compose.main_slot
        return main is not None and slot == main.name

    def _ids(self) -> tuple[str, str] | None:
        template = self._compose.template
        return (template.service, template.id) if template is not None else None
