"""A row of the tray: the photo, its name, its facts or what is wrong with it, and what can be done then."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.photos import THUMBNAIL, Photos
from vividdesk.bridge.thumbnails import SIDE
from vividdesk.bridge.tray_photo import TrayPhoto, facts, under_way
from vividdesk.model.warnings import word as word_for
from vividdesk.texts import _
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES, Colours, font_of, tinted
from vividdesk.widgets.wrapped import wrapped

Index = QModelIndex | QPersistentModelIndex

WORDS_AT = SIZES.margin + SIDE + 10
BAR = 3
ABOVE = 7
BETWEEN = 3
CROSS = 20
MOST_LINES = 4  # of one sentence; the tooltip has all of it
LONGEST_NAME = 24  # letters of a name within a sentence: the reason has to be seen, too
JOINER = "\u2060"  # no line ends here
MARK = 18  # of the round one by which a photo says that something speaks against it


class Act(Enum):
    REMOVE = "remove"
    RETRY = "retry"


@dataclass(frozen=True)
class _Line:
    text: str
    font: QFont
    tone: str  # a field of Colours

    @property
    def height(self) -> int:
        return QFontMetrics(self.font).height()


class PhotoRow(QStyledItemDelegate):
    def __init__(self, view: QAbstractItemView, photos: Photos, colours: Callable[[], Colours]) -> None:
        super().__init__(view)
        self._view = view
        self._photos = photos
        self._colours = colours
        self._heights: dict[tuple[int, str, int, bool, int], int] = {}  # a list of hundreds is laid out often
        self._name = font_of(SIZES.body, QFont.Weight.Medium)
        self._small = font_of(SIZES.small)
        lines = QFontMetrics(self._name).height() + BETWEEN + QFontMetrics(self._small).height()
        self.usual = max(SIDE, lines) + 2 * ABOVE  # the height of a row without more to say

    def acts(self, index: Index) -> dict[Act, QRect]:
        """What can be clicked in a row, and where."""
        row = self._photos.at(index.row())
        place = self._view.visualRect(index)
        if row.fault is None:
            cross = QRect(place.right() - SIZES.gap - CROSS, place.top() + ABOVE, CROSS, CROSS)
            return {Act.REMOVE: self._mirrored(cross, place)}
        metrics = QFontMetrics(self._small)
        top = place.bottom() - ABOVE - metrics.height()
        found, left = {}, place.left() + WORDS_AT
        for act in (Act.RETRY, Act.REMOVE):
            wide = metrics.horizontalAdvance(word(act))
            found[act] = self._mirrored(QRect(left, top, wide, metrics.height()), place)
            left += wide + SIZES.margin
        return found

    def act_at(self, index: Index, point: QPoint) -> Act | None:
        return next(
            (act for act, place in self.acts(index).items() if place.adjusted(-4, -4, 4, 4).contains(point)), None
        )

    @guarded(QSize)
    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        row = self._photos.at(index.row())
        if row.fault is None and not row.notes:
            return QSize(0, self.usual)
        refusal = row.fault.title if row.fault else ""
        about = row.key, refusal, len(row.notes), bool(row.cautions), self._view.viewport().width()
        if about not in self._heights:
            self._heights[about] = self._height(row, index.data(), about[-1])
        return QSize(0, self._heights[about])

    @guarded()
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._photos.at(index.row())
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self._view.layoutDirection())
        self._paint_ground(painter, place, state, row.fault is not None)
        self._paint_picture(painter, row, index.data(THUMBNAIL), self._picture(place))
        if row.cautions:
            self._paint_mark(painter, self._picture(place))
        crossed = hovered and row.fault is None
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        lines = self._lines(row, index.data(), self._words(place).width(), CROSS if crossed else 0, is_chosen)
        self._paint_words(painter, row, lines, self._words(place))
        if row.fault is not None:
            self._paint_acts(painter, self.acts(index))
        elif crossed:
            icon("close", QPalette.ColorRole.PlaceholderText).paint(
                painter, self.acts(index)[Act.REMOVE].adjusted(2, 2, -2, -2)
            )
        painter.restore()

    def _height(self, row: TrayPhoto, name: str, width: int) -> int:
        lines = self._lines(row, name, self._words(QRect(0, 0, width, 0)).width(), 0, is_chosen=True)
        high = sum(line.height for line in lines) + BETWEEN
        if row.fault is not None:
            high += BETWEEN + QFontMetrics(self._small).height()  # what can be done
        return max(SIDE, high) + 2 * ABOVE

    def _paint_ground(self, painter: QPainter, place: QRect, state: QStyle.StateFlag, refused: bool) -> None:
        """A refused one may be chosen, to be removed; it is not one of those that are worked with."""
        colours = self._colours()
        accent = QColor(colours.accent)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen and refused:
            edge = self._mirrored(QRect(place.left(), place.top(), BAR, place.height()), place)
            painter.fillRect(edge, QColor(colours.quiet))
        elif is_chosen:
            painter.fillRect(place, tinted(accent))
            painter.fillRect(self._mirrored(QRect(place.left(), place.top(), BAR, place.height()), place), accent)
        elif state & QStyle.StateFlag.State_MouseOver and not refused:
            painter.fillRect(place, QColor(colours.raised))
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(place).adjusted(BAR + 1.5, 1.5, -BAR - 1.5, -1.5), 6, 6)

    def _paint_picture(self, painter: QPainter, row: TrayPhoto, picture: QPixmap | None, place: QRect) -> None:
        if picture is not None and row.fault is None:
            ratio = self._view.devicePixelRatioF()
            painter.drawPixmap(place.topLeft(), rounded(picture, place.size(), ratio))
            return
        colours = self._colours()
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), SIZES.inner_radius, SIZES.inner_radius)
        name = "photos" if row.fault is None else "photo-broken"
        inset = SIDE // 2 - 11
        icon(name, QPalette.ColorRole.PlaceholderText).paint(painter, place.adjusted(inset, inset, -inset, -inset))

    def _paint_mark(self, painter: QPainter, picture: QRect) -> None:
        """At the corner of the picture, half beside it."""
        colours = self._colours()
        place = self._mirrored(QRect(picture.right() - MARK + 5, picture.bottom() - MARK + 5, MARK, MARK), picture)
        painter.setPen(QPen(QColor(colours.panel), 2))
        painter.setBrush(QColor(colours.waiting))
        painter.drawEllipse(QRectF(place).adjusted(1, 1, -1, -1))
        painter.setPen(QPen(QColor(colours.on_accent), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        middle = QRectF(place).center()
        painter.drawLine(middle + QPointF(0, -3.6), middle + QPointF(0, 0.6))
        painter.drawPoint(middle + QPointF(0, 3.6))

    def _paint_words(self, painter: QPainter, row: TrayPhoto, lines: list[_Line], place: QRect) -> None:
        high = sum(line.height for line in lines) + BETWEEN
        is_low = row.fault is None and high <= SIDE
        top = place.top() + (max(0, (SIDE - high) // 2) if is_low else 0)
        align = QStyle.visualAlignment(
            self._view.layoutDirection(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        )
        for number, line in enumerate(lines):
            painter.setFont(line.font)
            painter.setPen(QColor(getattr(self._colours(), line.tone)))
            painter.drawText(QRect(place.left(), top, place.width(), line.height), align, line.text)
            top += line.height + (BETWEEN if number == 0 and row.fault is None else 0)

    def _paint_acts(self, painter: QPainter, acts: dict[Act, QRect]) -> None:
        painter.setFont(self._small)
        painter.setPen(QColor(self._colours().accent))
        for act, place in acts.items():
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, word(act))

    def _lines(self, row: TrayPhoto, name: str, width: int, kept_free: int, is_chosen: bool) -> list[_Line]:
        if row.fault is not None:
            title = row.fault.title.replace(name, _short(name))
            told = [_Line(text, self._small, "failed") for text in self._wrapped(title, width)]
            return told + [_Line(text, self._small, "quiet") for text in self._wrapped(row.fault.advice, width)]
        middle = Qt.TextElideMode.ElideMiddle
        short = QFontMetrics(self._name).elidedText(name, middle, width - kept_free)
        lines = [_Line(short, self._name, "text")]
        if row.photo is None:
            said = QFontMetrics(self._small).elidedText(under_way(row), Qt.TextElideMode.ElideRight, width)
            return [*lines, _Line(said, self._small, "running")]
        said = f"\u2066{facts(row.photo)}\u2069"  # width comes before height in every direction of reading
        said = QFontMetrics(self._small).elidedText(said, Qt.TextElideMode.ElideRight, width)
        lines.append(_Line(said, self._small, "quiet"))
        if row.cautions and is_chosen:
            doubts = " · ".join(word_for(caution.trouble) for caution in row.cautions)
            doubts = QFontMetrics(self._small).elidedText(doubts, Qt.TextElideMode.ElideRight, width)
            lines.append(_Line(doubts, self._small, "waiting"))
        for note in row.notes:
            lines += [_Line(text, self._small, "quiet") for text in self._wrapped(note, width)]
        return lines

    def _wrapped(self, text: str, width: int) -> list[str]:
        return wrapped(text, self._small, width, MOST_LINES)

    def _picture(self, place: QRect) -> QRect:
        return self._mirrored(QRect(place.left() + SIZES.margin, place.top() + ABOVE, SIDE, SIDE), place)

    def _words(self, place: QRect) -> QRect:
        words = place.adjusted(WORDS_AT, ABOVE, -SIZES.gap, -ABOVE)
        return self._mirrored(words, place)

    def _mirrored(self, part: QRect, whole: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), whole, part)


def word(act: Act) -> str:
    match act:
        case Act.REMOVE:
            return _("Remove")
        case Act.RETRY:
            return _("Try again")


def _short(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    first, last = name[: LONGEST_NAME // 2], name[-(LONGEST_NAME // 2 - 1) :]
    return f"{first}{JOINER}…{JOINER}{last}"


def rounded(picture: QPixmap, size: QSize, ratio: float) -> QPixmap:
    """Filling the size, with what is too much cut off evenly."""
    real = size * ratio
    key = f"photo {picture.cacheKey()} {real.width()} {real.height()} {ratio}"
    if QPixmapCache.find(key, made := QPixmap()):
        return made
    filling = picture.scaled(
        real, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    QPixmapCache.insert(key, made := _cut(filling, real, ratio))
    return made


def _cut(filling: QPixmap, real: QSize, ratio: float) -> QPixmap:
    made = QPixmap(real)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(made.rect()), SIZES.inner_radius * ratio, SIZES.inner_radius * ratio)
    painter.setClipPath(shape)
    painter.drawPixmap((real.width() - filling.width()) // 2, (real.height() - filling.height()) // 2, filling)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
