"""What lies in a photo slot: a photo as a card, or the place where one can go."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.tray_photo import facts
from vividdesk.model.photo import Picture, WebPhoto
from vividdesk.model.schema import Slot
from vividdesk.texts import _
from vividdesk.widgets.basics import icon_button
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES, font_of
from vividdesk.widgets.wrapped import wrapped

HEIGHT = 60
LOW = 40
THUMB = 44
ROUND = 6


class Place(QAbstractButton):
    def __init__(self) -> None:
        super().__init__()
        self._is_lit = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def light(self, is_lit: bool) -> None:
        """While a photo hangs over it."""
        self._is_lit = is_lit
        self.update()

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, HEIGHT)

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, self.sizeHint().height())

    def _frame(
        self, painter: QPainter, line: QColor, ground: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_lit or self.hasFocus():
            line = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(line, 1, style))
        painter.setBrush(ground)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, SIZES.inner_radius, SIZES.inner_radius)

    def _mirrored(self, place: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)


class EmptyPlace(Place):
    def __init__(self, slot: Slot) -> None:
        super().__init__()
        self._slot = slot
        self._is_more = self._is_awaited = False
        self._sign = icon("photo-add", QPalette.ColorRole.PlaceholderText)
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(f"{self._slot.title or self._slot.name}: {self._words()}")

    def _words(self) -> str:
        if self._slot.linked:
            return _("No photo needed")
        if self._is_awaited:
            return _("being read…")
        return _("Add another photo") if self._is_more else _("Drop a photo here, or choose one")

    def show_as(self, is_more: bool, is_awaited: bool) -> None:
        self._is_more, self._is_awaited = is_more, is_awaited
        self._name()
        self.updateGeometry()
        self.update()

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, LOW if self._is_more or self._slot.linked else HEIGHT)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        role = QPalette.ColorRole
        colours = self.palette()
        painter = QPainter(self)
        hovers = (self.underMouse() and self.isEnabled()) or self._is_lit
        ground = colours.color(role.Button) if hovers else QColor(Qt.GlobalColor.transparent)
        line = colours.color(role.PlaceholderText if hovers else role.Mid)
        self._frame(painter, line, ground, Qt.PenStyle.DashLine)
        sign = QRect(0, 0, 22, 22)
        sign.moveCenter(QRect(14, 0, 22, self.height()).center())
        self._sign.paint(painter, self._mirrored(sign))
        painter.setFont(font_of(SIZES.body))
        painter.setPen(colours.color(role.Text if self.isEnabled() and not self._is_more else role.PlaceholderText))
        words = self._mirrored(self.rect().adjusted(48, 0, -12, 0))
        painter.drawText(
            words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.lines(words.width())
        )

    def lines(self, width: int) -> str:
        """The words as they are shown: where they need a second line, that is not left with the last word alone."""
        most = 1 if self.sizeHint().height() < HEIGHT else 2
        whole = wrapped(self._words(), font_of(SIZES.body), width, most)
        if len(whole) == 1:
            return whole[0]
        narrower = wrapped(self._words(), font_of(SIZES.body), width * 3 // 4, most)
        return "\n".join(whole if narrower[-1].endswith("…") else narrower)


class PictureCard(Place):
    removed = Signal()

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self._thumbnail: QPixmap | None = None
        self._title, self._facts = _described(picture)
        self._sign = icon("link" if isinstance(picture, WebPhoto) else "photos", QPalette.ColorRole.PlaceholderText)
        self.setAccessibleName(f"{self._title}, {self._facts}")
        self.setToolTip(f"{self._title}\n{self._facts}")
        self._remove = icon_button("close", _("Remove {photo}").format(photo=self._title), self.removed.emit, "small")
        self._remove.setParent(self)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Of the Tab key."""
        return self, self._remove

    def show_thumbnail(self, thumbnail: QPixmap | None) -> None:
        self._thumbnail = thumbnail
        self.update()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        size = self._remove.sizeHint()
        place = QRect(
            self.width() - size.width() - 8, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        self._remove.setGeometry(self._mirrored(place))

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        role = QPalette.ColorRole
        colours = self.palette()
        painter = QPainter(self)
        self._frame(
            painter, colours.color(role.PlaceholderText if self.underMouse() else role.Mid), colours.color(role.Button)
        )
        inset = (self.height() - THUMB) // 2
        self._paint_thumbnail(painter, self._mirrored(QRect(inset, inset, THUMB, THUMB)))
        left = inset + THUMB + 10
        middle = self.height() // 2
        for words, top, size, colour in (
            (self._title, middle - 19, SIZES.body, role.Text),
            (f"\u2066{self._facts}\u2069", middle + 1, SIZES.small, role.PlaceholderText),  # from left to right
        ):
            painter.setFont(font_of(size))
            painter.setPen(colours.color(colour))
            place = self._mirrored(QRect(left, top, self.width() - left - 44, 18))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)

    def _paint_thumbnail(self, painter: QPainter, place: QRect) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(place), ROUND, ROUND)
        painter.fillPath(outline, self.palette().color(QPalette.ColorRole.Mid))
        if self._thumbnail is None or self._thumbnail.isNull():
            self._sign.paint(painter, place.adjusted(12, 12, -12, -12))
            return
        whole = self._thumbnail.rect()
        side = min(whole.width(), whole.height())
        middle = QRect(0, 0, side, side)
        middle.moveCenter(whole.center())
        painter.save()
        painter.setClipPath(outline)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, self._thumbnail, middle)
        painter.restore()


def _described(picture: Picture) -> tuple[str, str]:
    if isinstance(picture, WebPhoto):
        return picture.url, _("The service fetches it from this address")
    return picture.name, facts(picture)
