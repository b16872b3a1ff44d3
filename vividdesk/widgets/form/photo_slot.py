"""A place for photos in the form: drop on it, click it, or give an address."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.model.photo import Picture, WebPhoto, is_public
from vividdesk.model.schema import Slot
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.form.field_row import mark_wrong, why_linked
from vividdesk.widgets.form.slot_parts import EmptyPlace, PictureCard
from vividdesk.widgets.tab_order import follow
from vividdesk.widgets.theme import SIZES
from vividdesk.widgets.title_line import TitleLine


class PhotoSlot(QWidget):
    """A place of it is the number of the picture there, or the number of all of them for one more."""

    photo_wanted = Signal(str, int)  # its name, and the place
    dropped = Signal(str, int, object)  # and the QMimeData
    refilled = Signal(str, tuple)  # by the person: what is to lie in the slot now

    def __init__(self, slot: Slot, picture_of: Callable[[Picture], QPixmap | None]) -> None:
        super().__init__()
        self.slot = slot
        self._picture_of = picture_of
        self._pictures: tuple[Picture, ...] = ()
        self._cards: list[PictureCard] = []
        self._coming = 0  # photos on their way
        self._fault: QLabel | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAcceptDrops(not slot.linked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._title = TitleLine(slot.title or slot.name, slot.description)
        self._column.addWidget(self._title)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._column.addLayout(self._list)
        self._empty = EmptyPlace(slot)
        self._empty.setEnabled(not slot.linked)
        self._empty.clicked.connect(lambda: self.photo_wanted.emit(slot.name, len(self._pictures)))
        self._column.addWidget(self._empty)
        if slot.linked:
            self._column.addWidget(label(why_linked(), SIZES.small, "quiet", wrap=True))
        self._address = AddressLine(self._add_address) if slot.by_address and not slot.linked else None
        if self._address is not None:
            self._column.addWidget(self._address)

    @property
    def name(self) -> str:
        return self.slot.name

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return self._pictures

    def show_pictures(self, pictures: tuple[Picture, ...]) -> None:
        if pictures == self._pictures:
            return
        focus = self.window().focusWidget()
        places = (self._empty, *self._cards)
        had_focus = focus is not None and any(place is focus or place.isAncestorOf(focus) for place in places)
        self._pictures = pictures
        for card in self._cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [self._card(place, picture) for place, picture in enumerate(pictures)]
        self._show_place()
        if self._address is not None:
            self._address.setVisible(not self._is_full)
        follow(self._title, [stop for card in self._cards for stop in card.stops])
        if had_focus:
            self.take_focus()

    def _card(self, place: int, picture: Picture) -> PictureCard:
        card = PictureCard(picture)
        card.show_thumbnail(self._picture_of(picture))
        card.clicked.connect(lambda: self.photo_wanted.emit(self.name, place))
        card.removed.connect(lambda: self._remove(place))
        self._list.addWidget(card)
        card.show()  # at once: it may be about to get the focus
        return card

    def take_focus(self) -> None:
        (self._empty if not self._empty.isHidden() else self._cards[0]).setFocus(Qt.FocusReason.TabFocusReason)

    def show_coming(self, number: int) -> None:
        self._coming = number
        self._show_place()

    def _show_place(self) -> None:
        self._empty.setVisible(self._coming > 0 or not self._is_full)
        self._empty.show_as(bool(self._pictures), self._coming > 0)

    def show_pictures_anew(self) -> None:
        for card, picture in zip(self._cards, self._pictures, strict=True):
            card.show_thumbnail(self._picture_of(picture))

    def show_state(self, fault: str, is_needed: bool) -> None:
        self._title.show_marks(False, is_needed)
        if self._fault is None and fault:
            self._fault = label("", SIZES.small, "failed", wrap=True)
            self._column.addWidget(self._fault)
        self._empty.setAccessibleDescription(fault or self.slot.description)
        if self._fault is not None:
            self._fault.setText(fault)
            self._fault.setVisible(bool(fault))

    def _remove(self, place: int) -> None:
        self.refilled.emit(self.name, self._pictures[:place] + self._pictures[place + 1 :])

    def _add_address(self, address: str) -> None:
        focus = self.window().focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        kept = () if self.slot.at_most == 1 else self._pictures
        self.refilled.emit(self.name, (*kept, WebPhoto(address)))
        if had_focus:
            self.take_focus()

    @guarded()
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        mime = event.mimeData()
        if mime.hasUrls() or mime.hasImage():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._light(self._place_at(event.position().toPoint()))

    @guarded()
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._light(self._place_at(event.position().toPoint()))

    @guarded()
    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802
        self._light(None)

    @guarded()
    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._light(None)
        event.setDropAction(Qt.DropAction.CopyAction)  # a photo that is shown here stays where it was
        event.accept()
        self.dropped.emit(self.name, self._place_at(event.position().toPoint()), event.mimeData())

    def _place_at(self, point: QPoint) -> int:
        """That of the card there; beside all of them one more, as long as there is room."""
        over = (number for number, card in enumerate(self._cards) if card.geometry().contains(point))
        return next(over, 0 if self._is_full else len(self._cards))

    @property
    def _is_full(self) -> bool:
        return self.slot.at_most is not None and len(self._pictures) >= self.slot.at_most

    def _light(self, place: int | None) -> None:
        for number, part in enumerate((*self._cards, self._empty)):
            part.light(number == place)


class AddressLine(QWidget):
    """Folded into one quiet button until it is wanted."""

    def __init__(self, take: Callable[[str], None]) -> None:
        super().__init__()
        self._take = take
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        self._open = button(_("Use a web address"), self._unfold, "offer")
        self.line = QLineEdit()
        self.line.setPlaceholderText("https://")
        self.line.setAccessibleName(_("Web address of a picture"))
        self.line.hide()
        self.line.editingFinished.connect(self._finish)
        self.line.textEdited.connect(lambda: self._complain(""))
        row.addWidget(self._open)
        row.addWidget(self.line, 1)
        row.addStretch()
        self._fault = label("", SIZES.small, "failed", wrap=True)
        self._fault.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self._fault)

    def _unfold(self) -> None:
        self.line.show()
        self.line.setFocus()
        self._open.hide()

    def _finish(self) -> None:
        address = self.line.text().strip()
        if address and not is_public(address):
            self._complain(_("Give an address that begins with https://."))
            return
        self._complain("")
        self.line.clear()  # first: as the focus goes on, this is called once more
        if address:
            self._take(address)
        self.line.hide()
        self._open.show()

    def _complain(self, fault: str) -> None:
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        mark_wrong(self.line, bool(fault))
