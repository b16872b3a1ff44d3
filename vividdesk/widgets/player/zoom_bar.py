"""How near a picture is: out, in, fitted, pixel by pixel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.player.picture import STEP, PictureView
from vividdesk.widgets.theme import SIZES


class ZoomBar(QWidget):
    def __init__(self, picture: PictureView) -> None:
        super().__init__()
        self.says = label("", SIZES.small, "quiet")
        self.says.setMinimumWidth(self.says.fontMetrics().horizontalAdvance("0000 %"))
        self.says.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for text, tip, do in (
            ("−", _("Smaller (-)"), lambda: picture.zoom(1 / STEP)),
            ("+", _("Larger (+)"), lambda: picture.zoom(STEP)),
            (_("Fit"), _("All of it (0)"), picture.fit),
            (_("100 %"), _("Pixel by pixel (1)"), picture.show_pixels),
        ):
            one = button(text, do, "player-word")
            one.setToolTip(tip)
            one.setAccessibleName(tip)
            row.addWidget(one)
        row.addStretch()
        row.addWidget(self.says)
        picture.scaled.connect(lambda scale: self.says.setText(_("{share} %").format(share=round(scale * 100))))
