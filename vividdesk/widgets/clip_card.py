"""A clip in the library's grid: its poster, what it is, and where it comes from."""

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vividdesk.bridge import clip_words as words
from vividdesk.bridge.clip_list import ClipList
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.posters import Posters
from vividdesk.model.clip import Clip
from vividdesk.texts import _
from vividdesk.widgets.clip_grid import ALL_STATES
from vividdesk.widgets.icons import icon
from vividdesk.widgets.stars import MOST, STAR, draw_stars
from vividdesk.widgets.theme import DARK, SIZES, Colours, font_of

RADIUS = 10
SHAPE = 16, 10
TEXT = 58  # the height below the poster
SIDE = 10
MEMORY = 12_000_000  # bytes of cards that are drawn, of a screen at 100 %; those in sight have room in any case
TURNS = 2  # what fills the window so often is kept
AT_ONCE = 2  # cards that are drawn anew in one frame: each takes a millisecond and more
State = QStyle.StateFlag
Flag = Qt.AlignmentFlag


class ClipCard(QStyledItemDelegate):
    """Asked for its size with a width, it answers with the height that goes with it.

    After a jump far away, a frame has some of the cards and bars for the rest; `more` asks for another frame.
    `begin_frame` is for whoever paints with it.
    """

    more = Signal()

    def __init__(self, posters: Posters, colours: Callable[[], Colours]) -> None:
        super().__init__()
        self._posters = posters
        self._colours = colours
        self._cards: OrderedDict[int, tuple[tuple[object, ...], QPixmap]] = OrderedDict()
        self._waiting: tuple[tuple[object, ...], QPixmap] | None = None
        self._left = AT_ONCE
        self._least = 0
        self._asked = False
        self._bold = font_of(SIZES.body, QFont.Weight.DemiBold)
        self._small = font_of(SIZES.small)
        self._tiny = font_of(SIZES.small - 1)
        self._picture = icon("photos", QPalette.ColorRole.PlaceholderText)
        self._clip = icon("play", QPalette.ColorRole.PlaceholderText)
        self._here = icon("made-here", QPalette.ColorRole.PlaceholderText)

    def begin_frame(self, in_sight: int) -> None:
        self._left = AT_ONCE
        self._asked = False
        self._least = TURNS * in_sight
        self._posters.keep(self._least)

    @guarded(QSize)
    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        width = option.rect.width()
        return QSize(width, width * SHAPE[1] // SHAPE[0] + TEXT)

    @guarded()
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        clip = index.data(ClipList.CLIP)
        ratio = painter.device().devicePixelRatioF()
        card = self._card(clip, option, ratio) if clip is not None else None
        painter.drawPixmap(option.rect.topLeft(), card or self._bars(option, ratio))
        self._draw_state(painter, option)

    def _card(self, clip: Clip, option: QStyleOptionViewItem, ratio: float) -> QPixmap | None:
        """Drawn once and then only copied, so that scrolling stays smooth; None where this frame has enough to draw."""
        size = option.rect.size()
        poster = self._posters.of(clip.poster, QSize(size.width(), size.height() - TEXT), ratio)
        looks = (clip, size, ratio, option.direction, self._colours(), poster.cacheKey() if poster is not None else 0)
        kept = self._cards.get(clip.id)
        if kept is not None and kept[0] == looks:
            self._cards.move_to_end(clip.id)
            return kept[1]
        if self._left == 0:
            if not self._asked:
                self._asked = True
                self.more.emit()
            return kept[1] if kept is not None and kept[0][1:5] == looks[1:5] else None
        self._left -= 1

        def draw(painter: QPainter, here: QStyleOptionViewItem) -> None:
            self._draw_poster(painter, here, clip, poster)
            self._draw_badges(painter, here, clip)
            self._draw_words(painter, here, clip)

        made = self._drawn(option, ratio, draw)
        self._cards[clip.id] = (looks, made)
        self._cards.move_to_end(clip.id)
        room = int(MEMORY * ratio * ratio) // (made.width() * made.height() * 4)
        while len(self._cards) > max(room, self._least):
            self._cards.popitem(last=False)
        return made

    def _bars(self, option: QStyleOptionViewItem, ratio: float) -> QPixmap:
        looks = (option.rect.size(), ratio, option.direction, self._colours())
        if self._waiting is None or self._waiting[0] != looks:
            self._waiting = looks, self._drawn(option, ratio, self._draw_waiting)
        return self._waiting[1]

    def _drawn(
        self, option: QStyleOptionViewItem, ratio: float, draw: Callable[[QPainter, QStyleOptionViewItem], None]
    ) -> QPixmap:
        size = option.rect.size()
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        here = QStyleOptionViewItem(option)
        here.rect = QRect(QPoint(), size)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, here)
        draw(painter, here)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._colours().line), 1))
        painter.drawRoundedRect(QRectF(here.rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS - 0.5, RADIUS - 0.5)
        painter.end()
        return made

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours().raised))
        painter.drawRoundedRect(QRectF(option.rect), RADIUS, RADIUS)

    def _draw_state(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Chosen, under the mouse, focused: most are none of these."""
        if not option.state & ALL_STATES:
            return
        colours = self._colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(option.rect)
        if option.state & State.State_Selected:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        elif option.state & State.State_MouseOver:
            painter.setPen(QPen(QColor(colours.quiet), 1))
            painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS - 0.5, RADIUS - 0.5)
        if option.state & State.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRoundedRect(frame.adjusted(-2.5, -2.5, 2.5, 2.5), RADIUS + 2.5, RADIUS + 2.5)
        painter.restore()

    def _draw_waiting(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """What will be there, in bars."""
        poster = _above(option)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours().line))
        painter.drawPath(_upper(poster))
        for top, part in ((14, 0.6), (36, 0.4)):
            bar = QRect(poster.left() + SIDE, poster.bottom() + top, int(poster.width() * part), 8)
            painter.drawRoundedRect(QStyle.visualRect(option.direction, option.rect, bar), 4, 4)

    def _draw_poster(self, painter: QPainter, option: QStyleOptionViewItem, clip: Clip, pixmap: QPixmap | None) -> None:
        poster = _above(option)
        if pixmap is not None and not pixmap.isNull():
            painter.setOpacity(0.35 if clip.missing else 1.0)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(poster, pixmap)
            painter.setOpacity(1.0)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours().line))
        painter.drawPath(_upper(poster))
        if not clip.poster or pixmap is not None:
            place = QRect(0, 0, 32, 32)
            place.moveCenter(poster.center())
            (self._clip if clip.is_moving else self._picture).paint(painter, place)

    def _draw_badges(self, painter: QPainter, option: QStyleOptionViewItem, clip: Clip) -> None:
        painter.setFont(self._tiny)
        metrics = QFontMetrics(self._tiny)
        height = metrics.height() + 5
        inside = _above(option).adjusted(8, 8, -8, -8)
        says = words.kind(clip)
        place = QRect(0, 0, metrics.horizontalAdvance(says) + 14, height)
        place.moveBottomRight(inside.bottomRight())
        painter.setPen(QColor(DARK.text))
        painter.drawText(_veiled(painter, option, place), Flag.AlignCenter, says)
        if clip.missing:
            says = _("file missing")
            place = QRect(inside.left(), inside.top(), metrics.horizontalAdvance(says) + 14, height)
            place = _veiled(painter, option, place)
            painter.setPen(QColor(DARK.waiting))
            painter.drawText(place, Flag.AlignCenter, says)
        if clip.rating:
            place = QRect(inside.left(), inside.bottom() + 1 - height, clip.rating * STAR + 12, height)
            place = _veiled(painter, option, place)
            area = QRect(place.left() + 6, place.top(), MOST * STAR, height)
            draw_stars(painter, area, clip.rating, QColor(DARK.waiting))

    def _draw_words(self, painter: QPainter, option: QStyleOptionViewItem, clip: Clip) -> None:
        card, colours = option.rect, self._colours()
        first = QRect(card.left() + SIDE, card.bottom() - TEXT + 10, card.width() - 2 * SIDE, 20)
        second = first.translated(0, 21)
        painter.setFont(self._bold)
        painter.setPen(QColor(colours.quiet if clip.missing else colours.text))
        room = first.width()
        painter.drawText(
            QStyle.visualRect(option.direction, card, first),
            QStyle.visualAlignment(option.direction, Flag.AlignLeading | Flag.AlignVCenter),
            QFontMetrics(self._bold).elidedText(words.name(clip), Qt.TextElideMode.ElideRight, room),
        )
        if clip.local:
            mark = QRect(second.left(), second.top() + 3, 14, 14)
            self._here.paint(painter, QStyle.visualRect(option.direction, card, mark))
            second.setLeft(second.left() + 19)
        painter.setFont(self._small)
        painter.setPen(QColor(colours.quiet))
        painter.drawText(
            QStyle.visualRect(option.direction, card, second),
            QStyle.visualAlignment(option.direction, Flag.AlignLeading | Flag.AlignVCenter),
            QFontMetrics(self._small).elidedText(words.line(clip), Qt.TextElideMode.ElideRight, second.width()),
        )


def _above(option: QStyleOptionViewItem) -> QRect:
    """Where the poster is."""
    return option.rect.adjusted(0, 0, 0, -TEXT)


def _veiled(painter: QPainter, option: QStyleOptionViewItem, place: QRect) -> QRect:
    """On a picture, dark in both looks; returns where it is."""
    place = QStyle.visualRect(option.direction, option.rect, place)
    veil = QColor(DARK.ground)
    veil.setAlphaF(0.78)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil)
    painter.drawRoundedRect(place, 6, 6)
    painter.restore()
    return place


def _upper(poster: QRect) -> QPainterPath:
    """Round above, straight below."""
    path = QPainterPath(QPointF(poster.left(), poster.bottom() + 1))
    path.lineTo(poster.left(), poster.top() + RADIUS)
    path.arcTo(poster.left(), poster.top(), 2 * RADIUS, 2 * RADIUS, 180, -90)
    path.arcTo(poster.right() + 1 - 2 * RADIUS, poster.top(), 2 * RADIUS, 2 * RADIUS, 90, -90)
    path.lineTo(poster.right() + 1, poster.bottom() + 1)
    path.closeSubpath()
    return path
