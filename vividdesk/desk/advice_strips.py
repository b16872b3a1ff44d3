"""What speaks against what is about to be sent, in one line each above the button, with what helps."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QPushButton

from vividdesk.bridge.cautions import Advice, Cautions
from vividdesk.desk.strips import HEIGHT, Strip, Strips
from vividdesk.model.photo import Photo
from vividdesk.model.warnings import Trouble
from vividdesk.texts import _
from vividdesk.widgets.basics import button
from vividdesk.widgets.tab_order import follow
from vividdesk.widgets.theme import SIZES, Colours


class AdviceStrips(Strips):
    """`crop` is given the photos of the tray that another shape would help."""

    def __init__(
        self,
        cautions: Cautions,
        can_crop: Callable[[Photo], bool],
        crop: Callable[[list[Photo]], None],
        colours: Callable[[], Colours],
    ) -> None:
        super().__init__(colours)
        self._cautions = cautions
        self._can_crop = can_crop
        self._crop = crop
        self._tint = colours
        self._made: list[tuple[Advice, Strip]] = []
        self.setAccessibleName(_("Before you send"))
        self._column.setContentsMargins(SIZES.margin, SIZES.gap, SIZES.margin, 6)
        cautions.changed.connect(self._show_advice)

    def _show_advice(self) -> None:
        self._made = [(one, self._strip_of(one)) for one in self._cautions.advice]
        self.show_all([strip for _one, strip in self._made])
        follow(self, [each for _one, strip in self._made for each in strip.findChildren(QPushButton)])

    def _strip_of(self, advice: Advice) -> Strip:
        """One that is shown already stays, with the focus that it may have."""
        for one, strip in self._made:
            if one == advice:
                return strip
        made = Strip(advice.says, "", "waiting", self._tint, *self._remedies(advice))
        made.setMinimumHeight(HEIGHT)
        return made

    def _remedies(self, advice: Advice) -> list[QPushButton]:
        made = []
        if advice.offer:
            made.append(button(advice.offers, partial(self._cautions.follow, advice), "link"))
        photos = [photo for photo in advice.photos if self._can_crop(photo)]
        if advice.trouble is Trouble.SHAPE and photos:
            made.append(button(_("Crop…"), partial(self._crop, photos), "link"))
        return made
