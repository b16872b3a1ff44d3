"""How many photos there are, on one line; what has no room on it is elided."""

from PySide6.QtWidgets import QSizePolicy

from vividdesk.bridge.photos import Photos
from vividdesk.texts import _, count
from vividdesk.widgets.player.caption import Caption
from vividdesk.widgets.theme import SIZES, font_of


class TrayCount(Caption):
    def __init__(self) -> None:
        super().__init__()
        self.setFont(font_of(SIZES.small))
        self.setProperty("tone", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # or each number lays out all

    def show_count(self, photos: Photos, chosen: int) -> None:
        self.show_text(_in_words(photos, chosen))


def _in_words(photos: Photos, chosen: int) -> str:
    if (progress := photos.reading()) and progress[1] > 1:
        return _("reading {n} of {all}").format(n=progress[0], all=progress[1])
    number = photos.rowCount()
    refused = sum(photos.at(row).fault is not None for row in range(number))
    words = count("{n} photo", "{n} photos", number - refused)
    if chosen > 1:
        words = _("{n} of {all} chosen").format(n=chosen, all=number - refused)
    return _("{photos}, {n} refused").format(photos=words, n=refused) if refused else words
