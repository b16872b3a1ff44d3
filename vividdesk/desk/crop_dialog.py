"""Cropping one photo to a shape: a frame to drag, the shapes that fit the template, and what comes out in pixels."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vividdesk.model.crop import Frame, Shape, Size
from vividdesk.model.photo import Photo
from vividdesk.model.warnings import ENLARGED, Needs, enlarged
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label, set_tone
from vividdesk.widgets.choices import Segments
from vividdesk.widgets.crop_view import CropView
from vividdesk.widgets.theme import SIZES

FREE = None


class CropDialog(QDialog):
    """`cropped` carries the frame, or None for the whole photo. `position` is the how manieth of how many."""

    cropped = Signal(object)
    skipped = Signal()

    def __init__(
        self,
        parent: QWidget,
        photo: Photo,
        name: str,
        shapes: Sequence[Shape],
        known: Needs,
        frame: Frame | None = None,
        position: tuple[int, int] = (1, 1),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Crop the photo"))
        self._photo = photo
        self._needs = known
        self._position = position
        self.view = CropView(Size(photo.width, photo.height))
        choices = [(shape, shape.name) for shape in shapes]
        self.shapes = Segments([*choices, (FREE, _("Free"))], _("Shape"))
        self._pixels = label("", SIZES.small, "quiet")
        self.crop = button(_("Crop"), self._accept, "primary")
        self.crop.setDefault(True)
        self.whole = button(_("Whole photo"), self._take_whole)
        self.whole.setToolTip(_("Show all of it in the frame again"))
        self._lay_out(name)
        self.shapes.chosen.connect(self._choose)
        self.view.changed.connect(self._tell)
        self.view.accepted.connect(self._accept)
        for number in range(len(choices) + 1):
            QShortcut(QKeySequence(f"Alt+{number + 1}"), self, lambda number=number: self._press(number))
        self.finished.connect(self._let_go)
        self._begin(shapes, frame)
        self.view.setFocus()

    def show_picture(self, picture: QImage) -> None:
        self.view.show_picture(picture)

    def _let_go(self) -> None:
        """What is left of a dialog waits for the collector; the picture need not."""
        self.show_picture(QImage())

    def _begin(self, shapes: Sequence[Shape], frame: Frame | None) -> None:
        """As it was cropped before, or to the first shape."""
        first = shapes[0] if shapes else FREE
        if frame is not None:
            held = (shape for shape in shapes if abs(frame.width / frame.height / shape.ratio - 1) < 0.01)
            first = next(held, FREE)
        self.shapes.choose(first)
        self.view.hold(first.ratio if first else None)
        if frame is not None:
            self.view.put(frame)
        self._tell()

    def _press(self, number: int) -> None:
        self.shapes.findChildren(QPushButton)[number].click()

    def _choose(self, shape: Shape | None) -> None:
        self.view.hold(shape.ratio if shape else None)
        self._tell()

    def _take_whole(self) -> None:
        self.shapes.choose(FREE)
        self.view.hold(None)
        self.view.put(Frame.largest(self.view.photo, None))
        self.view.setFocus()

    def _accept(self) -> None:
        frame = self.view.frame
        is_whole = frame.box == (0, 0, self._photo.width, self._photo.height)
        self.cropped.emit(None if is_whole else frame)
        self.accept()

    def _skip(self) -> None:
        self.skipped.emit()
        self.accept()

    def _tell(self) -> None:
        left, top, right, bottom = self.view.frame.box
        is_soft = enlarged(right - left, bottom - top, self._needs) > ENLARGED
        size = f"\u2066{right - left} × {bottom - top}\u2069"
        says = _("{size} pixels are kept.").format(size=size)
        if is_soft:
            says = _("{size} pixels are kept: few, it looks soft when it is enlarged.").format(size=size)
        self._pixels.setText(says)
        set_tone(self._pixels, "waiting" if is_soft else "quiet")
        place = _("{size} pixels, {left} from the left and {top} from the top.").format(size=size, left=left, top=top)
        self.view.setAccessibleDescription(f"{place} {says}" if is_soft else place)

    def _lay_out(self, name: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(SIZES.gap)
        head = QHBoxLayout()
        head.addWidget(_elided(name), 1)
        if self._position[1] > 1:
            head.addWidget(label(_("{n} of {all}").format(n=self._position[0], all=self._position[1]), tone="quiet"))
        column.addLayout(head)
        tools = QHBoxLayout()
        tools.setSpacing(SIZES.gap)
        tools.addWidget(self.shapes)
        tools.addWidget(self.whole)
        tools.addStretch()
        column.addLayout(tools)
        column.addWidget(self.view, 1)
        column.addWidget(self._pixels)
        column.addWidget(
            label(
                _("Arrow keys move the frame, Shift and arrows make it larger or smaller. The photo itself is kept."),
                SIZES.small,
                "quiet",
                wrap=True,
            )
        )
        foot = QHBoxLayout()
        foot.setSpacing(SIZES.gap)
        foot.addStretch()
        foot.addWidget(button(_("Cancel"), self.reject))
        if self._position[1] > 1:
            foot.addWidget(button(_("Leave this one"), self._skip))
        foot.addWidget(self.crop)
        column.addLayout(foot)
        QWidget.setTabOrder(self.view, self.crop)


def _elided(name: str) -> QLabel:
    made = label(name, SIZES.heading, bold=True)
    made.setToolTip(name)
    made.setMinimumWidth(40)
    return made
